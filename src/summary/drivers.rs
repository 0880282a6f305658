//! What moves a result: rank correlations of the uncertain inputs with outputs and conditions, from the futures that
//! are kept in full.

use super::{Driver, Drivers, Named};
use crate::model::{Judgement, Plan};
use crate::scenario::{Belief, Evidence, Scenario};
use crate::stats::RankModel;
use crate::tally::{Part, Tally};

/// Fewer futures than this show nothing but noise: 1/√100 is a rank correlation of 0.1.
const FEWEST: usize = 100;

/// A condition that holds, or does not hold, in fewer of the kept futures than this says too little by itself.
const FEWEST_CASES: usize = 20;

/// A correlation below this many standard errors is not told from none; with some fifty inputs three are exceeded by
/// chance about once in eight.
const CLEAR: f64 = 3.0;

/// The kept futures of a run, ready to be asked.
pub(super) struct Kept<'a> {
    plan: &'a Plan,
    tally: &'a Tally,
    /// Paths of the inputs, with their grades.
    inputs: Vec<(String, Option<Evidence>)>,
    columns: Vec<Vec<f64>>,
    /// Replicates that are judged: those in which the law passes.
    judged: Vec<usize>,
    model: RankModel,
}

impl<'a> Kept<'a> {
    /// The kept futures in which the law passes, among the first so many.
    pub(super) fn new(plan: &'a Plan, tally: &'a Tally, first: usize) -> Self {
        let sample = tally.sample();
        let passes = sample.enacted();
        let judged: Vec<usize> = (0..passes.len().min(first)).filter(|&row| passes[row]).collect();
        let (mut inputs, mut columns) = (Vec::new(), Vec::new());
        for (place, part) in tally.layout().parts[1].iter().enumerate() {
            let Part::Input(index) = *part else { continue };
            let path = &plan.inputs().columns()[index].path;
            inputs.push((path.replace('/', "."), grade(plan.scenario(), path)));
            columns.push(pick(&sample.column(place), &judged));
        }
        let model = RankModel::new(columns.iter().map(Vec::as_slice));
        Self { plan, tally, inputs, columns, judged, model }
    }

    /// Drivers of the headline outputs and of those that claims are about.
    pub(super) fn drivers(&self) -> Named<Drivers> {
        let mut outputs = self.plan.headline_outputs();
        let claims = self.plan.scenario().claims.iter();
        outputs.extend(claims.filter_map(|claim| self.place(&claim.output)));
        let named = |index: usize| {
            Some((self.plan.outputs()[index].name.clone(), self.drivers_of(&self.output(index)?)?))
        };
        outputs.into_iter().filter_map(named).collect()
    }

    /// The assumption that goes together most with the output of a claim.
    pub(super) fn most_moving_output(&self, name: &str) -> Option<Driver> {
        self.strongest_assumption(&self.output(self.place(name)?)?)
    }

    /// The assumption that goes together most with a condition; where the condition is too rare to tell, with an
    /// output that its formula names.
    pub(super) fn most_moving_condition(&self, judgement: Judgement, index: usize) -> Option<Driver> {
        let planned = |place: &usize| {
            let planned = &self.plan.conditions()[*place];
            planned.judgement == judgement && planned.index == index
        };
        let place = (0..self.plan.conditions().len()).find(planned)?;
        let holds = pick(&self.tally.sample().condition(place), &self.judged);
        let cases = holds.iter().filter(|&&holds| holds == 1.0).count();
        let others = holds.iter().filter(|&&holds| holds == 0.0).count();
        if cases.min(others) >= FEWEST_CASES {
            return self.strongest_assumption(&holds);
        }
        let scenario = self.plan.scenario();
        let conditions = match judgement {
            Judgement::Success => &scenario.success,
            Judgement::Failure => &scenario.failure,
        };
        let of_output = |name: &str| self.most_moving_output(name);
        words(&conditions.get(index)?.formula.text)
            .filter_map(of_output)
            .max_by(|a, b| a.rank.abs().total_cmp(&b.rank.abs()))
    }

    fn place(&self, output: &str) -> Option<usize> {
        self.plan.outputs().iter().position(|planned| planned.name == output)
    }

