//! Words of the page, for those who meet them here first.

use super::names::without_rule;
use super::subject::{Subject, words};
use crate::catalogue;
use crate::output::table::shown;

/// Words that every page uses.
const WORDS: [(&str, &str); 12] = [
    (
        "Simulated future",
        "One run of the programme, month by month, under one draw of everything that is not known.",
    ),
    ("90 % range", "Nine futures in ten fall into it: one in twenty lies below, one in twenty above."),
    ("Median", "Half of the futures lie below, half above."),
    (
        "“7 in 10”, “1 in 2,500”",
        "How often something comes true among the simulated futures. What was never seen may still happen: “none of 200,000” is not “impossible”.",
    ),
    (
        "Simulation error",
        "How far the number may be off because the futures are a sample. More futures shrink it; they do not shrink the ranges.",
    ),
    (
        "Spread",
        "How far apart the futures lie: what is not known about the world, month-to-month noise, and luck.",
    ),
    (
        "Evidence",
        "Strong: measured for this case. Moderate: measured elsewhere, or fitted. Weak: indirect. Assumption: judgement without a source.",
    ),
    (
        "Set, no source",
        "A plain number in the scenario: a decision of the policy or a definition. It is taken as certain.",
    ),
    (
        "Rank correlation",
        "How steadily two numbers go together, from −1 (more of one, less of the other) over 0 to +1.",
    ),
    ("If the law passes", "Figures are counted over those futures only in which the law is enacted."),
    ("Without papers, irregular", "In the country without a legal status, whatever the reason."),
    (
        "Horizon",
        "The last month that is simulated. What has not happened by then is “not within the horizon”.",
    ),
];

/// The words of a study's page, with its own first.
pub fn of_study(own: &[(&str, &str)]) -> Vec<(String, String)> {
    const SHARED: [&str; 5] =
        ["Simulated future", "90 % range", "Median", "“7 in 10”, “1 in 2,500”", "Simulation error"];
    let shared = WORDS.iter().filter(|(word, _)| SHARED.contains(word));
    own.iter().chain(shared).map(|(word, meaning)| ((*word).to_owned(), (*meaning).to_owned())).collect()
}

/// Words, then the outputs shown, with their definitions.
pub fn glossary(subject: &Subject<'_>) -> Vec<(String, String)> {
    let words_of_the_page = WORDS.iter().map(|(word, meaning)| ((*word).to_owned(), (*meaning).to_owned()));
    let outputs = shown(subject.document(), false).filter_map(|name| {
        let declared = catalogue::output(name)?;
        let meaning = words(without_rule(declared.meaning));
        Some((subject.label(name), format!("{}.", meaning.trim_end_matches('.'))))
    });
    words_of_the_page.chain(outputs).collect()
}
