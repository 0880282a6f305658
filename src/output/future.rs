//! One simulated future in full: on a screen, and as a tidy table.

use super::draws::cell;
use super::look::Look;
use super::numbers::{count, full};
use super::text::{columns, length, paragraph, plain, wrap};
use crate::study::Future;
use crate::study::replay::{Path, Scalar};
use crate::summary::{Cell, Named};
use std::io::Write;

/// Characters of a heading before it takes another line.
const HEADING: usize = 11;

/// Characters of the first two columns of a table by month: date, and months from the start.
const CALENDAR: usize = 16;

/// The future on a screen of some width; segments with `look.all`.
pub fn screen(future: &Future, look: Look) -> String {
    let width = look.width.max(40);
    let mut out = paragraph(&plain(&future.title), "", 0, width);
    let which =
        format!("Future {} of seed {}, as it was inside the run", count(future.replicate), future.seed);
    out.push_str(&paragraph(&which, "", 0, width));
    if let Some(passes) = future.enacted {
        out.push_str(if passes { "The law passes.\n" } else { "The law does not pass.\n" });
    }
    let heading = |out: &mut String, text: &str| {
        let text = if look.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
        out.push_str(&format!("\n{text}\n"));
    };
    if !future.inputs.is_empty() {
        heading(&mut out, "Inputs, as drawn");
        let rows: Vec<_> = future.inputs.iter().map(|(path, input)| row(path, input)).collect();
        out.push_str(&columns(&rows, width));
    }
    heading(&mut out, "What came of it");
    let rows: Vec<_> = future.outputs.iter().map(|(_, output)| row(&output.label, output)).collect();
    out.push_str(&columns(&rows, width));
    if !future.conditions.is_empty() {
        heading(&mut out, "Conditions");
        for (_, judged) in future.conditions.iter() {
            let holds = match judged.holds {
                Some(true) => "yes  ",
                Some(false) => "no   ",
                None => "–    ",
            };
            out.push_str(&paragraph(&format!("{holds}{}", plain(&judged.words)), "  ", 7, width));
        }
    }
    if !future.series.is_empty() {
        heading(&mut out, "Month by month");
        out.push_str(&months(future, &future.series, width));
    }
    if !future.offices.is_empty() {
        heading(&mut out, "Files waiting at the end of the month, by office");
        out.push_str(&months(future, &future.offices, width));
    }
    for (name, series) in future.segments.iter().filter(|_| look.all) {
        heading(&mut out, &format!("Month by month: {}", plain(name)));
        out.push_str(&months(future, series, width));
    }
    out
}

fn row(label: &str, scalar: &Scalar) -> Vec<String> {
    let unit = match scalar.unit.as_str() {
        "people" | "share" | "" => String::new(),
        unit if label.contains(unit) => String::new(),
        unit => format!(", {}", plain(unit)),
    };
    vec![format!("{}{unit}", plain(label)), words(scalar.value, &scalar.unit)]
}

fn words(value: Cell, unit: &str) -> String {
    match value {
        Cell::Number(value) => full(value, unit),
        Cell::Word(_) => "not within the horizon".to_owned(),
        Cell::Undefined => "–".to_owned(),
    }
}

/// The series by month, as many side by side as there is room for, below one another otherwise.
fn months(future: &Future, series: &Named<Path>, width: usize) -> String {
    let columns_of: Vec<Vec<String>> = series.iter().map(|(_, path)| column(path)).collect();
    let (mut tables, mut room) = (vec![Vec::new()], width.saturating_sub(CALENDAR));
    for column in &columns_of {
        let wide = 2 + column.iter().map(|cell| length(cell)).max().unwrap_or(0);
        if wide > room && tables.last().is_some_and(|table| !table.is_empty()) {
            tables.push(Vec::new());
            room = width.saturating_sub(CALENDAR);
        }
        room = room.saturating_sub(wide);
        if let Some(table) = tables.last_mut() {
            table.push(column);
        }
    }
    let text = |table: &Vec<&Vec<String>>| {
        // Headings stand on the line above the numbers, whatever their height.
        let height = table.iter().map(|column| column.len()).max().unwrap_or(0);
        let heads = height.saturating_sub(future.months.len());
        let line = |index: usize| {
            let month = index.checked_sub(heads).and_then(|at| future.months.get(at));
            let calendar = match month {
                Some(month) => [month.date.clone(), month.month.to_string()],
                None if index + 1 == heads => ["date".to_owned(), "month".to_owned()],
                None => [String::new(), String::new()],
            };
            let cell = |column: &&Vec<String>| {
                (index + column.len()).checked_sub(height).and_then(|at| column.get(at)).cloned()
            };
            calendar.into_iter().chain(table.iter().map(|column| cell(column).unwrap_or_default())).collect()
        };
        columns(&(0..height).map(line).collect::<Vec<Vec<String>>>(), width)
    };
    tables.iter().map(text).collect::<Vec<_>>().join("\n")
}

/// A series as cells: the lines of its heading, then its values.
fn column(path: &Path) -> Vec<String> {
    let values = path.values.0.iter().map(|value| match Cell::of(*value) {
        Cell::Number(value) => full(value, &path.unit),
        Cell::Word(_) => "later".to_owned(),
        Cell::Undefined => "–".to_owned(),
    });
    wrap(&path.label, HEADING).into_iter().chain(values).collect()
}

/// Writes the future as tidy CSV: one number a row. `inf` is "not within the horizon", an empty value "undefined".
///
/// # Errors
/// What the writer reports.
pub fn csv(future: &Future, out: impl Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["replicate", "kind", "name", "segment", "month", "value", "unit"])?;
    let replicate = future.replicate.to_string();
    let mut write = |kind: &str, name: &str, segment: &str, month: &str, value: f64, unit: &str| {
        let mut text = Vec::new();
        cell(&mut text, value)?;
        let value = String::from_utf8_lossy(&text);
        table.write_record([&replicate, kind, name, segment, month, &value, unit])
    };
    if let Some(passes) = future.enacted {
        write("enacted", "enacted", "", "", f64::from(u8::from(passes)), "")?;
    }
    for (kind, scalars) in [("input", &future.inputs), ("output", &future.outputs)] {
        for (name, scalar) in scalars.iter() {
            write(kind, name, "", "", scalar.value.value(), &scalar.unit)?;
        }
    }
    for (name, judged) in future.conditions.iter() {
        let value = judged.holds.map_or(f64::NAN, |holds| f64::from(u8::from(holds)));
        write("condition", name, "", "", value, "")?;
    }
    let country = [("", &future.series)].into_iter();
    for (segment, series) in country.chain(future.segments.iter()) {
        for (name, path) in series.iter() {
            for (month, value) in future.months.iter().zip(&path.values.0) {
                write("series", name, segment, &month.month.to_string(), *value, &path.unit)?;
            }
        }
    }
    for (office, path) in future.offices.iter() {
        for (month, value) in future.months.iter().zip(&path.values.0) {
            write("office", office, "", &month.month.to_string(), *value, &path.unit)?;
        }
    }
    Ok(table.flush()?)
}
