//! The scenario: a file in the field's words, read, checked and turned into plain types.
//!
//! TOML and JSON become one tree in which every value keeps its origin (`document`); `extends`, segments and
//! `--set` act on that tree (`load`); serde mirrors are fed from it section by section (`raw`); `validate`
//! yields a [`Scenario`], or every problem of the file at once.

mod diagnostic;
mod names;
mod types;

pub use diagnostic::{Diagnostic, Diagnostics, Label, Level, Origin, SourceFile, Sources};
pub use names::{Meaning, Names};
pub use types::*;
