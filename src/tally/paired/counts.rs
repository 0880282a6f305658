//! Everything about a comparison that is counted in whole numbers.

use super::Pairing;
use crate::stats::{QuantileCounts, Resolution};

/// In how many futures a policy has more, less, or the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// More than the other.
    pub more: u64,
    /// Less.
    pub less: u64,
    /// The same to the last bit, both beyond the horizon included.
    pub same: u64,
    /// Both beyond the horizon.
    pub both_beyond: u64,
}

/// In how many futures a condition holds under two policies; those in which either is undefined are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Both {
    /// Under both.
    pub both: u64,
    /// Under the policy only.
    pub only_with: u64,
    /// Under the other only.
    pub only_against: u64,
    /// Under neither.
    pub neither: u64,
}

/// Differences of one output between two policies in one selection.
#[derive(Clone, Debug)]
pub(super) struct DifferenceCounts {
    pub counts: QuantileCounts,
    pub verdicts: Verdicts,
}

/// Regret of one policy.
#[derive(Clone, Debug)]
pub(super) struct RegretCounts {
    pub counts: QuantileCounts,
    /// Futures in which no policy is better.
    pub best: u64,
    /// Futures in which it is better than every other.
    pub best_alone: u64,
    /// Futures in which it is better than each policy.
    pub beats: Vec<u64>,
}

/// Conditions that policies should meet, in the judged futures in which all are defined under every policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SatisficingCounts {
    pub of: u64,
    pub meets: Vec<u64>,
    pub any: u64,
    pub every: u64,
}

/// Whole-number counts of one batch of a comparison; they merge exactly, in any order.
#[derive(Clone, Debug)]
pub(super) struct PairedCounts {
    /// Futures of each selection: the ledger.
    pub replicates: [u64; 2],
    /// Pair × output × selection.
    pub outputs: Vec<DifferenceCounts>,
    /// Pair × condition × selection.
    pub conditions: Vec<Both>,
    /// By policy; empty without an objective.
    pub regrets: Vec<RegretCounts>,
    pub satisficing: SatisficingCounts,
}

impl PairedCounts {
    pub fn new(pairing: &Pairing, policies: usize) -> Self {
        let pairs = policies.saturating_sub(1);
        let buckets = || QuantileCounts::new(Resolution::Fine);
        let difference = |_| DifferenceCounts { counts: buckets(), verdicts: Verdicts::default() };
        let regret = |_| RegretCounts { counts: buckets(), best: 0, best_alone: 0, beats: vec![0; policies] };
        let judged = if pairing.objective.is_some() { policies } else { 0 };
        Self {
            replicates: [0; 2],
            outputs: (0..pairs * pairing.outputs.len() * 2).map(difference).collect(),
            conditions: vec![Both::default(); pairs * pairing.conditions.len() * 2],
            regrets: (0..judged).map(regret).collect(),
            satisficing: SatisficingCounts { meets: vec![0; policies], ..SatisficingCounts::default() },
        }
    }

    /// Takes over the counts of other pages.
    pub fn absorb(&mut self, other: &Self) {
        self.replicates.iter_mut().zip(other.replicates).for_each(|(a, b)| *a += b);
        for (a, b) in self.outputs.iter_mut().zip(&other.outputs) {
            a.counts.merge(&b.counts);
            a.verdicts.absorb(&b.verdicts);
        }
        self.conditions.iter_mut().zip(&other.conditions).for_each(|(a, b)| a.absorb(b));
        for (a, b) in self.regrets.iter_mut().zip(&other.regrets) {
            a.counts.merge(&b.counts);
            a.best += b.best;
            a.best_alone += b.best_alone;
            a.beats.iter_mut().zip(&b.beats).for_each(|(a, b)| *a += b);
        }
        self.satisficing.absorb(&other.satisficing);
    }
}

impl Verdicts {
    /// Counts what a policy has beside what another has.
    pub(super) fn count(&mut self, with: f64, against: f64) {
        self.more += u64::from(with > against);
        self.less += u64::from(with < against);
        self.same += u64::from(with == against);
        self.both_beyond += u64::from(with == f64::INFINITY && against == f64::INFINITY);
    }

    /// Adds the counts of other futures.
    pub fn absorb(&mut self, other: &Self) {
        self.more += other.more;
        self.less += other.less;
        self.same += other.same;
        self.both_beyond += other.both_beyond;
    }
}

impl Both {
    /// Counts a condition (1, 0, NaN) under two policies.
    pub(super) fn count(&mut self, with: f64, against: f64) {
        if with.is_nan() || against.is_nan() {
            return;
        }
        let place = match (with > 0.0, against > 0.0) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.only_with,
            (false, true) => &mut self.only_against,
            (false, false) => &mut self.neither,
        };
        *place += 1;
    }

    /// Adds the counts of other futures.
    pub fn absorb(&mut self, other: &Self) {
        self.both += other.both;
        self.only_with += other.only_with;
        self.only_against += other.only_against;
        self.neither += other.neither;
    }

    /// Futures in which the condition is defined under both policies.
    pub fn of(&self) -> u64 {
        self.both + self.only_with + self.only_against + self.neither
    }
}

impl SatisficingCounts {
    /// Counts a future: whether each policy meets every condition.
    pub fn count(&mut self, meets: &[bool]) {
        self.of += 1;
        self.meets.iter_mut().zip(meets).for_each(|(count, meets)| *count += u64::from(*meets));
        self.any += u64::from(meets.contains(&true));
        self.every += u64::from(!meets.contains(&false));
    }

    fn absorb(&mut self, other: &Self) {
        self.of += other.of;
        self.meets.iter_mut().zip(&other.meets).for_each(|(a, b)| *a += b);
        self.any += other.any;
        self.every += other.every;
    }
}
