//! What a sweep asks for: axes and a fixed part, from a `[sweep]` file or from the flags of the command.

use super::rows::{Column, Rows};
use super::values::{ends_of, ends_of_node, of_node, of_words, refused};
use super::{AxisKind, decimal::Decimal, latin};
use crate::catalogue::{self, Kind};
use crate::scenario::document::{Entry, Node, Table};
use crate::scenario::{Diagnostic, Diagnostics, Document, Origin, Scenario, is_replaced_as_a_whole};
use std::collections::BTreeSet;

/// Axes that are walked together: row by row, crossed with every other factor.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    pub kind: AxisKind,
    /// Paths with the places where they were written.
    pub axes: Vec<(String, Origin)>,
    /// One value an axis in each row.
    pub rows: Rows,
}

/// A sweep as it was asked for, not yet bound to its base.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The sweep file and the words of the flags; the values' origins point into it.
    pub(super) document: Document,
    pub(super) factors: Vec<Factor>,
    pub(super) fixed: Vec<(String, Node)>,
    problems: Vec<Diagnostic>,
}

/// Keys of a sweep file beside `[sweep]`: everything else belongs to the base or to the fixed part.
const BESIDE: [&str; 5] = ["format", "title", "question", "headline", "sweep"];

impl Request {
    /// Reads the `[sweep]` of a file; its problems are kept until [`finish`](Self::finish).
    pub fn of_file(document: Document) -> Self {
        let mut request = Self::default();
        if let Err(found) = Scenario::from_document(&document) {
            // That it is no scenario is what it is for.
            request.problems.extend(found.problems.into_iter().filter(|problem| problem.code != "E050"));
        }
        for entry in document.root.entries().iter().filter(|entry| !BESIDE.contains(&&*entry.key)) {
            let message = format!("a sweep file has no `{}`", entry.key);
            let help = "write it in the base, or below [sweep.fixed] what is the same at every point";
            request.problems.push(refused(&entry.key, &entry.key_origin, message, help));
        }
        request.document = document.clone();
        let table = |key: &str| document.get(&format!("sweep.{key}")).and_then(Node::as_table);
        if let Some(grid) = table("grid") {
            request.grid_table(grid);
        }
        if let Some(zip) = table("zip") {
            let axes = leaves(zip).into_iter().map(|(path, entry)| (path, entry.clone())).collect();
            request.zip_table(axes);
        }
        if let Some(list) = document.get("sweep.list").and_then(Node::as_array) {
            request.list_tables(list);
        }
        if let Some(hypercube) = table("latin_hypercube") {
            request.latin_table(hypercube);
        }
        if let Some(node) = document.get("sweep.replicates") {
            request.fixed.push(("run.replicates".to_owned(), node.clone()));
        }
        if let Some(fixed) = table("fixed") {
            request.fixed.extend(leaves(fixed).into_iter().map(|(path, entry)| (path, entry.node.clone())));
        }
        request
    }

    /// Adds `PATH=VALUES`, crossed with everything else.
    pub fn grid(&mut self, words: &str) {
        if let Some((path, origin, values)) = self.axis("--grid", words) {
            self.crossed(path, origin, values);
        }
    }

    /// Adds several `PATH=VALUES` that are walked in step.
    pub fn zip(&mut self, words: &[String]) {
        let axes: Vec<_> = words.iter().filter_map(|words| self.axis("--zip", words)).collect();
        if axes.len() == words.len() && !axes.is_empty() {
            self.zipped(axes);
        }
    }

    /// Adds a point by its `PATH=VALUE` words; all points of the list name the same paths.
    pub fn list(&mut self, points: &[Vec<String>]) {
        let mut rows = Vec::new();
        for point in points {
            let named: Vec<_> = point.iter().filter_map(|words| self.axis("--point", words)).collect();
            if named.len() < point.len() {
                return;
            }
            let single = |(path, origin, mut values): (String, Origin, Vec<Node>)| {
                (values.len() == 1).then(|| values.swap_remove(0)).map(|value| (path, origin, value))
            };
            let Some(row) = named.into_iter().map(single).collect::<Option<Vec<_>>>() else {
                let origin = self.last_words();
                let help = "a point has one value for each path; `--grid` and `--zip` take several";
                self.problems.push(refused("--point", &origin, "a point names several values", help));
                return;
            };
            rows.push(row);
        }
        self.listed(rows);
    }

