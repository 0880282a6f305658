//! What is not known and not counted: said before the charts, so that nobody takes them for more than they are.

use super::names;
use super::subject::Subject;
use crate::output::numbers::{chance, count};
use crate::scenario::Scenario;

/// Defaults that are named here, at most; the table of assumptions has them all.
const NAMED: usize = 5;

/// Sentences, the most important first.
pub fn unknown(subject: &Subject<'_>) -> Vec<String> {
    let document = subject.document();
    let mut sentences = Vec::new();
    if let Some(law) = &document.enactment {
        sentences.push(format!(
            "Whether the law passes: it does in {} simulated futures. Every figure below holds only where it does.",
            chance(law).replacen(" in ", " of ", 1).trim_end_matches(" simulated futures")
        ));
    }
    if !document.parts_off.is_empty() {
        let parts: Vec<String> = document.parts_off.iter().map(|part| part_in_words(part)).collect();
        sentences
            .push(format!("Not counted, because the scenario does not describe it: {}.", parts.join("; ")));
    }
    if let Some(scenario) = &subject.scenario {
        sentences.extend(ungraded(scenario));
    }
    if !document.defaults.is_empty() {
        let names: Vec<String> = document
            .defaults
            .iter()
            .take(NAMED)
            .map(|(path, value)| {
                let name = super::spread::lower(&names::input(path, None));
                let first = name.split([':', ';']).next().unwrap_or(&name);
                format!("{first} = {value}")
            })
            .collect();
        let number = document.defaults.len();
        let rest = number.saturating_sub(NAMED);
        let more =
            if rest > 0 { format!("; and {rest} more in the table of assumptions") } else { String::new() };
        sentences.push(format!(
            "{} left unsaid, so {} documented default{} in: {}{more}.",
            if number == 1 {
                "1 number is".to_owned()
            } else {
                format!("{} numbers are", count(number as u64))
            },
            if number == 1 { "a" } else { "their" },
            if number == 1 { " stands" } else { "s stand" },
            names.join("; "),
        ));
    }
    sentences.push(
        "Events that nobody wrote down: a change of government or of the rules half way, a war, a slump. The ranges hold \
         what the listed assumptions can produce, and nothing else."
            .to_owned(),
    );
    sentences
}

fn ungraded(scenario: &Scenario) -> Option<String> {
    let bare = scenario.quantities.values().filter(|quantity| quantity.bare).count();
    let one = bare == 1;
    (bare > 0).then(|| {
        format!(
            "{} a decision or a definition and taken as certain; the table of assumptions lists {} as “set, no source”.",
            if one { "1 number is".to_owned() } else { format!("{bare} numbers are each") },
            if one { "it" } else { "them" }
        )
    })
}

fn part_in_words(part: &str) -> String {
    match part {
        "flows" => "arrivals, departures and other routes to a status".to_owned(),
        "money" => "money: fees, costs, taxes, benefits".to_owned(),
        "status" => "what becomes of the permits".to_owned(),
        "status.permanent" => "permanent status".to_owned(),
        "status.citizenship" => "citizenship".to_owned(),
        "timing" => "when people apply within the window".to_owned(),
        "processing" => "the offices and their queue".to_owned(),
        other => crate::output::plain(other),
    }
}
