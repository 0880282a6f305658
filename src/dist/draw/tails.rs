//! Both tails of the counted laws: (P(X ≤ k), P(X > k)), the smaller of them accurate relative to its size.
//!
//! A tail is its first probability, in Loader's saddle-point form, times the sum of the falling ratios that follow.
//! That holds for n = 10^15 and p = 10^−15 as well, where the incomplete beta function loses digits.

use crate::math::gamma::{stirling_error, x_minus_ln_1p};
use crate::math::tail::log_concave_integral;
use crate::math::{exp, ln, ln_1p};

/// Standard deviation above which a tail is an integral instead of a sum.
pub(in crate::dist) const LARGE_SD: f64 = 1000.0;

/// A counted law, for the tails that all of them share.
pub(in crate::dist) struct Counted<Ln, Fall> {
    /// Below it the lower tail is formed, from it on the upper one.
    pub mean: f64,
    /// Decides between sum and integral.
    pub sd: f64,
    /// Least and largest count.
    pub support: (f64, f64),
    /// ln P(X = k), also between whole numbers.
    pub ln_probability: Ln,
    /// P(X = k − 1) / P(X = k).
    pub fall: Fall,
}

impl<Ln: Fn(f64) -> f64, Fall: Fn(f64) -> f64> Counted<Ln, Fall> {
    /// (P(X ≤ k), P(X > k)) at a whole k.
    pub fn tails(&self, k: f64) -> (f64, f64) {
        if k < self.support.0 {
            return (0.0, 1.0);
        }
        if k >= self.support.1 {
            return (1.0, 0.0);
        }
        if k < self.mean {
            let lower = self.tail(k, -1.0).min(1.0);
            (lower, 1.0 - lower)
        } else {
            let upper = self.tail(k + 1.0, 1.0).min(1.0);
            (1.0 - upper, upper)
        }
    }

    /// The tail that starts at k and leads away from the mean, downwards for `way` −1, upwards for 1.
    fn tail(&self, k: f64, way: f64) -> f64 {
        if self.sd > LARGE_SD { self.integral(k - 0.5 * way, way) } else { self.sum(k, way) }
    }

    /// The probability of k times 1 + r + r r' + …, whose ratios fall.
    fn sum(&self, k: f64, way: f64) -> f64 {
        let (mut term, mut sum, mut j) = (1.0, 1.0, k);
        let end = if way < 0.0 { self.support.0 } else { self.support.1 };
        while term > sum * 1e-17 && j != end {
            term *= if way < 0.0 { (self.fall)(j) } else { 1.0 / (self.fall)(j + 1.0) };
            sum += term;
            j += way;
        }
        exp((self.ln_probability)(k)) * sum
    }

    /// The same sum from the half-integer `edge`, by Euler and Maclaurin's formula for midpoints: the integral of f
    /// ∓ its first derivative / 24 ± 7/5760 of its third. The next term is below 1e-14 of it.
    fn integral(&self, edge: f64, way: f64) -> f64 {
        let ln_edge = (self.ln_probability)(edge);
        let slope = -ln((self.fall)(edge + 0.5));
        let curvature = 1.0 / (self.sd * self.sd);
        let along = |s: f64| (self.ln_probability)(edge + way * s) - ln_edge;
        let integral = log_concave_integral(-way * slope, curvature, along);
        let third = slope * (slope * slope - 3.0 * curvature);
        exp(ln_edge) * (integral + way * (slope / 24.0 - third * (7.0 / 5760.0)))
    }
}

/// Binomial tails at a whole k.
pub fn binomial(n: f64, p: f64, k: f64) -> (f64, f64) {
    let (mean, q) = (n * p, 1.0 - p);
    let odds = q / p;
    let law = Counted {
        mean,
        sd: (mean * q).sqrt(),
        support: (if p < 1.0 { 0.0 } else { n }, if p > 0.0 { n } else { 0.0 }),
        ln_probability: |k| ln_binomial(n, p, q, k),
        fall: |k| k / (n - k + 1.0) * odds,
    };
    law.tails(k)
}

