//! The tidy table: one statistic a row, so that any tool can filter it.

use super::plain;
use crate::summary::{Document, Named, SeriesSummary, tidy};
use std::io::Write;

/// Columns of the tidy table.
const HEADER: [&str; 9] =
    ["scenario", "output", "condition", "month", "segment", "statistic", "value", "mcse", "unit"];

/// Writes the scalar outputs, conditions and claims as tidy CSV.
///
/// `condition` is `all` or `enacted`; a value that does not exist is empty. `mcse` is the Monte Carlo standard error of the
/// value beside it, empty for the extremes and for the segments' sd, which have none.
///
/// # Errors
/// What the writer reports.
pub fn summary(document: &Document, out: impl Write) -> csv::Result<()> {
    let mut table = Table::new(document, out)?;
    for row in tidy(document) {
        let place = Row {
            output: &row.output,
            condition: &row.condition,
            month: None,
            segment: &row.segment,
            unit: &plain(&row.unit),
        };
        table.row(&place, &row.statistic, row.value, row.mcse)?;
    }
    table.finish()
}

/// Writes the monthly series as tidy CSV.
///
/// # Errors
/// What the writer reports.
pub fn series(document: &Document, out: impl Write) -> csv::Result<()> {
    let mut table = Table::new(document, out)?;
    table.series("all", &document.series)?;
    if let Some(series) = &document.series_if_enacted {
        table.series("enacted", series)?;
    }
    table.finish()
}

struct Table<W: Write> {
    scenario: String,
    writer: csv::Writer<W>,
}

#[derive(Clone, Copy, Default)]
struct Row<'a> {
    output: &'a str,
    condition: &'a str,
    month: Option<u32>,
    segment: &'a str,
    unit: &'a str,
}

impl<W: Write> Table<W> {
    fn new(document: &Document, out: W) -> csv::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(HEADER)?;
        Ok(Self { scenario: safe(&document.scenario.title), writer })
    }

    fn finish(mut self) -> csv::Result<()> {
        Ok(self.writer.flush()?)
    }

    fn series(&mut self, condition: &str, series: &Named<SeriesSummary>) -> csv::Result<()> {
        for (name, one) in series.iter() {
            for (index, &month) in one.month.iter().enumerate() {
                let row =
                    Row { output: name, condition, month: Some(month), unit: &one.unit, ..Row::default() };
                let at = |values: &[Option<f64>]| values.get(index).copied().flatten();
                self.row(&row, "mean", at(&one.mean), at(&one.mean_mcse))?;
                for (key, values) in one.quantiles.iter() {
                    let error = one.quantiles_mcse.get(key).and_then(|errors| at(errors));
                    self.row(&row, key, at(values), error)?;
                }
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        row: &Row<'_>,
        statistic: &str,
        value: Option<f64>,
        mcse: Option<f64>,
    ) -> csv::Result<()> {
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        self.writer.write_record([
            self.scenario.as_str(),
            row.output,
            row.condition,
            &row.month.map(|month| month.to_string()).unwrap_or_default(),
            row.segment,
            statistic,
            &number(value),
            &number(mcse),
            row.unit,
        ])
    }
}

/// A title that no spreadsheet runs as a formula.
pub(super) fn safe(text: &str) -> String {
    let text = plain(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}
