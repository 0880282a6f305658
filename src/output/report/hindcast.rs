//! Where reality fell, for a scenario about a programme that has been.

use super::figure::{Figure, Table};
use super::subject::{Subject, five, unit_after};
use crate::output::numbers::exact;
use crate::output::plain;
use crate::output::svg::{Caption, Interval, intervals};
use crate::output::table::{observed_line, verdict};
use serde::Serialize;

/// The comparison with what happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Hindcast {
    /// Where each number fell, in words.
    pub sentences: Vec<String>,
    /// Whether it was a blind test.
    pub verdict: Vec<String>,
    /// One chart an output.
    pub figures: Vec<Figure>,
}

/// `None` where nothing was observed.
pub fn hindcast(subject: &Subject<'_>) -> Option<Hindcast> {
    let document = subject.document();
    let observed = || {
        document.observed.iter().filter_map(|(name, seen)| Some((name, seen, subject.outputs().get(name)?)))
    };
    observed().next()?;
    let sentences = observed().map(|(_, seen, output)| observed_line(output, seen)).collect();
    let figures = observed().filter_map(|(name, seen, output)| {
        let (id, label) = (format!("observed-{name}"), subject.label(name));
        let happened = exact(seen.value, &output.unit) + &unit_after(&output.unit);
        let row = Interval {
            label: "Forecast".to_owned(),
            words: format!("{}; diamond: what happened, {happened}", subject.median_and_range(output)),
            quantiles: five(output),
            mark: Some(seen.value),
        };
        let description = format!("The forecast's range, and what happened as a diamond: {happened}.");
        let caption = Caption { id: &id, title: &label, description: &description };
        let chart = intervals(caption, &label, &plain(&output.unit), &[row])?;
        let source = seen.source.iter().map(|name| source(subject, name)).collect::<Vec<_>>().join("; ");
        let rows = [
            ["Forecast, 5 %".to_owned(), subject.at(output, "p05")],
            ["Forecast, median".to_owned(), subject.at(output, "p50")],
            ["Forecast, 95 %".to_owned(), subject.at(output, "p95")],
            ["What happened".to_owned(), happened],
        ];
        let source = if source.is_empty() { source } else { format!(" Source of what happened: {source}.") };
        let note = format!("n = {}.{source}", subject.futures());
        Some(Figure::new(&id, &label, &note, chart, Table::new(["", &label], rows)))
    });
    let figures = figures.collect();
    let verdict =
        document.hindcast.as_ref().map(|hindcast| verdict(hindcast, document.scenario.as_of.as_deref()));
    Some(Hindcast { sentences, verdict: verdict.unwrap_or_default(), figures })
}

/// What the name of a source stands for.
pub fn source(subject: &Subject<'_>, name: &str) -> String {
    let text = subject.scenario.as_ref().and_then(|scenario| scenario.sources.get(name));
    plain(text.map_or(name, String::as_str)).trim_end_matches('.').to_owned()
}
