//! Quantiles (metalog): a smooth belief through the percentiles that somebody stated, with bounds where known.
//!
//! Source: Keelin (2016), The Metalog Distributions, Decision Analysis 13(4), equations 6–8 and 11–14.

use super::error::finite;
use super::integrate::mean_and_variance;
use super::percentile::percentile_name;
use super::{ParameterError, Univariate};
use crate::math::{exp, ln, ln_1p};

/// Most percentiles that one belief may state: with more the system loses its digits.
const MOST_POINTS: usize = 10;

/// Largest |logit| examined: beyond it a tail is below 1e-300.
const LARGEST_LOGIT: f64 = 700.0;

/// A metalog with as many terms as percentiles were given; it passes through each.
#[derive(Clone, Debug, PartialEq)]
pub struct Metalog {
    /// Polynomial in y − ½, lowest power first.
    location: Vec<f64>,
    /// Polynomial in y − ½ that multiplies logit y, lowest power first.
    scale: Vec<f64>,
    bounds: Bounds,
}

/// The four kinds of metalog.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bounds {
    None,
    Min(f64),
    Max(f64),
    Both(f64, f64),
}

impl Bounds {
    fn new(min: Option<f64>, max: Option<f64>) -> Self {
        match (min, max) {
            (None, None) => Self::None,
            (Some(min), None) => Self::Min(min),
            (None, Some(max)) => Self::Max(max),
            (Some(min), Some(max)) => Self::Both(min, max),
        }
    }

    /// From a value to the unbounded scale.
    fn transform(self, x: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Min(min) => ln(x - min),
            Self::Max(max) => -ln(max - x),
            Self::Both(min, max) => ln((x - min) / (max - x)),
        }
    }

    /// From the unbounded scale to a value.
    fn value(self, m: f64) -> f64 {
        match self {
            Self::None => m,
            Self::Min(min) => min + exp(m),
            Self::Max(max) => max - exp(-m),
            Self::Both(min, max) if m < 0.0 => min + (max - min) * (exp(m) / (1.0 + exp(m))),
            Self::Both(min, max) => max - (max - min) * (exp(-m) / (1.0 + exp(-m))),
        }
    }

    /// dx/dm at a value.
    fn stretch(self, x: f64) -> f64 {
        match self {
            Self::None => 1.0,
            Self::Min(min) => x - min,
            Self::Max(max) => max - x,
            Self::Both(min, max) => (x - min) * (max - x) / (max - min),
        }
    }
}

impl Metalog {
    /// Through `points`, (level in (0, 1), value in the quantity's unit), two to ten of them in any order, between
    /// `min` and `max` where these are given.
    ///
    /// # Errors
    /// Too few or too many points, levels that repeat, values that do not increase or lie outside the bounds, and
    /// percentiles that no metalog with so many terms can have (its density would be negative somewhere).
    pub fn new(points: &[(f64, f64)], min: Option<f64>, max: Option<f64>) -> Result<Self, ParameterError> {
        let points = checked_points(points, min, max)?;
        let bounds = Bounds::new(min, max);
        let rows: Vec<Vec<f64>> = points
            .iter()
            .map(|&(level, value)| {
                let mut row = basis(level, points.len());
                row.push(bounds.transform(value));
                row
            })
            .collect();
        let infeasible = || {
            ParameterError::new("quantiles", points.len() as f64, "percentiles that a smooth distribution can have")
                .advice("the metalog through these would need a negative density; state fewer percentiles, state or drop `min` and `max`, or move the outer values: steps should not shrink abruptly towards a tail")
        };
        let coefficients = solve(rows).ok_or_else(infeasible)?;
        let pick = |wanted: bool| {
            (0..coefficients.len()).filter(|i| is_scale_term(*i) == wanted).map(|i| coefficients[i]).collect()
        };
        let metalog = Self { location: pick(false), scale: pick(true), bounds };
        if !metalog.is_increasing() || !metalog.passes_through(&points) {
            return Err(infeasible());
        }
        const LEAST: f64 = 1.0 / 18_014_398_509_481_984.0;
        if !(metalog.quantile(LEAST).is_finite() && metalog.quantile_upper(LEAST).is_finite()) {
            return Err(infeasible());
        }
        Ok(metalog)
    }

