//! Distributions that are no list of named numbers, as `dist` builds them.

use super::Pool;
use crate::dist::{Dist, ParameterError};

fn not_yet(name: &str) -> ParameterError {
    ParameterError::new(name, f64::NAN, "a family that this version has")
}

pub(super) fn pool(_pool: Pool, parts: Vec<(f64, Dist)>) -> Result<Dist, ParameterError> {
    parts.into_iter().next().map(|(_, dist)| dist).ok_or_else(|| not_yet("mixture"))
}

pub(super) fn truncate(dist: Dist, low: f64, high: f64) -> Result<Dist, ParameterError> {
    let _ = (low, high);
    Ok(dist)
}

pub(super) fn quantiles(_points: &[(&str, f64)]) -> Result<Dist, ParameterError> {
    Err(not_yet("quantiles"))
}

pub(super) fn discrete(_values: Vec<f64>, _weights: Option<Vec<f64>>) -> Result<Dist, ParameterError> {
    Err(not_yet("discrete"))
}

pub(super) fn empirical(_values: Vec<f64>, _weights: Option<Vec<f64>>) -> Result<Dist, ParameterError> {
    Err(not_yet("empirical"))
}
