//! What the engine asks of the points of a sweep, and of whoever keeps them.

use crate::engine::task::Error;
use crate::model::Plan;
use crate::tally::Tally;

/// Points that can be run one by one; called from worker threads.
pub trait Points: Sync {
    /// What is kept of a point.
    type Kept: Send;

    /// Compiles a point.
    ///
    /// # Errors
    /// What is kept of a point that cannot be run; the others go on.
    fn open(&self, point: usize) -> Result<Plan, Self::Kept>;

    /// Turns what was tallied into what is kept.
    fn close(&self, point: usize, plan: &Plan, tally: &Tally) -> Self::Kept;

    /// What is kept of a point where the code itself was wrong.
    fn broken(&self, point: usize, error: Error) -> Self::Kept;
}

/// Hears of finished points, on the thread that called [`run_many`](super::run_many).
pub trait Keeper<Kept> {
    /// Takes what is kept of a point; `false` stops the sweep.
    fn keep(&mut self, point: usize, kept: Kept) -> bool;

    /// Called when nothing was finished for about a second; `false` stops the sweep.
    fn wait(&mut self) -> bool;
}

/// How much there is to do, for the progress.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// Points in all, those that were done before included.
    pub points: usize,
    /// Points that were done before.
    pub done: usize,
    /// Replicates of a point, about.
    pub replicates: u64,
}
