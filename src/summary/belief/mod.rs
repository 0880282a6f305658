//! What beliefs imply: the document of `amnesty dist`, as plain numbers that serialise and print nothing.
//!
//! Its shape is a contract: additions are fine, changes raise [`BELIEFS_FORMAT`]. A number that does not exist or is
//! infinite is `None` (`null` in JSON).

mod describe;
mod gather;
mod histogram;
mod marginal;

pub use gather::{UnknownPath, beliefs, uncertain};

use super::Named;
use serde::{Deserialize, Serialize};

/// Version of the shape of [`BeliefDocument`].
pub const BELIEFS_FORMAT: u32 = 1;

/// The percentiles of a belief, as keys and probabilities.
pub const BELIEF_PERCENTILES: [(&str, f64); 7] =
    [("p01", 0.01), ("p05", 0.05), ("p25", 0.25), ("p50", 0.50), ("p75", 0.75), ("p95", 0.95), ("p99", 0.99)];

/// What `amnesty dist` found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BeliefDocument {
    /// [`BELIEFS_FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Title of the scenario.
    pub title: String,
    /// One for each quantity asked for.
    pub beliefs: Vec<BeliefSummary>,
}

/// What is known of a quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// One value, as written.
    #[default]
    Set,
    /// One value that the scenario leaves out: the documented default.
    Default,
    /// A distribution.
    Uncertain,
}

/// A quantity, and what is believed about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BeliefSummary {
    /// Dotted path.
    pub path: String,
    /// The quantity whose draw it shares: a segment without an override follows the country.
    pub shares_draw_of: Option<String>,
    /// Set, default or uncertain.
    pub standing: Standing,
    /// The family as written, `linear_pool` or `log_pool`, `dirichlet`, or `constant`.
    pub family: String,
    /// Unit.
    pub unit: String,
    /// One line for people; `None` for own inputs.
    pub meaning: Option<String>,
    /// The belief as it is drawn: pooled, truncated, over all its uncertain parameters.
    pub shape: Shape,
    /// Whether the shape is worked out from a sample of uncertain parameters: right to two or three digits.
    pub approximate: bool,
    /// Largest error in rank of the quantile table that it is drawn from; `None` where it is drawn by formula, or with
    /// parameters of its own in each future.
    pub rank_error: Option<f64>,
    /// Bounds as written.
    pub bounds: Option<[f64; 2]>,
    /// Probability within the bounds before they were imposed; 1 where they cut nothing off.
    pub mass_within_bounds: f64,
    /// Why to believe it.
    pub evidence: Grounds,
    /// Rival estimates, in file order.
    pub estimates: Named<EstimateBelief>,
    /// Rank correlations that name it.
    pub correlations: Vec<CorrelationNote>,
    /// What a person should know.
    pub warnings: Vec<BeliefWarning>,
    /// Probabilities of intervals of one width, which together reach from about p01 to p99; empty for one value.
    pub histogram: Vec<Bin>,
}

/// A distribution in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Mean, where it exists.
    pub mean: Option<f64>,
    /// Standard deviation, where it exists.
    pub sd: Option<f64>,
    /// Least possible value; `None` where there is none.
    pub min: Option<f64>,
    /// Largest possible value; `None` where there is none.
    pub max: Option<f64>,
    /// [`BELIEF_PERCENTILES`].
    pub quantiles: Named<f64>,
}

/// Source, grade and note of a belief.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// `strong`, `moderate`, `weak` or `assumption`; `None` where nobody said.
    pub grade: Option<String>,
    /// Citations; names of `[sources]` entries are replaced by what they stand for.
    pub source: Vec<String>,
    /// Free words.
    pub note: Option<String>,
    /// The figure as published.
    pub quoted: Option<f64>,
    /// Probability that the quantity is at most the published figure.
    pub quoted_level: Option<f64>,
}

/// One of several rival estimates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EstimateBelief {
    /// Label for people.
    pub label: String,
    /// Weight in the pool.
    pub weight: f64,
    /// Family.
    pub family: String,
    /// The belief built on it, before pooling and bounds.
    pub shape: Shape,
    /// Why to believe it; `quoted_level` is the level in the pooled belief.
    pub evidence: Grounds,
}

/// A rank correlation, seen from one of its two ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CorrelationNote {
    /// The other end.
    pub with: String,
    /// Spearman's rank correlation.
    pub rank: f64,
    /// The reason.
    pub why: Option<String>,
}

/// Something that a person should know about a belief.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BeliefWarning {
    /// Code of the scenario's warning; `None` where only `dist` says it.
    pub code: Option<String>,
    /// In words.
    pub message: String,
}

/// An interval (from, to] and its probability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Lower end.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// Probability.
    pub probability: f64,
}
