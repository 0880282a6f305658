//! Elementary functions and the normal distribution, with the same bits on every machine.
//!
//! Only + − × ÷ √ and bit operations are used: no system library, whose last digits differ between machines, and no
//! fused multiply-add. Bodies are branch-free and inlined, so that a plain loop over them becomes vector code;
//! [`columns`] has such loops, [`width`] runs them (and those of other modules) at the widest vectors of the machine.
//! Coefficients were fitted for this crate in 50-digit arithmetic; `tests/math.rs` holds every stated error against
//! reference values.

pub mod beta;
mod bits;
pub mod columns;
mod exponential;
pub mod gamma;
mod logarithm;
mod normal;
mod normal_central;
pub(crate) mod tail;
mod trigonometric;
pub mod width;

pub use exponential::{exp, exp_m1, pow};
pub use logarithm::{ln, ln_1p, log2, log10};
pub use normal::{erfc, normal_cdf, normal_density, normal_quantile};
pub(crate) use normal_central::central_quantile;
pub use trigonometric::{cos_turns, sin_turns};
