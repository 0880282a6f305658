//! The points of a sweep: every combination of its factors' rows, over each of its scenarios.

use super::request::{Factor, Request};
use super::values::refused;
use super::{AxisInfo, AxisKind, AxisValue};
use crate::catalogue;
use crate::scenario::document::Node;
use crate::scenario::{Diagnostic, Diagnostics, Document, Origin, Scenario, words};
use crate::summary::Named;
use crate::units::NO_CURRENCY;

/// More points are a slip; their headlines alone would fill some 300 megabytes.
const MAX_POINTS: usize = 1_000_000;

/// The name of the axis of several scenario files.
pub(super) const SCENARIO: &str = "scenario";

/// A scenario that is swept.
#[derive(Clone, Debug)]
pub struct Base {
    /// Bare name of its file.
    pub name: String,
    /// Its tree, the sweep's fixed part applied.
    pub(super) document: Document,
}

/// A sweep bound to its scenarios: points by number, from 0. Nothing is held for each point.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// Title, where the sweep has one of its own.
    pub title: Option<String>,
    /// Question, where the sweep has one of its own.
    pub question: Option<String>,
    pub(super) bases: Vec<Base>,
    pub(super) factors: Vec<Factor>,
    /// What is the same at every point: path → the words as given.
    pub(super) fixed: Named<String>,
    points: usize,
}

impl Sweep {
    /// Binds a request to its scenarios, given as bare names and trees; `sets` are `--set` words, laid over the
    /// sweep's fixed part.
    ///
    /// # Errors
    /// Paths that are swept twice or fixed as well, too many points, words that are not `PATH=VALUE`.
    pub fn new(
        request: Request,
        scenarios: Vec<(String, Document)>,
        sets: &[String],
    ) -> Result<Self, Diagnostics> {
        let Request { document, mut factors, mut fixed, .. } = request;
        let first_source = scenarios.iter().map(|(_, base)| base.sources.files.len()).max().unwrap_or(0);
        let text = |path: &str| document.get(path).and_then(Node::as_text).map(str::to_owned);
        let (title, question) = (text("title"), text("question"));
        if let Some(headline) = document.get("headline") {
            fixed.push(("headline".to_owned(), headline.clone()));
        }
        let shift = |origin: &mut Origin| {
            if let Origin::Text { source, .. } = origin {
                *source += first_source;
            }
        };
        for factor in &mut factors {
            factor.axes.iter_mut().for_each(|(_, origin)| shift(origin));
            factor.rows.each_origin(&shift);
        }
        fixed.iter_mut().for_each(|(_, node)| node.each_origin(&shift));
        let words = fixed.iter().map(|(path, node)| (path.clone(), node.to_toml()));
        let mut told: Named<String> = words.collect();
        let mut bases = Vec::new();
        for (name, mut base) in scenarios {
            while base.sources.files.len() < first_source {
                base.add_words("", "");
            }
            for file in &document.sources.files {
                base.add_words(&file.name, &file.text);
            }
            let document = base.with_overrides(&fixed).with_sets(sets)?;
            bases.push(Base { name, document });
        }
        for (path, words) in sets.iter().filter_map(|set| set.split_once('=')) {
            told.insert(path.trim(), words.trim().to_owned());
        }
        let rows = factors.iter().map(|factor| factor.rows.len());
        let points = rows.chain([bases.len()]).try_fold(1_usize, usize::checked_mul);
        let sweep =
            Self { title, question, bases, factors, fixed: told, points: points.unwrap_or(usize::MAX) };
        let problems = sweep.misfits();
        if problems.is_empty() { Ok(sweep) } else { Err(sweep.located(problems)) }
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.points
    }

    /// The scenario that a point is about, with the point's values in place.
    ///
    /// # Errors
    /// Every problem of the scenario with these values.
    pub fn scenario(&self, point: usize) -> Result<Scenario, Diagnostics> {
        let (base, rows) = self.place(point);
        Scenario::variant(&self.document(base, &rows))
    }

    /// The swept values of a point, in the order of the axes.
    pub fn values(&self, point: usize) -> Named<AxisValue> {
        let (base, rows) = self.place(point);
        let scenario = (self.bases.len() > 1)
            .then(|| (SCENARIO.to_owned(), AxisValue::Text(self.bases[base].name.clone())));
        let swept = self.factors.iter().zip(&rows).flat_map(|(factor, &row)| {
            factor.axes.iter().zip(factor.rows.row(row)).map(|((path, _), node)| (path.clone(), value(&node)))
        });
        scenario.into_iter().chain(swept).collect()
    }

