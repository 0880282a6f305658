//! The scenario: a file in the field's words, read, checked and turned into plain types.
//!
//! TOML and JSON become one tree in which every value keeps its origin (`document`); `extends`, policies and
//! `--set` act on that tree (`load`, `overrides`); serde mirrors of the fixed parts are fed from it (`feed`, `raw`)
//! while quantities are read by the catalogue (`grammar`, `beliefs`); `validate` yields a [`Scenario`], or every
//! problem of the file at once.

mod asked;
mod beliefs;
pub mod codes;
mod diagnostic;
pub mod document;
mod feed;
mod files;
mod grammar;
mod hindsight;
mod load;
mod names;
mod numbers;
mod overrides;
mod raw;
mod reading;
mod resolved;
mod schema;
mod structural;
mod types;
mod validate;
pub(crate) mod words;

pub use diagnostic::{Diagnostic, Diagnostics, Label, Level, Origin, SourceFile, Sources};
pub use document::{Document, Format};
pub(crate) use grammar::is_whole;
pub use hindsight::Hindsight;
pub use load::{load, load_text, read, read_text};
pub use names::{Meaning, Names};
pub use overrides::is_replaced_as_a_whole;
pub use schema::schema;
pub use types::*;
