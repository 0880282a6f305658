//! The distribution of a headline output as dots, with the ranges and the numbers that people quote.

use super::figure::{Figure, Table};
use super::subject::{Subject, rounded, unit_after};
use crate::output::numbers::{exact, range};
use crate::output::plain;
use crate::output::svg::{Caption, Distribution, Mark, dots};
use crate::summary::OutputSummary;

/// Central ranges that are drawn: words, and lower and upper level.
const BANDS: [(&str, f64, f64); 3] = [
    ("Half of the futures", 0.25, 0.75),
    ("80 in 100 futures", 0.10, 0.90),
    ("95 in 100 futures", 0.025, 0.975),
];

/// Each dot is 2 of 100 futures.
const DOTS: usize = 50;

/// Dots of an output; `None` where it has no values.
pub fn distribution(subject: &Subject<'_>, name: &str) -> Option<Figure> {
    let output = subject.outputs().get(name)?;
    if output.min == output.max {
        return None;
    }
    let grid = subject.grid(name);
    let label = subject.label(name);
    let level = |level: f64| grid.get((level * grid.len() as f64) as usize).copied();
    let place = |dot: usize| level((dot as f64 + 0.5) / DOTS as f64);
    let dots_in: Vec<f64> = (0..DOTS).filter_map(place).collect();
    let finite: Vec<f64> = dots_in.iter().copied().filter(|value| value.is_finite()).collect();
    let later = dots_in.len() - finite.len();
    let words =
        |value: f64| if value.is_finite() { rounded(value, output) } else { "not within the horizon".into() };
    let ends: Vec<(&str, f64, f64)> =
        BANDS.iter().filter_map(|&(name, low, high)| Some((name, level(low)?, level(high)?))).collect();
    let bands = ends.iter().map(|&(name, low, high)| {
        (format!("{name}: {}{}", range(&words(low), &words(high)), unit_after(&output.unit)), low, high)
    });
    let median = output.quantiles.get("p50").copied().flatten();
    let chart = dots(
        Caption {
            id: &format!("dots-{name}"),
            title: &label,
            description: &description(subject, output, &label),
        },
        &Distribution {
            name: label.clone(),
            unit: plain(&output.unit),
            values: finite,
            bands: bands.collect(),
            median: median.map(|value| (value, format!("Stroke across, the median: {}", words(value)))),
            marks: marks(subject, name, output),
        },
    )?;
    let mut note = format!("Each dot stands for 2 of 100 futures; n = {}.", subject.futures());
    if later > 0 {
        note.push_str(&format!(
            " In {} of 100 futures it does not come within the horizon; these have no dot.",
            2 * later
        ));
    }
    let rows = ends.iter().rev().map(|&(name, low, high)| [name.to_owned(), words(low), words(high)]);
    let said = marks(subject, name, output)
        .into_iter()
        .map(|mark| [mark.label, exact(mark.value, &output.unit), String::new()]);
    let table = Table::new(["", "From", "To"], rows.chain(said));
    Some(Figure::new(&format!("dots-{name}"), &label, &note, chart, table))
}

/// Claims about this output; on the first headline output those about others in the same unit too, named as such.
fn marks(subject: &Subject<'_>, name: &str, output: &OutputSummary) -> Vec<Mark> {
    let first = subject.headline().first() == Some(&name);
    let claims = subject.document().claims.iter();
    claims
        .filter_map(|(_, claim)| {
            let number = exact(claim.at_least, &output.unit);
            let words = plain(&claim.words);
            let same_unit =
                subject.outputs().get(&claim.output).is_some_and(|other| other.unit == output.unit);
            let about = if claim.output == name {
                String::new()
            } else if first && same_unit {
                format!(" (said of: {})", super::spread::lower(&subject.label(&claim.output)))
            } else {
                return None;
            };
            Some(Mark { value: claim.at_least, label: format!("{number}: “{words}”{about}") })
        })
        .collect()
}

fn description(subject: &Subject<'_>, output: &OutputSummary, label: &str) -> String {
    format!(
        "Fifty dots over an axis, each 2 of 100 simulated futures, show how {} may come out: 90 % range {}, median {}.",
        super::spread::lower(label),
        subject.range(output),
        subject.at(output, "p50")
    )
}
