//! How much memory a block takes in the kernel, from the plan alone: what would not fit is refused before it is asked for.
//!
//! Counts what the constructors of the state allocate; `tests/footprint.rs` holds it to what they really do.

use super::plan::ProgrammePlan;
use crate::catalogue::{OUTPUTS, SERIES};

/// Columns of a segment that do not grow with the calendar: parameters, people, the month and its ledger.
const SEGMENT_COLUMNS: usize = 135;
/// Columns of an office apart from its queue.
const OFFICE_COLUMNS: usize = 9;
/// Columns of the country: parameters, month, ledger, scratch.
const COUNTRY_COLUMNS: usize = 106;
/// Columns of a roster beside its tree.
const ROSTER_COLUMNS: usize = 5;

const BYTES: usize = size_of::<f64>();

impl ProgrammePlan {
    /// About how many bytes a block of `lanes` replicates takes, outcome included.
    pub(crate) fn block_bytes(&self, lanes: usize) -> u64 {
        let months = self.horizon() + 1;
        let spans = self.spans;
        let roster = |span: usize| 2 * (span + 1).next_power_of_two() + ROSTER_COLUMNS;
        let rosters = [spans.new, spans.first, spans.later.min(months), spans.waiting].map(roster);
        let appeals = 3 * (spans.appeal + 2);
        let waiting_times = 2 * months;
        let segment = SEGMENT_COLUMNS + rosters.iter().sum::<usize>() + appeals + waiting_times;
        let office = OFFICE_COLUMNS + 3 * self.segments.len();
        let group = OUTPUTS.len() + SERIES.len();
        let columns = COUNTRY_COLUMNS
            + waiting_times
            + self.segments.len() * segment
            + self.offices.len() * office
            + self.groups() * group;
        columns as u64 * (lanes * BYTES) as u64
    }
}
