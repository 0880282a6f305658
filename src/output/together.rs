//! How conditions go together, in words.

use super::numbers::number;
use super::text::plain;
use crate::summary::{Chance, Document, JointChance};

/// The words of a condition by its full name; the name where it is unknown.
fn words(document: &Document, name: &str) -> String {
    let found = match name.split_once('.') {
        Some(("success", own)) => document.success.get(own),
        Some(("failure", own)) => document.failure.get(own),
        _ => None,
    };
    plain(found.map_or(name, |condition| condition.words.as_str()))
}

/// How often all conditions of success hold together; `None` where there are not several.
pub(super) fn all_success(document: &Document) -> Option<(Chance, String)> {
    let all = document.joint.as_ref()?.all_success?;
    Some(known_from_below(document, all, "all of these together"))
}

/// How often at least one failure happens; `None` where there are not several.
pub(super) fn any_failure(document: &Document) -> Option<(Chance, String)> {
    let any = document.joint.as_ref()?.any_failure?;
    Some(known_from_below(document, any, "at least one of these"))
}

/// How often conditions go together, of all futures that count.
///
/// The futures in which that can be judged are no fair sample of them: "at least one" is judged wherever one holds, so
/// that it would be certain wherever another condition is always open. Of all futures it is known from below.
fn known_from_below(document: &Document, chance: Chance, words: &str) -> (Chance, String) {
    let all = document.enactment.map_or(document.run.replicates, |law| law.futures);
    if chance.of >= all {
        return (chance, words.to_owned());
    }
    let open = number((all - chance.of) as f64 / all as f64, None, "share");
    let words = format!("{words}, or more often: {open} of futures cannot be judged");
    (Chance::of_counts(chance.futures, all), words)
}

/// Every pair that holds together in some future, most frequent first, with its words: "both X and Y".
pub(super) fn pairs(document: &Document) -> Vec<(Chance, String)> {
    let Some(joint) = &document.joint else { return Vec::new() };
    let mut seen: Vec<&JointChance> = joint.pairs.iter().filter(|pair| pair.chance.futures > 0).collect();
    let share = |pair: &JointChance| pair.chance.probability.unwrap_or(0.0);
    // Stable: equal chances stay in the order of the file.
    seen.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let [a, b] = [0, 1].map(|place| move |pair: &JointChance| words(document, &pair.both[place]));
    seen.into_iter().map(|pair| (pair.chance, format!("both “{}” and “{}”", a(pair), b(pair)))).collect()
}

/// How many pairs never hold together although they could be judged.
pub(super) fn never(document: &Document) -> usize {
    let pairs = document.joint.iter().flat_map(|joint| &joint.pairs);
    pairs.filter(|pair| pair.chance.futures == 0 && pair.chance.of > 0).count()
}
