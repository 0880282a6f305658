//! Distributions that are no list of named numbers, as `dist` builds them.

use super::Pool;
use crate::dist::{Discrete, Dist, Empirical, Metalog, ParameterError};

/// Rival estimates or mixture components with their weights.
pub(super) fn pool(pool: Pool, parts: Vec<(f64, Dist)>) -> Result<Dist, ParameterError> {
    match pool {
        Pool::Linear => Dist::linear_pool(parts),
        Pool::Log => Dist::log_pool(parts),
    }
}

/// `pNN` keys, `min` and `max`.
pub(super) fn quantiles(points: &[(&str, f64)]) -> Result<Dist, ParameterError> {
    let end = |name| points.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let percentiles: Vec<(&str, f64)> =
        points.iter().copied().filter(|(key, _)| !["min", "max"].contains(key)).collect();
    Metalog::from_percentiles(&percentiles, end("min"), end("max")).map(Dist::from)
}

/// Values with probabilities; without any, all the same.
pub(super) fn discrete(values: &[f64], weights: Option<&[f64]>) -> Result<Dist, ParameterError> {
    let equal = vec![1.0 / values.len().max(1) as f64; values.len()];
    Discrete::new(values, weights.unwrap_or(&equal)).map(Dist::from)
}

/// Observed values, with weights of any sum or without.
pub(super) fn empirical(values: &[f64], weights: Option<&[f64]>) -> Result<Dist, ParameterError> {
    Empirical::new(values, weights).map(Dist::from)
}
