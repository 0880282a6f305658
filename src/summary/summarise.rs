//! From a tally to the document of a run.

use super::describe::{Described, chance, plain_quantile_error};
use super::drivers::Kept;
use super::*;
use crate::catalogue::{OUTPUTS, SERIES};
use crate::model::{Judgement, Plan, PlannedCondition};
use crate::random::STREAM_VERSION;
use crate::scenario::{Chance as ChanceMode, Condition, Design, Scenario, YearMonth};
use crate::tally::{Part, Selection, Tally};
use crate::units::NO_CURRENCY;

const ALL: [usize; 2] = [NOT_ENACTED, ENACTED];

/// Describes what a tally holds.
///
/// `requested` is the number of replicates asked for; a smaller tally is marked incomplete.
pub fn summarise(plan: &Plan, tally: &Tally, requested: u64) -> Document {
    summarise_with_sample(plan, tally, requested, SAMPLE_REPLICATES)
}

/// As [`summarise`], with what moves the results from the first `sample` replicates alone: the ranks of 4,096 take
/// longer than everything else that is said of a static estimate.
pub fn summarise_with_sample(plan: &Plan, tally: &Tally, requested: u64, sample: usize) -> Document {
    let scenario = plan.scenario();
    let replicates = tally.replicates(&ALL);
    let kept = Kept::new(plan, tally, sample);
    let summary = Summary { plan, tally, kept, uncertain: plan.enactment_is_uncertain() };
    let undefined_drivers = summary.undefined_drivers();
    Document {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        scenario: ScenarioInfo {
            earliest_citizenship_month: plan.earliest_citizenship(),
            ..scenario_info(scenario)
        },
        run: RunInfo {
            replicates,
            requested,
            seed: scenario.run.seed,
            seed_is_default: !scenario.run.seed_given,
            design: design_name(scenario.run.design).to_owned(),
            chance: chance_name(scenario.run.chance).to_owned(),
            complete: replicates >= requested,
            precision_reached: None,
        },
        timing: None,
        enactment: summary.uncertain.then(|| summary.enactment()),
        inputs: summary.inputs(),
        outputs: summary.outputs(&ALL),
        outputs_if_enacted: summary.uncertain.then(|| summary.outputs(&[ENACTED])),
        by_estimate: summary.by_estimate(),
        series: summary.series(&ALL),
        series_if_enacted: (summary.uncertain && plan.horizon().is_some())
            .then(|| summary.series(&[ENACTED])),
        segments: summary.segments(),
        success: summary.conditions(Judgement::Success, &scenario.success),
        failure: summary.conditions(Judgement::Failure, &scenario.failure),
        joint: joint::joint(plan, tally),
        claims: summary.claims(),
        observed: summary.observed(),
        hindcast: hindcast(scenario),
        variance_split: Named::new(),
        undefined_drivers: undefined_drivers.clone(),
        drivers: summary.kept.drivers(),
        defaults: scenario.defaults.iter().cloned().collect(),
        parts_off: scenario.parts_off.clone(),
        features_off: scenario.features_off.iter().cloned().collect(),
        warnings: (scenario.warnings.iter().chain(plan.warnings()).map(warning))
            .chain(undefined_drivers.iter().map(|(path, often)| driver_warning(path, often)))
            .collect(),
    }
}

/// A plan and its tally.
struct Summary<'a> {
    plan: &'a Plan,
    tally: &'a Tally,
    kept: Kept<'a>,
    /// Whether the law may fail, so that answers are given twice.
    uncertain: bool,
}

