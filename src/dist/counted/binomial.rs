//! Binomial: how many of n do it, each with the same chance.

use super::{LARGEST, whole};
use crate::dist::draw::{self, tails};
use crate::dist::error::probability;
use crate::dist::{ParameterError, Univariate};
use crate::math::exp;

/// Successes of `n` independent trials of chance `p`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    n: f64,
    p: f64,
}

impl Binomial {
    /// From the number of trials `n`, whole and at most 10^15, and the chance `p` in [0, 1].
    ///
    /// # Errors
    /// An n that is not a whole number from 0 to 10^15; a p outside [0, 1].
    ///
    /// # Precision
    /// Tails to some 1e-13 relative; the quantile as [`draw`](crate::dist::draw) states it.
    pub fn new(n: f64, p: f64) -> Result<Self, ParameterError> {
        Ok(Self { n: whole("n", n, LARGEST)?, p: probability("p", p)? })
    }
}

impl Univariate for Binomial {
    fn quantile(&self, u: f64) -> f64 {
        draw::binomial_one(self.n, self.p, u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        draw::binomial_one(self.n, self.p, 1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        tails::binomial(self.n, self.p, x.floor()).0
    }
    fn survival(&self, x: f64) -> f64 {
        tails::binomial(self.n, self.p, x.floor()).1
    }
    fn density(&self, x: f64) -> f64 {
        let (least, largest) = self.support();
        if x < least || x > largest || x.floor() != x {
            return 0.0;
        }
        if least == largest { 1.0 } else { exp(tails::ln_binomial(self.n, self.p, 1.0 - self.p, x)) }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.n * self.p)
    }
    fn sd(&self) -> Option<f64> {
        Some((self.n * self.p * (1.0 - self.p)).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (if self.p < 1.0 { 0.0 } else { self.n }, if self.p > 0.0 { self.n } else { 0.0 })
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
