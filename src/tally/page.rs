//! The lanes of a page by selection, and gathering their values.

use super::{Layout, Selection};
use crate::model::{Plan, Workspace};

/// For each selection of a page, the lanes of the block that belong to it.
#[derive(Debug, Default)]
pub struct Selected {
    lanes: Vec<Vec<u32>>,
}

impl Selected {
    /// Sorts the lanes `start … start + n` of a block whose inputs are drawn.
    pub fn sort(&mut self, layout: &Layout, plan: &Plan, space: &Workspace, start: usize, n: usize) {
        self.lanes.resize_with(layout.selections.len(), Vec::new);
        let all = start..start + n;
        let enacted = &plan.enacted(space)[all.clone()];
        let passed = enacted.iter().filter(|&&enacted| enacted > 0.0).count();
        for (selection, lanes) in layout.selections.iter().zip(&mut self.lanes) {
            match selection {
                Selection::NotEnacted if passed == n => lanes.clear(),
                Selection::NotEnacted => keep(lanes, start, enacted.iter().map(|enacted| *enacted == 0.0)),
                Selection::Enacted if passed == n => {
                    lanes.clear();
                    lanes.extend(all.start as u32..all.end as u32);
                }
                Selection::Enacted => keep(lanes, start, enacted.iter().map(|enacted| *enacted > 0.0)),
                Selection::Estimate { column, estimate, .. } => {
                    let (follows, estimate) = (&space.inputs.column(*column)[all.clone()], *estimate as f64);
                    let both = enacted.iter().zip(follows);
                    keep(
                        lanes,
                        start,
                        both.map(|(enacted, follows)| (*enacted > 0.0) & (*follows == estimate)),
                    );
                }
            }
        }
    }

    /// Number of replicates of a selection.
    pub fn count(&self, selection: usize) -> usize {
        self.lanes[selection].len()
    }

    /// The lanes of a selection, ascending.
    pub fn lanes(&self, selection: usize) -> &[u32] {
        &self.lanes[selection]
    }

    /// The values of a selection's lanes, gathered into `buffer` unless they already lie side by side.
    pub fn gather<'a>(&self, selection: usize, column: &'a [f64], buffer: &'a mut Vec<f64>) -> &'a [f64] {
        let lanes = &self.lanes[selection];
        match (lanes.first(), lanes.last()) {
            (Some(&first), Some(&last)) if (last - first) as usize + 1 == lanes.len() => {
                &column[first as usize..=last as usize]
            }
            _ => {
                buffer.clear();
                buffer.extend(lanes.iter().map(|&lane| column[lane as usize]));
                buffer
            }
        }
    }
}

/// Lists the lanes from `start` on that are chosen.
fn keep(lanes: &mut Vec<u32>, start: usize, chosen: impl ExactSizeIterator<Item = bool>) {
    lanes.resize(chosen.len(), 0);
    let mut n = 0;
    for (lane, chosen) in (start as u32..).zip(chosen) {
        // Written in any case, and passed over by not counting it: no branch to mispredict.
        lanes[n] = lane;
        n += usize::from(chosen);
    }
    lanes.truncate(n);
}
