//! Negative binomial: counts that scatter more than a Poisson law, as when the rate itself differs.

use super::between;
use crate::dist::draw::search::search;
use crate::dist::draw::tails::Counted;
use crate::dist::{ParameterError, Univariate};
use crate::math::beta::{incomplete_beta, ln_beta};
use crate::math::gamma::{incomplete_gamma, inverse_incomplete_gamma, ln_gamma};
use crate::math::{exp, ln, ln_1p};

/// Above this mean the incomplete beta function has lost more digits than the smooth form leaves out.
const LARGE_MEAN: f64 = 1e6;
/// Up to this count, times the dispersion squared if that is above 1, it is exact at any mean; the smooth form leaves out
/// (dispersion² / count)² / 8 of the lower tail.
const NEAR_ZERO: f64 = 1000.0;
/// From this dispersion on, the probabilities are smooth enough for their tails to be integrals.
const LARGE_DISPERSION: f64 = 8.0;

/// A Poisson count whose rate is gamma distributed, with variance mean + mean² / dispersion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegativeBinomial {
    mean: f64,
    dispersion: f64,
}

impl NegativeBinomial {
    /// From the `mean`, from 0 to 10^12, and the `dispersion` k, from 10^−3 to 10^6: the variance is mean + mean² / k.
    ///
    /// # Errors
    /// A mean or dispersion outside its range.
    ///
    /// # Precision
    /// One uniform, inverted exactly as far as the incomplete beta function tells neighbours apart: some 1e-13, rising
    /// to 1e-9 at a mean of 10^6. Above that, from a dispersion of 8 on, tails are integrals of the probabilities; below, the
    /// cdf is that of the gamma rate, widened by the Poisson variance to first order. Either errs by less than 2e-6
    /// of the smaller tail, down to tails of 1e-15.
    pub fn new(mean: f64, dispersion: f64) -> Result<Self, ParameterError> {
        if !(0.0..=1e12).contains(&mean) {
            return Err(ParameterError::new("mean", mean, "a number from 0 to 1e12"));
        }
        let dispersion = between("dispersion", dispersion, 1e-3)?;
        if dispersion > 1e6 {
            return Err(ParameterError::new("dispersion", dispersion, "a number from 0.001 to 1e6")
                .advice("with so little dispersion the count is poisson"));
        }
        Ok(Self { mean, dispersion })
    }

    /// Both tails at a whole k: DLMF 8.17.5 with the chance k / (k + mean).
    fn tails(&self, count: f64) -> (f64, f64) {
        if count < 0.0 {
            return (0.0, 1.0);
        }
        if self.mean <= 0.0 || count == f64::INFINITY {
            return (1.0, 0.0);
        }
        let dispersed = self.dispersion >= LARGE_DISPERSION;
        let near_zero =
            if dispersed { NEAR_ZERO } else { NEAR_ZERO * (self.dispersion * self.dispersion).max(1.0) };
        if self.mean > LARGE_MEAN && count > near_zero {
            return if dispersed { self.integrated_tails(count) } else { self.smooth_tails(count) };
        }
        let sum = self.mean + self.dispersion;
        incomplete_beta(self.dispersion, count + 1.0, self.dispersion / sum, self.mean / sum)
    }

    /// The probabilities are log-concave, as the dispersion is above 1.
    fn integrated_tails(&self, count: f64) -> (f64, f64) {
        let (mean, k) = (self.mean, self.dispersion);
        let share = mean / (mean + k);
        let law = Counted {
            mean,
            sd: (mean + mean * (mean / k)).sqrt(),
            support: (0.0, f64::INFINITY),
            ln_probability: |x: f64| self.ln_probability(x),
            fall: |x: f64| x / ((x - 1.0 + k) * share),
        };
        law.tails(count)
    }

    /// ln P(X = x), also between whole numbers.
    fn ln_probability(&self, x: f64) -> f64 {
        let (mean, k) = (self.mean, self.dispersion);
        let zero = -k * ln_1p(mean / k);
        if x <= 0.0 {
            return zero;
        }
        // Γ(x + k) / (Γ(k) x!) = 1 / (x B(k, x)).
        zero - x * ln_1p(k / mean) - ln_beta(k, x) - ln(x)
    }

    /// P(X ≤ k) ≈ G(y) + (y g(y))' / 2 at y = k + ½, G the cdf of the gamma rate and g its density.
    fn smooth_tails(&self, count: f64) -> (f64, f64) {
        let k = self.dispersion;
        let x = (count + 0.5) * (k / self.mean);
        let (lower, upper) = incomplete_gamma(k, x);
        let density_of_log = exp(k * ln(x) - x - ln_gamma(k));
        let correction = density_of_log * (k - x) / (2.0 * (count + 0.5));
        ((lower + correction).clamp(0.0, 1.0), (upper - correction).clamp(0.0, 1.0))
    }

    fn at(&self, u: f64, q: f64) -> f64 {
        if self.mean <= 0.0 {
            return 0.0;
        }
        // The gamma law of the same mean and variance, half a count lower.
        let variance = self.mean + self.mean * (self.mean / self.dispersion);
        let scale = variance / self.mean;
        let guess = (scale * inverse_incomplete_gamma(self.mean / scale, u, q) - 0.5).ceil().max(0.0);
        search(guess.min(1e300), (0.0, f64::INFINITY), u, q, |count| self.tails(count))
    }
}

impl Univariate for NegativeBinomial {
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
        if x < 0.0 || x.floor() != x || x == f64::INFINITY {
            return 0.0;
        }
        if self.mean <= 0.0 {
            return f64::from(x == 0.0);
        }
        exp(self.ln_probability(x))
    }
    fn mean(&self) -> Option<f64> {
        Some(self.mean)
    }
    fn sd(&self) -> Option<f64> {
        Some((self.mean + self.mean * (self.mean / self.dispersion)).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, if self.mean > 0.0 { f64::INFINITY } else { 0.0 })
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
