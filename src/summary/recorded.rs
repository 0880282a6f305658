//! From a tally and its document to the record.

use super::describe::Described;
use super::{
    Column, Document, GRID_POINTS, Grid, Named, Provenance, RECORD_FORMAT, Record, SAMPLE_REPLICATES, Sample,
};
use crate::model::Plan;
use crate::tally::{Part, Tally};

impl Record {
    /// The record of a run: `document` is what [`summarise`](super::summarise) made of the same plan and tally.
    pub fn new(plan: &Plan, tally: &Tally, document: Document) -> Self {
        Self::with_sample(plan, tally, document, SAMPLE_REPLICATES)
    }

    /// As [`new`](Self::new), with no more than the first `replicates` in full; `document` is what
    /// [`summarise_with_sample`](super::summarise_with_sample) made with as many.
    pub fn with_sample(plan: &Plan, tally: &Tally, document: Document, replicates: usize) -> Self {
        Self {
            format: RECORD_FORMAT,
            provenance: Provenance::of(&document),
            scenario: plan.scenario().resolved.clone(),
            document: Document { timing: None, ..document },
            grids: grids(plan, tally),
            sample: sample(plan, tally, replicates),
        }
    }
}

impl Provenance {
    /// Where a document comes from.
    pub fn of(document: &Document) -> Self {
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: document.version.clone(),
            stream_version: document.stream_version,
            scenario_hash: document.scenario.hash.clone(),
            replicates: [0, document.run.replicates],
            seed: document.run.seed,
            design: document.run.design.clone(),
        }
    }
}

const ENACTED: &[usize] = &[1];
const ALL: &[usize] = &[0, 1];

fn grids(plan: &Plan, tally: &Tally) -> Named<Grid> {
    let grid = |selections: &[usize], index: usize| {
        let column = tally.column(selections, Part::Output(index))?;
        let described = Described::new(&column);
        let levels = (0..GRID_POINTS).map(|point| (point as f64 + 0.5) / GRID_POINTS as f64);
        Some(Column(described.counts().quantiles(levels).unwrap_or_else(|| vec![f64::NAN; GRID_POINTS])))
    };
    let named = |(index, output): (usize, &crate::model::PlannedOutput)| {
        let if_enacted = if plan.enactment_is_uncertain() { grid(ENACTED, index) } else { None };
        Some((output.name.clone(), Grid { all: grid(ALL, index)?, if_enacted }))
    };
    plan.outputs().iter().enumerate().filter_map(named).collect()
}

fn sample(plan: &Plan, tally: &Tally, replicates: usize) -> Sample {
    let kept = tally.sample();
    let mut sample = Sample { replicates: kept.len().min(replicates), ..Sample::default() };
    if plan.enactment_is_uncertain() {
        sample.enacted = kept.enacted();
        sample.enacted.truncate(replicates);
    }
    for (place, part) in tally.layout().parts[1].iter().enumerate() {
        let mut column = Column(kept.column(place));
        column.0.truncate(replicates);
        match *part {
            Part::Output(index) => sample.outputs.insert(plan.outputs()[index].name.clone(), column),
            Part::Input(index) => {
                let path = plan.inputs().columns()[index].path.replace('/', ".");
                sample.inputs.insert(path, column);
            }
        }
    }
    sample
}
