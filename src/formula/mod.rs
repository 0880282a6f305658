//! The formula language: outputs, conditions and drivers that a scenario defines for itself.
//!
//! Text is parsed with positions, names and units are checked, and the result is evaluated by column.
//! In columns +∞ is "not within the horizon" and NaN is "undefined"; conditions are 1, 0 or NaN (three-valued).

use crate::units::Unit;
use std::ops::Range;

/// What a name in a formula stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// Which column the evaluator asks for.
    pub column: usize,
    /// Unit of the values.
    pub unit: Unit,
    /// Scalar, monthly series, or condition.
    pub kind: SymbolKind,
}

/// The kind of thing a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// One value a replicate.
    Scalar,
    /// One value a month and replicate.
    Series,
    /// Three-valued: 1, 0 or NaN.
    Condition,
}

/// The names a formula may use; implemented by whoever compiles it.
pub trait Names {
    /// The scalar or condition of that name (bare or dotted path).
    fn scalar(&self, name: &str) -> Option<Symbol>;
    /// The monthly series of that name.
    fn series(&self, name: &str) -> Option<Symbol>;
    /// All names, for suggestions.
    fn all(&self) -> Vec<String>;
}

/// The values a formula is evaluated on; implemented by whoever runs it.
pub trait Columns {
    /// One value a lane.
    fn scalar(&self, column: usize) -> &[f64];
    /// One value a lane, at a month; `None` outside the horizon.
    fn series(&self, column: usize, month: usize) -> Option<&[f64]>;
    /// Last month of every series.
    fn horizon(&self) -> usize;
}

/// A problem in a formula: where in its text, what, and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct FormulaError {
    /// Byte range in the formula's text.
    pub span: Range<usize>,
    /// What is wrong, a lower-case fragment.
    pub message: String,
    /// What to do.
    pub advice: Option<String>,
    /// The stable code, such as `E031`.
    pub code: &'static str,
}
