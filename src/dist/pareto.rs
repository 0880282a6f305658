//! Pareto: sizes where a few are very large; the tail of incomes and of towns.

use super::error::{finite_tails, in_range, positive};
use super::{ParameterError, Univariate};
use crate::math::{exp_m1, ln, pow};

/// Pareto with scale (its least value) and shape (tail index).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pareto {
    scale: f64,
    shape: f64,
}

impl Pareto {
    /// From `scale` > 0, the least value in the quantity's unit, and `shape` > 0, no unit.
    ///
    /// # Errors
    /// A shape outside [0.1, 1e6]; a scale that is not a finite number above 0; values that would overflow.
    pub fn new(scale: f64, shape: f64) -> Result<Self, ParameterError> {
        let shape = in_range("shape", shape, 0.1, 1e6)?;
        finite_tails(Self { scale: positive("scale", scale)?, shape }, "scale", scale)
    }
}

impl Univariate for Pareto {
    fn quantile(&self, u: f64) -> f64 {
        self.scale * pow(1.0 - u, -1.0 / self.shape)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.scale * pow(q, -1.0 / self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.scale { 0.0 } else { -exp_m1(-self.shape * ln(x / self.scale)) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= self.scale { 1.0 } else { pow(x / self.scale, -self.shape) }
    }
    fn density(&self, x: f64) -> f64 {
        if x < self.scale { 0.0 } else { self.shape / x * pow(x / self.scale, -self.shape) }
    }
    fn mean(&self) -> Option<f64> {
        (self.shape > 1.0).then(|| self.scale * self.shape / (self.shape - 1.0))
    }
    fn sd(&self) -> Option<f64> {
        let shape = self.shape;
        (shape > 2.0).then(|| self.scale / (shape - 1.0) * (shape / (shape - 2.0)).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (self.scale, f64::INFINITY)
    }
}
