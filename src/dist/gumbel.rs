//! Gumbel: the largest of many light-tailed values, such as the worst month of a year.

use super::error::{finite, finite_tails, positive};
use super::{ParameterError, Univariate};
use crate::math::{exp, exp_m1, ln, ln_1p};

const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

/// Gumbel (maximum) with location (its mode) and scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gumbel {
    location: f64,
    scale: f64,
}

impl Gumbel {
    /// From `location` and `scale` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A location that is not finite; a scale that is not a finite number above 0; values that would overflow.
    pub fn new(location: f64, scale: f64) -> Result<Self, ParameterError> {
        let dist = Self { location: finite("location", location)?, scale: positive("scale", scale)? };
        finite_tails(dist, "scale", scale)
    }

    fn decay(&self, x: f64) -> f64 {
        exp(-(x - self.location) / self.scale)
    }
}

impl Univariate for Gumbel {
    fn quantile(&self, u: f64) -> f64 {
        let depth = if u < 0.5 { -ln(u) } else { -ln_1p(-(1.0 - u)) };
        self.location - self.scale * ln(depth)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.location - self.scale * ln(-ln_1p(-q))
    }
    fn cdf(&self, x: f64) -> f64 {
        exp(-self.decay(x))
    }
    fn survival(&self, x: f64) -> f64 {
        -exp_m1(-self.decay(x))
    }
    fn density(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        exp(-z - exp(-z)) / self.scale
    }
    fn mean(&self) -> Option<f64> {
        Some(self.location + EULER_GAMMA * self.scale)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.scale * std::f64::consts::PI / 6f64.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
