//! The default failures, fitted to what the scenario has.

use super::super::{Condition, Text};
use super::*;
use catalogue::{CAPACITY, FAILURES, When};

/// The documented failures that mean something in this scenario.
pub(super) fn defaults(scenario: &Scenario, has_money: bool) -> Vec<Condition> {
    let capacity = planned_capacity(scenario);
    let means_something = |when| match when {
        When::Always => true,
        When::Money => has_money,
        When::PlannedCapacity => capacity.is_some(),
        When::NoPlannedCapacity => capacity.is_none(),
    };
    let condition = |failure: &catalogue::Failure| {
        let text = failure.condition.replace(CAPACITY, capacity.as_deref().unwrap_or(CAPACITY));
        Condition {
            name: failure.name.to_owned(),
            words: failure.words.to_owned(),
            formula: Text { text, origin: Origin::Default },
            in_all: false,
            is_default: true,
        }
    };
    FAILURES.iter().filter(|failure| means_something(failure.when)).map(condition).collect()
}

/// The plan of the one office, or the sum over all, as a formula; `None` where an office has no plan.
fn planned_capacity(scenario: &Scenario) -> Option<String> {
    let national = scenario.quantities.contains_key(CAPACITY);
    let plan = |office: &super::super::Office| {
        if office.name.is_empty() {
            return national.then(|| CAPACITY.to_owned());
        }
        let path = format!("office.{}.{CAPACITY}", office.name);
        (national || scenario.quantities.contains_key(&path)).then_some(path)
    };
    let plans: Option<Vec<String>> = scenario.offices.iter().map(plan).collect();
    plans.map(|plans| match plans.as_slice() {
        [one] => one.clone(),
        many => format!("({})", many.join(" + ")),
    })
}
