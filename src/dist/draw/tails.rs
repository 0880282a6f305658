//! Both tails of the counted laws: (P(X ≤ k), P(X > k)), the smaller of them accurate relative to its size.

use crate::math::beta::incomplete_beta;
use crate::math::gamma::{incomplete_gamma, stirling_error, x_minus_ln_1p};
use crate::math::{exp, ln, ln_1p};

/// Binomial tails at a whole k.
///
/// Source: DLMF 8.17.5, F(k) = I_{1−p}(n − k, k + 1).
pub fn binomial(n: f64, p: f64, k: f64) -> (f64, f64) {
    if k < 0.0 {
        return (0.0, 1.0);
    }
    if k >= n {
        return (1.0, 0.0);
    }
    incomplete_beta(n - k, k + 1.0, 1.0 - p, p)
}

/// Poisson tails at a whole k.
///
/// Source: DLMF 8.4.10, F(k) = Q(k + 1, rate).
pub fn poisson(rate: f64, k: f64) -> (f64, f64) {
    if k < 0.0 {
        return (0.0, 1.0);
    }
    let (lower, upper) = incomplete_gamma(k + 1.0, rate);
    (upper, lower)
}

/// Hypergeometric tails at a whole k, by summing probabilities away from the mean.
pub fn hypergeometric(population: f64, successes: f64, draws: f64, k: f64) -> (f64, f64) {
    let least = (draws - (population - successes)).max(0.0);
    let largest = successes.min(draws);
    if k < least {
        return (0.0, 1.0);
    }
    if k >= largest {
        return (1.0, 0.0);
    }
    if k < draws * (successes / population) {
        let lower = tail_sum(population, successes, draws, k);
        (lower, 1.0 - lower)
    } else {
        // The failures among the draws: P(X ≥ k + 1) = P(draws − X ≤ draws − k − 1).
        let upper = tail_sum(population, population - successes, draws, draws - k - 1.0);
        (1.0 - upper, upper)
    }
}

/// P(X ≤ k) for k below the mean: the probability of k times 1 + r + r r' + …, whose ratios fall.
fn tail_sum(population: f64, successes: f64, draws: f64, k: f64) -> f64 {
    let (mut term, mut sum, mut j) = (1.0, 1.0, k);
    let rest = population - successes - draws;
    while term > sum * 1e-17 && j > 0.0 {
        term *= j * (rest + j) / ((successes - j + 1.0) * (draws - j + 1.0));
        sum += term;
        j -= 1.0;
    }
    (exp(ln_hypergeometric(population, successes, draws, k)) * sum).min(1.0)
}

/// ln P(X = k) of a hypergeometric law, for k within its support.
///
/// # Precision
/// About 1e-14 + 1e-16 |result|.
///
/// Source: Loader (2000), "Fast and accurate computation of binomial probabilities": three binomial probabilities
/// of one chance, draws / population, in saddle-point form.
pub fn ln_hypergeometric(population: f64, successes: f64, draws: f64, k: f64) -> f64 {
    let p = draws / population;
    let q = (population - draws) / population;
    ln_binomial(successes, p, q, k) + ln_binomial(population - successes, p, q, draws - k)
        - ln_binomial(population, p, q, draws)
}

/// ln P(X = k) of a binomial law with chances p and q = 1 − p, for k from 0 to n.
///
/// # Precision
/// About 1e-14 + 1e-16 |result|.
///
/// Source: Loader (2000), equation 2.
pub fn ln_binomial(n: f64, p: f64, q: f64, k: f64) -> f64 {
    if k <= 0.0 {
        return if p < q { n * ln_1p(-p) } else { n * ln(q) };
    }
    if k >= n {
        return if q < p { n * ln_1p(-q) } else { n * ln(p) };
    }
    let rest = n - k;
    let error = correction(n) - correction(k) - correction(rest);
    // How far k lies above its mean, without the difference n p − k of rounded numbers.
    let excess = k * q - rest * p;
    let ln_scale = 0.5 * (ln(std::f64::consts::TAU) + ln(k) + ln(rest / n));
    error - deviance(k, excess) - deviance(rest, -excess) - ln_scale
}

/// ln P(X = k) of a Poisson law.
///
/// Source: Loader (2000), equation 3.
pub fn ln_poisson(rate: f64, k: f64) -> f64 {
    if k <= 0.0 {
        return -rate;
    }
    -correction(k) - deviance(k, k - rate) - 0.5 * (ln(std::f64::consts::TAU) + ln(k))
}

/// k ln(k/m) + m − k for the mean m = k − excess.
fn deviance(k: f64, excess: f64) -> f64 {
    // ln(k/m) = −ln(1 − excess/k).
    k * x_minus_ln_1p(-excess / k)
}

/// ln k! less Stirling's formula √(2πk) (k/e)^k.
fn correction(k: f64) -> f64 {
    // Γ(k) and k! = k Γ(k) leave out the same: stirling_error is that of ln Γ.
    stirling_error(k)
}
