//! A record's run again: the plan from the record alone, and what differs where the outcome is not the same.

use super::compare::{Compared, Comparison, PolicySummary, Question, Variant};
use super::sweep::{self, PointSummary, SweepDocument};
use crate::engine::{self, Options};
use crate::model::Plan;
use crate::scenario::{self, Diagnostics, Format, Scenario};
use crate::summary::{Document, Record, summarise_with_sample};
use crate::tally::PairedTally;
use serde_json::Value;

/// The plan that a record's run followed.
///
/// The record holds the resolved scenario, `extends` and `--set` applied, so no other file is needed; its document says
/// what was set and which uncertainty that removed, which a scenario may not do by itself.
///
/// # Errors
/// Every problem that this program has with the scenario; none where the same version made the record.
pub fn plan(record: &Record) -> Result<Plan, Diagnostics> {
    compiled(&scenario_of(record)?)
}

/// The policy of a comparison that a record's run followed, by its name there.
///
/// # Errors
/// As [`plan`].
pub fn variant(name: &str, comparison: &Comparison, record: &Record) -> Result<Variant, Diagnostics> {
    let policy = comparison.policies.get(name);
    let document = scenario_of(record)?;
    let plan = compiled(&document)?;
    let (name, label) = (name.to_owned(), policy.map(|policy| policy.label.clone()).unwrap_or_default());
    let policy = policy.and_then(|policy| policy.policy.clone());
    // The records have no stopping rule any more; that one was left out stands in the comparison.
    let stop_left_out = comparison.warnings.iter().any(|warning| warning.code == "W087");
    Ok(Variant { name, label, policy, document, plan, stop_left_out })
}

fn compiled(document: &scenario::Document) -> Result<Plan, Diagnostics> {
    let scenario = Scenario::from_document(document)?;
    let sources = scenario.texts.clone();
    Plan::new(scenario).map_err(|problems| Diagnostics { sources, problems })
}

fn scenario_of(record: &Record) -> Result<scenario::Document, Diagnostics> {
    let text = serde_json::to_string_pretty(&record.scenario).unwrap_or_default();
    let document = &record.document;
    let removed = |path: &str| {
        let mut warnings = document.warnings.iter();
        warnings.any(|warning| warning.code == "W010" && warning.path.as_deref() == Some(path))
    };
    let overrides = document.scenario.overrides.iter().map(|(path, words)| (path, words.as_str()));
    let resolved = scenario::read_text("the record's scenario", &text, Format::Json, &[])?;
    Ok(resolved.with_recorded(overrides, removed))
}

/// Takes over from a record what its resolved scenario does not say: how its first file was called.
pub fn name_as_recorded(document: &mut Document, record: &Record) {
    document.scenario.file.clone_from(&record.document.scenario.file);
}

/// A point of a sweep played again, recorded as its sweep records points.
///
/// # Errors
/// As [`engine::run`].
pub fn point(plan: &Plan, record: &Record, options: &Options<'_>) -> Result<Record, engine::Error> {
    let tally = engine::run(plan, plan.replicates(), options)?;
    let kept = record.sample.replicates;
    let mut document = summarise_with_sample(plan, &tally, plan.replicates(), kept);
    name_as_recorded(&mut document, record);
    Ok(Record::with_sample(plan, &tally, document, kept))
}

/// Enters into a sweep's point what its document says now.
pub fn answer_point(point: &mut PointSummary, document: &Document, sweep: &SweepDocument) {
    point.scenario_hash = document.scenario.hash.parse().ok();
    point.headline = sweep::answers(document, &sweep.headline);
}

/// What a tally of a comparison holds, named as it was.
pub fn describe(compared: &Compared, tally: &PairedTally, old: &Comparison) -> Comparison {
    let mut new = compared.describe(tally);
    let named = |(name, policy): (&str, &PolicySummary)| {
        let mut policy = policy.clone();
        policy.scenario.file = old.policies.get(name).and_then(|old| old.scenario.file.clone());
        (name.to_owned(), policy)
    };
    new.policies = new.policies.iter().map(named).collect();
    new
}

/// What a comparison was asked besides the differences.
pub fn question(comparison: &Comparison) -> Question {
    let regret = comparison.regret.as_ref();
    let conditions = comparison.satisficing.iter().flat_map(|satisficing| &satisficing.conditions);
    let names = conditions.filter_map(|condition| condition.name.strip_prefix("success."));
    Question {
        objective: regret.map(|regret| regret.objective.clone()),
        better: regret.filter(|regret| regret.because == "asked").and_then(|regret| regret.better),
        satisfice: names.map(str::to_owned).collect(),
    }
}

/// A place at which two documents differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Dotted path: `document.outputs.granted.mean`; array elements by number.
    pub path: String,
    /// What the first has there; `None` for nothing.
    pub was: Option<Value>,
    /// What the second has there.
    pub is: Option<Value>,
}

/// The first place at which two documents differ, in the order of the first, paths that `ignore` names left aside.
pub fn first_difference(was: &Value, is: &Value, ignore: &dyn Fn(&str) -> bool) -> Option<Difference> {
    differ("", Some(was), Some(is), ignore)
}

fn differ(
    path: &str,
    was: Option<&Value>,
    is: Option<&Value>,
    ignore: &dyn Fn(&str) -> bool,
) -> Option<Difference> {
    if was == is || ignore(path) {
        return None;
    }
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (was, is) {
        (Some(Value::Object(was)), Some(Value::Object(is))) => {
            let added = is.keys().filter(|key| !was.contains_key(*key));
            let mut keys = was.keys().chain(added);
            keys.find_map(|key| differ(&below(key), was.get(key), is.get(key), ignore))
        }
        (Some(Value::Array(was)), Some(Value::Array(is))) => (0..was.len().max(is.len()))
            .find_map(|index| differ(&below(&index.to_string()), was.get(index), is.get(index), ignore)),
        _ => Some(Difference { path: path.to_owned(), was: was.cloned(), is: is.cloned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_with_both_values() {
        let was = json!({ "a": 1, "b": { "c": [1, 2.5, null] }, "version": "0.1.0" });
        let first = |is: Value| first_difference(&was, &is, &|path| path == "version");
        assert_eq!(first(was.clone()), None);
        assert_eq!(first(json!({ "a": 1, "b": { "c": [1, 2.5, null] }, "version": "9" })), None);
        let found = first(json!({ "a": 1, "b": { "c": [1, 2.25, null] }, "version": "0.1.0" })).unwrap();
        assert_eq!(
            (found.path.as_str(), found.was, found.is),
            ("b.c.1", Some(json!(2.5)), Some(json!(2.25)))
        );
        let longer = first(json!({ "a": 1, "b": { "c": [1, 2.5, null, 4] }, "version": "0.1.0" })).unwrap();
        assert_eq!((longer.path.as_str(), longer.was, longer.is), ("b.c.3", None, Some(json!(4))));
    }
}
