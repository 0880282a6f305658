//! Hypergeometric: how many of those drawn without replacement are of the kind that is counted.

use super::{LARGEST, whole};
use crate::dist::draw::{self, tails};
use crate::dist::{ParameterError, Univariate};
use crate::math::exp;

/// Successes among `draws` from a `population` that holds `successes` of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hypergeometric {
    population: f64,
    successes: f64,
    draws: f64,
}

impl Hypergeometric {
    /// From whole numbers of people: the `population`, at most 10^15, the `successes` in it and the `draws` from it.
    ///
    /// # Errors
    /// A number that is not whole or not within [0, 10^15]; successes or draws above the population.
    ///
    /// # Precision
    /// Tails to some 1e-12 relative; the quantile as [`draw`](crate::dist::draw) states it.
    pub fn new(population: f64, successes: f64, draws: f64) -> Result<Self, ParameterError> {
        let population = whole("population", population, LARGEST)?;
        let successes = whole("successes", successes, population)?;
        Ok(Self { population, successes, draws: whole("draws", draws, population)? })
    }

    fn tails(&self, x: f64) -> (f64, f64) {
        tails::hypergeometric(self.population, self.successes, self.draws, x.floor())
    }
}

impl Univariate for Hypergeometric {
    fn quantile(&self, u: f64) -> f64 {
        draw::hypergeometric_one(self.population, self.successes, self.draws, u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        draw::hypergeometric_one(self.population, self.successes, self.draws, 1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }
    fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }
    fn density(&self, x: f64) -> f64 {
        let (least, largest) = self.support();
        if x < least || x > largest || x.floor() != x {
            return 0.0;
        }
        if least == largest {
            return 1.0;
        }
        exp(tails::ln_hypergeometric(self.population, self.successes, self.draws, x))
    }
    fn mean(&self) -> Option<f64> {
        Some(if self.population > 0.0 { self.draws * (self.successes / self.population) } else { 0.0 })
    }
    fn sd(&self) -> Option<f64> {
        let (n, k, m) = (self.population, self.successes, self.draws);
        if n < 2.0 {
            return Some(0.0);
        }
        Some((m * (k / n) * ((n - k) / n) * ((n - m) / (n - 1.0))).sqrt())
    }
    fn support(&self) -> (f64, f64) {
        ((self.draws - (self.population - self.successes)).max(0.0), self.successes.min(self.draws))
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
