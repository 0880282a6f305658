//! Elementary functions of the kernel, from `math`.

#![allow(clippy::disallowed_methods, reason = "stand-in until `math` lands")]

pub(super) fn exp(x: f64) -> f64 {
    x.exp()
}
pub(super) fn exp_m1(x: f64) -> f64 {
    x.exp_m1()
}
pub(super) fn ln(x: f64) -> f64 {
    x.ln()
}
pub(super) fn ln_1p(x: f64) -> f64 {
    x.ln_1p()
}
