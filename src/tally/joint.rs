//! Conditions that hold together: pairs, all successes, any failure.
//!
//! Counted among the futures in which the law passes, one bit a replicate. Conditions are three-valued (rule D40): "both"
//! and "all" fail where one fails, "any" holds where one holds, and neither can be judged where that is open.

use super::page::Selected;
use crate::model::{Judgement, Plan, Workspace};
use crate::random::PAGE;

const ENACTED: usize = 1;
const WORDS: usize = PAGE / 64;

/// (futures in which it holds, futures in which it can be judged).
pub type Judged = (u64, u64);

/// Integer counts of conditions that hold together; they merge exactly, in any order.
#[derive(Clone, Debug)]
pub struct Joint {
    /// For each pair of conditions a < b, by [`pair`]: both hold.
    pairs: Vec<Judged>,
    all_success: Judged,
    any_failure: Judged,
}

/// Replicates of a page in which a condition holds, and in which it fails; those in neither are undefined.
#[derive(Clone, Copy, Debug)]
struct Bits {
    holds: [u64; WORDS],
    fails: [u64; WORDS],
}

impl Joint {
    /// Nothing counted yet.
    pub fn new(conditions: usize) -> Self {
        Self {
            pairs: vec![(0, 0); conditions * conditions.saturating_sub(1) / 2],
            all_success: (0, 0),
            any_failure: (0, 0),
        }
    }

    /// Both hold.
    pub fn pair(&self, a: usize, b: usize) -> Judged {
        self.pairs[pair(a, b)]
    }

    /// Every success holds.
    pub fn all_success(&self) -> Judged {
        self.all_success
    }

    /// Some failure holds.
    pub fn any_failure(&self) -> Judged {
        self.any_failure
    }

    /// Counts a page.
    pub fn count(&mut self, plan: &Plan, space: &Workspace, selected: &Selected) {
        if plan.conditions().len() < 2 {
            return;
        }
        let mut every = Bits::ALWAYS;
        let mut some = Bits::NEVER;
        let mut bits: Vec<Bits> = Vec::with_capacity(plan.conditions().len());
        for condition in plan.conditions() {
            let now = Bits::of(selected.lanes(ENACTED), plan.formula_column(space, condition.formula));
            match condition.judgement {
                Judgement::Success => every = every.and(now),
                Judgement::Failure => some = some.or(now),
            }
            for (a, before) in bits.iter().enumerate() {
                before.and(now).count(&mut self.pairs[pair(a, bits.len())]);
            }
            bits.push(now);
        }
        let (successes, failures): (Vec<_>, Vec<_>) =
            plan.conditions().iter().partition(|condition| condition.judgement == Judgement::Success);
        if !successes.is_empty() {
            every.count(&mut self.all_success);
        }
        if !failures.is_empty() {
            some.count(&mut self.any_failure);
        }
    }

    /// Takes over the counts of another set of pages.
    pub fn absorb(&mut self, other: &Self) {
        let add = |a: &mut Judged, b: &Judged| *a = (a.0 + b.0, a.1 + b.1);
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(a, b)| add(a, b));
        add(&mut self.all_success, &other.all_success);
        add(&mut self.any_failure, &other.any_failure);
    }
}

/// The place of a pair in a list of all pairs, in the order in which the second of them is met.
fn pair(a: usize, b: usize) -> usize {
    let (a, b) = (a.min(b), a.max(b));
    debug_assert!(a < b, "a condition and itself are no pair");
    b * (b - 1) / 2 + a
}

impl Bits {
    const ALWAYS: Self = Self { holds: [u64::MAX; WORDS], fails: [0; WORDS] };
    const NEVER: Self = Self { holds: [0; WORDS], fails: [u64::MAX; WORDS] };

    /// A condition's values (1, 0, NaN) in some lanes of a block.
    fn of(lanes: &[u32], values: &[f64]) -> Self {
        let mut bits = Self { holds: [0; WORDS], fails: [0; WORDS] };
        for (place, &lane) in lanes.iter().enumerate() {
            let value = values[lane as usize];
            bits.holds[place / 64] |= u64::from(value > 0.0) << (place % 64);
            bits.fails[place / 64] |= u64::from(value <= 0.0) << (place % 64);
        }
        bits
    }

    fn and(self, other: Self) -> Self {
        Self {
            holds: std::array::from_fn(|word| self.holds[word] & other.holds[word]),
            fails: std::array::from_fn(|word| self.fails[word] | other.fails[word]),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            holds: std::array::from_fn(|word| self.holds[word] | other.holds[word]),
            fails: std::array::from_fn(|word| self.fails[word] & other.fails[word]),
        }
    }

    fn count(self, judged: &mut Judged) {
        let ones = |words: [u64; WORDS]| words.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        let holds = ones(self.holds);
        *judged = (judged.0 + holds, judged.1 + holds + ones(self.fails));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_and_any_are_three_valued() {
        let (yes, no, open) = (1.0, 0.0, f64::NAN);
        let a = Bits::of(&[0, 1, 2, 3, 4, 5, 6, 7, 8], &[yes, yes, yes, no, no, no, open, open, open]);
        let b = Bits::of(&[0, 1, 2, 3, 4, 5, 6, 7, 8], &[yes, no, open, yes, no, open, yes, no, open]);
        let count = |bits: Bits| {
            let mut judged = (0, 0);
            bits.count(&mut judged);
            judged
        };
        // Both: 1 holds; 5 fail because one fails; the other three are open.
        assert_eq!(count(a.and(b)), (1, 6));
        // Any: 5 hold because one holds; 1 fails.
        assert_eq!(count(a.or(b)), (5, 6));
        // Lanes that are not looked at count nowhere.
        assert_eq!(count(Bits::ALWAYS.and(Bits::of(&[2, 4], &[yes; 5]))), (2, 2));
    }

    #[test]
    fn pairs_fill_a_list_without_gaps() {
        let mut places: Vec<usize> = (0..7).flat_map(|b| (0..b).map(move |a| pair(a, b))).collect();
        places.sort_unstable();
        assert_eq!(places, (0..21).collect::<Vec<_>>());
        assert_eq!(pair(5, 2), pair(2, 5));
    }
}
