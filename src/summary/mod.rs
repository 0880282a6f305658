//! The summary: what a run found out, as plain numbers that serialise and print nothing.

mod describe;
mod document;
mod named;
mod record;
mod recorded;
mod summarise;

pub use document::*;
pub use named::Named;
pub use record::*;
pub use summarise::{chance_name, design_name, summarise};
