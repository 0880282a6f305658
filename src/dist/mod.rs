//! Probability distributions: named parameters in, quantile, cdf, density, moments and support out.
//!
//! One family a file. Everything is sampled by inversion: a quantity takes a uniform and looks up its quantile,
//! so that a change of one input leaves every other draw in place.

mod beta;
mod constant;
pub mod draw;
mod error;
mod form;
mod gamma;
mod lognormal;
mod normal;
mod percentile;
mod pert;
mod triangular;
mod uniform;

pub use beta::Beta;
pub use constant::Constant;
pub use error::ParameterError;
pub use form::{FORMS, Form, Parameter, Range, forms_of};
pub use gamma::Gamma;
pub use lognormal::LogNormal;
pub use normal::Normal;
pub use percentile::{PERCENTILE_PAIR_FAMILIES, from_percentiles, percentile_level};
pub use pert::Pert;
pub use triangular::Triangular;
pub use uniform::Uniform;

/// A univariate distribution with fixed parameters.
pub trait Univariate {
    /// The quantile (generalised inverse of the cdf) at `u` in (0, 1).
    fn quantile(&self, u: f64) -> f64;
    /// The quantile at 1 − `q`, for upper tails: `q` may be far below the rounding of 1 − q.
    fn quantile_upper(&self, q: f64) -> f64 {
        self.quantile(1.0 - q)
    }
    /// P(X ≤ x).
    fn cdf(&self, x: f64) -> f64;
    /// P(X > x), accurate relative to its size in the upper tail.
    fn survival(&self, x: f64) -> f64 {
        1.0 - self.cdf(x)
    }
    /// Density at `x`, or probability of `x` where the distribution is discrete.
    fn density(&self, x: f64) -> f64;
    /// Mean, where it exists.
    fn mean(&self) -> Option<f64>;
    /// Standard deviation, where it exists.
    fn sd(&self) -> Option<f64>;
    /// Least and largest value; ±∞ where unbounded.
    fn support(&self) -> (f64, f64);
    /// Whether the values are isolated (counts, atoms).
    fn is_discrete(&self) -> bool {
        false
    }
}

/// Any distribution of the catalogue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Dist {
    /// All mass on one value.
    Constant(f64),
    /// Normal.
    Normal(Normal),
    /// Log-normal.
    LogNormal(LogNormal),
    /// Uniform on an interval.
    Uniform(Uniform),
    /// Triangular.
    Triangular(Triangular),
    /// PERT: a beta on [min, max] with a mode.
    Pert(Pert),
    /// Beta on [0, 1].
    Beta(Beta),
    /// Gamma.
    Gamma(Gamma),
}

/// Evaluates `$body` with `$inner` bound to the family inside a [`Dist`].
macro_rules! each {
    ($dist:expr, $inner:ident => $body:expr) => {
        match $dist {
            Dist::Constant(value) => {
                let $inner = &Constant(*value);
                $body
            }
            Dist::Normal($inner) => $body,
            Dist::LogNormal($inner) => $body,
            Dist::Uniform($inner) => $body,
            Dist::Triangular($inner) => $body,
            Dist::Pert($inner) => $body,
            Dist::Beta($inner) => $body,
            Dist::Gamma($inner) => $body,
        }
    };
}

impl Univariate for Dist {
    fn quantile(&self, u: f64) -> f64 {
        each!(self, dist => dist.quantile(u))
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        each!(self, dist => dist.quantile_upper(q))
    }
    fn cdf(&self, x: f64) -> f64 {
        each!(self, dist => dist.cdf(x))
    }
    fn survival(&self, x: f64) -> f64 {
        each!(self, dist => dist.survival(x))
    }
    fn density(&self, x: f64) -> f64 {
        each!(self, dist => dist.density(x))
    }
    fn mean(&self) -> Option<f64> {
        each!(self, dist => dist.mean())
    }
    fn sd(&self) -> Option<f64> {
        each!(self, dist => dist.sd())
    }
    fn support(&self) -> (f64, f64) {
        each!(self, dist => dist.support())
    }
    fn is_discrete(&self) -> bool {
        each!(self, dist => dist.is_discrete())
    }
}

/// Gives families `rand_distr::Distribution<f64>` by inversion of one open uniform, and a way into [`Dist`].
macro_rules! family {
    ($($family:ident),+) => {$(
        impl rand_distr::Distribution<f64> for $family {
            fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
                self.quantile(rand_distr::Open01.sample(rng))
            }
        }
        impl From<$family> for Dist {
            fn from(family: $family) -> Self {
                Self::$family(family)
            }
        }
    )+};
}

family!(Normal, LogNormal, Uniform, Triangular, Pert, Beta, Gamma);

impl rand_distr::Distribution<f64> for Dist {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(rand_distr::Open01.sample(rng))
    }
}
