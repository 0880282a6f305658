//! The headline given each rival estimate, side by side: "if the service is right …, if the experts are right …".

use super::figure::{Figure, Table};
use super::names;
use super::subject::{Subject, five};
use crate::output::numbers::{count, exact, number};
use crate::output::plain;
use crate::output::svg::{Caption, Interval, intervals};
use crate::summary::{EstimateSummary, Named};
use serde::Serialize;

/// The rivals of one quantity.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rivals {
    /// The quantity, in words.
    pub name: String,
    /// One sentence an estimate.
    pub sentences: Vec<String>,
    /// One chart a headline output.
    pub figures: Vec<Figure>,
}

/// Every quantity with rival estimates.
pub fn estimates(subject: &Subject<'_>) -> Vec<Rivals> {
    let rivals = |(index, (path, estimates)): (usize, (&str, &Named<EstimateSummary>))| Rivals {
        name: names::input(path, subject.scenario.as_ref()),
        sentences: estimates.iter().map(|(_, one)| sentence(subject, path, one)).collect(),
        figures: subject
            .headline()
            .iter()
            .filter_map(|name| figure(subject, index, estimates, name))
            .collect(),
    };
    subject.document().by_estimate.iter().enumerate().map(rivals).collect()
}

fn sentence(subject: &Subject<'_>, path: &str, estimate: &EstimateSummary) -> String {
    let unit = subject.document().inputs.get(path).map_or("", |input| input.unit.as_str());
    let published = estimate.quoted.map(|quoted| format!("; published: {}", exact(quoted, unit)));
    let weight = number(estimate.weight, None, "share");
    let outputs: Vec<String> = estimate
        .outputs
        .iter()
        .map(|(name, output)| {
            let label = super::spread::lower(&subject.label(name));
            format!("{label} between {}", subject.range(output).replace(" to ", " and "))
        })
        .collect();
    let label = plain(&estimate.label);
    format!(
        "If “{label}” is right (weight {weight}{}): {}.",
        published.unwrap_or_default(),
        outputs.join("; ")
    )
}

fn figure(
    subject: &Subject<'_>,
    index: usize,
    estimates: &Named<EstimateSummary>,
    name: &str,
) -> Option<Figure> {
    let pooled = subject.outputs().get(name)?;
    let label = subject.label(name);
    let of = estimates.iter().filter_map(|(_, estimate)| {
        let output = estimate.outputs.get(name)?;
        Some((plain(&estimate.label), output))
    });
    let rows: Vec<_> = of.chain([("All together, by weight".to_owned(), pooled)]).collect();
    if rows.len() < 2 {
        return None;
    }
    let id = format!("rivals-{index}-{name}");
    let interval = |(label, output): &(String, &crate::summary::OutputSummary)| Interval {
        label: label.clone(),
        words: subject.median_and_range(output),
        quantiles: five(output),
        mark: None,
    };
    let drawn: Vec<Interval> = rows.iter().map(interval).collect();
    let description =
        format!("Ranges of {} given each rival estimate, one below the other.", super::spread::lower(&label));
    let chart = intervals(
        Caption { id: &id, title: &label, description: &description },
        &label,
        &plain(&pooled.unit),
        &drawn,
    )?;
    let cells = |(label, output): &(String, &crate::summary::OutputSummary)| {
        [label.clone(), subject.at(output, "p05"), subject.at(output, "p50"), subject.at(output, "p95")]
    };
    let table = Table::new(["", "5 %", "Median", "95 %"], rows.iter().map(cells));
    let futures: Vec<String> = estimates
        .iter()
        .map(|(_, estimate)| format!("{} for “{}”", count(estimate.replicates), plain(&estimate.label)))
        .collect();
    let note = format!(
        "Line: nine futures in ten; box: half of them; stroke: the median. n = {}: {}.",
        subject.futures(),
        futures.join(", ")
    );
    Some(Figure::new(&id, &label, &note, chart, table))
}
