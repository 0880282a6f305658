//! Dirichlet and simplex: shares of a whole, drawn together or set, that sum to 1.

use super::ParameterError;
use super::error::{positive, weights};
use crate::math::exp;
use crate::math::gamma::ln_inverse_incomplete_gamma;

/// Shares drawn together: gamma quantiles of one uniform a label, normalised.
#[derive(Clone, Debug, PartialEq)]
pub struct Dirichlet {
    mean: Vec<f64>,
    sample_size: f64,
}

impl Dirichlet {
    /// From the mean shares, summing to 1, and the sum of the parameters: "as sure as a survey of n people".
    ///
    /// # Errors
    /// Fewer than two shares, shares that are negative or do not sum to 1 within 1e-9, a sample size that is not a
    /// number from 1e-3 to 1e12, or a parameter mean × sample size below 1e-6 (a share may be exactly 0).
    pub fn new(mean: &[f64], sample_size: f64) -> Result<Self, ParameterError> {
        if mean.len() < 2 {
            return Err(ParameterError::new("mean", mean.len() as f64, "at least two shares"));
        }
        weights("mean", mean)?;
        let sample_size = positive("sample_size", sample_size)?;
        if !(1e-3..=1e12).contains(&sample_size) {
            return Err(ParameterError::new("sample_size", sample_size, "a number from 1e-3 to 1e12"));
        }
        if let Some(index) = mean.iter().position(|share| *share > 0.0 && share * sample_size < 1e-6) {
            return Err(ParameterError::new(
                format!("mean[{index}]"),
                mean[index],
                "0, or more than a millionth of a person of the sample",
            ));
        }
        Ok(Self { mean: mean.to_vec(), sample_size })
    }

    /// Mean shares.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Standard deviation of share `index`: its marginal is a beta.
    pub fn sd(&self, index: usize) -> f64 {
        let mean = self.mean[index];
        (mean * (1.0 - mean) / (self.sample_size + 1.0)).sqrt()
    }

    /// Turns uniform columns, one a label in order, all of the same length, into columns of shares, in place.
    ///
    /// # Precision
    /// Each replicate sums to 1 within 1e-15. Shares below 1e-300 of the largest are 0.
    pub fn transform(&self, columns: &mut [&mut [f64]]) {
        debug_assert_eq!(columns.len(), self.mean.len(), "one column a label");
        let lanes = columns.first().map_or(0, |column| column.len());
        for lane in 0..lanes {
            let mut largest = f64::NEG_INFINITY;
            for (column, mean) in columns.iter_mut().zip(&self.mean) {
                // In logarithms: with small parameters every gamma of a replicate can underflow.
                let ln_gamma = if *mean > 0.0 {
                    let u = column[lane];
                    ln_inverse_incomplete_gamma(mean * self.sample_size, u, 1.0 - u)
                } else {
                    f64::NEG_INFINITY
                };
                column[lane] = ln_gamma;
                largest = largest.max(ln_gamma);
            }
            let mut sum = 0.0;
            for column in columns.iter_mut() {
                column[lane] = exp(column[lane] - largest);
                sum += column[lane];
            }
            columns.iter_mut().for_each(|column| column[lane] /= sum);
        }
    }
}

/// Shares that are set: checked to sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Simplex {
    shares: Vec<f64>,
}

impl Simplex {
    /// From shares that sum to 1 within 1e-9; they are scaled to sum to 1 exactly.
    ///
    /// # Errors
    /// No share, shares that are negative or do not sum to 1.
    pub fn new(shares: &[f64]) -> Result<Self, ParameterError> {
        weights("shares", shares)?;
        let sum: f64 = shares.iter().sum();
        Ok(Self { shares: shares.iter().map(|share| share / sum).collect() })
    }

    /// The shares.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }
}