    /// Adds a Latin hypercube: the number of points, then `PATH=lo..hi` for each axis.
    pub fn latin_hypercube(&mut self, words: &[String]) {
        let Some((count, words)) = words.split_first() else { return };
        let source = self.document.add_words("--lhs", count);
        let origin = Origin::Text { source, range: 0..count.len() };
        let Some(points) = count.replace('_', "").parse().ok().filter(|points| *points > 0) else {
            let message = format!("`{count}` is not a number of points");
            let help = "write `--lhs 100 window.length_months=3..12 money.fee_per_application=0..10_000`";
            self.problems.push(refused("--lhs", &origin, message, help));
            return;
        };
        let mut axes = Vec::new();
        for words in words {
            if let Some((path, origin, range)) = self.path_of("--lhs", words) {
                match ends_of(&path, words[range].trim(), &origin) {
                    Ok(ends) => axes.push((path, origin, ends.from, ends.to)),
                    Err(problem) => self.problems.push(problem),
                }
            }
        }
        self.hypercube(points, axes, &origin);
    }

    /// Adds a value that is the same at every point.
    pub fn fix(&mut self, path: &str, node: Node) {
        self.fixed.push((path.to_owned(), node));
    }

    /// The request, where nothing is wrong with it by itself.
    ///
    /// # Errors
    /// Every problem of the file's `[sweep]` and of the flags.
    pub fn finish(self) -> Result<Self, Diagnostics> {
        if self.problems.is_empty() {
            return Ok(self);
        }
        Err(Diagnostics { sources: self.document.sources, problems: self.problems })
    }

    /// Whether there is nothing to sweep but the scenarios themselves.
    pub fn is_empty(&self) -> bool {
        self.factors.is_empty()
    }

