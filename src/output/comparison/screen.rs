//! The screen of a comparison: what each policy does beside the first, then which to choose.

use super::super::answer::percentile;
use super::super::diff;
use super::super::look::{Footer, Look};
use super::super::numbers::{self, chance, count, number};
use super::super::page::Page;
use super::super::table::USUAL;
use super::super::text::{columns, label_room, plain};
use super::words::{error, futures, mean, signed, spread, verdict};
use crate::catalogue;
use crate::study::compare::{
    Better, BreakEven, Comparison, Crossing, Difference, Pair, PolicySummary, Regret, Satisficing,
};
use crate::summary::{Chance, OutputSummary};

/// Characters that labels should have.
const LABEL_ROOM: usize = 20;

/// Columns of policies on one screen; with more, the tables against the first say it.
const MOST_COLUMNS: usize = 4;

/// Warnings on a first screen; the rest with `-v`.
const FIRST_WARNINGS: usize = 6;

/// The screen of a comparison.
pub fn screen(comparison: &Comparison, look: Look, footer: &Footer) -> String {
    let mut screen = Screen { page: Page::new(look), comparison };
    screen.title();
    screen.sentences();
    screen.inputs();
    screen.policies();
    for pair in &comparison.pairs {
        screen.pair(pair);
    }
    if !comparison.pairs.is_empty() {
        screen.page.paragraph(
            "Simulation error: standard error of the mean difference. More futures shrink it; the range stays.",
            "",
            0,
        );
    }
    if let Some(regret) = &comparison.regret {
        screen.regret(regret);
    }
    if let Some(satisficing) = &comparison.satisficing {
        screen.satisficing(satisficing);
    }
    screen.break_even();
    screen.warnings();
    screen.footer(footer);
    screen.page.out
}

struct Screen<'a> {
    page: Page,
    comparison: &'a Comparison,
}

