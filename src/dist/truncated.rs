//! Truncation by conditioning: what is believed of a quantity once it is known to lie within bounds.

use super::integrate::mean_and_variance;
use super::{Dist, Mixture, ParameterError, Uniform, Univariate};

/// A distribution conditioned on [lo, hi]; nothing is clipped, no mass piles up on a bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    inner: Box<Dist>,
    lo: f64,
    hi: f64,
    /// P(X < lo).
    below: f64,
    /// P(X > hi).
    above: f64,
    /// P(lo ≤ X ≤ hi).
    mass: f64,
}

/// Bounds that leave less than this are refused: neither tail has digits left there.
const LEAST_MASS: f64 = 1e-250;

impl Dist {
    /// This distribution conditioned on [lo, hi] (an end may be infinite), and the probability that it had there.
    ///
    /// Stable in the far tail: a standard normal on [8, ∞) keeps its digits. Mixtures stay mixtures, so that it
    /// can still be told which component a value follows. A caller who reads beliefs should warn where the mass
    /// left is small: bounds that contradict the belief are more often a wrong unit than a strong conviction.
    ///
    /// # Errors
    /// Bounds out of order, NaN, or that leave less than 1e-250 of the probability.
    pub fn truncated(self, lo: f64, hi: f64) -> Result<(Self, f64), ParameterError> {
        if lo.is_nan() || hi.is_nan() {
            return Err(ParameterError::new("bounds", f64::NAN, "two numbers, the lower first"));
        }
        if lo > hi {
            return Err(ParameterError::new(
                "bounds",
                lo,
                format!("a lower bound of at most the upper ({hi})"),
            ));
        }
        let (least, largest) = self.support();
        if lo <= least && hi >= largest {
            return Ok((self, 1.0));
        }
        let nothing_left = |mass: f64| {
            let (p05, p95) = (self.quantile(0.05), self.quantile(0.95));
            let left = if mass > 0.0 { format!("{mass:.1e}") } else { "nothing".to_owned() };
            ParameterError::new("bounds", mass, "bounds that leave some of the probability").advice(format!(
                "[{lo}, {hi}] leaves {left} of it, and 90 % lies from {} to {}; check the unit, or change the distribution",
                brief(p05), brief(p95)
            ))
        };
        match &self {
            Self::Constant(_) => Err(nothing_left(0.0)),
            Self::Uniform(uniform) => {
                let mass = (uniform.cdf(hi) - uniform.cdf(lo)).max(0.0);
                if mass == 0.0 {
                    return Err(nothing_left(0.0));
                }
                Ok((Self::Uniform(Uniform::new(lo.max(least), hi.min(largest))?), mass))
            }
            Self::Discrete(discrete) => {
                let (kept, mass) = discrete.within(lo, hi).ok_or_else(|| nothing_left(0.0))?;
                Ok((Self::Discrete(kept), mass))
            }
            Self::Empirical(empirical) => {
                let (kept, mass) = empirical.discrete().within(lo, hi).ok_or_else(|| nothing_left(0.0))?;
                Ok((Self::Discrete(kept), mass))
            }
            Self::Mixture(mixture) => {
                let (kept, mass) = mixture.within(lo, hi).ok_or_else(|| nothing_left(0.0))?;
                Ok((Self::Mixture(kept), mass))
            }
            _ => {
                let truncated = Truncated::new(self.clone(), lo, hi);
                if truncated.mass < LEAST_MASS || truncated.mass.is_nan() {
                    return Err(nothing_left(truncated.mass.max(0.0)));
                }
                let mass = truncated.mass;
                Ok((Self::Truncated(truncated), mass))
            }
        }
    }
}

impl Mixture {
    /// Conditioned on [lo, hi]: each component is, and its weight follows the mass it had there.
    fn within(&self, lo: f64, hi: f64) -> Option<(Self, f64)> {
        let mut parts = Vec::new();
        for (weight, component) in self.components() {
            parts.push(match component.clone().truncated(lo, hi) {
                Ok((kept, mass)) => (weight * mass, kept),
                // A component with nothing there keeps its place, so that estimates keep their order.
                Err(_) => (0.0, component.clone()),
            });
        }
        let mass: f64 = parts.iter().map(|part| part.0).sum();
        (mass >= LEAST_MASS).then(|| {
            let parts = parts.into_iter().map(|(weight, dist)| (weight / mass, dist)).collect();
            (Self::from_parts(parts), mass)
        })
    }
}

impl Truncated {
    fn new(inner: Dist, lo: f64, hi: f64) -> Self {
        let (below, above) = ((inner.cdf(lo) - inner.atom(lo)).max(0.0), inner.survival(hi));
        // From whichever end the difference is of small numbers.
        let mass = if below > 0.5 {
            inner.survival(lo) + inner.atom(lo) - above
        } else if above > 0.5 {
            inner.cdf(hi) - below
        } else {
            1.0 - below - above
        };
        let (least, largest) = inner.support();
        Self { inner: Box::new(inner), lo: lo.max(least), hi: hi.min(largest), below, above, mass }
    }

    /// The probability that the untruncated distribution had between the bounds.
    pub fn mass_left(&self) -> f64 {
        self.mass
    }

    /// The untruncated distribution.
    pub fn inner(&self) -> &Dist {
        &self.inner
    }

    fn inverse(&self, p: f64, q: f64) -> f64 {
        let (lower, upper) = (self.below + p * self.mass, self.above + q * self.mass);
        let x = if lower < upper { self.inner.quantile(lower) } else { self.inner.quantile_upper(upper) };
        x.clamp(self.lo, self.hi)
    }

    fn moments(&self) -> Option<(f64, f64)> {
        let bounded = self.lo.is_finite() && self.hi.is_finite();
        (bounded || self.inner.mean().is_some()).then(|| mean_and_variance(|p, q| self.inverse(p, q)))
    }
}

impl Univariate for Truncated {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x < self.lo {
            return 0.0;
        }
        if x >= self.hi {
            return 1.0;
        }
        if self.below > 0.5 {
            return 1.0 - (self.inner.survival(x) - self.above) / self.mass;
        }
        ((self.inner.cdf(x) - self.below) / self.mass).clamp(0.0, 1.0)
    }
    fn survival(&self, x: f64) -> f64 {
        if x < self.lo {
            return 1.0;
        }
        if x >= self.hi {
            return 0.0;
        }
        if self.above > 0.5 {
            return 1.0 - (self.inner.cdf(x) - self.below) / self.mass;
        }
        ((self.inner.survival(x) - self.above) / self.mass).clamp(0.0, 1.0)
    }
    fn density(&self, x: f64) -> f64 {
        if (self.lo..=self.hi).contains(&x) { self.inner.density(x) / self.mass } else { 0.0 }
    }
    fn mean(&self) -> Option<f64> {
        self.moments().map(|(mean, _)| mean)
    }
    fn sd(&self) -> Option<f64> {
        let bounded = self.lo.is_finite() && self.hi.is_finite();
        (bounded || self.inner.sd().is_some()).then(|| self.moments().map(|(_, variance)| variance.sqrt()))?
    }
    fn support(&self) -> (f64, f64) {
        (self.lo, self.hi)
    }
    fn is_discrete(&self) -> bool {
        self.inner.is_discrete()
    }
}

/// A number as a person would say it: three digits.
fn brief(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}
