//! Which paths a scenario may hold: quantities, groups of shares, and the tables above them.

use crate::catalogue::{self, GROUPS, QUANTITIES, Scope};

/// What a dotted path stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A built-in quantity, or an own input (`None`).
    Quantity(Option<&'static catalogue::Quantity>),
    /// A group of shares.
    Group(&'static catalogue::Group),
    /// A table above quantities.
    Above,
    /// Nothing built in.
    Unknown,
}

impl Place {
    /// Whether it is an input of the scenario's own.
    pub(super) fn is_own_input(self) -> bool {
        matches!(self, Self::Quantity(None))
    }
}

/// `a.b`, or `b` at the root.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// What stands at a path; overrides of segments and offices included.
pub(super) fn place(path: &str) -> Place {
    let words: Vec<&str> = path.split('.').collect();
    if let ["inputs", _] = words[..] {
        return Place::Quantity(None);
    }
    let (_, local) = catalogue::split_scope(path);
    if let Some(quantity) = catalogue::quantity(path) {
        return Place::Quantity(Some(quantity));
    }
    if let Some(group) = GROUPS.iter().find(|group| group.path == local) {
        return Place::Group(group);
    }
    let own = ["inputs", "segment", "office", "policy"];
    if words.len() == 1 && own.contains(&words[0])
        || words.len() == 2 && ["segment", "office"].contains(&words[0])
    {
        return Place::Above;
    }
    let below = |pattern: &str| starts_with(pattern, local);
    if QUANTITIES.iter().any(|quantity| below(quantity.path)) || GROUPS.iter().any(|group| below(group.path))
    {
        return Place::Above;
    }
    Place::Unknown
}

/// Whether a path is replaced as a whole: quantities and groups of shares.
pub(crate) fn is_whole(path: &str) -> bool {
    let path = match path.strip_prefix("policy.") {
        Some(rest) => rest.split_once('.').map_or("", |(_, inner)| inner),
        None => path,
    };
    matches!(place(path), Place::Quantity(_) | Place::Group(_))
}

/// Whether a quantity may be overridden in the scope that its path names (`segment.NAME`, `office.NAME`).
pub(super) fn scope_allows(path: &str, quantity: &catalogue::Quantity) -> bool {
    match catalogue::split_scope(path).0 {
        None => true,
        Some(scope) if scope.starts_with("segment.") => quantity.scope == Scope::Segment,
        Some(_) => quantity.scope == Scope::Office,
    }
}

/// The keys that quantities and groups add to the table at `path`.
pub(super) fn keys_below(path: &str) -> Vec<&'static str> {
    let table = format!("{path}.");
    let (scope, local) = catalogue::split_scope(&table);
    let local = local.trim_end_matches('.').to_owned();
    let allowed = |quantity: &catalogue::Quantity| match scope {
        None => true,
        Some(scope) if scope.starts_with("segment.") => quantity.scope == Scope::Segment,
        Some(_) => quantity.scope == Scope::Office,
    };
    let quantities = QUANTITIES.iter().filter(|quantity| allowed(quantity)).map(|quantity| quantity.path);
    let groups = GROUPS.iter().filter(|_| scope.is_none()).map(|group| group.path);
    let mut keys: Vec<&'static str> =
        quantities.chain(groups).filter_map(|pattern| next_key(pattern, &local)).collect();
    keys.dedup();
    keys.retain(|key| *key != "*");
    keys
}

/// Settings of a run, which people give by their bare names.
const SETTINGS: [&str; 3] = ["run.seed", "run.replicates", "run.design"];

/// The path whose end is a bare key that stands alone at the root: `seed` was meant to be `run.seed`.
pub(super) fn elsewhere(key: &str) -> Option<&'static str> {
    let known = SETTINGS.into_iter().chain(QUANTITIES.iter().map(|quantity| quantity.path));
    let mut ends = known.filter(|path| path.strip_suffix(key).is_some_and(|table| table.ends_with('.')));
    // Of several, none is more likely than another.
    ends.next().filter(|path| ends.next().is_none() && !path.contains('*'))
}

/// The word of a pattern that follows a path, if the path leads into it.
fn next_key<'a>(pattern: &'a str, path: &str) -> Option<&'a str> {
    let mut pattern = pattern.split('.');
    for word in path.split('.').filter(|word| !word.is_empty()) {
        let expected = pattern.next()?;
        if expected != "*" && expected != word {
            return None;
        }
    }
    pattern.next()
}

/// Whether a pattern goes on below a path.
fn starts_with(pattern: &str, path: &str) -> bool {
    next_key(pattern, path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_told_from_the_tables_above_them() {
        assert!(matches!(place("take_up.eligible"), Place::Quantity(Some(_))));
        assert!(matches!(place("segment.a.take_up.eligible"), Place::Quantity(Some(_))));
        assert!(matches!(place("inputs.wage"), Place::Quantity(None)));
        assert!(matches!(place("timing.shares"), Place::Group(_)));
        assert!(matches!(place("status.permanent"), Place::Above));
        assert!(matches!(place("segment.a.status"), Place::Above));
        assert!(matches!(place("take_up.elligible"), Place::Unknown));
        assert!(is_whole("policy.no_fee.money.fee_per_application"));
        assert!(!is_whole("policy.no_fee.money"));
    }

    #[test]
    fn the_keys_of_a_table_are_those_that_its_scope_may_override() {
        assert!(keys_below("take_up").contains(&"outsiders_per_application"));
        assert!(keys_below("segment.a.window").contains(&"length_months"));
        assert!(!keys_below("segment.a").contains(&"money"));
    }

    #[test]
    fn a_bare_name_is_known_by_its_table_where_only_one_has_it() {
        assert_eq!(elsewhere("seed"), Some("run.seed"));
        assert_eq!(elsewhere("capacity_per_month"), Some("processing.capacity_per_month"));
        assert_eq!(elsewhere("processing.capacity"), None);
        assert_eq!(elsewhere("mean"), None);
    }
}
