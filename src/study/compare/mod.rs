//! Comparing policies on the same futures.

mod document;

pub use document::*;
