//! Running several plans on the same futures.

use super::task::{Error, Options, work};
use super::work::Work;
use crate::model::{Block, Plan};
use crate::random::PAGE;
use crate::tally::{PairedTally, PairedWorker, Pairing};
use std::ops::Range;

/// Plays `replicates` futures under every plan.
///
/// The plans share seed, design, start and horizon: whoever compares has made sure. Then replicate *i* is the same
/// future in each, because every stream has a name.
///
/// # Errors
/// As [`super::run`].
pub fn run_paired(
    plans: &[&Plan],
    pairing: &Pairing,
    replicates: u64,
    options: &Options<'_>,
) -> Result<PairedTally, Error> {
    run_paired_pages(plans, pairing, 0..replicates.div_ceil(PAGE as u64), replicates, options)
}

/// Plays a range of pages under every plan; tallies of disjoint ranges merge to the same bits in any order.
///
/// # Errors
/// As [`super::run`].
pub fn run_paired_pages(
    plans: &[&Plan],
    pairing: &Pairing,
    pages: Range<u64>,
    replicates: u64,
    options: &Options<'_>,
) -> Result<PairedTally, Error> {
    work(&Paired { plans, pairing }, pages, replicates, options)
}

struct Paired<'a> {
    plans: &'a [&'a Plan],
    pairing: &'a Pairing,
}

impl Work for Paired<'_> {
    type Worker = PairedWorker;
    type Total = PairedTally;

    fn seed(&self) -> u64 {
        self.plans.first().map_or(0, |plan| plan.scenario().run.seed)
    }

    fn total(&self) -> PairedTally {
        PairedTally::new(self.plans, self.pairing)
    }

    fn worker(&self, block_pages: usize) -> PairedWorker {
        PairedWorker::new(self.plans, self.pairing, block_pages)
    }

    fn play(&self, worker: &mut PairedWorker, block: &Block, replicates: u64) {
        worker.play(self.plans, self.pairing, block, replicates);
    }

    fn hand_over(worker: &mut PairedWorker, total: &mut PairedTally) {
        worker.hand_over_moments(total);
    }

    fn absorb(total: &mut PairedTally, worker: PairedWorker) {
        worker.hand_over(total);
    }
}
