//! A sweep as heat maps: each headline over the settings that were swept.

use super::figure::{Figure, Table};
use super::study::{Part, StudyPage, warnings};
use crate::output::numbers::{chance, count, exact, number};
use crate::output::plain;
use crate::output::svg::{Caption, Cell, Heat, heat};
use crate::study::SweepDocument;
use crate::study::sweep::{
    AxisInfo, AxisValue, HeadlineInfo, HeadlineKind, PointAnswer, PointStatus, PointSummary,
};
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
            sentences: vec![same_futures(of)],
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
    let fixed = of.fixed.iter().map(|(path, value)| (format!("Fixed: {}", plain(path)), plain(value)));
    let mut facts = vec![
        ("Scenarios".to_owned(), of.files.iter().map(|file| plain(file)).collect::<Vec<_>>().join("; ")),
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
        facts,
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

/// "Permits granted: from 310,000 (…) to 520,000 (…)".
fn sentence(of: &SweepDocument, name: &str, info: &HeadlineInfo) -> Option<String> {
    let known = || {
        let value = |point: &PointSummary| Some((point.headline.get(name)?.value?, point.point));
        of.points.iter().filter_map(value)
    };
    let least = known().min_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let most = known().max_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let told = |number: usize| {
        let point = of.points.iter().find(|point| point.point == number)?;
        Some(format!("{} ({})", words(point.headline.get(name)?, info), settings(of, point)))
    };
    Some(format!("{}: least {}; most {}.", plain(&info.label), told(least)?, told(most)?))
}

fn settings(of: &SweepDocument, point: &PointSummary) -> String {
    let told = |axis: &AxisInfo| {
        Some(format!("{} {}", plain(&axis.path), written(point.values.get(&axis.path)?, axis)))
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
        let here = |point: &&PointSummary| {
            point.values.get(&columns.path) == Some(across)
                && down.is_none_or(|(axis, value)| point.values.get(&axis.path) == Some(value))
        };
        let answer = of.points.iter().find(here).and_then(|point| point.headline.get(name));
        answer.map_or_else(Cell::default, |answer| Cell { words: field(answer, info), value: answer.value })
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
    let description = format!("Fields of {title} over the settings; darker is more.");
    let heads: Vec<String> = columns.values.iter().map(|value| written(value, columns)).collect();
    let of_heat = Heat {
        across: format!("across: {}", axis_name(columns)),
        down: rows.map_or_else(String::new, |axis| format!("down: {}", axis_name(axis))),
        columns: heads.clone(),
        rows: fields.clone(),
    };
    let chart = heat(Caption { id: &id, title: &title, description: &description }, &of_heat)?;
    let table = Table {
        head: [rows.map_or_else(String::new, axis_name)].into_iter().chain(heads).collect(),
        rows: fields
            .into_iter()
            .map(|(head, cells)| [head].into_iter().chain(cells.into_iter().map(|cell| cell.words)).collect())
            .collect(),
    };
    let what = if info.kind == HeadlineKind::Output { "Medians" } else { "Chances" };
    Some(Figure::new(&id, &title, &format!("{what}; the stronger the colour, the more."), chart, table))
}

fn axis_name(axis: &AxisInfo) -> String {
    let unit = if axis.unit.is_empty() { String::new() } else { format!(" ({})", plain(&axis.unit)) };
    format!("{}{unit}", plain(&axis.path))
}

fn points(of: &SweepDocument, shown: usize) -> Table {
    let axes = of.axes.iter().map(axis_name);
    let labels = of.headline.iter().map(|(_, info)| plain(&info.label));
    let head = ["Point".to_owned()].into_iter().chain(axes).chain(labels).collect();
    let row =
        |point: &PointSummary| {
            let mut row = vec![point.point.to_string()];
            row.extend(of.axes.iter().map(|axis| {
                point.values.get(&axis.path).map_or("–".to_owned(), |value| written(value, axis))
            }));
            row.extend(of.headline.iter().map(|(name, info)| match (&point.problem, point.status) {
                (Some(problem), _) => plain(problem),
                (None, PointStatus::Open) => "not reached".to_owned(),
                _ => point.headline.get(name).map_or("–".to_owned(), |answer| words(answer, info)),
            }));
            row
        };
    Table { head, rows: of.points.iter().take(shown).map(row).collect() }
}

fn incomplete(of: &SweepDocument) -> String {
    if of.run.complete {
        return String::new();
    }
    format!("Incomplete: {} of {} points are done.", of.run.done, of.run.points)
}
