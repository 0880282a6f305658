//! Probabilities of equal intervals, by differences of the cdf: nothing is smoothed or sampled.

use super::Bin;
use crate::dist::{Dist, Univariate};

/// Intervals at most.
const BINS: f64 = 48.0;

/// Intervals of one width from p01 to p99; around whole numbers where the values are whole numbers.
pub(super) fn histogram(dist: &Dist) -> Vec<Bin> {
    let (low, high) = (dist.quantile(0.01), dist.quantile(0.99));
    if !(low.is_finite() && high.is_finite()) || (low == high && !dist.is_discrete()) {
        return Vec::new();
    }
    let middle = dist.quantile(0.5);
    let is_whole = dist.is_discrete() && [low, middle, high].iter().all(|value| value.fract() == 0.0);
    let (start, width, bins) = if is_whole {
        let width = ((high - low + 1.0) / BINS).ceil();
        (low - 0.5, width, ((high - low + 1.0) / width).ceil())
    } else if dist.is_discrete() {
        // The first value belongs to an interval, which is open below.
        let width = ((high - low) / (BINS - 1.0)).max(f64::MIN_POSITIVE);
        (low - width / 2.0, width, BINS)
    } else {
        (low, (high - low) / BINS, BINS)
    };
    let edge = |index: usize| start + width * index as f64;
    (0..bins as usize)
        .map(|index| {
            let (from, to) = (edge(index), edge(index + 1));
            Bin { from, to, probability: (dist.cdf(to) - dist.cdf(from)).max(0.0) }
        })
        .collect()
}
