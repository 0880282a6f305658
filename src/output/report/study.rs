//! The page of a study: policies compared, or a sweep, from its document alone.

use super::figure::Figure;
use super::figure::Table;
use crate::output::plain;
use crate::summary::Warning;
use serde::Serialize;

/// Everything that the page of a study shows, in its order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StudyPage {
    /// Title.
    pub title: String,
    /// Question; empty where none is asked.
    pub question: String,
    /// Said where the study was interrupted; else empty.
    pub incomplete: String,
    /// The answer, in sentences.
    pub answer: Vec<String>,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// Warnings: code, place, words.
    pub warnings: Vec<(String, String, String)>,
    /// Commands, with what they do.
    pub commands: Vec<(String, String)>,
    /// How it was run: name and value.
    pub facts: Vec<(String, String)>,
    /// Words.
    pub glossary: Vec<(String, String)>,
    /// Program and version.
    pub made_by: String,
}

/// A part under a heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Part {
    /// Identifier, one of its kind on the page.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Sentences.
    pub sentences: Vec<String>,
    /// Charts with their numbers.
    pub figures: Vec<Figure>,
    /// A table of its own.
    pub table: Option<Table>,
}

/// How to check the document of a study and to make its page again.
pub fn commands(document: &str) -> Vec<(String, String)> {
    vec![
        (format!("amnesty verify {document}"), "plays all of it again and compares every byte".to_owned()),
        (format!("amnesty report {document}"), "this page, from the document beside it".to_owned()),
    ]
}

/// Warnings as the page lists them.
pub fn warnings(warnings: &[Warning]) -> Vec<(String, String, String)> {
    let cells = |warning: &Warning| {
        let path = warning.path.as_deref().map(plain).unwrap_or_default();
        (plain(&warning.code), path, plain(&warning.message))
    };
    warnings.iter().map(cells).collect()
}
