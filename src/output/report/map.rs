//! A sweep as heat maps: each headline over the settings that were swept.

use super::figure::{Figure, Table};
use super::glossary;
use super::names;
use super::spread::lower;
use super::study::{self, Part, StudyPage, warnings};
use crate::output::numbers::{chance, count, exact, number};
use crate::output::plain;
use crate::output::svg::{Caption, Cell, Heat, heat};
use crate::study::SweepDocument;
use crate::study::sweep::{AxisInfo, AxisValue, HeadlineInfo, HeadlineKind, Point, PointAnswer, PointStatus};
use crate::summary::Chance;

/// Columns and rows of a map, at most: more cannot be read on a telephone.
const MOST: usize = 12;

/// Points in the table, at most; all stand in sweep.csv.
const POINTS: usize = 200;

/// The page of a sweep.
pub fn sweep(of: &SweepDocument) -> StudyPage {
    let figures: Vec<Figure> = of
        .headline
        .iter()
        .enumerate()
        .filter_map(|(index, (name, info))| figure(of, index, name, info))
        .collect();
    let mut parts = Vec::new();
    if !figures.is_empty() {
        parts.push(Part {
            id: "map".to_owned(),
            title: "How the answer moves".to_owned(),
            sentences: vec![same_futures(of), narrow()],
            figures,
            table: None,
        });
    }
    let shown = of.points.len().min(POINTS);
    let rest = of.points.len() - shown;
    let more = if rest > 0 { vec![format!("{rest} more points stand in sweep.csv.")] } else { Vec::new() };
    parts.push(Part {
        id: "points".to_owned(),
        title: "Every point".to_owned(),
        sentences: more,
        figures: Vec::new(),
        table: Some(points(of, shown)),
    });
    let each = of.run.replicates.map_or("differs by point".to_owned(), count);
    // What is shown and how often it is played stand elsewhere on the page.
    let fixed = of.fixed.iter().filter(|(path, _)| !matches!(*path, "headline" | "run.replicates"));
    let fixed =
        fixed.map(|(path, value)| (format!("The same at every point: {}", plain(path)), plain(value)));
    let swept = of.axes.iter().map(|axis| plain(&axis.path)).collect::<Vec<_>>().join("; ");
    let mut facts = vec![
        ("Scenarios".to_owned(), of.files.iter().map(|file| plain(file)).collect::<Vec<_>>().join("; ")),
        ("Swept".to_owned(), swept),
        ("Points".to_owned(), of.run.points.to_string()),
        ("Simulated futures at each".to_owned(), each),
    ];
    facts.extend(of.run.seed.map(|seed| ("Seed".to_owned(), seed.to_string())));
    facts.extend(fixed);
    StudyPage {
        title: plain(&of.title),
        question: of.question.as_deref().map(plain).unwrap_or_default(),
        incomplete: incomplete(of),
        answer: of.headline.iter().filter_map(|(name, info)| sentence(of, name, info)).collect(),
        parts,
        warnings: warnings(&of.warnings),
        commands: study::commands("sweep.json"),
        facts,
        glossary: glossary::of_study(&[(
            "Point",
            "The scenario with one combination of the settings that are swept.",
        )]),
        made_by: format!("amnesty {}", plain(&of.version)),
    }
}

fn same_futures(of: &SweepDocument) -> String {
    if of.run.same_futures {
        "All points play the same futures, so differences between them come from the settings alone."
            .to_owned()
    } else {
        "Points play different futures: small differences between them may be simulation error.".to_owned()
    }
}

/// What the short numbers on a telephone mean.
fn narrow() -> String {
    "Where there is little room, k stands for thousand, m for million, bn for billion, and chances are futures in 100. \
     The tables have every number in full."
        .to_owned()
}

/// "Permits granted (median): lowest 310,000 (length of the window 3 months); highest …".
fn sentence(of: &SweepDocument, name: &str, info: &HeadlineInfo) -> Option<String> {
    let known = || {
        let value = |point: Point<'_>| Some((point.answer(name)?.value?, point.number()));
        of.points.iter().filter_map(value)
    };
    let least = known().min_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let most = known().max_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let told = |number: usize| {
        let point = of.points.get(number - 1)?;
        Some(format!("{} ({})", words(&point.answer(name)?, info), settings(of, point)))
    };
    let median = if info.kind == HeadlineKind::Output { " (median)" } else { "" };
    Some(format!("{}{median}: lowest {}; highest {}.", plain(&info.label), told(least)?, told(most)?))
}

