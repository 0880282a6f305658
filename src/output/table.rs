//! The first screen of a run: the answer, then the table, then what it rests on and how to get it again.

use super::answer::{answer, beyond_horizon, claim, percentile, unit_suffix};
use super::drivers::drivers;
use super::look::{Footer, Look};
use super::numbers::{self, chance, count, exact, number, range};
use super::page::Page;
use super::quality;
use super::sketch::sketch;
use super::text::{columns, label_room, plain};
use super::together;
use crate::catalogue;
use crate::summary::{
    Chance, ConditionSummary, Document, EstimateSummary, HindcastSummary, MoneyNote, Named, ObservedSummary,
    OutputSummary,
};
use crate::units::NO_CURRENCY;

/// Built-in outputs that a first look wants besides what the scenario names.
pub(super) const USUAL: [&str; 12] = [
    "applications",
    "granted",
    "refused",
    "take_up_share",
    "backlog_peak",
    "clearance_months_after_close",
    "legal_at_horizon",
    "citizens_at_horizon",
    "irregular_at_horizon",
    "irregular_change_at_horizon",
    "processing_cost_total",
    "net_present_value",
];

/// Columns of the table. The simulation error stands apart from the range: more futures shrink only the former.
const HEAD: [&str; 5] = ["", "median", "90 % range", "mean", "simulation error"];

/// Characters that labels should have.
const LABEL_ROOM: usize = 24;

/// Warnings on a first screen; the rest with `-v`.
const FIRST_WARNINGS: usize = 6;

/// Pairs of conditions on a long screen.
const FIRST_PAIRS: usize = 12;

/// The first screen, without a picture.
pub fn first_screen(document: &Document, look: Look, footer: &Footer) -> String {
    with_picture(document, &[], look, footer)
}

/// The first screen with a small picture of the first headline output, of which `grid` holds the values at
/// (i + ½) / 256.
pub fn with_picture(document: &Document, grid: &[f64], look: Look, footer: &Footer) -> String {
    let mut page = Page::new(look);
    page.title(document);
    page.answer(document);
    page.sketch(document, grid);
    page.table(document);
    page.conditions("Success", &document.success, together::all_success(document));
    page.conditions("Failure", &document.failure, together::any_failure(document));
    page.together(document);
    page.estimates(document);
    page.observed(document);
    page.assumptions(document);
    page.footer(footer);
    page.out
}

impl Page {
    fn title(&mut self, document: &Document) {
        self.bold(&plain(&document.scenario.title));
        if let Some(question) = &document.scenario.question {
            self.paragraph(&plain(question), "", 0);
        }
        if !document.run.complete {
            let (done, asked) = (count(document.run.replicates), count(document.run.requested));
            self.paragraph(&format!("INCOMPLETE: interrupted after {done} of {asked} futures."), "", 0);
        }
    }

    fn answer(&mut self, document: &Document) {
        let answer = answer(document);
        if !answer.is_empty() {
            self.blank();
            self.paragraph(&answer, "  ", 2);
        }
        for (_, said) in document.claims.iter() {
            self.blank();
            self.paragraph(&claim(document, said), "  ", 2);
        }
    }

    /// A small picture of the first headline output.
    fn sketch(&mut self, document: &Document, grid: &[f64]) {
        let Some((label, output)) = headline(document) else { return };
        let picture = sketch(grid, output, self.look.width.min(100));
        if !picture.is_empty() {
            self.blank();
            self.paragraph(&format!("{}{}", plain(label), unit_suffix_of(output)), "  ", 2);
            self.out.push_str(&picture);
        }
    }

    /// What moves the first headline output.
    fn drivers(&mut self, document: &Document) {
        let Some((heading, rows)) = drivers(document) else { return };
        self.blank();
        self.paragraph(&format!("{heading}:"), "", 0);
        for [rank, input] in rows {
            self.paragraph(&format!("{rank}  {input}"), "  ", 9);
        }
    }

