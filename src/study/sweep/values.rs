//! The values of an axis, from words of the command line or a table of the sweep file.

use super::decimal::Decimal;
use crate::scenario::document::{Node, Value};
use crate::scenario::{Diagnostic, Document, Origin, words};
use std::ops::Range;

/// More values on one axis are a slip.
const MAX_VALUES: usize = 1_000_000;

/// Ends of a range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub from: Decimal,
    pub to: Decimal,
}

/// A problem with the values of an axis.
pub(super) fn refused(path: &str, origin: &Origin, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error("E052", message).at(path).label(origin.clone(), "here").help(help)
}

const RANGE_HELP: &str = "write `lo..hi:n` with n values from lo to hi, such as `50_000..300_000:6`";

/// The part of a text that is a value of its own: `lo..hi:n`, or one of several between commas.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let (mut pieces, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (Some(open), sign) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(sign),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                pieces.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(start..text.len());
    pieces
}

/// The values in a part of a flag's words: `3,6,12`, `0.1..0.5:5`, or TOML values between commas.
pub(super) fn of_words(
    document: &Document,
    source: usize,
    range: Range<usize>,
    path: &str,
) -> Result<Vec<Node>, Diagnostic> {
    let text = document.sources.files[source].text[range.clone()].to_owned();
    let mut values = Vec::new();
    for piece in pieces(&text) {
        let place = range.start + piece.start..range.start + piece.end;
        let origin = Origin::Text { source, range: place.clone() };
        let word = text[piece].trim();
        if word.contains("..") && !word.starts_with(['"', '\'', '[', '{']) {
            let (ends, count) = word.rsplit_once(':').unwrap_or((word, ""));
            let Some(count) = count.trim().replace('_', "").parse::<usize>().ok() else {
                return Err(refused(
                    path,
                    &origin,
                    format!("`{word}` does not say how many values"),
                    RANGE_HELP,
                ));
            };
            values.extend(steps(path, ends_of(path, ends, &origin)?, count, &origin)?);
        } else {
            let value = document.value_at(source, place);
            values.push(value.ok_or_else(|| {
                let message = format!("`{word}` is not a value for `{path}`");
                refused(
                    path,
                    &origin,
                    message,
                    "values are TOML, between commas: numbers, texts in quotes, tables",
                )
            })?);
        }
    }
    Ok(values)
}

/// `lo..hi` in words.
pub(super) fn ends_of(path: &str, words: &str, origin: &Origin) -> Result<Ends, Diagnostic> {
    let ends = words
        .split_once("..")
        .and_then(|(from, to)| Some(Ends { from: Decimal::parse(from)?, to: Decimal::parse(to)? }));
    ends.ok_or_else(|| {
        refused(path, origin, format!("`{words}` is not a range lo..hi of two numbers"), RANGE_HELP)
    })
}

/// The values of an axis in a sweep file: a list, a range `{ from, to, points }`, or one value.
pub(super) fn of_node(path: &str, node: &Node) -> Result<Vec<Node>, Diagnostic> {
    match &node.value {
        Value::Array(elements) if elements.is_empty() => {
            Err(refused(path, &node.origin, format!("`{path}` has no values"), "write at least one value"))
        }
        Value::Array(elements) => Ok(elements.clone()),
        Value::Table(table) if is_range(node) => {
            let count = table.get("points").and_then(Node::as_integer).and_then(|n| usize::try_from(n).ok());
            let Some(count) = count else {
                let message = format!("the range of `{path}` does not say how many values");
                return Err(refused(path, &node.origin, message, "write `{ from = 1, to = 3, points = 5 }`"));
            };
            steps(path, ends_of_node(path, node)?, count, &node.origin)
        }
        _ => Ok(vec![node.clone()]),
    }
}

/// Whether a table is a range rather than a value.
pub(super) fn is_range(node: &Node) -> bool {
    node.as_table().is_some_and(|table| table.get("from").is_some() || table.get("to").is_some())
}

/// `{ from, to }`.
pub(super) fn ends_of_node(path: &str, node: &Node) -> Result<Ends, Diagnostic> {
    let end = |key: &str| Decimal::of(node.as_table()?.get(key)?.as_number()?);
    let unknown = node.as_table().into_iter().flat_map(|table| table.entries());
    if let Some(entry) = unknown.into_iter().find(|entry| !["from", "to", "points"].contains(&&*entry.key)) {
        let message = format!("unknown key `{}` in the range of `{path}`", entry.key);
        return Err(refused(path, &entry.key_origin, message, "a range has `from`, `to` and `points`"));
    }
    let ends = end("from").and_then(|from| Some(Ends { from, to: end("to")? }));
    ends.ok_or_else(|| {
        let message = format!("`{path}` is no range of two numbers");
        refused(path, &node.origin, message, "write `{ from = 1, to = 3 }`")
    })
}

fn steps(path: &str, ends: Ends, count: usize, origin: &Origin) -> Result<Vec<Node>, Diagnostic> {
    if !(2..=MAX_VALUES).contains(&count) {
        let message = format!(
            "the range of `{path}` has {}, expected 2 to {} values",
            if count == 1 { "1 value".to_owned() } else { format!("{} values", whole(count)) },
            whole(MAX_VALUES)
        );
        return Err(refused(path, origin, message, "both ends belong to the values"));
    }
    let value = |step: usize| ends.from.on_the_way(ends.to, step, count - 1);
    Ok((0..count).map(|step| Node::number(value(step), origin.clone())).collect())
}

/// A count as a person would write it in a scenario.
fn whole(count: usize) -> String {
    words::number(count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Vec<String>, String> {
        let mut document = Document::default();
        let source = document.add_words("--grid", words);
        of_words(&document, source, 0..words.len(), "p")
            .map(|values| values.iter().map(Node::to_toml).collect())
            .map_err(|problem| problem.message)
    }

    #[test]
    fn words_are_lists_ranges_and_any_toml_value() {
        assert_eq!(read("3,6,12").unwrap(), ["3", "6", "12"]);
        assert_eq!(read("0.1..0.5:5").unwrap(), ["0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(read("0, 10..30:3").unwrap(), ["0", "10", "20", "30"]);
        assert_eq!(read("\"a,b\", true").unwrap(), ["\"a,b\"", "true"]);
        assert_eq!(
            read("{ beta = { mean = 0.4, sd = 0.1 } }, 0.3").unwrap(),
            ["{ beta = { mean = 0.4, sd = 0.1 } }", "0.3"]
        );
    }

    #[test]
    fn words_that_are_no_values_say_so() {
        for (words, part) in [
            ("1..2", "how many"),
            ("a..b:3", "not a range"),
            ("1..2:1", "expected 2 to"),
            ("3,,4", "not a value"),
            ("sobol", "not a value"),
            ("3,6,", "not a value"),
        ] {
            let message = read(words).unwrap_err();
            assert!(message.contains(part), "{words}: {message}");
        }
    }
}
