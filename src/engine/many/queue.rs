//! What is to be done, and who does what: the state that the threads of a sweep share under one lock.

use crate::engine::task::Error;
use crate::engine::work::TASK_PAGES;
use crate::model::Plan;
use crate::random::PAGE;
use crate::tally::Tally;
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// A point in hand.
pub(super) struct Open {
    pub point: usize,
    pub plan: Plan,
    pub pages: u64,
    pub replicates: u64,
    pub tally: Mutex<Tally>,
    pub failed: Mutex<Option<Error>>,
}

impl Open {
    pub fn new(point: usize, plan: Plan) -> Self {
        let replicates = plan.replicates();
        let (pages, tally) = (replicates.div_ceil(PAGE as u64), Mutex::new(Tally::new(&plan)));
        Self { point, plan, pages, replicates, tally, failed: Mutex::new(None) }
    }

    /// Replicates of some pages that belong to the point.
    pub fn replicates_in(&self, pages: &Range<u64>) -> u64 {
        let page = PAGE as u64;
        (pages.end * page).min(self.replicates) - (pages.start * page).min(self.replicates)
    }
}

/// A point in hand as the queue sees it.
struct Row {
    open: Arc<Open>,
    /// First page that nobody has taken.
    next: u64,
    /// Threads that hold counts of it.
    users: usize,
}

impl Row {
    fn left(&self) -> u64 {
        self.open.pages - self.next
    }

    /// The next pages.
    fn take(&mut self) -> Option<Job> {
        let start = self.next;
        let end = (start + TASK_PAGES).min(self.open.pages);
        self.next = end;
        (start < end).then(|| Job::Play(Arc::clone(&self.open), start..end))
    }
}

/// What is to be done, and who does what.
pub(super) struct Queue<I> {
    todo: I,
    exhausted: bool,
    /// Points that are being compiled.
    opening: usize,
    open: Vec<Row>,
}

/// What a thread does next.
pub(super) enum Job {
    Play(Arc<Open>, Range<u64>),
    Open(usize),
    Leave,
    Wait,
    Stop,
}

impl<I: Iterator<Item = usize>> Queue<I> {
    pub fn new(todo: I) -> Self {
        Self { todo, exhausted: false, opening: 0, open: Vec::new() }
    }

    /// Own pages first; then a point of one's own; then a part of somebody else's, the one with most left.
    pub fn next(&mut self, current: Option<&Arc<Open>>) -> Job {
        if let Some(current) = current {
            let row = self.open.iter_mut().find(|row| Arc::ptr_eq(&row.open, current));
            return row.and_then(Row::take).unwrap_or(Job::Leave);
        }
        if !self.exhausted {
            match self.todo.next() {
                Some(point) => {
                    self.opening += 1;
                    return Job::Open(point);
                }
                None => self.exhausted = true,
            }
        }
        if let Some(row) = self.open.iter_mut().filter(|row| row.left() > 0).max_by_key(|row| row.left()) {
            row.users += 1;
            return row.take().unwrap_or(Job::Wait);
        }
        if self.opening > 0 { Job::Wait } else { Job::Stop }
    }

    /// Whether a point is being compiled, so that there will be more to do.
    pub fn is_opening(&self) -> bool {
        self.opening > 0
    }

    /// Notes that a point was compiled, and its first user; `None` where it cannot be run.
    pub fn opened(&mut self, open: Option<&Arc<Open>>) {
        self.opening -= 1;
        self.open.extend(open.map(|open| Row { open: Arc::clone(open), next: 0, users: 1 }));
    }

    /// Hands out no more pages of a point.
    pub fn give_up(&mut self, point: usize) {
        if let Some(row) = self.open.iter_mut().find(|row| row.open.point == point) {
            row.next = row.open.pages;
        }
    }

    /// Takes a point back from one of its users; whether that was the last.
    pub fn give_back(&mut self, open: &Arc<Open>) -> bool {
        let Some(place) = self.open.iter().position(|row| Arc::ptr_eq(&row.open, open)) else { return false };
        self.open[place].users -= 1;
        let is_last = self.open[place].users == 0;
        if is_last {
            self.open.swap_remove(place);
        }
        is_last
    }
}
