//! Differences from a baseline on the same futures: ranges about nothing.

use super::{Caption, Chart, Interval, intervals};

/// A policy beside the baseline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The policy.
    pub label: String,
    /// The difference in words.
    pub words: String,
    /// 5, 25, 50, 75 and 95 % of the differences, future by future.
    pub quantiles: [Option<f64>; 5],
}

/// One row a policy over an axis that holds nothing (0); `None` without rows.
pub fn differences(caption: Caption<'_>, name: &str, unit: &str, rows: &[Difference]) -> Option<Chart> {
    let row = |row: &Difference| Interval {
        label: row.label.clone(),
        words: row.words.clone(),
        quantiles: row.quantiles,
        mark: None,
    };
    intervals(caption, name, unit, &rows.iter().map(row).collect::<Vec<_>>())
}
