//! Running pages of a plan on a pool of threads.

use super::export::{Collect, Collected};
use super::work::{TASK_PAGES, Work};
use super::{Progress, Silent};
use crate::model::{Block, Plan};
use crate::random::PAGE;
use crate::tally::Tally;
use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How to run; nothing here changes a bit of the result.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Number of threads; all cores where absent.
    pub threads: Option<usize>,
    /// Pages that are played together, 1 to 8; as suits the plan where absent.
    pub block_pages: Option<usize>,
    /// Set by somebody else to stop after the tasks in hand.
    pub cancel: &'a AtomicBool,
    /// Hears how far the run is.
    pub progress: &'a dyn Progress,
    /// Gets every replicate of [`run`], [`run_pages`] and [`run_until`](super::run_until); the studies pass it over.
    pub draws: Option<&'a dyn Collect>,
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl Default for Options<'_> {
    fn default() -> Self {
        Self { threads: None, block_pages: None, cancel: &NEVER, progress: &Silent, draws: None }
    }
}

impl Options<'_> {
    /// Pages of this work that are played together.
    pub(super) fn pages_together(&self, work: &impl Work) -> usize {
        self.block_pages.unwrap_or_else(|| work.pages_together())
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Options").field("threads", &self.threads).finish_non_exhaustive()
    }
}

/// A run that failed; nothing it computed is used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The threads could not be started.
    #[error("{threads} threads could not be started: {cause}")]
    Pool {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        cause: String,
    },
    /// A belief about the code was wrong.
    #[error("internal error among replicates {first}–{last} of seed {seed}: {message}")]
    Panicked {
        /// First replicate of the block.
        first: u64,
        /// Last replicate of the block.
        last: u64,
        /// Seed of the run.
        seed: u64,
        /// What the panic said.
        message: String,
    },
    /// A belief about the code was wrong while a point of a study was compiled or summarised.
    #[error("internal error at point {}: {message}", point + 1)]
    Point {
        /// Place of the point, from 0.
        point: usize,
        /// What the panic said.
        message: String,
    },
}

/// Runs `replicates` replicates of a plan.
///
/// # Errors
/// [`Error`] where threads cannot be had or the code itself is wrong.
pub fn run(plan: &Plan, replicates: u64, options: &Options<'_>) -> Result<Tally, Error> {
    let pages = 0..replicates.div_ceil(PAGE as u64);
    run_pages(plan, pages, replicates, options)
}

/// Runs a range of pages of a run of `replicates` replicates; the last page may be partial.
///
/// Tallies of disjoint ranges merge to the same bits in any order ([`Tally::merge`]).
///
/// # Errors
/// As [`run`].
pub fn run_pages(
    plan: &Plan,
    pages: Range<u64>,
    replicates: u64,
    options: &Options<'_>,
) -> Result<Tally, Error> {
    match options.draws {
        None => work(plan, pages, replicates, options),
        Some(draws) => work(&Collected { plan, draws }, pages, replicates, options),
    }
}

/// Does some work on a range of pages of `replicates` replicates.
pub(super) fn work<W: Work>(
    work: &W,
    pages: Range<u64>,
    replicates: u64,
    options: &Options<'_>,
) -> Result<W::Total, Error> {
    let pool = pool(options)?;
    let shared = Shared {
        work,
        options,
        pages: pages.clone(),
        replicates,
        next: AtomicU64::new(pages.start),
        done: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        total: Mutex::new(work.total()),
    };
    let outcomes = pool.broadcast(|_| shared.work());
    let mut total = shared.total.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    for worker in outcomes {
        W::absorb(&mut total, worker?);
    }
    Ok(total)
}

/// The threads of a run.
pub(super) fn pool(options: &Options<'_>) -> Result<rayon::ThreadPool, Error> {
    let threads = options.threads.unwrap_or(0);
    let failed = |error: rayon::ThreadPoolBuildError| Error::Pool { threads, cause: error.to_string() };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(failed)
}

/// What the workers of a run share.
struct Shared<'a, W: Work> {
    work: &'a W,
    options: &'a Options<'a>,
    pages: Range<u64>,
    replicates: u64,
    /// First page that nobody has taken.
    next: AtomicU64,
    done: AtomicU64,
    /// Set when a worker fails.
    stop: AtomicBool,
    /// Moments of finished tasks, in the tree over pages; counts stay with the workers until the end.
    total: Mutex<W::Total>,
}

impl<W: Work> Shared<'_, W> {
    /// Takes tasks until none is left; returns what the worker counted.
    fn work(&self) -> Result<W::Worker, Error> {
        let mut worker = self.work.worker(self.options.pages_together(self.work));
        while let Some(task) = self.take() {
            self.play(&mut worker, task.clone()).inspect_err(|_| self.stop.store(true, Ordering::Relaxed))?;
            let mut total = self.total.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            W::hand_over(&mut worker, &mut total);
            drop(total);
            let replicates = self.replicates_in(&task);
            let done = self.done.fetch_add(replicates, Ordering::Relaxed) + replicates;
            self.options.progress.advanced(done, self.replicates_in(&self.pages));
        }
        Ok(worker)
    }

    fn take(&self) -> Option<Range<u64>> {
        let told = self.options.cancel.load(Ordering::Relaxed) || self.stop.load(Ordering::Relaxed);
        if told || self.work.is_in_vain() {
            return None;
        }
        let start = self.next.fetch_add(TASK_PAGES, Ordering::Relaxed);
        (start < self.pages.end).then(|| start..(start + TASK_PAGES).min(self.pages.end))
    }

    fn play(&self, worker: &mut W::Worker, task: Range<u64>) -> Result<(), Error> {
        let mut first = task.start;
        let together = self.options.pages_together(self.work) as u64;
        while first < task.end {
            let pages = (task.end - first).min(together) as usize;
            let block = Block { first_page: first, pages, noise_repeat: 0, chance_repeat: 0 };
            catch_unwind(AssertUnwindSafe(|| self.work.play(worker, &block, self.replicates)))
                .map_err(|panic| Error::of_block(self.work.seed(), &block, &*panic))?;
            first += pages as u64;
        }
        Ok(())
    }

    fn replicates_in(&self, pages: &Range<u64>) -> u64 {
        let page = PAGE as u64;
        (pages.end * page).min(self.replicates) - (pages.start * page).min(self.replicates)
    }
}

impl Error {
    /// A panic while a block was played.
    pub(super) fn of_block(seed: u64, block: &Block, panic: &(dyn Any + Send)) -> Self {
        let first = block.first_page * PAGE as u64;
        let last = first + (block.pages * PAGE) as u64 - 1;
        Self::Panicked { first, last, seed, message: panicked(panic) }
    }
}

/// What a panic said.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "no message".into())
}