    fn output(&self, index: usize) -> Option<Vec<f64>> {
        let parts = &self.tally.layout().parts[1];
        let place = parts.iter().position(|part| *part == Part::Output(index))?;
        Some(pick(&self.tally.sample().column(place), &self.judged))
    }

    fn drivers_of(&self, output: &[f64]) -> Option<Drivers> {
        let (model, with, futures) = self.correlations(output)?;
        let all: Vec<usize> = (0..self.inputs.len()).collect();
        let assumed: Vec<usize> =
            all.iter().copied().filter(|&i| self.inputs[i].1 == Some(Evidence::Assumption)).collect();
        let mut inputs: Vec<Driver> =
            all.iter().filter_map(|&input| Some(self.driver(input, with[input]?))).collect();
        if inputs.is_empty() {
            return None;
        }
        // A stable sort: equal strengths stay in the order of the paths.
        inputs.sort_by(|a, b| b.rank.abs().total_cmp(&a.rank.abs()));
        Some(Drivers {
            futures: futures as u64,
            explained: model.explained(&all, &with),
            explained_by_assumptions: model.explained(&assumed, &with),
            rank_error: error(futures),
            inputs,
        })
    }

    /// The input graded `assumption` that goes with an output most; where none of these does, any input.
    fn strongest_assumption(&self, output: &[f64]) -> Option<Driver> {
        let (_, with, futures) = self.correlations(output)?;
        let assumed = |input: &usize| self.inputs[*input].1 == Some(Evidence::Assumption);
        let strongest = |inputs: &mut dyn Iterator<Item = usize>| {
            inputs
                .filter_map(|input| Some(self.driver(input, with[input]?)))
                .max_by(|a, b| a.rank.abs().total_cmp(&b.rank.abs()))
                .filter(|driver| driver.rank.abs() > CLEAR * error(futures))
        };
        strongest(&mut (0..self.inputs.len()).filter(assumed))
            .or_else(|| strongest(&mut (0..self.inputs.len())))
    }

    fn driver(&self, input: usize, rank: f64) -> Driver {
        let (path, grade) = &self.inputs[input];
        Driver { path: path.clone(), rank, grade: grade.map(|grade| grade.name().to_owned()) }
    }

    /// The model of the futures that define an output, the correlations, and how many futures those are.
    fn correlations(&self, output: &[f64]) -> Option<(RankModel, Vec<Option<f64>>, usize)> {
        let defined: Vec<usize> = (0..output.len()).filter(|&row| !output[row].is_nan()).collect();
        if defined.len() < FEWEST {
            return None;
        }
        let model = if defined.len() == output.len() {
            self.model.clone()
        } else {
            let columns: Vec<Vec<f64>> = self.columns.iter().map(|column| pick(column, &defined)).collect();
            RankModel::new(columns.iter().map(Vec::as_slice))
        };
        let with = model.correlations_with(&pick(output, &defined));
        Some((model, with, defined.len()))
    }
}

/// The grade of a quantity's evidence: its own, that of its group, or the weakest of its rival estimates.
fn grade(scenario: &Scenario, path: &str) -> Option<Evidence> {
    // A parameter of a quantity (`path/mean`) and a member of a group (`path.front`) stand on the whole's evidence.
    let whole = path.split('/').next().unwrap_or(path);
    if let Some(quantity) = scenario.quantities.get(whole) {
        let Belief::Pooled { estimates, .. } = &quantity.belief else { return quantity.evidence.grade };
        let of_estimates = estimates.iter().filter_map(|estimate| estimate.evidence.grade).max();
        return quantity.evidence.grade.max(of_estimates);
    }
    let group = whole.rsplit_once('.').map_or(whole, |(group, _)| group);
    scenario.groups.get(group)?.evidence.grade
}

fn error(futures: usize) -> f64 {
    1.0 / (futures.saturating_sub(1).max(1) as f64).sqrt()
}

fn pick(column: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| column[row]).collect()
}

/// The names in a formula.
fn words(formula: &str) -> impl Iterator<Item = &str> {
    formula.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
