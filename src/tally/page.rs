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
        let enacted = plan.enacted(space);
        for (selection, lanes) in layout.selections.iter().zip(&mut self.lanes) {
            lanes.clear();
            let all = start..start + n;
            match selection {
                Selection::NotEnacted => lanes.extend(all.filter(|&l| enacted[l] == 0.0).map(|l| l as u32)),
                Selection::Enacted => lanes.extend(all.filter(|&l| enacted[l] > 0.0).map(|l| l as u32)),
                Selection::Estimate { column, estimate, .. } => {
                    let follows = space.inputs.column(*column);
                    let chosen = |&l: &usize| enacted[l] > 0.0 && follows[l] as usize == *estimate;
                    lanes.extend(all.filter(chosen).map(|l| l as u32));
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
