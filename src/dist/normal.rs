//! Normal: a symmetric belief around a best guess, with no bound on either side.

use super::error::{finite, positive};
use super::{ParameterError, Univariate};
use crate::math::{exp, normal_cdf, normal_quantile};

const SQRT_TAU: f64 = 2.506_628_274_631_000_7;

/// Normal with a mean and a standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// From `mean` and `sd` > 0, in the quantity's unit.
    ///
    /// # Errors
    /// A mean that is not finite; an sd that is not a finite number above 0.
    pub fn new(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        Ok(Self { mean: finite("mean", mean)?, sd: positive("sd", sd)? })
    }

    /// The mean in the quantity's unit.
    pub(super) fn location(&self) -> f64 {
        self.mean
    }

    /// The standard deviation in the quantity's unit.
    pub(super) fn scale(&self) -> f64 {
        self.sd
    }

    fn standardised(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }
}

impl Univariate for Normal {
    fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sd * normal_quantile(u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.mean - self.sd * normal_quantile(q)
    }
    fn cdf(&self, x: f64) -> f64 {
        normal_cdf(self.standardised(x))
    }
    fn survival(&self, x: f64) -> f64 {
        normal_cdf(-self.standardised(x))
    }
    fn density(&self, x: f64) -> f64 {
        let z = self.standardised(x);
        exp(-0.5 * z * z) / (self.sd * SQRT_TAU)
    }
    fn mean(&self) -> Option<f64> {
        Some(self.mean)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.sd)
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
