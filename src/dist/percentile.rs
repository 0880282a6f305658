//! `pNN` keys: names of percentiles, and families given by two of them.

use super::error::{finite, positive};
use super::{Dist, LogNormal, Normal, ParameterError};
use crate::math::normal_quantile;

/// Families that may be given by any two `pNN`.
pub const PERCENTILE_PAIR_FAMILIES: &[&str] = &["lognormal", "normal"];

/// The level of a `pNN` key: `p05` is 0.05, `p975` is 0.975, `p0005` is 0.0005.
///
/// The first two digits are whole per cent, further ones decimals. `None` where the key is not `p` and digits.
///
/// # Errors
/// A single digit, with what to write instead; a level of 0.
pub fn percentile_level(key: &str) -> Option<Result<f64, ParameterError>> {
    let digits = key.strip_prefix('p')?;
    if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: f64 = digits.parse().ok()?;
    if digits.len() == 1 {
        let error = ParameterError::new(key, number, "two digits of whole per cent, then decimals");
        return Some(Err(
            error.advice(format!("write `p0{digits}` for {digits} %, `p{digits}0` for {digits}0 %"))
        ));
    }
    if number == 0.0 {
        let error = ParameterError::new(key, number, "a percentile above 0 %");
        return Some(Err(error.advice("a least value is `min` in `quantiles`")));
    }
    // Parsed as a decimal fraction, so that p05 is the double nearest to 0.05.
    Some(Ok(format!("0.{digits}").parse().unwrap_or(f64::NAN)))
}

/// The key of a level: 0.05 is `p05`, 0.975 is `p975`.
pub fn percentile_name(level: f64) -> String {
    let text = format!("{level}");
    let digits = text.strip_prefix("0.").unwrap_or(&text);
    if digits.len() == 1 { format!("p{digits}0") } else { format!("p{digits}") }
}

/// A family of [`PERCENTILE_PAIR_FAMILIES`] from two `pNN` keys with their values, in any order.
///
/// # Errors
/// A family that cannot be given so, keys that are no percentiles or the same one, values that do not increase.
pub fn from_percentiles(family: &str, given: &[(&str, f64)]) -> Result<Dist, ParameterError> {
    let mut points = Vec::new();
    for &(key, value) in given {
        let level = percentile_level(key)
            .ok_or_else(|| ParameterError::new(key, value, "a percentile such as `p05`"))??;
        points.push((level, value));
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (&[low, high], true) = (points.as_slice(), points.len() == 2) else {
        return Err(ParameterError::new(family, given.len() as f64, "exactly two percentiles")
            .advice("for more of them write `quantiles = { … }`"));
    };
    if low.0 == high.0 {
        return Err(ParameterError::new(percentile_name(low.0), high.1, "two different percentiles"));
    }
    match family {
        "lognormal" => LogNormal::from_quantiles(low, high).map(Dist::LogNormal),
        "normal" => normal_from_quantiles(low, high),
        _ => Err(ParameterError::new(family, f64::NAN, "a family that two percentiles can give")
            .advice("write `lognormal`, `normal`, or `quantiles = { p05, p50, p95 }`")),
    }
}

fn normal_from_quantiles(low: (f64, f64), high: (f64, f64)) -> Result<Dist, ParameterError> {
    let names = [percentile_name(low.0), percentile_name(high.0)];
    let values = [finite(&names[0], low.1)?, finite(&names[1], high.1)?];
    if values[0] >= values[1] {
        let expected = format!("more than `{}` ({})", names[0], values[0]);
        return Err(ParameterError::new(&names[1], values[1], expected));
    }
    let z = [normal_quantile(low.0), normal_quantile(high.0)];
    let sd = positive(&names[1], (values[1] - values[0]) / (z[1] - z[0]))?;
    Normal::new(values[0] - sd * z[0], sd).map(Dist::Normal)
}
