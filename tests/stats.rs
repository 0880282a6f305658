//! Accumulators against the known answers of the family `accumulator`.
//!
//! `weighted-mean-merge` sets inner sums and is a test of `stats::moments` itself. Of `accumulator-quantile-types` only
//! `inverted_cdf` is there: the program has one rule of quantiles, the inverse of the empirical distribution (type 1),
//! and offers none of the interpolating ones. Of the family `order`, extremes are in `known_answers_pipe.rs`; inner order
//! statistics and the coupon collector have no words in the language, and the variance of the largest exponential no
//! error beside it.

use amnesty::stats::{Moments, QuantileCounts, Resolution};

/// The moments of values that arrive in pages, merged one after the other.
fn by_page(values: &[f64]) -> Moments {
    values.chunks(256).map(Moments::of_finite).fold(Moments::default(), |all, page| all.merge(&page))
}

/// NIST's NumAcc2–4: `first`, then `first ∓ 0.1` in turn, 500 pairs; mean `first`, sd 0.1.
fn numacc(first: f64, low: f64, high: f64) -> Moments {
    let pairs = (0..500).flat_map(|_| [low, high]);
    by_page(&std::iter::once(first).chain(pairs).collect::<Vec<f64>>())
}

#[test]
fn the_nist_accuracy_cases_keep_their_digits() {
    // Digits of the sd: what rounding of the data themselves leaves (reliability figures 13, 9 and 8).
    let cases = [
        (numacc(1.2, 1.1, 1.3), 1.2, 1e-13),
        (numacc(1_000_000.2, 1_000_000.1, 1_000_000.3), 1_000_000.2, 1e-9),
        (numacc(10_000_000.2, 10_000_000.1, 10_000_000.3), 10_000_000.2, 1e-8),
    ];
    for (moments, mean, tolerance) in cases {
        assert_eq!(moments.count(), 1_001);
        assert!((moments.mean().unwrap() / mean - 1.0).abs() < 1e-14, "{moments:?}");
        assert!((moments.sd().unwrap() / 0.1 - 1.0).abs() < tolerance, "{moments:?}");
    }
}

#[test]
fn a_million_values_at_an_offset_of_a_milliard_have_their_exact_variance() {
    let values: Vec<f64> = (0..1_000_000).map(|i| 1e9 + f64::from(i)).collect();
    let moments = by_page(&values);
    // Known answer `accumulator-1e9-offset`: n (n + 1) / 12; 14 digits of the mean, 13 of the variance.
    assert!((moments.mean().unwrap() / 1_000_499_999.5 - 1.0).abs() < 1e-14);
    assert!((moments.variance().unwrap() / 83_333_416_666.666_67 - 1.0).abs() < 1e-13);
}

#[test]
fn quantiles_follow_the_inverse_of_the_empirical_distribution() {
    // Known answer `accumulator-quantile-types`, rule `inverted_cdf`.
    for resolution in [Resolution::Fine, Resolution::Coarse] {
        let mut counts = QuantileCounts::new(resolution);
        counts.push(&[10.0, 2.0, 4.0, 1.0, 3.0]);
        assert_eq!([0.25, 0.5, 0.9].map(|level| counts.quantile(level)), [Some(2.0), Some(3.0), Some(10.0)]);
    }
}
