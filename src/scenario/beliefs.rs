//! From a quantity in the tree to a belief: one number, one distribution, rival estimates, or a hierarchy.
//!
//! Families and their parameters come from `dist::FORMS`; nothing here knows a family by name except those whose
//! shape is not a list of named numbers.

use super::document::{Entry, Node, Table, Value};
use super::feed::{Feed, Reader};
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
/// A distribution may put so much mass beyond a guard (not a law) such as 1,200 months.
const STRAY_MASS: f64 = 1e-6;
/// Bounds that leave less contradict the distribution.
const LEAST_MASS: f64 = 1e-20;
/// Bounds that leave less are more often a slip than a belief.
const LITTLE_MASS: f64 = 0.01;
/// Parameters that are quantities may have parameters that are quantities, so deep.
const MAX_HIERARCHY: usize = 4;

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
        let belief = self.within(context, belief, bounds, part.bounds.origin.as_ref(), &entry.key_origin)?;
        let bare = is_bare(table);
        let evidence = if bare { EvidenceNote::default() } else { evidence };
        Some(Quantity {
            path: path.to_owned(),
            unit,
            belief,
            bare,
            bounds,
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

    fn in_range(&mut self, context: Context<'_>, value: f64, origin: &Origin) -> Option<f64> {
        let Context { path, legal, .. } = context;
        if legal.contains(value) {
            return Some(value);
        }
        let expected = legal.expected();
        let message = format!("`{path}` is {}, expected {expected}", words::number(value));
        let problem =
            Diagnostic::error("E017", message).at(path).label(origin.clone(), format!("expected {expected}"));
        self.problems.push(match legal.advice(value) {
            Some(advice) => problem.help(advice),
            None => problem,
        });
        None
    }

    /// `Some(None)` where none are written, `None` where they are wrong.
    #[allow(clippy::option_option, reason = "the outer one is success, the inner one presence")]
    fn bounds(&mut self, context: Context<'_>, field: &Field<Vec<Field<f64>>>) -> Option<Option<(f64, f64)>> {
        let Some(list) = &field.value else { return if field.is_written() { None } else { Some(None) } };
        let origin = field.origin_or(&Origin::Default);
        let path = context.path;
        let refuse = |this: &mut Self, message: String, label: &str| {
            let problem = Diagnostic::error("E022", message).at(path).label(origin.clone(), label);
            this.problems.push(problem.help("write `bounds = [least, largest]`"));
            None
        };
        let [Field { value: low, .. }, Field { value: high, .. }] = list.as_slice() else {
            return refuse(
                self,
                format!("`{path}.bounds` has {} values, expected two", list.len()),
                "expected two",
            );
        };
        let (low, high) = ((*low)?, (*high)?);
        if low >= high {
            let message = format!(
                "`{path}.bounds`: the least value {} is not below the largest {}",
                words::number(low),
                words::number(high)
            );
            return refuse(self, message, "the wrong way round");
        }
        for end in [low, high] {
            self.in_range(context, end, &origin)?;
        }
        Some(Some((low, high)))
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

    fn pooled(&mut self, context: Context<'_>, entry: &Entry, pool: PoolWord) -> Option<Belief> {
        let path = grammar::join(context.path, "estimate");
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table of named estimates");
            return None;
        };
        let read: Vec<_> = table.entries().iter().map(|entry| self.estimate(context, entry)).collect();
        let estimates: Vec<Estimate> = read.into_iter().collect::<Option<_>>()?;
        if estimates.is_empty() {
            let problem = Diagnostic::error("E018", format!("`{path}` has no estimates")).at(path);
            self.problems.push(problem.label(entry.key_origin.clone(), "empty"));
            return None;
        }
        let weights: Vec<f64> = estimates.iter().map(|estimate| estimate.weight).collect();
        self.sums_to_one(
            &format!("the weights of `{}`", context.path),
            context.path,
            &weights,
            &entry.key_origin,
        )?;
        let pool = match pool {
            PoolWord::Linear => Pool::Linear,
            PoolWord::Log => Pool::Log,
        };
        let parts = estimates.iter().map(|estimate| (estimate.weight, estimate.dist.clone())).collect();
        let pooled = structural::pool(pool, parts);
        let pooled = self.built(context, pooled, &entry.key_origin, None)?;
        Some(Belief::Pooled { pool, estimates, pooled })
    }

    fn estimate(&mut self, context: Context<'_>, entry: &Entry) -> Option<Estimate> {
        let path = format!("{}.estimate.{}", context.path, entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table with a weight and a distribution");
            return None;
        };
        let part: EstimatePart = self.part(&path, table, EstimatePart::KEYS);
        let evidence = self.evidence(&part.source, &part.evidence, &part.note, &part.quoted);
        let inner = Context { path: &path, ..context };
        let belief = self.one_distribution(inner, entry, table, EstimatePart::KEYS);
        let weight = self.weight(&path, &part.weight, &entry.key_origin);
        let (belief, weight) = (belief?, weight?);
        let dist = match belief {
            Belief::Drawn(dist) => dist,
            Belief::Fixed(value) => Dist::Constant(value),
            Belief::Pooled { .. } | Belief::Hierarchical { .. } => {
                let message = format!("`{path}` has parameters that are distributions");
                let problem = Diagnostic::error("E019", message).at(path);
                self.problems.push(
                    problem
                        .label(entry.key_origin.clone(), "an estimate has fixed parameters")
                        .help("an estimate needs plain numbers, so that the pool is one distribution"),
                );
                return None;
            }
        };
        let label = part.label.value.unwrap_or_else(|| entry.key.replace('_', " "));
        Some(Estimate { name: entry.key.clone(), label, weight, dist, evidence })
    }

    fn weight(&mut self, path: &str, field: &Field<f64>, place: &Origin) -> Option<f64> {
        match field.value {
            Some(weight) if (0.0..=1.0).contains(&weight) => Some(weight),
            Some(weight) => {
                let message =
                    format!("`{path}.weight` is {}, expected a share from 0 to 1", words::number(weight));
                let problem = Diagnostic::error("E017", message).at(path);
                self.problems.push(problem.label(field.origin_or(place), "expected a share from 0 to 1"));
                None
            }
            None => {
                if !field.is_written() {
                    let problem = Diagnostic::error("E014", format!("`{path}` has no `weight`")).at(path);
                    self.problems
                        .push(problem.label(place.clone(), "needs a weight").help("the weights sum to 1"));
                }
                None
            }
        }
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
            self.problems.push(super::feed::unknown_key(&path, entry, &names));
        }
    }

    /// Exactly one distribution key in a table.
    fn one_distribution(
        &mut self,
        context: Context<'_>,
        entry: &Entry,
        table: &Table,
        others: &[&str],
    ) -> Option<Belief> {
        let known = self.problems.len();
        self.unknown_keys(context.path, table, &[others]);
        let misspelt = self.problems.len() > known;
        let path = context.path;
        match distribution_keys(table).as_slice() {
            [one] => self.distribution(context, one),
            // The unknown key was most likely meant to be it.
            [] if misspelt => None,
            [] => {
                let problem = Diagnostic::error("E018", format!("`{path}` has no distribution")).at(path);
                self.problems.push(problem.label(entry.key_origin.clone(), "no value").help(
                    "write a number, `constant = 5`, `lognormal = { p05 = 3, p95 = 8 }`, `beta = { mean = 0.4, sd = 0.1 }`, …",
                ));
                None
            }
            [first, second, ..] => {
                let message = format!("`{path}` has two distributions, `{}` and `{}`", first.key, second.key);
                self.problems.push(
                    Diagnostic::error("E018", message)
                        .at(path)
                        .label(second.key_origin.clone(), "one too many")
                        .label(first.key_origin.clone(), "the first")
                        .help("keep one, or write rival estimates: `estimate.NAME = { weight = …, … }`"),
                );
                None
            }
        }
    }

    fn distribution(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        if context.depth > MAX_HIERARCHY {
            let problem = Diagnostic::error("E004", format!("`{}` is nested too deeply", context.path));
            self.problems.push(problem.at(context.path).label(entry.key_origin.clone(), "too deep"));
            return None;
        }
        match entry.key.as_str() {
            "constant" => {
                let Some(value) = entry.node.as_number() else {
                    self.wrong(&grammar::join(context.path, "constant"), &entry.node, "a number");
                    return None;
                };
                self.in_range(context, value, &entry.node.origin).map(Belief::Fixed)
            }
            "mixture" => self.mixture(context, entry),
            "discrete" | "empirical" => self.weighted_values(context, entry),
            "quantiles" => self.quantiles(context, entry),
            _ => self.named_parameters(context, entry),
        }
    }

    /// `family = { parameter = number or quantity, … }`.
    fn named_parameters(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table of named parameters");
            return None;
        };
        let keys: Vec<&str> = table.entries().iter().map(|entry| entry.key.as_str()).collect();
        if dist::PERCENTILE_PAIR_FAMILIES.contains(&entry.key.as_str())
            && keys.iter().any(|key| is_percentile(key))
        {
            return self.percentiles(context, entry, table);
        }
        let form = self.form(&path, entry, &keys)?;
        let read: Vec<_> = form
            .parameters
            .iter()
            .map(|parameter| self.parameter(context, &path, table, parameter))
            .collect();
        let parameters: Vec<Belief> = read.into_iter().collect::<Option<_>>()?;
        let fixed: Option<Vec<f64>> = parameters.iter().map(fixed_value).collect();
        match fixed {
            Some(values) => {
                let dist = self.built(context, (form.build)(&values), &entry.key_origin, Some(table))?;
                Some(drawn(dist))
            }
            None => self.hierarchical(context, entry, form, parameters),
        }
    }

    /// The form whose parameters are the given ones.
    fn form(&mut self, path: &str, entry: &Entry, keys: &[&str]) -> Option<&'static Form> {
        let forms: Vec<&'static Form> = dist::forms_of(&entry.key).collect();
        let fits = |form: &&&Form| {
            keys.iter().all(|key| form.parameters.iter().any(|p| p.name == *key))
                && form.parameters.iter().all(|p| p.default.is_some() || keys.contains(&p.name))
        };
        if let Some(form) = forms.iter().find(fits) {
            return Some(form);
        }
        let mut shapes: Vec<String> = forms.iter().map(|form| shape(form)).collect();
        if dist::PERCENTILE_PAIR_FAMILIES.contains(&entry.key.as_str()) {
            shapes.push("{ p05, p95 } (any two percentiles)".to_owned());
        }
        let names = || forms.iter().flat_map(|form| form.parameters.iter().map(|parameter| parameter.name));
        let strange = keys.iter().find(|key| names().all(|name| name != **key)).copied();
        let given = if keys.is_empty() { "no parameters".to_owned() } else { words::list(keys) };
        let message = format!("`{path}` has {given}, expected {}", shapes.join(" or "));
        let at = strange.and_then(|key| entry.node.as_table().and_then(|table| table.entry(key)));
        let problem = Diagnostic::error("E019", message).at(path);
        let problem = match at {
            Some(strange) => problem.label(strange.key_origin.clone(), "no such parameter"),
            None => problem.label(entry.node.origin.clone(), "other parameters expected"),
        };
        self.problems.push(match strange.and_then(|key| words::nearest(key, names())) {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None => problem,
        });
        None
    }

    fn parameter(
        &mut self,
        context: Context<'_>,
        path: &str,
        table: &Table,
        parameter: &dist::Parameter,
    ) -> Option<Belief> {
        let Some(entry) = table.entry(parameter.name) else { return parameter.default.map(Belief::Fixed) };
        let path = grammar::join(path, parameter.name);
        let inner = Context { path: &path, legal: Legal::ANY, depth: context.depth + 1 };
        let belief = match &entry.node.value {
            Value::Table(table) => {
                let belief = self.one_distribution(inner, entry, table, QuantityPart::KEYS)?;
                let part: QuantityPart = self.part(&path, table, QuantityPart::KEYS);
                let bounds = self.bounds(inner, &part.bounds)?;
                self.within(inner, belief, bounds, part.bounds.origin.as_ref(), &entry.key_origin)?
            }
            _ => match entry.node.as_number() {
                Some(value) => Belief::Fixed(value),
                None => {
                    self.wrong(&path, &entry.node, "a number, or a distribution of its own");
                    return None;
                }
            },
        };
        if let Belief::Drawn(dist) = &belief {
            let support = dist.support();
            if !parameter.range.contains_support(support, dist.is_discrete()) {
                let message = format!(
                    "`{path}` runs from {} to {}, expected {}",
                    words::number(support.0),
                    words::number(support.1),
                    parameter.range
                );
                let problem = Diagnostic::error("E021", message).at(path);
                self.problems.push(
                    problem
                        .label(entry.node.origin.clone(), format!("expected {}", parameter.range))
                        .help("add `bounds = [least, largest]`, or take a family that stays inside"),
                );
                return None;
            }
        }
        Some(belief)
    }

    /// The family must exist, and stay in range, at the far ends of all its parameters together.
    fn hierarchical(
        &mut self,
        context: Context<'_>,
        entry: &Entry,
        form: &'static Form,
        parameters: Vec<Belief>,
    ) -> Option<Belief> {
        let ends: Vec<[f64; 2]> = parameters.iter().map(ends).collect();
        for corner in 0..1_usize << ends.len() {
            let values: Vec<f64> =
                ends.iter().enumerate().map(|(index, end)| end[corner >> index & 1]).collect();
            let dist = match (form.build)(&values) {
                Ok(dist) => dist,
                Err(error) => {
                    let message = format!("`{}` is impossible in some futures: {error}", context.path);
                    let problem = Diagnostic::error("E020", message).at(context.path);
                    self.problems.push(
                        problem
                            .label(entry.node.origin.clone(), "its parameters vary too far")
                            .help("narrow the parameters by `bounds` or another family"),
                    );
                    return None;
                }
            };
            self.supported(context, &dist, &entry.key_origin)?;
        }
        Some(Belief::Hierarchical { form, parameters })
    }

    fn percentiles(&mut self, context: Context<'_>, entry: &Entry, table: &Table) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let points = self.numbers(&path, table)?;
        let points: Vec<(&str, f64)> = points.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        let dist =
            self.built(context, dist::from_percentiles(&entry.key, &points), &entry.key_origin, Some(table))?;
        Some(drawn(dist))
    }

    fn quantiles(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table such as { p05 = 3, p50 = 5, p95 = 8 }");
            return None;
        };
        let points = self.numbers(&path, table)?;
        let points: Vec<(&str, f64)> = points.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        let dist = self.built(context, structural::quantiles(&points), &entry.key_origin, Some(table))?;
        Some(drawn(dist))
    }

    fn weighted_values(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table with `values` and `weights`");
            return None;
        };
        let known = ["values", "weights", "file", "column"];
        for inner in table.entries().iter().filter(|inner| !known.contains(&inner.key.as_str())) {
            self.problems.push(super::feed::unknown_key(&grammar::join(&path, &inner.key), inner, &known));
        }
        let Some(values) = table.entry("values") else {
            let problem = Diagnostic::error("E014", format!("`{path}` has no `values`")).at(path);
            // A file that could not be read has been reported already.
            if table.get("file").is_none() {
                self.problems.push(problem.label(entry.key_origin.clone(), "needs values"));
            }
            return None;
        };
        let numbers = self.list(&grammar::join(&path, "values"), &values.node)?;
        let weights = match table.entry("weights") {
            Some(weights) => Some(self.list(&grammar::join(&path, "weights"), &weights.node)?),
            None => None,
        };
        let built = match entry.key.as_str() {
            "discrete" => structural::discrete(&numbers, weights.as_deref()),
            _ => structural::empirical(&numbers, weights.as_deref()),
        };
        self.built(context, built, &entry.key_origin, Some(table)).map(drawn)
    }

    fn mixture(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(parts) = entry.node.as_array() else {
            self.wrong(&path, &entry.node, "a list of { weight = …, <one distribution> }");
            return None;
        };
        let mut components = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let named = Entry { key: "estimate".into(), key_origin: part.origin.clone(), node: part.clone() };
            let inner = Context { path: &path, legal: context.legal, depth: context.depth + 1 };
            let Some(table) = part.as_table() else {
                self.wrong(&path, part, "a table with a weight and a distribution");
                continue;
            };
            let fields: EstimatePart = self.part(&path, table, &["weight"]);
            let belief = self.one_distribution(inner, &named, table, &["weight"]);
            let weight = self.weight(&path, &fields.weight, &part.origin);
            match (weight, belief) {
                (Some(weight), Some(Belief::Drawn(dist))) => components.push((weight, dist)),
                (Some(weight), Some(Belief::Fixed(value))) => {
                    components.push((weight, Dist::Constant(value)))
                }
                (_, Some(Belief::Hierarchical { .. } | Belief::Pooled { .. })) => {
                    let problem =
                        Diagnostic::error("E019", format!("`{path}` has parameters that are distributions"));
                    self.problems.push(
                        problem.at(path).label(part.origin.clone(), "a component has fixed parameters"),
                    );
                }
                _ => {}
            }
        }
        if components.len() != parts.len() {
            return None;
        }
        let weights: Vec<f64> = components.iter().map(|(weight, _)| *weight).collect();
        self.sums_to_one(&format!("the weights of `{path}`"), &path, &weights, &entry.key_origin)?;
        self.built(context, structural::pool(Pool::Linear, components), &entry.key_origin, None).map(drawn)
    }

    /// Numbers by key.
    fn numbers(&mut self, path: &str, table: &Table) -> Option<Vec<(String, f64)>> {
        let mut read = |entry: &Entry| match entry.node.as_number() {
            Some(value) => Some((entry.key.clone(), value)),
            None => {
                self.wrong(&grammar::join(path, &entry.key), &entry.node, "a number");
                None
            }
        };
        let numbers: Vec<_> = table.entries().iter().map(&mut read).collect();
        numbers.into_iter().collect()
    }

    /// A list of numbers.
    fn list(&mut self, path: &str, node: &Node) -> Option<Vec<f64>> {
        let Some(elements) = node.as_array() else {
            self.wrong(path, node, "a list of numbers");
            return None;
        };
        let mut read = |(index, element): (usize, &Node)| {
            let value = element.as_number();
            if value.is_none() {
                self.wrong(&format!("{path}[{index}]"), element, "a number");
            }
            value
        };
        let numbers: Vec<_> = elements.iter().enumerate().map(&mut read).collect();
        numbers.into_iter().collect()
    }

    /// A distribution that was built, or the report why not, at the parameter's own place.
    fn built(
        &mut self,
        context: Context<'_>,
        built: Result<Dist, ParameterError>,
        place: &Origin,
        table: Option<&Table>,
    ) -> Option<Dist> {
        let error = match built {
            Ok(dist) => return Some(dist),
            Err(error) => error,
        };
        let name = error.parameter.split('[').next().unwrap_or_default();
        let at = table.and_then(|table| table.get(name));
        let origin = at.map_or(place, |node| &node.origin).clone();
        let given = if error.given.is_nan() { String::new() } else { format!(" is {}", error.given) };
        let message =
            format!("`{}`: `{}`{given}, expected {}", context.path, error.parameter, error.expected);
        let problem = Diagnostic::error("E020", message)
            .at(context.path)
            .label(origin, format!("expected {}", error.expected));
        self.problems.push(match error.advice {
            Some(advice) => problem.help(advice),
            None => problem,
        });
        None
    }

    /// Truncates to the bounds, then asks whether all that is left may be.
    fn within(
        &mut self,
        context: Context<'_>,
        belief: Belief,
        bounds: Option<(f64, f64)>,
        bounds_origin: Option<&Origin>,
        place: &Origin,
    ) -> Option<Belief> {
        let belief = match bounds {
            None => belief,
            Some(bounds) => self.truncated(context, belief, bounds, bounds_origin.unwrap_or(place))?,
        };
        match &belief {
            Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => {
                self.supported(context, dist, place)?
            }
            Belief::Fixed(_) | Belief::Hierarchical { .. } => {}
        }
        Some(belief)
    }

    fn truncated(
        &mut self,
        context: Context<'_>,
        belief: Belief,
        (low, high): (f64, f64),
        place: &Origin,
    ) -> Option<Belief> {
        let path = context.path;
        let cut = |this: &mut Self, dist: Dist| {
            let refuse = |message: String, advice: Option<String>| {
                let problem =
                    Diagnostic::error("E022", message).at(path).label(place.clone(), "cuts off nearly all");
                problem.help(advice.unwrap_or_else(|| {
                    "check the unit: bounds cut off what can't be, and leave most of the distribution"
                        .to_owned()
                }))
            };
            match dist.truncated(low, high) {
                Ok((dist, mass)) if mass >= LEAST_MASS => {
                    if mass < LITTLE_MASS {
                        let message =
                            format!("the bounds of `{path}` leave only {mass:.1e} of its distribution");
                        let problem = Diagnostic::warning("W002", message)
                            .at(path)
                            .label(place.clone(), "cuts off much");
                        this.problems
                            .push(problem.help("check the unit, or state a distribution that lies here"));
                    }
                    Some(dist)
                }
                Ok((_, mass)) => {
                    this.problems.push(refuse(
                        format!("the bounds of `{path}` leave {mass:.1e} of its distribution"),
                        None,
                    ));
                    None
                }
                Err(error) => {
                    this.problems.push(refuse(
                        format!("the bounds of `{path}` leave nothing of its distribution"),
                        error.advice,
                    ));
                    None
                }
            }
        };
        match belief {
            Belief::Fixed(value) if (low..=high).contains(&value) => Some(Belief::Fixed(value)),
            Belief::Fixed(value) => {
                let message = format!("`{path}` is {}, outside its own bounds", words::number(value));
                self.problems
                    .push(Diagnostic::error("E022", message).at(path).label(place.clone(), "bounds"));
                None
            }
            Belief::Drawn(dist) => cut(self, dist).map(drawn),
            Belief::Pooled { pool, estimates, pooled } => {
                let pooled = cut(self, pooled)?;
                Some(Belief::Pooled { pool, estimates, pooled })
            }
            Belief::Hierarchical { .. } => {
                let message = format!("`{path}` has bounds and parameters that are distributions");
                let problem =
                    Diagnostic::error("E022", message).at(path).label(place.clone(), "not possible here");
                self.problems.push(
                    problem.help("put the bounds on the parameters, or take a family that stays inside"),
                );
                None
            }
        }
    }

    /// No drawn value may be impossible: nothing is clipped later.
    fn supported(&mut self, context: Context<'_>, dist: &Dist, place: &Origin) -> Option<()> {
        let Context { path, legal, .. } = context;
        let (low, high) = dist.support();
        let too_low = low < legal.min;
        let too_high = high > legal.max && (legal.max_is_law || dist.survival(legal.max) > STRAY_MASS);
        if !too_low && !too_high {
            return Some(());
        }
        let message = format!(
            "`{path}` can be {}, expected {}",
            if too_low { reach(low, "below", legal.min) } else { reach(high, "above", legal.max) },
            legal.expected()
        );
        let beta = if legal.max_is_law {
            "; a `beta` stays inside by itself"
        } else {
            "; a `lognormal` or `gamma` stays above 0"
        };
        let problem = Diagnostic::error("E021", message)
            .at(path)
            .label(place.clone(), "reaches beyond what is possible");
        self.problems.push(problem.help(format!("`bounds = {}` keeps it inside{beta}", legal.bounds())));
        None
    }
}

