//! Values as a scenario file writes them.

use crate::scenario::words;
use serde_json::Value;

/// A value as TOML on one line.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), words::number),
        Value::Array(elements) => {
            format!("[{}]", elements.iter().map(self::value).collect::<Vec<_>>().join(", "))
        }
        Value::Object(table) if table.is_empty() => "{}".to_owned(),
        Value::Object(_) => format!("{{ {} }}", belief(value, |_| true)),
        // Texts and truths are written alike in TOML and JSON.
        other => other.to_string(),
    }
}

/// The entries of a belief without braces: `lognormal = { p05 = 3_000_000, p95 = 5_800_000 }`. `keeps` says which keys
/// belong to it, at any depth; the unit stands elsewhere.
pub(super) fn belief(whole: &Value, keeps: impl Fn(&str) -> bool + Copy) -> String {
    let Value::Object(table) = whole else { return value(whole) };
    let entry = |(key, inner): (&String, &Value)| match inner {
        Value::Object(_) => format!("{key} = {{ {} }}", belief(inner, keeps)),
        _ => format!("{key} = {}", value(inner)),
    };
    let mut kept: Vec<_> = table.iter().filter(|(key, _)| keeps(key) && *key != "unit").collect();
    kept.sort_by_key(|(key, _)| place(key));
    kept.into_iter().map(entry).collect::<Vec<_>>().join(", ")
}

/// Where people write a parameter: the resolved scenario has its keys in the order of the alphabet, `max` before `min`.
fn place(key: &str) -> usize {
    const FIRST: [&str; 5] = ["label", "weight", "min", "mode", "mean"];
    FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len())
}
