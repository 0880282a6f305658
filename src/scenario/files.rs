//! `empirical = { file, column, weights }`: the named CSV columns are read into the tree, so that the resolved
//! scenario stands on its own.

use super::document::{Document, Entry, Node, Table, Value};
use super::{Diagnostic, Origin, grammar, reading, words};
use std::fs::File;

/// Replaces every `empirical` with a `file` by one with `values` and `weights`; problems are kept in the document.
pub(super) fn inline(document: &mut Document) {
    let mut root = std::mem::take(&mut document.root);
    inline_in(document, &mut root, "");
    document.root = root;
}

fn inline_in(document: &mut Document, table: &mut Table, path: &str) {
    let keys: Vec<String> = table.entries().iter().map(|entry| entry.key.clone()).collect();
    for key in keys {
        let inner = grammar::join(path, &key);
        let Some(Value::Table(below)) = table.get_mut(&key).map(|node| &mut node.value) else { continue };
        if key == "empirical" && below.get("file").is_some() {
            match columns(document, below, &inner) {
                Ok(filled) => *below = filled,
                Err(problem) => document.problems.push(*problem),
            }
        } else {
            inline_in(document, below, &inner);
        }
    }
}

fn columns(document: &Document, table: &Table, path: &str) -> Result<Table, Box<Diagnostic>> {
    let text = |key: &str| table.get(key).map(|node| (node.as_text(), &node.origin));
    let place = table.get("file").map_or(Origin::Default, |node| node.origin.clone());
    let refuse = |code, message: String, origin: &Origin| {
        Box::new(Diagnostic::error(code, message).at(path).label(origin.clone(), "here"))
    };
    let Some((Some(file), origin)) = text("file") else {
        return Err(refuse(
            "E013",
            format!("`{path}.file` is no text, expected the name of a CSV file"),
            &place,
        ));
    };
    let Some((Some(column), column_origin)) = text("column") else {
        let problem = refuse("E014", format!("`{path}` has a `file` but no `column`"), origin);
        return Err(Box::new(problem.help("name the column of the CSV file: `column = \"age\"`")));
    };
    let Origin::Text { source, .. } = *origin else {
        return Err(refuse("E009", format!("`{path}.file` was not written in a file"), origin));
    };
    let located = |problem: Diagnostic| Box::new(problem.at(path).label(origin.clone(), "named here"));
    let csv = document.file_beside(source, file).map_err(located)?;
    let sheet = Sheet::read(&csv, file).map_err(located)?;
    let mut filled = Table::default();
    let mut take = |key: &str, column: &str, origin: &Origin| {
        let numbers = sheet
            .column(column)
            .map_err(|problem| Box::new(problem.at(path).label(origin.clone(), "this column")))?;
        let elements = numbers.into_iter().map(|value| Node::number(value, origin.clone())).collect();
        let node = Node { origin: origin.clone(), value: Value::Array(elements) };
        filled.set(Entry { key: key.to_owned(), key_origin: origin.clone(), node });
        Ok::<(), Box<Diagnostic>>(())
    };
    take("values", column, column_origin)?;
    if let Some((Some(weights), origin)) = text("weights") {
        take("weights", weights, origin)?;
    }
    Ok(filled)
}

/// A CSV file with a header.
struct Sheet {
    name: String,
    headers: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Sheet {
    fn read(path: &std::path::Path, name: &str) -> Result<Self, Diagnostic> {
        let refuse = |reason: String| {
            Diagnostic::error("E051", format!("cannot read {}: {reason}", words::quoted(name)))
        };
        let bytes = File::open(path)
            .and_then(reading::read_capped)
            .map_err(|error| refuse(reading::reason(&error)))?;
        if bytes.len() > super::document::MAX_BYTES {
            return Err(refuse(format!("larger than {} MiB", super::document::MAX_BYTES >> 20)));
        }
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let headers = reader.headers().map_err(|error| refuse(error.to_string()))?;
        let headers = headers.iter().map(|header| header.trim().to_owned()).collect();
        let rows =
            reader.into_records().collect::<Result<_, _>>().map_err(|error| refuse(error.to_string()))?;
        Ok(Self { name: name.to_owned(), headers, rows })
    }

    fn column(&self, column: &str) -> Result<Vec<f64>, Diagnostic> {
        let name = words::quoted(&self.name);
        let Some(index) = self.headers.iter().position(|header| header == column) else {
            let problem = Diagnostic::error("E051", format!("{name} has no column `{column}`"));
            let help = words::suggestion(column, self.headers.iter().map(String::as_str));
            return Err(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
        };
        let parse = |(row, record): (usize, &csv::StringRecord)| {
            let text = record.get(index).unwrap_or_default().trim();
            text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| {
                let message = format!(
                    "{name}, column `{column}`, row {}: {} is no finite number",
                    row + 2,
                    words::quoted(text)
                );
                Diagnostic::error("E051", message)
                    .help("numbers have a decimal point and no thousands separators")
            })
        };
        self.rows.iter().enumerate().map(parse).collect()
    }
}
