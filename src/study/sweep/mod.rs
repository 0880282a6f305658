//! Sweeps: one scenario at many points, or many scenarios, on the same futures.
//!
//! A [`Request`] says what is swept, a [`Sweep`] binds it to its scenarios and knows the points by number.

mod check;
mod decimal;
mod document;
mod latin;
mod request;
mod space;
mod values;

pub use document::*;
pub use request::Request;
pub use space::{Base, Sweep};
