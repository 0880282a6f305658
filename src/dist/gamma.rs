//! Gamma: waiting times and costs, positive and skewed, lighter in the tail than a log-normal.

use super::beta::shape_in_range;
use super::error::positive;
use super::{ParameterError, Univariate};
use crate::math::gamma::{incomplete_gamma, inverse_incomplete_gamma, ln_gamma};
use crate::math::{exp, ln};

/// Gamma with shape and scale; mean shape × scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// From `shape` > 0, no unit, and `scale` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A shape outside [1e-6, 1e15]; a scale that is not a finite number above 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        Ok(Self { shape: shape_in_range("shape", shape)?, scale: positive("scale", scale)? })
    }

    /// From `mean` > 0 and `sd` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A mean or sd that is not a finite number above 0, or so unequal that the shape (mean/sd)² leaves its range.
    pub fn from_mean_sd(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        let (mean, sd) = (positive("mean", mean)?, positive("sd", sd)?);
        let ratio = mean / sd;
        Self::new(ratio * ratio, sd / ratio).map_err(|error| {
            ParameterError::new("sd", sd, "neither so large nor so small that the shape leaves its range")
                .advice(format!("with this mean {error}"))
        })
    }

    /// (shape, scale).
    pub(super) fn parameters(&self) -> (f64, f64) {
        (self.shape, self.scale)
    }
}

impl Univariate for Gamma {
    fn quantile(&self, u: f64) -> f64 {
        self.scale * inverse_incomplete_gamma(self.shape, u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.scale * inverse_incomplete_gamma(self.shape, 1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        incomplete_gamma(self.shape, x / self.scale).0
    }
    fn survival(&self, x: f64) -> f64 {
        incomplete_gamma(self.shape, x / self.scale).1
    }
    fn density(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        if x == 0.0 {
            return match self.shape.total_cmp(&1.0) {
                std::cmp::Ordering::Less => f64::INFINITY,
                std::cmp::Ordering::Equal => 1.0 / self.scale,
                std::cmp::Ordering::Greater => 0.0,
            };
        }
        let x = x / self.scale;
        exp((self.shape - 1.0) * ln(x) - x - ln_gamma(self.shape)) / self.scale
    }
    fn mean(&self) -> Option<f64> {
        Some(self.shape * self.scale)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.shape.sqrt() * self.scale)
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