    /// What is swept.
    pub fn axes(&self) -> Vec<AxisInfo> {
        let mut axes = Vec::new();
        if self.bases.len() > 1 {
            let values = self.bases.iter().map(|base| AxisValue::Text(base.name.clone())).collect();
            let path = SCENARIO.to_owned();
            axes.push(AxisInfo { path, kind: AxisKind::Scenario, unit: String::new(), values });
        }
        for factor in &self.factors {
            for (column, (path, _)) in factor.axes.iter().enumerate() {
                let mut values: Vec<AxisValue> = Vec::new();
                for node in factor.rows.column(column) {
                    let value = value(&node);
                    // A hypercube's values are all different, and long lists are not looked through.
                    let distinct = factor.kind == AxisKind::LatinHypercube || factor.rows.len() > 1_000;
                    if distinct || !values.contains(&value) {
                        values.push(value);
                    }
                }
                axes.push(AxisInfo { path: path.clone(), kind: factor.kind, unit: self.unit(path), values });
            }
        }
        axes
    }

    /// The name of everything that decides the result: BLAKE3 over scenarios, points and version, in hexadecimal.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(env!("CARGO_PKG_VERSION"));
        add(&crate::random::STREAM_VERSION.to_string());
        for text in [&self.title, &self.question] {
            add(text.as_deref().unwrap_or_default());
        }
        for base in &self.bases {
            add(&base.name);
            add(&base.document.canonical().to_string());
            base.document.overrides.iter().for_each(|(path, words)| add(&format!("{path}={words}")));
        }
        for factor in &self.factors {
            factor.axes.iter().for_each(|(path, _)| add(path));
            factor.rows.iter().for_each(|node| add(&node.to_toml()));
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Base and row of each factor; the last factor runs fastest.
    pub(super) fn place(&self, point: usize) -> (usize, Vec<usize>) {
        let mut rest = point;
        let mut rows: Vec<usize> = self
            .factors
            .iter()
            .rev()
            .map(|factor| {
                let row = rest % factor.rows.len();
                rest /= factor.rows.len();
                row
            })
            .collect();
        rows.reverse();
        (rest, rows)
    }

    /// A base with a row of each factor in place.
    pub(super) fn document(&self, base: usize, rows: &[usize]) -> Document {
        let row = |(factor, &row): (&Factor, &usize)| {
            let named = factor.axes.iter().zip(factor.rows.row(row));
            named.map(|((path, _), node)| (path.clone(), node)).collect::<Vec<_>>()
        };
        let overrides: Vec<(String, Node)> = self.factors.iter().zip(rows).flat_map(row).collect();
        self.bases[base].document.with_overrides(&overrides)
    }

    /// Problems with the texts that they point into.
    pub(super) fn located(&self, problems: Vec<Diagnostic>) -> Diagnostics {
        let sources = self.bases.first().map(|base| base.document.sources.clone()).unwrap_or_default();
        Diagnostics { sources, problems }
    }

    fn unit(&self, path: &str) -> String {
        let Some(base) = self.bases.first() else { return String::new() };
        let written = base.document.get(path).and_then(|node| node.as_table()?.get("unit")?.as_text());
        let currency = base.document.get("money.currency").and_then(Node::as_text).unwrap_or(NO_CURRENCY);
        let built_in = || catalogue::quantity(path).map(|quantity| quantity.unit.unit(currency).to_string());
        written.map(str::to_owned).or_else(built_in).unwrap_or_default()
    }

    /// Paths that are given a value twice, and sweeps beyond any patience.
    fn misfits(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let axes: Vec<&(String, Origin)> = self.factors.iter().flat_map(|factor| &factor.axes).collect();
        let inside = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('.'));
        let misfit = |path: &str, origin: &Origin, message: String, help: &str| Diagnostic {
            code: "E053",
            ..refused(path, origin, message, help)
        };
        for (place, (path, origin)) in axes.iter().enumerate() {
            if axes[..place].iter().any(|(earlier, _)| inside(path, earlier) || inside(earlier, path)) {
                problems.push(misfit(path, origin, format!("`{path}` is swept twice"), "sweep it once"));
            }
            if self.fixed.iter().any(|(fixed, _)| inside(path, fixed) || inside(fixed, path)) {
                let message = format!("`{path}` is swept and set at the same time");
                problems.push(misfit(path, origin, message, "leave one of the two out"));
            }
        }
        if self.points > MAX_POINTS {
            let (path, origin) =
                axes.first().map_or(("", Origin::Default), |(path, origin)| (path, origin.clone()));
            let message = format!("the sweep has more than {} points", words::number(MAX_POINTS as f64));
            problems.push(misfit(
                path,
                &origin,
                message,
                "take fewer values, or a Latin hypercube over their ranges",
            ));
        }
        problems
    }
}

/// A node as it is shown in a column.
fn value(node: &Node) -> AxisValue {
    match (node.as_number(), node.as_text()) {
        (Some(number), _) => AxisValue::Number(number),
        (None, Some(text)) => AxisValue::Text(text.to_owned()),
        (None, None) => AxisValue::Text(node.to_toml()),
    }
}
