//! Own outputs and conditions of a scenario, evaluated by column once a block has been played.

use crate::catalogue::SERIES;
use crate::formula::{Columns, Program, Scratch};
use crate::model::{Inputs, Outcome, Slot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a column number in a compiled formula stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A quantity of the scenario, or an own input.
    Quantity(Slot),
    /// A built-in scalar output, by catalogue index.
    Output(usize),
    /// A monthly series, by catalogue index.
    Series(usize),
    /// The result of an earlier formula, by its place in the plan.
    Formula(usize),
}

/// The formulas of a scenario in an order in which each uses only earlier ones.
#[derive(Debug)]
pub struct FormulaPlan {
    formulas: Vec<(Program, Values)>,
}

/// What each column number of a program stands for.
pub type Values = Arc<[Value]>;

/// Results and scratch space of a block.
#[derive(Debug)]
pub struct FormulaResults {
    lanes: usize,
    results: Vec<f64>,
    /// For each formula, the columns of values that are the same in every replicate.
    constants: Vec<BTreeMap<usize, Vec<f64>>>,
    scratch: Vec<Scratch>,
}

impl FormulaPlan {
    /// Takes formulas that are already in order of dependence.
    pub fn new(formulas: Vec<(Program, Values)>) -> Self {
        Self { formulas }
    }

    /// Which series of the catalogue some formula looks at, month by month.
    pub fn series_used(&self) -> Vec<bool> {
        let mut used = vec![false; SERIES.len()];
        for (program, values) in &self.formulas {
            for column in program.series() {
                if let Value::Series(series) = values[column] {
                    used[series] = true;
                }
            }
        }
        used
    }

    /// Room for the results of `lanes` replicates.
    pub fn workspace(&self, lanes: usize) -> FormulaResults {
        let constants = |(program, values): &(Program, Values)| {
            let constant = |column: usize| match values[column] {
                Value::Quantity(Slot::Fixed(constant)) => Some((column, vec![constant; lanes])),
                _ => None,
            };
            program.scalars().filter_map(constant).collect()
        };
        FormulaResults {
            lanes,
            results: vec![0.0; self.formulas.len() * lanes],
            constants: self.formulas.iter().map(constants).collect(),
            scratch: self.formulas.iter().map(|(program, _)| program.scratch(lanes)).collect(),
        }
    }

    /// Evaluates every formula on a block.
    pub fn evaluate(&self, inputs: &Inputs, outcome: &Outcome, space: &mut FormulaResults) {
        let lanes = space.lanes;
        for (index, (program, values)) in self.formulas.iter().enumerate() {
            let (earlier, rest) = space.results.split_at_mut(index * lanes);
            let constants = &space.constants[index];
            let columns = Block { values, lanes, inputs, outcome, earlier, constants };
            program.eval(&columns, &mut space.scratch[index], &mut rest[..lanes]);
        }
    }
}

impl FormulaResults {
    /// The result of a formula, one value a replicate.
    pub fn column(&self, formula: usize) -> &[f64] {
        &self.results[formula * self.lanes..(formula + 1) * self.lanes]
    }
}

/// The columns of a block as a formula sees them.
struct Block<'a> {
    values: &'a [Value],
    lanes: usize,
    inputs: &'a Inputs,
    outcome: &'a Outcome,
    earlier: &'a [f64],
    constants: &'a BTreeMap<usize, Vec<f64>>,
}

impl Columns for Block<'_> {
    fn scalar(&self, column: usize) -> &[f64] {
        match self.values[column] {
            Value::Quantity(Slot::Column(index)) => self.inputs.column(index),
            Value::Output(output) => self.outcome.scalar(0, output),
            Value::Formula(index) => &self.earlier[index * self.lanes..(index + 1) * self.lanes],
            Value::Quantity(Slot::Fixed(_)) => &self.constants[&column],
            Value::Series(_) => unreachable!("the compiler takes a series for a scalar nowhere"),
        }
    }

    fn series(&self, column: usize, month: usize) -> Option<&[f64]> {
        match self.values[column] {
            Value::Series(series) => self.outcome.series(series, month),
            _ => None,
        }
    }

    fn horizon(&self) -> usize {
        self.outcome.horizon()
    }
}
