//! Outputs: one file a format, each from the document or the record of a run.
//!
//! Returns text; writing it to a terminal, a pipe or a file is the caller's part.

mod answer;
pub mod belief;
mod chart;
pub mod comparison;
pub mod csv;
pub mod diff;
pub mod draws;
mod drivers;
pub mod future;
pub mod json;
pub mod look;
pub mod markdown;
pub mod numbers;
mod page;
pub mod parquet;
mod quality;
pub mod report;
mod sketch;
pub mod svg;
pub mod sweep_screen;
pub mod sweep_table;
pub mod table;
mod text;
mod together;

pub use text::plain;
