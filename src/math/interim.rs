//! Provisional scalar functions over libm, replaced by the portable ones as they arrive.
#![allow(clippy::disallowed_methods)] // provisional bodies; the portable functions replace this file

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    x.ln()
}

/// e^x.
pub fn exp(x: f64) -> f64 {
    x.exp()
}

/// e^x − 1.
pub fn exp_m1(x: f64) -> f64 {
    x.exp_m1()
}

/// ln(1 + x).
pub fn ln_1p(x: f64) -> f64 {
    x.ln_1p()
}

/// x to the power y.
pub fn pow(x: f64, y: f64) -> f64 {
    x.powf(y)
}

/// Φ(x).
pub fn normal_cdf(x: f64) -> f64 {
    let (lower, upper) = super::gamma::incomplete_gamma(0.5, 0.5 * x * x);
    if x < 0.0 { 0.5 * upper } else { 0.5 + 0.5 * lower }
}

/// Φ⁻¹(u).
pub fn normal_quantile(u: f64) -> f64 {
    let (tail, sign) = if u < 0.5 { (u, -1.0) } else { (1.0 - u, 1.0) };
    sign * (2.0 * super::gamma::inverse_incomplete_gamma(0.5, 1.0 - 2.0 * tail, 2.0 * tail)).sqrt()
}
