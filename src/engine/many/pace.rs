//! How long a point will take, before any is run.

use crate::model::{Block, Plan};
use crate::tally::Worker;
use std::time::{Duration, Instant};

/// Seconds that one thread takes for a page of a plan, from the first pages; at most about a fiftieth of a second is
/// spent on it, or one page.
pub fn seconds_per_page(plan: &Plan) -> f64 {
    const SPENT: Duration = Duration::from_millis(20);
    const PAGES: u64 = 64;
    let mut worker = Worker::new(plan, 1);
    let mut play = |page| {
        let block = Block { first_page: page, pages: 1, noise_repeat: 0, chance_repeat: 0 };
        worker.play(plan, &block, plan.replicates());
    };
    let mut started = Instant::now();
    play(0);
    if started.elapsed() > SPENT {
        return started.elapsed().as_secs_f64();
    }
    // The first page also touched memory for the first time; it is left out where others follow.
    started = Instant::now();
    let mut pages = 0;
    while pages < PAGES && started.elapsed() < SPENT {
        pages += 1;
        play(pages);
    }
    started.elapsed().as_secs_f64() / pages.max(1) as f64
}
