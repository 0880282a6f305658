//! A point from its scenario to what is kept of it: its headline, its tidy rows, its record.

use super::{HeadlineInfo, HeadlineKind, PointAnswer, PointStatus, PointSummary, RecordName, Sweep};
use crate::engine;
use crate::model::Plan;
use crate::scenario::{Diagnostic, Diagnostics, Level};
use crate::summary::{
    Chance, Document, Named, OutputSummary, Record, TidyRow, Warning, summarise_with_sample, tidy,
};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// Replicates that the record of a point holds in full, and from which it says what moves its results. A point is run
/// again in a moment and then has 4,096; a sweep has many points.
const SAMPLE: usize = 256;

/// A tidy row as it is logged: output, condition, segment, statistic, value, error, unit.
type LoggedRow = (String, String, String, String, Option<f64>, Option<f64>, String);

/// What is logged of a finished point: enough for every final file but its record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Logged {
    pub summary: PointSummary,
    /// BLAKE3 of its record, in hexadecimal.
    pub record_hash: Option<String>,
    pub warnings: Vec<Warning>,
    rows: Vec<LoggedRow>,
}

/// A finished point on its way to the log.
pub struct Finished {
    pub(super) logged: Logged,
    /// The record's text, where one is stored.
    pub(super) record: Option<String>,
}

impl Logged {
    /// The point, and its tidy rows.
    pub(super) fn into_parts(self) -> (PointSummary, Vec<TidyRow>) {
        let row = |(output, condition, segment, statistic, value, mcse, unit)| TidyRow {
            output,
            condition,
            segment,
            statistic,
            value,
            mcse,
            unit,
        };
        (self.summary, self.rows.into_iter().map(row).collect())
    }
}

/// The points of a sweep as the engine runs them.
pub(super) struct Runner<'a> {
    pub sweep: &'a Sweep,
    pub headline: &'a Named<HeadlineInfo>,
    /// Whether records are stored.
    pub records: bool,
}

impl engine::Points for Runner<'_> {
    type Kept = Finished;

    fn open(&self, point: usize) -> Result<Plan, Finished> {
        let failed = |found: &[Diagnostic]| self.failed(point, what_is_wrong(found));
        let scenario = self.sweep.scenario(point).map_err(|found| failed(&found.problems))?;
        Plan::new(scenario).map_err(|problems| failed(&problems))
    }

    fn close(&self, point: usize, plan: &Plan, tally: &Tally) -> Finished {
        let document = summarise_with_sample(plan, tally, plan.replicates(), SAMPLE);
        let mut summary = self.summary(point, PointStatus::Done);
        summary.scenario_hash = document.scenario.hash.parse().ok();
        summary.headline = answers(&document, self.headline);
        let rows = tidy(&document).into_iter();
        let rows = rows.map(|r| (r.output, r.condition, r.segment, r.statistic, r.value, r.mcse, r.unit));
        let (rows, warnings) = (rows.collect(), document.warnings.clone());
        let record =
            self.records.then(|| Record::with_sample(plan, tally, document, SAMPLE).to_text().ok()).flatten();
        let record_hash = record.as_ref().map(|text| blake3::hash(text.as_bytes()).to_hex().to_string());
        summary.record = record.as_ref().map(|_| RecordName::new(point + 1, self.sweep.points()));
        Finished { logged: Logged { summary, record_hash, warnings, rows }, record }
    }

    fn broken(&self, point: usize, error: engine::Error) -> Finished {
        self.failed(point, error.to_string())
    }
}

impl Runner<'_> {
    fn failed(&self, point: usize, problem: String) -> Finished {
        let mut summary = self.summary(point, PointStatus::Failed);
        summary.problem = Some(problem);
        let logged = Logged { summary, record_hash: None, warnings: Vec::new(), rows: Vec::new() };
        Finished { logged, record: None }
    }

    fn summary(&self, point: usize, status: PointStatus) -> PointSummary {
        let values = self.sweep.values(point);
        PointSummary { point: point + 1, values, status, ..PointSummary::default() }
    }
}

