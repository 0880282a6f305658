//! What a run tells while it goes on.

/// Hears how far a run is; called from worker threads.
pub trait Progress: Sync {
    /// `done` of `total` replicates are tallied.
    fn advanced(&self, done: u64, total: u64);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advanced(&self, _done: u64, _total: u64) {}
}
