//! The document of a sweep: what `sweep --json` prints and `sweep.json` holds.
//!
//! Its shape is a contract like that of a run's document: additions are fine, changes raise [`FORMAT`]. It holds the
//! headline of every point; everything else that a point found out stands in the tidy table and in the point's own
//! record. `None` (`null`) stands where a number does not exist.

use super::{Digest, PointTable, RecordName};
use crate::summary::{Named, Timing, Warning};
use serde::{Deserialize, Serialize};

/// Version of the document's shape.
pub const FORMAT: u32 = 1;

/// Everything a sweep found out about its headline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SweepDocument {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Version of the random streams.
    pub stream_version: u32,
    /// Title of the sweep; that of its base where it has none of its own.
    pub title: String,
    /// The question, where one is asked.
    #[serde(default)]
    pub question: Option<String>,
    /// Bare names of the scenario files, in order.
    pub files: Vec<String>,
    /// BLAKE3 of everything that decides the result: scenarios, points, version. In hexadecimal.
    pub hash: String,
    /// What is swept, in the order of the columns of the table.
    pub axes: Vec<AxisInfo>,
    /// What is the same at every point: path → the words as given.
    pub fixed: Named<String>,
    /// How the points were run.
    pub run: SweepRun,
    /// How long it took: the only block that may differ between two sweeps. Not in `sweep.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<SweepTiming>,
    /// The headline: outputs by name, conditions as `failure.NAME`, claims as `claim.NAME`.
    pub headline: Named<HeadlineInfo>,
    /// The points in order.
    pub points: PointTable,
    /// What a person should know before using the numbers; each said once for all points.
    pub warnings: Vec<Warning>,
}

/// A swept value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AxisValue {
    /// A number, in the quantity's unit.
    Number(f64),
    /// Anything else, as it is written in a scenario file; a scenario's bare file name.
    Text(String),
}

/// How the values of an axis were laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AxisKind {
    /// The scenario files themselves.
    Scenario,
    /// Crossed with every other axis.
    Grid,
    /// Walked in step with the other lists.
    Zip,
    /// Given point by point.
    List,
    /// One coordinate of a Latin hypercube.
    LatinHypercube,
}

/// Something that is swept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AxisInfo {
    /// Dotted path, such as `window.length_months`; `scenario` for the files.
    pub path: String,
    /// How its values were laid out.
    pub kind: AxisKind,
    /// Unit of its numbers; empty for plain numbers, texts and tables.
    #[serde(default)]
    pub unit: String,
    /// Its different values in the order given.
    pub values: Vec<AxisValue>,
}

/// How the points were run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SweepRun {
    /// Points of the sweep.
    pub points: usize,
    /// Points that are done, failed ones included.
    pub done: usize,
    /// Points that could not be run.
    pub failed: usize,
    /// Whether every point is done rather than the sweep interrupted.
    pub complete: bool,
    /// Simulated futures at each point; `null` where points differ.
    pub replicates: Option<u64>,
    /// Seed; `null` where points differ.
    pub seed: Option<u64>,
    /// Whether all points play the same futures, so that a difference between two is one of the policies alone.
    pub same_futures: bool,
}

/// How long a sweep took, and how busy its threads were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SweepTiming {
    /// Wall-clock time and pace.
    #[serde(flatten)]
    pub run: Timing,
    /// Share of the threads' time in which they had nothing to do.
    pub idle_share: f64,
    /// Thread-seconds spent on compiling points.
    pub opening_seconds: f64,
    /// Thread-seconds spent on playing futures.
    pub playing_seconds: f64,
    /// Thread-seconds spent on summarising and recording points.
    pub closing_seconds: f64,
    /// Seconds in which finished points were kept: log and records.
    #[serde(default)]
    pub keeping_seconds: f64,
    /// Milliseconds spent on a point beside playing it: compiling, summarising, recording and keeping.
    #[serde(default)]
    pub overhead_milliseconds_a_point: f64,
    /// Points that an earlier, interrupted sweep had done.
    pub resumed: usize,
}

/// What a headline entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadlineKind {
    /// A scalar output: points give its median.
    Output,
    /// A success condition or a claim: points give its chance, more is better.
    Success,
    /// A failure condition: points give its chance, less is better.
    Failure,
}

/// An entry of the headline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadlineInfo {
    /// Label for people; a condition's words.
    pub label: String,
    /// Unit; `share` for chances.
    pub unit: String,
    /// What it is.
    pub kind: HeadlineKind,
    /// Whether nobody asked for it by name: a failure condition of the scenario, shown where it moves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub added: bool,
}

/// What became of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PointStatus {
    /// Run.
    Done,
    /// Could not be run; `problem` says why.
    Failed,
    /// Not reached before the sweep was interrupted.
    #[default]
    Open,
}

/// A point and its headline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PointSummary {
    /// Number, from 1.
    pub point: usize,
    /// Swept values by path, in the order of the axes.
    pub values: Named<AxisValue>,
    /// What became of it.
    pub status: PointStatus,
    /// Why it could not be run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// BLAKE3 of the point's resolved scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_hash: Option<Digest>,
    /// The point's record, below the sweep's directory; absent where nothing was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordName>,
    /// Headline by name, in the sweep's order. Judged in the futures in which the law passes wherever it may fail,
    /// as on the first screen of a run.
    pub headline: Named<PointAnswer>,
}

/// A headline entry at a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PointAnswer {
    /// Median of an output, chance of a condition; `null` where undefined or not within the horizon.
    pub value: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// 5th percentile of an output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p05: Option<f64>,
    /// 95th percentile of an output; absent also where it lies beyond the horizon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<f64>,
    /// Mean of an output; over the futures that reach it where the horizon cuts some off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Monte Carlo standard error of the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_mcse: Option<f64>,
    /// Share of the futures in which an output is not reached within the horizon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub censored: Option<f64>,
    /// For chances: number of futures in which it holds, and number that could be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub futures: Option<[u64; 2]>,
}
