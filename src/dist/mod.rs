//! Probability distributions: named parameters in, quantile, cdf, density, moments and support out.
//!
//! One family a file. Everything is sampled by inversion: a quantity takes a uniform and looks up its quantile,
//! so that a change of one input leaves every other draw in place.

/// A univariate distribution with fixed parameters.
pub trait Univariate {
    /// The quantile (generalised inverse of the cdf) at `u` in (0, 1).
    fn quantile(&self, u: f64) -> f64;
    /// P(X ≤ x).
    fn cdf(&self, x: f64) -> f64;
    /// Density at `x`, or probability of `x` where the distribution is discrete.
    fn density(&self, x: f64) -> f64;
    /// Mean, where it exists.
    fn mean(&self) -> Option<f64>;
    /// Standard deviation, where it exists.
    fn sd(&self) -> Option<f64>;
    /// Least and largest value; ±∞ where unbounded.
    fn support(&self) -> (f64, f64);
    /// Whether the values are isolated (counts, atoms).
    fn is_discrete(&self) -> bool;
}

/// Any distribution of the catalogue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Dist {
    /// All mass on one value.
    Constant(f64),
    // One variant for each family file, for truncation, mixture and pool.
}

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
    /// One line for people.
    pub meaning: &'static str,
}

/// A parameter that a family cannot have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{parameter}` is {given}, expected {expected}")]
pub struct ParameterError {
    /// Name of the parameter to underline.
    pub parameter: String,
    /// Its value.
    pub given: f64,
    /// What it must be, such as `a number above 0`.
    pub expected: String,
    /// What to do, where that is not plain.
    pub advice: Option<String>,
}
