//! The tidy table of a comparison: one statistic a row.

use crate::study::compare::{Comparison, Difference, PolicyRegret};
use crate::summary::{Chance, Named, OutputSummary};
use std::io::Write;

/// Columns. `against` is empty for what is said of one policy alone; `condition` is `all` or `enacted`.
const HEADER: [&str; 8] = ["policy", "against", "output", "condition", "statistic", "value", "mcse", "unit"];

/// Writes a comparison as tidy CSV: each policy's outputs, the differences, regret, satisficing and break-even, each
/// value with its Monte Carlo error. What does not exist is empty.
///
/// # Errors
/// What the writer reports.
pub fn table(comparison: &Comparison, out: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    let mut table = Table { writer, judged: if comparison.enactment.is_some() { "enacted" } else { "all" } };
    for (policy, summary) in comparison.policies.iter() {
        table.policy(policy, "all", &summary.outputs)?;
        if let Some(outputs) = &summary.outputs_if_enacted {
            table.policy(policy, "enacted", outputs)?;
        }
    }
    for pair in &comparison.pairs {
        let row = Row { policy: &pair.policy, against: &pair.against, ..Row::default() };
        table.differences(&Row { condition: "all", ..row }, &pair.outputs)?;
        if let Some(outputs) = &pair.outputs_if_enacted {
            table.differences(&Row { condition: "enacted", ..row }, outputs)?;
        }
        for (name, condition) in pair.conditions.iter() {
            let row = Row { output: name, condition: table.judged, unit: "share", ..row };
            table.row(&row, "difference", condition.difference, condition.difference_mcse)?;
            table.chance(&row, "with", &condition.with)?;
            table.chance(&row, "against", &condition.against)?;
            table.chance(&row, "only_with", &condition.only_with)?;
            table.chance(&row, "only_against", &condition.only_against)?;
        }
    }
    table.choices(comparison)?;
    Ok(table.writer.flush()?)
}

struct Table<W: Write> {
    writer: csv::Writer<W>,
    judged: &'static str,
}

#[derive(Clone, Copy, Default)]
struct Row<'a> {
    policy: &'a str,
    against: &'a str,
    output: &'a str,
    condition: &'a str,
    unit: &'a str,
}

impl<W: Write> Table<W> {
    fn policy(&mut self, policy: &str, condition: &str, outputs: &Named<OutputSummary>) -> csv::Result<()> {
        for (name, output) in outputs.iter() {
            let row = Row { policy, output: name, condition, unit: &output.unit, ..Row::default() };
            let mean = if output.mean.is_some() { "mean" } else { "mean_if_reached" };
            self.row(&row, mean, output.mean.or(output.mean_if_reached), output.mean_mcse)?;
            self.row(&row, "sd", output.sd, None)?;
            self.quantiles(&row, "", &output.quantiles, &output.quantiles_mcse)?;
        }
        Ok(())
    }

    fn differences(&mut self, row: &Row<'_>, outputs: &Named<Difference>) -> csv::Result<()> {
        for (name, difference) in outputs.iter() {
            let row = Row { output: name, unit: &difference.unit, ..*row };
            let mean = if difference.mean.is_some() { "mean" } else { "mean_if_both_reached" };
            let value = difference.mean.or(difference.mean_if_both_reached);
            self.row(&row, &format!("difference_{mean}"), value, difference.mean_mcse)?;
            self.row(&row, "difference_sd", difference.sd, None)?;
            self.quantiles(&row, "difference_", &difference.quantiles, &difference.quantiles_mcse)?;
            let share = Row { unit: "share", ..row };
            self.chance(&share, "more", &difference.more)?;
            self.chance(&share, "less", &difference.less)?;
            self.chance(&share, "same", &difference.same)?;
            if let Some(wins) = difference.wins() {
                self.chance(&share, "better", wins)?;
            }
            self.row(&share, "defined", Some(difference.defined), None)?;
        }
        Ok(())
    }

    fn choices(&mut self, comparison: &Comparison) -> csv::Result<()> {
        let condition = self.judged;
        if let Some(regret) = &comparison.regret {
            for (policy, summary) in regret.policies.iter() {
                let row = Row {
                    policy,
                    output: &regret.objective,
                    condition,
                    unit: &regret.unit,
                    ..Row::default()
                };
                self.regret(&row, summary)?;
            }
        }
        if let Some(satisficing) = &comparison.satisficing {
            for (policy, share) in satisficing.policies.iter() {
                let row = Row { policy, condition, unit: "share", ..Row::default() };
                self.chance(&row, "satisfices", share)?;
            }
        }
        for found in &comparison.break_even {
            let (policy, output, unit) = (&found.policy, &found.of, &found.lever_unit);
            let row = Row { policy, output, condition, unit, ..Row::default() };
            for crossing in &found.crossings {
                let statistic = format!("break_even:{}", found.lever);
                self.row(&row, &statistic, Some(crossing.lever), crossing.mcse)?;
            }
        }
        Ok(())
    }

    fn regret(&mut self, row: &Row<'_>, regret: &PolicyRegret) -> csv::Result<()> {
        self.row(row, "regret_mean", regret.mean, regret.mean_mcse)?;
        self.quantiles(row, "regret_", &regret.quantiles, &regret.quantiles_mcse)?;
        self.row(row, "regret_max", regret.max, None)?;
        let share = Row { unit: "share", ..*row };
        self.chance(&share, "best", &regret.best)?;
        self.chance(&share, "best_alone", &regret.best_alone)?;
        for (other, chance) in regret.beats.iter() {
            self.chance(&Row { against: other, ..share }, "beats", chance)?;
        }
        Ok(())
    }

    fn quantiles(
        &mut self,
        row: &Row<'_>,
        prefix: &str,
        values: &Named<Option<f64>>,
        errors: &Named<Option<f64>>,
    ) -> csv::Result<()> {
        for (key, value) in values.iter() {
            self.row(row, &format!("{prefix}{key}"), *value, errors.get(key).copied().flatten())?;
        }
        Ok(())
    }

    fn chance(&mut self, row: &Row<'_>, statistic: &str, chance: &Chance) -> csv::Result<()> {
        self.row(row, statistic, chance.probability, chance.mcse)
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
            row.policy,
            row.against,
            row.output,
            row.condition,
            statistic,
            &number(value),
            &number(mcse),
            row.unit,
        ])
    }
}
