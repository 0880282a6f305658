//! From a quantity in the tree to a belief: one number, one distribution, rival estimates, or a hierarchy.
//!
//! Families and their parameters come from `dist::FORMS`; nothing here knows a family by name except those whose
//! shape is not a list of named numbers.

mod families;
mod hierarchy;
mod limits;
mod rivals;

use families::distribution_keys;
pub(super) use families::families;

use super::document::{Entry, Node, Table, Value};
use super::feed::{self, Feed, Reader};
use super::numbers::Legal;
use super::raw::{EstimatePart, Field, Grade, PoolWord, QuantityPart, Texts};
use super::structural;
use super::{Belief, Diagnostic, Estimate, Evidence, EvidenceNote, Origin, Pool, Quantity, grammar, words};
use crate::dist::{self, Dist, FORMS, Form, ParameterError, Univariate};
use crate::units::Unit;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Weights and shares sum to 1 within this: a dozen decimals are more than anybody writes.
pub(super) const SUM_TOLERANCE: f64 = 1e-9;

/// Reads quantities and gathers their problems.
pub(super) struct Beliefs<'a> {
    /// Grade of numbers that state none.
    pub grade: Option<Evidence>,
    /// `[sources]`, against which single words are checked.
    pub citations: &'a BTreeMap<String, String>,
    /// What was found wrong, or worth a warning.
    pub problems: Vec<Diagnostic>,
}

/// Where a distribution is read, and what its values may be.
#[derive(Clone, Copy)]
struct Context<'p> {
    path: &'p str,
    legal: Legal,
    depth: usize,
}

