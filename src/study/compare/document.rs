//! The document of a comparison: what `compare --json` prints and `comparison.json` holds.
//!
//! Its shape is a contract like that of a run's document: additions are fine, changes raise [`FORMAT`]. Every policy
//! is played on the same futures, so a difference is taken future by future, and its Monte Carlo error is that of the
//! differences and not of the two answers. `None` (`null`) stands where a number does not exist.
//!
//! Where the law may fail to pass, futures are *judged* in which it passes under every policy that is compared; the
//! fields with `if_enacted` hold those, as in a run's document.

pub use crate::catalogue::Better;
use crate::study::diff::Change;
use crate::summary::{
    Chance, ConditionSummary, JudgedIn, Named, OutputSummary, ScenarioInfo, Timing, Warning,
};
use serde::{Deserialize, Serialize};

/// Version of the document's shape.
pub const FORMAT: u32 = 1;

/// Everything a comparison found out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// [`FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Version of the random streams.
    pub stream_version: u32,
    /// How all policies were run.
    pub run: PairedRun,
    /// How long it took: the only block that may differ between two runs. Not in `comparison.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// In which futures policies are judged.
    pub judged_in: JudgedIn,
    /// How often the law passes under every policy; absent where enactment is certain everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enactment: Option<Chance>,
    /// The policies by name, the one that the others are compared with first.
    pub policies: Named<PolicySummary>,
    /// Each other policy against the first.
    pub pairs: Vec<Pair>,
    /// What each policy may cost beside the best one for each future; absent without an objective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regret: Option<Regret>,
    /// In how many futures each policy is good enough; absent without conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisficing: Option<Satisficing>,
    /// Where a lever breaks even under each policy that has it; absent where it was not asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub break_even: Vec<BreakEven>,
    /// What a person should know before using the numbers.
    pub warnings: Vec<Warning>,
}

/// How all policies were run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PairedRun {
    /// Simulated futures that entered the result; each is played under every policy.
    pub replicates: u64,
    /// Simulated futures asked for.
    pub requested: u64,
    /// Seed.
    pub seed: u64,
    /// Whether nobody wrote the seed, so that the documented default stands.
    pub seed_is_default: bool,
    /// `random`, `latin-hypercube` or `sobol`.
    pub design: String,
    /// Whether the run was finished rather than interrupted.
    pub complete: bool,
}

/// One policy: a scenario file, or a `[policy.NAME]` variant of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicySummary {
    /// Label for people.
    pub label: String,
    /// The `[policy.NAME]` that it is; `null` for a file as it stands.
    pub policy: Option<String>,
    /// The scenario with the policy applied.
    pub scenario: ScenarioInfo,
    /// Scalar outputs over all futures.
    pub outputs: Named<OutputSummary>,
    /// Scalar outputs over the judged futures; present where enactment can fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outputs_if_enacted: Option<Named<OutputSummary>>,
    /// `[success.NAME]`, each with its chance.
    pub success: Named<ConditionSummary>,
    /// `[failure.NAME]`, each with its chance.
    pub failure: Named<ConditionSummary>,
    /// What differs from the first policy in what goes in; empty for the first.
    pub differs: Vec<Change>,
}

/// A policy against another, future by future.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The policy.
    pub policy: String,
    /// The one that it is compared with: differences are `policy` minus `against`.
    pub against: String,
    /// Differences of the scalar outputs over all futures.
    pub outputs: Named<Difference>,
    /// The same over the judged futures; present where enactment can fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outputs_if_enacted: Option<Named<Difference>>,
    /// Conditions (`success.NAME`, `failure.NAME`) over the judged futures.
    pub conditions: Named<ConditionDifference>,
}

/// The difference that a policy makes to an output: with the policy minus without it, in the same futures.
///
/// A month that is not reached within the horizon is later than any that is; two of them are equal. Such pairs count
/// in chances and percentiles and stay out of the mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Label for people.
    pub label: String,
    /// Unit; empty for a plain number.
    pub unit: String,
    /// Which way is better, where the scenario's conditions or the catalogue say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    /// Futures in which both are defined: what everything here is of.
    pub n: u64,
    /// Share of the futures in which both are defined.
    pub defined: f64,
    /// Mean difference; absent where the horizon cuts one of the two off in some future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Mean difference over the futures in which both are reached; stands instead of `mean` where some are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_if_both_reached: Option<f64>,
    /// Monte Carlo standard error of whichever mean is there.
    pub mean_mcse: Option<f64>,
    /// The error that two unrelated runs of as many futures would have: what pairing saves.
    pub unpaired_mcse: Option<f64>,
    /// Standard deviation of the difference; `null` where the horizon cuts some futures off.
    pub sd: Option<f64>,
    /// Least difference of two reached values.
    pub min: Option<f64>,
    /// Largest difference of two reached values.
    pub max: Option<f64>,
    /// Percentiles by key (`p05`); `null` where the percentile lies beyond the horizon, or nothing is defined.
    pub quantiles: Named<Option<f64>>,
    /// Monte Carlo standard errors of the percentiles.
    pub quantiles_mcse: Named<Option<f64>>,
    /// Share in which only the policy is cut off by the horizon: it is later there, by an unknown time.
    pub later_beyond_horizon: f64,
    /// Share in which only the other is cut off: the policy is earlier there, by an unknown time.
    pub earlier_beyond_horizon: f64,
    /// Share in which both are cut off: no difference, as far as can be seen.
    pub both_beyond_horizon: f64,
    /// In how many futures there is more with the policy.
    pub more: Chance,
    /// In how many there is less.
    pub less: Chance,
    /// In how many it is the same to the last bit.
    pub same: Chance,
}

