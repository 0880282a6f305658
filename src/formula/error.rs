//! A problem in a formula, with its places.

use std::ops::Range;

/// A problem in a formula: where in its text, what, and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct FormulaError {
    /// Byte range in the formula's text: the main place.
    pub span: Range<usize>,
    /// What is wrong, a lower-case fragment.
    pub message: String,
    /// Further places with a few words each, such as the two sides of a sum and their units.
    pub labels: Vec<(Range<usize>, String)>,
    /// What to do.
    pub advice: Option<String>,
    /// The stable code, such as `E111`; see [`super::codes`].
    pub code: &'static str,
}

impl FormulaError {
    pub(super) fn new(code: &'static str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), labels: Vec::new(), advice: None, code }
    }

    pub(super) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    pub(super) fn label(mut self, span: Range<usize>, words: impl Into<String>) -> Self {
        self.labels.push((span, words.into()));
        self
    }
}
