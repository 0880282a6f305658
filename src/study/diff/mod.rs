//! What differs between two resolved scenarios, by path, with values and units.
//!
//! Compared is what the files mean once `extends`, policies and `--set` are applied. A quantity is one value: where it
//! differs, both beliefs are given as the files write them. What explains a number (its source, grade, note or words)
//! is told from the number: a difference there can change no result.

mod text;

use crate::scenario::{Scenario, is_whole};
use crate::summary::{ScenarioInfo, scenario_info};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Version of the document's shape.
pub const FORMAT: u32 = 1;

/// What differs between two scenarios: what `diff --json` prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    /// [`FORMAT`].
    pub format: u32,
    /// The first scenario.
    pub before: ScenarioInfo,
    /// The second.
    pub after: ScenarioInfo,
    /// Label of the policy that was applied to the second; absent where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Whether nothing differs.
    pub same: bool,
    /// What differs, in the order of the files.
    pub changes: Vec<Change>,
}

/// A value that differs between two resolved scenarios.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Dotted path; a correlation's is `correlation.A ~ B`.
    pub path: String,
    /// Whether it was added, removed or changed.
    pub kind: ChangeKind,
    /// Unit of a quantity; empty for a plain number and for what is no quantity.
    pub unit: String,
    /// As the first file writes it; absent where it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// As the second file writes it; absent where it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether only words differ (a source, grade, note, label), so that no result can.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub words_only: bool,
}

/// How a value differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// In the second only.
    Added,
    /// In the first only.
    Removed,
    /// In both, with different values.
    #[default]
    Changed,
}

/// Compares two scenarios.
pub fn diff(before: &Scenario, after: &Scenario) -> Diff {
    let changes = changes(before, after);
    Diff {
        format: FORMAT,
        before: scenario_info(before),
        after: scenario_info(after),
        policy: None,
        same: changes.is_empty(),
        changes,
    }
}

/// What differs, in the order of the files: those of the first, then what only the second has.
///
/// Variants (`[policy.NAME]`) are no part of what a scenario means by itself. They are compared where both have some:
/// a policy that has been applied leaves none behind.
pub fn changes(before: &Scenario, after: &Scenario) -> Vec<Change> {
    let has_policies = |scenario: &Scenario| scenario.resolved.get("policy").is_some();
    let mut walk = Walk {
        before,
        after,
        skip_policies: has_policies(before) != has_policies(after),
        changes: Vec::new(),
    };
    let empty = Map::new();
    let root =
        |scenario: &'_ Scenario| scenario.resolved.as_object().cloned().unwrap_or_else(|| empty.clone());
    walk.tables(&root(before), &root(after), "");
    walk.changes
}

/// Keys that say why to believe a number, or what it is called.
const WORDS: &[&str] =
    &["source", "evidence", "note", "quoted", "label", "words", "why", "rule", "known", "text"];

/// Sections that are words only.
const WORD_SECTIONS: &[&str] = &["title", "question", "evidence", "as_of", "sources"];

struct Walk<'a> {
    before: &'a Scenario,
    after: &'a Scenario,
    skip_policies: bool,
    changes: Vec<Change>,
}

impl Walk<'_> {
    fn tables(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, path: &str) {
        let added = after.keys().filter(|key| !before.contains_key(*key));
        for key in before.keys().chain(added) {
            if path.is_empty() && key == "policy" && self.skip_policies {
                continue;
            }
            let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            self.values(before.get(key), after.get(key), &inner);
        }
    }

    fn values(&mut self, before: Option<&Value>, after: Option<&Value>, path: &str) {
        if before == after {
            return;
        }
        if path == "correlation" {
            let [before, after] = [before, after].map(correlations);
            return self.tables(&before, &after, path);
        }
        if is_whole(path) {
            return self.quantity(before, after, path);
        }
        match (before, after) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => self.tables(before, after, path),
            (None, Some(Value::Object(after))) if !after.is_empty() => self.tables(&Map::new(), after, path),
            (Some(Value::Object(before)), None) if !before.is_empty() => {
                self.tables(before, &Map::new(), path)
            }
            _ => {
                let text = |value: Option<&Value>| value.map(text::value);
                self.push(path, text(before), text(after), is_words(path));
            }
        }
    }

    /// A quantity is one value; rival estimates are compared one by one.
    fn quantity(&mut self, before: Option<&Value>, after: Option<&Value>, path: &str) {
        if let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after)
            && let (Some(Value::Object(old)), Some(Value::Object(new))) =
                (before.get("estimate"), after.get("estimate"))
        {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                self.belief(old.get(name), new.get(name), &format!("{path}.estimate.{name}"));
            }
            let rest = |table: &Map<String, Value>| {
                let mut table = table.clone();
                table.remove("estimate");
                Value::Object(table)
            };
            return self.belief(Some(&rest(before)), Some(&rest(after)), path);
        }
        self.belief(before, after, path);
    }

    /// A belief, and apart from it the words that explain it.
    fn belief(&mut self, before: Option<&Value>, after: Option<&Value>, path: &str) {
        let belief =
            |value: Option<&Value>| value.map(|value| text::belief(value, |key| !WORDS.contains(&key)));
        let (old, new) = (belief(before), belief(after));
        if old != new {
            return self.push(path, old, new, false);
        }
        let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after) else { return };
        for key in ["unit"].iter().chain(WORDS) {
            let (old, new) = (before.get(*key), after.get(*key));
            if old != new {
                let text = |value: Option<&Value>| value.map(text::value);
                self.push(&format!("{path}.{key}"), text(old), text(new), *key != "unit");
            }
        }
    }

    fn push(&mut self, path: &str, before: Option<String>, after: Option<String>, words_only: bool) {
        let kind = match (&before, &after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let unit = if words_only { String::new() } else { self.unit(path) };
        self.changes.push(Change { path: path.to_owned(), kind, unit, before, after, words_only });
    }

    /// The unit of a quantity, or of a rival estimate of it.
    fn unit(&self, path: &str) -> String {
        let quantity = path.split_once(".estimate.").map_or(path, |(quantity, _)| quantity);
        let of = |scenario: &Scenario| {
            let known = scenario.quantities.get(quantity).map(|quantity| quantity.unit.to_string());
            known.or_else(|| scenario.groups.contains_key(quantity).then(|| "share".to_owned()))
        };
        of(self.after).or_else(|| of(self.before)).unwrap_or_default()
    }
}

