//! The summary: what a run found out, as plain numbers that serialise and print nothing.

mod document;
mod named;
mod record;

pub use document::*;
pub use named::Named;
pub use record::*;
