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
    lanes: Vec<Lanes>,
}

/// Lanes of one selection, ascending.
#[derive(Debug)]
struct Lanes {
    n: usize,
    /// Room for a page, and for the eight lanes that are written at once behind its last.
    room: [u32; PAGE + 8],
}

impl Default for Lanes {
    fn default() -> Self {
        Self { n: 0, room: [0; PAGE + 8] }
    }
}

impl Selected {
    /// Sorts the lanes `start … start + n` of a block whose inputs are drawn.
    pub fn sort(&mut self, layout: &Layout, plan: &Plan, space: &Workspace, start: usize, n: usize) {
        self.start = start;
        self.lanes.resize_with(layout.selections.len(), Lanes::default);
        let all = start..start + n;
        let enacted = &plan.enacted(space)[all.clone()];
        let passed = dispatch(Passed(enacted));
        let mut chosen = [0; PAGE];
        for (selection, lanes) in layout.selections.iter().zip(&mut self.lanes) {
            match selection {
                Selection::NotEnacted if passed == n => lanes.n = 0,
                Selection::Enacted if passed == n => lanes.keep_all(start, n),
                Selection::NotEnacted => {
                    dispatch(Equal { enacted, to: 0.0, chosen: &mut chosen[..n] });
                    lanes.keep(start, &chosen);
                }
                Selection::Enacted => {
                    dispatch(Equal { enacted, to: 1.0, chosen: &mut chosen[..n] });
                    lanes.keep(start, &chosen);
                }
                Selection::Estimate { column, estimate, .. } => {
                    let follows = &space.inputs.column(*column)[all.clone()];
                    let (estimate, chosen_here) = (*estimate as f64, &mut chosen[..n]);
                    dispatch(Follows { enacted, follows, estimate, chosen: chosen_here });
                    lanes.keep(start, &chosen);
                }
            }
        }
    }

    /// Number of replicates of a selection.
    pub fn count(&self, selection: usize) -> usize {
        self.lanes[selection].n
    }

    /// The lanes of a selection, ascending.
    pub fn lanes(&self, selection: usize) -> &[u32] {
        self.lanes[selection].get()
    }

    /// The values of a selection's lanes, gathered into `buffer` unless they already lie side by side.
    pub fn gather<'a>(&self, selection: usize, column: &'a [f64], buffer: &'a mut Vec<f64>) -> &'a [f64] {
        let lanes = self.lanes(selection);
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

/// For each choice among eight lanes, one bit a lane: those chosen, ascending, and zeros.
const CHOSEN: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut choice = 0;
    while choice < 256 {
        let (mut lane, mut n) = (0, 0);
        while lane < 8 {
            if choice >> lane & 1 == 1 {
                table[choice][n] = lane;
                n += 1;
            }
            lane += 1;
        }
        choice += 1;
    }
    table
};

impl Lanes {
    fn get(&self) -> &[u32] {
        &self.room[..self.n]
    }

    /// Lists `n` lanes from `start` on.
    fn keep_all(&mut self, start: usize, n: usize) {
        let all = start as u32..(start + n) as u32;
        // In a funnel they mostly are there from the block before.
        let ends = (self.get().first().copied(), self.get().last().map(|last| last + 1));
        if self.n != n || ends != (Some(all.start), Some(all.end)) {
            self.room.iter_mut().zip(all).for_each(|(kept, lane)| *kept = lane);
            self.n = n;
        }
    }

    /// Lists the lanes from `start` on that are chosen: 1, not 0.
    ///
    /// Eight at a time, all written in any case and those too many written over: no branch to mispredict.
    fn keep(&mut self, start: usize, chosen: &[u8; PAGE]) {
        self.n = 0;
        for (first, eight) in (start as u32..).step_by(8).zip(chosen.as_chunks::<8>().0) {
            let eight = u64::from_le_bytes(*eight);
            // The products put the lowest bit of byte i to bit 56 + i, and the sum of all bytes into the last.
            let choice = eight.wrapping_mul(0x0102_0408_1020_4080) >> 56;
            for (kept, lane) in self.room[self.n..self.n + 8].iter_mut().zip(CHOSEN[choice as usize]) {
                *kept = first + u32::from(lane);
            }
            self.n += (eight.wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize;
        }
    }
}

/// In how many replicates the law passes.
struct Passed<'a>(&'a [f64]);

impl Kernel for Passed<'_> {
    type Output = usize;

    #[inline(always)]
    fn run(self) -> usize {
        self.0.iter().map(|&enacted| usize::from(enacted > 0.0)).sum()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_listed_in_order_whichever_are_chosen() {
        for step in [1, 2, 3, 7, 100, PAGE] {
            let mut chosen = [0; PAGE];
            (0..PAGE).step_by(step).for_each(|lane| chosen[lane] = 1);
            let mut lanes = Lanes::default();
            lanes.keep(512, &chosen);
            let expected: Vec<u32> = (512..512 + PAGE as u32).step_by(step).collect();
            assert_eq!(lanes.get(), expected, "every {step}th");
            lanes.keep(512, &[0; PAGE]);
            assert!(lanes.get().is_empty());
            lanes.keep_all(256, 100);
            assert!(lanes.get().iter().copied().eq(256..356));
        }
    }
}
