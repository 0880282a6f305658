//! Every replicate on its way to a file, in memory that does not grow with their number.
//!
//! Pages come from all threads. Whoever completes a group of them puts it into the form of the file, while the others
//! play on, and then waits until it is the group's turn to be appended. So at most one group a thread is in hand, beside those
//! that are being filled, and the file has the same bytes whatever the threads did.

use super::work::Work;
use crate::model::{Block, Plan};
use crate::random::PAGE;
use crate::tally::{Rows, Tally, Worker};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Replicates of a group: a row group of Parquet.
pub const GROUP_REPLICATES: u64 = GROUP_PAGES * PAGE as u64;

const GROUP_PAGES: u64 = 256;

/// The form of a file of replicates.
pub trait Format: Sync {
    /// A group in the form of the file.
    type Encoded: Send;
    /// The file.
    type File: Send;

    /// Puts a group of consecutive replicates into form; called by several threads at once.
    ///
    /// # Errors
    /// Where the values have no such form.
    fn encode(&self, rows: &[Rows]) -> io::Result<Self::Encoded>;

    /// Appends a group; called in the order of the replicates.
    ///
    /// # Errors
    /// What the file reports.
    fn append(&self, file: &mut Self::File, group: Self::Encoded) -> io::Result<()>;
}

/// Whoever gets the replicates of a run, page by page.
pub trait Collect: Sync {
    /// Takes a page; pages come in any order, from any thread.
    fn take(&self, rows: Rows);
    /// Room for a page: that of an earlier one, where there is some.
    fn room(&self) -> Vec<f64>;
    /// Whether the run may as well end: the file cannot be written.
    fn is_broken(&self) -> bool;
    /// Told when a page will never come.
    fn give_up(&self);
}

/// A file of replicates that is being written.
pub struct Export<F: Format> {
    format: F,
    filling: Mutex<Filling>,
    turn: Mutex<Turn<F::File>>,
    moved: Condvar,
    broken: AtomicBool,
}

/// Groups that are not complete, and room of those that were.
#[derive(Default)]
struct Filling {
    groups: BTreeMap<u64, Vec<Rows>>,
    room: Vec<Vec<f64>>,
}

struct Turn<T> {
    /// The group that is appended next.
    next: u64,
    /// Replicates appended.
    replicates: u64,
    file: T,
    failure: Option<io::Error>,
}

impl<F: Format> Export<F> {
    /// An export into a file that was begun.
    pub fn new(format: F, file: F::File) -> Self {
        Self {
            format,
            filling: Mutex::default(),
            turn: Mutex::new(Turn { next: 0, replicates: 0, file, failure: None }),
            moved: Condvar::new(),
            broken: AtomicBool::new(false),
        }
    }

    /// Appends what is left and gives form and file back, with the number of replicates in it.
    ///
    /// # Errors
    /// The first failure of the file.
    pub fn finish(self) -> io::Result<(F, F::File, u64)> {
        let filling = self.filling.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut turn = self.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = turn.failure {
            return Err(failure);
        }
        // What was played is a prefix of the run, so that the groups left follow one another.
        for (_, mut rows) in filling.groups {
            rows.sort_by_key(|page| page.first);
            turn.replicates += replicates(&rows);
            self.format.append(&mut turn.file, self.format.encode(&rows)?)?;
        }
        Ok((self.format, turn.file, turn.replicates))
    }

    /// Enters a page, and takes its group out if that is complete now.
    fn complete(&self, rows: Rows) -> Option<(u64, Vec<Rows>)> {
        let group = rows.first / GROUP_REPLICATES;
        let mut filling = lock(&self.filling);
        let pages = filling.groups.entry(group).or_insert_with(|| Vec::with_capacity(GROUP_PAGES as usize));
        pages.push(rows);
        if pages.len() < GROUP_PAGES as usize {
            return None;
        }
        filling.groups.remove(&group).map(|pages| (group, pages))
    }

    fn write(&self, group: u64, rows: Vec<Rows>) {
        let encoded = self.format.encode(&rows);
        let replicates = replicates(&rows);
        lock(&self.filling).room.extend(rows.into_iter().map(Rows::into_room));
        let mut turn = lock(&self.turn);
        while turn.next != group && !self.is_broken() {
            turn = self.moved.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        if !self.is_broken() {
            let appended = encoded.and_then(|group| self.format.append(&mut turn.file, group));
            turn.next += 1;
            turn.replicates += replicates;
            if let Err(failure) = appended {
                turn.failure = Some(failure);
                self.broken.store(true, Ordering::Relaxed);
            }
        }
        self.moved.notify_all();
    }
}

impl<F: Format> Collect for Export<F> {
    fn take(&self, rows: Rows) {
        if let Some((group, mut rows)) = self.complete(rows) {
            rows.sort_by_key(|page| page.first);
            self.write(group, rows);
        }
    }

    fn room(&self) -> Vec<f64> {
        lock(&self.filling).room.pop().unwrap_or_default()
    }

    fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    fn give_up(&self) {
        // Under the lock, so that nobody goes to sleep between looking and being told.
        let _turn = lock(&self.turn);
        self.broken.store(true, Ordering::Relaxed);
        self.moved.notify_all();
    }
}

fn replicates(rows: &[Rows]) -> u64 {
    rows.iter().map(|page| page.n as u64).sum()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Playing a plan, every replicate written down.
pub(super) struct Collected<'a> {
    pub plan: &'a Plan,
    pub draws: &'a dyn Collect,
}

impl Work for Collected<'_> {
    type Worker = Worker;
    type Total = Tally;

    fn seed(&self) -> u64 {
        self.plan.seed()
    }

    fn total(&self) -> Tally {
        self.plan.total()
    }

    fn pages_together(&self) -> usize {
        self.plan.pages_together()
    }

    fn worker(&self, block_pages: usize) -> Worker {
        self.plan.worker(block_pages)
    }

    fn play(&self, worker: &mut Worker, block: &Block, replicates: u64) {
        let unless_done = GiveUp(self.draws);
        worker.play(self.plan, block, replicates);
        for (page, number) in (block.first_page..).enumerate().take(block.pages) {
            self.draws.take(worker.rows(self.plan, page, number, self.draws.room()));
        }
        std::mem::forget(unless_done);
    }

    fn is_in_vain(&self) -> bool {
        self.draws.is_broken()
    }

    fn hand_over(worker: &mut Worker, total: &mut Tally) {
        worker.hand_over_moments(total);
    }

    fn absorb(total: &mut Tally, worker: Worker) {
        total.absorb(worker);
    }
}

/// Tells those who wait for a page that it will not come, if playing it panics.
struct GiveUp<'a>(&'a dyn Collect);

impl Drop for GiveUp<'_> {
    fn drop(&mut self) {
        self.0.give_up();
    }
}
