//! Log-uniform: anything between two bounds, every factor as likely as any other; for orders of magnitude.

use super::error::{finite, positive};
use super::{Dist, ParameterError, Univariate};
use crate::math::{exp, exp_m1, ln};

/// ln X uniform on [ln min, ln max].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogUniform {
    min: f64,
    max: f64,
    /// ln(max / min).
    span: f64,
}

impl LogUniform {
    /// From 0 < min < max in the quantity's unit.
    ///
    /// # Errors
    /// Bounds that are not finite, not above 0 or not in order.
    pub fn new(min: f64, max: f64) -> Result<Self, ParameterError> {
        let (min, max) = (positive("min", min)?, finite("max", max)?);
        if min >= max {
            return Err(ParameterError::new("max", max, format!("more than `min` ({min})")));
        }
        let span = if max / min < 1.5 { crate::math::ln_1p((max - min) / min) } else { ln(max) - ln(min) };
        Ok(Self { min, max, span })
    }

    /// As [`LogUniform::new`]; min = max is a constant.
    pub(super) fn build(min: f64, max: f64) -> Result<Dist, ParameterError> {
        if min == max {
            return positive("min", min).map(Dist::Constant);
        }
        Self::new(min, max).map(Dist::LogUniform)
    }
}

impl Univariate for LogUniform {
    fn quantile(&self, u: f64) -> f64 {
        if u <= 0.5 { self.min * exp(u * self.span) } else { self.max * exp(-(1.0 - u) * self.span) }
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        if q <= 0.5 { self.max * exp(-q * self.span) } else { self.min * exp((1.0 - q) * self.span) }
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.min { 0.0 } else { (ln(x / self.min) / self.span).min(1.0) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= self.min { 1.0 } else { (ln(self.max / x) / self.span).clamp(0.0, 1.0) }
    }
    fn density(&self, x: f64) -> f64 {
        if (self.min..=self.max).contains(&x) { 1.0 / (x * self.span) } else { 0.0 }
    }
    fn mean(&self) -> Option<f64> {
        Some(if self.span < 1.0 {
            self.min * exp_m1(self.span) / self.span
        } else {
            (self.max - self.min) / self.span
        })
    }
    fn sd(&self) -> Option<f64> {
        // variance = mean² (h coth h − 1) with h = span/2; by its series where the difference would cancel.
        let h = 0.5 * self.span;
        let square = h * h;
        let excess = if h < 0.05 {
            square * (1.0 / 3.0 - square * (1.0 / 45.0 - square * 2.0 / 945.0))
        } else {
            h * (1.0 + 2.0 / exp_m1(2.0 * h)) - 1.0
        };
        self.mean().map(|mean| mean * excess.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