    fn table(&mut self, document: &Document) {
        let outputs = document.judged_outputs();
        self.blank();
        match &document.enactment {
            Some(law) => {
                let (passes, all) = (count(law.futures), count(law.of));
                self.bold(&format!("If the law passes ({passes} of {all} simulated futures)"));
            }
            None => self.bold(&format!("In {} simulated futures", count(document.run.replicates))),
        }
        self.rows(document, outputs);
        if self.look.all && document.outputs_if_enacted.is_some() {
            self.blank();
            self.bold(&format!("All {} futures, the law failing included", count(document.run.replicates)));
            self.rows(document, &document.outputs);
        }
    }

    fn rows(&mut self, document: &Document, outputs: &Named<OutputSummary>) {
        let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
        rows.extend(shown(document, self.look.all).filter_map(|name| {
            let output = outputs.get(name)?;
            let row = row(output, document.scenario.horizon_months);
            Some(if beyond_horizon(name, document).is_some() { hidden(row, document) } else { row })
        }));
        let rows = fit(rows, self.look.width);
        self.out.push_str(&columns(&rows, self.look.width));
        let words = match rows.first().map(Vec::len) {
            Some(3) => "Simulation errors: on a wider screen, and in summary.csv.",
            _ => "Simulation error: standard error of the median. More futures shrink it; the range stays.",
        };
        self.paragraph(words, "", 0);
        if let Some(words) = money_words(shown(document, self.look.all), document, outputs) {
            self.paragraph(&words, "", 0);
        }
        let advice = quality::more_replicates(document).or_else(|| quality::structured_design(document));
        if let Some(advice) = advice {
            self.paragraph(&advice, "", 0);
        }
        for (name, split) in document.variance_split.iter().take(1) {
            let label = outputs.get(name).map_or(name, |output| output.label.as_str());
            self.blank();
            self.paragraph(&quality::spread(label, split), "", 0);
        }
        self.drivers(document);
    }

    fn conditions(
        &mut self,
        heading: &str,
        conditions: &Named<ConditionSummary>,
        together: Option<(Chance, String)>,
    ) {
        if conditions.is_empty() {
            return;
        }
        self.blank();
        let are_defaults = conditions.iter().all(|(_, condition)| condition.is_default);
        self.bold(&format!(
            "{heading}{}",
            if are_defaults { " (defaults: the scenario names none)" } else { "" }
        ));
        for (_, condition) in conditions.iter() {
            let undefined = match condition.defined {
                defined if defined < 1.0 && condition.chance.of > 0 => {
                    format!(" (judged in {} of futures)", number(defined, None, "share"))
                }
                _ => String::new(),
            };
            self.frequency(&condition.chance, &format!("{}{undefined}", plain(&condition.words)));
        }
        if let Some((chance, words)) = together {
            self.frequency(&chance, &words);
        }
    }

    /// Pairs of conditions that hold in the same future, on the long screen.
    fn together(&mut self, document: &Document) {
        let pairs = together::pairs(document);
        if !self.look.all || document.joint.is_none() {
            return;
        }
        self.blank();
        self.bold("Together");
        for (chance, words) in pairs.iter().take(FIRST_PAIRS) {
            self.frequency(chance, words);
        }
        if let Some(more) = pairs.len().checked_sub(FIRST_PAIRS).filter(|&more| more > 0) {
            let text = format!("{more} more pairs hold together in fewer futures: see `joint` in --json.");
            self.paragraph(&text, "  ", 2);
        }
        match together::never(document) {
            0 => {}
            1 => self.paragraph("One pair of conditions never holds together.", "  ", 2),
            n => self.paragraph(&format!("{n} pairs of conditions never hold together."), "  ", 2),
        }
    }

    fn estimates(&mut self, document: &Document) {
        for (path, estimates) in document.by_estimate.iter() {
            self.blank();
            self.bold(&format!("If one estimate of {} is right", plain(path)));
            for (_, estimate) in estimates.iter() {
                let unit = document.inputs.get(path).map_or("people", |input| input.unit.as_str());
                let line = estimate_line(estimate, unit, document.scenario.horizon_months);
                self.paragraph(&line, "  ", 4);
            }
        }
    }

