//! Inputs: the uncertain quantities of a block of replicates, as columns.
//!
//! Every quantity is drawn by inversion from uniforms of its own streams (`path`, `path/mean`, `path/label`), so
//! that changing one input leaves every other draw in place. The plan of the draws is made once from the
//! scenario; filling a block cannot fail and does not allocate.

mod build;
mod draw;
mod plan;

pub use plan::{Column, InputPlan};

use crate::random::PAGE;

/// Where the kernel finds a quantity: one value for all replicates, or a column of [`Inputs`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    /// The same in every replicate.
    Fixed(f64),
    /// Index of a column.
    Column(usize),
}

/// The inputs of a block: `n_columns × lanes`, column-major.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    lanes: usize,
    values: Vec<f64>,
    /// Uniforms of the points that are correlated: `n_correlated × lanes`.
    correlated: Vec<f64>,
    /// Uniforms of one page of one point, drawn where they are turned into a quantity.
    uniforms: Vec<f64>,
}

impl Inputs {
    /// Room for `n_columns` columns of `lanes` replicates.
    pub fn new(n_columns: usize, lanes: usize) -> Self {
        Self {
            lanes,
            values: vec![0.0; n_columns * lanes],
            correlated: Vec::new(),
            uniforms: vec![0.5; PAGE],
        }
    }

    /// Number of replicates.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// A column, one value a replicate.
    pub fn column(&self, index: usize) -> &[f64] {
        &self.values[index * self.lanes..(index + 1) * self.lanes]
    }

    /// A column to be filled.
    pub fn column_mut(&mut self, index: usize) -> &mut [f64] {
        &mut self.values[index * self.lanes..(index + 1) * self.lanes]
    }

    /// Writes a slot's values, one a replicate, into `out`.
    pub fn read(&self, slot: Slot, out: &mut [f64]) {
        match slot {
            Slot::Fixed(value) => out.fill(value),
            Slot::Column(index) => out.copy_from_slice(self.column(index)),
        }
    }

    /// The value of a slot in one replicate.
    pub fn value(&self, slot: Slot, lane: usize) -> f64 {
        match slot {
            Slot::Fixed(value) => value,
            Slot::Column(index) => self.column(index)[lane],
        }
    }
}
