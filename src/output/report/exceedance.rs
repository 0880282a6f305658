//! "The chance of at least …": a curve over all numbers, the scenario's thresholds marked on it.

use super::figure::{Figure, Table};
use super::subject::Subject;
use crate::output::numbers::{chance, exact, number};
use crate::output::plain;
use crate::output::svg::{self, Caption, Exceedances, Threshold};

/// The curve of an output; `None` where it has no values or one only.
pub fn exceedance(subject: &Subject<'_>, name: &str) -> Option<Figure> {
    let output = subject.outputs().get(name)?;
    let grid = subject.grid(name);
    let label = subject.label(name);
    let count = grid.len() as f64;
    // As many lie below the i-th of the grid as there are before it.
    let curve: Vec<(f64, f64)> = grid
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
        .map(|(index, &value)| (value, 1.0 - (index as f64 + 0.5) / count))
        .collect();
    if curve.first()?.0 == curve.last()?.0 {
        return None;
    }
    let thresholds = output.exceedance.iter().filter_map(|reached| {
        let words =
            format!("{}: {}", exact(reached.threshold, &output.unit), short(&chance(&reached.chance)));
        Some(Threshold { value: reached.threshold, chance: reached.chance.probability?, label: words })
    });
    let id = format!("exceedance-{name}");
    let title = format!("{label}: at least …");
    let description = format!(
        "A falling curve: for each number on the axis, in how many of 100 futures {} is at least that.",
        super::spread::lower(&label)
    );
    let chart = svg::exceedance(
        Caption { id: &id, title: &title, description: &description },
        &Exceedances {
            name: label.clone(),
            unit: plain(&output.unit),
            curve: curve.clone(),
            thresholds: thresholds.collect(),
        },
    )?;
    let asked = output.exceedance.iter().map(|reached| {
        (reached.threshold, [exact(reached.threshold, &output.unit), chance(&reached.chance)])
    });
    let levels = [0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05].into_iter().filter_map(|level: f64| {
        let value = *grid.get(((1.0 - level) * count) as usize).filter(|value| value.is_finite())?;
        let words = format!("{} in 100", (level * 100.0).round());
        Some((value, [number(value, None, &output.unit), words]))
    });
    let mut rows: Vec<(f64, [String; 2])> = asked.chain(levels).collect();
    rows.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let table = Table::new(["At least", "Futures"], rows.into_iter().map(|(_, row)| row));
    let note = format!("n = {}.", subject.futures());
    let mut figure = Figure::new(&id, &title, &note, chart, table);
    figure.curve = steps(&curve);
    figure.unit = plain(&output.unit);
    Some(figure)
}

/// Every fourth point for the slider: numbers only, so that nothing has to be escaped.
fn steps(curve: &[(f64, f64)]) -> String {
    let point = |(value, chance): &(f64, f64)| format!("[{value},{chance:.4}]");
    let points: Vec<String> = curve.iter().step_by(4).chain(curve.last()).map(point).collect();
    format!("[{}]", points.join(","))
}

/// A chance where the room is short.
fn short(words: &str) -> String {
    words.replace(" simulated futures", "")
}
