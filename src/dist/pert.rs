//! PERT: "between 3 and 8 million, probably 5" — a smooth belief from least, most likely and largest value.
//!
//! Source: Malcolm et al. (1959), Operations Research 7(5); the form with `lambda` is Vose's modified PERT.

use super::error::finite;
use super::triangular::ordered_range;
use super::{Beta, Dist, ParameterError, Univariate};

/// A beta stretched over [min, max], its mean at (min + lambda mode + max) / (lambda + 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pert {
    min: f64,
    max: f64,
    beta: Beta,
}

impl Pert {
    /// From min ≤ mode ≤ max, min < max, in the quantity's unit, and `lambda` ≥ 0, the weight of the mode
    /// (4 by custom, 0 is uniform).
    ///
    /// # Errors
    /// Values that are not finite or not in that order; a `lambda` outside [0, 1e12].
    pub fn new(min: f64, mode: f64, max: f64, lambda: f64) -> Result<Self, ParameterError> {
        let (min, mode, max) = ordered_range(min, mode, max)?;
        if min == max {
            return Err(ParameterError::new("max", max, format!("more than `min` ({min})")));
        }
        let lambda = checked_lambda(lambda)?;
        let width = max - min;
        let beta = Beta::new(1.0 + lambda * ((mode - min) / width), 1.0 + lambda * ((max - mode) / width))?;
        Ok(Self { min, max, beta })
    }

    /// As [`Pert::new`]; min = mode = max is a constant.
    pub(super) fn build(min: f64, mode: f64, max: f64, lambda: f64) -> Result<Dist, ParameterError> {
        checked_lambda(lambda)?;
        if min == max && mode == min {
            return Ok(Dist::Constant(finite("mode", mode)?));
        }
        Self::new(min, mode, max, lambda).map(Dist::Pert)
    }

    fn width(&self) -> f64 {
        self.max - self.min
    }

    /// The value from whichever bound is nearer, so that its distance to it keeps its digits.
    fn inverse(&self, p: f64, q: f64) -> f64 {
        let (x, y) = self.beta.inverse(p, q);
        if x < y { self.min + self.width() * x } else { self.max - self.width() * y }
    }

    fn shares(&self, value: f64) -> (f64, f64) {
        ((value - self.min) / self.width(), (self.max - value) / self.width())
    }
}

fn checked_lambda(lambda: f64) -> Result<f64, ParameterError> {
    if (0.0..=1e12).contains(&lambda) {
        return Ok(lambda);
    }
    Err(ParameterError::new("lambda", lambda, "a weight from 0 to 1e12, 4 by custom"))
}

impl Univariate for Pert {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        let (x, y) = self.shares(x);
        self.beta.tails(x, y).0
    }
    fn survival(&self, x: f64) -> f64 {
        let (x, y) = self.shares(x);
        self.beta.tails(x, y).1
    }
    fn density(&self, x: f64) -> f64 {
        let (x, y) = self.shares(x);
        self.beta.density_at(x, y) / self.width()
    }
    fn mean(&self) -> Option<f64> {
        Some(self.min + self.width() * self.beta.mean_pair().0)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.width() * self.beta.standard_deviation())
    }
    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
