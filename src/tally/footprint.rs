//! How much memory a run takes, from its layout: it does not grow with the number of replicates.

use super::batch::batches;
use super::sample::SAMPLE_PAGES;
use super::{Layout, Pairing};
use crate::catalogue::OUTPUTS;
use crate::model::Plan;
use crate::random::PAGE;
use crate::stats::Moments;

/// Octaves that the values of a column span: wide beliefs in a static estimate, and on average over the many columns
/// of a programme, some of which are 0 or a month.
const OCTAVES: [u64; 2] = [9, 4];
/// Bytes of the buckets of an octave, for scalars and for series.
const FINE: u64 = 1024 * 4;
const COARSE: u64 = 64 * 4;
/// Bytes of empty counts.
const EMPTY: u64 = 160;
/// Trees of moments that are open at once while pages come in: one a level.
const LEVELS: u64 = 8;

/// Bytes that a run takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// For each thread: a block of replicates and the counts of those that it played.
    pub per_thread: u64,
    /// Once: the counts and moments of the run, and the replicates kept in full.
    pub shared: u64,
}

impl Footprint {
    /// About what a run of a plan takes, in blocks of `block_pages` pages.
    ///
    /// # Precision
    /// Within a factor of two: how many buckets are touched depends on how far the values spread.
    pub fn of(plan: &Plan, block_pages: usize) -> Self {
        let layout = Layout::new(plan);
        let batches = batches(plan.inputs().design()) as u64;
        let octaves = OCTAVES[usize::from(layout.months > 0)];
        let scalars = layout.scalars() as u64;
        // Where the law does not pass, most outputs are 0 and take one bucket.
        let touched = scalars - layout.parts[0].len() as u64 - layout.unions() as u64;
        let thresholds: usize = layout.parts.iter().flatten().map(|part| plan.thresholds(*part).len()).sum();
        let series = layout.series_cells() as u64;
        let pairs = (layout.conditions * layout.conditions) as u64;
        let counts = batches
            * (scalars * EMPTY + touched * octaves * FINE + 8 * thresholds as u64 + 8 * pairs)
            + series * EMPTY
            + series / 2 * octaves * COARSE;
        let wide = 2 * (layout.segments * OUTPUTS.len()) as u64 + series;
        let moments = (scalars + wide) * size_of::<Moments>() as u64;
        let columns = (layout.parts[1].len() + layout.conditions) as u64;
        let sample = columns * SAMPLE_PAGES * PAGE as u64 * 8;
        Self {
            per_thread: plan.block_bytes(block_pages) + counts + 4 * moments,
            shared: counts + sample + LEVELS * moments,
        }
    }

    /// About what a comparison of plans takes: a run of each, and the differences between them.
    ///
    /// # Precision
    /// As [`Footprint::of`].
    pub fn of_paired(plans: &[&Plan], pairing: &Pairing, block_pages: usize) -> Self {
        let batches = plans.first().map_or(1, |plan| batches(plan.inputs().design())) as u64;
        let pairs = plans.len().saturating_sub(1) as u64;
        let regrets = if pairing.objective.is_some() { plans.len() as u64 } else { 0 };
        // One selection of each pair holds next to nothing; both sides of 0 together spread as far as values do.
        let columns = pairs * pairing.outputs.len() as u64 + regrets;
        let counts = batches * columns * (2 * EMPTY + OCTAVES[1] * FINE);
        let moments = 2 * columns * size_of::<Moments>() as u64;
        let differences = Self { per_thread: counts + 4 * moments, shared: counts + LEVELS * moments };
        let runs = plans.iter().map(|plan| Self::of(plan, block_pages));
        runs.fold(differences, |all, run| Self {
            per_thread: all.per_thread.saturating_add(run.per_thread),
            shared: all.shared.saturating_add(run.shared),
        })
    }

    /// Bytes of a run on a number of threads.
    pub fn bytes(&self, threads: usize) -> u64 {
        self.per_thread.saturating_mul(threads as u64).saturating_add(self.shared)
    }
}
