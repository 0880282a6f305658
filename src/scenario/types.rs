//! The validated scenario: plain types that the plan is compiled from.

use super::{Diagnostic, Origin, Sources};
use crate::dist::{Dist, Univariate};
use crate::units::Unit;
use std::collections::BTreeMap;

/// A scenario that passed every check.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called.
    pub title: String,
    /// The question that the first screen answers.
    pub question: Option<String>,
    /// Outputs or conditions (`failure.backlog`) that the first screen answers, in order.
    pub headline: Vec<String>,
    /// Hindcast date: nothing learnt later entered the beliefs.
    pub as_of: Option<YearMonth>,
    /// How to run it.
    pub run: Run,
    /// Calendar of the programme; `None` for a static estimate.
    pub time: Option<Time>,
    /// Segments in file order; one unnamed segment where the file names none.
    pub segments: Vec<Segment>,
    /// Offices in file order; one unnamed office where the file names none.
    pub offices: Vec<Office>,
    /// Criteria in file order.
    pub criteria: Vec<Criterion>,
    /// Effects on take-up in file order.
    pub effects: Vec<Effect>,
    /// Every number by dotted path, overrides included (`segment.other_breach.take_up.ineligible`), and own
    /// inputs as `inputs.NAME`. Built-in quantities that the file leaves out are not here: see `defaults`.
    pub quantities: BTreeMap<String, Quantity>,
    /// Groups of shares by path (`segment_shares`, `timing.shares`).
    pub groups: BTreeMap<String, ShareGroup>,
    /// Latest arrival that can be eligible, by scope (`""` for the country, `segment.NAME`).
    pub present_before: BTreeMap<String, YearMonth>,
    /// `processing.calendar`: twelve factors on capacity, January first, by scope (`""` or `office.NAME`).
    pub capacity_calendar: BTreeMap<String, [f64; 12]>,
    /// Order of decisions, by scope (`""` or `office.NAME`).
    pub processing_order: BTreeMap<String, ProcessingOrder>,
    /// Rank correlations.
    pub correlations: Vec<Correlation>,
    /// Own outputs, and thresholds or labels of built-in ones, in file order.
    pub outputs: Vec<OutputSpec>,
    /// Good outcomes.
    pub success: Vec<Condition>,
    /// Bad outcomes.
    pub failure: Vec<Condition>,
    /// Numbers said in public.
    pub claims: Vec<Claim>,
    /// Names of `[policy.NAME]` variants with their labels; their overrides stay in the tree.
    pub policies: Vec<Policy>,
    /// What happened.
    pub observed: Observed,
    /// Currency, price year and viewpoint.
    pub money: Money,
    /// `[sources]`: name → citation.
    pub sources: BTreeMap<String, String>,
    /// Month in which a source could first be read, by its name, where the file says so.
    pub sources_known: BTreeMap<String, YearMonth>,
    /// Defaults taken, in catalogue order: path and value shown (rule D45).
    pub defaults: Vec<(String, f64)>,
    /// Parts that the file does not mention and that are off.
    pub parts_off: Vec<String>,
    /// Features of the programme that the scenario leaves off, with what holds instead.
    pub features_off: Vec<(String, String)>,
    /// What `--set` replaced, in order: path and the words as given.
    pub overrides: Vec<(String, String)>,
    /// Warnings found while reading.
    pub warnings: Vec<Diagnostic>,
    /// The texts that origins point into.
    pub texts: Sources,
    /// The resolved tree as canonical JSON: `extends` and `--set` applied, sources kept.
    pub resolved: serde_json::Value,
}

/// `[run]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Number of simulated futures.
    pub replicates: u64,
    /// Seed; `seed_given` says whether somebody wrote it.
    pub seed: u64,
    /// Whether the seed was written; otherwise it is the documented default 1.
    pub seed_given: bool,
    /// How points are placed.
    pub design: Design,
    /// Whole people or their means.
    pub chance: Chance,
    /// `stop = { relative | absolute, output }`, where given.
    pub stop: Option<Stop>,
}

/// Precision at which a run may stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Half the 95 % Monte Carlo interval over |value|.
    pub relative: Option<f64>,
    /// Half the 95 % Monte Carlo interval.
    pub absolute: Option<f64>,
    /// The output judged; the first headline where absent.
    pub output: Option<String>,
}

pub use crate::random::Design;

/// Whether individual people are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// Binomial, Poisson and hypergeometric draws of whole people.
    Individual,
    /// Their means, in real numbers.
    Expected,
}

/// `[time]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// Month 0: the population is counted here.
    pub start: YearMonth,
    /// Length of the run.
    pub horizon_months: usize,
}

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    /// Year.
    pub year: i32,
    /// Month, 1–12.
    pub month: u8,
}

impl YearMonth {
    /// Whole months from `start` to this month; negative where it is earlier.
    pub fn months_since(self, start: Self) -> i64 {
        (i64::from(self.year) - i64::from(start.year)) * 12 + i64::from(self.month) - i64::from(start.month)
    }
}

/// A segment of the population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Name in paths; empty for the one unnamed segment.
    pub name: String,
    /// Label for people.
    pub label: String,
}

/// An office with a queue of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Name in paths; empty for the one unnamed office.
    pub name: String,
    /// Label for people.
    pub label: String,
}

/// A criterion of eligibility; its share is the quantity `eligibility.criterion.NAME.pass_share`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Name in paths.
    pub name: String,
    /// The rule in words.
    pub rule: Option<String>,
}

/// An effect on take-up; `reference` and `odds_ratio` are quantities under `take_up.effect.NAME`.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Name in paths.
    pub name: String,
    /// The driver's formula and where it was written.
    pub driver: Text,
}

/// A formula as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where (the range of the text inside its quotes).
    pub origin: Origin,
}

