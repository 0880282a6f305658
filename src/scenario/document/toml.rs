//! TOML to the tree, by the spanned tree of the `toml` crate.

use super::super::{Diagnostic, Origin};
use super::limits::KeyCount;
use super::{Entry, Node, Table, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// So many syntax errors are shown; the later ones of a broken file are mostly echoes.
const SHOWN: usize = 5;

pub(in crate::scenario) fn parse(
    text: &str,
    source: usize,
    notes: &mut Vec<Diagnostic>,
) -> Result<Table, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().take(SHOWN).map(|error| syntax_error(text, source, error)).collect());
    }
    let mut builder = Builder { source, path: Vec::new(), keys: KeyCount::default(), notes };
    let table = builder.table(table.into_inner());
    builder.keys.check(source)?;
    Ok(table)
}

fn syntax_error(text: &str, source: usize, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().trim().replace('\n', ", ");
    let end = text.len();
    let mut range = error.span().unwrap_or(end..end);
    range.start = range.start.min(end);
    range.end = range.end.clamp(range.start, end);
    let origin = Origin::Text { source, range };
    if message.contains("recursion") {
        return Diagnostic::error("E004", "the file is nested too deeply")
            .label(origin, "here it goes too deep")
            .help("a scenario needs fewer than ten levels");
    }
    if message.contains("duplicate key") {
        return Diagnostic::error("E006", "a key is written twice")
            .label(origin, "written before in the same table")
            .help("keep one of the two; a quantity has one value");
    }
    Diagnostic::error("E005", format!("not TOML: {message}")).label(origin, "the reader stopped here")
}

struct Builder<'a> {
    source: usize,
    path: Vec<String>,
    keys: KeyCount,
    notes: &'a mut Vec<Diagnostic>,
}

impl Builder<'_> {
    fn origin(&self, range: std::ops::Range<usize>) -> Origin {
        Origin::Text { source: self.source, range }
    }

    /// The crate sorts keys by name; their places give the order of the file back.
    fn table(&mut self, table: DeTable<'_>) -> Table {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        self.keys.add(entries.len());
        let convert = |(key, value): (Spanned<_>, Spanned<DeValue<'_>>)| {
            let key_origin = self.origin(key.span());
            let key: std::borrow::Cow<'_, str> = key.into_inner();
            self.path.push(key.clone().into_owned());
            let node = self.node(value);
            self.path.pop();
            Entry { key: key.into_owned(), key_origin, node }
        };
        entries.into_iter().map(convert).collect()
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>) -> Node {
        let origin = self.origin(value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Datetime(date) => Value::Text(date.to_string()),
            DeValue::Integer(integer) => match i128::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(value) => Value::Integer(value),
                Err(_) => self.number(integer.as_str(), &origin),
            },
            DeValue::Float(float) => self.number(float.as_str(), &origin),
            DeValue::Array(elements) => {
                self.keys.add(elements.len());
                Value::Array(elements.into_iter().map(|element| self.node(element)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { origin, value }
    }

    fn number(&mut self, written: &str, origin: &Origin) -> Value {
        match written.parse::<f64>() {
            Ok(value) if value.is_finite() => Value::Float(value),
            _ => {
                self.notes.push(super::limits::not_finite(written, &self.path.join("."), origin));
                Value::Invalid
            }
        }
    }
}
