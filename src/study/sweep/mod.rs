//! Sweeps: one scenario at many points, or many scenarios, on the same futures.

mod document;

pub use document::*;
