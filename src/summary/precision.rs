//! How precisely a run knows an answer, and how many futures would know it better.

use super::describe::{Described, chance};
use super::{Chance, Document, OutputSummary};
use crate::model::{Judgement, Plan};
use crate::random::Design;
use crate::scenario::{Condition, Stop};
use crate::tally::{Part, Tally};

/// A mean or a chance with half its 95 % Monte Carlo interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// The mean over the judged futures, or the chance.
    pub value: f64,
    /// Half the 95 % Monte Carlo interval: 1.96 standard errors, 2.13 where they come from 16 batches.
    pub half_interval: f64,
}

/// The normal's 97.5 % quantile.
const Z: f64 = 1.959_963_984_540_054;
/// That of Student's t with 15 degrees of freedom.
const T15: f64 = 2.131_449_545_559_323;

impl Precision {
    /// Whether the scenario's stopping rule is met. A value of 0 never meets a relative rule.
    pub fn meets(&self, stop: &Stop) -> bool {
        let relative = stop
            .relative
            .is_none_or(|share| self.half_interval <= share * self.value.abs() && self.value != 0.0);
        relative && stop.absolute.is_none_or(|half| self.half_interval <= half)
    }
}

/// The precision of the output or condition that a stopping rule names, or of the first headline: of the mean, or of
/// the chance, among the futures in which the law passes. `None` where nothing is defined yet.
pub fn precision(plan: &Plan, tally: &Tally, stop: &Stop) -> Option<Precision> {
    let scenario = plan.scenario();
    let name = stop.output.as_ref().or(scenario.headline.first());
    let quantile = if plan.inputs().design() == Design::Random { Z } else { T15 };
    let of = |value: f64, error: f64| Precision { value, half_interval: quantile * error };
    if let Some(found) = name.and_then(|name| condition_chance(plan, tally, name)) {
        return Some(of(found.probability?, found.mcse?));
    }
    let index =
        name.and_then(|name| plan.outputs().iter().position(|output| output.name == *name)).unwrap_or(0);
    let column = tally.column(&[super::ENACTED], Part::Output(index))?;
    let described = Described::new(&column);
    Some(of(described.mean()?, described.mean_error()?))
}

fn condition_chance(plan: &Plan, tally: &Tally, name: &str) -> Option<Chance> {
    let scenario = plan.scenario();
    let kinds: [(Judgement, &str, &[Condition]); 2] = [
        (Judgement::Success, "success.", &scenario.success),
        (Judgement::Failure, "failure.", &scenario.failure),
    ];
    kinds.into_iter().find_map(|(judgement, prefix, conditions)| {
        let index =
            conditions.iter().position(|condition| name.strip_prefix(prefix) == Some(&condition.name))?;
        let same = |c: &crate::model::PlannedCondition| c.judgement == judgement && c.index == index;
        let place = plan.conditions().iter().position(same)?;
        Some(chance(&tally.condition(&[super::ENACTED], place)))
    })
}

/// Futures in all that would bring half the 95 % interval of a mean down to `share` of it; `None` where they are
/// enough already, or the mean is 0 or has no error.
///
/// The error shrinks with the root of the number of futures, so this holds for independent draws.
pub fn replicates_for(document: &Document, output: &OutputSummary, share: f64) -> Option<u64> {
    let (mean, error) = (output.mean.or(output.mean_if_reached)?, output.mean_mcse?);
    let half = Z * error / mean.abs();
    let needed = document.run.replicates as f64 * (half / share) * (half / share);
    (mean != 0.0 && half > share && needed < 1e15).then(|| needed.ceil() as u64)
}

/// How many independent futures would know a mean as well as this run of a structured design does: variance over
/// squared standard error. `None` for independent draws.
pub fn worth_in_plain_replicates(document: &Document, output: &OutputSummary) -> Option<u64> {
    let (sd, error) = (output.sd?, output.mean_mcse.filter(|error| *error > 0.0)?);
    let share_judged = output.defined * document.enactment.and_then(|law| law.probability).unwrap_or(1.0);
    let worth = sd * sd / (error * error) / share_judged;
    (document.run.design != "random" && worth.is_finite()).then_some(worth as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_met_by_the_half_interval_and_never_by_zero() {
        let rule = |relative, absolute| Stop { relative, absolute, output: None };
        let precise = Precision { value: -200.0, half_interval: 2.0 };
        assert!(precise.meets(&rule(Some(0.01), None)));
        assert!(!precise.meets(&rule(Some(0.009), None)));
        assert!(!precise.meets(&rule(Some(0.01), Some(1.0))), "both must hold");
        assert!(!Precision { value: 0.0, half_interval: 0.0 }.meets(&rule(Some(0.01), None)));
    }

    #[test]
    fn ten_times_the_error_takes_a_hundred_times_the_futures() {
        let mut document = Document::default();
        document.run.replicates = 1_000;
        let error = 0.1 / Z;
        let output = OutputSummary { mean: Some(1.0), mean_mcse: Some(error), ..Default::default() };
        assert_eq!(replicates_for(&document, &output, 0.01), Some(100_000));
        assert_eq!(replicates_for(&document, &output, 0.2), None);
    }
}
