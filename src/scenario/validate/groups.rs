//! Groups of shares: drawn together (`dirichlet`) or set, and always summing to 1.

use super::super::raw::{DirichletPart, GroupPart};
use super::*;

/// Reads a group; `None` where it was reported.
pub(super) fn read(
    beliefs: &mut Beliefs<'_>,
    path: &str,
    entry: &Entry,
    group: &catalogue::Group,
) -> Option<ShareGroup> {
    let Some(table) = entry.node.as_table() else {
        beliefs.wrong(path, &entry.node, "a table of shares that sum to 1");
        return None;
    };
    let part: GroupPart = beliefs.part(path, table, GroupPart::KEYS);
    let evidence = beliefs.evidence(&part.source, &part.evidence, &part.note, &Field::default());
    let others: Vec<&Entry> =
        table.entries().iter().filter(|entry| !GroupPart::KEYS.contains(&entry.key.as_str())).collect();
    let (shares, sample_size) = match others.as_slice() {
        [one] if one.key == "dirichlet" => dirichlet(beliefs, path, one)?,
        [one] if one.key == "constant" => (shares_of(beliefs, path, one)?, None),
        _ => (members(beliefs, path, &others)?, None),
    };
    let (members, mean): (Vec<String>, Vec<f64>) = shares.into_iter().unzip();
    let place = &entry.key_origin;
    beliefs.sums_to_one(&format!("the shares of `{path}`"), path, &mean, place)?;
    fixed_members(beliefs, path, &members, group.members, place)?;
    let evidence = if sample_size.is_none() && others.iter().all(|entry| entry.key != "constant") {
        super::super::EvidenceNote { grade: part.evidence.value.map(evidence_of), ..evidence }
    } else {
        evidence
    };
    Some(ShareGroup { members, mean, sample_size, evidence, origin: place.clone() })
}

/// Shares that can be drawn together, at most.
const MAX_DRAWN: usize = 64;

type Shares = Vec<(String, f64)>;

fn dirichlet(beliefs: &mut Beliefs<'_>, path: &str, entry: &Entry) -> Option<(Shares, Option<f64>)> {
    let path = grammar::join(path, "dirichlet");
    let Some(table) = entry.node.as_table() else {
        beliefs.wrong(&path, &entry.node, "{ mean = { … }, sample_size = … }");
        return None;
    };
    for inner in table.entries().iter().filter(|inner| !DirichletPart::KEYS.contains(&inner.key.as_str())) {
        let path = grammar::join(&path, &inner.key);
        beliefs.problems.push(super::super::feed::unknown_key(&path, inner, DirichletPart::KEYS));
    }
    let part: DirichletPart = beliefs.part(&path, table, DirichletPart::KEYS);
    for (key, written) in [("mean", part.mean.is_written()), ("sample_size", part.sample_size.is_written())] {
        if !written {
            let problem = Diagnostic::error("E014", format!("`{path}` has no `{key}`")).at(path.clone());
            beliefs.problems.push(
                problem
                    .label(entry.key_origin.clone(), format!("needs `{key}`"))
                    .help("write `dirichlet = { mean = { a = 0.7, b = 0.3 }, sample_size = 20 }`"),
            );
        }
    }
    let size = part.sample_size.value.filter(|size| {
        let good = *size > 0.0 && *size <= 1e12;
        if !good {
            let message =
                format!("`{path}.sample_size` is {}, expected a number above 0", words::number(*size));
            let origin = part.sample_size.origin_or(&entry.key_origin);
            let problem = Diagnostic::error("E020", message).at(path.clone());
            beliefs.problems.push(problem.label(origin, "as sure as a survey of so many people"));
        }
        good
    });
    let members = table.get("mean").and_then(Node::as_table).map_or(0, |mean| mean.entries().len());
    if members > MAX_DRAWN {
        let message = format!("`{path}.mean` has {members} shares, expected {MAX_DRAWN} at most");
        let problem = Diagnostic::error("E024", message).at(path.clone());
        let problem = problem.label(entry.key_origin.clone(), "too many to be drawn together");
        beliefs
            .problems
            .push(problem.help("set the shares without `dirichlet`, or put small segments together"));
        return None;
    }
    let means = table.entry("mean").and_then(|mean| shares_of(beliefs, &path, mean));
    Some((means?, Some(size?)))
}

/// `{ a = 0.7, b = 0.3 }`.
fn shares_of(beliefs: &mut Beliefs<'_>, path: &str, entry: &Entry) -> Option<Shares> {
    let path = grammar::join(path, &entry.key);
    match entry.node.as_table() {
        Some(table) => members(beliefs, &path, &table.entries().iter().collect::<Vec<_>>()),
        None => {
            beliefs.wrong(&path, &entry.node, "a table of shares that sum to 1");
            None
        }
    }
}

fn members(beliefs: &mut Beliefs<'_>, path: &str, entries: &[&Entry]) -> Option<Shares> {
    let mut read = |entry: &&Entry| {
        let inner = grammar::join(path, &entry.key);
        let Some(value) = entry.node.as_number() else {
            beliefs.wrong(&inner, &entry.node, "a share from 0 to 1");
            return None;
        };
        if (0.0..=1.0).contains(&value) {
            return Some((entry.key.clone(), value));
        }
        let message = format!("`{inner}` is {}, expected a share from 0 to 1", words::number(value));
        let problem = Diagnostic::error("E017", message).at(inner);
        beliefs.problems.push(problem.label(entry.node.origin.clone(), "expected a share from 0 to 1"));
        None
    };
    let shares: Vec<_> = entries.iter().map(&mut read).collect();
    shares.into_iter().collect()
}

/// A group with members of its own must have exactly those.
fn fixed_members(
    beliefs: &mut Beliefs<'_>,
    path: &str,
    given: &[String],
    fixed: &[&str],
    place: &Origin,
) -> Option<()> {
    let missing: Vec<&str> =
        fixed.iter().copied().filter(|member| !given.iter().any(|name| name == member)).collect();
    let strange: Vec<&String> = given.iter().filter(|name| !fixed.contains(&name.as_str())).collect();
    if fixed.is_empty() || missing.is_empty() && strange.is_empty() {
        return Some(());
    }
    let message = format!("`{path}` has {}, expected {}", words::list(given), words::list(fixed));
    let problem = Diagnostic::error("E024", message).at(path).label(place.clone(), "other members expected");
    beliefs.problems.push(problem);
    None
}
