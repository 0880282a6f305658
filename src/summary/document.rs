//! The document of a run: what `run --json` prints and `record.json` holds.
//!
//! Its shape is a contract: additions are fine, changes raise [`FORMAT`]. A number that does not exist is
//! `None` (`null` in JSON), never NaN. Chances and shares run from 0 to 1. Every estimate stands beside its
//! Monte Carlo standard error (`mcse`), which more replicates would shrink; the spread of the estimate itself is
//! uncertainty about the world, which they would not.

use super::{JointSummary, MoneyNote, Named};
use serde::{Deserialize, Serialize};

/// Version of the document's shape.
pub const FORMAT: u32 = 1;

/// The percentiles of every scalar and input, as keys and probabilities.
pub const PERCENTILES: [(&str, f64); 5] =
    [("p05", 0.05), ("p25", 0.25), ("p50", 0.50), ("p75", 0.75), ("p95", 0.95)];

/// Everything a run found out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Version of the random streams.
    pub stream_version: u32,
    /// What was asked.
    pub scenario: ScenarioInfo,
    /// How it was run.
    pub run: RunInfo,
    /// How long it took: the only block that may differ between two runs. Not in records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// How often the law passes; absent where enactment is certain or there is no programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enactment: Option<Chance>,
    /// What was believed: every uncertain input by path, as drawn.
    pub inputs: Named<InputSummary>,
    /// Scalar outputs over all futures.
    pub outputs: Named<OutputSummary>,
    /// Scalar outputs over the futures in which the law passes; present whenever enactment can fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outputs_if_enacted: Option<Named<OutputSummary>>,
    /// Path of a quantity with rival estimates → estimate → what follows where it is right.
    pub by_estimate: Named<Named<EstimateSummary>>,
    /// Monthly series over all futures.
    pub series: Named<SeriesSummary>,
    /// Monthly series over the futures in which the law passes; present whenever enactment can fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series_if_enacted: Option<Named<SeriesSummary>>,
    /// Totals by segment; empty where the scenario names none.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub segments: Named<SegmentSummary>,
    /// Good outcomes.
    pub success: Named<ConditionSummary>,
    /// Bad outcomes.
    pub failure: Named<ConditionSummary>,
    /// How the conditions go together; absent with fewer than two of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<JointSummary>,
    /// Numbers said in public.
    pub claims: Named<ClaimSummary>,
    /// What happened, and where it fell in the forecast; empty where the scenario has no `[observed]`.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub observed: Named<ObservedSummary>,
    /// Whether the comparison with what happened is a blind test; absent where the scenario has no `[observed]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hindcast: Option<HindcastSummary>,
    /// Where the spread of the headline outputs comes from; empty where it was not asked for.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub variance_split: Named<VarianceSplit>,
    /// Drivers of effects on take-up that have no value in some futures in which the law passes, by path, and in how
    /// many; the base share stands there. Empty where all have one.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub undefined_drivers: Named<Chance>,
    /// What moves the headline outputs and those of the claims, by output; empty where too few futures were kept.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub drivers: Named<Drivers>,
    /// Documented defaults that stood in for what the scenario does not say, by path.
    #[serde(default)]
    pub defaults: Named<f64>,
    /// Parts of the model that the scenario does not mention and that are off.
    #[serde(default)]
    pub parts_off: Vec<String>,
    /// Features of the programme that the scenario leaves off, with what holds instead.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub features_off: Named<String>,
    /// What a person should know before using the numbers.
    pub warnings: Vec<Warning>,
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Title.
    pub title: String,
    /// Bare name of the file, without its directory; `null` for standard input.
    pub file: Option<String>,
    /// BLAKE3 of the resolved scenario as canonical JSON, in hexadecimal.
    pub hash: String,
    /// What `--set` replaced: path → the words as given.
    pub overrides: Named<String>,
    /// The question, where the scenario asks one.
    #[serde(default)]
    pub question: Option<String>,
    /// Outputs and conditions (`failure.backlog`) that answer it, in order.
    #[serde(default)]
    pub headline: Vec<String>,
    /// Hindcast date, `2005-02`.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Month 0, `2012-05`; `null` for a static estimate.
    #[serde(default)]
    pub start: Option<String>,
    /// Last month; `null` for a static estimate.
    #[serde(default)]
    pub horizon_months: Option<usize>,
    /// First month in which anybody can become a citizen, whatever is drawn; absent where there is no way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_citizenship_month: Option<f64>,
    /// Currency of every amount of money; `null` where there is none.
    #[serde(default)]
    pub currency: Option<String>,
    /// Year of the prices.
    #[serde(default)]
    pub price_year: Option<i32>,
    /// Whose budget.
    #[serde(default)]
    pub viewpoint: Option<String>,
}

