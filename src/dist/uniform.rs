//! Uniform: anything between two bounds, nothing more likely than anything else.

use super::error::finite;
use super::{Dist, ParameterError, Univariate};

/// Uniform on [min, max].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
}

impl Uniform {
    /// From `min` < `max` in the quantity's unit.
    ///
    /// # Errors
    /// Bounds that are not finite or not in order.
    pub fn new(min: f64, max: f64) -> Result<Self, ParameterError> {
        let (min, max) = ordered_bounds(min, max)?;
        if min == max {
            return Err(ParameterError::new("max", max, format!("more than `min` ({min})")));
        }
        Ok(Self { min, max })
    }

    /// As [`Uniform::new`]; min = max is a constant.
    pub(super) fn build(min: f64, max: f64) -> Result<Dist, ParameterError> {
        let (min, max) = ordered_bounds(min, max)?;
        Ok(if min == max { Dist::Constant(min) } else { Dist::Uniform(Self { min, max }) })
    }

    fn width(&self) -> f64 {
        self.max - self.min
    }
}

/// Finite bounds with min ≤ max whose difference does not overflow.
pub(super) fn ordered_bounds(min: f64, max: f64) -> Result<(f64, f64), ParameterError> {
    let (min, max) = (finite("min", min)?, finite("max", max)?);
    if min > max {
        return Err(ParameterError::new("min", min, format!("at most `max` ({max})"))
            .advice("swap `min` and `max` if they were written the wrong way round"));
    }
    if !(max - min).is_finite() {
        return Err(ParameterError::new("max", max, "a range that does not overflow"));
    }
    Ok((min, max))
}

impl Univariate for Uniform {
    fn quantile(&self, u: f64) -> f64 {
        if u <= 0.5 { self.min + self.width() * u } else { self.max - self.width() * (1.0 - u) }
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        if q <= 0.5 { self.max - self.width() * q } else { self.min + self.width() * (1.0 - q) }
    }
    fn cdf(&self, x: f64) -> f64 {
        ((x - self.min) / self.width()).clamp(0.0, 1.0)
    }
    fn survival(&self, x: f64) -> f64 {
        ((self.max - x) / self.width()).clamp(0.0, 1.0)
    }
    fn density(&self, x: f64) -> f64 {
        if (self.min..=self.max).contains(&x) { 1.0 / self.width() } else { 0.0 }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.min + 0.5 * self.width())
    }
    fn sd(&self) -> Option<f64> {
        Some(self.width() / 12f64.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
