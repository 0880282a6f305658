//! JSON to the tree: `serde_json` says what is strict JSON, `jsonc-parser` gives the places.

use super::super::{Diagnostic, Origin};
use super::limits::{KeyCount, not_finite};
use super::{Entry, Node, Table, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

pub(super) fn parse(
    text: &str,
    source: usize,
    notes: &mut Vec<Diagnostic>,
) -> Result<Table, Vec<Diagnostic>> {
    // First the strict reader: it bounds the depth, which the other does not, and knows no dialect.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        return Err(vec![syntax_error(text, source, &error)]);
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let origin = Origin::Text { source, range: error.range().start..error.range().end };
        vec![
            Diagnostic::error("E005", format!("not JSON: {}", error.kind()))
                .label(origin, "the reader stopped here"),
        ]
    })?;
    let Some(ast::Value::Object(object)) = parsed.value else {
        let origin = Origin::Text { source, range: 0..text.len().min(1) };
        return Err(vec![
            Diagnostic::error("E005", "a scenario in JSON is one object").label(origin, "expected `{` here"),
        ]);
    };
    let mut builder = Builder { source, path: Vec::new(), keys: KeyCount::default(), notes };
    let table = builder.table(object);
    builder.keys.check(source)?;
    Ok(table)
}

fn syntax_error(text: &str, source: usize, error: &serde_json::Error) -> Diagnostic {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let end = text[at..].chars().next().map_or(at, |sign| at + sign.len_utf8());
    let origin = Origin::Text { source, range: at..end };
    let words = error.to_string();
    let message = words.split(" at line ").next().unwrap_or_default();
    if message.contains("recursion limit") {
        return Diagnostic::error("E004", "the file is nested too deeply")
            .label(origin, "here it goes too deep")
            .help("a scenario needs fewer than ten levels");
    }
    if message.contains("number out of range") {
        return Diagnostic::error("E016", "a number is too large to be one")
            .label(origin, "ends here")
            .help("numbers reach to about 1.8e308; people are capped at 1e15");
    }
    Diagnostic::error("E005", format!("not JSON: {message}"))
        .label(origin, "the reader stopped here")
        .help("JSON has no comments and no comma after the last entry; TOML is easier to write by hand")
}

struct Builder<'a> {
    source: usize,
    path: Vec<String>,
    keys: KeyCount,
    notes: &'a mut Vec<Diagnostic>,
}

impl Builder<'_> {
    fn origin(&self, range: Range) -> Origin {
        Origin::Text { source: self.source, range: range.start..range.end }
    }

    fn table(&mut self, object: ast::Object<'_>) -> Table {
        self.keys.add(object.properties.len());
        let mut table = Table::default();
        for property in object.properties {
            let key_origin = self.origin(property.name.range());
            let key = property.name.into_string();
            self.path.push(key.clone());
            if table.get(&key).is_some() {
                let path = self.path.join(".");
                let problem = Diagnostic::error("E006", format!("`{path}` is written twice"))
                    .at(path)
                    .label(key_origin.clone(), "written before in the same object")
                    .help("keep one of the two; a quantity has one value");
                self.notes.push(problem);
            }
            let node = self.node(property.value);
            self.path.pop();
            table.set(Entry { key, key_origin, node });
        }
        table
    }

    fn node(&mut self, value: ast::Value<'_>) -> Node {
        let origin = self.origin(value.range());
        let value = match value {
            ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
            ast::Value::BooleanLit(value) => Value::Bool(value.value),
            ast::Value::NumberLit(number) => self.number(number.value, &origin),
            ast::Value::Array(array) => {
                self.keys.add(array.elements.len());
                Value::Array(array.elements.into_iter().map(|element| self.node(element)).collect())
            }
            ast::Value::Object(object) => Value::Table(self.table(object)),
            ast::Value::NullKeyword(_) => self.null(&origin),
        };
        Node { origin, value }
    }

    fn number(&mut self, written: &str, origin: &Origin) -> Value {
        if let Ok(value) = written.parse::<i128>() {
            return Value::Integer(value);
        }
        match written.parse::<f64>() {
            Ok(value) if value.is_finite() => Value::Float(value),
            _ => {
                self.notes.push(not_finite(written, &self.path.join("."), origin));
                Value::Invalid
            }
        }
    }

    fn null(&mut self, origin: &Origin) -> Value {
        let path = self.path.join(".");
        let problem = Diagnostic::error("E013", format!("`{path}` is null"))
            .at(path)
            .label(origin.clone(), "no value")
            .help("leave the key out where there is nothing to say");
        self.notes.push(problem);
        Value::Invalid
    }
}
