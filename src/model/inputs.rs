//! Inputs: the uncertain quantities of a block of replicates, as columns.

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
}

impl Inputs {
    /// Room for `n_columns` columns of `lanes` replicates.
    pub fn new(n_columns: usize, lanes: usize) -> Self {
        Self { lanes, values: vec![0.0; n_columns * lanes] }
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
}
