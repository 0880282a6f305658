//! Cornish–Fisher expansions of the counted laws: the quantile as a polynomial in the normal quantile.
//!
//! A whole-numbered X is treated as a smooth law rounded to the nearest integer: the cumulants are those of X less
//! those of a uniform on (−½, ½) (Sheppard's corrections), and the count is the expansion, rounded. The terms
//! are those of order σ, 1, 1/σ and, for the binomial and Poisson laws, 1/σ²; each comes with a margin within which
//! the true value lies, so that a count is certain unless the expansion falls that close to a half-integer.
//!
//! Source: Cornish and Fisher (1938), Rev. Inst. Int. Stat. 5(4); for the Poisson law these are the terms of
//! Giles (2016), ACM TOMS 42(1), section 2.3, and for the binomial law those of Giles (2020).

/// An expanded quantile, and how far the true one may be from it; both in people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expanded {
    /// The smooth quantile, to be rounded.
    pub value: f64,
    /// Bound of its error, 0 where that is not worth looking at.
    pub margin: f64,
}

/// Least variance at which the expansion is used.
pub(super) const LEAST_VARIANCE: f64 = 16.0;

/// Above this variance the count is the rounded expansion without a look at the margin: what that misses moves a
/// total of less than 5e-9 of probability, most of it by the rounding of means near 10^15.
const CERTIFIED_VARIANCE: f64 = 1e6;

/// Beyond this |z| (6.8e-6 of all draws) the margins do not hold.
pub(super) const LARGEST_Z: f64 = 4.5;

/// Binomial of mean n p, variance n p (1 − p) and `skew` 1 − 2p; Poisson where `skew` is 1.
#[inline(always)]
pub(super) fn binomial(mean: f64, variance: f64, skew: f64, z: f64) -> Expanded {
    let sd = variance.sqrt();
    let inverse = 1.0 / sd;
    let (square, skew_square) = (z * z, skew * skew);
    let first = skew * (square - 1.0) * (1.0 / 6.0);
    let second = z * ((skew_square - 3.0) * square - (7.0 * skew_square - 3.0)) * (1.0 / 144.0);
    let third = skew * (9.0 - skew_square) * ((3.0 * square + 7.0) * square - 16.0) * (1.0 / 6480.0);
    let value = mean + (sd * z + (first + (second + third * inverse) * inverse));
    let fourth = 0.02 + (0.005 + 0.0155 * square) * square;
    Expanded { value, margin: margin(mean, variance, fourth * (inverse * inverse * inverse)) }
}

/// Hypergeometric; `skew` and `kurtosis` are the third and fourth cumulants over the variance.
#[inline(always)]
pub(super) fn hypergeometric(mean: f64, variance: f64, skew: f64, kurtosis: f64, z: f64) -> Expanded {
    let sd = variance.sqrt();
    let inverse = 1.0 / sd;
    let square = z * z;
    let first = skew * (square - 1.0) * (1.0 / 6.0);
    let second = z
        * (kurtosis * (square - 3.0) * (1.0 / 24.0)
            - skew * skew * (2.0 * square - 5.0) * (1.0 / 36.0)
            - 1.0 / 24.0);
    let value = mean + (sd * z + (first + second * inverse));
    let third = 0.03 + (0.01 + 0.009 * square) * square;
    Expanded { value, margin: margin(mean, variance, third * (inverse * inverse)) }
}

/// The bound of what is left out, with the rounding errors of the mean, of z and of the sums.
#[inline(always)]
fn margin(mean: f64, variance: f64, left_out: f64) -> f64 {
    let bound = left_out + 1e-15 * (mean + variance);
    if variance > CERTIFIED_VARIANCE { 0.0 } else { bound }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::draw::column::Law;
    use crate::dist::draw::laws::Hypergeometric;
    use crate::dist::draw::tails;
    use crate::math::normal_quantile;

    /// The largest ratio of error to margin over all half-integers k + ½ that |z| ≤ 4.5 can reach: there the smooth
    /// quantile is k + ½ exactly where z is the normal quantile of F(k).
    fn worst(
        (mean, sd): (f64, f64),
        tails: impl Fn(f64) -> (f64, f64),
        expanded: impl Fn(f64) -> Expanded,
    ) -> f64 {
        let (first, last) = ((mean - 5.5 * sd).floor().max(0.0), (mean + 6.0 * sd).ceil());
        let stride = ((last - first) / 400.0).ceil().max(1.0);
        let (mut worst, mut k) = (0.0_f64, first);
        while k <= last {
            let (lower, upper) = tails(k);
            let z = if lower < upper { normal_quantile(lower) } else { -normal_quantile(upper) };
            if z.abs() <= LARGEST_Z {
                let expanded = expanded(z);
                worst = worst.max((expanded.value - (k + 0.5)).abs() / expanded.margin);
            }
            k += stride;
        }
        worst
    }

    #[test]
    fn the_margin_of_the_binomial_and_poisson_expansion_holds_with_a_quarter_to_spare() {
        for variance in [16.0, 16.7, 20.0, 30.0, 60.0, 200.0, 1e3, 1e4, 1e5, 9e5] {
            for p in [1e-9_f64, 1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.49, 0.5] {
                let n = (variance / (p * (1.0 - p))).ceil();
                let (mean, variance) = (n * p, n * p * (1.0 - p));
                let expanded = |z| binomial(mean, variance, 1.0 - 2.0 * p, z);
                let ratio = worst((mean, variance.sqrt()), |k| tails::binomial(n, p, k), expanded);
                assert!(ratio < 0.75, "n {n}, p {p}: {ratio}");
            }
            let expanded = |z| binomial(variance, variance, 1.0, z);
            let ratio = worst((variance, variance.sqrt()), |k| tails::poisson(variance, k), expanded);
            assert!(ratio < 0.75, "rate {variance}: {ratio}");
        }
    }

    #[test]
    fn the_margin_of_the_hypergeometric_expansion_holds_with_a_quarter_to_spare() {
        let shares = [0.5, 0.4, 0.3, 0.2, 0.1, 0.03, 0.01, 1e-3, 1e-5];
        for variance in [16.0_f64, 17.0, 20.0, 30.0, 60.0, 200.0, 1e3, 1e4, 1e5, 9e5] {
            for (a, b) in shares.iter().flat_map(|&a| shares.map(|b| (a, b))) {
                let population = (variance / (a * (1.0 - a) * b * (1.0 - b))).ceil() + 2.0;
                let (successes, draws) = ((a * population).floor(), (b * population).floor());
                let law = [population, successes, draws];
                let mean = draws * successes / population;
                let tails = |k| tails::hypergeometric(population, successes, draws, k);
                let ratio = worst((mean, Hypergeometric::turned(law).variance.sqrt()), tails, |z| {
                    Hypergeometric::expanded(law, z)
                });
                assert!(ratio < 0.75, "{population} {successes} {draws}: {ratio}");
            }
        }
    }
}