/// How it was run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Simulated futures that entered the result.
    pub replicates: u64,
    /// Simulated futures asked for: more than `replicates` after an interruption, fewer where a design rounds up.
    #[serde(default)]
    pub requested: u64,
    /// Seed.
    pub seed: u64,
    /// Whether nobody wrote the seed, so that the documented default stands.
    #[serde(default)]
    pub seed_is_default: bool,
    /// `random`, `latin-hypercube` or `sobol`.
    pub design: String,
    /// `individual` or `expected`.
    pub chance: String,
    /// Whether the run was finished rather than interrupted.
    pub complete: bool,
    /// Whether the precision asked for by `stop` was reached; absent without `stop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision_reached: Option<bool>,
}

/// How long it took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Wall-clock seconds of drawing and tallying.
    pub seconds: f64,
    /// Simulated futures a second.
    pub replicates_per_second: f64,
    /// Threads.
    pub threads: usize,
}

/// An uncertain input as drawn in the first futures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InputSummary {
    /// Unit; empty for a plain number.
    pub unit: String,
    /// How many futures describe it, where those are not all of the run: the first 1,048,576.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<u64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation; `null` with fewer than two values.
    pub sd: Option<f64>,
    /// Percentiles by key (`p05`).
    pub quantiles: Named<Option<f64>>,
}

/// A scalar output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputSummary {
    /// Label for people.
    #[serde(default)]
    pub label: String,
    /// Unit; empty for a plain number.
    pub unit: String,
    /// Mean over the futures that define it; absent where the horizon cuts some of them off (rule D46).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Mean over those futures that reach it within the horizon; stands instead of `mean` where some do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_if_reached: Option<f64>,
    /// Monte Carlo standard error of whichever mean is there.
    pub mean_mcse: Option<f64>,
    /// Standard deviation; `null` where the horizon cuts some futures off, and with fewer than two.
    pub sd: Option<f64>,
    /// Monte Carlo standard error of the sd, that of independent draws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd_mcse: Option<f64>,
    /// Least value.
    pub min: Option<f64>,
    /// Largest value reached.
    pub max: Option<f64>,
    /// Share of futures in which it is defined.
    pub defined: f64,
    /// Share of the defined futures in which it is not reached within the horizon; it counts as later there.
    pub censored: f64,
    /// Percentiles by key (`p05`) over the defined futures, inverse of the empirical distribution; `null` where
    /// the percentile lies beyond the horizon, or nothing is defined.
    pub quantiles: Named<Option<f64>>,
    /// Monte Carlo standard errors of the percentiles, with what the buckets of the tally leave unknown.
    pub quantiles_mcse: Named<Option<f64>>,
    /// Chances of reaching the scenario's thresholds (≥), in ascending order.
    pub exceedance: Vec<Exceedance>,
    /// What an amount of money is to be read with; absent for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<MoneyNote>,
}

/// The chance of reaching a threshold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exceedance {
    /// The threshold, in the output's unit.
    pub threshold: f64,
    /// The chance that the output is at least that.
    #[serde(flatten)]
    pub chance: Chance,
}

/// A share of simulated futures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// `futures / of`; `null` where no future could be judged.
    pub probability: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// Number of futures in which it holds.
    pub futures: u64,
    /// Number of futures that could be judged.
    pub of: u64,
}