impl Difference {
    /// The chance that the policy beats the other, where it is known which way is better.
    pub fn wins(&self) -> Option<&Chance> {
        match self.better? {
            Better::More => Some(&self.more),
            Better::Less => Some(&self.less),
        }
    }

    /// Whether a percentile lies beyond the horizon, as against not existing.
    pub fn is_beyond_horizon(&self, percentile: &str) -> bool {
        self.n > 0 && matches!(self.quantiles.get(percentile), Some(None))
    }
}

/// The difference that a policy makes to the chance of a condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConditionDifference {
    /// In words.
    pub words: String,
    /// Futures in which it is defined under both policies.
    pub n: u64,
    /// Its chance with the policy, among these.
    pub with: Chance,
    /// Its chance with the other.
    pub against: Chance,
    /// Difference of the two chances.
    pub difference: Option<f64>,
    /// Its Monte Carlo standard error, from the futures in which the two differ.
    pub difference_mcse: Option<f64>,
    /// It comes true with the policy only.
    pub only_with: Chance,
    /// It comes true with the other only.
    pub only_against: Chance,
}

/// Regret: how far a policy falls behind the best of those compared, future by future.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Regret {
    /// The output that is judged.
    pub objective: String,
    /// Label for people.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Which way it is better.
    pub better: Option<Better>,
    /// Why that way: `asked`, a condition such as `success.pays_for_itself`, or `catalogue`.
    pub because: String,
    /// Judged futures in which it is defined under every policy.
    pub n: u64,
    /// Share of the judged futures in which it is.
    pub defined: f64,
    /// Each policy.
    pub policies: Named<PolicyRegret>,
    /// The policy of least expected regret, which is that of the best mean.
    pub least_expected: Option<String>,
    /// The policy whose largest regret is least (minimax).
    pub least_largest: Option<String>,
}

/// The regret of one policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyRegret {
    /// Mean regret over the futures in which it is finite.
    pub mean: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mean_mcse: Option<f64>,
    /// Percentiles by key (`p50`, `p95`); `null` where the percentile lies beyond the horizon.
    pub quantiles: Named<Option<f64>>,
    /// Their Monte Carlo standard errors.
    pub quantiles_mcse: Named<Option<f64>>,
    /// Largest finite regret in the futures that were simulated; more of them may find a larger one.
    pub max: Option<f64>,
    /// Share in which the regret is beyond the horizon: another policy gets there, this one does not.
    pub beyond_horizon: f64,
    /// In how many futures no policy is better: ties count for all that share them.
    pub best: Chance,
    /// In how many it is better than every other.
    pub best_alone: Chance,
    /// In how many it is better than each other policy, by name.
    pub beats: Named<Chance>,
}

/// Satisficing: in how many futures a policy is good enough.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Satisficing {
    /// What is asked of a policy: every one of these conditions.
    pub conditions: Vec<SatisficingCondition>,
    /// Judged futures in which every condition is defined under every policy.
    pub n: u64,
    /// Share of the judged futures in which they are.
    pub defined: f64,
    /// In how many of them each policy meets all conditions.
    pub policies: Named<Chance>,
    /// In how many at least one policy does.
    pub any: Chance,
    /// In how many every policy does.
    pub every: Chance,
}

/// A condition that a policy should meet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SatisficingCondition {
    /// `success.NAME`, or the formula that was asked for.
    pub name: String,
    /// In words.
    pub words: String,
}

/// Where an answer reaches a value as a lever moves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BreakEven {
    /// The policy whose lever is moved.
    pub policy: String,
    /// Path of the lever.
    pub lever: String,
    /// Its unit.
    pub lever_unit: String,
    /// Range that was searched.
    pub range: [f64; 2],
    /// The output, or the condition whose chance it is.
    pub of: String,
    /// Label for people.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The value that its mean should reach.
    pub at: f64,
    /// Where it does, ascending: none, one, or more.
    pub crossings: Vec<Crossing>,
    /// What was computed on the way, ascending by lever.
    pub scan: Vec<ScanPoint>,
    /// Whether the lever is uncertain in the scenario, so that moving it removed an uncertainty.
    pub uncertainty_removed: bool,
    /// Whether the search came to its end rather than being interrupted.
    pub complete: bool,
}

/// A lever value at which the mean reaches the value asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// The lever there; for a lever of whole months the first value on the far side.
    pub lever: f64,
    /// Monte Carlo standard error by the delta method: that of the mean over the slope. `null` for a lever of whole
    /// months and where the mean jumps.
    pub mcse: Option<f64>,
    /// Change of the mean for one unit of the lever, from the same futures; `null` where the mean jumps.
    pub slope: Option<f64>,
    /// The mean at `lever`.
    pub mean: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mean_mcse: Option<f64>,
    /// Whether the mean rises through the value rather than falls.
    pub rising: bool,
    /// Whether the lever has whole values only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// The mean at one value of the lever.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScanPoint {
    /// The lever.
    pub lever: f64,
    /// Futures.
    pub replicates: u64,
    /// The mean over the judged futures.
    pub mean: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mean_mcse: Option<f64>,
}

impl Comparison {
    /// The policy that the others are compared with.
    pub fn base(&self) -> Option<(&str, &PolicySummary)> {
        self.policies.iter().next()
    }
}

impl PolicySummary {
    /// The outputs that answer the question: over the judged futures.
    pub fn judged_outputs(&self) -> &Named<OutputSummary> {
        self.outputs_if_enacted.as_ref().unwrap_or(&self.outputs)
    }
}

impl Pair {
    /// The differences that answer the question: over the judged futures.
    pub fn judged_outputs(&self) -> &Named<Difference> {
        self.outputs_if_enacted.as_ref().unwrap_or(&self.outputs)
    }
}
