//! Names of inputs as people say them, from their paths.

use super::subject::words;
use crate::catalogue;
use crate::output::plain;
use crate::scenario::Scenario;

/// What an input is, in words: "Share of eligible people who apply over the window".
pub fn input(path: &str, scenario: Option<&Scenario>) -> String {
    let (scope, local) = catalogue::split_scope(path);
    let name = local_name(local, scenario);
    match scope.and_then(|scope| scope_label(scope, scenario)) {
        Some(scope) => format!("{name} ({scope})"),
        None => name,
    }
}

fn local_name(path: &str, scenario: Option<&Scenario>) -> String {
    if let Some(own) = path.strip_prefix("inputs.") {
        return words(own);
    }
    if let Some(segment) = path.strip_prefix("segment_shares.") {
        return format!("Share of people: {}", segment_label(segment, scenario));
    }
    if let Some(part) = path.strip_prefix("timing.shares.") {
        let part = match part {
            "front" => "the opening wave",
            "steady" => "steady filing",
            "surge" => "the rush before the deadline",
            other => other,
        };
        return format!("Part of applications in {part}");
    }
    if let Some(name) =
        path.strip_prefix("eligibility.criterion.").and_then(|rest| rest.strip_suffix(".pass_share"))
    {
        return format!("Share who meet “{}”", rule(name, scenario));
    }
    if let Some((effect, what)) = path.strip_prefix("take_up.effect.").and_then(|rest| rest.split_once('.')) {
        let effect = words(effect).to_lowercase();
        return match what {
            "odds_ratio" => format!("Effect of {effect} on applying (odds ratio)"),
            _ => format!("Reference for the effect of {effect}"),
        };
    }
    match catalogue::quantity(path) {
        Some(declared) => words(without_rule(declared.meaning)),
        None => words(path),
    }
}

/// A meaning of the catalogue without its rule: "(D12)".
pub fn without_rule(meaning: &str) -> &str {
    meaning.rsplit_once(" (D").filter(|(_, rule)| rule.ends_with(')')).map_or(meaning, |(text, _)| text)
}

fn rule(criterion: &str, scenario: Option<&Scenario>) -> String {
    let found = scenario.and_then(|scenario| scenario.criteria.iter().find(|known| known.name == criterion));
    found.and_then(|found| found.rule.as_deref()).map_or_else(|| words(criterion), plain)
}

fn segment_label(name: &str, scenario: Option<&Scenario>) -> String {
    let found = scenario.and_then(|scenario| scenario.segments.iter().find(|known| known.name == name));
    found.map(|found| plain(&found.label)).filter(|label| !label.is_empty()).unwrap_or_else(|| words(name))
}

fn scope_label(scope: &str, scenario: Option<&Scenario>) -> Option<String> {
    let (kind, name) = scope.split_once('.')?;
    if kind == "segment" {
        return Some(segment_label(name, scenario));
    }
    let found = scenario.and_then(|scenario| scenario.offices.iter().find(|known| known.name == name));
    Some(
        found
            .map(|found| plain(&found.label))
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| words(name)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_words() {
        assert_eq!(input("take_up.eligible", None), "Share of eligible people who apply over the window");
        assert_eq!(input("inputs.monthly_wage", None), "Monthly wage");
        assert_eq!(
            input("timing.shares.surge", None),
            "Part of applications in the rush before the deadline"
        );
        assert_eq!(
            input("segment.other_breach.take_up.ineligible", None),
            "Share of ineligible people who apply over the window (Other breach)"
        );
        assert_eq!(
            input("eligibility.criterion.clean_record.pass_share", None),
            "Share who meet “Clean record”"
        );
    }
}
