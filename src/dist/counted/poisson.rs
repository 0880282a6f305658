//! Poisson: how many independent events happen, given how many are expected.

use super::between;
use crate::dist::draw::{self, tails};
use crate::dist::{ParameterError, Univariate};
use crate::math::exp;

/// Events at a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson {
    rate: f64,
}

impl Poisson {
    /// From the expected number of events, `rate`, from 0 to 10^15.
    ///
    /// # Errors
    /// A rate outside [0, 10^15].
    ///
    /// # Precision
    /// Tails to some 1e-13 relative; the quantile as [`draw`](crate::dist::draw) states it.
    pub fn new(rate: f64) -> Result<Self, ParameterError> {
        Ok(Self { rate: between("rate", rate, 0.0)? })
    }
}

impl Univariate for Poisson {
    fn quantile(&self, u: f64) -> f64 {
        draw::poisson_one(self.rate, u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        draw::poisson_one(self.rate, 1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        tails::poisson(self.rate, x.floor()).0
    }
    fn survival(&self, x: f64) -> f64 {
        tails::poisson(self.rate, x.floor()).1
    }
    fn density(&self, x: f64) -> f64 {
        if x < 0.0 || x.floor() != x || x == f64::INFINITY {
            return 0.0;
        }
        match self.rate > 0.0 {
            true => exp(tails::ln_poisson(self.rate, x)),
            false => f64::from(x == 0.0),
        }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.rate)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.rate.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, if self.rate > 0.0 { f64::INFINITY } else { 0.0 })
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
