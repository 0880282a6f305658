//! The counted families: whole numbers of people or events, inverted exactly like the chance draws of the kernel.
//!
//! A parameter that counts people is a whole number up to 10^15. In a scenario it may be uncertain itself, drawn from a
//! law that is not whole; the forms therefore round it (half up), as the starting population is rounded.

mod beta_binomial;
mod binomial;
mod hypergeometric;
mod negative_binomial;
mod poisson;

pub use beta_binomial::BetaBinomial;
pub use binomial::Binomial;
pub use hypergeometric::Hypergeometric;
pub use negative_binomial::NegativeBinomial;
pub use poisson::Poisson;

use super::ParameterError;

/// Most people or events that a count can be about.
pub(super) const LARGEST: f64 = 1e15;

/// The nearest whole number, half up; what lies outside the range of counts stays as it is, to be refused as given.
pub(super) fn rounded(x: f64) -> f64 {
    if (0.0..=LARGEST).contains(&x) { (x + 0.5).floor() } else { x }
}

/// A whole number from 0 to `largest`.
fn whole(parameter: &str, given: f64, largest: f64) -> Result<f64, ParameterError> {
    if (0.0..=largest).contains(&given) && given.floor() == given {
        return Ok(given);
    }
    let advice = if given > LARGEST { Some("counts end at 10^15") } else { None };
    let error = ParameterError::new(parameter, given, format!("a whole number from 0 to {largest}"));
    Err(match advice {
        Some(words) => error.advice(words),
        None => error,
    })
}

/// A finite number in [`least`, 10^15].
fn between(parameter: &str, given: f64, least: f64) -> Result<f64, ParameterError> {
    if (least..=LARGEST).contains(&given) {
        return Ok(given);
    }
    Err(ParameterError::new(parameter, given, format!("a number from {least} to 1e15")))
}