    fn observed(&mut self, document: &Document) {
        if document.observed.is_empty() {
            return;
        }
        self.blank();
        self.bold("What happened");
        for (name, observed) in document.observed.iter() {
            if let Some(output) = document.judged_outputs().get(name) {
                self.paragraph(&observed_line(output, observed), "  ", 4);
            }
        }
        if let Some(hindcast) = &document.hindcast {
            for sentence in verdict(hindcast, document.scenario.as_of.as_deref()) {
                self.paragraph(&sentence, "  ", 4);
            }
        }
    }

    fn assumptions(&mut self, document: &Document) {
        let warnings = &document.warnings;
        if warnings.is_empty() && document.parts_off.is_empty() && document.defaults.is_empty() {
            return;
        }
        self.blank();
        self.bold("Know before you use it");
        let first = if self.look.all { warnings.len() } else { FIRST_WARNINGS };
        for warning in warnings.iter().take(first) {
            let path = warning.path.as_ref().map(|path| format!("{}: ", plain(path))).unwrap_or_default();
            let line = format!("{}  {path}{}", warning.code, plain(&warning.message));
            self.paragraph(&line, "  ", 8);
        }
        if warnings.len() > first {
            self.paragraph(&format!("and {} more: run with -v", warnings.len() - first), "  ", 2);
        }
        if !document.parts_off.is_empty() {
            self.paragraph(&format!("Not in this scenario: {}.", document.parts_off.join(", ")), "  ", 4);
        }
        if self.look.all && !document.features_off.is_empty() {
            let off = document.features_off.iter().map(|(name, instead)| format!("{name} ({instead})"));
            self.paragraph(&format!("Off: {}.", off.collect::<Vec<_>>().join(", ")), "  ", 4);
        }
        if document.run.seed_is_default {
            self.paragraph(&format!("No seed was given: {} stands in.", document.run.seed), "  ", 4);
        }
        self.defaults(document);
    }

    fn defaults(&mut self, document: &Document) {
        if document.defaults.is_empty() {
            return;
        }
        if self.look.all {
            let all: Vec<_> =
                document.defaults.iter().map(|(path, value)| format!("{path} = {value}")).collect();
            self.paragraph(&format!("Defaults: {}.", all.join(", ")), "  ", 4);
        } else {
            let number = document.defaults.len();
            self.paragraph(
                &format!("Documented defaults stand for {number} more numbers (-v lists them)."),
                "  ",
                4,
            );
        }
    }

    fn footer(&mut self, footer: &Footer) {
        self.blank();
        for file in &footer.files {
            self.out.push_str(&format!("Written  {}\n", plain(file)));
        }
        self.out.push_str(&format!("Again    {}\n", plain(&footer.command)));
    }

    fn frequency(&mut self, often: &Chance, words: &str) {
        // "none of 613" is enough in a list; the heading says of what.
        let often = chance(often).replace(" simulated futures", "");
        let first = format!("  {often:<15}");
        self.paragraph(words, &format!("{first}  "), 19);
    }
}

/// The first output that answers, and its label; the first output where none is named.
fn headline(document: &Document) -> Option<(&str, &OutputSummary)> {
    let outputs = document.judged_outputs();
    let named = document.scenario.headline.iter().find_map(|name| outputs.get(name));
    let output = named.or_else(|| outputs.iter().next().map(|(_, output)| output))?;
    Some((output.label.as_str(), output))
}

