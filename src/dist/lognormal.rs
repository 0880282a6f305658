//! Log-normal: sizes known up to a factor (populations, costs), never negative, skewed to the right.

use super::error::{finite, positive};
use super::{ParameterError, Univariate};
use crate::math::{exp, exp_m1, ln, ln_1p, normal_cdf, normal_quantile};

const SQRT_TAU: f64 = 2.506_628_274_631_000_7;

/// Largest natural logarithm of a double.
const LN_MAX: f64 = 709.0;

/// The law of exp(mu + sigma Z), Z standard normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    /// From the mean `mu` and the standard deviation `sigma` > 0 of the logarithm.
    ///
    /// # Errors
    /// Parameters that are not finite, `sigma` ≤ 0, or values that would overflow (mu + 8 sigma > 709).
    pub fn new(mu: f64, sigma: f64) -> Result<Self, ParameterError> {
        let (mu, sigma) = (finite("mu", mu)?, positive("sigma", sigma)?);
        if mu + 8.0 * sigma > LN_MAX {
            return Err(ParameterError::new("sigma", sigma, "mu + 8 sigma of at most 709, or values overflow")
                .advice("mu and sigma are on the scale of natural logarithms; to give them in the quantity's unit write { mean, sd }, { median, gsd } or { p05, p95 }"));
        }
        Ok(Self { mu, sigma })
    }

    /// From `mean` > 0 and `sd` > 0 in the quantity's unit.
    ///
    /// # Errors
    /// As [`LogNormal::new`].
    pub fn from_mean_sd(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        let (mean, sd) = (positive("mean", mean)?, positive("sd", sd)?);
        let ratio = sd / mean;
        let variance = if ratio > 1e150 { 2.0 * ln(ratio) } else { ln_1p(ratio * ratio) };
        if variance == 0.0 {
            return Err(ParameterError::new("sd", sd, "more than a hundred-millionth of the mean")
                .advice("write a plain number where nothing is uncertain"));
        }
        Self::new(ln(mean) - 0.5 * variance, variance.sqrt()).map_err(|error| Self::overflow("sd", sd, error))
    }

    /// From `median` > 0 in the quantity's unit and the geometric standard deviation `gsd` > 1, a factor.
    ///
    /// # Errors
    /// As [`LogNormal::new`]; a `gsd` of 1 or less.
    pub fn from_median_gsd(median: f64, gsd: f64) -> Result<Self, ParameterError> {
        let median = positive("median", median)?;
        if !(gsd > 1.0 && gsd.is_finite()) {
            return Err(ParameterError::new("gsd", gsd, "a finite factor above 1")
                .advice("gsd is the geometric standard deviation: two thirds of the mass lie between median/gsd and median·gsd"));
        }
        Self::new(ln(median), ln(gsd)).map_err(|error| Self::overflow("gsd", gsd, error))
    }

    /// From two quantiles: levels in (0, 1) and values > 0 in the quantity's unit, both increasing.
    ///
    /// # Errors
    /// Values that are not above 0 or do not increase with the level.
    pub fn from_quantiles(low: (f64, f64), high: (f64, f64)) -> Result<Self, ParameterError> {
        let names = [super::percentile::percentile_name(low.0), super::percentile::percentile_name(high.0)];
        let values = [positive(&names[0], low.1)?, positive(&names[1], high.1)?];
        if values[0] >= values[1] {
            let expected = format!("more than `{}` ({})", names[0], values[0]);
            return Err(ParameterError::new(&names[1], values[1], expected));
        }
        let z = [normal_quantile(low.0), normal_quantile(high.0)];
        let sigma = ln(values[1] / values[0]) / (z[1] - z[0]);
        let mu = (ln(values[0]) * z[1] - ln(values[1]) * z[0]) / (z[1] - z[0]);
        Self::new(mu, sigma).map_err(|error| Self::overflow(&names[1], values[1], error))
    }

    /// The overflow error of `new`, told in the parameter that the user wrote.
    fn overflow(parameter: &str, given: f64, error: ParameterError) -> ParameterError {
        ParameterError::new(parameter, given, "a narrower spread: values would overflow")
            .advice(format!("here {error}"))
    }

    /// Mean of the logarithm.
    pub(super) fn mu(&self) -> f64 {
        self.mu
    }

    /// Standard deviation of the logarithm.
    pub(super) fn sigma(&self) -> f64 {
        self.sigma
    }

    fn standardised(&self, x: f64) -> f64 {
        (ln(x) - self.mu) / self.sigma
    }
}

impl Univariate for LogNormal {
    fn quantile(&self, u: f64) -> f64 {
        exp(self.mu + self.sigma * normal_quantile(u))
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        exp(self.mu - self.sigma * normal_quantile(q))
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal_cdf(self.standardised(x)) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { normal_cdf(-self.standardised(x)) }
    }
    fn density(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        let z = self.standardised(x);
        exp(-0.5 * z * z) / (x * self.sigma * SQRT_TAU)
    }
    fn mean(&self) -> Option<f64> {
        Some(exp(self.mu + 0.5 * self.sigma * self.sigma)).filter(|mean| mean.is_finite())
    }
    fn sd(&self) -> Option<f64> {
        let variance = self.sigma * self.sigma;
        Some(exp(self.mu + 0.5 * variance) * exp_m1(variance).sqrt()).filter(|sd| sd.is_finite())
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
