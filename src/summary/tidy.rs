//! The tidy table of a run: one statistic a row, so that any tool can filter it.

use super::{Chance, Document, JudgedIn, Named, OutputSummary};
use serde::{Deserialize, Serialize};

/// A statistic of a scalar output, a condition or a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TidyRow {
    /// Name of the output; `failure.NAME`, `success.NAME`, `claim.NAME` for chances.
    pub output: String,
    /// `all` or `enacted`: in which futures it is judged.
    pub condition: String,
    /// Name of the segment; empty for totals.
    pub segment: String,
    /// `mean`, `p05`, `probability`, ….
    pub statistic: String,
    /// The value; `None` where it does not exist.
    pub value: Option<f64>,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// Unit; `share` for chances and shares.
    pub unit: String,
}

/// Every scalar statistic of a document: outputs, conditions, claims, segments.
pub fn tidy(document: &Document) -> Vec<TidyRow> {
    let mut rows = Rows(Vec::new());
    rows.outputs("all", document.run.replicates, &document.outputs);
    if let Some(outputs) = &document.outputs_if_enacted {
        let futures = document.enactment.as_ref().map_or(0, |law| law.futures);
        rows.outputs("enacted", futures, outputs);
    }
    for (kind, conditions) in [("success", &document.success), ("failure", &document.failure)] {
        for (name, condition) in conditions.iter() {
            rows.chance(&format!("{kind}.{name}"), judged(condition.judged_in), &condition.chance);
        }
    }
    if let Some(joint) = &document.joint {
        let judged = judged(joint.judged_in);
        for (name, chance) in [("success.all", &joint.all_success), ("failure.any", &joint.any_failure)] {
            if let Some(chance) = chance {
                rows.chance(name, judged, chance);
            }
        }
        for pair in &joint.pairs {
            rows.chance(&pair.both.join(" and "), judged, &pair.chance);
        }
    }
    for (name, claim) in document.claims.iter() {
        let name = format!("claim.{name}");
        rows.chance(&name, judged(claim.judged_in), &claim.chance);
        rows.chance(&name, "all", &claim.in_all_futures);
    }
    rows.segments(document);
    rows.0
}

struct Rows(Vec<TidyRow>);

impl Rows {
    /// The outputs over so many futures.
    fn outputs(&mut self, condition: &str, futures: u64, outputs: &Named<OutputSummary>) {
        let futures = futures as f64;
        for (name, output) in outputs.iter() {
            let row = TidyRow {
                output: name.to_owned(),
                condition: condition.to_owned(),
                unit: unit(output),
                ..TidyRow::default()
            };
            let mean = if output.mean.is_some() { "mean" } else { "mean_if_reached" };
            self.push(&row, mean, output.mean.or(output.mean_if_reached), output.mean_mcse);
            self.push(&row, "sd", output.sd, output.sd_mcse);
            // An extreme of so many futures estimates nothing, and has no error.
            self.push(&row, "min", output.min, None);
            self.push(&row, "max", output.max, None);
            for (key, value) in output.quantiles.iter() {
                self.push(&row, key, *value, output.quantiles_mcse.get(key).copied().flatten());
            }
            let share = TidyRow { unit: "share".to_owned(), ..row };
            let judged = futures * output.defined;
            self.push(&share, "defined", Some(output.defined), share_error(output.defined, futures));
            self.push(&share, "censored", Some(output.censored), share_error(output.censored, judged));
            for point in &output.exceedance {
                let statistic = format!("at_least_{}", point.threshold);
                self.push(&share, &statistic, point.chance.probability, point.chance.mcse);
            }
        }
    }

    fn chance(&mut self, output: &str, condition: &str, chance: &Chance) {
        let row = TidyRow {
            output: output.to_owned(),
            condition: condition.to_owned(),
            unit: "share".to_owned(),
            ..TidyRow::default()
        };
        self.push(&row, "probability", chance.probability, chance.mcse);
    }

    fn segments(&mut self, document: &Document) {
        let condition = if document.outputs_if_enacted.is_some() { "enacted" } else { "all" };
        for (segment, summary) in document.segments.iter() {
            for (name, total) in summary.outputs.iter() {
                let row = TidyRow {
                    output: name.to_owned(),
                    condition: condition.to_owned(),
                    segment: segment.to_owned(),
                    ..TidyRow::default()
                };
                self.push(&row, "mean", total.mean, total.mean_mcse);
                self.push(&row, "sd", total.sd, None);
            }
        }
    }

    fn push(&mut self, row: &TidyRow, statistic: &str, value: Option<f64>, mcse: Option<f64>) {
        self.0.push(TidyRow { statistic: statistic.to_owned(), value, mcse, ..row.clone() });
    }
}

/// Binomial standard error of a share of independent futures.
fn share_error(share: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| (share * (1.0 - share) / of).sqrt())
}

/// The unit; for money with its viewpoint, year of prices and discount, and "partial" where parts are left out.
fn unit(output: &OutputSummary) -> String {
    match &output.money {
        Some(note) => format!("{} ({})", output.unit, note.words()),
        None => output.unit.clone(),
    }
}

fn judged(judged_in: JudgedIn) -> &'static str {
    match judged_in {
        JudgedIn::Enacted => "enacted",
        JudgedIn::All => "all",
    }
}
