//! Beta-binomial: how many of n do it where the common chance is itself uncertain.

use super::{LARGEST, whole};
use crate::dist::draw::search::search;
use crate::dist::draw::tails::{Counted, LARGE_SD};
use crate::dist::{ParameterError, Univariate};
use crate::math::beta::{incomplete_beta, inverse_incomplete_beta, ln_beta};
use crate::math::{exp, ln};

/// Counts this near to an end, times its weight squared, are summed from there, where the cdf may be steep: the smooth form
/// leaves out (weight² / count)² / 8 of the tail.
const NEAR_END: f64 = 1000.0;
/// From this weight on either side, the probabilities are smooth enough for their tails to be integrals.
const LARGE_WEIGHT: f64 = 8.0;

/// Successes of `n` trials whose common chance is Beta(`alpha`, `beta`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaBinomial {
    n: f64,
    alpha: f64,
    beta: f64,
}

impl BetaBinomial {
    /// From the number of trials `n`, whole and at most 10^15, and the weights `alpha` and `beta`, from 10^−3 to 10^6.
    ///
    /// # Errors
    /// An n that is not a whole number from 0 to 10^15; a weight outside its range.
    ///
    /// # Precision
    /// Exact (some 1e-12) up to a standard deviation of 1,000, within 1,000 of either end, and where n is at most 10^4
    /// times the sum of weights of which one is below 8. Else, where both weights are 8 or more, tails are integrals of
    /// the probabilities; for a smaller one the cdf is that of the chance, widened by the variance of the trials to first
    /// order in 1/n. Either errs by less than 2e-6 of the smaller tail, down to tails of 1e-15.
    pub fn new(n: f64, alpha: f64, beta: f64) -> Result<Self, ParameterError> {
        let weight = |name: &str, given: f64| {
            if (1e-3..=1e6).contains(&given) {
                return Ok(given);
            }
            Err(ParameterError::new(name, given, "a number from 0.001 to 1e6"))
        };
        let n = whole("n", n, LARGEST)?;
        Ok(Self { n, alpha: weight("alpha", alpha)?, beta: weight("beta", beta)? })
    }

    fn tails(&self, k: f64) -> (f64, f64) {
        let (n, a, b) = (self.n, self.alpha, self.beta);
        let sd = (self.mean_share() * (1.0 - self.mean_share()) * n * ((a + b + n) / (a + b + 1.0))).sqrt();
        let (large, least) = (sd > LARGE_SD, a.min(b));
        // In a tail of size e^−t the smooth form leaves out (t (a + b) / n)² / 8.
        let many = n > 1e4 * (a + b);
        let smooth = large && many && least < LARGE_WEIGHT;
        let reach = |weight: f64| {
            if smooth && weight < LARGE_WEIGHT { NEAR_END * (weight * weight).max(1.0) } else { NEAR_END }
        };
        let near_end = large && (k < reach(a) || n - k - 1.0 < reach(b));
        if smooth && !near_end {
            return self.smooth_tails(k);
        }
        // With a small weight the probabilities are too steep near its end to be integrated: they are summed.
        let summed = near_end || least < LARGE_WEIGHT;
        let law = Counted {
            mean: match near_end {
                // From the near end, whichever side of the mean that is.
                true if 2.0 * k < n => f64::INFINITY,
                true => f64::NEG_INFINITY,
                false => n * self.mean_share(),
            },
            sd: if summed { 0.0 } else { sd },
            support: (0.0, n),
            ln_probability: |k| ln_probability(n, a, b, k),
            fall: |k| k * (b + n - k) / ((n - k + 1.0) * (a + k - 1.0)),
        };
        law.tails(k)
    }

    fn mean_share(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// P(X ≤ k) ≈ G(y) + (y (1 − y) g(y))' / 2n at y = (k + ½)/n, G the cdf of the chance and g its density.
    fn smooth_tails(&self, k: f64) -> (f64, f64) {
        let (a, b) = (self.alpha, self.beta);
        let (x, y) = ((k + 0.5) / self.n, (self.n - k - 0.5) / self.n);
        let (lower, upper) = incomplete_beta(a, b, x, y);
        let density_of_logit = exp(a * ln(x) + b * ln(y) - ln_beta(a, b));
        let correction = density_of_logit / (x * y) * (a * y - b * x) / (2.0 * self.n);
        ((lower + correction).clamp(0.0, 1.0), (upper - correction).clamp(0.0, 1.0))
    }

    fn at(&self, u: f64, q: f64) -> f64 {
        if self.n <= 0.0 {
            return 0.0;
        }
        let (x, _) = inverse_incomplete_beta(self.alpha, self.beta, u, q);
        let guess = (x * self.n).floor().clamp(0.0, self.n);
        search(guess, (0.0, self.n), u, q, |k| self.tails(k))
    }
}

/// ln of C(n, k) B(k + a, n − k + b) / B(a, b), with C(n, k) = 1 / ((n + 1) B(k + 1, n − k + 1)).
fn ln_probability(n: f64, a: f64, b: f64, k: f64) -> f64 {
    if !(0.0..=n).contains(&k) {
        // Where a tail's integral reaches beyond the support.
        return f64::NEG_INFINITY;
    }
    ln_beta(k + a, n - k + b) - ln_beta(a, b) - ln_beta(k + 1.0, n - k + 1.0) - ln(n + 1.0)
}

impl Univariate for BetaBinomial {
    fn quantile(&self, u: f64) -> f64 {
        self.at(u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.at(1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x.floor()).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(x.floor()).1
    }
    fn density(&self, x: f64) -> f64 {
        if x < 0.0 || x > self.n || x.floor() != x {
            return 0.0;
        }
        exp(ln_probability(self.n, self.alpha, self.beta, x))
    }
    fn mean(&self) -> Option<f64> {
        Some(self.n * self.mean_share())
    }
    fn sd(&self) -> Option<f64> {
        let sum = self.alpha + self.beta;
        let (p, q) = (self.alpha / sum, self.beta / sum);
        Some((self.n * p * q * ((sum + self.n) / (sum + 1.0))).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, self.n)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
