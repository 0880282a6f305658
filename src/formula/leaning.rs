//! Which names a condition wants large, and which small.

use super::ast::{Ast, Binary, NodeId, NodeKind};
use super::parser;

/// The names that a condition holds against a number or a value of the scenario, each with whether more of it makes
/// the condition rather true than false.
///
/// Only what stands alone on its side of `<`, `<=`, `>` or `>=`, below nothing but `and` and `or`, so that the answer
/// is certain; a name that is held against another output has no direction of its own. Empty for a text that is no
/// formula.
///
/// ```
/// use amnesty::formula::leanings;
///
/// let found = leanings("wait > 24 or peak > 12 * processing.capacity_per_month or irregular >= before");
/// assert_eq!(found, [("wait".to_owned(), true), ("peak".to_owned(), true)]);
/// ```
pub fn leanings(text: &str) -> Vec<(String, bool)> {
    let Ok(ast) = parser::parse(text) else { return Vec::new() };
    let (mut found, mut open) = (Vec::new(), vec![ast.root()]);
    while let Some(node) = open.pop() {
        let NodeKind::Binary { operator, left, right, .. } = &ast.nodes[node].kind else { continue };
        match operator {
            // The left one is looked at first.
            Binary::And | Binary::Or => open.extend([*right, *left]),
            Binary::Greater | Binary::GreaterEqual => found.extend(lean(&ast, *left, *right)),
            Binary::Less | Binary::LessEqual => found.extend(lean(&ast, *right, *left)),
            _ => {}
        }
    }
    found
}

/// What leans which way in `large > small`.
fn lean(ast: &Ast, large: NodeId, small: NodeId) -> Option<(String, bool)> {
    let name = |node: NodeId| match &ast.nodes[node].kind {
        NodeKind::Name(name) if !is_path(name) => Some(name.clone()),
        _ => None,
    };
    match (name(large), name(small)) {
        (Some(name), _) if is_given(ast, small) => Some((name, true)),
        (_, Some(name)) if is_given(ast, large) => Some((name, false)),
        _ => None,
    }
}

/// Whether a node holds nothing but numbers and values of the scenario.
fn is_given(ast: &Ast, node: NodeId) -> bool {
    match &ast.nodes[node].kind {
        NodeKind::Name(name) => is_path(name),
        NodeKind::Call { .. } => false,
        _ => ast.children(node).into_iter().all(|child| is_given(ast, child)),
    }
}

/// Values of the scenario have dotted paths; outputs and own inputs are bare names.
fn is_path(name: &str) -> bool {
    name.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_leans_as_it_is_written() {
        let of = |text: &str| {
            leanings(text).into_iter().map(|(name, more)| format!("{name} {more}")).collect::<Vec<_>>()
        };
        assert_eq!(of("net_present_value >= 0"), ["net_present_value true"]);
        assert_eq!(of("0.25 > take_up_share"), ["take_up_share false"]);
        assert_eq!(of("a < 1 and (b > 2 or c <= -3)"), ["a false", "b true", "c false"]);
        assert!(of("not a < 1").is_empty(), "nothing below `not` is taken for certain");
        assert!(of("a + b > 1").is_empty() && of("a == 1").is_empty() && of("a <").is_empty());
    }
}
