//! The tally of a run, or of a range of its pages.

use super::batch::batches;
use super::counts::{Counts, series_counts};
use super::{Judged, Layout, Part, Sample, Worker};
use crate::catalogue::OUTPUTS;
use crate::model::Plan;
use crate::random::Design;
use crate::stats::{MomentForest, Moments, QuantileCounts};

/// Everything that is kept of the replicates of some pages.
#[derive(Clone, Debug)]
pub struct Tally {
    layout: Layout,
    design: Design,
    counts: Vec<Counts>,
    series: Vec<QuantileCounts>,
    sample: Sample,
    /// Moments of the scalar cells, by batch.
    scalars: Vec<MomentForest>,
    /// Moments of segments and series.
    wide: MomentForest,
}

/// Two tallies that cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("page {page} is in both tallies: a replicate would be counted twice")]
pub struct MergeError {
    /// A page that both hold.
    pub page: u64,
}

impl Tally {
    /// An empty tally.
    pub fn new(plan: &Plan) -> Self {
        let layout = Layout::new(plan);
        let design = plan.inputs().design();
        let batches = batches(design);
        Self {
            counts: (0..batches).map(|_| Counts::new(&layout, plan)).collect(),
            series: series_counts(&layout),
            sample: Sample::default(),
            scalars: (0..batches).map(|_| MomentForest::new()).collect(),
            wide: MomentForest::new(),
            layout,
            design,
        }
    }
}

/// One scalar column of some replicates: what is needed to describe its distribution.
#[derive(Clone, Debug)]
pub struct Column {
    /// By batch of the design; one for independent draws.
    pub batches: Vec<Batch>,
    /// Replicates at or above each threshold.
    pub exceeding: Vec<u64>,
}

/// One batch of a column.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Moments of the finite values.
    pub moments: Moments,
    /// Buckets of all values.
    pub counts: QuantileCounts,
    /// Replicates at or above each threshold.
    pub exceeding: Vec<u64>,
}

impl Tally {
    /// The layout of the cells.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The design of the points.
    pub fn design(&self) -> Design {
        self.design
    }

    /// The replicates kept in full.
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// Replicates of some selections: the ledger.
    pub fn replicates(&self, selections: &[usize]) -> u64 {
        self.replicates_by_batch(selections).iter().sum()
    }

    /// Replicates of some selections, by batch.
    pub fn replicates_by_batch(&self, selections: &[usize]) -> Vec<u64> {
        let of = |counts: &Counts| selections.iter().map(|&s| counts.replicates[s]).sum();
        self.counts.iter().map(of).collect()
    }

    /// A scalar column over the union of some selections that all hold it; `None` where one does not.
    pub fn column(&self, selections: &[usize], part: Part) -> Option<Column> {
        let cells: Vec<Vec<usize>> =
            selections.iter().map(|&s| self.layout.cells(s, part)).collect::<Option<_>>()?;
        let cells = cells.concat();
        let batch = |(counts, forest): (&Counts, &MomentForest)| {
            let moments = merged(forest, &cells);
            let mut merged = counts.scalars[cells[0]].clone();
            cells[1..].iter().for_each(|&cell| merged.merge(&counts.scalars[cell]));
            let mut exceeding = counts.exceeding[cells[0]].clone();
            for &cell in &cells[1..] {
                exceeding.iter_mut().zip(&counts.exceeding[cell]).for_each(|(a, b)| *a += b);
            }
            Batch { moments, counts: merged, exceeding }
        };
        let batches: Vec<Batch> = self.counts.iter().zip(&self.scalars).map(batch).collect();
        let mut exceeding = vec![0; batches[0].exceeding.len()];
        for batch in &batches {
            exceeding.iter_mut().zip(&batch.exceeding).for_each(|(a, b)| *a += b);
        }
        Some(Column { batches, exceeding })
    }