impl Summary<'_> {
    fn enactment(&self) -> Chance {
        let [enacted, all] = [&[ENACTED][..], &ALL].map(|of| self.tally.replicates_by_batch(of));
        chance(&enacted.into_iter().zip(all).collect::<Vec<_>>())
    }

    fn inputs(&self) -> Named<InputSummary> {
        let replicates = self.tally.replicates(&ALL);
        let describe = |index: usize| {
            let column = self.tally.column(&ALL, Part::Input(index))?;
            let path = &self.plan.inputs().columns()[index].path;
            let unit = self.plan.input_unit(path).to_string();
            Some((path.replace('/', "."), Described::new(&column).input(unit, replicates)))
        };
        self.plan.tallied_inputs().into_iter().filter_map(describe).collect()
    }

    fn outputs(&self, selections: &[usize]) -> Named<OutputSummary> {
        (0..self.plan.outputs().len()).filter_map(|index| self.output(selections, index)).collect()
    }

    fn output(&self, selections: &[usize], index: usize) -> Option<(String, OutputSummary)> {
        let output = &self.plan.outputs()[index];
        let column = self.tally.column(selections, Part::Output(index))?;
        let described =
            Described::new(&column).output(&output.label, output.unit.to_string(), &output.thresholds);
        let money = money::note(self.plan.scenario(), output);
        Some((output.name.clone(), OutputSummary { money, ..described }))
    }

    fn by_estimate(&self) -> Named<Named<EstimateSummary>> {
        let mut paths: Named<Named<EstimateSummary>> = Named::new();
        for (selection, kind) in self.tally.layout().selections.iter().enumerate() {
            let Selection::Estimate { path, estimate, .. } = kind else { continue };
            let Some(belief) = self.plan.estimate(path, *estimate) else { continue };
            let outputs = self.plan.headline_outputs().into_iter();
            let summary = EstimateSummary {
                label: belief.label.clone(),
                weight: belief.weight,
                quoted: belief.evidence.quoted,
                replicates: self.tally.replicates(&[selection]),
                outputs: outputs.filter_map(|index| self.output(&[selection], index)).collect(),
            };
            let mut estimates = paths.get(path).cloned().unwrap_or_default();
            estimates.insert(belief.name.clone(), summary);
            paths.insert(path.clone(), estimates);
        }
        paths
    }

    fn series(&self, selections: &[usize]) -> Named<SeriesSummary> {
        let Some(horizon) = self.plan.horizon() else { return Named::new() };
        let currency = &self.plan.scenario().money.currency;
        let describe = |(index, series): (usize, &crate::catalogue::Series)| {
            let mut summary = SeriesSummary {
                label: series.label.to_owned(),
                unit: series.unit.unit(currency).to_string(),
                month: (0..=horizon as u32).collect(),
                ..SeriesSummary::default()
            };
            let mut columns = vec![(Vec::new(), Vec::new()); PERCENTILES.len()];
            for month in 0..=horizon {
                let (moments, counts) = self.tally.series(selections, index, month);
                summary.mean.push(moments.mean());
                summary.mean_mcse.push(moments.standard_error());
                for ((values, errors), (_, level)) in columns.iter_mut().zip(PERCENTILES) {
                    values.push(counts.quantile(level));
                    errors.push(plain_quantile_error(&counts, level));
                }
            }
            for ((key, _), (values, errors)) in PERCENTILES.iter().zip(columns) {
                summary.quantiles.insert(*key, values);
                summary.quantiles_mcse.insert(*key, errors);
            }
            (series.name, summary)
        };
        SERIES.iter().enumerate().map(describe).collect()
    }

    fn segments(&self) -> Named<SegmentSummary> {
        if self.tally.layout().segments == 0 {
            return Named::new();
        }
        let total = |segment: usize, output: usize| {
            let moments = self.tally.segment(ENACTED, segment, output);
            let name = OUTPUTS[output].name;
            let total =
                SegmentTotal { mean: moments.mean(), mean_mcse: moments.standard_error(), sd: moments.sd() };
            total.mean.is_some().then_some((name, total))
        };
        let segments = self.plan.scenario().segments.iter().enumerate();
        segments
            .map(|(index, segment)| {
                let outputs = (0..OUTPUTS.len()).filter_map(|output| total(index, output)).collect();
                (segment.name.clone(), SegmentSummary { label: segment.label.clone(), outputs })
            })
            .collect()
    }

    fn conditions(&self, judgement: Judgement, conditions: &[Condition]) -> Named<ConditionSummary> {
        let place = |index: usize| {
            let same = |planned: &&PlannedCondition| planned.judgement == judgement && planned.index == index;
            self.plan.conditions().iter().position(|planned| same(&planned))
        };
        let describe = |(index, condition): (usize, &Condition)| {
            let selections: &[usize] = if condition.in_all { &ALL } else { &[ENACTED] };
            let chance = chance(&self.tally.condition(selections, place(index)?));
            let judged = self.tally.replicates(selections);
            let summary = ConditionSummary {
                words: condition.words.clone(),
                judged_in: if condition.in_all { JudgedIn::All } else { JudgedIn::Enacted },
                chance,
                defined: if judged == 0 { 0.0 } else { chance.of as f64 / judged as f64 },
                is_default: condition.is_default,
                most_moved_by: self.kept.most_moving_condition(judgement, index),
            };
            Some((condition.name.clone(), summary))
        };
        conditions.iter().enumerate().filter_map(describe).collect()
    }

    fn claims(&self) -> Named<ClaimSummary> {
        let describe = |claim: &crate::scenario::Claim| {
            let index = self.plan.outputs().iter().position(|output| output.name == claim.output)?;
            let place = self.plan.outputs()[index].thresholds.iter().position(|&t| t == claim.at_least)?;
            let reached = |selections: &[usize]| {
                let column = self.tally.column(selections, Part::Output(index))?;
                let parts = column.batches.iter().map(|b| (b.exceeding[place], b.counts.defined()));
                Some(chance(&parts.collect::<Vec<_>>()))
            };
            let summary = ClaimSummary {
                words: claim.words.clone(),
                output: claim.output.clone(),
                at_least: claim.at_least,
                judged_in: if self.uncertain { JudgedIn::Enacted } else { JudgedIn::All },
                chance: reached(&[ENACTED])?,
                in_all_futures: reached(&ALL)?,
                most_moved_by: self.kept.most_moving_output(&claim.output),
            };
            Some((claim.name.clone(), summary))
        };
        self.plan.scenario().claims.iter().filter_map(describe).collect()
    }

    fn undefined_drivers(&self) -> Named<Chance> {
        let judged = self.tally.replicates(&[ENACTED]);
        let drivers = self.plan.drivers().iter().enumerate();
        let often = drivers.map(|(driver, (path, _))| (path, self.tally.undefined_driver(driver)));
        often
            .filter(|(_, undefined)| *undefined > 0)
            .map(|(path, undefined)| (path.clone(), Chance::of_counts(undefined, judged)))
            .collect()
    }

    fn observed(&self) -> Named<ObservedSummary> {
        let describe = |(name, (value, source)): (&String, &(f64, Vec<String>))| {
            let index = self.plan.outputs().iter().position(|output| output.name == *name)?;
            let column = self.tally.column(&[ENACTED], Part::Output(index))?;
            let percentile = Described::new(&column).percentile_of(*value);
            let inside = percentile.and_then(band);
            Some((
                name.clone(),
                ObservedSummary { value: *value, source: source.clone(), percentile, inside },
            ))
        };
        self.plan.scenario().observed.values.iter().filter_map(describe).collect()
    }
}

