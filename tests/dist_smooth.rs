//! The smooth cdf of very large scattered counts, held to slow exact sums: the bound that the families state is tested.

use amnesty::dist::{BetaBinomial, NegativeBinomial, Univariate};
use amnesty::math::{exp, ln_1p};

/// Of the smaller tail; what the families' documentation states for the smooth form.
const BOUND: f64 = 2e-6;

/// Holds the tails of a law at some counts to sums of its probabilities, each got from the one before.
///
/// Rounding: some 10^7 factors and terms, each good to 2e-16, so that the sums are good to 2e-9.
fn hold(law: &impl Univariate, label: &str, sums: &[f64], total: f64, counts: &[usize]) -> f64 {
    let mut worst = 0.0_f64;
    for &k in counts {
        let (lower, upper) = (sums[k] / total, (total - sums[k]) / total);
        let (got, wanted) =
            if lower < upper { (law.cdf(k as f64), lower) } else { (law.survival(k as f64), upper) };
        // A tail that is a difference of near-equal sums loses its digits; those are left to the lower side.
        if wanted > 1e-4 {
            worst = worst.max((got / wanted - 1.0).abs());
            assert!((got / wanted - 1.0).abs() < BOUND, "{label} at {k}: {got:e}, exactly {wanted:e}");
        }
    }
    worst
}

/// Sums of terms that each follow from the one before.
fn sums(first: f64, n: usize, ratio: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut term = first;
    let mut sum = first;
    let mut sums = Vec::with_capacity(n + 1);
    sums.push(sum);
    for k in 1..=n {
        term *= ratio(k as f64);
        sum += term;
        sums.push(sum);
    }
    sums
}

/// From beyond the counts that are exact to the end of what was summed, evenly on a logarithmic scale.
fn counts(n: usize) -> Vec<usize> {
    let (mut counts, mut k) = (Vec::new(), 1_001.0);
    while k < n as f64 {
        counts.push(k as usize);
        k *= 1.07;
    }
    counts
}

#[test]
fn the_negative_binomial_of_a_large_mean_keeps_its_bound() {
    let mut worst = 0.0_f64;
    for (mean, dispersion) in [(1.1e6, 0.3), (1.1e6, 1.0), (1.5e6, 2.5), (2e6, 12.0), (1.2e6, 40.0)] {
        let law = NegativeBinomial::new(mean, dispersion).expect("legal");
        let n = (6.0 * mean) as usize;
        // P(0) = (1 + mean/k)^−k; P(j) = P(j − 1) (j − 1 + k)/j · mean/(mean + k).
        let first = exp(-dispersion * ln_1p(mean / dispersion));
        let share = mean / (mean + dispersion);
        let sums = sums(first, n, |j| (j - 1.0 + dispersion) / j * share);
        let label = format!("mean {mean}, dispersion {dispersion}");
        worst = worst.max(hold(&law, &label, &sums, 1.0, &counts(n)));
    }
    println!("largest relative error {worst:e}");
    assert!(worst > 0.0, "the smooth form was looked at");
}

#[test]
fn the_beta_binomial_of_many_trials_keeps_its_bound() {
    let mut worst = 0.0_f64;
    for (n, alpha, beta) in
        [(1e6, 0.5, 0.5), (2e6, 1.0, 3.0), (3e6, 2.5, 2.0), (2e6, 12.0, 30.0), (4e6, 100.0, 250.0)]
    {
        let law = BetaBinomial::new(n, alpha, beta).expect("legal");
        // P(k) = P(k − 1) (n − k + 1)(k − 1 + α) / (k (n − k + β)); the total of all makes them probabilities.
        let last = n as usize;
        // Weights near the mode of the sharpest law are some 10^290 times those at 0: a small start keeps them finite.
        let sums = sums(1e-290, last, |k| (n - k + 1.0) * (k - 1.0 + alpha) / (k * (n - k + beta)));
        let total = sums[last];
        assert!(total.is_finite());
        let label = format!("n {n}, weights {alpha} and {beta}");
        let inside: Vec<usize> = counts(last).into_iter().filter(|k| last - k > 1_001).collect();
        worst = worst.max(hold(&law, &label, &sums, total, &inside));
    }
    println!("largest relative error {worst:e}");
    assert!(worst > 0.0, "the smooth form was looked at");
}
