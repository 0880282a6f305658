//! A plan at work on one block: room, inputs drawn, the programme played, formulas evaluated. Nothing here can fail.

use super::formulas::FormulaResults;
use super::planned::OutputSource;
use super::programme::{self, ProgrammePlan};
use super::{Block, Inputs, MonthObserver, Outcome, Plan};
use crate::random::PAGE;

/// Room for one block: inputs, outcome and whatever the kernel needs.
#[derive(Debug)]
pub struct Workspace {
    /// The inputs of the block.
    pub inputs: Inputs,
    /// What came of it.
    pub outcome: Outcome,
    programme: Option<programme::Workspace>,
    drivers: FormulaResults,
    formulas: FormulaResults,
    /// All ones: a static scenario is always in force.
    always: Vec<f64>,
}

impl Plan {
    /// Room for blocks of at most `pages` pages.
    pub fn workspace(&self, pages: usize) -> Workspace {
        let lanes = pages * PAGE;
        let series_used = self.formulas.series_used();
        let groups = self.programme.as_ref().map_or(0, ProgrammePlan::groups);
        Workspace {
            inputs: self.inputs.workspace(lanes),
            outcome: Outcome::new(lanes, groups, self.horizon().unwrap_or(0), &series_used),
            programme: self.programme.as_ref().map(|programme| programme::Workspace::new(programme, lanes)),
            drivers: self.drivers.workspace(lanes),
            formulas: self.formulas.workspace(lanes),
            always: vec![1.0; lanes],
        }
    }

    /// About how many bytes the room for blocks of `pages` pages takes.
    pub fn block_bytes(&self, pages: usize) -> u64 {
        let lanes = pages * PAGE;
        let series = self.formulas.series_used().iter().filter(|used| **used).count();
        // A formula keeps its result, its constants and its scratch space.
        let formulas = 6 * (self.conditions.len() + self.outputs.len());
        let months = self.horizon().map_or(0, |horizon| horizon + 1);
        let columns = 2 * self.inputs.columns().len() + series * months + formulas;
        let programme = self.programme.as_ref().map_or(0, |programme| programme.block_bytes(lanes));
        (columns * lanes * size_of::<f64>()) as u64 + programme
    }

    /// Draws the inputs of a block, the calendar they make, and the drivers of the effects on take-up.
    pub fn draw(&self, block: &Block, space: &mut Workspace) {
        self.inputs.fill(block, &mut space.inputs);
        let Some(programme) = &self.programme else { return };
        programme::realise_calendar(programme, block, &mut space.inputs);
        self.drivers.evaluate(&space.inputs, &space.outcome, &mut space.drivers);
        for (driver, (_, column)) in self.driver_columns.iter().enumerate() {
            space.inputs.column_mut(*column).copy_from_slice(space.drivers.column(driver));
        }
    }

    /// Plays the programme out on the inputs drawn, then evaluates the scenario's own formulas.
    pub fn play(&self, block: &Block, space: &mut Workspace, observer: &mut impl MonthObserver) {
        if let (Some(programme), Some(kernel)) = (&self.programme, &mut space.programme) {
            programme::simulate(programme, block, &space.inputs, kernel, &mut space.outcome, observer);
        }
        self.formulas.evaluate(&space.inputs, &space.outcome, &mut space.formulas);
    }

    /// 1 where the law passes, 0 elsewhere; 1 everywhere in a static scenario.
    pub fn enacted<'a>(&self, space: &'a Workspace) -> &'a [f64] {
        match self.enacted {
            Some(column) => space.inputs.column(column),
            None => &space.always,
        }
    }

    /// An output, one value a replicate.
    pub fn output_column<'a>(&self, space: &'a Workspace, output: usize) -> &'a [f64] {
        match self.outputs[output].source {
            OutputSource::BuiltIn(index) => space.outcome.scalar(0, index),
            OutputSource::Formula(index) => space.formulas.column(index),
        }
    }

    /// A formula's result, one value a replicate.
    pub fn formula_column<'a>(&self, space: &'a Workspace, formula: usize) -> &'a [f64] {
        space.formulas.column(formula)
    }
}
