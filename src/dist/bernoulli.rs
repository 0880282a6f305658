//! Bernoulli: something happens or it does not.

use super::error::probability;
use super::{ParameterError, Univariate};

/// 1 with probability p, else 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bernoulli {
    p: f64,
}

impl Bernoulli {
    /// From the probability `p` in [0, 1].
    ///
    /// # Errors
    /// A p outside [0, 1].
    pub fn new(p: f64) -> Result<Self, ParameterError> {
        Ok(Self { p: probability("p", p)? })
    }

    /// The two values with their probabilities.
    pub(super) fn atoms(&self) -> [(f64, f64); 2] {
        [(0.0, 1.0 - self.p), (1.0, self.p)]
    }
}

impl Univariate for Bernoulli {
    fn quantile(&self, u: f64) -> f64 {
        self.quantile_upper(1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        if q < self.p { 1.0 } else { 0.0 }
    }
    fn cdf(&self, x: f64) -> f64 {
        1.0 - self.survival(x)
    }
    fn survival(&self, x: f64) -> f64 {
        if x < 0.0 {
            1.0
        } else if x < 1.0 {
            self.p
        } else {
            0.0
        }
    }
    fn density(&self, x: f64) -> f64 {
        if x == 1.0 {
            self.p
        } else if x == 0.0 {
            1.0 - self.p
        } else {
            0.0
        }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.p)
    }
    fn sd(&self) -> Option<f64> {
        Some((self.p * (1.0 - self.p)).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (if self.p < 1.0 { 0.0 } else { 1.0 }, if self.p > 0.0 { 1.0 } else { 0.0 })
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
