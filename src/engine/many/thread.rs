//! What each thread of a sweep does until nothing is left.

use super::ledger::Times;
use super::points::{Expected, Points};
use super::queue::{Job, Open, Queue};
use crate::engine::task::{Error, Options, panicked};
use crate::model::Block;
use crate::tally::Worker;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A point and what this thread counted of it.
type Current = (Arc<Open>, Worker);

type Sender<P> = SyncSender<(usize, <P as Points>::Kept)>;

pub(super) struct Shared<'a, P, I> {
    points: &'a P,
    options: &'a Options<'a>,
    expected: Expected,
    queue: Mutex<Queue<I>>,
    /// A point was opened, or the last one is in hand.
    changed: Condvar,
    stop: AtomicBool,
    /// Replicates done, where a finished point counts as what was expected of it.
    done: AtomicI64,
}

impl<'a, P: Points, I: Iterator<Item = usize> + Send> Shared<'a, P, I> {
    pub fn new(points: &'a P, todo: I, expected: Expected, options: &'a Options<'a>) -> Self {
        Self {
            points,
            options,
            expected,
            queue: Mutex::new(Queue::new(todo)),
            changed: Condvar::new(),
            stop: AtomicBool::new(false),
            done: AtomicI64::new((expected.done as u64 * expected.replicates) as i64),
        }
    }

    /// Works until nothing is left.
    pub fn work(&self, sender: &Sender<P>) -> Times {
        let mut times = Times::default();
        let mut current: Option<Current> = None;
        loop {
            let started = Instant::now();
            match self.next(current.as_ref().map(|(open, _)| open)) {
                Job::Play(open, pages) => {
                    let (open, worker) = current.get_or_insert_with(|| self.begin(open));
                    if self.play(open, worker, pages.clone()) {
                        times.replicates += open.replicates_in(&pages);
                    } else {
                        // What it counted cannot be trusted; the point has failed anyway.
                        *worker = Worker::new(&open.plan, self.options.pages_together(&open.plan));
                    }
                    times.playing += started.elapsed().as_secs_f64();
                }
                Job::Open(point) => {
                    current = self.open(point, sender).map(|open| self.begin(open));
                    times.opening += started.elapsed().as_secs_f64();
                }
                Job::Leave => {
                    if let Some(current) = current.take() {
                        self.leave(current, sender);
                    }
                    times.closing += started.elapsed().as_secs_f64();
                }
                Job::Wait => self.wait(),
                Job::Stop => return times,
            }
        }
    }

    /// Stops all threads after what they have in hand.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.options.cancel.load(Ordering::Relaxed)
    }

    fn next(&self, current: Option<&Arc<Open>>) -> Job {
        let mut queue = lock(&self.queue);
        if self.is_stopped() {
            return if current.is_some() { Job::Leave } else { Job::Stop };
        }
        queue.next(current)
    }

    /// Until a point was opened; a cancellation is nobody's to announce, so it is looked for from time to time.
    fn wait(&self) {
        let queue = lock(&self.queue);
        if queue.is_opening() && !self.is_stopped() {
            drop(self.changed.wait_timeout(queue, Duration::from_millis(50)));
        }
    }

    fn begin(&self, open: Arc<Open>) -> Current {
        let worker = Worker::new(&open.plan, self.options.pages_together(&open.plan));
        (open, worker)
    }

    /// Compiles a point and takes it in hand; `None` where it cannot be run.
    fn open(&self, point: usize, sender: &Sender<P>) -> Option<Arc<Open>> {
        let opened = catch_unwind(AssertUnwindSafe(|| self.points.open(point)));
        let opened = opened.unwrap_or_else(|panic| {
            Err(self.points.broken(point, Error::Point { point, message: panicked(&*panic) }))
        });
        let opened = opened.map(|plan| Arc::new(Open::new(point, plan)));
        lock(&self.queue).opened(opened.as_ref().ok());
        self.changed.notify_all();
        opened
            .map_err(|kept| {
                self.advance(self.expected.replicates as i64);
                // The receiver lives as long as any worker.
                let _ = sender.send((point, kept));
            })
            .ok()
    }

    /// Plays pages; `false` where a belief about the code was wrong.
    fn play(&self, open: &Open, worker: &mut Worker, pages: Range<u64>) -> bool {
        let mut first = pages.start;
        while first < pages.end {
            let n = (pages.end - first).min(self.options.pages_together(&open.plan) as u64) as usize;
            let block = Block { first_page: first, pages: n, noise_repeat: 0, chance_repeat: 0 };
            let played = catch_unwind(AssertUnwindSafe(|| worker.play(&open.plan, &block, open.replicates)));
            if let Err(panic) = played {
                self.fail(open, Error::of_block(open.plan.scenario().run.seed, &block, &*panic));
                return false;
            }
            first += n as u64;
        }
        worker.hand_over_moments(&mut lock(&open.tally));
        self.advance(open.replicates_in(&pages) as i64);
        true
    }

    /// Notes the first failure of a point and hands out no more of its pages.
    fn fail(&self, open: &Open, error: Error) {
        lock(&open.failed).get_or_insert(error);
        lock(&self.queue).give_up(open.point);
    }

    /// Gives a point back; the last to do so closes it.
    fn leave(&self, (open, worker): Current, sender: &Sender<P>) {
        if !self.is_stopped() {
            lock(&open.tally).absorb(worker);
        }
        let is_last = lock(&self.queue).give_back(&open);
        if is_last && !self.is_stopped() {
            self.close(&open, sender);
        }
    }

    fn close(&self, open: &Open, sender: &Sender<P>) {
        let kept = match lock(&open.failed).take() {
            Some(error) => self.points.broken(open.point, error),
            None => {
                let tally = lock(&open.tally);
                let closed =
                    catch_unwind(AssertUnwindSafe(|| self.points.close(open.point, &open.plan, &tally)));
                closed.unwrap_or_else(|panic| {
                    let error = Error::Point { point: open.point, message: panicked(&*panic) };
                    self.points.broken(open.point, error)
                })
            }
        };
        self.advance(self.expected.replicates as i64 - open.replicates as i64);
        let _ = sender.send((open.point, kept));
    }

    fn advance(&self, replicates: i64) {
        let done = self.done.fetch_add(replicates, Ordering::Relaxed) + replicates;
        let total = self.expected.points as u64 * self.expected.replicates;
        self.options.progress.advanced((done.max(0) as u64).min(total), total);
    }
}

/// What a thread left behind that panicked is as good as before: every change under a lock is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