    /// In how many replicates of some selections (0, 1) a condition holds, and in how many it is defined; by batch.
    pub fn condition(&self, selections: &[usize], condition: usize) -> Vec<(u64, u64)> {
        let of = |counts: &Counts| {
            let sum = |of: &[Vec<u64>; 2]| selections.iter().map(|&s| of[s][condition]).sum();
            (sum(&counts.holds), sum(&counts.defined))
        };
        self.counts.iter().map(of).collect()
    }

    /// Where the law passes, in how many replicates two different conditions both hold and in how many that can be
    /// judged; by batch.
    pub fn both(&self, a: usize, b: usize) -> Vec<Judged> {
        self.counts.iter().map(|counts| counts.joint.pair(a, b)).collect()
    }

    /// … every success holds.
    pub fn all_success(&self) -> Vec<Judged> {
        self.counts.iter().map(|counts| counts.joint.all_success()).collect()
    }

    /// … some failure holds.
    pub fn any_failure(&self) -> Vec<Judged> {
        self.counts.iter().map(|counts| counts.joint.any_failure()).collect()
    }

    /// Where the law passes, in how many replicates the driver of an effect has no value.
    pub fn undefined_driver(&self, driver: usize) -> u64 {
        self.counts.iter().map(|counts| counts.undefined_drivers[driver]).sum()
    }

    /// Moments of a segment's output in selection 0 or 1.
    pub fn segment(&self, selection: usize, segment: usize, output: usize) -> Moments {
        let cell = self.layout.segment_cells(selection).start + segment * OUTPUTS.len() + output;
        self.wide.cell(cell)
    }

    /// Moments and buckets of a series at a month over selections 0 and 1.
    pub fn series(&self, selections: &[usize], series: usize, month: usize) -> (Moments, QuantileCounts) {
        let first = 2 * self.layout.segments * OUTPUTS.len();
        let cells: Vec<usize> = selections.iter().map(|&s| self.layout.series(s, series, month)).collect();
        let moments = merged(&self.wide, &cells.iter().map(|cell| first + cell).collect::<Vec<_>>());
        let mut counts = self.series[cells[0]].clone();
        cells[1..].iter().for_each(|&cell| counts.merge(&self.series[cell]));
        (moments, counts)
    }

    /// Merges the tally of other pages of the same run; the order of merging changes no bit.
    ///
    /// # Errors
    /// [`MergeError`] where both hold the same page.
    pub fn merge(mut self, other: Self) -> Result<Self, MergeError> {
        for (forest, other) in self.scalars.iter_mut().zip(other.scalars) {
            forest.merge(other).map_err(|overlap| MergeError { page: overlap.page })?;
        }
        self.wide.merge(other.wide).map_err(|overlap| MergeError { page: overlap.page })?;
        self.counts.iter_mut().zip(other.counts).for_each(|(a, b)| a.absorb(b));
        self.series.iter_mut().zip(other.series).for_each(|(a, b)| a.absorb(b));
        self.sample.absorb(other.sample);
        Ok(self)
    }

    /// Takes over what a worker counted.
    pub fn absorb(&mut self, worker: Worker) {
        // Its room for playing goes first, its buckets one by one: so the run takes the most memory while it plays.
        let (counts, series, sample) = worker.into_counted();
        self.counts.iter_mut().zip(counts).for_each(|(a, b)| a.absorb(b));
        self.series.iter_mut().zip(series).for_each(|(a, b)| a.absorb(b));
        self.sample.absorb(sample);
    }

    /// Takes over moments of pages that no other worker has played, and leaves none.
    pub(super) fn take_over(&mut self, scalars: &mut [MomentForest], wide: &mut MomentForest) {
        for (forest, pages) in self.scalars.iter_mut().zip(scalars).chain([(&mut self.wide, wide)]) {
            let merged = forest.merge(std::mem::take(pages));
            debug_assert!(merged.is_ok(), "the counter hands out each page once");
        }
    }
}

/// Moments over several cells, in their order.
fn merged(forest: &MomentForest, cells: &[usize]) -> Moments {
    cells.iter().fold(Moments::default(), |all, &cell| all.merge(&forest.cell(cell)))
}
