//! One thread's share of a comparison.

use super::Pairing;
use super::counts::PairedCounts;
use super::page::{Page, Played};
use super::total::PairedTally;
use crate::model::{Block, Plan};
use crate::random::PAGE;
use crate::stats::Moments;
use crate::tally::Worker;
use crate::tally::batch::{batches, place};

/// Plays blocks under every policy, counts each policy as in a run of its own, and then how they differ.
#[derive(Debug)]
pub struct PairedWorker {
    policies: Vec<Worker>,
    /// By batch of the design.
    counts: Vec<PairedCounts>,
    moments: Vec<(u64, Vec<Moments>)>,
    page: Page,
}

impl PairedWorker {
    /// Room for blocks of at most `block_pages` pages.
    pub fn new(plans: &[&Plan], pairing: &Pairing, block_pages: usize) -> Self {
        let batches = plans.first().map_or(1, |plan| batches(plan.inputs().design()));
        Self {
            policies: plans.iter().map(|plan| Worker::new(plan, block_pages)).collect(),
            counts: (0..batches).map(|_| PairedCounts::new(pairing, plans.len())).collect(),
            moments: Vec::new(),
            page: Page::default(),
        }
    }

    /// Plays a block under every policy and counts those of its replicates that belong to a run of `replicates`.
    pub fn play(&mut self, plans: &[&Plan], pairing: &Pairing, block: &Block, replicates: u64) {
        for (worker, plan) in self.policies.iter_mut().zip(plans) {
            worker.play(plan, block, replicates);
        }
        let Some(design) = plans.first().map(|plan| plan.inputs().design()) else { return };
        let played = Played { plans, spaces: self.policies.iter().map(Worker::space).collect() };
        for page in 0..block.pages {
            let number = block.first_page + page as u64;
            let n = replicates.saturating_sub(number * PAGE as u64).min(PAGE as u64) as usize;
            self.page.sort(&played, page * PAGE, n);
            let counts = &mut self.counts[place(design, number).0];
            self.moments.push((number, self.page.count(&played, pairing, counts)));
        }
    }

    /// Gives the moments of the pages played since the last call to the comparison's tally.
    pub fn hand_over_moments(&mut self, tally: &mut PairedTally) {
        for (worker, policy) in self.policies.iter_mut().zip(&mut tally.policies) {
            worker.hand_over_moments(policy);
        }
        tally.insert(self.moments.drain(..));
    }

    /// Gives everything else to the comparison's tally, when no page is left.
    pub fn hand_over(self, tally: &mut PairedTally) {
        tally.absorb(&self.counts);
        for (tally, worker) in tally.policies.iter_mut().zip(self.policies) {
            tally.absorb(worker);
        }
    }
}
