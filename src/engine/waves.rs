//! Running in waves until the answer is precise enough.

use super::Progress;
use super::task::{Error, Options, run_pages};
use crate::model::Plan;
use crate::random::{Design, PAGE};
use crate::tally::Tally;
use std::sync::atomic::Ordering;

/// Replicates of the first wave.
const FIRST_WAVE: u64 = 16_384;

/// Runs waves of replicates until `is_enough` says so of the tally so far, at most `replicates`.
///
/// The first wave has 16,384 replicates; each further one adds a quarter of what is done, in whole pages.
/// Structured designs double, so that every batch stays whole. Returns whether `is_enough` was reached; an
/// interruption is not. A run that stops after n replicates has the bytes of a run of n.
///
/// # Errors
/// As [`super::run`].
pub fn run_until(
    plan: &Plan,
    replicates: u64,
    options: &Options<'_>,
    is_enough: &mut dyn FnMut(&Tally) -> bool,
) -> Result<(Tally, bool), Error> {
    let mut tally = Tally::new(plan);
    let mut done = 0;
    while done < replicates && !options.cancel.load(Ordering::Relaxed) {
        let upto = next_wave(done, plan.inputs().design()).min(replicates);
        let progress = Offset { inner: options.progress, done, total: replicates };
        let options = Options { progress: &progress, ..*options };
        let pages = done / PAGE as u64..upto.div_ceil(PAGE as u64);
        let wave = run_pages(plan, pages, upto, &options)?;
        tally = tally.merge(wave).unwrap_or_else(|overlap| unreachable!("waves are disjoint, but {overlap}"));
        done = upto;
        if !options.cancel.load(Ordering::Relaxed) && is_enough(&tally) {
            return Ok((tally, true));
        }
    }
    Ok((tally, false))
}

/// Replicates at the end of the wave that follows `done`.
fn next_wave(done: u64, design: Design) -> u64 {
    match (done, design) {
        (0, _) => FIRST_WAVE,
        (_, Design::Random) => (done + done / 4).next_multiple_of(PAGE as u64),
        (_, Design::LatinHypercube | Design::Sobol) => 2 * done,
    }
}

/// Progress of a wave as part of the whole.
struct Offset<'a> {
    inner: &'a dyn Progress,
    done: u64,
    total: u64,
}

impl Progress for Offset<'_> {
    fn advanced(&self, done: u64, _total: u64) {
        self.inner.advanced(self.done + done, self.total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_grow_by_a_quarter_in_whole_pages_and_structured_designs_double() {
        let waves = |design| {
            let next = |done: &u64| Some(next_wave(*done, design));
            std::iter::successors(Some(0), next).skip(1).take(4).collect::<Vec<_>>()
        };
        assert_eq!(waves(Design::Random), [16_384, 20_480, 25_600, 32_000]);
        assert_eq!(waves(Design::Sobol), [16_384, 32_768, 65_536, 131_072]);
    }
}
