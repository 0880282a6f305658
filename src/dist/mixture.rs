//! Mixture, and the linear pool of rival estimates: each future follows one component, chosen by weight.

use super::error::weights;
use super::invert::{Level, search};
use super::{Dist, ParameterError, Univariate};

/// A weighted mean of distributions, sampled by the inverse of the pooled cdf with one uniform.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// (weight, component) in the order given; weights sum to 1.
    parts: Vec<(f64, Dist)>,
    /// Values with a probability of their own, increasing, with P(X < value) and P(X > value).
    atoms: Vec<Atom>,
    /// Whether a component counts without a listed end: its atoms are found by search instead.
    has_counts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Atom {
    value: f64,
    below: f64,
    above: f64,
}

impl Mixture {
    /// From weights that sum to 1 and their distributions.
    ///
    /// # Errors
    /// No component, weights that are negative or do not sum to 1 within 1e-9.
    pub fn new(parts: Vec<(f64, Dist)>) -> Result<Self, ParameterError> {
        if parts.is_empty() {
            return Err(ParameterError::new("mixture", 0.0, "at least one component"));
        }
        let given: Vec<f64> = parts.iter().map(|part| part.0).collect();
        weights("weight", &given)?;
        Ok(Self::from_parts(parts))
    }

    /// From checked parts.
    pub(super) fn from_parts(parts: Vec<(f64, Dist)>) -> Self {
        let mut mixture = Self { parts, atoms: Vec::new(), has_counts: false };
        let lists: Vec<_> = mixture.live().map(|(_, dist)| dist.atoms()).collect();
        mixture.has_counts = lists.iter().any(Option::is_none);
        let mut values: Vec<f64> = lists.into_iter().flatten().flatten().map(|(value, _)| value).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        mixture.atoms = values
            .into_iter()
            .map(|value| Atom {
                value,
                below: mixture.cdf(value) - mixture.atom(value),
                above: mixture.survival(value),
            })
            .collect();
        mixture
    }

    /// (weight, component) in the order given.
    pub fn components(&self) -> impl Iterator<Item = (f64, &Dist)> {
        self.parts.iter().map(|(weight, dist)| (*weight, dist))
    }

    /// The probability that a future with value `x` follows each component: weight × density, scaled to sum 1.
    ///
    /// Where `x` has a probability of its own, only components that give it one count. Where every density
    /// vanishes, the weights of the components whose support holds `x` decide, else all weights.
    ///
    /// `out` has one entry a component.
    pub fn responsibility(&self, x: f64, out: &mut [f64]) {
        let fill = |out: &mut [f64], value: &dyn Fn(&Dist) -> f64| {
            for (slot, (weight, dist)) in out.iter_mut().zip(self.components()) {
                *slot = if weight > 0.0 { weight * value(dist) } else { 0.0 };
            }
            let sum: f64 = out.iter().sum();
            let usable = sum > 0.0 && sum.is_finite();
            if usable {
                out.iter_mut().for_each(|slot| *slot /= sum);
            }
            usable
        };
        let inside = |dist: &Dist| {
            let (least, largest) = dist.support();
            if (least..=largest).contains(&x) { 1.0 } else { 0.0 }
        };
        let poles = |dist: &Dist| if dist.smooth_density(x) == f64::INFINITY { 1.0 } else { 0.0 };
        let _ = fill(out, &|dist| dist.atom(x))
            || fill(out, &|dist| dist.smooth_density(x))
            || fill(out, &poles)
            || fill(out, &inside)
            || fill(out, &|_| 1.0);
    }

    /// The probability of exactly `x`.
    pub(super) fn atom(&self, x: f64) -> f64 {
        self.sum(|dist| dist.atom(x))
    }

    /// The density at `x` of what is not isolated.
    pub(super) fn smooth_density(&self, x: f64) -> f64 {
        self.sum(|dist| dist.smooth_density(x))
    }

    /// The isolated values with their probabilities; `None` where a component has too many to list.
    pub(super) fn atoms(&self) -> Option<Vec<(f64, f64)>> {
        (!self.has_counts)
            .then(|| self.atoms.iter().map(|atom| (atom.value, self.atom(atom.value))).collect())
    }

    fn live(&self) -> impl Iterator<Item = (f64, &Dist)> {
        self.components().filter(|(weight, _)| *weight > 0.0)
    }

    fn sum(&self, value: impl Fn(&Dist) -> f64) -> f64 {
        self.live().map(|(weight, dist)| weight * value(dist)).sum()
    }

    /// The components' own quantiles bracket the pooled one; atoms narrow the bracket or are the answer.
    fn inverse(&self, level: Level) -> f64 {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, dist) in self.live() {
            let x = level.quantile(dist);
            low = low.min(x);
            high = high.max(x);
        }
        if low >= high {
            return high;
        }
        let next = self.atoms.partition_point(|atom| {
            if level.p <= level.q { 1.0 - atom.above < level.p } else { atom.above > level.q }
        });
        if let Some(atom) = self.atoms.get(next) {
            let starts = if level.p <= level.q { atom.below < level.p } else { 1.0 - atom.below > level.q };
            if starts {
                return atom.value;
            }
            high = high.min(atom.value);
        }
        if next > 0 {
            low = low.max(self.atoms[next - 1].value);
        }
        let density = |x: f64| if self.has_counts { f64::NAN } else { self.smooth_density(x) };
        search(self, density, level, low, high)
    }
}

impl Univariate for Mixture {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(Level::lower(u))
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(Level::upper(q))
    }
    fn cdf(&self, x: f64) -> f64 {
        self.sum(|dist| dist.cdf(x)).min(1.0)
    }
    fn survival(&self, x: f64) -> f64 {
        self.sum(|dist| dist.survival(x)).min(1.0)
    }
    fn density(&self, x: f64) -> f64 {
        let atom = self.atom(x);
        if atom > 0.0 { atom } else { self.smooth_density(x) }
    }
    fn mean(&self) -> Option<f64> {
        self.live().map(|(weight, dist)| dist.mean().map(|mean| weight * mean)).sum()
    }
    fn sd(&self) -> Option<f64> {
        let mean = self.mean()?;
        let variance: Option<f64> = self
            .live()
            .map(|(weight, dist)| {
                let (centre, sd) = (dist.mean()? - mean, dist.sd()?);
                Some(weight * (centre * centre + sd * sd))
            })
            .sum();
        variance.map(f64::sqrt)
    }
    fn support(&self) -> (f64, f64) {
        self.live()
            .map(|(_, dist)| dist.support())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
    fn is_discrete(&self) -> bool {
        self.live().all(|(_, dist)| dist.is_discrete())
    }
}
