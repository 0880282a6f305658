//! What somebody asks of a scenario without writing it into the file: a condition, or a lever moved.

use super::document::{Document, Entry, Node, Table, Value};
use super::overrides::{at_path, lay_over};
use super::{Origin, files, words};

impl Document {
    /// Adds `[success.NAME]` with a formula that an option of the command line gives, as if it stood in the file: it is
    /// checked with everything else, its problems point into the option, and it stands among the overrides.
    pub fn add_success(&mut self, option: &str, name: &str, formula: &str) {
        let source = self.add_source(option, formula.to_owned(), None);
        let origin = Origin::Text { source, range: 0..formula.len() };
        let entry = |key: &str| {
            let node = Node { origin: origin.clone(), value: Value::Text(formula.to_owned()) };
            Entry { key: key.to_owned(), key_origin: origin.clone(), node }
        };
        let condition: Table = [entry("words"), entry("condition")].into_iter().collect();
        let node = Node { origin, value: Value::Table(condition) };
        lay_over(&mut self.root, at_path(&format!("success.{name}"), node), "");
        self.overrides.push((format!("success.{name}.condition"), words::quoted_whole(formula)));
    }

    /// This document with a quantity set to a number, which an option of the command line asks for in `words`.
    pub fn with_lever(&self, option: &str, words: &str, path: &str, value: f64) -> Self {
        let mut document = self.clone();
        let source = document.add_source(option, words.to_owned(), None);
        let node = Node::number(value, Origin::Text { source, range: 0..words.len() });
        lay_over(&mut document.root, at_path(path, node), "");
        files::inline(&mut document);
        document
    }
}
