//! Densities of pooled normals, or of pooled log-normals, in proportion to the first.

use super::super::{Dist, Mixture};
use crate::math::{exp, ln};

/// Normal densities on one scale, in proportion to the first.
#[derive(Clone, Debug)]
pub(super) struct Normals {
    /// Whether the values' logarithms are normal.
    pub(super) of_logarithms: bool,
    /// Components with a weight above 0.
    pub(super) parts: Vec<Part>,
}

/// One component.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Place among all components.
    pub(super) component: f64,
    pub(super) mean: f64,
    /// 1 / standard deviation.
    pub(super) precision: f64,
    /// weight / sd, over that of the first part.
    factor: f64,
}

impl Normals {
    /// `None` where a component is of another family.
    pub(super) fn of(pool: &Mixture) -> Option<Self> {
        let of_logarithms = pool.components().all(|(_, dist)| matches!(dist, Dist::LogNormal(_)));
        let mut parts = Vec::new();
        for (component, (weight, dist)) in pool.components().enumerate() {
            let (mean, sd) = match dist {
                Dist::Normal(normal) if !of_logarithms => (normal.location(), normal.scale()),
                Dist::LogNormal(lognormal) if of_logarithms => (lognormal.mu(), lognormal.sigma()),
                _ => return None,
            };
            if weight > 0.0 {
                parts.push(Part {
                    component: component as f64,
                    mean,
                    precision: 1.0 / sd,
                    factor: weight / sd,
                });
            }
        }
        let first = parts.first()?.factor;
        parts.iter_mut().for_each(|part| part.factor /= first);
        Some(Self { of_logarithms, parts })
    }

    /// The component that a future follows; NaN where the ratios of densities overflow.
    pub(super) fn follow(&self, value: f64, u: f64) -> f64 {
        let x = if self.of_logarithms { ln(value) } else { value };
        let ratio = |part: &Part| self.ratio(part, x);
        let total: f64 = self.parts.iter().map(ratio).sum();
        if !total.is_finite() {
            return f64::NAN;
        }
        let mut upto = 0.0;
        let passed = |part: &&Part| {
            upto += ratio(part);
            upto <= u * total
        };
        let place = self.parts.iter().take_while(passed).count().min(self.parts.len() - 1);
        self.parts[place].component
    }

    /// The density of a part, times its weight, over that of the first, at a point of the normals' scale.
    fn ratio(&self, part: &Part, x: f64) -> f64 {
        let first = &self.parts[0];
        if part.component == first.component { 1.0 } else { part.factor * exp(part.exponent(first, x)) }
    }

    /// Least and largest ratio between two points of the normals' scale.
    pub(super) fn ratios(&self, part: &Part, low: f64, high: f64) -> (f64, f64) {
        let first = &self.parts[0];
        // The exponent is a parabola: its extremes lie at the ends, or at its vertex.
        let (p, q) = (first.precision * first.precision, part.precision * part.precision);
        let vertex = (first.mean * p - part.mean * q) / (p - q);
        let vertex = if low < vertex && vertex < high { vertex } else { low };
        let [a, b, c] = [low, high, vertex].map(|x| self.ratio(part, x));
        (a.min(b).min(c), a.max(b).max(c))
    }
}

impl Part {
    /// Half the difference of the squared distances from the first part's mean and from this, in standard deviations.
    fn exponent(&self, first: &Self, x: f64) -> f64 {
        let (a, b) = ((x - first.mean) * first.precision, (x - self.mean) * self.precision);
        // a² − b² as a product: the squares may be large where their difference is small.
        0.5 * ((a - b) * (a + b))
    }
}
