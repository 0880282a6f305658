//! Everything that is counted in whole numbers: ledgers, buckets, exceedances, conditions.

use super::Layout;
use super::joint::Joint;
use crate::catalogue::SERIES;
use crate::model::Plan;
use crate::stats::{QuantileCounts, Resolution};

/// Integer counts of a set of pages; they merge exactly, in any order.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Replicates of each selection: the ledger.
    pub replicates: Vec<u64>,
    /// Buckets of each scalar cell.
    pub scalars: Vec<QuantileCounts>,
    /// For each scalar cell, replicates at or above each threshold.
    pub exceeding: Vec<Vec<u64>>,
    /// For each of the first two selections and each condition: in how many it holds.
    pub holds: [Vec<u64>; 2],
    /// … and in how many it is defined.
    pub defined: [Vec<u64>; 2],
    /// Conditions that hold together where the law passes.
    pub joint: Joint,
    /// For each driver of an effect on take-up: where the law passes, in how many it has no value.
    pub undefined_drivers: Vec<u64>,
}

impl Counts {
    /// Nothing counted yet.
    pub fn new(layout: &Layout, plan: &Plan) -> Self {
        let exceeding = layout.parts.iter().flatten().map(|part| vec![0; plan.thresholds(*part).len()]);
        let conditions = || [vec![0; layout.conditions], vec![0; layout.conditions]];
        Self {
            replicates: vec![0; layout.selections.len()],
            scalars: (0..layout.scalars()).map(|_| QuantileCounts::new(Resolution::Fine)).collect(),
            exceeding: exceeding.collect(),
            holds: conditions(),
            defined: conditions(),
            joint: Joint::new(layout.conditions),
            undefined_drivers: vec![0; plan.drivers().len()],
        }
    }

    /// Counts a condition's values (1, 0, NaN) in selection 0 or 1.
    pub fn condition(&mut self, selection: usize, condition: usize, values: &[f64]) {
        self.holds[selection][condition] += values.iter().filter(|&&value| value > 0.0).count() as u64;
        self.defined[selection][condition] += values.iter().filter(|value| !value.is_nan()).count() as u64;
    }

    /// Takes over the counts of another set of pages.
    pub fn absorb(&mut self, other: Self) {
        let add = |a: &mut [u64], b: &[u64]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        add(&mut self.replicates, &other.replicates);
        self.scalars.iter_mut().zip(other.scalars).for_each(|(a, b)| a.absorb(b));
        self.exceeding.iter_mut().zip(&other.exceeding).for_each(|(a, b)| add(a, b));
        for selection in 0..2 {
            add(&mut self.holds[selection], &other.holds[selection]);
            add(&mut self.defined[selection], &other.defined[selection]);
        }
        self.joint.absorb(&other.joint);
        add(&mut self.undefined_drivers, &other.undefined_drivers);
    }
}

/// Buckets of the monthly series, by selection (0 or 1), series and month.
pub fn series_counts(layout: &Layout) -> Vec<QuantileCounts> {
    debug_assert_eq!(layout.series_cells(), 2 * SERIES.len() * layout.months);
    (0..layout.series_cells()).map(|_| QuantileCounts::new(Resolution::Coarse)).collect()
}