impl Chance {
    /// The chance from independent futures: `futures` of `of`, standard error √(p (1 − p) / of).
    ///
    /// Structured designs set `mcse` from their batches instead.
    pub fn of_counts(futures: u64, of: u64) -> Self {
        if of == 0 {
            return Self::default();
        }
        let probability = futures as f64 / of as f64;
        let mcse = (probability * (1.0 - probability) / of as f64).sqrt();
        Self { probability: Some(probability), mcse: Some(mcse), futures, of }
    }
}

/// What follows where one rival estimate is right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EstimateSummary {
    /// Label for people.
    #[serde(default)]
    pub label: String,
    /// Weight in the pool.
    #[serde(default)]
    pub weight: f64,
    /// The figure as published, apart from the belief built on it.
    #[serde(default)]
    pub quoted: Option<f64>,
    /// Futures that follow it; given enactment where enactment can fail.
    pub replicates: u64,
    /// Headline outputs in these futures.
    pub outputs: Named<OutputSummary>,
}

/// A monthly series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesSummary {
    /// Label for people.
    #[serde(default)]
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Months from the start, 0 … horizon.
    pub month: Vec<u32>,
    /// Mean in each month.
    pub mean: Vec<Option<f64>>,
    /// Monte Carlo standard errors of the means. Series are not tallied by batch: under a structured design these and
    /// those of the percentiles are the errors of independent draws, which are larger.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mean_mcse: Vec<Option<f64>>,
    /// Percentiles by key (`p05`), each by month.
    pub quantiles: Named<Vec<Option<f64>>>,
    /// Monte Carlo standard errors of the percentiles, with what the buckets of the tally leave unknown.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub quantiles_mcse: Named<Vec<Option<f64>>>,
}

/// A segment's totals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SegmentSummary {
    /// Label for people.
    pub label: String,
    /// Means by output; given enactment where enactment can fail.
    pub outputs: Named<SegmentTotal>,
}

/// One output of a segment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SegmentTotal {
    /// Mean over the futures that define it.
    pub mean: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mean_mcse: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
}

/// In which futures something is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JudgedIn {
    /// In those in which the law passes.
    #[default]
    Enacted,
    /// In all of them.
    All,
}

/// A success or failure condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConditionSummary {
    /// In words.
    pub words: String,
    /// In which futures it is judged.
    pub judged_in: JudgedIn,
    /// Its chance among the futures in which it is defined.
    #[serde(flatten)]
    pub chance: Chance,
    /// Share of the judged futures in which it is defined.
    #[serde(default)]
    pub defined: f64,
    /// Whether it is a documented default, because the scenario names no failure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_default: bool,
    /// The assumption that goes together with it most; absent where the kept futures do not show one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_moved_by: Option<Driver>,
}

/// A number said in public.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// In words.
    pub words: String,
    /// The output it is about.
    pub output: String,
    /// The number said.
    pub at_least: f64,
    /// In which futures `probability` is judged: `enacted`, or `all` where the law is certain.
    pub judged_in: JudgedIn,
    /// Its chance.
    #[serde(flatten)]
    pub chance: Chance,
    /// Its chance over all futures, the law failing included.
    pub in_all_futures: Chance,
    /// The assumption that goes together most with the output it is about; absent where none shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_moved_by: Option<Driver>,
}

/// Where reality fell in the forecast.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObservedSummary {
    /// What happened, in the output's unit.
    pub value: f64,
    /// Who says so.
    #[serde(default)]
    pub source: Vec<String>,
    /// Share of the futures below what happened, those equal to it counted half.
    pub percentile: Option<f64>,
    /// The narrowest of the central 50, 80, 90 and 98 % of the forecast that holds what happened, in per cent;
    /// `null` where none does.
    #[serde(default)]
    pub inside: Option<u8>,
}

/// Whether a hindcast is a blind test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HindcastSummary {
    /// Whether every source that the beliefs cite was there to be read at `as_of`.
    pub blind: bool,
    /// Beliefs that rest on later sources.
    #[serde(default)]
    pub later: Vec<LaterBelief>,
    /// Beliefs that cite a source without a date.
    #[serde(default)]
    pub undated: Vec<String>,
    /// Beliefs without a source: judgement, made when the file was written.
    #[serde(default)]
    pub judged: Vec<String>,
}