fn settings(of: &SweepDocument, point: Point<'_>) -> String {
    let told = |axis: &AxisInfo| {
        // "People a month" is in the name already; "months" is not.
        let unit = if axis.unit.contains('/') || axis.unit == "share" { "" } else { axis.unit.as_str() };
        let value = written(point.value(&axis.path)?, axis);
        Some(format!("{} {value} {}", lower(&setting(axis)), plain(unit)).trim_end().to_owned())
    };
    of.axes.iter().filter_map(told).collect::<Vec<_>>().join(", ")
}

fn written(value: &AxisValue, axis: &AxisInfo) -> String {
    match value {
        AxisValue::Number(value) => exact(*value, &axis.unit),
        AxisValue::Text(text) => plain(text),
    }
}

/// The median of an output, or a chance as a natural frequency.
fn words(answer: &PointAnswer, info: &HeadlineInfo) -> String {
    match (info.kind, answer.futures, answer.value) {
        (HeadlineKind::Success | HeadlineKind::Failure, Some([futures, of]), _) => {
            chance(&Chance::of_counts(futures, of))
        }
        (_, _, Some(value)) => number(value, answer.mcse, &info.unit),
        _ => "–".to_owned(),
    }
}

/// What fits into a field.
fn field(answer: &PointAnswer, info: &HeadlineInfo) -> String {
    let words = words(answer, info);
    let words = words.replace(" simulated futures", "").replace(" million", "m").replace(" billion", "bn");
    words.replace("none of ", "0 of ")
}

/// Two axes make rows and columns, one makes a single row; other sweeps are a table only.
fn figure(of: &SweepDocument, index: usize, name: &str, info: &HeadlineInfo) -> Option<Figure> {
    let (columns, rows) = match of.axes.as_slice() {
        [one] => (one, None),
        [down, across] => (across, Some(down)),
        _ => return None,
    };
    let down = rows.map_or(1, |axis| axis.values.len());
    if columns.values.len() > MOST || down > MOST {
        return None;
    }
    let cell = |across: &AxisValue, down: Option<(&AxisInfo, &AxisValue)>| {
        let here = |point: &Point<'_>| {
            point.value(&columns.path) == Some(across)
                && down.is_none_or(|(axis, value)| point.value(&axis.path) == Some(value))
        };
        let answer = of.points.iter().find(here).and_then(|point| point.answer(name));
        answer.map_or_else(Cell::default, |answer| Cell {
            words: field(&answer, info),
            short: in_short(&answer, info),
            value: answer.value,
        })
    };
    let line = |down: Option<(&AxisInfo, &AxisValue)>| {
        columns.values.iter().map(|across| cell(across, down)).collect()
    };
    let fields: Vec<(String, Vec<Cell>)> = match rows {
        None => vec![(String::new(), line(None))],
        Some(axis) => {
            axis.values.iter().map(|value| (written(value, axis), line(Some((axis, value))))).collect()
        }
    };
    let title = plain(&info.label);
    let id = format!("map-{index}");
    let description = format!(
        "{title} over {}{}: the stronger the colour, the more.",
        lower(&axis_name(columns)),
        rows.map_or_else(String::new, |axis| format!(", across, and {}, down", lower(&axis_name(axis))))
    );
    let heads: Vec<String> = columns.values.iter().map(|value| written(value, columns)).collect();
    let of_heat = Heat {
        across: format!("→ {}", axis_name(columns)),
        down: rows.map_or_else(String::new, |axis| format!("↓ {}", axis_name(axis))),
        columns: columns
            .values
            .iter()
            .map(|value| [written(value, columns), briefly(value, columns)])
            .collect(),
        rows: fields.clone(),
    };
    let chart = heat(Caption { id: &id, title: &title, description: &description }, &of_heat)?;
    let table = Table::of(
        [rows.map_or_else(String::new, axis_name)].into_iter().chain(heads).collect(),
        fields
            .into_iter()
            .map(|(head, cells)| [head].into_iter().chain(cells.into_iter().map(|cell| cell.words)).collect())
            .collect(),
    );
    Some(Figure::new(&id, &title, &note(of, name, info), chart, table))
}

