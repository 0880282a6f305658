//! Beta: shares and probabilities, from "almost surely high" to "no idea".

use super::error::positive;
use super::{ParameterError, Univariate};
use crate::math::beta::{incomplete_beta, inverse_incomplete_beta, ln_beta};
use crate::math::{exp, ln, ln_1p};

/// Beta on [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    alpha: f64,
    beta: f64,
}

impl Beta {
    /// From `alpha` > 0 and `beta` > 0, no unit: as many successes and failures seen, plus one each.
    ///
    /// # Errors
    /// A parameter that is not a number from 1e-6 to 1e15.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, ParameterError> {
        Ok(Self { alpha: shape_in_range("alpha", alpha)?, beta: shape_in_range("beta", beta)? })
    }

    /// From `mean` in (0, 1) and `sd` > 0, both shares.
    ///
    /// # Errors
    /// A mean outside (0, 1), or an sd that no beta with that mean can have (sd² ≥ mean (1 − mean)).
    pub fn from_mean_sd(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        if !(mean > 0.0 && mean < 1.0) {
            let error = ParameterError::new("mean", mean, "a share between 0 and 1, ends excluded");
            return Err(if mean > 1.0 && mean < 100.0 {
                error.advice(format!("per cent are written as shares: {}", mean / 100.0))
            } else {
                error
            });
        }
        let sd = positive("sd", sd)?;
        let limit = (mean * (1.0 - mean)).sqrt();
        if sd >= limit {
            let expected = format!("below {limit:.4}, the most that a share with mean {mean} can spread");
            return Err(ParameterError::new("sd", sd, expected));
        }
        let sample_size = (limit / sd) * (limit / sd) - 1.0;
        Self::new(mean * sample_size, (1.0 - mean) * sample_size).map_err(|error| {
            ParameterError::new(
                "sd",
                sd,
                "neither so small nor so near the limit that alpha and beta leave their range",
            )
            .advice(format!("with this mean {error}"))
        })
    }

    /// (alpha, beta).
    pub(super) fn parameters(&self) -> (f64, f64) {
        (self.alpha, self.beta)
    }

    /// The point (x, 1 − x) with lower tail p and upper tail q = 1 − p.
    pub(super) fn inverse(&self, p: f64, q: f64) -> (f64, f64) {
        inverse_incomplete_beta(self.alpha, self.beta, p, q)
    }

    /// (cdf, survival) at x, y = 1 − x.
    pub(super) fn tails(&self, x: f64, y: f64) -> (f64, f64) {
        incomplete_beta(self.alpha, self.beta, x, y)
    }

    /// Density at x, y = 1 − x, both in [0, 1].
    pub(super) fn density_at(&self, x: f64, y: f64) -> f64 {
        if !(x >= 0.0 && y >= 0.0) {
            return 0.0;
        }
        // (shape − 1) ln 0 is −∞, 0 or +∞ as it should be, but for 0 · ∞.
        let power = |shape: f64, ln: f64| if shape == 1.0 { 0.0 } else { (shape - 1.0) * ln };
        let ln_x = if x < 0.5 { ln(x) } else { ln_1p(-y) };
        let ln_y = if y < 0.5 { ln(y) } else { ln_1p(-x) };
        exp(power(self.alpha, ln_x) + power(self.beta, ln_y) - ln_beta(self.alpha, self.beta))
    }

    pub(super) fn mean_pair(&self) -> (f64, f64) {
        let n = self.alpha + self.beta;
        (self.alpha / n, self.beta / n)
    }

    pub(super) fn standard_deviation(&self) -> f64 {
        let (mean, rest) = self.mean_pair();
        (mean * rest / (self.alpha + self.beta + 1.0)).sqrt()
    }
}

/// Shapes outside this range are degenerate in double precision.
pub(super) fn shape_in_range(parameter: &str, given: f64) -> Result<f64, ParameterError> {
    if (1e-6..=1e15).contains(&given) {
        return Ok(given);
    }
    let error = ParameterError::new(parameter, given, "a number above 0 (from 1e-6 to 1e15)");
    Err(if given > 1e15 { error.advice("so narrow a belief is a constant") } else { error })
}

impl Univariate for Beta {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(u, 1.0 - u).0
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(1.0 - q, q).0
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x, 1.0 - x).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(x, 1.0 - x).1
    }
    fn density(&self, x: f64) -> f64 {
        self.density_at(x, 1.0 - x)
    }
    fn mean(&self) -> Option<f64> {
        Some(self.mean_pair().0)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.standard_deviation())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
}
