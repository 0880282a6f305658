//! The page as plain data: what a template gets.

use super::assumptions::{Assumptions, assumptions};
use super::conditions::{Group, conditions};
use super::distribution::distribution;
use super::drivers::drivers;
use super::estimates::{Rivals, estimates};
use super::exceedance::exceedance;
use super::figure::{Figure, Table, unbroken};
use super::figures::{KeyFigure, key_figures, table};
use super::flow::flow;
use super::glossary::glossary;
use super::hindcast::{Hindcast, hindcast};
use super::months::months;
use super::quality::{Quality, quality, variance};
use super::reproduce::{Reproduce, reproduce};
use super::spread::{Spread, spread};
use super::subject::Subject;
use super::unknown::unknown;
use crate::output::answer;
use crate::output::numbers::count;
use crate::output::plain;
use crate::output::table::{money_words, shown};
use crate::summary::Record;
use serde::Serialize;

/// Everything that a page shows, in its order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    /// Title of the scenario.
    pub title: String,
    /// Its question; empty where it asks none.
    pub question: String,
    /// Where and when: calendar, currency, viewpoint.
    pub setting: Vec<String>,
    /// Said where the run was interrupted; else empty.
    pub incomplete: String,
    /// The answer, in one or two sentences.
    pub answer: String,
    /// What was said in public, and how likely it is.
    pub claims: Vec<String>,
    /// "3,080 simulated futures in which the law passes".
    pub futures: String,
    /// The headline as large numbers.
    pub key_figures: Vec<KeyFigure>,
    /// The usual outputs.
    pub figures: Table,
    /// Whose money, in which prices.
    pub money: Vec<String>,
    /// What of the spread rests on assumptions.
    pub spread: Option<Spread>,
    /// What is not known and not counted.
    pub unknown: Vec<String>,
    /// Distributions of the headline outputs.
    pub distributions: Vec<Figure>,
    /// Chances of at least each number.
    pub exceedances: Vec<Figure>,
    /// The headline given each rival estimate.
    pub estimates: Vec<Rivals>,
    /// People through the statuses.
    pub flow: Option<Figure>,
    /// Month by month.
    pub months: Vec<Figure>,
    /// Success, failure, claims.
    pub conditions: Vec<Group>,
    /// What drives the result.
    pub drivers: Vec<Figure>,
    /// Where the spread comes from.
    pub variance: Vec<String>,
    /// Where reality fell.
    pub hindcast: Option<Hindcast>,
    /// The assumptions.
    pub assumptions: Option<Assumptions>,
    /// Warnings: code, place, words.
    pub warnings: Vec<(String, String, String)>,
    /// How well the run knows its answer.
    pub quality: Quality,
    /// How to do it again.
    pub reproduce: Reproduce,
    /// Words.
    pub glossary: Vec<(String, String)>,
    /// Program and version that made the record.
    pub made_by: String,
}

impl Page {
    /// The page of a record.
    pub fn new(record: &Record) -> Self {
        let subject = &Subject::new(record);
        let document = subject.document();
        let headline = subject.headline();
        Self {
            title: plain(&document.scenario.title),
            question: document.scenario.question.as_deref().map(plain).unwrap_or_default(),
            setting: setting(subject),
            incomplete: incomplete(subject),
            answer: unbroken(&answer::answer(document)),
            claims: document
                .claims
                .iter()
                .map(|(_, claim)| unbroken(&answer::claim(document, claim)))
                .collect(),
            futures: subject.futures(),
            key_figures: key_figures(subject),
            figures: table(subject),
            money: money_words(shown(document, false), document, subject.outputs()).into_iter().collect(),
            spread: spread(subject),
            unknown: unknown(subject),
            distributions: headline.iter().filter_map(|name| distribution(subject, name)).collect(),
            exceedances: headline.iter().filter_map(|name| exceedance(subject, name)).collect(),
            estimates: estimates(subject),
            flow: flow(subject),
            months: months(subject),
            conditions: conditions(subject),
            drivers: drivers(subject),
            variance: variance(subject),
            hindcast: hindcast(subject),
            assumptions: assumptions(subject),
            warnings: warnings(subject),
            quality: quality(subject),
            reproduce: reproduce(subject),
            glossary: glossary(subject),
            made_by: format!("{} {}", plain(&record.provenance.program), plain(&record.provenance.version)),
        }
    }
}

fn setting(subject: &Subject<'_>) -> Vec<String> {
    let scenario = &subject.document().scenario;
    let mut facts = Vec::new();
    if let (Some(start), Some(months)) = (&scenario.start, scenario.horizon_months) {
        facts.push(format!("{months} months from {}", plain(start)));
    }
    if let Some(date) = &scenario.as_of {
        facts.push(format!("hindcast: with what was known in {}", plain(date)));
    }
    if let Some(currency) = &scenario.currency {
        let prices = scenario.price_year.map(|year| format!(" at prices of {year}")).unwrap_or_default();
        facts.push(format!("money in {}{prices}", plain(currency)));
    }
    facts.extend(scenario.viewpoint.as_deref().map(|viewpoint| format!("seen from {}", plain(viewpoint))));
    facts
}

fn incomplete(subject: &Subject<'_>) -> String {
    let run = &subject.document().run;
    if run.complete {
        return String::new();
    }
    format!("Incomplete: interrupted after {} of {} futures.", count(run.replicates), count(run.requested))
}

fn warnings(subject: &Subject<'_>) -> Vec<(String, String, String)> {
    let warnings = subject.document().warnings.iter();
    warnings
        .map(|warning| {
            let path = warning.path.as_deref().map(plain).unwrap_or_default();
            (plain(&warning.code), path, plain(&warning.message))
        })
        .collect()
}
