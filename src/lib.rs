//! Monte Carlo simulation of amnesty outcomes: a readable scenario file goes in, distributions come out.

#![deny(missing_docs)]
#![deny(unsafe_code)]

pub mod catalogue;
#[cfg(feature = "cli")]
pub mod cli;
pub mod dist;
pub mod engine;
pub mod formula;
pub mod math;
pub mod model;
pub mod output;
pub mod random;
pub mod scenario;
pub mod stats;
pub mod storage;
pub mod study;
pub mod summary;
pub mod tally;
pub mod units;
