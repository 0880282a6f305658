//! `[policy.NAME]`: each variant must be a good scenario too.

use super::super::Policy;
use super::*;

/// Checks every policy by validating the variant; what is wrong with the scenario itself is not repeated.
pub(super) fn check(document: &Document, problems: &mut Vec<Diagnostic>) {
    let Some(policies) = document.root.get("policy").and_then(Node::as_table) else { return };
    let known = problems.clone();
    for entry in policies.entries() {
        let Some(variant) = document.policy(&entry.key) else { continue };
        let (_, found) = super::check(&variant);
        problems.extend(found.into_iter().filter(|problem| !known.contains(problem)));
    }
}

/// Names and labels in file order.
pub(super) fn names(file: &File) -> Vec<Policy> {
    let named = file.policy.value.clone().unwrap_or_default();
    let policy = |(name, part, _): (&str, &super::super::raw::PolicyPart, &Origin)| Policy {
        name: name.to_owned(),
        label: part.label.value.clone().unwrap_or_else(|| name.replace('_', " ")),
    };
    named.iter().map(policy).collect()
}
