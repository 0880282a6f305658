//! Values, tables, and where they were written.

use super::super::{Origin, Sources};
use std::collections::BTreeMap;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value was written, quotes and brackets included.
    pub origin: Origin,
    /// The value.
    pub value: Value,
}

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A finite number.
    Float(f64),
    /// A text; dates of TOML are texts as well.
    Text(String),
    /// A list.
    Array(Vec<Node>),
    /// Keys and values.
    Table(Table),
    /// A value that was already reported (not finite, null): readers leave it alone.
    Invalid,
}

/// Keys and values in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<Entry>,
    index: BTreeMap<String, usize>,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Where the key was written.
    pub key_origin: Origin,
    /// Its value.
    pub node: Node,
}

impl Table {
    /// The entries in file order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.index.get(key).map(|&index| &self.entries[index])
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.index.get(key).map(|&index| &mut self.entries[index].node)
    }

    /// Adds an entry at the end, or replaces the one of the same key in its place.
    pub fn set(&mut self, entry: Entry) {
        match self.index.get(&entry.key) {
            Some(&index) => self.entries[index] = entry,
            None => {
                self.index.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.index.remove(key)?;
        for place in self.index.values_mut().filter(|place| **place > at) {
            *place -= 1;
        }
        Some(self.entries.remove(at))
    }

    /// Whether it has no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl FromIterator<Entry> for Table {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut table = Self::default();
        entries.into_iter().for_each(|entry| table.set(entry));
        table
    }
}

impl Node {
    /// A number; whole numbers are integers.
    pub fn number(value: f64, origin: Origin) -> Self {
        let whole = value == value.trunc() && value.abs() <= MAX_WHOLE;
        let value = if whole { Value::Integer(value as i128) } else { Value::Float(value) };
        Self { origin, value }
    }

    /// The number, where it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(value) => Some(value as f64),
            Value::Float(value) => Some(value),
            _ => None,
        }
    }

    /// The whole number, where it is one; `6.0` is, as long as it is below 2^53.
    pub fn as_integer(&self) -> Option<i128> {
        match self.value {
            Value::Integer(value) => Some(value),
            Value::Float(value) if value == value.trunc() && value.abs() <= MAX_WHOLE => Some(value as i128),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, where it is a list.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The table, where it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Whether it was already reported as unreadable.
    pub fn is_invalid(&self) -> bool {
        self.value == Value::Invalid
    }

    /// Whether it is a belief that differs between futures: a table with a distribution or rival estimates.
    pub(in crate::scenario) fn is_uncertain(&self) -> bool {
        const BESIDE: [&str; 7] = ["constant", "unit", "source", "evidence", "note", "quoted", "bounds"];
        let Some(table) = self.as_table() else { return false };
        match table.get("dirichlet").and_then(Self::as_table) {
            Some(shares) => shares.get("sample_size").is_some(),
            None => {
                table.get("constant").is_none() && table.entries().iter().any(|e| !BESIDE.contains(&&*e.key))
            }
        }
    }

    /// The same value, written somewhere else as a whole.
    pub(in crate::scenario) fn move_to(&mut self, origin: &Origin) {
        self.each_origin(&|place| *place = origin.clone());
    }

    /// Visits the places of the value and of everything in it.
    pub fn each_origin(&mut self, visit: &impl Fn(&mut Origin)) {
        visit(&mut self.origin);
        match &mut self.value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| element.each_origin(visit)),
            Value::Table(table) => {
                for entry in &mut table.entries {
                    visit(&mut entry.key_origin);
                    entry.node.each_origin(visit);
                }
            }
            _ => {}
        }
    }

    /// The value as one line of TOML.
    pub fn to_toml(&self) -> String {
        match &self.value {
            Value::Bool(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::Float(value) => format!("{value:?}"),
            // A JSON text is a TOML text.
            Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Value::Array(elements) => {
                format!("[{}]", elements.iter().map(Self::to_toml).collect::<Vec<_>>().join(", "))
            }
            Value::Table(table) => {
                let entry = |entry: &Entry| format!("{} = {}", entry.key, entry.node.to_toml());
                format!("{{ {} }}", table.entries().iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            Value::Invalid => String::new(),
        }
    }

    /// What stands here, in words: `text "abc"`, `12`, `a table`.
    pub fn described(&self) -> String {
        match &self.value {
            Value::Bool(value) => format!("`{value}`"),
            Value::Integer(value) => crate::scenario::words::number(*value as f64),
            Value::Float(value) => crate::scenario::words::number(*value),
            Value::Text(text) => format!("the text {}", crate::scenario::words::quoted(text)),
            Value::Array(elements) => format!("a list of {}", elements.len()),
            Value::Table(_) => "a table".to_owned(),
            Value::Invalid => "no value".to_owned(),
        }
    }

    /// The place of a text inside its quotes; that of the whole value where escapes make the two differ in length.
    pub(in crate::scenario) fn inner_origin(&self, sources: &Sources) -> Origin {
        let (Origin::Text { source, range }, Some(text)) = (&self.origin, self.as_text()) else {
            return self.origin.clone();
        };
        let written = sources.files.get(*source).and_then(|file| file.text.get(range.clone()));
        let quotes = ["\"\"\"", "'''", "\"", "'"];
        let inside = written.and_then(|written| {
            let quote = quotes.iter().find(|quote| written.starts_with(**quote))?;
            let inner = written.get(quote.len()..written.len().checked_sub(quote.len())?)?;
            (inner == text).then(|| range.start + quote.len()..range.end - quote.len())
        });
        Origin::Text { source: *source, range: inside.unwrap_or_else(|| range.clone()) }
    }
}

/// Whole numbers are exact in f64 below 2^53.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
