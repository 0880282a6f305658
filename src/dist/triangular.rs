//! Triangular: a range with a most likely value, where nothing smoother is asked for.

use super::error::finite;
use super::uniform::ordered_bounds;
use super::{Dist, ParameterError, Univariate};

/// Triangular on [min, max] with a mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

impl Triangular {
    /// From min ≤ mode ≤ max, min < max, in the quantity's unit.
    ///
    /// # Errors
    /// Values that are not finite or not in that order.
    pub fn new(min: f64, mode: f64, max: f64) -> Result<Self, ParameterError> {
        let (min, mode, max) = ordered_range(min, mode, max)?;
        if min == max {
            return Err(ParameterError::new("max", max, format!("more than `min` ({min})")));
        }
        Ok(Self { min, mode, max })
    }

    /// As [`Triangular::new`]; min = mode = max is a constant.
    pub(super) fn build(min: f64, mode: f64, max: f64) -> Result<Dist, ParameterError> {
        let (min, mode, max) = ordered_range(min, mode, max)?;
        Ok(if min == max { Dist::Constant(mode) } else { Dist::Triangular(Self { min, mode, max }) })
    }

    fn width(&self) -> f64 {
        self.max - self.min
    }

    /// The value with lower tail p and upper tail q = 1 − p.
    ///
    /// Each side is measured from its bound in that bound's tail, else from the mode, which may be the other bound.
    fn inverse(&self, p: f64, q: f64) -> f64 {
        let (rise, fall) = (self.mode - self.min, self.max - self.mode);
        let (below, above) = (p * self.width(), q * self.width());
        match (below < rise, p <= q) {
            (true, true) => self.min + (below * rise).sqrt(),
            (true, false) => self.mode - (above - fall) / (1.0 + (below / rise).sqrt()),
            (false, true) => self.mode + (below - rise) / (1.0 + (above / fall).sqrt()),
            (false, false) => self.max - (above * fall).sqrt(),
        }
    }

    /// (cdf, survival).
    fn tails(&self, x: f64) -> (f64, f64) {
        let (rise, fall, width) = (self.mode - self.min, self.max - self.mode, self.width());
        let x = x.clamp(self.min, self.max);
        // The area beyond x on its own side of the mode, and the rest, as shares of the whole.
        let split = |beyond: f64, side: f64, other: f64| {
            let to_mode = side - beyond;
            (beyond / side * (beyond / width), (other + to_mode * ((2.0 * side - to_mode) / side)) / width)
        };
        if x < self.mode {
            split(x - self.min, rise, fall)
        } else if fall > 0.0 {
            let (above, below) = split(self.max - x, fall, rise);
            (below, above)
        } else {
            (1.0, 0.0)
        }
    }
}

/// Finite values with min ≤ mode ≤ max.
pub(super) fn ordered_range(min: f64, mode: f64, max: f64) -> Result<(f64, f64, f64), ParameterError> {
    let (min, max) = ordered_bounds(min, max)?;
    let mode = finite("mode", mode)?;
    if (min..=max).contains(&mode) {
        return Ok((min, mode, max));
    }
    Err(ParameterError::new("mode", mode, format!("from `min` ({min}) to `max` ({max})")))
}

impl Univariate for Triangular {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }
    fn density(&self, x: f64) -> f64 {
        if !(self.min..=self.max).contains(&x) {
            return 0.0;
        }
        let share = if x < self.mode {
            (x - self.min) / (self.mode - self.min)
        } else if x > self.mode {
            (self.max - x) / (self.max - self.mode)
        } else {
            1.0
        };
        2.0 * share / self.width()
    }
    fn mean(&self) -> Option<f64> {
        Some(self.min + ((self.mode - self.min) + self.width()) / 3.0)
    }
    fn sd(&self) -> Option<f64> {
        let (rise, width) = (self.mode - self.min, self.width());
        Some(((rise * rise + width * width - rise * width) / 18.0).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