/// What the amounts of money among some rows are to be read with.
pub(super) fn money_words<'a>(
    rows: impl Iterator<Item = &'a str>,
    document: &Document,
    outputs: &Named<OutputSummary>,
) -> Option<String> {
    let notes: Vec<&MoneyNote> = rows.filter_map(|name| outputs.get(name)?.money.as_ref()).collect();
    let first = notes.first()?;
    let viewpoint = first.viewpoint.as_ref().map_or("viewpoint not named".to_owned(), |words| plain(words));
    let year = first.price_year.map_or("of no named year".to_owned(), |year| format!("of {year}"));
    let currency = document.scenario.currency.as_deref().unwrap_or(NO_CURRENCY);
    let mut words = format!(
        "Money: {viewpoint}; {currency} in prices {year}; difference from the world without the amnesty"
    );
    match notes.iter().find_map(|note| note.discount_per_year) {
        Some(rate) => words += &format!("; balances discounted at {} % a year", (rate * 1e4).round() / 100.0),
        None => words += "; not discounted",
    }
    if let Some(partial) = notes.iter().find(|note| note.is_partial()) {
        words += &format!(". Partial: {} not counted", partial.leaves_out.join(", "));
    }
    Some(words + ".")
}

/// The rows in order: headline, claims, then the scenario's own outputs and the usual ones as they stand.
pub(super) fn shown(document: &Document, all: bool) -> impl Iterator<Item = &str> {
    let headline = document.scenario.headline.iter().map(String::as_str);
    let claimed = document.claims.iter().map(|(_, claim)| claim.output.as_str());
    let wanted = move |name: &str, output: &OutputSummary| {
        all || catalogue::output(name).is_none()
            || !output.exceedance.is_empty()
            || (USUAL.contains(&name) && (output.min, output.max) != (Some(0.0), Some(0.0)))
    };
    let others = document.judged_outputs().iter().filter(move |(name, output)| wanted(name, output));
    let mut seen: Vec<&str> = Vec::new();
    headline.chain(claimed).chain(others.map(|(name, _)| name)).filter(move |name| {
        let new = !seen.contains(name);
        seen.push(name);
        new
    })
}

/// On a narrow screen the last heading takes two lines, then the mean gives way, and at last the simulation error.
fn fit(mut rows: Vec<Vec<String>>, width: usize) -> Vec<Vec<String>> {
    if label_room(&rows, width) < LABEL_ROOM {
        rows[0][4] = "error".to_owned();
        rows.insert(0, ["", "", "", "", "simulation"].map(str::to_owned).to_vec());
    }
    if label_room(&rows, width) < LABEL_ROOM {
        for row in &mut rows {
            row.remove(3);
        }
    }
    if rows[0].len() == HEAD.len() - 1 && label_room(&rows, width) == 0 {
        rows.remove(0);
        for row in &mut rows {
            row.truncate(3);
        }
    }
    rows
}

/// A row, ready to print: label, median, 90 % range, mean, simulation error of the median.
fn row(output: &OutputSummary, horizon: Option<usize>) -> Vec<String> {
    let unit = match output.unit.as_str() {
        "people" | "share" | "" => String::new(),
        // "months after closing" need not be told that it counts months.
        unit if output.label.contains(unit) => String::new(),
        unit => format!(", {}", plain(unit)),
    };
    let mean = match (output.mean, output.mean_if_reached) {
        (Some(mean), _) => number(mean, output.mean_mcse, &output.unit),
        // No mean exists where the horizon cuts some futures off.
        (None, Some(_)) | (None, None) => "–".to_owned(),
    };
    let median = percentile(output, "p50", horizon);
    let error = match output.quantiles.get("p50").copied().flatten() {
        Some(_) => numbers::error(output.quantiles_mcse.get("p50").copied().flatten(), &output.unit),
        None => "–".to_owned(),
    };
    let low = percentile(output, "p05", horizon);
    let high = percentile(output, "p95", horizon);
    let range = if low == high { low } else { range(&low, &high) };
    vec![format!("{}{}{unit}", plain(&output.label), partial(output)), median, range, mean, error]
}

/// Says so where a sum of money leaves something out.
pub(super) fn partial(output: &OutputSummary) -> &'static str {
    if output.money.as_ref().is_some_and(MoneyNote::is_partial) { " (partial)" } else { "" }
}

