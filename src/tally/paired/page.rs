//! Counting one page of the same futures under every policy.

use super::counts::{PairedCounts, RegretCounts};
use super::{JUDGED, Objective, Pairing, REST, difference};
use crate::model::{Plan, Workspace};
use crate::stats::Moments;

/// The plans with what each made of a block.
pub(super) struct Played<'a> {
    pub plans: &'a [&'a Plan],
    pub spaces: Vec<&'a Workspace>,
}

impl<'a> Played<'a> {
    /// An output under every policy.
    fn output(&self, places: &[usize]) -> Vec<&'a [f64]> {
        let column =
            |((plan, space), &place): ((&&'a Plan, &&'a Workspace), &usize)| plan.output_column(space, place);
        self.plans.iter().zip(&self.spaces).zip(places).map(column).collect()
    }

    /// A condition (1, 0, NaN) under every policy.
    fn condition(&self, places: &[usize]) -> Vec<&'a [f64]> {
        let column = |((plan, space), &place): ((&&'a Plan, &&'a Workspace), &usize)| {
            plan.formula_column(space, plan.conditions()[place].formula)
        };
        self.plans.iter().zip(&self.spaces).zip(places).map(column).collect()
    }

    /// Whether the law passes under every policy.
    fn is_judged(&self, lane: usize) -> bool {
        self.plans.iter().zip(&self.spaces).all(|(plan, space)| plan.enacted(space)[lane] > 0.0)
    }
}

/// Room for the values of one page.
#[derive(Debug, Default)]
pub(super) struct Page {
    lanes: [Vec<usize>; 2],
    values: Vec<f64>,
    /// Differences of two values within the horizon.
    reached: Vec<f64>,
}

impl Page {
    /// Sorts the lanes `start … start + n` of a block by selection.
    pub fn sort(&mut self, played: &Played<'_>, start: usize, n: usize) {
        self.lanes.iter_mut().for_each(Vec::clear);
        for lane in start..start + n {
            self.lanes[if played.is_judged(lane) { JUDGED } else { REST }].push(lane);
        }
    }

    /// Counts the page; returns the moments of its cells.
    pub fn count(
        &mut self,
        played: &Played<'_>,
        pairing: &Pairing,
        counts: &mut PairedCounts,
    ) -> Vec<Moments> {
        for (count, lanes) in counts.replicates.iter_mut().zip(&self.lanes) {
            *count += lanes.len() as u64;
        }
        let policies = played.plans.len();
        let mut moments = self.differences(played, pairing, counts);
        self.conditions(played, pairing, counts);
        if let Some(objective) = pairing.objective {
            let columns = played.output(&pairing.outputs[objective.output]);
            moments.extend(self.regrets(&columns, objective, &mut counts.regrets));
        }
        if !pairing.satisficing.is_empty() {
            let columns: Vec<Vec<&[f64]>> = pairing
                .satisficing
                .iter()
                .map(|&place| played.condition(&pairing.conditions[place]))
                .collect();
            self.satisficing(&columns, policies, counts);
        }
        moments
    }

    /// Pair × output × selection.
    fn differences(
        &mut self,
        played: &Played<'_>,
        pairing: &Pairing,
        counts: &mut PairedCounts,
    ) -> Vec<Moments> {
        let columns: Vec<Vec<&[f64]>> = pairing.outputs.iter().map(|places| played.output(places)).collect();
        let mut moments = Vec::with_capacity(counts.outputs.len());
        for pair in 1..played.plans.len() {
            for columns in &columns {
                for lanes in &self.lanes {
                    let cell = &mut counts.outputs[moments.len()];
                    let (with, against) = (columns[pair], columns[0]);
                    self.values.clear();
                    self.reached.clear();
                    for &lane in lanes {
                        let (with, against) = (with[lane], against[lane]);
                        self.values.push(difference(with, against));
                        if with.is_finite() && against.is_finite() {
                            self.reached.push(with - against);
                        }
                        cell.verdicts.count(with, against);
                    }
                    cell.counts.push(&self.values);
                    moments.push(Moments::of_finite(&self.reached));
                }
            }
        }
        moments
    }

    /// Pair × condition × selection.
    fn conditions(&self, played: &Played<'_>, pairing: &Pairing, counts: &mut PairedCounts) {
        let columns: Vec<Vec<&[f64]>> =
            pairing.conditions.iter().map(|places| played.condition(places)).collect();
        let mut cells = counts.conditions.iter_mut();
        for pair in 1..played.plans.len() {
            for columns in &columns {
                for (lanes, cell) in self.lanes.iter().zip(cells.by_ref().take(2)) {
                    lanes.iter().for_each(|&lane| cell.count(columns[pair][lane], columns[0][lane]));
                }
            }
        }
    }

    /// Regret of each policy over the judged futures in which the objective is defined under all.
    fn regrets(
        &mut self,
        columns: &[&[f64]],
        objective: Objective,
        counts: &mut [RegretCounts],
    ) -> Vec<Moments> {
        let sign = if objective.maximise { 1.0 } else { -1.0 };
        let mut lanes = self.lanes[JUDGED].clone();
        lanes.retain(|&lane| columns.iter().all(|column| !column[lane].is_nan()));
        let best: Vec<f64> = lanes
            .iter()
            .map(|&lane| columns.iter().fold(f64::NEG_INFINITY, |best, column| best.max(sign * column[lane])))
            .collect();
        let mut moments = Vec::with_capacity(columns.len());
        for (policy, counts) in counts.iter_mut().enumerate() {
            self.values.clear();
            for (&lane, &best) in lanes.iter().zip(&best) {
                let own = sign * columns[policy][lane];
                self.values.push(difference(best, own));
                counts.count(policy, own, |other| sign * columns[other][lane]);
            }
            counts.counts.push(&self.values);
            moments.push(Moments::of_finite(&self.values));
        }
        moments
    }

    fn satisficing(&self, columns: &[Vec<&[f64]>], policies: usize, counts: &mut PairedCounts) {
        let mut meets = vec![true; policies];
        for &lane in &self.lanes[JUDGED] {
            if columns.iter().flatten().any(|column| column[lane].is_nan()) {
                continue;
            }
            for (policy, meets) in meets.iter_mut().enumerate() {
                *meets = columns.iter().all(|condition| condition[policy][lane] > 0.0);
            }
            counts.satisficing.count(&meets);
        }
    }
}

impl RegretCounts {
    /// Counts a future in which the policy's value is `own`, higher being better.
    fn count(&mut self, policy: usize, own: f64, value: impl Fn(usize) -> f64) {
        let (mut best, mut alone) = (true, true);
        for (other, beats) in self.beats.iter_mut().enumerate().filter(|(other, _)| *other != policy) {
            let other = value(other);
            *beats += u64::from(own > other);
            best &= own >= other;
            alone &= own > other;
        }
        self.best += u64::from(best);
        self.best_alone += u64::from(alone);
    }
}
