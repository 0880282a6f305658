//! Student's t: a normal belief whose spread is itself uncertain; heavy tails on both sides.

use super::error::{finite, finite_tails, in_range, positive};
use super::{ParameterError, Univariate};
use crate::math::beta::{incomplete_beta, inverse_incomplete_beta, ln_beta};
use crate::math::{exp, ln, ln_1p};

/// Student's t with degrees of freedom, location and scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    df: f64,
    location: f64,
    scale: f64,
}

impl StudentT {
    /// From `df` > 0 degrees of freedom, `location` and `scale` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A df outside [0.1, 1e15]; a location that is not finite; a scale that is not a finite number above 0;
    /// values that would overflow.
    pub fn new(df: f64, location: f64, scale: f64) -> Result<Self, ParameterError> {
        let df = in_range("df", df, 0.1, 1e15)?;
        let dist = Self { df, location: finite("location", location)?, scale: positive("scale", scale)? };
        finite_tails(dist, "scale", scale)
    }

    /// |t| whose one-sided tail is `tail` ≤ ½: df / (df + t²) is Beta(df/2, ½), so the odds are df / t².
    fn magnitude(&self, tail: f64) -> f64 {
        let half = 0.5 * self.df;
        let (x, y) = inverse_incomplete_beta(half, 0.5, 2.0 * tail, 1.0 - 2.0 * tail);
        if x < 1e-290 {
            // √x from I_x(a, ½) → x^a / (a B(a, ½)): x itself may underflow where t does not overflow.
            return self.df.sqrt() * exp(-(ln(2.0 * tail) + ln(half) + ln_beta(half, 0.5)) / self.df);
        }
        (self.df * (y / x)).sqrt()
    }

    /// P(T > |t|).
    fn tail(&self, t: f64) -> f64 {
        let t = t.abs();
        let (x, y) = if t * t < self.df {
            let odds = t * t / self.df;
            (1.0 / (1.0 + odds), odds / (1.0 + odds))
        } else {
            let odds = self.df / t / t;
            (odds / (1.0 + odds), 1.0 / (1.0 + odds))
        };
        0.5 * incomplete_beta(0.5 * self.df, 0.5, x, y).0
    }

    fn standardised(&self, x: f64) -> f64 {
        (x - self.location) / self.scale
    }
}

impl Univariate for StudentT {
    fn quantile(&self, u: f64) -> f64 {
        let t = if u < 0.5 { -self.magnitude(u) } else { self.magnitude(1.0 - u) };
        self.location + self.scale * t
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        let t = if q < 0.5 { self.magnitude(q) } else { -self.magnitude(1.0 - q) };
        self.location + self.scale * t
    }
    fn cdf(&self, x: f64) -> f64 {
        let t = self.standardised(x);
        if t < 0.0 { self.tail(t) } else { 1.0 - self.tail(t) }
    }
    fn survival(&self, x: f64) -> f64 {
        let t = self.standardised(x);
        if t > 0.0 { self.tail(t) } else { 1.0 - self.tail(t) }
    }
    fn density(&self, x: f64) -> f64 {
        let t = self.standardised(x);
        let ratio = t * t / self.df;
        let ln_kernel = -0.5 * (self.df + 1.0) * ln_1p(ratio);
        exp(ln_kernel - 0.5 * ln(self.df) - ln_beta(0.5 * self.df, 0.5)) / self.scale
    }
    fn mean(&self) -> Option<f64> {
        (self.df > 1.0).then_some(self.location)
    }
    fn sd(&self) -> Option<f64> {
        (self.df > 2.0).then(|| self.scale * (self.df / (self.df - 2.0)).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
