//! Key figures: the headline large, then the usual outputs in a table.

use super::figure::{Table, unbroken};
use super::subject::{Subject, unit_after};
use crate::output::numbers::{self, number};
use crate::output::table::{partial, shown};
use crate::summary::OutputSummary;
use serde::Serialize;

/// A number that answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct KeyFigure {
    /// What it counts.
    pub label: String,
    /// "211,000 to 1.24 million".
    pub range: String,
    /// "519,000".
    pub median: String,
    /// Unit, where the label does not name it.
    pub unit: String,
}

/// The headline, at most four.
pub fn key_figures(subject: &Subject<'_>) -> Vec<KeyFigure> {
    let figure = |name: &str| {
        let output = subject.outputs().get(name)?;
        Some(KeyFigure {
            label: subject.label(name) + partial(output),
            range: unbroken(&subject.range(output)),
            median: unbroken(&subject.at(output, "p50")),
            unit: unit_after(&output.unit),
        })
    };
    subject.headline().into_iter().filter_map(figure).take(4).collect()
}

/// The usual outputs: range first, then median, mean and simulation error.
pub fn table(subject: &Subject<'_>) -> Table {
    let head = ["", "90 % range", "Median", "Mean", "Simulation error of the median"];
    let row = |name: &str| {
        let output = subject.outputs().get(name)?;
        Some([
            subject.label(name) + partial(output) + &in_unit(&output.unit, &output.label),
            subject.range(output),
            subject.at(output, "p50"),
            mean(output),
            error(output),
        ])
    };
    Table::new(head, shown(subject.document(), false).filter_map(row))
}

/// The simulation error of the median.
pub fn error(output: &OutputSummary) -> String {
    match output.quantiles.get("p50").copied().flatten() {
        Some(_) => numbers::error(output.quantiles_mcse.get("p50").copied().flatten(), &output.unit),
        None => "–".to_owned(),
    }
}

fn mean(output: &OutputSummary) -> String {
    output.mean.map_or("–".to_owned(), |mean| number(mean, output.mean_mcse, &output.unit))
}

fn in_unit(unit: &str, label: &str) -> String {
    match unit_after(unit).trim() {
        "" => String::new(),
        unit if label.contains(unit) => String::new(),
        unit => format!(", {unit}"),
    }
}
