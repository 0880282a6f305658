//! Fréchet: the largest of many heavy-tailed values.

use super::error::{finite_tails, in_range, positive};
use super::{ParameterError, Univariate};
use crate::math::gamma::ln_gamma_1p;
use crate::math::{exp, exp_m1, ln, ln_1p, pow};

/// Fréchet with shape and scale, from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frechet {
    shape: f64,
    scale: f64,
}

impl Frechet {
    /// From `shape` > 0, no unit, and `scale` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// A shape outside [0.1, 1e6]; a scale that is not a finite number above 0; values that would overflow.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        let shape = in_range("shape", shape, 0.1, 1e6)?;
        finite_tails(Self { shape, scale: positive("scale", scale)? }, "scale", scale)
    }

    fn depth(&self, x: f64) -> f64 {
        pow(x / self.scale, -self.shape)
    }
}

impl Univariate for Frechet {
    fn quantile(&self, u: f64) -> f64 {
        let depth = if u < 0.5 { -ln(u) } else { -ln_1p(-(1.0 - u)) };
        self.scale * pow(depth, -1.0 / self.shape)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.scale * pow(-ln_1p(-q), -1.0 / self.shape)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { exp(-self.depth(x)) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { -exp_m1(-self.depth(x)) }
    }
    fn density(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        // In logarithms: near 0 the depth overflows while the density vanishes.
        let ln_depth = -self.shape * ln(x / self.scale);
        exp(ln_depth - exp(ln_depth)) * self.shape / x
    }
    fn mean(&self) -> Option<f64> {
        (self.shape > 1.0).then(|| self.scale * gamma_less(1.0 / self.shape)).filter(|mean| mean.is_finite())
    }
    fn sd(&self) -> Option<f64> {
        if self.shape <= 2.0 {
            return None;
        }
        let first = ln_gamma_less(1.0 / self.shape);
        let ratio = exp_m1(ln_gamma_less(2.0 / self.shape) - 2.0 * first);
        Some(self.scale * exp(first) * ratio.sqrt()).filter(|sd| sd.is_finite())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

/// ln Γ(1 − x) for 0 < x < 1.
fn ln_gamma_less(x: f64) -> f64 {
    if x < 0.5 { ln_gamma_1p(-x) } else { ln_gamma_1p(1.0 - x) - ln(1.0 - x) }
}

/// Γ(1 − x) for 0 < x < 1.
fn gamma_less(x: f64) -> f64 {
    exp(ln_gamma_less(x))
}
