//! The registry of families with numeric parameters: one entry for each form, read by the scenario reader, the
//! JSON schema, the documentation and hierarchical parameters alike.

use super::{
    Bernoulli, Beta, BetaBinomial, Binomial, Dist, Exponential, Frechet, Gamma, Gumbel, Hypergeometric,
    LogNormal, LogUniform, Logistic, NegativeBinomial, Normal, ParameterError, Pareto, Pert, Poisson,
    StudentT, Triangular, Uniform, Weibull, counted::rounded,
};
use std::fmt;

/// A parameter form of a family: the names as written in a scenario, and the constructor.
#[derive(Debug)]
pub struct Form {
    /// The key in a scenario file, such as `lognormal`.
    pub family: &'static str,
    /// Its parameters, in the order that `build` takes them.
    pub parameters: &'static [Parameter],
    /// Builds the distribution from the parameters' values.
    pub build: fn(&[f64]) -> Result<Dist, ParameterError>,
}

/// Two forms are the same where family and parameter names are.
impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        let names = |form: &Self| form.parameters.iter().map(|p| p.name).collect::<Vec<_>>();
        self.family == other.family && names(self) == names(other)
    }
}

/// A named parameter of a form.
#[derive(Debug)]
pub struct Parameter {
    /// Textbook name.
    pub name: &'static str,
    /// Its value where it may be left out.
    pub default: Option<f64>,
    /// The values that are possible by themselves, whatever the other parameters are.
    pub range: Range,
    /// One line for people.
    pub meaning: &'static str,
}

/// An interval of the real line; an infinite end is never part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Lower end, −∞ where there is none.
    pub min: f64,
    /// Upper end, ∞ where there is none.
    pub max: f64,
    /// Whether `min` itself is excluded.
    pub min_open: bool,
    /// Whether `max` itself is excluded.
    pub max_open: bool,
}

impl Range {
    /// Every finite number.
    pub const ANY: Self = Self { min: f64::NEG_INFINITY, max: f64::INFINITY, min_open: true, max_open: true };
    /// Numbers above 0.
    pub const POSITIVE: Self = Self::above(0.0);
    /// Numbers from 0.
    pub const NOT_NEGATIVE: Self = Self { min: 0.0, max: f64::INFINITY, min_open: false, max_open: true };
    /// Probabilities, ends included.
    pub const PROBABILITY: Self = Self { min: 0.0, max: 1.0, min_open: false, max_open: false };
    /// Shares, ends excluded.
    pub const INNER_SHARE: Self = Self { min: 0.0, max: 1.0, min_open: true, max_open: true };

    /// Finite numbers above `min`.
    pub const fn above(min: f64) -> Self {
        Self { min, max: f64::INFINITY, min_open: true, max_open: true }
    }

    /// Whether a number is inside.
    pub fn contains(&self, x: f64) -> bool {
        let above = if self.min_open { x > self.min } else { x >= self.min };
        let below = if self.max_open { x < self.max } else { x <= self.max };
        above && below
    }

    /// Whether every value of a distribution with this support is inside.
    ///
    /// A continuous distribution does not attain the ends of its support, so that an open end may touch them:
    /// a log-normal can stand for a parameter that must be above 0.
    pub fn contains_support(&self, (least, largest): (f64, f64), discrete: bool) -> bool {
        if discrete {
            return self.contains(least) && self.contains(largest);
        }
        least >= self.min && largest <= self.max
    }
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (min, max) = (self.min, self.max);
        match (min.is_finite(), max.is_finite()) {
            (false, false) => write!(formatter, "a finite number"),
            (true, false) if self.min_open => write!(formatter, "a finite number above {min}"),
            (true, false) => write!(formatter, "a finite number from {min} up"),
            (false, true) if self.max_open => write!(formatter, "a finite number below {max}"),
            (false, true) => write!(formatter, "a finite number up to {max}"),
            (true, true) => {
                let end = |open: bool| if open { " (excluded)" } else { "" };
                write!(formatter, "from {min}{} to {max}{}", end(self.min_open), end(self.max_open))
            }
        }
    }
}

