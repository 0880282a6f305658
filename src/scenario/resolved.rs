//! The resolved scenario as canonical JSON: what the record keeps and the hash is taken of.

use super::document::{Document, Node, Table, Value};
use super::{Scenario, grammar};
use serde_json::{Map, Value as Json};

/// Sections in the order in which people write them; other keys come in alphabetical order.
const SECTIONS: &[&str] = &[
    "format",
    "title",
    "question",
    "headline",
    "as_of",
    "evidence",
    "claim",
    "run",
    "time",
    "population",
    "segment_shares",
    "segment",
    "enactment",
    "window",
    "eligibility",
    "take_up",
    "timing",
    "processing",
    "office",
    "status",
    "flows",
    "money",
    "inputs",
    "correlation",
    "outputs",
    "success",
    "failure",
    "policy",
    "observed",
    "sources",
    "sweep",
];

/// Tables whose entries keep the order of the file: it decides the order of results.
const ORDERED: &[&str] = &[
    "claim",
    "segment",
    "office",
    "inputs",
    "outputs",
    "success",
    "failure",
    "policy",
    "eligibility.criterion",
    "take_up.effect",
    "segment_shares",
    "sweep.grid",
    "sweep.zip",
    "sweep.latin_hypercube",
];

/// The tree as JSON in canonical order; whole numbers are written as integers, however they were given.
pub(super) fn canonical(root: &Table) -> Json {
    table(root, "")
}

fn table(node: &Table, path: &str) -> Json {
    let mut entries: Vec<_> = node.entries().iter().collect();
    if path.is_empty() {
        let rank = |key: &str| SECTIONS.iter().position(|section| *section == key).unwrap_or(SECTIONS.len());
        entries.sort_by(|a, b| (rank(&a.key), &a.key).cmp(&(rank(&b.key), &b.key)));
    } else if !keeps_order(path) {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
    }
    let convert = |entry: &super::document::Entry| {
        (entry.key.clone(), value(&entry.node, &grammar::join(path, &entry.key)))
    };
    Json::Object(entries.into_iter().map(convert).collect::<Map<_, _>>())
}

/// Named tables, the estimates of a quantity, and the members of a group.
fn keeps_order(path: &str) -> bool {
    ORDERED.contains(&path) || path.ends_with(".estimate") || path.ends_with(".dirichlet.mean")
}

fn value(node: &Node, path: &str) -> Json {
    match &node.value {
        Value::Bool(value) => Json::from(*value),
        Value::Integer(_) | Value::Float(_) => number(node),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Array(elements) => Json::Array(elements.iter().map(|element| value(element, path)).collect()),
        Value::Table(inner) => table(inner, path),
        Value::Invalid => Json::Null,
    }
}

fn number(node: &Node) -> Json {
    let integer = node.as_integer().and_then(|value| {
        u64::try_from(value).map(Json::from).or_else(|_| i64::try_from(value).map(Json::from)).ok()
    });
    integer.or_else(|| node.as_number().map(Json::from)).unwrap_or(Json::Null)
}

impl Document {
    /// The tree as canonical JSON: what the resolved scenario is.
    pub fn canonical(&self) -> Json {
        canonical(&self.root)
    }
}

impl Scenario {
    /// The name of this scenario's content: BLAKE3 of its canonical JSON, in hexadecimal.
    ///
    /// The TOML and the JSON form of a scenario have the same hash; comments, layout and the order of keys within a
    /// section change nothing.
    pub fn hash(&self) -> String {
        blake3::hash(self.resolved.to_string().as_bytes()).to_hex().to_string()
    }
}