impl Screen<'_> {
    fn title(&mut self) {
        let (run, policies) = (&self.comparison.run, &self.comparison.policies);
        let played = count(run.replicates);
        let words = match policies.len() {
            1 => format!("One policy on {played} futures"),
            n => format!("{n} policies on the same {played} futures"),
        };
        self.page.bold(&words);
        let width = policies.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, policy) in policies.iter() {
            self.page.paragraph(&plain(&policy.label), &format!("  {:<width$}  ", plain(name)), width + 4);
        }
        if !run.complete {
            let asked = count(run.requested);
            self.page.paragraph(
                &format!("INCOMPLETE: interrupted after {played} of {asked} futures."),
                "",
                0,
            );
        }
        if let Some(law) = &self.comparison.enactment {
            let text =
                format!("The law passes under every policy in {}; the rest is about those.", futures(law));
            self.page.paragraph(&text, "", 0);
        }
    }

    /// One sentence a pair about the first headline, one about the objective.
    fn sentences(&mut self) {
        for pair in &self.comparison.pairs {
            let first = self.headline().into_iter().next();
            let judged = self.comparison.regret.as_ref().map(|regret| regret.objective.clone());
            let mut names: Vec<String> = first.into_iter().chain(judged).collect();
            names.dedup();
            let clauses: Vec<String> = names
                .iter()
                .filter_map(|name| pair.judged_outputs().get(name))
                .map(|difference| clause(difference, self.comparison))
                .collect();
            if !clauses.is_empty() {
                let text = format!(
                    "“{}” instead of “{}”: {}.",
                    self.label(&pair.policy),
                    self.label(&pair.against),
                    clauses.join("; ")
                );
                self.page.blank();
                self.page.paragraph(&text, "  ", 2);
            }
        }
    }

    fn label(&self, policy: &str) -> String {
        self.comparison.policies.get(policy).map_or_else(|| plain(policy), |summary| plain(&summary.label))
    }

    fn headline(&self) -> Vec<String> {
        self.comparison.base().map(|(_, base)| base.scenario.headline.clone()).unwrap_or_default()
    }

    fn inputs(&mut self) {
        for (name, policy) in self.comparison.policies.iter().skip(1) {
            self.page.blank();
            self.page.bold(&format!("What differs in {}", plain(name)));
            let all = self.page.look.all;
            diff::changes(&mut self.page, &policy.differs, all);
        }
    }

    /// The mean of each policy side by side.
    fn policies(&mut self) {
        let policies: Vec<(&str, &PolicySummary)> = self.comparison.policies.iter().collect();
        if policies.len() > MOST_COLUMNS {
            return;
        }
        self.page.blank();
        self.page.bold("Mean of each policy");
        let mut head = vec![String::new()];
        head.extend(policies.iter().map(|(name, _)| plain(name)));
        let mut rows = vec![head];
        for name in self.shown() {
            let cell = |(_, policy): &(&str, &PolicySummary)| {
                let output = policy.judged_outputs().get(&name);
                output.map_or_else(|| "–".to_owned(), |output| central(output, policy))
            };
            let Some(label) =
                policies[0].1.judged_outputs().get(&name).map(|output| labelled(&output.label, &output.unit))
            else {
                continue;
            };
            rows.push(std::iter::once(label).chain(policies.iter().map(cell)).collect());
        }
        self.page.out.push_str(&columns(&rows, self.page.look.width));
    }

    fn pair(&mut self, pair: &Pair) {
        self.page.blank();
        self.page.bold(&format!("{} minus {}, future by future", plain(&pair.policy), plain(&pair.against)));
        let head = ["", "mean difference", "90 % range", "of 100 futures", "simulation error"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for name in self.shown() {
            if let Some(difference) = pair.judged_outputs().get(&name) {
                rows.push(vec![
                    labelled(&difference.label, &difference.unit),
                    mean(difference),
                    spread(difference),
                    verdict(difference),
                    error(difference.mean_mcse, &difference.unit),
                ]);
            }
        }
        let width = self.page.look.width;
        self.page.out.push_str(&columns(&without_range(fit(rows, width), width), width));
        if let Some(times) = self.headline().iter().find_map(|name| saved(pair.judged_outputs().get(name)?)) {
            let text = format!(
                "Two unrelated runs would need about {times} times as many futures for the same simulation error of \
                 the first line."
            );
            self.page.paragraph(&text, "", 0);
        }
        self.conditions(pair);
    }

    /// Chances of success and failure, where the policy changes them.
    fn conditions(&mut self, pair: &Pair) {
        let all = self.page.look.all;
        let rows: Vec<Vec<String>> = pair
            .conditions
            .iter()
            .filter(|(_, condition)| all || condition.only_with.futures + condition.only_against.futures > 0)
            .map(|(_, condition)| {
                let share = |chance: &Chance| match (chance.probability, chance.futures) {
                    (None, _) => "–".to_owned(),
                    (_, 0) => "none seen".to_owned(),
                    (_, all) if all == chance.of => "all seen".to_owned(),
                    (Some(share), _) => number(share, chance.mcse, "share"),
                };
                let difference = condition.difference.map(|d| signed(d, condition.difference_mcse, "share"));
                vec![
                    plain(&condition.words),
                    share(&condition.against),
                    share(&condition.with),
                    difference.unwrap_or_else(|| "–".to_owned()),
                    error(condition.difference_mcse, "share"),
                ]
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        let head = vec![
            "Chance that".to_owned(),
            plain(&pair.against),
            plain(&pair.policy),
            "difference".to_owned(),
            "simulation error".to_owned(),
        ];
        let rows = std::iter::once(head).chain(rows).collect();
        let width = self.page.look.width;
        self.page.out.push_str(&columns(&fit(rows, width), width));
    }

    fn regret(&mut self, regret: &Regret) {
        let way = match regret.better {
            Some(Better::More) => "more is better",
            Some(Better::Less) => "less is better",
            None => "",
        };
        self.page.blank();
        self.page.bold(&format!("Regret: how far each falls behind the best in {}", plain(&regret.label)));
        let because = match regret.because.as_str() {
            "asked" => "as asked".to_owned(),
            "catalogue" => "as nearly everybody would say; `--objective` takes another output".to_owned(),
            condition => format!("as {} says", plain(condition)),
        };
        self.page.paragraph(&format!("{way}, {because}. {} futures.", count(regret.n)), "", 0);
        let unit = &regret.unit;
        let head = ["", "expected", "95 % at most", "largest", "best in", "simulation error"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for (name, policy) in regret.policies.iter() {
            let p95 = policy.quantiles.get("p95").copied().flatten();
            let p95_error = policy.quantiles_mcse.get("p95").copied().flatten();
            let value = |value: Option<f64>, mcse| {
                value.map_or_else(|| "–".to_owned(), |value| number(value, mcse, unit))
            };
            rows.push(vec![
                plain(name),
                value(policy.mean, policy.mean_mcse),
                if p95.is_none() && policy.beyond_horizon > 0.0 {
                    "beyond".to_owned()
                } else {
                    value(p95, p95_error)
                },
                value(policy.max, None),
                chance(&policy.best).replace(" simulated futures", ""),
                numbers::error(policy.mean_mcse, unit),
            ]);
        }
        let width = self.page.look.width;
        self.page.out.push_str(&columns(&fit(rows, width), width));
        if let Some(name) = &regret.least_expected {
            let largest = match &regret.least_largest {
                Some(other) if other != name => format!("; the largest is least with {}", plain(other)),
                _ => String::new(),
            };
            self.page.paragraph(&format!("Least to regret on average: {}{largest}.", plain(name)), "", 0);
        }
    }

    fn satisficing(&mut self, satisficing: &Satisficing) {
        self.page.blank();
        self.page.bold("Good enough");
        let words: Vec<String> =
            satisficing.conditions.iter().map(|c| format!("“{}”", plain(&c.words))).collect();
        let all = if words.len() > 1 { "All of " } else { "" };
        self.page.paragraph(&format!("{all}{}:", words.join(", ")), "", 0);
        let names = satisficing.policies.iter();
        let rows = names.map(|(name, share)| (plain(name), share)).chain([
            ("at least one of them".to_owned(), &satisficing.any),
            ("every one of them".to_owned(), &satisficing.every),
        ]);
        let rows: Vec<_> = rows.collect();
        for (name, share) in &rows {
            self.page.paragraph(
                name,
                &format!("  {:<15}  ", chance(share).replace(" simulated futures", "")),
                19,
            );
        }
    }

    fn break_even(&mut self) {
        let Some(first) = self.comparison.break_even.first() else { return };
        self.page.blank();
        self.page.bold(&format!("Where {} breaks even", plain(&first.lever)));
        let is_only = self.comparison.policies.len() == 1;
        let mut told: Vec<&BreakEven> = Vec::new();
        for found in &self.comparison.break_even {
            // A policy that differs by the lever alone has the same answer.
            let same =
                told.iter().find(|known| known.crossings == found.crossings && known.scan == found.scan);
            let text = match same {
                Some(known) => format!("as under {}.", plain(&known.policy)),
                None => break_even(found).join(" "),
            };
            let text = if is_only { text } else { format!("{}: {text}", plain(&found.policy)) };
            self.page.paragraph(&text, "  ", 4);
            told.push(found);
        }
        if first.uncertainty_removed {
            let text = "The scenario holds it for uncertain; here it is the same in every future.";
            self.page.paragraph(text, "  ", 4);
        }
    }

    fn warnings(&mut self) {
        let warnings = &self.comparison.warnings;
        let no_objective = self.comparison.regret.is_none() && self.comparison.policies.len() > 1;
        if warnings.is_empty() && !self.comparison.run.seed_is_default && !no_objective {
            return;
        }
        self.page.blank();
        self.page.bold("Know before you use it");
        let first = if self.page.look.all { warnings.len() } else { FIRST_WARNINGS };
        for warning in warnings.iter().take(first) {
            let path = warning.path.as_ref().map(|path| format!("{}: ", plain(path))).unwrap_or_default();
            let line = format!("{}  {path}{}", warning.code, plain(&warning.message));
            self.page.paragraph(&line, "  ", 8);
        }
        if warnings.len() > first {
            self.page.paragraph(&format!("and {} more: run with -v", warnings.len() - first), "  ", 2);
        }
        if no_objective {
            let text = "No regret is shown: nothing says which way an output is better. `--objective granted \
                        --maximize` does, or a success condition such as `granted >= 500_000`.";
            self.page.paragraph(text, "  ", 4);
        }
        if self.comparison.run.seed_is_default {
            let text = format!("No seed was given: {} stands in.", self.comparison.run.seed);
            self.page.paragraph(&text, "  ", 4);
        }
    }

    fn footer(&mut self, footer: &Footer) {
        self.page.blank();
        for file in &footer.files {
            self.page.out.push_str(&format!("Written  {}\n", plain(file)));
        }
        self.page.out.push_str(&format!("Again    {}\n", plain(&footer.command)));
    }

    /// The rows in order: headline, objective, own outputs, then the usual ones that differ somewhere.
    fn shown(&self) -> Vec<String> {
        let Some((_, base)) = self.comparison.base() else { return Vec::new() };
        let differs = |name: &str| {
            let pairs = &self.comparison.pairs;
            pairs.iter().filter_map(|pair| pair.judged_outputs().get(name)).any(|d| d.same.futures < d.n)
        };
        let all = self.page.look.all;
        let wanted =
            |name: &str| all || catalogue::output(name).is_none() || (USUAL.contains(&name) && differs(name));
        let objective = self.comparison.regret.iter().map(|regret| regret.objective.clone());
        let others = base.judged_outputs().iter().map(|(name, _)| name).filter(|name| wanted(name));
        let mut seen: Vec<String> = Vec::new();
        for name in self.headline().into_iter().chain(objective).chain(others.map(str::to_owned)) {
            if !seen.contains(&name) && base.judged_outputs().get(&name).is_some() {
                seen.push(name);
            }
        }
        seen
    }
}

/// "permits granted +41,000 on average (more in 98 of 100 futures)".
fn clause(difference: &Difference, comparison: &Comparison) -> String {
    let label = plain(&difference.label);
    if difference.same.futures == difference.n {
        return format!("{label} never differs");
    }
    let average = match difference.mean {
        // Two standard errors: below that nothing is told from nothing.
        Some(mean) if mean.abs() < 2.0 * difference.mean_mcse.unwrap_or(0.0) => {
            " no difference on average that can be told from simulation error".to_owned()
        }
        Some(mean) => {
            let unit = match difference.unit.as_str() {
                "people" | "share" | "" => String::new(),
                unit => format!(" {}", plain(unit)),
            };
            format!(" {}{unit} on average", signed(mean, difference.mean_mcse, &difference.unit))
        }
        None => String::new(),
    };
    let (word, often) = match (difference.wins(), difference.more.futures >= difference.less.futures) {
        (Some(wins), _) => ("better", wins),
        (None, true) => ("more", &difference.more),
        (None, false) => ("less", &difference.less),
    };
    let judged = if comparison.enactment.is_some() { " in which the law passes" } else { "" };
    format!("{label}{average}, {word} in {}{judged}", futures(often))
}

/// What the search for a break-even found, in sentences.
fn break_even(found: &BreakEven) -> Vec<String> {
    let unit = |unit: &str| match unit {
        "" | "share" | "people" => String::new(),
        unit => format!(" {}", plain(unit)),
    };
    let (lever_unit, of_unit) = (unit(&found.lever_unit), unit(&found.unit));
    let at = format!("{}{of_unit}", numbers::exact(found.at, &found.unit));
    let label = plain(&found.label);
    let lever =
        |value: f64, mcse: Option<f64>| format!("{}{lever_unit}", number(value, mcse, &found.lever_unit));
    let range = format!(
        "{} to {}{lever_unit}",
        numbers::exact(found.range[0], &found.lever_unit),
        numbers::exact(found.range[1], &found.lever_unit)
    );
    let mut sentences: Vec<String> = found
        .crossings
        .iter()
        .map(|crossing| crossing_sentence(crossing, &at, &label, &lever, &found.lever_unit))
        .collect();
    match found.crossings.len() {
        0 if found.complete => {
            let ends = (found.scan.first(), found.scan.last());
            let value = |point: Option<&crate::study::compare::ScanPoint>| {
                point.and_then(|point| Some(number(point.mean?, point.mean_mcse, &found.unit)))
            };
            sentences.push(match (value(ends.0), value(ends.1)) {
                (Some(low), Some(high)) => format!(
                    "Nowhere from {range}: the mean of “{label}” does not reach {at}. It is {low}{of_unit} at the low \
                     end and {high}{of_unit} at the high end."
                ),
                _ => format!("“{label}” has no mean: it is undefined, or the horizon cuts some futures off."),
            });
        }
        0 | 1 => {}
        n => sentences.insert(0, format!("The mean of “{label}” reaches {at} at {n} places from {range}:")),
    }
    if !found.complete {
        sentences.push("INCOMPLETE: the search was interrupted.".to_owned());
    }
    sentences
}

fn crossing_sentence(
    crossing: &Crossing,
    at: &str,
    label: &str,
    lever: &dyn Fn(f64, Option<f64>) -> String,
    lever_unit: &str,
) -> String {
    let way = if crossing.rising { "rises" } else { "falls" };
    if crossing.whole {
        let before = lever(crossing.lever - 1.0, None);
        return format!(
            "The mean of “{label}” {way} through {at} between {before} and {}.",
            lever(crossing.lever, None)
        );
    }
    let found = lever(crossing.lever, crossing.mcse);
    match crossing.mcse {
        Some(mcse) => format!(
            "At {found} the mean of “{label}” is {at} and {way} (simulation error of the lever: {}).",
            numbers::error(Some(mcse), lever_unit)
        ),
        None => format!("At {found} the mean of “{label}” jumps over {at}; it {way} there."),
    }
}

/// A label with its unit, unless everybody knows it.
fn labelled(label: &str, unit: &str) -> String {
    match unit {
        "people" | "share" | "" => plain(label),
        unit if label.contains(unit) => plain(label),
        unit => format!("{}, {}", plain(label), plain(unit)),
    }
}

/// The mean; where the horizon leaves none, the median.
fn central(output: &OutputSummary, policy: &PolicySummary) -> String {
    match output.mean {
        Some(mean) => number(mean, output.mean_mcse, &output.unit),
        None => format!("{} (median)", percentile(output, "p50", policy.scenario.horizon_months)),
    }
}

/// How many times the futures unrelated runs would need; `None` where it is nothing to speak of.
fn saved(difference: &Difference) -> Option<String> {
    let (paired, unpaired) = (difference.mean_mcse.filter(|error| *error > 0.0)?, difference.unpaired_mcse?);
    let times = unpaired / paired * (unpaired / paired);
    // Two digits: the errors are estimates themselves.
    (times > 2.0).then(|| number(times, Some(times / 20.0), ""))
}

/// On a narrow screen the range stands below the label.
fn without_range(mut rows: Vec<Vec<String>>, width: usize) -> Vec<Vec<String>> {
    if label_room(&rows, width) >= LABEL_ROOM {
        return rows;
    }
    for row in &mut rows {
        let range = row.remove(2);
        if range == "90 % range" {
            row[0] = "(90 % range)".to_owned();
        } else if !range.is_empty() {
            row[0] = format!("{} ({range})", row[0]);
        }
    }
    rows
}

/// On a narrow screen the last heading takes two lines.
fn fit(mut rows: Vec<Vec<String>>, width: usize) -> Vec<Vec<String>> {
    if label_room(&rows, width) < LABEL_ROOM
        && let Some(last) = rows[0].last_mut()
    {
        *last = "error".to_owned();
        let mut above = vec![String::new(); rows[0].len() - 1];
        above.push("simulation".to_owned());
        rows.insert(0, above);
    }
    rows
}
