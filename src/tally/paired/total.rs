//! The tally of a comparison, or of a range of its pages.

use super::counts::{Both, PairedCounts, Verdicts};
use super::{JUDGED, Pairing};
use crate::model::Plan;
use crate::random::Design;
use crate::stats::{MomentForest, Moments};
use crate::tally::batch::{batches, place};
use crate::tally::{Batch, Column, MergeError, Tally};

/// Everything that is kept of some pages under every policy.
#[derive(Clone, Debug)]
pub struct PairedTally {
    /// What a run of each policy would keep.
    pub policies: Vec<Tally>,
    pairing: Pairing,
    design: Design,
    /// By batch.
    counts: Vec<PairedCounts>,
    /// Pair × output × selection, then regret by policy; by batch.
    moments: Vec<MomentForest>,
}

/// The regret of a policy.
#[derive(Clone, Debug)]
pub struct RegretColumn {
    /// Its distribution.
    pub regret: Column,
    /// Futures in which no policy is better, by batch.
    pub best: Vec<u64>,
    /// Futures in which it is better than every other, by batch.
    pub best_alone: Vec<u64>,
    /// Futures in which it is better than each policy, by policy, then by batch.
    pub beats: Vec<Vec<u64>>,
}

impl PairedTally {
    /// An empty tally.
    pub fn new(plans: &[&Plan], pairing: &Pairing) -> Self {
        let design = plans.first().map_or(Design::Random, |plan| plan.inputs().design());
        Self {
            policies: plans.iter().map(|plan| Tally::new(plan)).collect(),
            pairing: pairing.clone(),
            design,
            counts: (0..batches(design)).map(|_| PairedCounts::new(pairing, plans.len())).collect(),
            moments: (0..batches(design)).map(|_| MomentForest::new()).collect(),
        }
    }

    /// What is compared.
    pub fn pairing(&self) -> &Pairing {
        &self.pairing
    }

    /// Futures, or the judged ones among them, by batch.
    pub fn replicates(&self, judged_only: bool) -> Vec<u64> {
        let of = |counts: &PairedCounts| selections(judged_only).map(|s| counts.replicates[s]).sum();
        self.counts.iter().map(of).collect()
    }

    /// Differences of an output between policy `pair + 1` and the first, with the verdicts by batch.
    pub fn difference(&self, pair: usize, output: usize, judged_only: bool) -> (Column, Vec<Verdicts>) {
        let first = (pair * self.pairing.outputs.len() + output) * 2;
        let cells: Vec<usize> = selections(judged_only).map(|selection| first + selection).collect();
        let batch = |(counts, forest): (&PairedCounts, &MomentForest)| {
            let moments = cells.iter().fold(Moments::default(), |all, &cell| all.merge(&forest.cell(cell)));
            let mut merged = counts.outputs[cells[0]].clone();
            for &cell in &cells[1..] {
                merged.counts.merge(&counts.outputs[cell].counts);
                merged.verdicts.absorb(&counts.outputs[cell].verdicts);
            }
            (Batch { moments, counts: merged.counts, exceeding: Vec::new() }, merged.verdicts)
        };
        let (batches, verdicts) = self.counts.iter().zip(&self.moments).map(batch).unzip();
        (Column { batches, exceeding: Vec::new() }, verdicts)
    }

    /// A condition under policy `pair + 1` and the first, by batch.
    pub fn condition(&self, pair: usize, condition: usize, judged_only: bool) -> Vec<Both> {
        let first = (pair * self.pairing.conditions.len() + condition) * 2;
        let of = |counts: &PairedCounts| {
            let mut all = Both::default();
            selections(judged_only).for_each(|selection| all.absorb(&counts.conditions[first + selection]));
            all
        };
        self.counts.iter().map(of).collect()
    }

    /// The regret of a policy over the judged futures; `None` without an objective.
    pub fn regret(&self, policy: usize) -> Option<RegretColumn> {
        self.pairing.objective?;
        let cell = self.counts[0].outputs.len() + policy;
        let by_batch = |of: &dyn Fn(&super::counts::RegretCounts) -> u64| {
            self.counts.iter().map(|counts| of(&counts.regrets[policy])).collect()
        };
        let batch = |(counts, forest): (&PairedCounts, &MomentForest)| Batch {
            moments: forest.cell(cell),
            counts: counts.regrets[policy].counts.clone(),
            exceeding: Vec::new(),
        };
        Some(RegretColumn {
            regret: Column {
                batches: self.counts.iter().zip(&self.moments).map(batch).collect(),
                exceeding: Vec::new(),
            },
            best: by_batch(&|regret| regret.best),
            best_alone: by_batch(&|regret| regret.best_alone),
            beats: (0..self.policies.len()).map(|other| by_batch(&|regret| regret.beats[other])).collect(),
        })
    }

    /// In how many judged futures each policy meets every condition asked for, and in how many any and every policy
    /// does; each as (holds, of) by batch.
    pub fn satisficing(&self) -> Vec<Vec<(u64, u64)>> {
        let policies = (0..self.policies.len()).map(|policy| {
            self.counts.iter().map(|c| (c.satisficing.meets[policy], c.satisficing.of)).collect()
        });
        let any = self.counts.iter().map(|c| (c.satisficing.any, c.satisficing.of)).collect();
        let every = self.counts.iter().map(|c| (c.satisficing.every, c.satisficing.of)).collect();
        policies.chain([any, every]).collect()
    }

    /// Merges the tally of other pages of the same comparison; the order of merging changes no bit.
    ///
    /// # Errors
    /// [`MergeError`] where both hold the same page.
    pub fn merge(mut self, other: Self) -> Result<Self, MergeError> {
        let merged = self.policies.into_iter().zip(other.policies).map(|(a, b)| a.merge(b));
        self.policies = merged.collect::<Result<_, _>>()?;
        for (forest, other) in self.moments.iter_mut().zip(other.moments) {
            forest.merge(other).map_err(|overlap| MergeError { page: overlap.page })?;
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| a.absorb(b));
        Ok(self)
    }

    /// Takes over what a worker counted of how the policies differ, by batch.
    pub(super) fn absorb(&mut self, counts: &[PairedCounts]) {
        self.counts.iter_mut().zip(counts).for_each(|(a, b)| a.absorb(b));
    }

    /// Takes over moments of pages that no other worker has played.
    pub(super) fn insert(&mut self, pages: impl Iterator<Item = (u64, Vec<Moments>)>) {
        for (page, moments) in pages {
            let (batch, local) = place(self.design, page);
            let inserted = self.moments[batch].insert(local, moments);
            debug_assert!(inserted.is_ok(), "the counter hands out each page once");
        }
    }
}

fn selections(judged_only: bool) -> std::ops::RangeInclusive<usize> {
    if judged_only { JUDGED..=JUDGED } else { super::REST..=JUDGED }
}
