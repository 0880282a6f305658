//! The assumptions with sources, units and grades: beliefs apart from decisions, bare numbers as "set, no source".

use super::hindcast::source;
use super::names;
use super::subject::Subject;
use crate::output::numbers::{exact, number, range};
use crate::output::plain;
use crate::scenario::{Belief, EvidenceNote, Quantity, Scenario};
use serde::Serialize;

/// What the scenario says about the world and about the policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Assumptions {
    /// Beliefs about the world.
    pub beliefs: Vec<Assumed>,
    /// Decisions and definitions.
    pub decisions: Vec<Decision>,
    /// Documented defaults.
    pub defaults: Vec<Decision>,
    /// What goes together, and why.
    pub correlations: Vec<String>,
}

/// A belief.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Assumed {
    /// In words.
    pub name: String,
    /// Path in the file.
    pub path: String,
    /// "4.74 million (3.14 to 10.1 million)".
    pub value: String,
    /// `strong` … `assumption`, or `not graded`.
    pub grade: String,
    /// Citations.
    pub sources: Vec<String>,
    /// Free words.
    pub note: String,
    /// Rival estimates, in words.
    pub estimates: Vec<Rival>,
}

/// A rival estimate.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rival {
    /// Who.
    pub name: String,
    /// Weight and the figure as published.
    pub value: String,
    /// Grade.
    pub grade: String,
    /// Citations.
    pub sources: Vec<String>,
    /// Free words.
    pub note: String,
}

/// A number that somebody set.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Decision {
    /// In words.
    pub name: String,
    /// Path in the file.
    pub path: String,
    /// As written, with its unit.
    pub value: String,
}

/// `None` where this program does not understand the scenario any more.
pub fn assumptions(subject: &Subject<'_>) -> Option<Assumptions> {
    let scenario = subject.scenario.as_ref()?;
    let (bare, believed): (Vec<_>, Vec<_>) = scenario.quantities.values().partition(|quantity| quantity.bare);
    let mut beliefs: Vec<Assumed> =
        believed.into_iter().map(|quantity| belief(subject, scenario, quantity)).collect();
    beliefs.extend(shares(subject, scenario));
    let decision = |path: &str, value: f64, unit: &str| Decision {
        name: names::input(path, Some(scenario)),
        path: plain(path),
        value: with_unit(&exact(value, scale(unit)), unit),
    };
    let set = |quantity: &Quantity| match quantity.belief {
        Belief::Fixed(value) => Some(decision(&quantity.path, value, &quantity.unit.to_string())),
        _ => None,
    };
    let default = |(path, value): (&str, &f64)| decision(path, *value, "");
    Some(Assumptions {
        beliefs,
        decisions: bare.into_iter().filter_map(set).collect(),
        defaults: subject.document().defaults.iter().map(default).collect(),
        correlations: scenario.correlations.iter().map(|pair| correlation(scenario, pair)).collect(),
    })
}

fn belief(subject: &Subject<'_>, scenario: &Scenario, quantity: &Quantity) -> Assumed {
    let unit = quantity.unit.to_string();
    let value = match &quantity.belief {
        Belief::Fixed(value) => with_unit(&exact(*value, scale(&unit)), &unit),
        _ => drawn(subject, &quantity.path, &unit),
    };
    let estimates = match &quantity.belief {
        Belief::Pooled { estimates, .. } => estimates
            .iter()
            .map(|one| {
                let weight = number(one.weight, None, "share");
                Rival {
                    name: plain(&one.label),
                    value: format!("weight {weight}{}", published(&one.evidence, &unit)),
                    grade: grade(&one.evidence),
                    sources: sources(subject, &one.evidence),
                    note: note(&one.evidence),
                }
            })
            .collect(),
        _ => Vec::new(),
    };
    Assumed {
        name: names::input(&quantity.path, Some(scenario)),
        path: plain(&quantity.path),
        value: value + &published(&quantity.evidence, &unit),
        // The estimates have grades of their own.
        grade: if estimates.is_empty() { grade(&quantity.evidence) } else { String::new() },
        sources: sources(subject, &quantity.evidence),
        note: note(&quantity.evidence),
        estimates,
    }
}