/// The forms of a family, in the order they are documented; empty for an unknown or a structural family.
pub fn forms_of(family: &str) -> impl Iterator<Item = &'static Form> {
    FORMS.iter().filter(move |form| form.family == family)
}

const fn parameter(name: &'static str, range: Range, meaning: &'static str) -> Parameter {
    Parameter { name, default: None, range, meaning }
}

const fn within(min: f64, max: f64) -> Range {
    Range { min, max, min_open: false, max_open: false }
}

const COUNT: Range = within(0.0, 1e15);
const SHAPE: Range = within(1e-6, 1e15);
const MIN: Parameter = parameter("min", Range::ANY, "least value");
const MODE: Parameter = parameter("mode", Range::ANY, "most likely value");
const MAX: Parameter = parameter("max", Range::ANY, "largest value");
const MEAN: Parameter = parameter("mean", Range::ANY, "mean");
const POSITIVE_MEAN: Parameter = parameter("mean", Range::POSITIVE, "mean");
const SD: Parameter = parameter("sd", Range::POSITIVE, "standard deviation");
const SCALE: Parameter = parameter("scale", Range::POSITIVE, "scale, in the quantity's unit");

/// Every family with numeric parameters, one entry for each form.
///
/// Families with other shapes (`discrete`, `empirical`, `quantiles`, `mixture`, `dirichlet`, two `pNN`) have
/// constructors of their own.
pub static FORMS: &[Form] = &[
    Form {
        family: "constant",
        parameters: &[parameter("value", Range::ANY, "the value")],
        build: |p| super::error::finite("value", p[0]).map(Dist::Constant),
    },
    Form { family: "normal", parameters: &[MEAN, SD], build: |p| Normal::new(p[0], p[1]).map(Dist::Normal) },
    Form {
        family: "lognormal",
        parameters: &[
            parameter("mu", Range::ANY, "mean of the natural logarithm"),
            parameter("sigma", Range::POSITIVE, "standard deviation of the natural logarithm"),
        ],
        build: |p| LogNormal::new(p[0], p[1]).map(Dist::LogNormal),
    },
    Form {
        family: "lognormal",
        parameters: &[POSITIVE_MEAN, SD],
        build: |p| LogNormal::from_mean_sd(p[0], p[1]).map(Dist::LogNormal),
    },
    Form {
        family: "lognormal",
        parameters: &[
            parameter("median", Range::POSITIVE, "median"),
            parameter("gsd", Range::above(1.0), "geometric standard deviation, a factor above 1"),
        ],
        build: |p| LogNormal::from_median_gsd(p[0], p[1]).map(Dist::LogNormal),
    },
    Form { family: "uniform", parameters: &[MIN, MAX], build: |p| Uniform::build(p[0], p[1]) },
    Form {
        family: "loguniform",
        parameters: &[
            parameter("min", Range::POSITIVE, "least value"),
            parameter("max", Range::POSITIVE, "largest value"),
        ],
        build: |p| LogUniform::build(p[0], p[1]),
    },
    Form {
        family: "triangular",
        parameters: &[MIN, MODE, MAX],
        build: |p| Triangular::build(p[0], p[1], p[2]),
    },
    Form {
        family: "pert",
        parameters: &[
            MIN,
            MODE,
            MAX,
            Parameter {
                name: "lambda",
                default: Some(4.0),
                range: within(0.0, 1e12),
                meaning: "weight of the mode; 4 by custom, 0 is uniform",
            },
        ],
        build: |p| Pert::build(p[0], p[1], p[2], p[3]),
    },
    Form {
        family: "beta",
        parameters: &[
            parameter("alpha", SHAPE, "weight of the high end"),
            parameter("beta", SHAPE, "weight of the low end"),
        ],
        build: |p| Beta::new(p[0], p[1]).map(Dist::Beta),
    },
    Form {
        family: "beta",
        parameters: &[parameter("mean", Range::INNER_SHARE, "mean"), SD],
        build: |p| Beta::from_mean_sd(p[0], p[1]).map(Dist::Beta),
    },
    Form {
        family: "gamma",
        parameters: &[parameter("shape", SHAPE, "shape; 1 is exponential"), SCALE],
        build: |p| Gamma::new(p[0], p[1]).map(Dist::Gamma),
    },
    Form {
        family: "gamma",
        parameters: &[POSITIVE_MEAN, SD],
        build: |p| Gamma::from_mean_sd(p[0], p[1]).map(Dist::Gamma),
    },
    Form {
        family: "weibull",
        parameters: &[
            parameter(
                "shape",
                within(0.01, 1e6),
                "shape; 1 is exponential, above 1 the chance grows with waiting",
            ),
            SCALE,
        ],
        build: |p| Weibull::new(p[0], p[1]).map(Dist::Weibull),
    },
    Form {
        family: "exponential",
        parameters: &[parameter("rate", Range::POSITIVE, "events per unit")],
        build: |p| Exponential::new(p[0]).map(Dist::Exponential),
    },
    Form {
        family: "exponential",
        parameters: &[POSITIVE_MEAN],
        build: |p| Exponential::from_mean(p[0]).map(Dist::Exponential),
    },
    Form {
        family: "student_t",
        parameters: &[
            parameter("df", within(0.1, 1e15), "degrees of freedom; the smaller, the heavier the tails"),
            parameter("location", Range::ANY, "centre"),
            SCALE,
        ],
        build: |p| StudentT::new(p[0], p[1], p[2]).map(Dist::StudentT),
    },
    Form {
        family: "logistic",
        parameters: &[parameter("location", Range::ANY, "mean"), SCALE],
        build: |p| Logistic::new(p[0], p[1]).map(Dist::Logistic),
    },
    Form {
        family: "gumbel",
        parameters: &[parameter("location", Range::ANY, "most likely value"), SCALE],
        build: |p| Gumbel::new(p[0], p[1]).map(Dist::Gumbel),
    },
    Form {
        family: "frechet",
        parameters: &[parameter("shape", within(0.1, 1e6), "tail index; the smaller, the heavier"), SCALE],
        build: |p| Frechet::new(p[0], p[1]).map(Dist::Frechet),
    },
    Form {
        family: "pareto",
        parameters: &[
            parameter("scale", Range::POSITIVE, "least value"),
            parameter("shape", within(0.1, 1e6), "tail index; the smaller, the heavier"),
        ],
        build: |p| Pareto::new(p[0], p[1]).map(Dist::Pareto),
    },
    Form {
        family: "bernoulli",
        parameters: &[parameter("p", Range::PROBABILITY, "probability of 1")],
        build: |p| Bernoulli::new(p[0]).map(Dist::Bernoulli),
    },
    Form {
        family: "binomial",
        parameters: &[
            parameter("n", COUNT, "number of trials, rounded to a whole number"),
            parameter("p", Range::PROBABILITY, "chance of each"),
        ],
        build: |p| Binomial::new(rounded(p[0]), p[1]).map(Dist::Binomial),
    },
    Form {
        family: "poisson",
        parameters: &[parameter("rate", COUNT, "expected number of events")],
        build: |p| Poisson::new(p[0]).map(Dist::Poisson),
    },
    Form {
        family: "negative_binomial",
        parameters: &[
            parameter("mean", within(0.0, 1e12), "mean"),
            parameter("dispersion", within(1e-3, 1e6), "k: the variance is mean + mean²/k"),
        ],
        build: |p| NegativeBinomial::new(p[0], p[1]).map(Dist::NegativeBinomial),
    },
    Form {
        family: "beta_binomial",
        parameters: &[
            parameter("n", COUNT, "number of trials, rounded to a whole number"),
            parameter("alpha", within(1e-3, 1e6), "weight of success"),
            parameter("beta", within(1e-3, 1e6), "weight of failure"),
        ],
        build: |p| BetaBinomial::new(rounded(p[0]), p[1], p[2]).map(Dist::BetaBinomial),
    },
    Form {
        family: "hypergeometric",
        parameters: &[
            parameter("population", COUNT, "people in all, rounded to a whole number"),
            parameter("successes", COUNT, "those of the kind that is counted, rounded to a whole number"),
            parameter("draws", COUNT, "people drawn without replacement, rounded to a whole number"),
        ],
        build: |p| Hypergeometric::new(rounded(p[0]), rounded(p[1]), rounded(p[2])).map(Dist::Hypergeometric),
    },
];
