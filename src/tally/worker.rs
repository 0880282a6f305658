//! One thread's share of a run: it plays blocks and counts what comes of them.

use super::batch::{batches, place};
use super::counts::{Counts, series_counts};
use super::page::Selected;
use super::{Layout, Part, Sample, Tally};
use crate::catalogue::{OUTPUTS, SERIES};
use crate::model::{Block, MonthObserver, Plan, SeriesColumns, Workspace};
use crate::random::PAGE;
use crate::stats::{MomentForest, Moments, QuantileCounts};
use std::sync::Arc;

/// Counts of the blocks that one thread played. Moments are handed over task by task, merged as far as they go.
#[derive(Debug)]
pub struct Worker {
    layout: Arc<Layout>,
    space: Workspace,
    /// By batch of the design; one for independent draws.
    counts: Vec<Counts>,
    series: Vec<QuantileCounts>,
    sample: Sample,
    /// Of the pages of the block in hand.
    moments: Vec<PageMoments>,
    /// Moments of the scalar cells since the last task was handed over, by batch.
    scalars: Vec<MomentForest>,
    /// … and of segments and series.
    wide: MomentForest,
    selected: Vec<Selected>,
    buffer: Vec<f64>,
}

/// Moments of one page, by cell.
#[derive(Clone, Debug)]
pub(super) struct PageMoments {
    pub page: u64,
    pub scalars: Vec<Moments>,
    pub wide: Vec<Moments>,
}

impl Worker {
    /// What it counted, without its room for playing.
    pub(super) fn into_counted(self) -> (Vec<Counts>, Vec<QuantileCounts>, Sample) {
        (self.counts, self.series, self.sample)
    }

    /// Room for blocks of at most `block_pages` pages.
    pub fn new(plan: &Plan, block_pages: usize) -> Self {
        let layout = Arc::new(Layout::new(plan));
        let batches = batches(plan.inputs().design());
        Self {
            space: plan.workspace(block_pages),
            counts: (0..batches).map(|_| Counts::new(&layout, plan)).collect(),
            series: series_counts(&layout),
            sample: Sample::default(),
            moments: Vec::new(),
            scalars: (0..batches).map(|_| MomentForest::new()).collect(),
            wide: MomentForest::new(),
            selected: (0..block_pages).map(|_| Selected::default()).collect(),
            buffer: Vec::with_capacity(PAGE),
            layout,
        }
    }

    /// Plays a block and counts those of its replicates that belong to a run of `replicates`.
    pub fn play(&mut self, plan: &Plan, block: &Block, replicates: u64) {
        let layout = &*self.layout;
        plan.draw(block, &mut self.space);
        for page in 0..block.pages {
            let number = block.first_page + page as u64;
            let n = replicates.saturating_sub(number * PAGE as u64).min(PAGE as u64) as usize;
            self.selected[page].sort(layout, plan, &self.space, page * PAGE, n);
            self.moments.push(PageMoments::new(number, layout));
        }
        let mut months = Months {
            layout,
            selected: &self.selected[..block.pages],
            counts: &mut self.series,
            moments: &mut self.moments,
            buffer: &mut self.buffer,
        };
        plan.play(block, &mut self.space, &mut months);
        self.count_scalars(plan, block.pages);
        for page in 0..block.pages {
            self.count_page(plan, page);
        }
        let design = plan.inputs().design();
        for PageMoments { page, scalars, wide } in self.moments.drain(..) {
            let (batch, local) = place(design, page);
            let inserted = self.scalars[batch].insert(local, scalars).and(self.wide.insert(page, wide));
            debug_assert!(inserted.is_ok(), "no page is played twice");
        }
    }

    /// Replicates that a page of the block that was played last has in the run.
    pub(super) fn replicates_of(&self, page: usize) -> usize {
        self.selected[page].count(0) + self.selected[page].count(1)
    }

    /// The scalar columns that are tallied.
    pub(super) fn parts(&self) -> &[Part] {
        &self.layout.parts[1]
    }

    /// The block as it was played last.
    pub(super) fn space(&self) -> &Workspace {
        &self.space
    }

    /// Gives the moments of the pages played since the last call to the run's tally.
    pub fn hand_over_moments(&mut self, tally: &mut Tally) {
        tally.take_over(&mut self.scalars, &mut self.wide);
    }

