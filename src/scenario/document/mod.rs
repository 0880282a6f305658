//! The document: one tree for TOML and JSON, in which every value keeps the place where it was written.
//!
//! Nothing here knows what a key means. `extends`, `[policy.NAME]` and `--set` act on this tree, so that a problem
//! found later still points at the very words of the very file.

mod json;
mod limits;
mod text;
mod toml;
mod tree;

pub use limits::{MAX_BYTES, MAX_KEYS};
pub use tree::{Entry, Node, Table, Value};

pub(in crate::scenario) use self::toml::parse as parse_line;
pub(super) use text::decode;

use super::{Diagnostic, Origin, SourceFile, Sources};
use std::path::PathBuf;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.
    Toml,
    /// Strict JSON: no comments, no trailing commas.
    Json,
}

impl Format {
    /// The format of a file by its name: `.json` is JSON, all else TOML.
    pub fn of_name(name: &str) -> Self {
        if name.to_ascii_lowercase().ends_with(".json") { Self::Json } else { Self::Toml }
    }

    /// The format of a text without a name: JSON where its first sign is a brace.
    pub fn of_text(text: &str) -> Self {
        if text.trim_start().starts_with('{') { Self::Json } else { Self::Toml }
    }

    /// Its name as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Json => "JSON",
        }
    }
}

/// Something that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Replaced {
    /// Dotted path of what was replaced as a whole.
    pub path: String,
    /// Whether a belief that differed between futures gave way to one number.
    pub uncertainty_removed: bool,
}

/// A scenario as a tree: what its files and `--set` words say once all are applied.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The texts that origins point into.
    pub sources: Sources,
    /// The tree.
    pub root: Table,
    /// What `--set` replaced, in order: path and the words as given.
    pub overrides: Vec<(String, String)>,
    /// What `--set` and studies replaced, by the path that is replaced as a whole.
    pub(super) replaced: Vec<Replaced>,
    /// Directory of each source; `None` for words and texts that are no file.
    pub(super) directories: Vec<Option<PathBuf>>,
    /// Files named by a scenario must lie in this directory (that of the first file).
    pub(super) root_directory: Option<PathBuf>,
    /// Problems that leave the rest of the tree readable, such as a number that is not finite.
    pub(super) problems: Vec<Diagnostic>,
}

impl Document {
    /// The value at a dotted path.
    pub fn get(&self, path: &str) -> Option<&Node> {
        let mut words = path.split('.');
        let mut node = self.root.get(words.next()?)?;
        for word in words {
            node = node.as_table()?.get(word)?;
        }
        Some(node)
    }

    /// Where the file itself begins, for problems that have no better place.
    pub fn start(&self) -> Origin {
        Origin::Text { source: 0, range: 0..0 }
    }

    /// Adds a text and returns its index.
    pub(super) fn add_source(&mut self, name: &str, text: String, directory: Option<PathBuf>) -> usize {
        self.sources.files.push(SourceFile { name: name.to_owned(), text });
        self.directories.push(directory);
        self.sources.files.len() - 1
    }

    /// Parses the text of a source into a table; problems that leave it readable are kept in the document.
    ///
    /// # Errors
    /// The problems of a text that is no tree at all.
    pub(super) fn parse(&mut self, source: usize, format: Format) -> Result<Table, Vec<Diagnostic>> {
        let text = &self.sources.files[source].text;
        let mut notes = Vec::new();
        let table = match format {
            Format::Toml => toml::parse(text, source, &mut notes)?,
            Format::Json => json::parse(text, source, &mut notes)?,
        };
        self.problems.append(&mut notes);
        Ok(table)
    }
}
