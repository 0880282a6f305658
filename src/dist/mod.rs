//! Probability distributions: named parameters in, quantile, cdf, density, moments and support out.
//!
//! One family a file. Everything is sampled by inversion: a quantity takes a uniform and looks up its quantile,
//! so that a change of one input leaves every other draw in place.

mod attribution;
mod bernoulli;
mod beta;
mod constant;
pub mod copula;
mod counted;
mod dirichlet;
mod discrete;
pub mod draw;
mod error;
mod exponential;
mod form;
mod frechet;
mod gamma;
mod gumbel;
mod integrate;
mod invert;
mod logistic;
mod lognormal;
mod loguniform;
mod metalog;
mod mixture;
mod name;
mod normal;
mod pareto;
mod percentile;
mod pert;
mod pool;
mod student_t;
mod table;
mod triangular;
mod truncated;
mod uniform;
mod weibull;

pub use attribution::Attribution;
pub use bernoulli::Bernoulli;
pub use beta::Beta;
pub use constant::Constant;
pub use copula::Copula;
pub use counted::{BetaBinomial, Binomial, Hypergeometric, NegativeBinomial, Poisson};
pub use dirichlet::{Dirichlet, Simplex};
pub use discrete::{Discrete, Empirical, EmpiricalError};
pub use error::ParameterError;
pub use exponential::Exponential;
pub use form::{FORMS, Form, Parameter, Range, forms_of};
pub use frechet::Frechet;
pub use gamma::Gamma;
pub use gumbel::Gumbel;
pub use logistic::Logistic;
pub use lognormal::LogNormal;
pub use loguniform::LogUniform;
pub use metalog::Metalog;
pub use mixture::Mixture;
pub use normal::Normal;
pub use pareto::Pareto;
pub use percentile::{PERCENTILE_PAIR_FAMILIES, from_percentiles, percentile_level, percentile_name};
pub use pert::Pert;
pub use pool::LogPool;
pub use student_t::StudentT;
pub use table::Sampler;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;
pub use weibull::Weibull;

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
    /// Log-uniform on an interval.
    LogUniform(LogUniform),
    /// Triangular.
    Triangular(Triangular),
    /// PERT: a beta on [min, max] with a mode.
    Pert(Pert),
    /// Beta on [0, 1].
    Beta(Beta),
    /// Gamma.
    Gamma(Gamma),
    /// Weibull.
    Weibull(Weibull),
    /// Exponential.
    Exponential(Exponential),
    /// Student's t.
    StudentT(StudentT),
    /// Logistic.
    Logistic(Logistic),
    /// Gumbel, of maxima.
    Gumbel(Gumbel),
    /// Fréchet.
    Frechet(Frechet),
    /// Pareto.
    Pareto(Pareto),
    /// 0 or 1.
    Bernoulli(Bernoulli),
    /// Binomial.
    Binomial(Binomial),
    /// Poisson.
    Poisson(Poisson),
    /// Negative binomial.
    NegativeBinomial(NegativeBinomial),
    /// Beta-binomial.
    BetaBinomial(BetaBinomial),
    /// Hypergeometric.
    Hypergeometric(Hypergeometric),
    /// Isolated values with probabilities.
    Discrete(Discrete),
    /// Observed values.
    Empirical(Empirical),
    /// A smooth distribution through stated quantiles.
    Metalog(Metalog),
    /// A mixture, or a linear pool of estimates.
    Mixture(Mixture),
    /// A logarithmic pool of estimates across families.
    LogPool(LogPool),
    /// A distribution conditioned on bounds.
    Truncated(Truncated),
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
            Dist::LogUniform($inner) => $body,
            Dist::Triangular($inner) => $body,
            Dist::Pert($inner) => $body,
            Dist::Beta($inner) => $body,
            Dist::Gamma($inner) => $body,
            Dist::Weibull($inner) => $body,
            Dist::Exponential($inner) => $body,
            Dist::StudentT($inner) => $body,
            Dist::Logistic($inner) => $body,
            Dist::Gumbel($inner) => $body,
            Dist::Frechet($inner) => $body,
            Dist::Pareto($inner) => $body,
            Dist::Bernoulli($inner) => $body,
            Dist::Binomial($inner) => $body,
            Dist::Poisson($inner) => $body,
            Dist::NegativeBinomial($inner) => $body,
            Dist::BetaBinomial($inner) => $body,
            Dist::Hypergeometric($inner) => $body,
            Dist::Discrete($inner) => $body,
            Dist::Empirical($inner) => $body,
            Dist::Metalog($inner) => $body,
            Dist::Mixture($inner) => $body,
            Dist::LogPool($inner) => $body,
            Dist::Truncated($inner) => $body,
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

impl Dist {
    /// Whether no value has a probability of its own.
    pub fn is_continuous(&self) -> bool {
        match self {
            Self::Mixture(mixture) => {
                mixture.components().all(|(weight, dist)| weight == 0.0 || dist.is_continuous())
            }
            Self::Truncated(truncated) => truncated.inner().is_continuous(),
            _ => !self.is_discrete(),
        }
    }

    /// The probability of exactly `x`.
    fn atom(&self, x: f64) -> f64 {
        match self {
            Self::Mixture(mixture) => mixture.atom(x),
            _ if self.is_discrete() => self.density(x),
            _ => 0.0,
        }
    }

    /// The density at `x` of what is not isolated.
    fn smooth_density(&self, x: f64) -> f64 {
        match self {
            Self::Mixture(mixture) => mixture.smooth_density(x),
            _ if self.is_discrete() => 0.0,
            _ => self.density(x),
        }
    }

    /// The isolated values with their probabilities; `None` where there are too many to list.
    fn atoms(&self) -> Option<Vec<(f64, f64)>> {
        match self {
            Self::Constant(value) => Some(vec![(*value, 1.0)]),
            Self::Bernoulli(bernoulli) => Some(bernoulli.atoms().to_vec()),
            Self::Discrete(discrete) => Some(discrete.atoms().collect()),
            Self::Empirical(empirical) => Some(empirical.discrete().atoms().collect()),
            Self::Mixture(mixture) => mixture.atoms(),
            _ if self.is_discrete() => None,
            _ => Some(Vec::new()),
        }
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

family!(
    Normal,
    LogNormal,
    Uniform,
    LogUniform,
    Triangular,
    Pert,
    Beta,
    Gamma,
    Weibull,
    Exponential,
    StudentT,
    Logistic,
    Gumbel,
    Frechet,
    Pareto,
    Bernoulli,
    Binomial,
    Poisson,
    NegativeBinomial,
    BetaBinomial,
    Hypergeometric,
    Discrete,
    Empirical,
    Metalog,
    Mixture,
    LogPool,
    Truncated
);

impl rand_distr::Distribution<f64> for Dist {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(rand_distr::Open01.sample(rng))
    }
}
