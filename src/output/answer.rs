//! The answer in plain words: one or two sentences that a journalist could print.

use super::numbers::{self, number, range};
use super::text::plain;
use crate::summary::{Chance, ClaimSummary, Document, JudgedIn, OutputSummary};

/// How people say that an output came to a number: `{}` is the number.
const PHRASES: &[(&str, &str)] = &[
    ("applications", "{} applications are filed"),
    ("granted", "{} permits are granted"),
    ("collected", "{} permits are collected"),
    ("refused", "{} applications are refused for good"),
    ("lapsed", "{} permits lapse"),
    ("citizens_at_horizon", "{} people are citizens {when}"),
    ("legal_at_horizon", "{} people hold a legal status {when}"),
    ("temporary_at_horizon", "{} people hold a temporary permit {when}"),
    ("permanent_at_horizon", "{} people hold permanent status {when}"),
    ("irregular_at_horizon", "{} people are without papers {when}"),
    ("backlog_peak", "{} files wait when the queue is longest"),
    ("take_up_share", "{} of the eligible apply"),
    ("refusal_share", "{} of final decisions are refusals"),
];

/// The answer to the scenario's question: how likely the law is, then the headline in its order.
pub fn answer(document: &Document) -> String {
    let outputs = document.judged_outputs();
    let (mut clauses, mut frequencies) = (Vec::new(), Vec::new());
    for name in &document.scenario.headline {
        if let Some(earliest) = beyond_horizon(name, document) {
            frequencies
                .push(format!("How many become citizens cannot be seen: {}.", too_early(earliest, document)));
        } else if let Some(output) = outputs.get(name) {
            clauses.push(clause(name, output, clauses.is_empty(), document));
            frequencies.extend(only_the_first(name, document));
        } else if let Some((words, chance)) = condition(document, name) {
            frequencies.push(format!("{} comes true in {}.", quoted(words), simulated(&chance)));
        }
    }
    let mut sentences = Vec::new();
    let clauses = join(&clauses);
    match &document.enactment {
        Some(law) if law.futures == 0 => {
            sentences
                .push(format!("The law passes in {}: there is nothing to follow.", numbers::chance(law)));
        }
        _ if clauses.is_empty() => {}
        Some(law) => {
            let often = simulated(law);
            sentences.push(format!("If the law passes, which it does in {often}, {clauses}."));
        }
        None => sentences.push(sentence_start(&format!("{clauses}."))),
    }
    sentences.extend(frequencies);
    sentences.join(" ")
}

/// Whether what was said in public is plausible, in one sentence with its chance.
pub fn claim(document: &Document, claim: &ClaimSummary) -> String {
    let words = quoted(&claim.words);
    let chance = &claim.chance;
    if chance.of == 0 {
        return format!("{words} cannot be judged: no simulated future is one in which the law passes.");
    }
    if let Some(earliest) = beyond_horizon(&claim.output, document) {
        return format!("{words} cannot be judged: {}.", too_early(earliest, document));
    }
    let futures = match (claim.judged_in, &document.enactment) {
        (JudgedIn::Enacted, Some(_)) => " in which the law passes",
        _ => "",
    };
    let often = simulated(chance).replacen("none of", "none of the", 1);
    let largest = match document.judged_outputs().get(&claim.output) {
        Some(output) if chance.futures == 0 => output
            .max
            .map(|max| format!("; the largest number among them is {}", number(max, None, &output.unit))),
        _ => None,
    };
    let verdict = plausibility(chance);
    format!("{words} {verdict}: it comes true in {often}{futures}{}.", largest.unwrap_or_default())
}

/// A percentile in words, or where it lies if it is no number.
pub(super) fn percentile(output: &OutputSummary, key: &str, horizon: Option<usize>) -> String {
    let mcse = output.quantiles_mcse.get(key).copied().flatten();
    match output.quantiles.get(key).copied().flatten() {
        Some(value) => number(value, mcse, &output.unit),
        None if output.is_beyond_horizon(key) => match horizon {
            Some(months) => format!("after month {months}"),
            None => "never".to_owned(),
        },
        None => "–".to_owned(),
    }
}

/// "15 of 100 simulated futures", "none of 200,000 simulated futures": what stands after "in".
fn simulated(chance: &Chance) -> String {
    match numbers::chance(chance) {
        often if often.ends_with("futures") => often,
        often => format!("{} simulated futures", often.replacen(" in ", " of ", 1)),
    }
}

/// A condition by its full name (`failure.backlog`): words and chance.
fn condition<'a>(document: &'a Document, name: &str) -> Option<(&'a str, Chance)> {
    let (kind, name) = name.split_once('.')?;
    let found = match kind {
        "success" => document.success.get(name),
        "failure" => document.failure.get(name),
        "claim" => return document.claims.get(name).map(|claim| (claim.words.as_str(), claim.chance)),
        _ => None,
    };
    found.map(|condition| (condition.words.as_str(), condition.chance))
}

