//! The tidy table: one statistic a row, so that any tool can filter it.

use super::plain;
use crate::summary::{Document, Named, SeriesSummary, tidy};
use std::io::Write;

/// Columns of the tidy table.
const HEADER: [&str; 9] =
    ["scenario", "output", "condition", "month", "segment", "statistic", "value", "mcse", "unit"];

/// Columns of the monthly series: the same with the month's first day.
const SERIES_HEADER: [&str; 10] =
    ["scenario", "output", "condition", "month", "date", "segment", "statistic", "value", "mcse", "unit"];

/// Writes the scalar outputs, conditions and claims as tidy CSV.
///
/// `condition` is `all` or `enacted`; a value that does not exist is empty. `mcse` is the Monte Carlo standard error of the
/// value beside it, empty for the extremes and for the segments' sd, which have none.
///
/// # Errors
/// What the writer reports.
pub fn summary(document: &Document, out: impl Write) -> csv::Result<()> {
    let mut table = Table::new(document, &HEADER, out)?;
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

/// Writes the monthly series as tidy CSV: `month` counts from the start, `date` is the first day of the month.
///
/// # Errors
/// What the writer reports.
pub fn series(document: &Document, out: impl Write) -> csv::Result<()> {
    let mut table = Table::new(document, &SERIES_HEADER, out)?;
    table.series("all", &document.series)?;
    if let Some(series) = &document.series_if_enacted {
        table.series("enacted", series)?;
    }
    table.finish()
}

struct Table<W: Write> {
    scenario: String,
    /// Month 0, as `2012-05`.
    start: Option<String>,
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
    fn new(document: &Document, header: &[&str], out: W) -> csv::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(header)?;
        let start = document.scenario.start.clone();
        Ok(Self { scenario: safe(&document.scenario.title), start, writer })
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
        let month = row.month.map(|month| month.to_string()).unwrap_or_default();
        for cell in [self.scenario.as_str(), row.output, row.condition, &month] {
            self.writer.write_field(cell)?;
        }
        if let Some(month) = row.month {
            let date = self.start.as_ref().and_then(|start| first_day(start, month));
            self.writer.write_field(date.unwrap_or_default())?;
        }
        for cell in [row.segment, statistic, &number(value), &number(mcse), row.unit] {
            self.writer.write_field(cell)?;
        }
        self.writer.write_record(None::<&[u8]>)
    }
}

/// The first day of a month, counted from month 0 (`2012-05`): `2012-08-01` is what every tool reads as a date.
fn first_day(start: &str, month: u32) -> Option<String> {
    let (year, first) = start.rsplit_once('-')?;
    let at = year.parse::<i64>().ok()? * 12 + first.parse::<i64>().ok()? - 1 + i64::from(month);
    Some(format!("{:04}-{:02}-01", at.div_euclid(12), at.rem_euclid(12) + 1))
}

/// A title that no spreadsheet runs as a formula.
pub(super) fn safe(text: &str) -> String {
    let text = plain(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::first_day;

    #[test]
    fn months_from_the_start_have_their_dates() {
        let date = |start, month| first_day(start, month).unwrap();
        assert_eq!(date("2012-05", 0), "2012-05-01");
        assert_eq!(date("2012-05", 7), "2012-12-01");
        assert_eq!(date("2012-12", 1), "2013-01-01");
        assert_eq!(date("2012-01", 600), "2062-01-01");
        assert_eq!(first_day("?", 1), None);
    }
}