/// A row whose zeros say only that the run ends too early.
fn hidden(row: Vec<String>, document: &Document) -> Vec<String> {
    let horizon = document.scenario.horizon_months.unwrap_or(0);
    let label = row.into_iter().next().unwrap_or_default();
    vec![label, format!("after month {horizon}"), "–".to_owned(), "–".to_owned(), "–".to_owned()]
}

fn estimate_line(estimate: &EstimateSummary, unit: &str, horizon: Option<usize>) -> String {
    let quoted = estimate.quoted.map(|quoted| format!("; published: {}", exact(quoted, unit)));
    let weight = number(estimate.weight, None, "share");
    let outputs: Vec<_> = estimate
        .outputs
        .iter()
        .map(|(_, output)| {
            let ends = range(&percentile(output, "p05", horizon), &percentile(output, "p95", horizon));
            let label = plain(&output.label).to_lowercase();
            format!("{label} {}{} ({ends})", percentile(output, "p50", horizon), unit_suffix_of(output))
        })
        .collect();
    let label = plain(&estimate.label);
    format!("{label} (weight {weight}{}): {}", quoted.unwrap_or_default(), outputs.join("; "))
}

fn unit_suffix_of(output: &OutputSummary) -> String {
    if output.unit == "people" { String::new() } else { unit_suffix(&output.unit) }
}

/// Whether the comparison is a blind test, and what speaks against it.
pub(super) fn verdict(hindcast: &HindcastSummary, as_of: Option<&str>) -> Vec<String> {
    let Some(date) = as_of.map(plain) else {
        return vec![
            "Not a blind test: the scenario has no `as_of`, so nothing shows what was known before.".into(),
        ];
    };
    let mut sentences = vec![match (hindcast.blind, hindcast.later.is_empty()) {
        (true, _) => format!("A blind test as far as sources go: none is later than {date}."),
        (false, false) => format!("Not a blind test: some beliefs rest on sources later than {date}."),
        (false, true) => "Not shown to be a blind test.".to_owned(),
    }];
    let mut sources: Vec<(&str, &str)> =
        hindcast.later.iter().map(|belief| (belief.source.as_str(), belief.known.as_str())).collect();
    sources.sort_unstable();
    sources.dedup();
    for (source, known) in sources {
        let built_with = hindcast.later.iter().filter(|belief| belief.source == source);
        let paths: Vec<String> = built_with.map(|belief| plain(&belief.path)).collect();
        sentences.push(format!("Built with `{}` ({known}): {}.", plain(source), paths.join(", ")));
    }
    if !hindcast.undated.is_empty() {
        let paths: Vec<String> = hindcast.undated.iter().map(|path| plain(path)).collect();
        let paths = paths.join(", ");
        sentences.push(format!("Sources without a date stand behind {paths}."));
    }
    if !hindcast.judged.is_empty() {
        let number = match hindcast.judged.len() {
            1 => "1 belief is".to_owned(),
            many => format!("{many} beliefs are"),
        };
        sentences.push(format!("{number} judgement without a source, made when the file was written."));
    }
    sentences
}

pub(super) fn observed_line(output: &OutputSummary, observed: &ObservedSummary) -> String {
    let value = exact(observed.value, &output.unit);
    let place = match observed.percentile {
        None => "no forecast to compare it with".to_owned(),
        Some(rank) => {
            let rank = (rank * 100.0).round();
            let band = match observed.inside {
                Some(98) => "outside the 90 % range of the forecast, inside the 98 %".to_owned(),
                Some(width) => format!("inside the {width} % range of the forecast"),
                None => "outside the 98 % range of the forecast".to_owned(),
            };
            let above = if rank >= 100.0 { "nearly all".to_owned() } else { format!("{rank} in 100") };
            let above = if rank < 1.0 { "hardly any".to_owned() } else { above };
            format!("{band}, above {above} simulated futures")
        }
    };
    format!("{}: {value}{}, {place}.", plain(&output.label), unit_suffix_of(output))
}
