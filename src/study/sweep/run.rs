//! Running a sweep: what is ahead, the points that are not done, and the document of all of them.

use super::points::{Runner, headline, plan};
use super::store::{Store, StoreError};
use super::{FORMAT, HeadlineInfo, PointStatus, PointSummary, Sweep, SweepDocument, SweepRun, SweepTiming};
use crate::engine::{self, Expected, Ledger, Options};
use crate::model::Plan;
use crate::random::{PAGE, STREAM_VERSION};
use crate::scenario::Diagnostics;
use crate::summary::{Named, Timing, Warning};
use crate::tally::Footprint;
use std::time::Instant;

/// Points that are tried for one that can be compiled.
const TRIED: usize = 50;

/// What is ahead, from the first point of each scenario and its first pages.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Title of the sweep.
    pub title: String,
    /// Its question.
    pub question: Option<String>,
    /// The headline of all scenarios together.
    pub headline: Named<HeadlineInfo>,
    /// Replicates of a point; `None` where scenarios differ.
    pub replicates: Option<u64>,
    /// Seed; `None` where scenarios differ.
    pub seed: Option<u64>,
    /// Thread-seconds that a point takes, about.
    pub seconds_a_point: f64,
    /// Whether a scenario has a stopping rule, which a sweep leaves out.
    pub has_stop: bool,
    most_replicates: u64,
    /// About what the largest of these points takes in memory: each thread may hold one of its own.
    pub footprint: Footprint,
}

/// A sweep that could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The threads could not be started.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// The points could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Sweep {
    /// Compiles a point of each scenario and measures its first pages.
    ///
    /// # Errors
    /// What stands in the way of every point that was tried.
    pub fn preview(&self) -> Result<Preview, Diagnostics> {
        let mut preview = Preview {
            title: self.title.clone().unwrap_or_default(),
            question: self.question.clone(),
            headline: Named::new(),
            replicates: None,
            seed: None,
            seconds_a_point: 0.0,
            has_stop: false,
            most_replicates: 0,
            footprint: Footprint { per_thread: 0, shared: 0 },
        };
        let all_failures = self.fixed.get("headline").is_none();
        let points = self.points() / self.bases.len();
        for base in 0..self.bases.len() {
            let started = Instant::now();
            let plan = self.first_plan(base * points..(base + 1) * points)?;
            let opening = started.elapsed().as_secs_f64();
            for (name, info) in headline(&plan, all_failures).iter() {
                if preview.headline.get(name).is_none() {
                    preview.headline.insert(name, info.clone());
                }
            }
            preview.add(&plan, base == 0, opening / self.bases.len() as f64, self.bases.len());
        }
        for (path, unknown) in [("run.replicates", &mut preview.replicates), ("run.seed", &mut preview.seed)]
        {
            if self.factors.iter().flat_map(|factor| &factor.axes).any(|(axis, _)| axis == path) {
                *unknown = None;
            }
        }
        Ok(preview)
    }

    fn first_plan(&self, points: std::ops::Range<usize>) -> Result<Plan, Diagnostics> {
        let mut first_problem = None;
        for point in points.take(TRIED) {
            match plan(self, point) {
                Ok(plan) => return Ok(plan),
                Err(problem) => drop(first_problem.get_or_insert(problem)),
            }
        }
        Err(first_problem.unwrap_or_else(|| self.located(Vec::new())))
    }

    /// Whether all points play the same futures.
    fn same_futures(&self, preview: &Preview) -> bool {
        let own = ["run.seed", "run.design", "time.start"];
        let swept =
            self.factors.iter().flat_map(|factor| &factor.axes).any(|(path, _)| own.contains(&&**path));
        preview.seed.is_some() && !swept
    }
}

