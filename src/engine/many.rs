//! Many points on one pool of threads: each thread takes a point of its own while there are enough of them, and all
//! share the pages of the last ones, so that none is idle before the end.
//!
//! A plan lives from the moment a thread takes its point until the point is closed; there are never more of them than
//! threads, so memory does not grow with the number of points. Tallies merge to the same bits in any order, so who
//! played which page changes nothing.

use super::task::{Error, Options, panicked, pool};
use super::work::TASK_PAGES;
use crate::model::{Block, Plan};
use crate::random::PAGE;
use crate::tally::{Tally, Worker};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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

/// Hears of finished points, on the thread that called [`run_many`].
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

/// Where the threads' time went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Number of threads.
    pub threads: usize,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Thread-seconds of compiling points.
    pub opening: f64,
    /// Thread-seconds of playing pages.
    pub playing: f64,
    /// Thread-seconds of merging and closing points.
    pub closing: f64,
    /// Replicates played.
    pub replicates: u64,
}

impl Ledger {
    /// Share of the threads' time in which they had nothing to do.
    pub fn idle_share(&self) -> f64 {
        let all = self.threads as f64 * self.seconds;
        if all > 0.0 { (1.0 - (self.opening + self.playing + self.closing) / all).max(0.0) } else { 0.0 }
    }
}