/// A belief that rests on a source later than the hindcast's date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterBelief {
    /// Dotted path of the quantity.
    pub path: String,
    /// Name of the source.
    pub source: String,
    /// Month in which it could first be read.
    pub known: String,
}

/// Where the spread of an output comes from: shares of its variance, which sum to 1 but for their errors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VarianceSplit {
    /// What is not known about the world, drawn once a future.
    pub epistemic: VarianceShare,
    /// Month-to-month noise.
    pub noise: VarianceShare,
    /// The luck of individual people.
    pub chance: VarianceShare,
}

/// One part of a variance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VarianceShare {
    /// Share of the variance; below 0 by simulation error only.
    pub share: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
}

/// What moves an output, from the futures that the record keeps in full; given enactment where enactment can fail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// Number of futures that it is measured in.
    pub futures: u64,
    /// Share of the spread, on the scale of ranks, that all uncertain inputs explain together in a linear model.
    pub explained: Option<f64>,
    /// The same for the inputs graded `assumption` alone.
    pub explained_by_assumptions: Option<f64>,
    /// Standard error of a rank correlation where there is none: 1/√(futures − 1).
    pub rank_error: f64,
    /// Inputs, the strongest first.
    pub inputs: Vec<Driver>,
}

/// An uncertain input and how an output goes with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Dotted path.
    pub path: String,
    /// Spearman's rank correlation, −1 … 1.
    pub rank: f64,
    /// Grade of its evidence, the weakest of its rival estimates; absent where nobody gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// Something that a person should know before using the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Stable code (`W003`) that `amnesty explain` expands.
    pub code: String,
    /// What and why.
    pub message: String,
    /// Dotted path, where there is one.
    pub path: Option<String>,
}

impl Document {
    /// The outputs that answer the question: given enactment where enactment can fail, else over all futures.
    pub fn judged_outputs(&self) -> &Named<OutputSummary> {
        self.outputs_if_enacted.as_ref().unwrap_or(&self.outputs)
    }
}

impl OutputSummary {
    /// Whether the percentile lies beyond the horizon, as against not existing.
    pub fn is_beyond_horizon(&self, percentile: &str) -> bool {
        self.defined > 0.0 && self.censored > 0.0 && matches!(self.quantiles.get(percentile), Some(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_keeps_the_keys_of_its_contract() {
        let mut document = Document { format: FORMAT, timing: Some(Timing::default()), ..Default::default() };
        let output = OutputSummary { mean: Some(1.0), ..Default::default() };
        document.outputs.insert("granted", output);
        document.claims.insert("five_million", ClaimSummary::default());
        let json = serde_json::to_value(&document).unwrap();
        let contract = [
            "format",
            "version",
            "stream_version",
            "scenario",
            "run",
            "timing",
            "inputs",
            "outputs",
            "by_estimate",
            "series",
            "success",
            "failure",
            "claims",
            "warnings",
        ];
        assert!(contract.iter().all(|key| json.get(key).is_some()), "a key of the contract is missing");
        let keys = ["unit", "mean", "mean_mcse", "sd", "min", "max", "defined", "censored", "quantiles"];
        assert!(keys.iter().all(|key| json["outputs"]["granted"].get(key).is_some()));
        assert!(json["claims"]["five_million"].get("probability").is_some_and(|value| value.is_null()));
    }

    #[test]
    fn a_document_survives_writing_and_reading() {
        let mut document = Document { format: FORMAT, ..Default::default() };
        let mut output =
            OutputSummary { mean_if_reached: Some(0.1 + 0.2), censored: 0.25, ..Default::default() };
        output.quantiles.insert("p95", None);
        output.exceedance.push(Exceedance { threshold: 5e6, chance: Chance::of_counts(3, 10) });
        document.outputs_if_enacted = Some([("clearance", output)].into_iter().collect());
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<Document>(&text).unwrap(), document);
        assert!(!text.contains(r#""mean":"#), "a censored output has no plain mean");
    }
}
