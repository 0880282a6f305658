//! The tidy table of a sweep: a row for each point, output and statistic, swept values as columns; CSV and Parquet.

use super::csv::safe;
use super::parquet::{Column, Encoded, Kind, Schema, Values, Writer};
use crate::study::sweep::{
    AxisInfo, AxisValue, Point, PointRows, PointSummary, RowSink, StoreError, SweepDocument,
};
use crate::summary::TidyRow;
use std::io::{self, Write};

/// Columns beside the swept values.
const AFTER: [&str; 7] = ["output", "condition", "segment", "statistic", "value", "mcse", "unit"];

/// Rows of a Parquet group: they are all in memory at once, as texts.
const GROUP: usize = 8_192;

/// A table that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The points cannot be read back.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rows cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The names of all columns: `point`, the swept paths, then what a row says.
fn header(axes: &[AxisInfo]) -> Vec<String> {
    let axes = axes.iter().map(|axis| axis.path.clone());
    // An axis of that name, such as an own input `output`, keeps its full path and cannot be mistaken.
    std::iter::once("point".to_owned()).chain(axes).chain(AFTER.map(str::to_owned)).collect()
}

/// The table as CSV, point by point; a value that does not exist is empty.
pub struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Writes the names of the columns.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn begin(axes: &[AxisInfo], out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(header(axes)).map_err(system)?;
        Ok(Self { writer })
    }

    /// The rows of a point, by its number from 1 and its swept values.
    fn rows<'v>(
        &mut self,
        number: usize,
        values: impl Iterator<Item = &'v AxisValue>,
        rows: &[TidyRow],
    ) -> io::Result<()> {
        let before: Vec<String> = std::iter::once(number.to_string()).chain(values.map(shown)).collect();
        for row in rows {
            for cell in &before {
                self.writer.write_field(cell).map_err(system)?;
            }
            let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
            let (value, mcse) = (number(row.value), number(row.mcse));
            let after = [&row.output, &row.condition, &row.segment, &row.statistic, &value, &mcse, &row.unit];
            for cell in after {
                self.writer.write_field(cell).map_err(system)?;
            }
            self.writer.write_record(None::<&[u8]>).map_err(system)?;
        }
        Ok(())
    }
}