/// How often the keeper hears that nothing was finished.
const TICK: Duration = Duration::from_secs(1);

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
    let (sender, receiver) = mpsc::channel();
    let queue = Queue { todo, exhausted: false, opening: 0, open: Vec::new() };
    let shared = Shared {
        points,
        options,
        expected,
        queue: Mutex::new(queue),
        changed: Condvar::new(),
        stop: AtomicBool::new(false),
        done: AtomicI64::new((expected.done as u64 * expected.replicates) as i64),
    };
    let times = std::thread::scope(|scope| {
        let (shared, pool) = (&shared, &pool);
        // The sender moves in, so that the channel closes with the last worker.
        let workers = scope.spawn(move || pool.broadcast(|_| shared.work(&sender.clone())));
        loop {
            let goes_on = match receiver.recv_timeout(TICK) {
                Ok((point, kept)) => keeper.keep(point, kept),
                Err(RecvTimeoutError::Timeout) => keeper.wait(),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if !goes_on {
                shared.stop();
            }
        }
        workers.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let mut ledger =
        Ledger { threads: times.len(), seconds: started.elapsed().as_secs_f64(), ..Ledger::default() };
    for time in times {
        ledger.opening += time.opening;
        ledger.playing += time.playing;
        ledger.closing += time.closing;
        ledger.replicates += time.replicates;
    }
    Ok(ledger)
}

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

/// A point in hand.
struct Open {
    point: usize,
    plan: Plan,
    pages: u64,
    replicates: u64,
    tally: Mutex<Tally>,
    failed: Mutex<Option<Error>>,
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
}

/// What is to be done, and who does what.
struct Queue<I> {
    todo: I,
    exhausted: bool,
    /// Points that are being compiled.
    opening: usize,
    open: Vec<Row>,
}

/// What a thread does next.
enum Job {
    Play(Arc<Open>, Range<u64>),
    Open(usize),
    Leave,
    Wait,
    Stop,
}

/// Where one thread's time went.
#[derive(Clone, Copy, Default)]
struct Times {
    opening: f64,
    playing: f64,
    closing: f64,
    replicates: u64,
}

/// A point and what this thread counted of it.
type Current = (Arc<Open>, Worker);

struct Shared<'a, P, I> {
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

type Sender<P> = mpsc::Sender<(usize, <P as Points>::Kept)>;

impl<P: Points, I: Iterator<Item = usize> + Send> Shared<'_, P, I> {
    fn work(&self, sender: &Sender<P>) -> Times {
        let mut times = Times::default();
        let mut current: Option<Current> = None;
        loop {
            let started = Instant::now();
            match self.next(current.as_ref().map(|(open, _)| open)) {
                Job::Play(open, pages) => {
                    let (open, worker) = current.get_or_insert_with(|| self.begin(open));
                    if self.play(open, worker, pages.clone()) {
                        times.replicates += replicates_in(open, &pages);
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

    fn lock(&self) -> MutexGuard<'_, Queue<I>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.options.cancel.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// Own pages first; then a point of one's own; then a part of somebody else's, the one with most left.
    fn next(&self, current: Option<&Arc<Open>>) -> Job {
        let mut queue = self.lock();
        if self.is_stopped() {
            return if current.is_some() { Job::Leave } else { Job::Stop };
        }
        if let Some(current) = current {
            let row = queue.open.iter_mut().find(|row| Arc::ptr_eq(&row.open, current));
            return row.and_then(take).unwrap_or(Job::Leave);
        }
        if !queue.exhausted {
            match queue.todo.next() {
                Some(point) => {
                    queue.opening += 1;
                    return Job::Open(point);
                }
                None => queue.exhausted = true,
            }
        }
        if let Some(row) = queue.open.iter_mut().filter(|row| row.left() > 0).max_by_key(|row| row.left()) {
            row.users += 1;
            return take(row).unwrap_or(Job::Wait);
        }
        if queue.opening > 0 { Job::Wait } else { Job::Stop }
    }

    /// Until a point was opened; a cancellation is nobody's to announce, so it is looked for from time to time.
    fn wait(&self) {
        let queue = self.lock();
        if queue.opening > 0 && !self.is_stopped() {
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
        let opened = opened.map(|plan| {
            let replicates = plan.replicates();
            let (pages, tally) = (replicates.div_ceil(PAGE as u64), Mutex::new(Tally::new(&plan)));
            Arc::new(Open { point, plan, pages, replicates, tally, failed: Mutex::new(None) })
        });
        let mut queue = self.lock();
        queue.opening -= 1;
        if let Ok(open) = &opened {
            queue.open.push(Row { open: Arc::clone(open), next: 0, users: 1 });
        }
        drop(queue);
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
        self.advance(replicates_in(open, &pages) as i64);
        true
    }

    /// Notes the first failure of a point and hands out no more of its pages.
    fn fail(&self, open: &Open, error: Error) {
        lock(&open.failed).get_or_insert(error);
        let mut queue = self.lock();
        if let Some(row) = queue.open.iter_mut().find(|row| row.open.point == open.point) {
            row.next = open.pages;
        }
    }

    /// Gives a point back; the last to do so closes it.
    fn leave(&self, (open, worker): Current, sender: &Sender<P>) {
        if !self.is_stopped() {
            lock(&open.tally).absorb(worker);
        }
        let mut queue = self.lock();
        let Some(place) = queue.open.iter().position(|row| Arc::ptr_eq(&row.open, &open)) else { return };
        queue.open[place].users -= 1;
        if queue.open[place].users > 0 {
            return;
        }
        queue.open.swap_remove(place);
        drop(queue);
        if !self.is_stopped() {
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

/// The next pages of a point.
fn take(row: &mut Row) -> Option<Job> {
    let start = row.next;
    let end = (start + TASK_PAGES).min(row.open.pages);
    row.next = end;
    (start < end).then(|| Job::Play(Arc::clone(&row.open), start..end))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn replicates_in(open: &Open, pages: &Range<u64>) -> u64 {
    let page = PAGE as u64;
    (pages.end * page).min(open.replicates) - (pages.start * page).min(open.replicates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::run;
    use crate::scenario::{Format, load_text};
    use std::sync::atomic::AtomicUsize;

    /// A static estimate that differs by point; some points cannot be run.
    struct Estimates {
        replicates: u64,
        open_now: AtomicUsize,
        most_open: AtomicUsize,
    }

    fn plan(point: usize, replicates: u64) -> Plan {
        let text = format!(
            "format = 1\ntitle = \"t\"\nrun.replicates = {replicates}\n\
             inputs.a.normal = {{ mean = {point}, sd = 1 }}\noutputs.b = {{ formula = \"a + 1\" }}\n"
        );
        Plan::new(load_text("t.toml", &text, Format::Toml, &[]).unwrap()).unwrap()
    }

    impl Points for Estimates {
        type Kept = Result<String, String>;

        fn open(&self, point: usize) -> Result<Plan, Self::Kept> {
            match point {
                3 => Err(Err("is no scenario".into())),
                5 => panic!("a belief that is wrong"),
                _ => {
                    let now = self.open_now.fetch_add(1, Ordering::SeqCst) + 1;
                    self.most_open.fetch_max(now, Ordering::SeqCst);
                    Ok(plan(point, self.replicates))
                }
            }
        }

        fn close(&self, _: usize, _: &Plan, tally: &Tally) -> Self::Kept {
            self.open_now.fetch_sub(1, Ordering::SeqCst);
            Ok(moments(tally))
        }

        fn broken(&self, _: usize, error: Error) -> Self::Kept {
            Err(error.to_string())
        }
    }

    fn moments(tally: &Tally) -> String {
        format!("{:?}", tally.column(&[0, 1], crate::tally::Part::Output(0)).unwrap().batches[0].moments)
    }

    /// Keeps everything, in the order of finishing.
    struct All(Vec<(usize, Result<String, String>)>);

    impl Keeper<Result<String, String>> for All {
        fn keep(&mut self, point: usize, kept: Result<String, String>) -> bool {
            self.0.push((point, kept));
            true
        }
        fn wait(&mut self) -> bool {
            true
        }
    }

    #[test]
    fn every_point_has_the_bits_of_a_run_of_its_own_and_bad_points_stop_no_other() {
        for threads in [1, 2, 3] {
            let (points, mut kept) = (8, All(Vec::new()));
            let estimates = Estimates {
                replicates: 5_000,
                open_now: AtomicUsize::new(0),
                most_open: AtomicUsize::new(0),
            };
            let options = Options { threads: Some(threads), ..Options::default() };
            let expected = Expected { points, done: 0, replicates: 5_000 };
            let ledger = run_many(&estimates, 0..points, expected, &options, &mut kept).unwrap();
            assert_eq!(ledger.replicates, 6 * 5_000);
            assert!((0.0..=1.0).contains(&ledger.idle_share()));
            kept.0.sort_by_key(|(point, _)| *point);
            for (point, result) in &kept.0 {
                match point {
                    3 => assert_eq!(*result, Err("is no scenario".to_owned())),
                    5 => assert!(result.as_ref().unwrap_err().contains("at point 6: a belief"), "{result:?}"),
                    _ => {
                        let alone = run(&plan(*point, 5_000), 5_000, &Options::default()).unwrap();
                        assert_eq!(*result, Ok(moments(&alone)), "point {point}, {threads} threads");
                    }
                }
            }
            assert_eq!(kept.0.len(), points);
            assert!(estimates.most_open.into_inner() <= threads, "more plans than threads");
        }
    }

    #[test]
    fn a_keeper_that_refuses_stops_the_sweep() {
        struct Once(usize);
        impl Keeper<Result<String, String>> for Once {
            fn keep(&mut self, _: usize, _: Result<String, String>) -> bool {
                self.0 += 1;
                false
            }
            fn wait(&mut self) -> bool {
                true
            }
        }
        let estimates =
            Estimates { replicates: 20_000, open_now: AtomicUsize::new(0), most_open: AtomicUsize::new(0) };
        let (mut once, options) = (Once(0), Options { threads: Some(2), ..Options::default() });
        let expected = Expected { points: 1_000, done: 0, replicates: 20_000 };
        run_many(&estimates, (0..1_000).map(|p| 10 + p), expected, &options, &mut once).unwrap();
        assert!((1..500).contains(&once.0), "{} points were finished after the refusal", once.0);
    }
}