/// The narrowest usual central range, in per cent, that holds a percentile.
fn band(percentile: f64) -> Option<u8> {
    let holds = |width: &u8| 200.0 * (percentile - 0.5).abs() <= f64::from(*width);
    [50, 80, 90, 98].into_iter().find(holds)
}

fn hindcast(scenario: &Scenario) -> Option<HindcastSummary> {
    if scenario.observed.values.is_empty() {
        return None;
    }
    // Without a date nothing can be later; nothing is shown to be earlier either.
    let Some(found) = scenario.hindsight() else { return Some(HindcastSummary::default()) };
    let later = |(path, source, known): &(String, String, YearMonth)| LaterBelief {
        path: path.clone(),
        source: source.clone(),
        known: month(*known),
    };
    Some(HindcastSummary {
        blind: found.is_blind(),
        later: found.later.iter().map(later).collect(),
        undated: found.undated,
        judged: found.judged,
    })
}

/// A month as `2012-05`.
pub(crate) fn month(month: YearMonth) -> String {
    format!("{:04}-{:02}", month.year, month.month)
}

/// What a scenario asks, and how to know it again; what only its plan knows is absent.
pub fn scenario_info(scenario: &Scenario) -> ScenarioInfo {
    let has_money = scenario.money.price_year.is_some() || scenario.money.currency != NO_CURRENCY;
    ScenarioInfo {
        title: scenario.title.clone(),
        file: file_name(scenario),
        hash: scenario.hash(),
        overrides: scenario.overrides.iter().cloned().collect(),
        question: scenario.question.clone(),
        headline: scenario.headline.clone(),
        as_of: scenario.as_of.map(month),
        start: scenario.time.as_ref().map(|time| month(time.start)),
        horizon_months: scenario.time.as_ref().map(|time| time.horizon_months),
        earliest_citizenship_month: None,
        currency: has_money.then(|| scenario.money.currency.clone()),
        price_year: scenario.money.price_year,
        viewpoint: scenario.money.viewpoint.clone(),
    }
}

/// The bare name of the first file read, without its directory; `None` for standard input.
fn file_name(scenario: &Scenario) -> Option<String> {
    let name = std::path::Path::new(&scenario.texts.files.first()?.name).file_name()?.to_str()?;
    (!name.starts_with('<')).then(|| name.to_owned())
}

fn driver_warning(path: &str, often: &Chance) -> Warning {
    let percent = 100.0 * often.probability.unwrap_or(0.0);
    // Two digits: "3.1", "0.042".
    let percent: f64 = format!("{percent:.1e}").parse().unwrap_or(percent);
    let message = format!(
        "has no value in {percent} % of the futures in which the law passes: the base share stands there"
    );
    Warning { code: "W008".to_owned(), message, path: Some(path.to_owned()) }
}

fn warning(problem: &crate::scenario::Diagnostic) -> Warning {
    Warning { code: problem.code.to_owned(), message: problem.message.clone(), path: problem.path.clone() }
}

/// The name of a design as scenario files write it.
pub fn design_name(design: Design) -> &'static str {
    match design {
        Design::Random => "random",
        Design::LatinHypercube => "latin-hypercube",
        Design::Sobol => "sobol",
    }
}

/// The name of a mode of chance as scenario files write it.
pub fn chance_name(chance: ChanceMode) -> &'static str {
    match chance {
        ChanceMode::Individual => "individual",
        ChanceMode::Expected => "expected",
    }
}