impl Beliefs<'_> {
    /// A quantity; `None` where it was reported. `unit` is that of the catalogue, `None` for own inputs.
    pub(super) fn quantity(
        &mut self,
        path: &str,
        entry: &Entry,
        unit: Option<Unit>,
        legal: Legal,
    ) -> Option<Quantity> {
        let node = &entry.node;
        let context = Context { path, legal, depth: 0 };
        if let Some(value) = node.as_number() {
            let belief = Belief::Fixed(self.in_range(context, value, &node.origin)?);
            let unit = unit.unwrap_or_else(Unit::number);
            let origin = node.origin.clone();
            return Some(Quantity {
                path: path.to_owned(),
                unit,
                belief,
                bare: true,
                bounds: None,
                mass_left: 1.0,
                evidence: EvidenceNote::default(),
                origin,
            });
        }
        let Value::Table(table) = &node.value else {
            self.wrong(path, node, "a number or a table with a distribution");
            return None;
        };
        let part: QuantityPart = self.part(path, table, QuantityPart::KEYS);
        let unit = self.unit(path, &part.unit, unit);
        let evidence = self.evidence(&part.source, &part.evidence, &part.note, &part.quoted);
        let bounds = self.bounds(context, &part.bounds);
        let belief = self.belief(context, entry, table, &part);
        let (unit, bounds, belief) = (unit?, bounds?, belief?);
        let (belief, mass_left) =
            self.within(context, belief, bounds, part.bounds.origin.as_ref(), &entry.key_origin)?;
        let bare = is_bare(table);
        let evidence = if bare { EvidenceNote::default() } else { evidence };
        Some(Quantity {
            path: path.to_owned(),
            unit,
            belief,
            bare,
            bounds,
            mass_left,
            evidence,
            origin: entry.key_origin.clone(),
        })
    }

    /// Source, grade and note, with a warning for a word that looks like a name of `[sources]` and is none.
    pub(super) fn evidence(
        &mut self,
        source: &Field<Texts>,
        grade: &Field<Grade>,
        note: &Field<String>,
        quoted: &Field<f64>,
    ) -> EvidenceNote {
        EvidenceNote {
            source: self.sources(source),
            grade: grade.value.map(evidence_of).or(self.grade),
            note: note.value.clone(),
            quoted: quoted.value,
        }
    }

    /// Names of `[sources]` or text.
    pub(super) fn sources(&mut self, field: &Field<Texts>) -> Vec<String> {
        let texts = field.value.clone().map(|texts| texts.0).unwrap_or_default();
        for text in &texts {
            if !text.contains(char::is_whitespace) && !self.citations.contains_key(text) {
                let origin = field.origin_or(&Origin::Default);
                let problem =
                    Diagnostic::warning("W001", format!("the source `{text}` is no entry of [sources]"))
                        .label(origin, "looks like a name");
                let near = words::nearest(text, self.citations.keys().map(String::as_str));
                self.problems.push(problem.help(match near {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("add `{text} = \"…\"` to [sources], or write the citation in full"),
                }));
            }
        }
        texts
    }

    /// A mirror read from those keys of a table that it knows; the others are read elsewhere.
    pub(super) fn part<T>(&mut self, path: &str, table: &Table, keys: &[&str]) -> T
    where
        T: for<'de> Deserialize<'de> + Default,
    {
        let known =
            table.entries().iter().filter(|entry| keys.contains(&entry.key.as_str())).cloned().collect();
        let node = Node { origin: Origin::Default, value: Value::Table(known) };
        let feed = Feed::default();
        let part = T::deserialize(Reader { node: &node, path, feed: &feed }).unwrap_or_default();
        self.problems.append(&mut feed.into_parts().0);
        part
    }

    pub(super) fn wrong(&mut self, path: &str, node: &Node, expected: &str) {
        if !node.is_invalid() {
            let message = format!("`{path}` is {}, expected {expected}", node.described());
            self.problems.push(
                Diagnostic::error("E013", message)
                    .at(path)
                    .label(node.origin.clone(), format!("expected {expected}")),
            );
        }
    }

    fn unit(&mut self, path: &str, written: &Field<String>, fixed: Option<Unit>) -> Option<Unit> {
        let Some(text) = &written.value else {
            return if written.is_written() { None } else { Some(fixed.unwrap_or_else(Unit::number)) };
        };
        let origin = written.origin_or(&Origin::Default);
        let unit = match Unit::parse(text) {
            Ok(unit) => unit,
            Err(error) => {
                self.problems
                    .push(Diagnostic::error("E015", error.to_string()).at(path).label(origin, "no unit"));
                return None;
            }
        };
        match fixed {
            Some(fixed) if fixed != unit => {
                let shown = if fixed.to_string().is_empty() {
                    "a plain number".to_owned()
                } else {
                    format!("`{fixed}`")
                };
                let message = format!("`{path}` has the unit `{text}`, expected {shown}");
                let problem =
                    Diagnostic::error("E015", message).at(path).label(origin, format!("expected {shown}"));
                self.problems.push(
                    problem
                        .help("units are checked, never converted: convert the number, or leave `unit` out"),
                );
                None
            }
            Some(fixed) => Some(fixed),
            None => Some(unit),
        }
    }

    fn belief(
        &mut self,
        context: Context<'_>,
        entry: &Entry,
        table: &Table,
        part: &QuantityPart,
    ) -> Option<Belief> {
        let Some(estimates) = table.entry("estimate") else {
            if let Some(origin) = &part.pool.origin {
                let problem =
                    Diagnostic::error("E018", format!("`{}` has a pool but no estimates", context.path));
                self.problems.push(problem.at(context.path).label(origin.clone(), "nothing to pool"));
            }
            return self.one_distribution(context, entry, table, QuantityPart::KEYS);
        };
        let given = distribution_keys(table);
        if let Some(other) = given.first() {
            let message = format!("`{}` has rival estimates and a distribution of its own", context.path);
            self.problems.push(
                Diagnostic::error("E018", message)
                    .at(context.path)
                    .label(other.key_origin.clone(), "a distribution")
                    .label(estimates.key_origin.clone(), "and estimates")
                    .help("keep one of the two"),
            );
        }
        self.unknown_keys(context.path, table, &[QuantityPart::KEYS, &["estimate"]]);
        let pool = part.pool.value.unwrap_or(PoolWord::Linear);
        self.pooled(context, estimates, pool)
    }

    pub(super) fn sums_to_one(
        &mut self,
        what: &str,
        path: &str,
        parts: &[f64],
        place: &Origin,
    ) -> Option<()> {
        let sum: f64 = parts.iter().sum();
        if (sum - 1.0).abs() <= SUM_TOLERANCE {
            return Some(());
        }
        let shown = words::number((sum * 1e9).round() / 1e9);
        let problem = Diagnostic::error("E023", format!("{what} sum to {shown}, expected 1")).at(path);
        self.problems.push(
            problem
                .label(place.clone(), format!("sum to {shown}"))
                .help("nothing is normalised silently: make them sum to 1"),
        );
        None
    }

    fn unknown_keys(&mut self, path: &str, table: &Table, known: &[&[&str]]) {
        let mut names: Vec<&str> = families().collect();
        known.iter().for_each(|keys| names.extend_from_slice(keys));
        for entry in table.entries().iter().filter(|entry| !names.contains(&entry.key.as_str())) {
            let path = grammar::join(path, &entry.key);
            self.problems.push(feed::unknown_key(&path, entry, &names));
        }
    }
}

/// A constant and its unit say no more than a number does.
fn is_bare(table: &Table) -> bool {
    table.get("constant").is_some()
        && table.entries().iter().all(|entry| ["constant", "unit"].contains(&entry.key.as_str()))
}

pub(super) fn evidence_of(grade: Grade) -> Evidence {
    match grade {
        Grade::Strong => Evidence::Strong,
        Grade::Moderate => Evidence::Moderate,
        Grade::Weak => Evidence::Weak,
        Grade::Assumption => Evidence::Assumption,
    }
}