/// What the colours stand for, and of how many futures.
fn note(of: &SweepDocument, name: &str, info: &HeadlineInfo) -> String {
    let answers = || of.points.iter().filter_map(|point| point.answer(name));
    let known = || answers().filter(|answer| answer.value.is_some());
    let by_value = |a: &PointAnswer, b: &PointAnswer| {
        a.value.unwrap_or_default().total_cmp(&b.value.unwrap_or_default())
    };
    let what = if info.kind == HeadlineKind::Output { "Medians" } else { "Chances" };
    let each = of.run.replicates.map_or(String::new(), |n| format!(" of {} futures at each point", count(n)));
    match known().min_by(by_value).zip(known().max_by(by_value)) {
        Some((least, most)) if least.value < most.value => format!(
            "{what}{each}. The colour runs from {} (palest) to {} (strongest).",
            words(&least, info),
            words(&most, info)
        ),
        _ => format!("{what}{each}: the same at every point."),
    }
}

/// A setting in words: "Length of the application window".
fn setting(axis: &AxisInfo) -> String {
    match axis.path.as_str() {
        "scenario" => "Scenario".to_owned(),
        path => names::input(path, None),
    }
}

fn axis_name(axis: &AxisInfo) -> String {
    // Shares are written as percentages, which name their unit themselves.
    let unit = match axis.unit.as_str() {
        "" | "share" => String::new(),
        unit => format!(" ({})", plain(unit)),
    };
    format!("{}{unit}", setting(axis))
}

/// A setting where the room is short.
fn briefly(value: &AxisValue, axis: &AxisInfo) -> String {
    match value {
        AxisValue::Number(number) if axis.unit != "share" => compact(*number, None),
        value => written(value, axis).replace(' ', ""),
    }
}

/// A field where the room is short: "56" for 56 in 100, "650k".
fn in_short(answer: &PointAnswer, info: &HeadlineInfo) -> String {
    match (info.kind, answer.value) {
        (HeadlineKind::Output, Some(value)) if info.unit == "share" => {
            number(value, answer.mcse, "share").replace(' ', "")
        }
        (HeadlineKind::Output, Some(value)) => compact(value, answer.mcse),
        // A chance that is neither none nor all is never written as one of them.
        (_, Some(chance)) if chance > 0.0 && chance < 0.01 => "<1".to_owned(),
        (_, Some(chance)) if chance < 1.0 && chance > 0.99 => ">99".to_owned(),
        (_, Some(chance)) => format!("{:.0}", chance * 100.0),
        _ => "–".to_owned(),
    }
}

/// A number in few characters: "650k", "1.24m".
fn compact(value: f64, mcse: Option<f64>) -> String {
    let words = number(value, mcse, "people");
    let words = words.replace(" million", "m").replace(" billion", "bn").replace(" trillion", "tn");
    match words.strip_suffix(",000") {
        Some(thousands) => format!("{thousands}k"),
        None => words,
    }
}

fn points(of: &SweepDocument, shown: usize) -> Table {
    let axes = of.axes.iter().map(axis_name);
    let labels = of.headline.iter().map(|(_, info)| plain(&info.label));
    let head = ["Point".to_owned()].into_iter().chain(axes).chain(labels).collect();
    let row = |point: Point<'_>| {
        let mut row = vec![point.number().to_string()];
        row.extend(
            of.axes
                .iter()
                .map(|axis| point.value(&axis.path).map_or("–".to_owned(), |value| written(value, axis))),
        );
        row.extend(of.headline.iter().map(|(name, info)| match (point.problem(), point.status()) {
            (Some(problem), _) => plain(problem),
            (None, PointStatus::Open) => "not reached".to_owned(),
            _ => point.answer(name).map_or("–".to_owned(), |answer| field(&answer, info)),
        }));
        row
    };
    Table::of(head, of.points.iter().take(shown).map(row).collect())
}

fn incomplete(of: &SweepDocument) -> String {
    if of.run.complete {
        return String::new();
    }
    format!("Incomplete: {} of {} points are done.", of.run.done, of.run.points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_the_same_numbers() {
        assert_eq!(compact(650_000.0, Some(3_000.0)), "650k");
        assert_eq!(compact(1_240_000.0, Some(3_000.0)), "1.24m");
        assert_eq!(compact(8_200.0, None), "8,200");
        assert_eq!(compact(12.0, None), "12");
        let chance = |value| PointAnswer { value: Some(value), ..PointAnswer::default() };
        let (label, unit) = ("Files wait".to_owned(), "share".to_owned());
        let info = HeadlineInfo { label, unit, kind: HeadlineKind::Failure, added: false };
        let words = [0.0, 0.005, 0.56, 0.995, 1.0].map(|value| in_short(&chance(value), &info));
        assert_eq!(words, ["0", "<1", "56", ">99", "100"]);
    }
}
