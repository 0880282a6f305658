//! Logistic: like a normal with heavier tails.

use super::error::{finite, finite_tails, positive};
use super::{ParameterError, Univariate};
use crate::math::{exp, ln, ln_1p};

/// Logistic with location (its mean) and scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logistic {
    location: f64,
    scale: f64,
}

impl Logistic {
    /// From `location` and `scale` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A location that is not finite; a scale that is not a finite number above 0; values that would overflow.
    pub fn new(location: f64, scale: f64) -> Result<Self, ParameterError> {
        let dist = Self { location: finite("location", location)?, scale: positive("scale", scale)? };
        finite_tails(dist, "scale", scale)
    }
}

impl Univariate for Logistic {
    fn quantile(&self, u: f64) -> f64 {
        self.location + self.scale * (ln(u) - ln_1p(-u))
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.location - self.scale * (ln(q) - ln_1p(-q))
    }
    fn cdf(&self, x: f64) -> f64 {
        1.0 / (1.0 + exp(-(x - self.location) / self.scale))
    }
    fn survival(&self, x: f64) -> f64 {
        1.0 / (1.0 + exp((x - self.location) / self.scale))
    }
    fn density(&self, x: f64) -> f64 {
        let decay = exp(-((x - self.location) / self.scale).abs());
        decay / (self.scale * (1.0 + decay) * (1.0 + decay))
    }
    fn mean(&self) -> Option<f64> {
        Some(self.location)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.scale * std::f64::consts::PI / 3f64.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
