//! Success, failure and claims as natural frequencies, never 0 or 100 %.

use super::names;
use super::spread::lower;
use super::subject::Subject;
use crate::output::numbers::{chance, number};
use crate::output::plain;
use crate::output::svg::icons;
use crate::output::together;
use crate::summary::{Chance, ClaimSummary, ConditionSummary, Driver, Named};
use serde::Serialize;

/// Chances below this are followed by the assumption that would most change them.
const SMALL: f64 = 0.05;

/// Pairs of conditions, at most.
const PAIRS: usize = 4;

/// Conditions under a heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// What to know of all of them.
    pub note: String,
    /// The conditions.
    pub items: Vec<Item>,
}

/// A condition and its chance.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Item {
    /// In words.
    pub words: String,
    /// "7 in 10".
    pub chance: String,
    /// A hundred dots.
    pub icons: String,
    /// Whatever has to be said with it.
    pub notes: Vec<String>,
    /// Whether it is about all conditions of its group.
    pub whole: bool,
    /// Path of the assumption that the last note names; empty where it names none.
    pub path: String,
}

/// The three groups; empty ones are left out.
pub fn conditions(subject: &Subject<'_>) -> Vec<Group> {
    let document = subject.document();
    let defaults = |all: &Named<ConditionSummary>| {
        let any = all.iter().any(|(_, condition)| condition.is_default);
        if any { "The scenario names none of its own; these are the documented defaults." } else { "" }
    };
    let mut success = of_conditions(subject, "success", &document.success);
    success.extend(joint("success", together::all_success(document)));
    let mut failure = of_conditions(subject, "failure", &document.failure);
    failure.extend(joint("failure", together::any_failure(document)));
    let groups = [
        ("Success", defaults(&document.success), success),
        ("Failure", defaults(&document.failure), failure),
        ("Said in public", "", claims(subject)),
    ];
    let groups = groups.into_iter().chain([("Together", "", together(subject))]);
    let filled = groups.filter(|(.., items)| !items.is_empty());
    filled.map(|(title, note, items)| Group { title: title.into(), note: note.into(), items }).collect()
}

fn of_conditions(subject: &Subject<'_>, kind: &str, conditions: &Named<ConditionSummary>) -> Vec<Item> {
    let item = |(name, condition): (&str, &ConditionSummary)| {
        let mut notes = Vec::new();
        if condition.defined < 1.0 && condition.chance.of > 0 {
            let share = number(condition.defined, None, "share");
            notes.push(format!("It can be judged in {share} of the futures only."));
        }
        let lever = lever(subject, &condition.chance, condition.most_moved_by.as_ref());
        item(&format!("{kind}-{name}"), &condition.words, &condition.chance, notes, lever)
    };
    conditions.iter().map(item).collect()
}

/// All successes, or any failure: the last item of its group.
fn joint(kind: &str, together: Option<(Chance, String)>) -> Option<Item> {
    let (chance, words) = together?;
    Some(Item { whole: true, ..item(&format!("joint-{kind}"), &words, &chance, Vec::new(), None) })
}

/// Pairs of conditions that hold in the same future, the most frequent first.
fn together(subject: &Subject<'_>) -> Vec<Item> {
    let pairs = together::pairs(subject.document());
    let items = pairs.into_iter().take(PAIRS).enumerate();
    items
        .map(|(index, (chance, words))| item(&format!("pair-{index}"), &words, &chance, Vec::new(), None))
        .collect()
}

fn claims(subject: &Subject<'_>) -> Vec<Item> {
    let document = subject.document();
    let claims = document.claims.iter().map(|(name, claim)| {
        // The sentence about it stands on top of the page.
        let mut notes: Vec<String> = largest(subject, claim).into_iter().collect();
        if document.enactment.is_some() {
            notes.push(format!(
                "Over all futures, the law failing included: {}.",
                chance(&claim.in_all_futures)
            ));
        }
        let lever = lever(subject, &claim.chance, claim.most_moved_by.as_ref());
        item(&format!("claim-{name}"), &claim.words, &claim.chance, notes, lever)
    });
    claims.collect()
}

/// How far the futures stay from a claim that none of them makes true.
fn largest(subject: &Subject<'_>, claim: &ClaimSummary) -> Option<String> {
    let output = subject.outputs().get(&claim.output)?;
    let max = output.max.filter(|_| claim.chance.futures == 0 && claim.chance.of > 0)?;
    Some(format!("The largest number among them is {}.", number(max, None, &output.unit)))
}

fn item(id: &str, words: &str, of: &Chance, mut notes: Vec<String>, lever: Option<Lever>) -> Item {
    let (often, words) = (sentence(&chance(of)), sentence(&plain(words)));
    let filled = of.probability.map_or(0, |probability| (probability * 100.0).round() as u8);
    // As in words: what is not certain is not drawn as certain.
    let filled = if of.futures < of.of { filled.min(99) } else { filled };
    let icons = match of.of {
        // A hundred empty dots would say "never".
        0 => String::new(),
        _ => icons(&format!("icons-{id}"), &format!("{words}: {often}"), filled),
    };
    if of.of == 0 {
        notes.push(
            "It asks about something that this scenario does not count, or that lies beyond its horizon."
                .to_owned(),
        );
    }
    let path = lever.as_ref().map(|lever| lever.path.clone()).unwrap_or_default();
    notes.extend(lever.map(|lever| lever.words));
    Item { words, chance: often, icons, notes, whole: false, path }
}

/// What would most change a small chance.
struct Lever {
    words: String,
    path: String,
}

/// The assumption that would most change a small chance.
fn lever(subject: &Subject<'_>, chance: &Chance, driver: Option<&Driver>) -> Option<Lever> {
    if chance.probability? >= SMALL {
        return None;
    }
    let (words, path) = match driver {
        Some(driver) => {
            let name = lower(&names::input(&driver.path, subject.scenario.as_ref()));
            (format!("{} this small chance: {name}.", changer(driver)), driver.path.as_str())
        }
        None => {
            ("No single assumption stands out behind this small chance in the futures kept.".to_owned(), "")
        }
    };
    Some(Lever { words, path: plain(path) })
}

/// An input is called an assumption only where it is graded as one.
fn changer(driver: &Driver) -> String {
    match driver.grade.as_deref() {
        Some("assumption") => "The assumption that would most change".to_owned(),
        Some(grade) => {
            format!("No assumption stands out; the input (evidence: {grade}) that would most change")
        }
        None => "No assumption stands out; the input (not graded) that would most change".to_owned(),
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_graded_so_is_called_an_assumption() {
        let graded =
            |grade: Option<&str>| changer(&Driver { grade: grade.map(str::to_owned), ..Driver::default() });
        assert_eq!(graded(Some("assumption")), "The assumption that would most change");
        assert!(graded(Some("weak")).contains("the input (evidence: weak)"));
        assert!(graded(None).contains("not graded"));
    }
}
