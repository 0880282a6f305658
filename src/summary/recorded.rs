//! From a tally and its document to the record.

use super::describe::Described;
use super::{Column, Document, GRID_POINTS, Grid, Named, Provenance, RECORD_FORMAT, Record, Sample};
use crate::model::Plan;
use crate::tally::{Part, Tally};

impl Record {
    /// The record of a run: `document` is what [`summarise`](super::summarise) made of the same plan and tally.
    pub fn new(plan: &Plan, tally: &Tally, document: Document) -> Self {
        Self {
            format: RECORD_FORMAT,
            provenance: Provenance::of(&document),
            scenario: plan.scenario().resolved.clone(),
            document: Document { timing: None, ..document },
            grids: grids(plan, tally),
            sample: sample(plan, tally),
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

impl Record {
    /// The record with no more than the first `replicates` in full.
    pub fn with_sample_of(mut self, replicates: usize) -> Self {
        let cut = |columns: Named<Column>| -> Named<Column> {
            let cut = |(name, column): (&str, &Column)| {
                let kept = column.0.iter().copied().take(replicates).collect();
                (name.to_owned(), Column(kept))
            };
            columns.iter().map(cut).collect()
        };
        self.sample.replicates = self.sample.replicates.min(replicates);
        self.sample.enacted.truncate(replicates);
        self.sample.inputs = cut(self.sample.inputs);
        self.sample.outputs = cut(self.sample.outputs);
        self
    }
}

const ENACTED: &[usize] = &[1];
const ALL: &[usize] = &[0, 1];

fn grids(plan: &Plan, tally: &Tally) -> Named<Grid> {
    let grid = |selections: &[usize], index: usize| {
        let column = tally.column(selections, Part::Output(index))?;
        let described = Described::new(&column);
        let level = |point: usize| (point as f64 + 0.5) / GRID_POINTS as f64;
        let value = |point: usize| described.counts().quantile(level(point)).unwrap_or(f64::NAN);
        Some(Column((0..GRID_POINTS).map(value).collect()))
    };
    let named = |(index, output): (usize, &crate::model::PlannedOutput)| {
        let if_enacted = if plan.enactment_is_uncertain() { grid(ENACTED, index) } else { None };
        Some((output.name.clone(), Grid { all: grid(ALL, index)?, if_enacted }))
    };
    plan.outputs().iter().enumerate().filter_map(named).collect()
}

fn sample(plan: &Plan, tally: &Tally) -> Sample {
    let kept = tally.sample();
    let mut sample = Sample { replicates: kept.len(), ..Sample::default() };
    if plan.enactment_is_uncertain() {
        sample.enacted = kept.enacted();
    }
    for (place, part) in tally.layout().parts[1].iter().enumerate() {
        let column = Column(kept.column(place));
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
