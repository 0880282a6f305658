//! Laying one tree over another: `extends`, `[policy.NAME]`, `--set`.
//!
//! A quantity is replaced as a whole, source included: the evidence for a number is no evidence for another. Other
//! tables are merged by key, lists are replaced. A bare number keeps the unit.

use super::document::{Entry, Node, Table, Value};
use super::grammar;

/// The beginning of a path that is replaced as a whole; the path itself where nothing above it is.
pub(super) fn whole_path(path: &str) -> &str {
    let ends = path.match_indices('.').map(|(dot, _)| dot).chain([path.len()]);
    ends.map(|end| &path[..end]).find(|start| grammar::is_whole(start)).unwrap_or(path)
}

/// Whether the value at a path is replaced as a whole, source included: quantities and groups of shares are.
pub fn is_replaced_as_a_whole(path: &str) -> bool {
    grammar::is_whole(path)
}

/// Lays `over` on `base`; `path` is the dotted path of the two tables.
pub(super) fn lay_over(base: &mut Table, over: Table, path: &str) {
    for entry in over.entries() {
        let inner = grammar::join(path, &entry.key);
        match (base.get_mut(&entry.key), &entry.node.value) {
            (Some(Node { value: Value::Table(below), .. }), Value::Table(above))
                if !grammar::is_whole(&inner) =>
            {
                lay_over(below, above.clone(), &inner);
            }
            (Some(below), _) => {
                let unit = below.as_table().and_then(|table| table.entry("unit")).cloned();
                let node = keep_unit(entry.node.clone(), unit.filter(|_| grammar::is_whole(&inner)));
                base.set(Entry { node, ..entry.clone() });
            }
            (None, _) => base.set(entry.clone()),
        }
    }
}

/// A bare number in place of a table with a unit takes the unit over.
fn keep_unit(node: Node, unit: Option<Entry>) -> Node {
    match (unit, node.as_number()) {
        (Some(unit), Some(_)) => {
            let constant =
                Entry { key: "constant".into(), key_origin: node.origin.clone(), node: node.clone() };
            Node { origin: node.origin, value: Value::Table([constant, unit].into_iter().collect()) }
        }
        _ => node,
    }
}

/// A table that holds one value at a dotted path.
pub(super) fn at_path(path: &str, node: Node) -> Table {
    let key_origin = node.origin.clone();
    let (key, node) = match path.split_once('.') {
        None => (path, node),
        Some((key, rest)) => {
            (key, Node { origin: node.origin.clone(), value: Value::Table(at_path(rest, node)) })
        }
    };
    [Entry { key: key.to_owned(), key_origin, node }].into_iter().collect()
}
