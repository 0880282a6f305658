//! Constant: a number that is known, set or decided.

use super::Univariate;

/// All mass on one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant(
    /// The value.
    pub f64,
);

impl Univariate for Constant {
    fn quantile(&self, _u: f64) -> f64 {
        self.0
    }
    fn quantile_upper(&self, _q: f64) -> f64 {
        self.0
    }
    fn cdf(&self, x: f64) -> f64 {
        if x >= self.0 { 1.0 } else { 0.0 }
    }
    fn density(&self, x: f64) -> f64 {
        if x == self.0 { 1.0 } else { 0.0 }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.0)
    }
    fn sd(&self) -> Option<f64> {
        Some(0.0)
    }
    fn support(&self) -> (f64, f64) {
        (self.0, self.0)
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