/// `[[correlation]]` by the pair that each is between.
fn correlations(value: Option<&Value>) -> Map<String, Value> {
    let entries = value.and_then(Value::as_array).into_iter().flatten();
    let named = entries.filter_map(|entry| {
        let mut entry = entry.as_object()?.clone();
        let between = entry.remove("between")?;
        let names: Vec<&str> = between.as_array()?.iter().filter_map(Value::as_str).collect();
        Some((names.join(" ~ "), Value::Object(entry)))
    });
    named.collect()
}

fn is_words(path: &str) -> bool {
    let (first, last) = (path.split('.').next(), path.rsplit('.').next());
    first.is_some_and(|key| WORD_SECTIONS.contains(&key)) || last.is_some_and(|key| WORDS.contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Format, load_text};

    const FILE: &str = r#"
format = 1
title = "Two"
[inputs]
fee = { constant = 500_000, unit = "EUR/person", note = "set by hand" }
people.unit = "people"
people.estimate.a = { weight = 0.5, lognormal = { p05 = 3.0e6, p95 = 5.8e6 }, source = "A" }
people.estimate.b = { weight = 0.5, normal = { mean = 4e6, sd = 1e5 } }
[outputs]
revenue = { formula = "fee * people", unit = "EUR" }
[policy.free]
inputs.fee = 0
"#;

    fn scenario(sets: &[&str]) -> Scenario {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        load_text("a.toml", FILE, Format::Toml, &sets).unwrap()
    }

    fn told(sets: &[&str]) -> Vec<String> {
        let told = |change: Change| {
            let value = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
            let words = if change.words_only { " (words)" } else { "" };
            format!(
                "{}: {} → {} [{}]{words}",
                change.path,
                value(change.before),
                value(change.after),
                change.unit
            )
        };
        changes(&scenario(&[]), &scenario(sets)).into_iter().map(told).collect()
    }

    #[test]
    fn a_scenario_does_not_differ_from_itself() {
        assert!(diff(&scenario(&[]), &scenario(&[])).same);
    }

    #[test]
    fn values_are_written_as_in_the_file_and_stand_with_their_unit() {
        assert_eq!(
            told(&["inputs.fee=2_500"]),
            ["inputs.fee: constant = 500_000 → constant = 2500 [EUR/person]"]
        );
        assert_eq!(
            told(&["inputs.people={ unit = \"people\", uniform = { min = 1e6, max = 2.5e6 } }"]),
            [
                "inputs.people: estimate = { a = { weight = 0.5, lognormal = { p05 = 3_000_000, p95 = 5_800_000 } }, \
              b = { weight = 0.5, normal = { mean = 4_000_000, sd = 100_000 } } } → \
              uniform = { min = 1_000_000, max = 2_500_000 } [people]"
            ]
        );
        assert_eq!(told(&["run.seed=7"]), ["run.seed: – → 7 []"]);
    }

    #[test]
    fn what_explains_a_number_is_told_from_the_number() {
        let with_note = r#"inputs.fee={ constant = 500_000, unit = "EUR/person", note = "decreed" }"#;
        assert_eq!(told(&[with_note]), [r#"inputs.fee.note: "set by hand" → "decreed" [] (words)"#]);
        assert_eq!(told(&["title=\"Three\""]), [r#"title: "Two" → "Three" [] (words)"#]);
    }
}