/// In which order an office decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessingOrder {
    /// First in, first out.
    OldestFirst,
    /// Eligible people's files first.
    EasyFirst,
}

/// A number with what is believed about it and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Dotted path.
    pub path: String,
    /// Unit, checked against the catalogue or given (own inputs).
    pub unit: Unit,
    /// The belief.
    pub belief: Belief,
    /// Whether it was a bare number: a decision or definition, "set, no source".
    pub bare: bool,
    /// Truncation, where given.
    pub bounds: Option<(f64, f64)>,
    /// The probability that the belief had within its bounds before truncation; 1 where they cut nothing off.
    pub mass_left: f64,
    /// Why to believe it.
    pub evidence: EvidenceNote,
    /// Where it was written.
    pub origin: Origin,
}

/// Source, grade and note of a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvidenceNote {
    /// Names of `[sources]` entries, or text.
    pub source: Vec<String>,
    /// Grade; `None` where neither the number nor the file gives one.
    pub grade: Option<Evidence>,
    /// Free words.
    pub note: Option<String>,
    /// The figure as published, apart from the belief.
    pub quoted: Option<f64>,
}

/// Grade of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Measured for this case.
    Strong,
    /// Measured elsewhere, or fitted.
    Moderate,
    /// Indirect.
    Weak,
    /// Judgement.
    Assumption,
}

impl Evidence {
    /// The grade as scenario files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Moderate => "moderate",
            Self::Weak => "weak",
            Self::Assumption => "assumption",
        }
    }
}

/// What is believed about a quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum Belief {
    /// A plain number, or `constant`.
    Fixed(f64),
    /// One distribution with fixed parameters, truncated where `bounds` say so.
    Drawn(Dist),
    /// Rival estimates and their pool.
    Pooled {
        /// Linear or logarithmic.
        pool: Pool,
        /// In file order.
        estimates: Vec<Estimate>,
        /// The pooled distribution, truncated where `bounds` say so.
        pooled: Dist,
    },
    /// A family whose parameters are quantities themselves; each takes the stream `path/parameter`.
    Hierarchical {
        /// The form.
        form: &'static crate::dist::Form,
        /// Beliefs about its parameters, in the form's order.
        parameters: Vec<Belief>,
    },
}

impl Belief {
    /// The mean, where it exists and does not hang on parameters that are drawn themselves.
    pub fn mean(&self) -> Option<f64> {
        match self {
            Self::Fixed(value) => Some(*value),
            Self::Drawn(dist) | Self::Pooled { pooled: dist, .. } => dist.mean(),
            Self::Hierarchical { .. } => None,
        }
    }
}

impl Quantity {
    /// The least value that may be drawn: the lower end of the support, −∞ where nothing bounds it.
    pub fn least(&self) -> f64 {
        match &self.belief {
            Belief::Fixed(value) => *value,
            Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => dist.support().0,
            Belief::Hierarchical { .. } => self.bounds.map_or(f64::NEG_INFINITY, |(low, _)| low),
        }
    }
}

/// How rival estimates are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// Weighted mean of the cdfs: each future follows one estimate.
    Linear,
    /// Weighted geometric mean of the densities.
    Log,
}

/// One rival estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Name in paths.
    pub name: String,
    /// Label for people.
    pub label: String,
    /// Weight; the weights sum to 1.
    pub weight: f64,
    /// The belief built on it.
    pub dist: Dist,
    /// Source, grade, note and the figure as published.
    pub evidence: EvidenceNote,
}

/// Shares that sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareGroup {
    /// Names in file order.
    pub members: Vec<String>,
    /// Means, same order, summing to 1.
    pub mean: Vec<f64>,
    /// Sum of the Dirichlet parameters; `None` where the shares are set.
    pub sample_size: Option<f64>,
    /// Why to believe it.
    pub evidence: EvidenceNote,
    /// Where it was written.
    pub origin: Origin,
}

/// `[[correlation]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// Paths as written, `segment.*.…` expanded.
    pub between: [String; 2],
    /// Spearman rank correlation in [-1, 1].
    pub rank: f64,
    /// The reason.
    pub why: Option<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// `[outputs.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputSpec {
    /// Name.
    pub name: String,
    /// Label for people.
    pub label: Option<String>,
    /// Own formula; `None` for a built-in output.
    pub formula: Option<Text>,
    /// Unit of the formula's value.
    pub unit: Unit,
    /// Values whose exceedance is counted (≥).
    pub thresholds: Vec<f64>,
}

/// `[success.NAME]` or `[failure.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Name.
    pub name: String,
    /// In words.
    pub words: String,
    /// The formula.
    pub formula: Text,
    /// Judged in all futures instead of those in which the law is enacted.
    pub in_all: bool,
    /// Whether it is a documented default, because the scenario names no failure.
    pub is_default: bool,
}

/// `[claim.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Name.
    pub name: String,
    /// In words.
    pub words: String,
    /// The output it is about.
    pub output: String,
    /// The number said.
    pub at_least: f64,
    /// Who said it.
    pub source: Vec<String>,
}

/// `[policy.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Name.
    pub name: String,
    /// Label for people.
    pub label: String,
}

/// `[observed]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// Output → what happened, and the source.
    pub values: BTreeMap<String, (f64, Vec<String>)>,
    /// Cumulative shares of the window gone by and of applications filed.
    pub filing_curve: Vec<(f64, f64)>,
}

/// `[money]` apart from its quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// Currency code; [`NO_CURRENCY`](crate::units::NO_CURRENCY) where no money is in the scenario.
    pub currency: String,
    /// Year of the prices.
    pub price_year: Option<i32>,
    /// Whose budget.
    pub viewpoint: Option<String>,
}
