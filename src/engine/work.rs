//! What the threads do: play pages, and give what they counted to a total.

use crate::model::{Block, Plan};
use crate::tally::{Tally, Worker};

/// Pages of a task. A task is what an interruption waits for, and what a worker takes from the counter at once;
/// the size changes no bit of the result.
pub(super) const TASK_PAGES: u64 = 4;

/// What can be done page by page, by several workers: playing one plan, or several on the same futures.
pub(super) trait Work: Sync {
    /// One thread's share.
    type Worker: Send;
    /// What comes of all of them.
    type Total: Send;

    /// Seed of the run.
    fn seed(&self) -> u64;
    /// Nothing done yet.
    fn total(&self) -> Self::Total;
    /// Pages that are best played together.
    fn pages_together(&self) -> usize {
        1
    }
    /// A worker for blocks of at most `block_pages` pages.
    fn worker(&self, block_pages: usize) -> Self::Worker;
    /// Plays a block and counts those of its replicates that belong to a run of `replicates`.
    fn play(&self, worker: &mut Self::Worker, block: &Block, replicates: u64);
    /// Whether going on is of no use: checked before each task.
    fn is_in_vain(&self) -> bool {
        false
    }
    /// Gives what is kept by page since the last call to the total.
    fn hand_over(worker: &mut Self::Worker, total: &mut Self::Total);
    /// Gives what is kept by worker to the total, when no page is left.
    fn absorb(total: &mut Self::Total, worker: Self::Worker);
}

impl Work for Plan {
    type Worker = Worker;
    type Total = Tally;

    fn seed(&self) -> u64 {
        self.scenario().run.seed
    }

    fn total(&self) -> Tally {
        Tally::new(self)
    }

    /// A funnel takes several pages of a column while its table and its buckets are in the cache; the state of a
    /// programme fills the cache with one.
    fn pages_together(&self) -> usize {
        if self.horizon().is_none() { TASK_PAGES as usize } else { 1 }
    }

    fn worker(&self, block_pages: usize) -> Worker {
        Worker::new(self, block_pages)
    }

    fn play(&self, worker: &mut Worker, block: &Block, replicates: u64) {
        worker.play(self, block, replicates);
    }

    fn hand_over(worker: &mut Worker, total: &mut Tally) {
        worker.hand_over_moments(total);
    }

    fn absorb(total: &mut Tally, worker: Worker) {
        total.absorb(worker);
    }
}