impl Preview {
    fn add(&mut self, plan: &Plan, is_first: bool, opening: f64, scenarios: usize) {
        let scenario = plan.scenario();
        let (replicates, seed) = (plan.replicates(), scenario.run.seed);
        if is_first {
            (self.replicates, self.seed) = (Some(replicates), Some(seed));
            if self.title.is_empty() {
                self.title.clone_from(&scenario.title);
            }
            if self.question.is_none() && scenarios == 1 {
                self.question.clone_from(&scenario.question);
            }
        }
        self.replicates = self.replicates.filter(|known| *known == replicates);
        self.seed = self.seed.filter(|known| *known == seed);
        self.most_replicates = self.most_replicates.max(replicates);
        // Each thread may hold a point of its own, counts and all.
        self.footprint.per_thread = self.footprint.per_thread.max(Footprint::of(plan, 1).bytes(1));
        self.has_stop |= scenario.run.stop.is_some();
        let pages = replicates.div_ceil(PAGE as u64) as f64;
        self.seconds_a_point += opening + engine::seconds_per_page(plan) * pages / scenarios as f64;
    }

    /// Wall-clock seconds that some points take on some threads, about.
    pub fn seconds(&self, points: usize, threads: usize) -> f64 {
        self.seconds_a_point * points as f64 / threads.max(1) as f64
    }
}

/// Runs the points that the store has not got yet.
///
/// A point that fails stops no other; an interruption keeps what is done.
///
/// # Errors
/// Where threads cannot be had or points cannot be kept.
pub fn run(
    sweep: &Sweep,
    preview: &Preview,
    store: &mut Store<'_>,
    options: &Options<'_>,
) -> Result<Ledger, RunError> {
    let runner = Runner { sweep, headline: &preview.headline, records: store.keeps_records() };
    let done: Vec<bool> = (0..sweep.points()).map(|point| store.is_done(point)).collect();
    let expected =
        Expected { points: sweep.points(), done: store.resumed(), replicates: preview.most_replicates };
    let todo = (0..sweep.points()).filter(|&point| !done[point]);
    let ledger = engine::run_many(&runner, todo, expected, options, store)?;
    match store.take_error() {
        Some(error) => Err(error.into()),
        None => Ok(ledger),
    }
}

/// What the points found out together; `timing` is left to the caller. The store keeps the rows alone.
pub fn describe(sweep: &Sweep, preview: &Preview, store: &mut Store<'_>) -> SweepDocument {
    let (axes, mut points) = (sweep.axes(), std::mem::take(&mut store.points));
    for index in 0..points.len() {
        if points.get(index).is_some_and(|point| point.status() == PointStatus::Open) {
            let values = sweep.values(index);
            points.set(index, &PointSummary { point: index + 1, values, ..PointSummary::default() });
        }
    }
    points.arrange(&axes, &preview.headline);
    let count = |status| points.iter().filter(|point| point.status() == status).count();
    let (open, failed) = (count(PointStatus::Open), count(PointStatus::Failed));
    let mut warnings = store.warnings.clone();
    // Points finish in any order.
    warnings.sort_by(|a, b| (&a.code, &a.path, &a.message).cmp(&(&b.code, &b.path, &b.message)));
    if preview.has_stop {
        let message =
            "the stopping rule is left out: every point plays the same number of futures".to_owned();
        warnings.push(Warning { code: "W012".to_owned(), message, path: Some("run.stop".to_owned()) });
    }
    SweepDocument {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        title: preview.title.clone(),
        question: preview.question.clone(),
        files: sweep.bases.iter().map(|base| base.name.clone()).collect(),
        hash: sweep.hash(),
        axes,
        fixed: sweep.fixed.clone(),
        run: SweepRun {
            points: points.len(),
            done: points.len() - open,
            failed,
            complete: open == 0,
            replicates: preview.replicates,
            seed: preview.seed,
            same_futures: sweep.same_futures(preview),
        },
        timing: None,
        headline: preview.headline.clone(),
        points,
        warnings,
    }
}

/// How long it took, from the engine's ledger.
pub fn timing(ledger: &Ledger, resumed: usize) -> SweepTiming {
    SweepTiming {
        run: Timing {
            seconds: ledger.seconds,
            replicates_per_second: ledger.replicates as f64 / ledger.seconds.max(f64::MIN_POSITIVE),
            threads: ledger.threads,
        },
        idle_share: ledger.idle_share(),
        opening_seconds: ledger.opening,
        playing_seconds: ledger.playing,
        closing_seconds: ledger.closing,
        keeping_seconds: ledger.keeping,
        overhead_milliseconds_a_point: 1_000.0 * ledger.overhead_a_point(),
        resumed,
    }
}