/// "; published: 5 million", where a figure was.
fn published(evidence: &EvidenceNote, unit: &str) -> String {
    evidence.quoted.map_or_else(String::new, |quoted| {
        format!("; published: {}", with_unit(&exact(quoted, scale(unit)), unit))
    })
}

/// Groups of shares, a row for each: the members with their ranges.
fn shares<'a>(subject: &'a Subject<'_>, scenario: &'a Scenario) -> impl Iterator<Item = Assumed> + 'a {
    scenario.groups.iter().map(|(path, group)| {
        let member = |(name, mean): (&String, &f64)| {
            let path = format!("{path}.{name}");
            let label = names::input(&path, Some(scenario));
            let label = label.rsplit_once(": ").map_or(label.as_str(), |(_, label)| label).to_owned();
            let value = match subject.document().inputs.get(&path) {
                Some(_) => drawn(subject, &path, "share"),
                None => exact(*mean, "share"),
            };
            format!("{label} {value}")
        };
        let members: Vec<String> = group.members.iter().zip(&group.mean).map(member).collect();
        Assumed {
            name: group_name(path),
            path: plain(path),
            value: members.join("; "),
            grade: if group.sample_size.is_some() {
                grade(&group.evidence)
            } else {
                "set, no source".to_owned()
            },
            sources: sources(subject, &group.evidence),
            note: note(&group.evidence),
            estimates: Vec::new(),
        }
    })
}

fn group_name(path: &str) -> String {
    let declared = crate::catalogue::GROUPS.iter().find(|group| group.path == path);
    declared.map_or_else(
        || super::subject::words(path),
        |group| super::subject::words(names::without_rule(group.meaning)),
    )
}

/// Median and 90 % range as drawn.
fn drawn(subject: &Subject<'_>, path: &str, unit: &str) -> String {
    let Some(input) = subject.document().inputs.get(path) else { return "uncertain".to_owned() };
    let quantile = |key: &str| input.quantiles.get(key).copied().flatten();
    let width = quantile("p95").zip(quantile("p05")).map_or(0.0, |(high, low)| high - low);
    let at = |key: &str| match quantile(key) {
        // "−0.00063 (−0.128 to 0.132)" would be a number about nothing.
        Some(value) if value.abs() < 0.005 * width => "0".to_owned(),
        Some(value) => number(value, None, scale(unit)),
        None => "–".to_owned(),
    };
    with_unit(&format!("{} ({})", at("p50"), range(&at("p05"), &at("p95"))), unit)
}

fn scale(unit: &str) -> &str {
    if unit.starts_with("share/") { "share" } else { unit }
}

fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        "" | "share" => number.to_owned(),
        "share/year" => format!("{number} a year"),
        unit => format!("{number} {}", plain(unit)),
    }
}

fn grade(evidence: &EvidenceNote) -> String {
    evidence.grade.map_or("not graded", |grade| grade.name()).to_owned()
}

fn sources(subject: &Subject<'_>, evidence: &EvidenceNote) -> Vec<String> {
    evidence.source.iter().map(|name| source(subject, name)).collect()
}

fn note(evidence: &EvidenceNote) -> String {
    evidence.note.as_deref().map(plain).unwrap_or_default()
}

fn correlation(scenario: &Scenario, pair: &crate::scenario::Correlation) -> String {
    let [a, b] =
        pair.between.each_ref().map(|path| super::spread::lower(&names::input(path, Some(scenario))));
    let why = pair.why.as_deref().map(|why| format!(": {}", plain(why))).unwrap_or_default();
    let sign = if pair.rank < 0.0 { '−' } else { '+' };
    format!("{a} and {b} (rank correlation {sign}{}){why}", pair.rank.abs())
}
