//! What moves the answer most, in words.

use super::text::plain;
use crate::summary::{Document, Driver};

/// Drivers that are told.
const FIRST: usize = 3;

/// What moves the first headline output most: a heading, then rank correlations and the inputs they are of; `None`
/// where no input clearly does.
pub(super) fn drivers(document: &Document) -> Option<(String, Vec<[String; 2]>)> {
    let (name, drivers) = document.drivers.iter().next()?;
    let clear = drivers.inputs.iter().filter(|input| input.rank.abs() > 2.0 * drivers.rank_error);
    let row = |input: &Driver| {
        let sign = if input.rank < 0.0 { '−' } else { '+' };
        let grade = input.grade.as_ref().map(|grade| format!(" ({grade})")).unwrap_or_default();
        [format!("{sign}{:.2}", input.rank.abs()), format!("{}{grade}", plain(&input.path))]
    };
    let rows: Vec<_> = clear.take(FIRST).map(row).collect();
    let label = document.judged_outputs().get(name).map_or(name, |output| output.label.as_str());
    (!rows.is_empty()).then(|| (format!("What moves “{}” most (rank correlation)", plain(label)), rows))
}
