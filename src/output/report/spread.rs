//! How much of the headline's spread rests on assumptions, and on which.

use super::names;
use super::subject::Subject;
use crate::catalogue;
use crate::output::numbers::count;
use serde::Serialize;

/// Names of assumptions that are worth a look.
const NAMED: usize = 3;

/// What assumptions do to the first headline output.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// In words.
    pub sentence: String,
    /// The assumptions that move it most.
    pub assumptions: Vec<Moving>,
    /// How it is measured.
    pub method: String,
}

/// An assumption and how it moves the headline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Moving {
    /// In words.
    pub name: String,
    /// Path in the scenario file.
    pub path: String,
    /// "more of it, more permits: rank correlation +0.61".
    pub words: String,
}

/// For the first headline output with drivers; `None` where too few futures were kept to tell.
pub fn spread(subject: &Subject<'_>) -> Option<Spread> {
    let document = subject.document();
    let (name, drivers) =
        subject.headline().into_iter().find_map(|name| Some((name, document.drivers.get(name)?)))?;
    let label = subject.label(name);
    let share = drivers.explained_by_assumptions;
    let assumed = drivers.inputs.iter().filter(|input| input.grade.as_deref() == Some("assumption"));
    let mut groups: Vec<&str> = Vec::new();
    let assumptions: Vec<Moving> = assumed
        .filter(|input| input.rank.abs() > 2.0 * drivers.rank_error)
        // Shares that sum to one move together: the strongest speaks for all of them.
        .filter(|input| match group(&input.path) {
            Some(group) if groups.contains(&group) => false,
            Some(group) => {
                groups.push(group);
                true
            }
            None => true,
        })
        .take(NAMED)
        .map(|input| Moving {
            name: names::input(&input.path, subject.scenario.as_ref()),
            path: input.path.clone(),
            words: direction(input.rank, &label),
        })
        .collect();
    let sentence = match share {
        Some(share) if assumptions.is_empty() && share < 0.005 => format!(
            "Next to nothing of the spread of “{label}” comes from inputs that are graded as assumptions."
        ),
        Some(share) => format!(
            "{} of the spread of “{label}” comes from inputs that are graded “assumption”: somebody's judgement, \
             without a source. Better evidence on these would narrow the range most:",
            part(share)
        ),
        None => format!(
            "How much of the spread of “{label}” comes from assumptions cannot be told from so few futures."
        ),
    };
    let method = format!(
        "Measured on ranks in the {} futures kept for it, so that each correlation is known to ±{:.2} (one standard \
         error): the share of the spread that a linear model of these inputs explains, allowing for their number. All \
         uncertain inputs together explain {} of it.",
        count(drivers.futures),
        drivers.rank_error,
        drivers.explained.map_or("an unknown part".to_owned(), |all| part(all).to_lowercase()),
    );
    Some(Spread { sentence, assumptions, method })
}

/// The group of shares that an input belongs to.
fn group(path: &str) -> Option<&str> {
    catalogue::GROUPS
        .iter()
        .map(|group| group.path)
        .find(|group| path.strip_prefix(group).is_some_and(|rest| rest.starts_with('.')))
}

/// "where it is higher, “Permits granted” comes out clearly higher (rank correlation +0.52)".
pub fn direction(rank: f64, label: &str) -> String {
    let way = if rank < 0.0 { "lower" } else { "higher" };
    let strength = match rank.abs() {
        size if size >= 0.6 => "strongly",
        size if size >= 0.3 => "clearly",
        _ => "weakly",
    };
    let sign = if rank < 0.0 { '−' } else { '+' };
    format!(
        "where it is higher, “{label}” comes out {strength} {way} (rank correlation {sign}{:.2})",
        rank.abs()
    )
}

/// A share of the spread, which is known to a few per cent at best.
fn part(share: f64) -> String {
    match (share * 20.0).round() * 5.0 {
        percent if percent < 5.0 => "Less than 5 %".to_owned(),
        percent if percent > 95.0 => "More than 95 %".to_owned(),
        percent => format!("About {percent} %"),
    }
}

/// The label inside a sentence: "permits granted".
pub fn lower(label: &str) -> String {
    let mut characters = label.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