    /// From keys `pNN` with their values, as written in a scenario.
    ///
    /// # Errors
    /// A key that is no percentile, and those of [`Metalog::new`].
    pub fn from_percentiles(
        given: &[(&str, f64)],
        min: Option<f64>,
        max: Option<f64>,
    ) -> Result<Self, ParameterError> {
        let mut points = Vec::new();
        for &(key, value) in given {
            let level = super::percentile_level(key).ok_or_else(|| {
                ParameterError::new(key, value, "a percentile such as `p05`, `min` or `max`")
            })??;
            points.push((level, value));
        }
        Self::new(&points, min, max)
    }

    /// The curve on the unbounded scale at logit l.
    fn curve(&self, logit: f64) -> f64 {
        let c = centred(logit);
        horner(&self.location, c) + horner(&self.scale, c) * logit
    }

    /// d curve / d logit.
    fn slope(&self, logit: f64) -> f64 {
        let c = centred(logit);
        let decay = exp(-logit.abs());
        let spread = decay / ((1.0 + decay) * (1.0 + decay));
        spread * (derivative(&self.location, c) + derivative(&self.scale, c) * logit) + horner(&self.scale, c)
    }

    /// Whether the density is positive everywhere: at steps of 1/64 where the curve bends, coarser in the tails,
    /// and in the limit.
    fn is_increasing(&self) -> bool {
        let limits = [horner(&self.scale, -0.5), horner(&self.scale, 0.5)];
        let near = (-40 * 64..=40 * 64).map(|i| f64::from(i) / 64.0);
        let far = (40..=700).flat_map(|i| [f64::from(i), -f64::from(i)]);
        limits.iter().all(|limit| *limit >= 0.0) && near.chain(far).all(|logit| self.slope(logit) > 0.0)
    }

    fn passes_through(&self, points: &[(f64, f64)]) -> bool {
        let range = points[points.len() - 1].1 - points[0].1;
        points.iter().all(|&(level, value)| (self.quantile(level) - value).abs() <= 1e-9 * range)
    }

    fn inverse(&self, p: f64, q: f64) -> f64 {
        let logit = if p <= q { ln(p) - ln_1p(-p) } else { ln_1p(-q) - ln(q) };
        self.bounds.value(self.curve(logit))
    }

    /// The logit at which the curve reaches a value: Newton's method in a bracket.
    fn logit_of(&self, x: f64) -> f64 {
        let target = self.bounds.transform(x);
        let (mut low, mut high) = (-LARGEST_LOGIT, LARGEST_LOGIT);
        let mut logit = 0.0;
        for _ in 0..200 {
            let gap = self.curve(logit) - target;
            if gap < 0.0 {
                low = logit
            } else {
                high = logit
            }
            let step = gap / self.slope(logit);
            let next = logit - step;
            if step.abs() <= 1e-15 * logit.abs().max(1e-3) {
                return next.clamp(-LARGEST_LOGIT, LARGEST_LOGIT);
            }
            logit = if next > low && next < high { next } else { 0.5 * (low + high) };
        }
        logit
    }

    /// The largest power k for which E|X|^k exists is 1 / the tail's scale on the unbounded scale.
    fn has_moment(&self, power: f64) -> bool {
        let (left, right) = (horner(&self.scale, -0.5), horner(&self.scale, 0.5));
        match self.bounds {
            Bounds::Min(_) => right * power < 1.0,
            Bounds::Max(_) => left * power < 1.0,
            Bounds::None | Bounds::Both(..) => true,
        }
    }
}