    /// Counts the scalar columns of a block: column by column, so that its buckets stay in the cache for all pages.
    fn count_scalars(&mut self, plan: &Plan, pages: usize) {
        let Self { layout, space, counts, selected, moments, buffer, .. } = self;
        let design = plan.inputs().design();
        for (selection, parts) in layout.parts.iter().enumerate() {
            for (page, selected) in moments.iter().zip(&selected[..pages]) {
                counts[place(design, page.page).0].replicates[selection] += selected.count(selection) as u64;
            }
            for (part_place, part) in parts.iter().enumerate() {
                if layout.is_union(selection, *part) {
                    continue;
                }
                let cell = layout.starts[selection] + part_place;
                let column = plan.column(space, *part);
                for (page, selected) in moments.iter_mut().zip(&selected[..pages]) {
                    if selected.count(selection) == 0 || !part.is_tallied_on(page.page) {
                        continue;
                    }
                    let counts = &mut counts[place(design, page.page).0];
                    let values = selected.gather(selection, column, buffer);
                    counts.scalars[cell].push(values);
                    for (count, &threshold) in counts.exceeding[cell].iter_mut().zip(plan.thresholds(*part)) {
                        *count += values.iter().filter(|&&value| value >= threshold).count() as u64;
                    }
                    page.scalars[cell] = Moments::of_finite(values);
                }
            }
        }
    }

    fn count_page(&mut self, plan: &Plan, page: usize) {
        let Self { layout, space, counts, sample, selected, buffer, .. } = self;
        let (selected, moments) = (&selected[page], &mut self.moments[page]);
        let counts = &mut counts[place(plan.inputs().design(), moments.page).0];
        count_conditions(plan, space, selected, counts, buffer);
        count_drivers(plan, space, selected, counts);
        count_segments(layout, space, selected, moments, buffer);
        let n = selected.count(0) + selected.count(1);
        sample.keep(layout, plan, space, moments.page, page * PAGE, n);
    }
}

fn count_conditions(
    plan: &Plan,
    space: &Workspace,
    selected: &Selected,
    counts: &mut Counts,
    buffer: &mut Vec<f64>,
) {
    for (index, condition) in plan.conditions().iter().enumerate() {
        for selection in 0..2 {
            let values = selected.gather(selection, plan.formula_column(space, condition.formula), buffer);
            counts.condition(selection, index, values);
        }
    }
    counts.joint.count(plan, space, selected);
}

/// Counts futures in which the law passes and the driver of an effect has no value: there the base share stands.
fn count_drivers(plan: &Plan, space: &Workspace, selected: &Selected, counts: &mut Counts) {
    for ((_, column), undefined) in plan.drivers().iter().zip(&mut counts.undefined_drivers) {
        let values = space.inputs.column(*column);
        let open = |lane: &&u32| values[**lane as usize].is_nan();
        *undefined += selected.lanes(1).iter().filter(open).count() as u64;
    }
}

fn count_segments(
    layout: &Layout,
    space: &Workspace,
    selected: &Selected,
    moments: &mut PageMoments,
    buffer: &mut Vec<f64>,
) {
    for selection in 0..2 {
        for (place, cell) in layout.segment_cells(selection).enumerate() {
            let column = space.outcome.scalar(1 + place / OUTPUTS.len(), place % OUTPUTS.len());
            moments.wide[cell] = Moments::of_finite(selected.gather(selection, column, buffer));
        }
    }
}

impl PageMoments {
    fn new(page: u64, layout: &Layout) -> Self {
        let wide = 2 * layout.segments * OUTPUTS.len() + layout.series_cells();
        Self {
            page,
            scalars: vec![Moments::default(); layout.scalars()],
            wide: vec![Moments::default(); wide],
        }
    }
}

/// Counts the monthly series as the kernel plays them.
struct Months<'a> {
    layout: &'a Layout,
    selected: &'a [Selected],
    counts: &'a mut [QuantileCounts],
    moments: &'a mut [PageMoments],
    buffer: &'a mut Vec<f64>,
}

impl MonthObserver for Months<'_> {
    fn looks_at_segments(&self) -> bool {
        false
    }

    fn month(&mut self, month: usize, columns: &SeriesColumns<'_>) {
        let first_series_cell = 2 * self.layout.segments * OUTPUTS.len();
        for (selected, moments) in self.selected.iter().zip(self.moments.iter_mut()) {
            for selection in 0..2 {
                if selected.count(selection) == 0 {
                    continue;
                }
                for series in 0..SERIES.len() {
                    let cell = self.layout.series(selection, series, month);
                    let values = selected.gather(selection, columns.column(0, series), self.buffer);
                    self.counts[cell].push(values);
                    moments.wide[first_series_cell + cell] = Moments::of_finite(values);
                }
            }
        }
    }
}

/// What of a plan's columns is tallied: an output or an input.
impl Plan {
    pub(super) fn thresholds(&self, part: Part) -> &[f64] {
        match part {
            Part::Output(index) => &self.outputs()[index].thresholds,
            Part::Input(_) => &[],
        }
    }

    /// A scalar column, one value a replicate of the block.
    pub fn column<'a>(&self, space: &'a Workspace, part: Part) -> &'a [f64] {
        match part {
            Part::Output(index) => self.output_column(space, index),
            Part::Input(index) => space.inputs.column(index),
        }
    }
}
