//! Scattered counts of a large mean, whose tails are a smooth form or an integral, held to slow sums of their
//! probabilities: what the families state of their errors is tested, down to tails of 1e-15.

use amnesty::dist::{BetaBinomial, NegativeBinomial, Univariate};
use amnesty::math::{exp, ln_1p};

/// Of the smaller tail; what the families' documentation states.
const BOUND: f64 = 2e-6;
/// Smaller tails are left alone, as stated.
const LEAST: f64 = 1e-15;

/// Probabilities, up to a factor, summed between the counts to compare at.
struct Sums {
    counts: Vec<u64>,
    /// The sum up to each count, and from the next on; both add positive terms only, so that small tails keep
    /// their digits.
    tails: Vec<(f64, f64)>,
    total: f64,
}

/// Sums the terms 0 to `last`, each from the one before.
///
/// Rounding: each factor is good to 3e-16, so that after 10^8 of them a term is good to 3e-8, were all errors of one sign;
/// they are not.
fn sums(first: f64, last: u64, counts: Vec<u64>, ratio: impl Fn(f64) -> f64) -> Sums {
    let (mut term, mut k) = (first, 0);
    let mut pieces = vec![first];
    for &count in counts.iter().chain([&last]) {
        let mut piece = 0.0;
        while k < count {
            k += 1;
            term *= ratio(k as f64);
            piece += term;
            if term > 1e200 {
                // Weights near the mode may be 10^1000 times those at 0: what is that much smaller may vanish.
                term *= 1e-200;
                piece *= 1e-200;
                pieces.iter_mut().for_each(|piece| *piece *= 1e-200);
            }
        }
        pieces.push(piece);
    }
    let mut lower = Vec::new();
    let mut sum = pieces[0];
    for piece in &pieces[1..] {
        sum += piece;
        lower.push(sum);
    }
    let mut upper = vec![0.0];
    for piece in pieces.iter().skip(2).rev() {
        upper.push(upper[upper.len() - 1] + piece);
    }
    upper.reverse();
    let total = sum;
    let tails = lower.into_iter().zip(upper).take(counts.len()).collect();
    Sums { counts, tails, total }
}

/// Counts from 2 to `last`, evenly on a logarithmic scale.
fn counts(last: u64) -> Vec<u64> {
    let (mut counts, mut k) = (Vec::new(), 2.0);
    while k < last as f64 {
        counts.push(k as u64);
        k = (k * 1.02_f64).floor() + 1.0;
    }
    counts
}

/// Largest relative error of the smaller tail.
fn worst(law: &impl Univariate, sums: &Sums, label: &str) {
    let (mut worst, mut seen, mut least) = (0.0_f64, 0, 1.0_f64);
    for (&k, &(lower, upper)) in sums.counts.iter().zip(&sums.tails) {
        let (lower, upper) = (lower / sums.total, upper / sums.total);
        let (got, wanted) =
            if lower < upper { (law.cdf(k as f64), lower) } else { (law.survival(k as f64), upper) };
        if wanted > LEAST {
            let error = (got / wanted - 1.0).abs();
            assert!(error < BOUND, "{label} at {k}: {got:e}, exactly {wanted:e}: error {error:e}");
            (worst, seen, least) = (worst.max(error), seen + 1, least.min(wanted));
        }
    }
    println!("{label}: {seen} counts, tails from {least:e}, largest relative error {worst:e}");
    assert!(seen > 5, "{label}: enough was looked at");
}

#[test]
fn the_negative_binomial_of_a_large_mean_keeps_its_bound_in_both_tails() {
    for (mean, dispersion) in [
        (1.1e6, 0.3),
        (1.1e6, 1.0),
        (1.5e6, 2.5),
        (2e6, 7.5),
        (2e6, 12.0),
        (1.2e6, 40.0),
        (1.1e6, 80.0),
        (1.1e6, 400.0),
        (2e6, 1.3e4),
    ] {
        let law = NegativeBinomial::new(mean, dispersion).expect("legal");
        // The upper tail falls by e over mean/dispersion or so: down to 1e-15 at least, with 1e-11 of it left out.
        let scale = mean / f64::min(dispersion, dispersion.sqrt() / 2.0);
        let last = (mean + 32.0 * scale) as u64;
        let end = mean + 45.0 * scale;
        // P(0) = (1 + mean/k)^−k, which vanishes for a large k: then the scale is free.
        let first = exp(-dispersion * ln_1p(mean / dispersion)).max(1e-300);
        let share = mean / (mean + dispersion);
        let sums = sums(first, end as u64, counts(last), |j| (j - 1.0 + dispersion) / j * share);
        worst(&law, &sums, &format!("mean {mean}, dispersion {dispersion}"));
    }
}

#[test]
fn the_beta_binomial_of_many_trials_keeps_its_bound_in_both_tails() {
    for (n, alpha, beta) in [
        (1_000_000, 0.5, 0.5),
        (2_000_000, 1.0, 3.0),
        (3_000_000, 2.5, 2.0),
        (2_000_000, 5.0, 7.0),
        (2_000_000, 12.0, 30.0),
        (4_000_000, 40.0, 25.0),
        (4_000_000, 100.0, 250.0),
        (5_000_000, 2.0, 9e3),
        (5_000_000, 10.0, 4e3),
        (4_000_000, 400.0, 500.0),
        // A mean of a hundred, far from the middle of the support: both tails are summed.
        (1_000_000, 10.0, 1e5),
    ] {
        let law = BetaBinomial::new(n as f64, alpha, beta).expect("legal");
        // P(k) = P(k − 1) (n − k + 1)(k − 1 + α) / (k (n − k + β)); the total of all makes them probabilities.
        let trials = n as f64;
        let mut counts = counts(n);
        counts.extend(self::counts(n).iter().map(|k| n - k));
        counts.sort_unstable();
        counts.dedup();
        let sums =
            sums(1.0, n, counts, |k| (trials - k + 1.0) * (k - 1.0 + alpha) / (k * (trials - k + beta)));
        assert!(sums.total.is_finite(), "n {n}, weights {alpha} and {beta}");
        worst(&law, &sums, &format!("n {n}, weights {alpha} and {beta}"));
    }
}
