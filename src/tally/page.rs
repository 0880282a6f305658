//! The lanes of a page by selection, and gathering their values.

use super::{Layout, Selection};
use crate::math::width::{Kernel, dispatch};
use crate::model::{Plan, Workspace};
use crate::random::PAGE;

/// For each selection of a page, the lanes of the block that belong to it.
#[derive(Debug, Default)]
pub struct Selected {
    /// First lane of the page.
    start: usize,
    lanes: Vec<Vec<u32>>,
}

impl Selected {
    /// Sorts the lanes `start … start + n` of a block whose inputs are drawn.
    pub fn sort(&mut self, layout: &Layout, plan: &Plan, space: &Workspace, start: usize, n: usize) {
        self.start = start;
        self.lanes.resize_with(layout.selections.len(), Vec::new);
        let all = start..start + n;
        let enacted = &plan.enacted(space)[all.clone()];
        let passed = enacted.iter().filter(|&&enacted| enacted > 0.0).count();
        let mut chosen = [0; PAGE];
        let chosen = &mut chosen[..n];
        for (selection, lanes) in layout.selections.iter().zip(&mut self.lanes) {
            match selection {
                Selection::NotEnacted if passed == n => lanes.clear(),
                Selection::Enacted if passed == n => {
                    lanes.clear();
                    lanes.extend(all.start as u32..all.end as u32);
                }
                Selection::NotEnacted => {
                    dispatch(Equal { enacted, to: 0.0, chosen });
                    keep(lanes, start, chosen);
                }
                Selection::Enacted => {
                    dispatch(Equal { enacted, to: 1.0, chosen });
                    keep(lanes, start, chosen);
                }
                Selection::Estimate { column, estimate, .. } => {
                    let follows = &space.inputs.column(*column)[all.clone()];
                    dispatch(Follows { enacted, follows, estimate: *estimate as f64, chosen });
                    keep(lanes, start, chosen);
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
                let Some(page) = column[self.start..].first_chunk::<PAGE>() else { return &[] };
                buffer.resize(PAGE, 0.0);
                let kept = &mut buffer[..lanes.len()];
                // A page starts at a multiple of its length, so the remainder is the lane's place in it; it spares the
                // check of bounds.
                kept.iter_mut().zip(lanes).for_each(|(kept, lane)| *kept = page[*lane as usize % PAGE]);
                kept
            }
        }
    }
}

/// Lists the lanes from `start` on that are chosen: 1, not 0.
fn keep(lanes: &mut Vec<u32>, start: usize, chosen: &[u8]) {
    let mut kept = [0; PAGE];
    let mut n = 0;
    for (lane, chosen) in (start as u32..).zip(chosen) {
        // Written in any case, and passed over by not counting it: no branch to mispredict.
        kept[n % PAGE] = lane;
        n += usize::from(*chosen);
    }
    lanes.clear();
    lanes.extend_from_slice(&kept[..n]);
}

/// Whether the law's fate is that.
struct Equal<'a> {
    enacted: &'a [f64],
    to: f64,
    chosen: &'a mut [u8],
}

impl Kernel for Equal<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (chosen, enacted) in self.chosen.iter_mut().zip(self.enacted) {
            *chosen = u8::from(*enacted == self.to);
        }
    }
}

/// Whether the law passes and the future follows that estimate.
struct Follows<'a> {
    enacted: &'a [f64],
    follows: &'a [f64],
    estimate: f64,
    chosen: &'a mut [u8],
}

impl Kernel for Follows<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for ((chosen, enacted), follows) in self.chosen.iter_mut().zip(self.enacted).zip(self.follows) {
            *chosen = u8::from((*enacted > 0.0) & (*follows == self.estimate));
        }
    }
}
