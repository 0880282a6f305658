//! Outcome: what came of a block of replicates, as columns in catalogue order.

use crate::catalogue::{OUTPUTS, SERIES};

/// Which replicates a block holds, and which repeat of their noise and chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// First page (256 replicates each).
    pub first_page: u64,
    /// Number of pages.
    pub pages: usize,
    /// Repeat number of process noise; 0 in an ordinary run.
    pub noise_repeat: u32,
    /// Repeat number of individual chance; 0 in an ordinary run.
    pub chance_repeat: u32,
}

/// The scalar outputs of a block, for the country (group 0) and each segment (groups 1 …), and those monthly
/// series that formulas ask for.
///
/// +∞ is "not within the horizon", NaN is "undefined"; neither leaves the tally.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    lanes: usize,
    groups: usize,
    months: usize,
    scalars: Vec<f64>,
    kept: Vec<Option<Vec<f64>>>,
}

impl Outcome {
    /// Room for `groups` groups of `lanes` replicates over months 0 … `horizon`; `keep[i]` keeps series `i` of the
    /// catalogue for the country.
    pub fn new(lanes: usize, groups: usize, horizon: usize, keep: &[bool]) -> Self {
        let months = horizon + 1;
        let kept = keep.iter().map(|&keep| keep.then(|| vec![0.0; months * lanes])).collect();
        Self { lanes, groups, months, scalars: vec![0.0; groups * OUTPUTS.len() * lanes], kept }
    }

    /// Number of replicates.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Number of groups: the country and each segment.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Last month.
    pub fn horizon(&self) -> usize {
        self.months - 1
    }

    /// A scalar output of a group, by catalogue index.
    pub fn scalar(&self, group: usize, output: usize) -> &[f64] {
        let start = (group * OUTPUTS.len() + output) * self.lanes;
        &self.scalars[start..start + self.lanes]
    }

    /// A scalar output to be filled.
    pub fn scalar_mut(&mut self, group: usize, output: usize) -> &mut [f64] {
        let start = (group * OUTPUTS.len() + output) * self.lanes;
        &mut self.scalars[start..start + self.lanes]
    }

    /// A kept series of the country at a month; `None` where it is not kept or outside the horizon.
    pub fn series(&self, series: usize, month: usize) -> Option<&[f64]> {
        let kept = self.kept.get(series)?.as_ref()?;
        kept.get(month * self.lanes..(month + 1) * self.lanes)
    }

    /// Copies the country's series of a month into those that are kept; the kernel calls it every month.
    pub fn keep_month(&mut self, month: usize, columns: &SeriesColumns<'_>) {
        for (series, kept) in self.kept.iter_mut().enumerate() {
            if let Some(kept) = kept {
                let range = month * self.lanes..(month + 1) * self.lanes;
                kept[range].copy_from_slice(columns.column(0, series));
            }
        }
    }
}

/// All series of one month: `groups × series × lanes`, in catalogue order.
#[derive(Clone, Copy, Debug)]
pub struct SeriesColumns<'a> {
    lanes: usize,
    values: &'a [f64],
}

impl<'a> SeriesColumns<'a> {
    /// Wraps `groups × series × lanes` values.
    pub fn new(lanes: usize, values: &'a [f64]) -> Self {
        Self { lanes, values }
    }

    /// The column of a group and series.
    pub fn column(&self, group: usize, series: usize) -> &'a [f64] {
        let start = (group * SERIES.len() + series) * self.lanes;
        &self.values[start..start + self.lanes]
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.values.len() / (SERIES.len() * self.lanes)
    }
}

/// Sees every month of a block as the kernel plays it, months 0 … horizon.
pub trait MonthObserver {
    /// Whether it looks at the series of segments (groups 1 …). Where it does not, they are not made and
    /// [`SeriesColumns::groups`] is 1.
    fn looks_at_segments(&self) -> bool {
        true
    }

    /// Whether it looks at what waits in the [`offices`](Self::offices): the search for it costs time.
    fn looks_at_offices(&self) -> bool {
        false
    }

    /// Called once a month, in order.
    fn month(&mut self, month: usize, columns: &SeriesColumns<'_>);

    /// Called once a month, in order, with the files that wait at its end: by office, in the scenario's order, and
    /// replicate of the block.
    fn offices(&mut self, _month: usize, _waiting: &dyn Fn(usize, usize) -> f64) {}
}

/// Observes nothing.
impl MonthObserver for () {
    fn looks_at_segments(&self) -> bool {
        false
    }

    fn month(&mut self, _month: usize, _columns: &SeriesColumns<'_>) {}
}
