//! Which replicates and which columns are tallied together.

use crate::catalogue::{OUTPUTS, SERIES};
use crate::model::Plan;
use std::ops::Range;

/// A set of replicates that is tallied by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The law does not pass.
    NotEnacted,
    /// The law passes; every replicate of a static scenario.
    Enacted,
    /// The law passes and the future follows one of the rival estimates of a quantity.
    Estimate {
        /// Path of the quantity.
        path: String,
        /// Column of the inputs that says which estimate.
        column: usize,
        /// Place of the estimate.
        estimate: usize,
    },
}

/// A scalar column that is tallied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An output, by its place in the plan.
    Output(usize),
    /// An input column.
    Input(usize),
}

/// Place of the selection in which the law passes.
const ENACTED: usize = 1;

/// Pages whose inputs are described: 1,048,576 replicates.
///
/// What an input is, the scenario says; its description shows that it was drawn so, for which a million futures do.
/// Whole sets and batches of every design.
const INPUT_PAGES: u64 = 4_096;

impl Part {
    /// Whether the column is tallied on a page: an output always, an input in the first million futures.
    pub(super) fn is_tallied_on(self, page: u64) -> bool {
        match self {
            Self::Output(_) => true,
            Self::Input(_) => page < INPUT_PAGES,
        }
    }
}

/// The cells of a tally: selections × scalar columns, then selections × segments × outputs, then selections ×
/// series × months.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The selections; the first two are the law's fate.
    pub selections: Vec<Selection>,
    /// Scalar columns of each selection.
    pub parts: Vec<Vec<Part>>,
    /// First scalar cell of each selection, and the end.
    pub starts: Vec<usize>,
    /// Number of segments tallied apart (0 where there is only one).
    pub segments: usize,
    /// Months 0 … horizon of the series; 0 in a static scenario.
    pub months: usize,
    /// Number of conditions.
    pub conditions: usize,
    /// The estimates of the first quantity that has rivals, as selections; none where no quantity has.
    ///
    /// Every future in which the law passes follows one of them. So what is tallied by estimate is not tallied once more
    /// over all: that cell stays empty, and [`cells`](Self::cells) names those that make it up.
    rivals: Range<usize>,
}

impl Layout {
    /// The layout of a plan.
    pub fn new(plan: &Plan) -> Self {
        let outputs = (0..plan.outputs().len()).map(Part::Output);
        let inputs = plan.tallied_inputs().into_iter().map(Part::Input);
        let all: Vec<Part> = outputs.chain(inputs).collect();
        let headline: Vec<Part> = plan.headline_outputs().into_iter().map(Part::Output).collect();
        let mut selections = vec![Selection::NotEnacted, Selection::Enacted];
        let mut parts = vec![all.clone(), all];
        let first_rivals = plan.rival_estimates().first().map_or(0, |(.., estimates)| *estimates);
        let rivals = selections.len()..selections.len() + first_rivals;
        for (path, column, estimates) in plan.rival_estimates() {
            for estimate in 0..estimates {
                selections.push(Selection::Estimate { path: path.clone(), column, estimate });
                parts.push(headline.clone());
            }
        }
        let mut starts = vec![0];
        for parts in &parts {
            starts.push(starts[starts.len() - 1] + parts.len());
        }
        let programme = plan.horizon().is_some();
        let segments = plan.scenario().segments.len();
        Self {
            segments: if programme && segments > 1 { segments } else { 0 },
            months: plan.horizon().map_or(0, |horizon| horizon + 1),
            conditions: plan.conditions().len(),
            rivals,
            selections,
            parts,
            starts,
        }
    }

    /// Number of scalar cells.
    pub fn scalars(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    /// The scalar cells that make up a column of a selection, if it is tallied there: one, or one for each estimate.
    pub fn cells(&self, selection: usize, part: Part) -> Option<Vec<usize>> {
        let within = |selection: usize| {
            let place = self.parts[selection].iter().position(|p| *p == part)?;
            Some(self.starts[selection] + place)
        };
        if self.is_union(selection, part) {
            self.rivals.clone().map(within).collect()
        } else {
            within(selection).map(|cell| vec![cell])
        }
    }

    /// Whether a column of a selection is the union of those of its estimates.
    pub(super) fn is_union(&self, selection: usize, part: Part) -> bool {
        selection == ENACTED && !self.rivals.is_empty() && self.parts[self.rivals.start].contains(&part)
    }

    /// Number of scalar cells that stay empty, as unions of others.
    pub(super) fn unions(&self) -> usize {
        if self.rivals.is_empty() { 0 } else { self.parts[self.rivals.start].len() }
    }

    /// The segment cells of a selection (0 or 1): `segment × output`.
    pub fn segment_cells(&self, selection: usize) -> Range<usize> {
        let size = self.segments * OUTPUTS.len();
        selection * size..(selection + 1) * size
    }

    /// The cell of a series of a selection (0 or 1) at a month.
    pub fn series(&self, selection: usize, series: usize, month: usize) -> usize {
        (selection * SERIES.len() + series) * self.months + month
    }

    /// Number of series cells.
    pub fn series_cells(&self) -> usize {
        2 * SERIES.len() * self.months
    }
}