    fn grid_table(&mut self, grid: &Table) {
        for (path, entry) in leaves(grid) {
            match of_node(&path, &entry.node) {
                Ok(values) => self.crossed(path, entry.key_origin.clone(), values),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// An axis of its own, whose values are all different: one given twice would play the same points twice.
    fn crossed(&mut self, path: String, origin: Origin, values: Vec<Node>) {
        let mut known = BTreeSet::new();
        if let Some(again) = values.iter().find(|value| !known.insert(value.to_toml())) {
            let message = format!("`{path}` has the value {} twice", again.to_toml());
            return self.problems.push(refused(&path, &again.origin, message, "give each value once"));
        }
        let rows = Rows::new(vec![Column::of(values)]);
        self.factors.push(Factor { kind: AxisKind::Grid, axes: vec![(path, origin)], rows });
    }

    fn zip_table(&mut self, entries: Vec<(String, Entry)>) {
        let mut axes = Vec::new();
        for (path, entry) in entries {
            match of_node(&path, &entry.node) {
                Ok(values) => axes.push((path, entry.key_origin, values)),
                Err(problem) => self.problems.push(problem),
            }
        }
        if !axes.is_empty() {
            self.zipped(axes);
        }
    }

    fn zipped(&mut self, axes: Vec<(String, Origin, Vec<Node>)>) {
        let length = axes[0].2.len();
        let shorter: Vec<Diagnostic> = axes
            .iter()
            .filter(|(.., values)| values.len() != length)
            .map(|(path, origin, values)| {
                let message = format!("`{path}` has {} values, `{}` has {length}", values.len(), axes[0].0);
                refused(
                    path,
                    origin,
                    message,
                    "lists that are walked in step are equally long; `grid` crosses them",
                )
            })
            .collect();
        if !shorter.is_empty() {
            return self.problems.extend(shorter);
        }
        let (axes, columns) =
            axes.into_iter().map(|(path, origin, values)| ((path, origin), Column::of(values))).unzip();
        self.factors.push(Factor { kind: AxisKind::Zip, axes, rows: Rows::new(columns) });
    }

    fn list_tables(&mut self, list: &[Node]) {
        let mut rows = Vec::new();
        for point in list {
            let Some(table) = point.as_table() else {
                let message = format!("a point of `sweep.list` is {}, expected a table", point.described());
                let help = "write `[[sweep.list]]` with the values of a point below";
                self.problems.push(refused("sweep.list", &point.origin, message, help));
                return;
            };
            let value =
                |(path, entry): (String, &Entry)| (path, entry.key_origin.clone(), entry.node.clone());
            rows.push(leaves(table).into_iter().map(value).collect());
        }
        self.listed(rows);
    }

    fn listed(&mut self, rows: Vec<Vec<(String, Origin, Node)>>) {
        let Some(first) = rows.first().filter(|first| !first.is_empty()) else { return };
        let axes: Vec<(String, Origin)> =
            first.iter().map(|(path, origin, _)| (path.clone(), origin.clone())).collect();
        let mut columns: Vec<Vec<Node>> = vec![Vec::new(); axes.len()];
        for row in &rows {
            let value = |(path, _): &(String, Origin)| {
                row.iter().find(|(named, ..)| named == path).map(|(.., v)| v.clone())
            };
            match axes.iter().map(value).collect::<Option<Vec<_>>>() {
                Some(values) if row.len() == axes.len() => {
                    columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
                }
                _ => {
                    let origin =
                        row.first().map_or_else(|| axes[0].1.clone(), |(_, origin, _)| origin.clone());
                    let message = "this point of the list names other paths than the first";
                    let help = "every point of a list gives a value to the same paths";
                    return self.problems.push(refused(&axes[0].0, &origin, message, help));
                }
            }
        }
        let rows = Rows::new(columns.into_iter().map(Column::Written).collect());
        self.factors.push(Factor { kind: AxisKind::List, axes, rows });
    }

    fn latin_table(&mut self, hypercube: &Table) {
        let mut axes = Vec::new();
        let mut points = None;
        for (path, entry) in leaves(hypercube) {
            if path == "points" {
                points = entry.node.as_integer().and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
                continue;
            }
            match ends_of_node(&path, &entry.node) {
                Ok(ends) => axes.push((path, entry.key_origin.clone(), ends.from, ends.to)),
                Err(problem) => self.problems.push(problem),
            }
        }
        let origin =
            self.document.get("sweep.latin_hypercube").map_or(Origin::Default, |node| node.origin.clone());
        match points {
            Some(points) => self.hypercube(points, axes, &origin),
            None => {
                let help = "write `points = 100` in [sweep.latin_hypercube]";
                let message = "the Latin hypercube does not say how many points";
                self.problems.push(refused("sweep.latin_hypercube", &origin, message, help));
            }
        }
    }

    fn hypercube(&mut self, points: usize, axes: Vec<(String, Origin, Decimal, Decimal)>, origin: &Origin) {
        if axes.is_empty() {
            let help = "give at least one `PATH=lo..hi`";
            return self.problems.push(refused(
                "latin_hypercube",
                origin,
                "a Latin hypercube without axes",
                help,
            ));
        }
        let column = |(path, origin, from, to): &(String, Origin, Decimal, Decimal)| {
            let whole = catalogue::quantity(path).is_some_and(|quantity| quantity.kind == Kind::WholeMonths);
            let value = |share: f64| from.rounded_on_the_way(*to, share, whole);
            let numbers = latin::shares(path, points).into_iter().map(value).collect();
            Column::Computed { numbers, place: origin.clone() }
        };
        let rows = Rows::new(axes.iter().map(column).collect());
        let axes = axes.into_iter().map(|(path, origin, ..)| (path, origin)).collect();
        self.factors.push(Factor { kind: AxisKind::LatinHypercube, axes, rows });
    }

    /// A flag's `PATH=VALUES`; `None` where it is none, which is reported.
    fn axis(&mut self, flag: &str, words: &str) -> Option<(String, Origin, Vec<Node>)> {
        let (path, origin, range) = self.path_of(flag, words)?;
        let source = self.document.sources.files.len() - 1;
        match of_words(&self.document, source, range, &path) {
            Ok(values) => Some((path, origin, values)),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    /// The path of a flag's `PATH=…`, its place, and where the rest stands; the words become a text of their own.
    fn path_of(&mut self, flag: &str, words: &str) -> Option<(String, Origin, std::ops::Range<usize>)> {
        let source = self.document.add_words(flag, words);
        let equals = words.find('=');
        let origin = Origin::Text { source, range: 0..equals.unwrap_or(words.len()) };
        match equals.map(|at| (words[..at].trim().to_owned(), at + 1..words.len())) {
            Some((path, range)) if !path.is_empty() => Some((path, origin, range)),
            _ => {
                let message = format!("`{words}` is not PATH=VALUES");
                let help = "write `--grid window.length_months=3,6,12`";
                self.problems.push(refused(flag, &origin, message, help));
                None
            }
        }
    }

    fn last_words(&self) -> Origin {
        let source = self.document.sources.files.len().saturating_sub(1);
        Origin::Text {
            source,
            range: 0..self.document.sources.files.last().map_or(0, |file| file.text.len()),
        }
    }
}

/// The values below a table with their paths: what is replaced as a whole, lists, ranges, and everything without a
/// table below it.
fn leaves(table: &Table) -> Vec<(String, &Entry)> {
    let mut found = Vec::new();
    gather(table, "", &mut found);
    found
}

fn gather<'a>(table: &'a Table, path: &str, found: &mut Vec<(String, &'a Entry)>) {
    for entry in table.entries() {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        match entry.node.as_table() {
            Some(below) if !is_replaced_as_a_whole(&path) && !super::values::is_range(&entry.node) => {
                gather(below, &path, found);
            }
            _ => found.push((path, entry)),
        }
    }
}
