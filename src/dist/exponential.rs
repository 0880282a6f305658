//! Exponential: the time to an event that may come at any moment with the same chance.

use super::error::positive;
use super::{ParameterError, Univariate};
use crate::math::{exp, exp_m1, ln, ln_1p};

/// Exponential with a rate; mean 1 / rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

impl Exponential {
    /// From `rate` > 0, events per unit.
    ///
    /// # Errors
    /// A rate that is not a finite number above 0, or so small that 1 / rate overflows.
    pub fn new(rate: f64) -> Result<Self, ParameterError> {
        let mean = 1.0 / positive("rate", rate)?;
        if mean > 1e300 {
            return Err(ParameterError::new("rate", rate, "at least 1e-300"));
        }
        Ok(Self { mean })
    }

    /// From `mean` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A mean that is not a number above 0 of at most 1e300.
    pub fn from_mean(mean: f64) -> Result<Self, ParameterError> {
        if mean > 1e300 {
            return Err(ParameterError::new("mean", mean, "at most 1e300"));
        }
        Ok(Self { mean: positive("mean", mean)? })
    }
}

impl Univariate for Exponential {
    fn quantile(&self, u: f64) -> f64 {
        -self.mean * ln_1p(-u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        -self.mean * ln(q)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-x / self.mean) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { exp(-x / self.mean) }
    }
    fn density(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { exp(-x / self.mean) / self.mean }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.mean)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.mean)
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