fn clause(name: &str, output: &OutputSummary, first: bool, document: &Document) -> String {
    let horizon = document.scenario.horizon_months;
    let label = lower_start(&plain(&output.label));
    if output.defined == 0.0 {
        return format!("{label} has no cases");
    }
    if output.is_beyond_horizon("p50") {
        let reached = Chance { probability: Some(1.0 - output.censored), ..Chance::default() };
        let share = number(reached.probability.unwrap_or(0.0), None, "share");
        return format!("{label} does not come within the horizon (it does in {share} of futures)");
    }
    let ends = range(&percentile(output, "p05", horizon), &percentile(output, "p95", horizon));
    let (subject, note) = match (output.quantiles.get("p50").copied().flatten(), output.max) {
        (_, Some(0.0)) if output.min == Some(0.0) => ("no".to_owned(), String::new()),
        (Some(0.0), _) if output.unit == "people" => ("in most futures no".to_owned(), upto(&ends)),
        _ => {
            let about = if first { "about " } else { "" };
            (format!("{about}{}", percentile(output, "p50", horizon)), format!(" (90 % range: {ends})"))
        }
    };
    match PHRASES.iter().find(|(known, _)| *known == name) {
        Some((_, phrase)) => phrase.replace("{}", &subject).replace("{when}", &when(document)) + &note,
        None => format!("{label} is {subject}{}{}{note}", unit_suffix(&output.unit), money_suffix(output)),
    }
}

fn upto(ends: &str) -> String {
    format!(" (90 % range: {ends})")
}

/// That the run ends before anybody can be a citizen, in place of the 0 that it counts.
fn too_early(earliest: f64, document: &Document) -> String {
    let horizon = document.scenario.horizon_months.unwrap_or(0);
    format!("nobody can be a citizen before month {earliest}, and the run ends with month {horizon}")
}

/// The month in which an output first can be anything but 0, where that lies beyond the horizon.
pub(super) fn beyond_horizon(name: &str, document: &Document) -> Option<f64> {
    let horizon = document.scenario.horizon_months?;
    let earliest = document.scenario.earliest_citizenship_month.filter(|_| name == "citizens_at_horizon")?;
    (earliest > horizon as f64).then_some(earliest)
}

/// That the run sees only the first citizens.
fn only_the_first(name: &str, document: &Document) -> Option<String> {
    let scenario = &document.scenario;
    let warned =
        name == "citizens_at_horizon" && document.warnings.iter().any(|warning| warning.code == "W071");
    let (earliest, horizon) =
        (scenario.earliest_citizenship_month.filter(|_| warned)?, scenario.horizon_months?);
    Some(format!(
        "These are the first citizens only: nobody can be one before month {earliest}, and the run ends with month {horizon}."
    ))
}

/// "by May 2027", or "at the horizon" where the calendar is not known.
fn when(document: &Document) -> String {
    let scenario = &document.scenario;
    let (Some(start), Some(months)) = (&scenario.start, scenario.horizon_months) else {
        return "at the horizon".to_owned();
    };
    let date = start.split_once('-').and_then(|(year, month)| {
        let months =
            year.parse::<i64>().ok()? * 12 + month.parse::<i64>().ok()? - 1 + i64::try_from(months).ok()?;
        let name = MONTHS.get(usize::try_from(months.rem_euclid(12)).ok()?)?;
        Some(format!("in {name} {}", months.div_euclid(12)))
    });
    date.unwrap_or_else(|| "at the horizon".to_owned())
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A scale for chances in words; where nothing was seen, the largest chance that three futures more would give.
fn plausibility(chance: &Chance) -> &'static str {
    let seen = chance.probability.unwrap_or(0.0);
    // Rule of three: nothing in n trials leaves chances up to 3/n open at 95 %.
    let open = 3.0 / chance.of as f64;
    let probability = match chance.futures {
        0 => open,
        n if n == chance.of => 1.0 - open,
        _ => seen,
    };
    match probability {
        p if p < 0.001 => "is not plausible",
        p if p < 0.05 => "is very unlikely",
        p if p < 1.0 / 3.0 => "is unlikely",
        p if p <= 2.0 / 3.0 => "may or may not come true",
        p if p <= 0.95 => "is likely",
        p if p <= 0.999 => "is very likely",
        _ => "is all but certain",
    }
}

/// Year of the prices, and "partial", beside an amount of money.
fn money_suffix(output: &OutputSummary) -> String {
    let Some(note) = &output.money else { return String::new() };
    let year = note.price_year.map_or_else(String::new, |year| format!(" in prices of {year}"));
    let partial = if note.is_partial() { ", a partial balance" } else { "" };
    year + partial
}

pub(super) fn unit_suffix(unit: &str) -> String {
    match unit {
        "" | "share" => String::new(),
        unit => format!(" {unit}"),
    }
}

fn quoted(words: &str) -> String {
    format!("“{}”", plain(words))
}

fn join(clauses: &[String]) -> String {
    match clauses {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn sentence_start(text: &str) -> String {
    change_first(text, |c| c.to_uppercase().collect())
}

fn lower_start(text: &str) -> String {
    change_first(text, |c| c.to_lowercase().collect())
}

fn change_first(text: &str, change: impl Fn(char) -> String) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| change(first) + characters.as_str())
}
