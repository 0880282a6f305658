//! Where the time of a sweep goes.

/// Where the threads' time went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Number of threads.
    pub threads: usize,
    /// Points that were run, failed ones included.
    pub points: usize,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Thread-seconds of compiling points.
    pub opening: f64,
    /// Thread-seconds of playing pages.
    pub playing: f64,
    /// Thread-seconds of merging and closing points.
    pub closing: f64,
    /// Seconds in which finished points were kept, on the thread that called.
    pub keeping: f64,
    /// Replicates played.
    pub replicates: u64,
}

impl Ledger {
    /// Share of the threads' time in which they had nothing to do.
    pub fn idle_share(&self) -> f64 {
        let all = self.threads as f64 * self.seconds;
        if all > 0.0 { (1.0 - (self.opening + self.playing + self.closing) / all).max(0.0) } else { 0.0 }
    }

    /// Seconds spent on a point beside playing it: compiling, summarising, keeping.
    pub fn overhead_a_point(&self) -> f64 {
        (self.opening + self.closing + self.keeping) / self.points.max(1) as f64
    }

    pub(super) fn add(&mut self, times: Times) {
        self.opening += times.opening;
        self.playing += times.playing;
        self.closing += times.closing;
        self.replicates += times.replicates;
    }
}

/// Where one thread's time went.
#[derive(Clone, Copy, Default)]
pub(super) struct Times {
    pub opening: f64,
    pub playing: f64,
    pub closing: f64,
    pub replicates: u64,
}