fn reach(end: f64, side: &str, limit: f64) -> String {
    if end.is_finite() { words::number(end) } else { format!("{side} {}", words::number(limit)) }
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

/// Families that are no list of named numbers.
const STRUCTURAL: [&str; 4] = ["discrete", "empirical", "quantiles", "mixture"];

/// All distribution keys, each once.
pub(super) fn families() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    let named = FORMS
        .iter()
        .map(|form| form.family)
        .filter(move |family| std::mem::replace(&mut last, family) != *family);
    named.chain(STRUCTURAL)
}

fn distribution_keys(table: &Table) -> Vec<&Entry> {
    table.entries().iter().filter(|entry| families().any(|family| family == entry.key)).collect()
}

fn is_percentile(key: &str) -> bool {
    dist::percentile_level(key).is_some()
}

fn shape(form: &Form) -> String {
    let name =
        |p: &dist::Parameter| if p.default.is_some() { format!("{}?", p.name) } else { p.name.to_owned() };
    format!("{{ {} }}", form.parameters.iter().map(name).collect::<Vec<_>>().join(", "))
}

fn fixed_value(belief: &Belief) -> Option<f64> {
    match belief {
        Belief::Fixed(value) => Some(*value),
        _ => None,
    }
}

/// A distribution with all mass on one value is that value.
fn drawn(dist: Dist) -> Belief {
    match dist {
        Dist::Constant(value) => Belief::Fixed(value),
        dist => Belief::Drawn(dist),
    }
}

/// Values near both ends of a belief: one in a million lies beyond each.
fn ends(belief: &Belief) -> [f64; 2] {
    const FAR: f64 = 1e-6;
    match belief {
        Belief::Fixed(value) => [*value; 2],
        Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => {
            [dist.quantile(FAR), dist.quantile_upper(FAR)]
        }
        Belief::Hierarchical { form, parameters } => {
            let middle: Vec<f64> = parameters.iter().map(|p| (ends(p)[0] + ends(p)[1]) / 2.0).collect();
            (form.build)(&middle).map_or([f64::NAN; 2], |dist| ends(&Belief::Drawn(dist)))
        }
    }
}
