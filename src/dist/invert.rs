//! The inverse of a cdf that has no inverse of its own: a bracketed Newton search on the smaller tail.

use super::Univariate;
use crate::math::ln;

/// A lower tail p with its upper tail q = 1 − p, the smaller of them accurate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub p: f64,
    pub q: f64,
}

impl Level {
    /// From the lower tail.
    pub fn lower(u: f64) -> Self {
        Self { p: u, q: 1.0 - u }
    }

    /// From the upper tail.
    pub fn upper(q: f64) -> Self {
        Self { p: 1.0 - q, q }
    }

    /// The quantile of `dist` at this level.
    pub fn quantile(self, dist: &impl Univariate) -> f64 {
        if self.p <= self.q { dist.quantile(self.p) } else { dist.quantile_upper(self.q) }
    }

    /// Whether `dist` has not yet reached this level at x: P(X ≤ x) < p.
    fn is_above(self, dist: &impl Univariate, x: f64) -> bool {
        if self.p <= self.q { dist.cdf(x) < self.p } else { dist.survival(x) > self.q }
    }
}

/// The least x in [low, high] that reaches `level`, where `high` does.
///
/// Newton's method on the logarithm of the smaller tail, in the bracket; bisection wherever it leaves it or
/// gains little, so that steps and gaps in the cdf cost time but no correctness.
pub(super) fn search(
    dist: &impl Univariate,
    density: impl Fn(f64) -> f64,
    level: Level,
    low: f64,
    high: f64,
) -> f64 {
    let (mut low, mut high) = (low, high);
    if !level.is_above(dist, low) {
        return low;
    }
    let falling = level.q < level.p;
    let target = if falling { level.q } else { level.p };
    let mut x = middle(low, high);
    let mut previous_width = f64::INFINITY;
    for round in 0..400 {
        let tail = if falling { dist.survival(x) } else { dist.cdf(x) };
        let above = if falling { tail > target } else { tail < target };
        if above {
            low = x
        } else {
            high = x
        }
        let neighbours = high.next_down() <= low;
        if neighbours {
            break;
        }
        let slope = density(x);
        let step = tail / slope * ln(target / tail) * if falling { -1.0 } else { 1.0 };
        let next = x + step;
        // Below this a closer search would only follow the rounding of the cdf.
        if step.is_finite() && (step.abs() <= 1e-15 * x.abs() || (tail / target - 1.0).abs() <= 1e-15) {
            return next.clamp(low, high);
        }
        // Every third round must halve the bracket.
        let width = high - low;
        let stuck = round % 3 == 2 && width > 0.5 * previous_width;
        if round % 3 == 2 {
            previous_width = width;
        }
        x = if next > low && next < high && !stuck { next } else { middle(low, high) };
    }
    high
}

/// The geometric mean of numbers of one sign that are orders of magnitude apart, else the arithmetic one.
fn middle(low: f64, high: f64) -> f64 {
    let same_sign = low > 0.0 && high > 0.0 || low < 0.0 && high < 0.0;
    let ratio = low / high;
    if same_sign && !(0.25..=4.0).contains(&ratio) {
        return low.signum() * low.abs().sqrt() * high.abs().sqrt();
    }
    low + 0.5 * (high - low)
}
