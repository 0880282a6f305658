//! What a plan reports: its scalar outputs and its conditions.

use super::own_formulas::Places;
use crate::catalogue::{OUTPUTS, OutputKind};
use crate::scenario::Scenario;
use crate::units::Unit;

/// A scalar output that is reported.
#[derive(Clone, Debug)]
pub struct PlannedOutput {
    /// Name.
    pub name: String,
    /// Label for people.
    pub label: String,
    /// Unit.
    pub unit: Unit,
    /// How it can be missing.
    pub kind: OutputKind,
    /// Values whose exceedance is counted (≥), ascending: the scenario's thresholds and claims.
    pub thresholds: Vec<f64>,
    /// Where its column is.
    pub source: OutputSource,
}

/// Where the column of an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputSource {
    /// A built-in scalar, by catalogue index.
    BuiltIn(usize),
    /// A formula, by its place in the plan.
    Formula(usize),
}

/// Whether a condition is a success or a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// `[success.NAME]`.
    Success,
    /// `[failure.NAME]`.
    Failure,
}

/// A condition whose probability is reported.
#[derive(Clone, Debug)]
pub struct PlannedCondition {
    /// Success or failure.
    pub judgement: Judgement,
    /// Place in the scenario's list.
    pub index: usize,
    /// The formula, by its place in the plan.
    pub formula: usize,
}

/// Built-in outputs in catalogue order, then the scenario's own in file order.
pub(super) fn planned_outputs(scenario: &Scenario, places: &Places) -> Vec<PlannedOutput> {
    let currency = &scenario.money.currency;
    let thresholds = |name: &str| {
        let own =
            scenario.outputs.iter().filter(|output| output.name == name).flat_map(|o| o.thresholds.clone());
        let claims = scenario.claims.iter().filter(|claim| claim.output == name).map(|claim| claim.at_least);
        let mut all: Vec<f64> = own.chain(claims).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    };
    let mut planned = Vec::new();
    if scenario.time.is_some() {
        // An own formula under a built-in name replaces it (W006).
        let own = |name: &str| {
            scenario.outputs.iter().any(|output| output.name == name && output.formula.is_some())
        };
        let built_in = OUTPUTS.iter().enumerate().filter(|(_, output)| !own(output.name));
        planned.extend(built_in.map(|(index, output)| PlannedOutput {
            name: output.name.into(),
            label: label(scenario, output.name).unwrap_or_else(|| output.label.into()),
            unit: output.unit.unit(currency),
            kind: output.kind,
            thresholds: thresholds(output.name),
            source: OutputSource::BuiltIn(index),
        }));
    }
    for (output, place) in scenario.outputs.iter().zip(&places.outputs) {
        let Some(place) = place else { continue };
        planned.push(PlannedOutput {
            name: output.name.clone(),
            label: output.label.clone().unwrap_or_else(|| output.name.replace('_', " ")),
            unit: output.unit.clone(),
            kind: if output.unit == Unit::months() { OutputKind::Month } else { OutputKind::Amount },
            thresholds: thresholds(&output.name),
            source: OutputSource::Formula(*place),
        });
    }
    planned
}

fn label(scenario: &Scenario, name: &str) -> Option<String> {
    scenario.outputs.iter().find(|output| output.name == name)?.label.clone()
}

/// Successes, then failures, each in file order.
pub(super) fn planned_conditions(scenario: &Scenario, places: &Places) -> Vec<PlannedCondition> {
    let of = |judgement, places: &[usize]| {
        let planned = |(index, &formula): (usize, &usize)| PlannedCondition { judgement, index, formula };
        places.iter().enumerate().map(planned).collect::<Vec<_>>()
    };
    debug_assert_eq!(places.success.len(), scenario.success.len());
    [of(Judgement::Success, &places.success), of(Judgement::Failure, &places.failure)].concat()
}