impl<W: Write + Send> RowSink for Csv<W> {
    fn point(&mut self, summary: &PointSummary, rows: Vec<TidyRow>) -> io::Result<()> {
        self.rows(summary.point, summary.values.iter().map(|(_, value)| value), &rows)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The system's own reason, by which a pipe that nobody reads any more is known.
fn system(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The table as Parquet, point by point; swept values are numbers where all of an axis are, texts elsewhere.
struct Parquet<'d, W: Write + Send> {
    document: &'d SweepDocument,
    columns: Vec<Column>,
    schema: Schema,
    writer: Writer<W>,
    group: Vec<(usize, TidyRow)>,
}

impl<'d, W: Write + Send> Parquet<'d, W> {
    fn begin(document: &'d SweepDocument, out: W) -> io::Result<Self> {
        let columns = parquet_columns(document);
        let schema = Schema::new(&columns)?;
        let writer = Writer::new(out, &schema)?;
        Ok(Self { document, columns, schema, writer, group: Vec::new() })
    }

    fn rows(&mut self, point: usize, rows: Vec<TidyRow>) -> io::Result<()> {
        self.group.extend(rows.into_iter().map(|row| (point, row)));
        if self.group.len() >= GROUP { self.append() } else { Ok(()) }
    }

    fn append(&mut self) -> io::Result<()> {
        let encoded = encode(self.document, &self.columns, &self.schema, &self.group)?;
        self.group.clear();
        self.writer.append(encoded)
    }

    fn finish(mut self) -> io::Result<()> {
        if !self.group.is_empty() {
            self.append()?;
        }
        let Self { document, writer, .. } = self;
        let about = [("title", &document.title), ("hash", &document.hash), ("version", &document.version)];
        writer.finish(&about.map(|(key, value)| (format!("amnesty.{key}"), value.clone())))?;
        Ok(())
    }
}

/// Writes all rows as CSV.
///
/// # Errors
/// Where rows cannot be read back or written.
pub fn csv(document: &SweepDocument, rows: PointRows<'_>, out: impl Write) -> Result<(), TableError> {
    let mut table = Csv::begin(&document.axes, out)?;
    for point in rows {
        let (point, rows) = point?;
        table.rows(point + 1, values(document, point), &rows)?;
    }
    Ok(table.writer.flush()?)
}

/// Writes all rows as Parquet.
///
/// # Errors
/// As [`csv()`].
pub fn parquet(
    document: &SweepDocument,
    rows: PointRows<'_>,
    out: impl Write + Send,
) -> Result<(), TableError> {
    let mut table = Parquet::begin(document, out)?;
    for point in rows {
        let (point, rows) = point?;
        table.rows(point, rows)?;
    }
    Ok(table.finish()?)
}

/// Writes all rows as CSV and as Parquet, reading them once.
///
/// # Errors
/// As [`csv()`].
pub fn both(
    document: &SweepDocument,
    rows: PointRows<'_>,
    [csv, parquet]: [impl Write + Send; 2],
) -> Result<(), TableError> {
    let mut csv = Csv::begin(&document.axes, csv)?;
    let mut parquet = Parquet::begin(document, parquet)?;
    for point in rows {
        let (point, rows) = point?;
        csv.rows(point + 1, values(document, point), &rows)?;
        parquet.rows(point, rows)?;
    }
    csv.writer.flush()?;
    Ok(parquet.finish()?)
}

/// The swept values of a point, by its place from 0.
fn values(document: &SweepDocument, point: usize) -> impl Iterator<Item = &AxisValue> {
    document.points.get(point).into_iter().flat_map(Point::values).map(|(_, value)| value)
}

fn parquet_columns(document: &SweepDocument) -> Vec<Column> {
    let kind = |name: &str| match document.axes.iter().find(|axis| axis.path == name) {
        Some(axis) if axis.values.iter().all(|value| matches!(value, AxisValue::Number(_))) => Kind::Number,
        Some(_) => Kind::Text,
        None if name == "point" => Kind::Integer,
        None if ["value", "mcse"].contains(&name) => Kind::OptionalNumber,
        None => Kind::Text,
    };
    header(&document.axes).into_iter().map(|name| Column { kind: kind(&name), name }).collect()
}

fn encode(
    document: &SweepDocument,
    columns: &[Column],
    schema: &Schema,
    group: &[(usize, TidyRow)],
) -> io::Result<Encoded> {
    let points: Vec<i64> = group.iter().map(|(point, _)| *point as i64 + 1).collect();
    let value: Vec<f64> = group.iter().map(|(_, row)| row.value.unwrap_or(f64::NAN)).collect();
    let mcse: Vec<f64> = group.iter().map(|(_, row)| row.mcse.unwrap_or(f64::NAN)).collect();
    let mut numbers: Vec<Vec<f64>> = Vec::new();
    let mut texts: Vec<Vec<String>> = Vec::new();
    for column in columns.iter().filter(|column| document.axes.iter().any(|axis| axis.path == column.name)) {
        let swept = group.iter().filter_map(|(point, _)| document.points.get(*point)?.value(&column.name));
        match column.kind {
            Kind::Number => numbers.push(swept.filter_map(as_number).collect()),
            _ => texts.push(swept.map(shown).collect()),
        }
    }
    let text = |of: fn(&TidyRow) -> &str| Values::Texts(group.iter().map(|(_, row)| of(row)).collect());
    let (mut numbers, mut texts) = (numbers.iter(), texts.iter());
    let values: Vec<Values<'_>> = columns
        .iter()
        .map(|column| match (column.name.as_str(), column.kind) {
            ("point", _) => Values::Integers(vec![&points]),
            ("output", _) => text(|row| &row.output),
            ("condition", _) => text(|row| &row.condition),
            ("segment", _) => text(|row| &row.segment),
            ("statistic", _) => text(|row| &row.statistic),
            ("unit", _) => text(|row| &row.unit),
            ("value", _) => Values::Numbers(vec![&value]),
            ("mcse", _) => Values::Numbers(vec![&mcse]),
            (_, Kind::Number) => {
                Values::Numbers(numbers.next().map(|run| run.as_slice()).into_iter().collect())
            }
            (_, _) => Values::Texts(texts.next().into_iter().flatten().map(String::as_str).collect()),
        })
        .collect();
    schema.encode(&values)
}

fn as_number(value: &AxisValue) -> Option<f64> {
    match value {
        AxisValue::Number(number) => Some(*number),
        AxisValue::Text(_) => None,
    }
}

fn shown(value: &AxisValue) -> String {
    match value {
        AxisValue::Number(number) => number.to_string(),
        AxisValue::Text(text) => safe(text),
    }
}
