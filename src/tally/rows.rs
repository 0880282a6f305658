//! The replicates of a page, one by one: what an export writes down.

use super::Worker;
use crate::model::Plan;
use crate::random::PAGE;

/// The scalar columns of the replicates of one page, as they were played.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Number of the first replicate.
    pub first: u64,
    /// Number of replicates: 256 but on the last page of a run.
    pub n: usize,
    values: Vec<f64>,
}

impl Rows {
    /// Whether the law passes (1 or 0), one value a replicate.
    pub fn enacted(&self) -> &[f64] {
        &self.values[..self.n]
    }

    /// A column by its place among the scalar columns of [`Layout`](super::Layout)'s second selection.
    pub fn column(&self, place: usize) -> &[f64] {
        &self.values[(1 + place) * self.n..][..self.n]
    }

    /// The room of these rows, to be used again.
    pub fn into_room(self) -> Vec<f64> {
        self.values
    }
}

impl Worker {
    /// Writes down a page of the block that was played last, in the room given.
    ///
    /// `page` is its place in the block and `number` its number in the run.
    pub fn rows(&self, plan: &Plan, page: usize, number: u64, mut room: Vec<f64>) -> Rows {
        let n = self.replicates_of(page);
        let lanes = page * PAGE..page * PAGE + n;
        room.clear();
        room.extend_from_slice(&plan.enacted(self.space())[lanes.clone()]);
        for part in self.parts() {
            room.extend_from_slice(&plan.column(self.space(), *part)[lanes.clone()]);
        }
        Rows { first: number * PAGE as u64, n, values: room }
    }
}
