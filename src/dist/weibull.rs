//! Weibull: times to an event whose chance grows (shape above 1) or falls (below 1) with waiting.

use super::error::{finite_tails, in_range, positive};
use super::{ParameterError, Univariate};
use crate::math::gamma::ln_gamma_1p;
use crate::math::{exp, exp_m1, ln, ln_1p, pow};

/// Weibull with shape and scale; the scale is the 63rd percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// From `shape` > 0, no unit, and `scale` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A shape outside [0.01, 1e6]; a scale that is not a finite number above 0; values that would overflow.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        let shape = in_range("shape", shape, 0.01, 1e6)?;
        finite_tails(Self { shape, scale: positive("scale", scale)? }, "scale", scale)
    }
}

impl Univariate for Weibull {
    fn quantile(&self, u: f64) -> f64 {
        self.scale * pow(-ln_1p(-u), 1.0 / self.shape)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.scale * pow(-ln(q), 1.0 / self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-pow(x / self.scale, self.shape)) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { exp(-pow(x / self.scale, self.shape)) }
    }
    fn density(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        let ratio = x / self.scale;
        self.shape / self.scale * pow(ratio, self.shape - 1.0) * exp(-pow(ratio, self.shape))
    }
    fn mean(&self) -> Option<f64> {
        Some(self.scale * exp(ln_gamma_1p(1.0 / self.shape))).filter(|mean| mean.is_finite())
    }
    fn sd(&self) -> Option<f64> {
        let first = ln_gamma_1p(1.0 / self.shape);
        let ratio = exp_m1(ln_gamma_1p(2.0 / self.shape) - 2.0 * first);
        Some(self.scale * exp(first) * ratio.sqrt()).filter(|sd| sd.is_finite())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
