//! The formula language: outputs, conditions and drivers that a scenario defines for itself.
//!
//! Text is parsed with positions, names and units are checked, and the result is evaluated by column.
//! In columns +∞ is "not within the horizon" and NaN is "undefined"; conditions are 1, 0 or NaN (three-valued).

mod arithmetic;
mod ast;
mod check;
pub mod codes;
mod error;
mod eval;
mod functions;
mod kernels;
mod leaning;
mod lexer;
mod lower;
mod measure;
mod order;
mod parser;
mod program;
mod suggest;

pub use error::FormulaError;
pub use eval::Scratch;
pub use leaning::leanings;
pub use measure::Measure;
pub use order::{Cycle, Defined, order};
pub use parser::{MAX_DEPTH, MAX_LENGTH, MAX_NODES};
pub use program::{MAX_OPERATIONS, Program};

use crate::units::Unit;

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

/// Compiles a formula.
///
/// `names` says what its names stand for, and in which columns their values are.
///
/// # Errors
/// Every problem found, in the order of the text: the first one where the text cannot be parsed, all unknown
/// names and unit errors otherwise.
///
/// ```
/// use amnesty::formula::{Columns, Names, Symbol, SymbolKind, compile};
/// use amnesty::units::Unit;
///
/// struct Population;
/// impl Names for Population {
///     fn scalar(&self, name: &str) -> Option<Symbol> {
///         (name == "population").then(|| Symbol { column: 0, unit: Unit::people(), kind: SymbolKind::Scalar })
///     }
///     fn series(&self, _: &str) -> Option<Symbol> { None }
///     fn all(&self) -> Vec<String> { vec!["population".into()] }
/// }
/// struct Values([f64; 2]);
/// impl Columns for Values {
///     fn scalar(&self, _: usize) -> &[f64] { &self.0 }
///     fn series(&self, _: usize, _: usize) -> Option<&[f64]> { None }
///     fn horizon(&self) -> usize { 0 }
/// }
/// let program = compile("0.4 * population", &Population)?;
/// assert_eq!(program.unit(), Unit::people());
/// let mut out = [0.0; 2];
/// program.eval(&Values([5.0, 10.0]), &mut program.scratch(2), &mut out);
/// assert_eq!(out, [2.0, 4.0]);
/// # Ok::<(), Vec<amnesty::formula::FormulaError>>(())
/// ```
pub fn compile(text: &str, names: &dyn Names) -> Result<Program, Vec<FormulaError>> {
    let ast = parser::parse(text).map_err(|error| vec![error])?;
    let checked = check::check(&ast, names).map_err(|mut errors| {
        errors.sort_by_key(|error| error.span.start);
        errors
    })?;
    Ok(lower::lower(&ast, &checked))
}
