//! Elementary and special functions that give the same bits on every machine.

pub mod beta;
pub mod gamma;
mod interim;
mod tail;

pub use interim::{exp, exp_m1, ln, ln_1p, normal_cdf, normal_quantile, pow};
