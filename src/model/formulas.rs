//! Own outputs and conditions of a scenario, evaluated by column once a block has been played.

use crate::catalogue::SERIES;
use crate::formula::{Columns, Program, Scratch};
use crate::model::{Inputs, Outcome, Slot};

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
    /// What each column number stands for.
    values: Vec<Value>,
    programs: Vec<Program>,
}

/// Results and scratch space of a block.
#[derive(Debug)]
pub struct FormulaResults {
    lanes: usize,
    results: Vec<f64>,
    /// One column for each value that is the same in every replicate.
    constants: Vec<f64>,
    scratch: Vec<Scratch>,
}

impl FormulaPlan {
    /// Takes programs that are already in order of dependence.
    pub fn new(values: Vec<Value>, programs: Vec<Program>) -> Self {
        Self { values, programs }
    }

    /// Which series of the catalogue some formula looks at, month by month.
    pub fn series_used(&self) -> Vec<bool> {
        let mut used = vec![false; SERIES.len()];
        for column in self.programs.iter().flat_map(Program::series) {
            if let Value::Series(series) = self.values[column] {
                used[series] = true;
            }
        }
        used
    }

    /// The slots of the quantities that some formula uses.
    pub fn quantities_used(&self) -> impl Iterator<Item = Slot> + '_ {
        self.programs.iter().flat_map(Program::scalars).filter_map(|column| match self.values[column] {
            Value::Quantity(slot) => Some(slot),
            _ => None,
        })
    }

    /// Room for the results of `lanes` replicates.
    pub fn workspace(&self, lanes: usize) -> FormulaResults {
        let constant = |value: &Value| match value {
            Value::Quantity(Slot::Fixed(constant)) => *constant,
            _ => f64::NAN,
        };
        FormulaResults {
            lanes,
            results: vec![0.0; self.programs.len() * lanes],
            constants: self.values.iter().flat_map(|v| std::iter::repeat_n(constant(v), lanes)).collect(),
            scratch: self.programs.iter().map(|program| program.scratch(lanes)).collect(),
        }
    }

    /// Evaluates every formula on a block.
    pub fn evaluate(&self, inputs: &Inputs, outcome: &Outcome, space: &mut FormulaResults) {
        let lanes = space.lanes;
        for (index, program) in self.programs.iter().enumerate() {
            let (earlier, rest) = space.results.split_at_mut(index * lanes);
            let columns =
                Block { values: &self.values, lanes, inputs, outcome, earlier, constants: &space.constants };
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
    constants: &'a [f64],
}

impl Columns for Block<'_> {
    fn scalar(&self, column: usize) -> &[f64] {
        let own = |columns, index: usize| -> &[f64] {
            let columns: &[f64] = columns;
            &columns[index * self.lanes..(index + 1) * self.lanes]
        };
        match self.values[column] {
            Value::Quantity(Slot::Column(index)) => self.inputs.column(index),
            Value::Quantity(Slot::Fixed(_)) | Value::Series(_) => own(self.constants, column),
            Value::Output(output) => self.outcome.scalar(0, output),
            Value::Formula(index) => own(self.earlier, index),
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
