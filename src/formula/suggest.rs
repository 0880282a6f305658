//! The nearest known name to a mistyped one.

/// The most similar candidate, if it is similar enough to be what was meant.
///
/// A dotted path is also found by its end alone: `capacity_per_month` finds `processing.capacity_per_month`.
pub(super) fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let similarity = similarity(given, candidate);
        if best.is_none_or(|(least, _)| similarity > least) {
            best = Some((similarity, candidate));
        }
    }
    // Below three quarters suggestions are more often puzzling than right.
    best.filter(|(similarity, _)| *similarity >= 0.75).map(|(_, candidate)| candidate)
}

fn similarity(given: &str, candidate: &str) -> f64 {
    let last = candidate.rsplit('.').next().unwrap_or(candidate);
    let whole = strsim::normalized_damerau_levenshtein(given, candidate);
    if last == candidate {
        whole
    } else {
        whole.max(0.99 * strsim::normalized_damerau_levenshtein(given, last))
    }
}
