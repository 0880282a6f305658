//! Which beliefs somebody asks for.

use super::{BELIEFS_FORMAT, BeliefDocument, BeliefSummary, Standing, describe};
use crate::catalogue;
use crate::scenario::{Belief, Scenario, words};

/// No quantity of the scenario has that path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the scenario has no quantity `{path}`; {advice}")]
pub struct UnknownPath {
    /// As asked for.
    pub path: String,
    /// What to do.
    pub advice: String,
}

/// Every uncertain quantity of a scenario, groups of shares member by member, in order of their paths.
pub fn uncertain(scenario: &Scenario) -> BeliefDocument {
    let mut beliefs = every(scenario, &|_| true);
    beliefs.retain(|belief| belief.standing == Standing::Uncertain);
    document(scenario, beliefs)
}

/// The quantity at a path, or all those below it.
///
/// Own inputs may be given bare; `population.estimate.NAME` is an estimate by itself; a segment or office without
/// an override answers with what it shares.
///
/// # Errors
/// [`UnknownPath`] where nothing in the scenario has that path, with the nearest names.
pub fn beliefs(scenario: &Scenario, path: &str) -> Result<BeliefDocument, UnknownPath> {
    let found = find(scenario, path).or_else(|| find(scenario, &format!("inputs.{path}")));
    match found.or_else(|| shared(scenario, path)) {
        Some(beliefs) => Ok(document(scenario, beliefs)),
        None => Err(unknown(scenario, path)),
    }
}

fn document(scenario: &Scenario, beliefs: Vec<BeliefSummary>) -> BeliefDocument {
    BeliefDocument {
        format: BELIEFS_FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: scenario.title.clone(),
        beliefs,
    }
}

/// Exactly this path, else those below it.
fn find(scenario: &Scenario, path: &str) -> Option<Vec<BeliefSummary>> {
    let exact = every(scenario, &|known| known == path);
    if !exact.is_empty() {
        return Some(exact);
    }
    if let Some(one) = estimate(scenario, path) {
        return Some(vec![one]);
    }
    let below = format!("{path}.");
    let all = every(scenario, &|known| known.starts_with(&below));
    (!all.is_empty()).then_some(all)
}

fn every(scenario: &Scenario, wanted: &dyn Fn(&str) -> bool) -> Vec<BeliefSummary> {
    let mut found: Vec<BeliefSummary> = Vec::new();
    let quantities = scenario.quantities.iter().filter(|(path, _)| wanted(path));
    found.extend(quantities.map(|(_, quantity)| describe::quantity(scenario, quantity)));
    for (path, group) in &scenario.groups {
        let members = group.members.iter().enumerate();
        let members = members.filter(|(_, name)| wanted(&format!("{path}.{name}")));
        found.extend(members.map(|(index, _)| describe::member(scenario, path, group, index)));
    }
    let defaults = scenario.defaults.iter().filter(|(path, _)| wanted(path));
    found.extend(defaults.map(|(path, value)| describe::default(scenario, path, *value)));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn estimate(scenario: &Scenario, path: &str) -> Option<BeliefSummary> {
    let (quantity, name) = path.rsplit_once(".estimate.")?;
    let quantity = scenario.quantities.get(quantity)?;
    let Belief::Pooled { estimates, .. } = &quantity.belief else { return None };
    let estimate = estimates.iter().find(|estimate| estimate.name == name)?;
    Some(describe::lone_estimate(scenario, quantity, estimate))
}

/// The country's belief, for a segment or office of the scenario that has no override.
fn shared(scenario: &Scenario, path: &str) -> Option<Vec<BeliefSummary>> {
    let (Some(scope), local) = catalogue::split_scope(path) else { return None };
    let name = |kind: &str| scope.strip_prefix(kind);
    let is_known = name("segment.").is_some_and(|name| scenario.segments.iter().any(|one| one.name == name))
        || name("office.").is_some_and(|name| scenario.offices.iter().any(|one| one.name == name));
    let declared = catalogue::quantity(path)?;
    let fits = match declared.scope {
        catalogue::Scope::National => false,
        catalogue::Scope::Segment => scope.starts_with("segment."),
        catalogue::Scope::Office => scope.starts_with("office."),
    };
    if !is_known || !fits {
        return None;
    }
    let mut found = every(scenario, &|known| known == local);
    for belief in &mut found {
        belief.shares_draw_of = Some(std::mem::replace(&mut belief.path, path.to_owned()));
    }
    (!found.is_empty()).then_some(found)
}

fn unknown(scenario: &Scenario, path: &str) -> UnknownPath {
    let members = |(path, group): (&String, &crate::scenario::ShareGroup)| {
        group.members.iter().map(move |name| format!("{path}.{name}")).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = scenario
        .quantities
        .keys()
        .map(|path| path.strip_prefix("inputs.").unwrap_or(path).to_owned())
        .collect();
    names.extend(scenario.groups.iter().flat_map(members));
    let advice = if catalogue::quantity(path).is_some() {
        "it is left out, and so is what it describes".to_owned()
    } else {
        words::suggestion(path, names.iter().map(String::as_str))
            .unwrap_or_else(|| "it has none at all".to_owned())
    };
    UnknownPath { path: path.to_owned(), advice }
}
