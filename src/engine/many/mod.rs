//! Many points on one pool of threads: each thread takes a point of its own while there are enough of them, and all
//! share the pages of the last ones, so that none is idle before the end.
//!
//! A plan lives from the moment a thread takes its point until the point is closed; there are never more of them than
//! threads, so memory does not grow with the number of points. Tallies merge to the same bits in any order, so who
//! played which page changes nothing.

mod ledger;
mod pace;
mod points;
mod queue;
#[cfg(test)]
mod tests;
mod thread;

pub use ledger::Ledger;
pub use pace::seconds_per_page;
pub use points::{Expected, Keeper, Points};

use super::task::{Error, Options, pool};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use thread::Shared;

/// How often the keeper hears that nothing was finished.
const TICK: Duration = Duration::from_secs(1);

/// Finished points a thread that may wait to be kept.
const WAITING: usize = 8;

/// Runs the points that `todo` yields; each is opened only when a thread is free for it.
///
/// A point that fails or panics is kept as such and stops no other. An interruption drops the points in hand.
///
/// # Errors
/// Where threads cannot be had.
pub fn run_many<P: Points>(
    points: &P,
    todo: impl Iterator<Item = usize> + Send,
    expected: Expected,
    options: &Options<'_>,
    keeper: &mut impl Keeper<P::Kept>,
) -> Result<Ledger, Error> {
    let pool = pool(options)?;
    let started = Instant::now();
    let shared = Shared::new(points, todo, expected, options);
    // Bounded, so that a slow disk does not fill the memory with finished points.
    let (sender, receiver) = mpsc::sync_channel(WAITING * pool.current_num_threads());
    let mut ledger = Ledger::default();
    let times = std::thread::scope(|scope| {
        let (shared, pool) = (&shared, &pool);
        // The sender moves in, so that the channel closes with the last worker.
        let workers = scope.spawn(move || pool.broadcast(|_| shared.work(&sender.clone())));
        loop {
            let goes_on = match receiver.recv_timeout(TICK) {
                Ok((point, kept)) => {
                    let started = Instant::now();
                    let goes_on = keeper.keep(point, kept);
                    ledger.keeping += started.elapsed().as_secs_f64();
                    ledger.points += 1;
                    goes_on
                }
                Err(RecvTimeoutError::Timeout) => keeper.wait(),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if !goes_on {
                shared.stop();
            }
        }
        workers.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    (ledger.threads, ledger.seconds) = (times.len(), started.elapsed().as_secs_f64());
    times.into_iter().for_each(|times| ledger.add(times));
    Ok(ledger)
}
