//! What a distribution is called.

use super::Dist;

impl Dist {
    /// The key of the family in a scenario file, such as `lognormal`; truncation does not change it.
    pub fn family(&self) -> &'static str {
        match self {
            Self::Constant(_) => "constant",
            Self::Normal(_) => "normal",
            Self::LogNormal(_) => "lognormal",
            Self::Uniform(_) => "uniform",
            Self::LogUniform(_) => "loguniform",
            Self::Triangular(_) => "triangular",
            Self::Pert(_) => "pert",
            Self::Beta(_) => "beta",
            Self::Gamma(_) => "gamma",
            Self::Weibull(_) => "weibull",
            Self::Exponential(_) => "exponential",
            Self::StudentT(_) => "student_t",
            Self::Logistic(_) => "logistic",
            Self::Gumbel(_) => "gumbel",
            Self::Frechet(_) => "frechet",
            Self::Pareto(_) => "pareto",
            Self::Bernoulli(_) => "bernoulli",
            Self::Binomial(_) => "binomial",
            Self::Poisson(_) => "poisson",
            Self::NegativeBinomial(_) => "negative_binomial",
            Self::BetaBinomial(_) => "beta_binomial",
            Self::Hypergeometric(_) => "hypergeometric",
            Self::Discrete(_) => "discrete",
            Self::Empirical(_) => "empirical",
            Self::Metalog(_) => "quantiles",
            Self::Mixture(_) => "mixture",
            Self::LogPool(_) => "log_pool",
            Self::Truncated(truncated) => truncated.inner().family(),
        }
    }
}