/// The first error in words, and how many more there are.
pub(super) fn what_is_wrong(problems: &[Diagnostic]) -> String {
    let errors: Vec<&Diagnostic> = problems.iter().filter(|problem| problem.level == Level::Error).collect();
    match errors.split_first() {
        None => "no reason was given".to_owned(),
        Some((first, [])) => format!("{} ({})", first.message, first.code),
        Some((first, more)) => format!("{} ({}), and {} more", first.message, first.code, more.len()),
    }
}

/// The headline at a point, as far as the point's scenario has its entries.
pub(in crate::study) fn answers(document: &Document, headline: &Named<HeadlineInfo>) -> Named<PointAnswer> {
    let answer =
        |(name, info): (&str, &HeadlineInfo)| Some((name.to_owned(), answer(document, name, info.kind)?));
    headline.iter().filter_map(answer).collect()
}

/// A headline entry at a point; `None` where the point's scenario has no such entry.
fn answer(document: &Document, name: &str, kind: HeadlineKind) -> Option<PointAnswer> {
    if kind == HeadlineKind::Output {
        let outputs = document.outputs_if_enacted.as_ref().unwrap_or(&document.outputs);
        return outputs.get(name).map(of_output);
    }
    let (group, name) = name.split_once('.')?;
    let chance = match group {
        "failure" => document.failure.get(name)?.chance,
        "success" => document.success.get(name)?.chance,
        _ => document.claims.get(name)?.chance,
    };
    Some(of_chance(&chance))
}

fn of_output(output: &OutputSummary) -> PointAnswer {
    let quantile = |key: &str| output.quantiles.get(key).copied().flatten();
    PointAnswer {
        value: quantile("p50"),
        mcse: output.quantiles_mcse.get("p50").copied().flatten(),
        p05: quantile("p05"),
        p95: quantile("p95"),
        mean: output.mean.or(output.mean_if_reached),
        mean_mcse: output.mean_mcse,
        censored: Some(output.censored),
        futures: None,
    }
}

fn of_chance(chance: &Chance) -> PointAnswer {
    let futures = Some([chance.futures, chance.of]);
    PointAnswer { value: chance.probability, mcse: chance.mcse, futures, ..PointAnswer::default() }
}

/// The headline of a plan: what its scenario names, then, where `all_failures` says so, its failure conditions.
pub(super) fn headline(plan: &Plan, all_failures: bool) -> Named<HeadlineInfo> {
    let scenario = plan.scenario();
    let mut names: Vec<(String, bool)> = scenario.headline.iter().map(|name| (name.clone(), false)).collect();
    if names.is_empty() {
        let first = plan.headline_outputs().into_iter().map(|index| plan.outputs()[index].name.clone());
        names.extend(first.map(|name| (name, false)));
    }
    if all_failures {
        names.extend(scenario.failure.iter().map(|failure| (format!("failure.{}", failure.name), true)));
    }
    let mut headline = Named::new();
    for (name, added) in names {
        if headline.get(&name).is_none()
            && let Some(info) = info(plan, &name, added)
        {
            headline.insert(name, info);
        }
    }
    headline
}

fn info(plan: &Plan, name: &str, added: bool) -> Option<HeadlineInfo> {
    let scenario = plan.scenario();
    if let Some(output) = plan.outputs().iter().find(|output| output.name == name) {
        let unit = output.unit.to_string();
        return Some(HeadlineInfo { label: output.label.clone(), unit, kind: HeadlineKind::Output, added });
    }
    let (group, name) = name.split_once('.')?;
    let words = |conditions: &[crate::scenario::Condition]| {
        conditions.iter().find(|condition| condition.name == name).map(|condition| condition.words.clone())
    };
    let (label, kind) = match group {
        "failure" => (words(&scenario.failure)?, HeadlineKind::Failure),
        "success" => (words(&scenario.success)?, HeadlineKind::Success),
        "claim" => {
            (scenario.claims.iter().find(|claim| claim.name == name)?.words.clone(), HeadlineKind::Success)
        }
        _ => return None,
    };
    Some(HeadlineInfo { label, unit: "share".to_owned(), kind, added })
}

/// What stands in the way of a plan, with the texts that it points into.
pub(super) fn plan(sweep: &Sweep, point: usize) -> Result<Plan, Diagnostics> {
    let scenario = sweep.scenario(point)?;
    let sources = scenario.texts.clone();
    Plan::new(scenario).map_err(|problems| Diagnostics { sources, problems })
}
