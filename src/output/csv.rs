//! The tidy table: one statistic a row, so that any tool can filter it.

use super::plain;
use crate::summary::{Chance, Document, Named, OutputSummary, SeriesSummary};
use std::io::Write;

/// Columns of the tidy table.
const HEADER: [&str; 9] =
    ["scenario", "output", "condition", "month", "segment", "statistic", "value", "mcse", "unit"];

/// Writes the scalar outputs, conditions and claims as tidy CSV.
///
/// `condition` is `all` or `enacted`; a value that does not exist is empty.
///
/// # Errors
/// What the writer reports.
pub fn summary(document: &Document, out: impl Write) -> csv::Result<()> {
    let mut table = Table::new(document, out)?;
    table.outputs("all", &document.outputs)?;
    if let Some(outputs) = &document.outputs_if_enacted {
        table.outputs("enacted", outputs)?;
    }
    for (kind, conditions) in [("success", &document.success), ("failure", &document.failure)] {
        for (name, condition) in conditions.iter() {
            let judged = judged(condition.judged_in);
            table.chance(&format!("{kind}.{name}"), judged, "probability", &condition.chance)?;
        }
    }
    if let Some(joint) = &document.joint {
        let judged = judged(joint.judged_in);
        for (name, chance) in [("success.all", &joint.all_success), ("failure.any", &joint.any_failure)] {
            if let Some(chance) = chance {
                table.chance(name, judged, "probability", chance)?;
            }
        }
        for pair in &joint.pairs {
            table.chance(&pair.both.join(" and "), judged, "probability", &pair.chance)?;
        }
    }
    for (name, claim) in document.claims.iter() {
        let name = format!("claim.{name}");
        table.chance(&name, judged(claim.judged_in), "probability", &claim.chance)?;
        table.chance(&name, "all", "probability", &claim.in_all_futures)?;
    }
    for (segment, summary) in document.segments.iter() {
        for (name, total) in summary.outputs.iter() {
            let condition = if document.outputs_if_enacted.is_some() { "enacted" } else { "all" };
            let row = Row { output: name, condition, segment, ..Row::default() };
            table.row(&row, "mean", total.mean, total.mean_mcse)?;
            table.row(&row, "sd", total.sd, None)?;
        }
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

    fn outputs(&mut self, condition: &str, outputs: &Named<OutputSummary>) -> csv::Result<()> {
        for (name, output) in outputs.iter() {
            let unit = unit(output);
            let row = Row { output: name, condition, unit: &unit, ..Row::default() };
            let mean = if output.mean.is_some() { "mean" } else { "mean_if_reached" };
            self.row(&row, mean, output.mean.or(output.mean_if_reached), output.mean_mcse)?;
            self.row(&row, "sd", output.sd, None)?;
            self.row(&row, "min", output.min, None)?;
            self.row(&row, "max", output.max, None)?;
            for (key, value) in output.quantiles.iter() {
                self.row(&row, key, *value, output.quantiles_mcse.get(key).copied().flatten())?;
            }
            let share = Row { unit: "share", ..row };
            self.row(&share, "defined", Some(output.defined), None)?;
            self.row(&share, "censored", Some(output.censored), None)?;
            for point in &output.exceedance {
                let statistic = format!("at_least_{}", point.threshold);
                self.row(&share, &statistic, point.chance.probability, point.chance.mcse)?;
            }
        }
        Ok(())
    }

    fn series(&mut self, condition: &str, series: &Named<SeriesSummary>) -> csv::Result<()> {
        for (name, one) in series.iter() {
            for (index, &month) in one.month.iter().enumerate() {
                let row =
                    Row { output: name, condition, month: Some(month), unit: &one.unit, ..Row::default() };
                self.row(&row, "mean", one.mean.get(index).copied().flatten(), None)?;
                for (key, values) in one.quantiles.iter() {
                    self.row(&row, key, values.get(index).copied().flatten(), None)?;
                }
            }
        }
        Ok(())
    }

    fn chance(&mut self, output: &str, condition: &str, statistic: &str, chance: &Chance) -> csv::Result<()> {
        let row = Row { output, condition, unit: "share", ..Row::default() };
        self.row(&row, statistic, chance.probability, chance.mcse)
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

/// The unit; for money with its viewpoint, year of prices and discount, and "partial" where parts are left out.
fn unit(output: &OutputSummary) -> String {
    match &output.money {
        Some(note) => format!("{} ({})", output.unit, plain(&note.words())),
        None => output.unit.clone(),
    }
}

fn judged(judged_in: crate::summary::JudgedIn) -> &'static str {
    match judged_in {
        crate::summary::JudgedIn::Enacted => "enacted",
        crate::summary::JudgedIn::All => "all",
    }
}

/// A title that no spreadsheet runs as a formula.
fn safe(text: &str) -> String {
    let text = plain(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}