/// Poisson tails at a whole k.
pub fn poisson(rate: f64, k: f64) -> (f64, f64) {
    let law = Counted {
        mean: rate,
        sd: rate.sqrt(),
        support: (0.0, if rate > 0.0 { f64::INFINITY } else { 0.0 }),
        ln_probability: |k| ln_poisson(rate, k),
        fall: |k| k / rate,
    };
    law.tails(k)
}

/// Hypergeometric tails at a whole k.
pub fn hypergeometric(population: f64, successes: f64, draws: f64, k: f64) -> (f64, f64) {
    let rest = population - successes - draws;
    let (a, b) = (successes / population, draws / population);
    let law = Counted {
        mean: draws * a,
        sd: (population * a * (1.0 - a) * b * (1.0 - b)).sqrt(),
        support: ((-rest).max(0.0), successes.min(draws)),
        ln_probability: |k| ln_hypergeometric(population, successes, draws, k),
        fall: |k| k * (rest + k) / ((successes - k + 1.0) * (draws - k + 1.0)),
    };
    law.tails(k)
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

/// P(X = 0) of a hypergeometric law with draws and successes at most half of the population.
///
/// Γ(a + 1) Γ(b + 1) / (Γ(n + 1) Γ(c + 1)) with a = n − successes, b = n − draws, c = a − draws, by Stirling's formula
/// in logarithms of ratios, so that numbers near 10^15 do not cancel.
///
/// # Precision
/// 2e-15 × (10 + mean) relative.
#[inline(always)]
pub fn hypergeometric_at_zero(population: f64, successes: f64, draws: f64) -> f64 {
    let n = population + 1.0;
    let (a, b, c) = (n - successes, n - draws, n - successes - draws);
    // Four reciprocals from one division, which costs as much as a dozen products.
    let (ab, nc) = (a * b, n * c);
    let inverse = 1.0 / (ab * nc);
    let (inverse_ab, inverse_nc) = (inverse * nc, inverse * ab);
    let (inverse_a, inverse_b) = (inverse_ab * b, inverse_ab * a);
    let (inverse_n, inverse_c) = (inverse_nc * c, inverse_nc * n);
    // a b = n c + successes × draws.
    let ln_cross = ln_1p(successes * draws * inverse_nc);
    let ln_smooth = (c - 0.5) * ln_cross
        + draws * ln_1p(-(successes * inverse_n))
        + successes * ln_1p(-(draws * inverse_n));
    exp(ln_smooth
        + ((whole_correction(inverse_a) - whole_correction(inverse_n))
            + (whole_correction(inverse_b) - whole_correction(inverse_c))))
}

/// [`stirling_error`] of a whole number from 1, given its reciprocal: 6e-16 absolute.
///
/// A polynomial through its values at 1, 2, 3, 4 and 5 and at Chebyshev nodes below 1/6; between whole numbers it is
/// not meant to hold, and so needs no table for small ones.
#[inline(always)]
fn whole_correction(reciprocal: f64) -> f64 {
    let mut sum = WHOLE_CORRECTION[WHOLE_CORRECTION.len() - 1];
    for coefficient in WHOLE_CORRECTION.iter().rev().skip(1) {
        sum = sum * reciprocal + coefficient;
    }
    sum * reciprocal
}

/// Coefficients of [`whole_correction`] over its argument, the constant first.
const WHOLE_CORRECTION: [f64; 11] = [
    0.083_333_333_333_307_59,
    1.144_265_815_051_487e-11,
    -0.002_777_778_696_006_614,
    3.010_029_511_336_517e-8,
    0.000_793_139_666_205_387_2,
    4.890_534_047_097_351_6e-6,
    -0.000_621_069_685_809_333_8,
    5.581_524_002_794_502e-5,
    0.000_970_779_208_176_362,
    -0.001_092_815_737_731_127_3,
    0.000_395_142_821_372_182_15,
];

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