/// Sorted by level, all as they must be.
fn checked_points(
    points: &[(f64, f64)],
    min: Option<f64>,
    max: Option<f64>,
) -> Result<Vec<(f64, f64)>, ParameterError> {
    let count = points.len();
    if !(2..=MOST_POINTS).contains(&count) {
        let expected = format!("two to {MOST_POINTS} percentiles");
        return Err(ParameterError::new("quantiles", count as f64, expected));
    }
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    for &(level, value) in &points {
        if !(level > 0.0 && level < 1.0) {
            return Err(ParameterError::new("quantiles", level, "levels between 0 and 1, ends excluded"));
        }
        finite(&percentile_name(level), value)?;
    }
    for pair in points.windows(2) {
        let (name, below) = (percentile_name(pair[1].0), percentile_name(pair[0].0));
        if pair[0].0 == pair[1].0 {
            return Err(ParameterError::new(name, pair[1].1, "one value for each percentile"));
        }
        if pair[0].1 >= pair[1].1 {
            let expected = format!("more than `{below}` ({})", pair[0].1);
            return Err(ParameterError::new(name, pair[1].1, expected));
        }
    }
    let (least, largest) = (points[0], points[count - 1]);
    if let Some(min) = min.map(|min| finite("min", min)).transpose()?
        && min >= least.1
    {
        let expected = format!("below `{}` ({})", percentile_name(least.0), least.1);
        return Err(ParameterError::new("min", min, expected));
    }
    if let Some(max) = max.map(|max| finite("max", max)).transpose()?
        && max <= largest.1
    {
        let expected = format!("above `{}` ({})", percentile_name(largest.0), largest.1);
        return Err(ParameterError::new("max", max, expected));
    }
    Ok(points)
}

/// Whether term i (from 0) multiplies logit y: the second, the third, then every other one.
fn is_scale_term(index: usize) -> bool {
    index == 1 || index == 2 || (index > 4 && index % 2 == 1)
}

/// The first `terms` basis functions at y, Keelin's equation 6.
fn basis(y: f64, terms: usize) -> Vec<f64> {
    let (c, logit) = (y - 0.5, ln(y) - ln_1p(-y));
    let (mut location, mut scale) = (1.0, logit);
    (0..terms)
        .map(|index| {
            let factor = if is_scale_term(index) { &mut scale } else { &mut location };
            let value = *factor;
            *factor *= c;
            value
        })
        .collect()
}

/// Gaussian elimination with partial pivoting; `None` where the system is singular.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column].abs() < 1e-13 {
            return None;
        }
        let (done, rest) = rows.split_at_mut(column + 1);
        let pivot_row = &done[column];
        for row in rest {
            let factor = row[column] / pivot_row[column];
            row.iter_mut().zip(pivot_row).skip(column).for_each(|(cell, pivot)| *cell -= factor * pivot);
        }
    }
    let mut solution = vec![0.0; n];
    for index in (0..n).rev() {
        let known: f64 = (index + 1..n).map(|k| rows[index][k] * solution[k]).sum();
        solution[index] = (rows[index][n] - known) / rows[index][index];
    }
    Some(solution)
}

/// y − ½ at a logit.
fn centred(logit: f64) -> f64 {
    let decay = exp(-logit.abs());
    (0.5 - decay / (1.0 + decay)) * logit.signum()
}

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

fn derivative(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().enumerate().skip(1).rev().fold(0.0, |sum, (power, c)| sum * x + power as f64 * c)
}

impl Univariate for Metalog {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(u, 1.0 - u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(1.0 - q, q)
    }
    fn cdf(&self, x: f64) -> f64 {
        let (least, largest) = self.support();
        if x <= least {
            0.0
        } else if x >= largest {
            1.0
        } else {
            1.0 / (1.0 + exp(-self.logit_of(x)))
        }
    }
    fn survival(&self, x: f64) -> f64 {
        let (least, largest) = self.support();
        if x <= least {
            1.0
        } else if x >= largest {
            0.0
        } else {
            1.0 / (1.0 + exp(self.logit_of(x)))
        }
    }
    fn density(&self, x: f64) -> f64 {
        let (least, largest) = self.support();
        if x <= least || x >= largest {
            return 0.0;
        }
        let logit = self.logit_of(x);
        let decay = exp(-logit.abs());
        decay / ((1.0 + decay) * (1.0 + decay)) / (self.slope(logit) * self.bounds.stretch(x))
    }
    fn mean(&self) -> Option<f64> {
        self.has_moment(1.0).then(|| mean_and_variance(|p, q| self.inverse(p, q)).0)
    }
    fn sd(&self) -> Option<f64> {
        self.has_moment(2.0).then(|| mean_and_variance(|p, q| self.inverse(p, q)).1.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        match self.bounds {
            Bounds::None => (f64::NEG_INFINITY, f64::INFINITY),
            Bounds::Min(min) => (min, f64::INFINITY),
            Bounds::Max(max) => (f64::NEG_INFINITY, max),
            Bounds::Both(min, max) => (min, max),
        }
    }
}
