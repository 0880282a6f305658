//! The error of a parameter that a family cannot have, and the checks that many families share.

/// A parameter that a family cannot have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{parameter}` is {given}, expected {expected}")]
pub struct ParameterError {
    /// Name of the parameter to underline.
    pub parameter: String,
    /// Its value.
    pub given: f64,
    /// What it must be, such as `a number above 0`.
    pub expected: String,
    /// What to do, where that is not plain.
    pub advice: Option<String>,
}

impl ParameterError {
    /// An error without advice yet.
    pub fn new(parameter: impl Into<String>, given: f64, expected: impl Into<String>) -> Self {
        Self { parameter: parameter.into(), given, expected: expected.into(), advice: None }
    }

    /// With what to do.
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// A finite number.
pub(super) fn finite(parameter: &str, given: f64) -> Result<f64, ParameterError> {
    if given.is_finite() {
        return Ok(given);
    }
    Err(ParameterError::new(parameter, given, "a finite number"))
}

/// A finite number above 0.
pub(super) fn positive(parameter: &str, given: f64) -> Result<f64, ParameterError> {
    if given > 0.0 && given < f64::INFINITY {
        return Ok(given);
    }
    Err(ParameterError::new(parameter, given, "a finite number above 0"))
}

/// A probability in [0, 1].
pub(super) fn probability(parameter: &str, given: f64) -> Result<f64, ParameterError> {
    if (0.0..=1.0).contains(&given) {
        return Ok(given);
    }
    let error = ParameterError::new(parameter, given, "a probability from 0 to 1");
    Err(if given > 1.0 && given <= 100.0 {
        error.advice(format!("per cent are written as shares: {}", given / 100.0))
    } else {
        error
    })
}

/// Weights that are not negative and sum to 1 within 1e-9.
pub(super) fn weights(parameter: &str, weights: &[f64]) -> Result<(), ParameterError> {
    for (index, &weight) in weights.iter().enumerate() {
        if !(weight >= 0.0 && weight.is_finite()) {
            let name = format!("{parameter}[{index}]");
            return Err(ParameterError::new(name, weight, "a finite weight that is not negative"));
        }
    }
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() <= 1e-9 {
        return Ok(());
    }
    Err(ParameterError::new(parameter, sum, "weights that sum to 1 (within 1e-9)").advice(if sum > 0.0 {
        "divide each weight by their sum"
    } else {
        "give at least one weight above 0"
    }))
}

/// A number in [min, max].
pub(super) fn in_range(parameter: &str, given: f64, min: f64, max: f64) -> Result<f64, ParameterError> {
    if (min..=max).contains(&given) {
        return Ok(given);
    }
    Err(ParameterError::new(parameter, given, format!("a number from {min} to {max:e}")))
}

/// The distribution, where even the most extreme uniform of 54 bits gives a finite value.
pub(super) fn finite_tails<D: super::Univariate>(
    dist: D,
    parameter: &str,
    given: f64,
) -> Result<D, ParameterError> {
    const LEAST: f64 = 1.0 / 18_014_398_509_481_984.0;
    if dist.quantile(LEAST).is_finite() && dist.quantile_upper(LEAST).is_finite() {
        return Ok(dist);
    }
    Err(ParameterError::new(parameter, given, "parameters whose values do not overflow"))
}
