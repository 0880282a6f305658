//! Policies compared on the same futures: paired differences, and how often each is good enough.

use super::figure::{Figure, Table};
use super::glossary;
use super::names;
use super::spread::lower;
use super::study::{self, Part, StudyPage, warnings};
use super::subject::words;
use crate::output::answer::percentile;
use crate::output::numbers::{self, chance, count, exact, number, range};
use crate::output::plain;
use crate::output::svg::{self, Caption, differences};
use crate::study::Comparison;
use crate::study::compare::{Difference, Pair, PolicySummary};
use crate::summary::{Chance, Named, OutputSummary};

/// Outputs that are compared where no headline names any.
const USUAL: [&str; 4] = ["granted", "applications", "irregular_at_horizon", "net_present_value"];

/// The page of a comparison.
pub fn comparison(of: &Comparison) -> StudyPage {
    let first = of.policies.iter().next().map(|(_, policy)| policy);
    let scenario = first.map(|policy| &policy.scenario);
    let shown = outputs(of);
    let mut parts: Vec<Part> = changes(of).into_iter().chain(levels(of, &shown)).collect();
    parts.push(Part {
        id: "differences".to_owned(),
        title: "What each policy changes".to_owned(),
        sentences: vec![
            "Every policy is played on the same futures, so each range is of the differences, future by future: it is \
             far narrower than the difference of two ranges."
                .to_owned(),
        ],
        figures: shown.iter().filter_map(|name| figure(of, name)).collect(),
        table: None,
    });
    parts.extend(conditions(of));
    parts.extend(regret(of));
    parts.extend(good_enough(of));
    let names: Vec<String> = of.policies.iter().map(|(name, _)| label(of, name)).collect();
    StudyPage {
        title: scenario.map_or_else(|| names.join(" · "), |scenario| plain(&scenario.title)),
        question: scenario.and_then(|scenario| scenario.question.as_deref()).map(plain).unwrap_or_default(),
        incomplete: incomplete(of),
        answer: of.pairs.iter().filter_map(|pair| sentence(of, pair, shown.first()?)).collect(),
        parts,
        warnings: warnings(&of.warnings),
        facts: vec![
            ("Policies".to_owned(), names.join("; ")),
            ("Changed".to_owned(), paths(of)),
            ("Simulated futures".to_owned(), count(of.run.replicates)),
            ("Seed".to_owned(), of.run.seed.to_string()),
            ("Design".to_owned(), plain(&of.run.design)),
        ],
        commands: study::commands("comparison.json"),
        glossary: glossary::of_study(&[
            (
                "Policy",
                "The scenario with some of its decisions changed; beliefs about the world stay as they are.",
            ),
            (
                "Difference",
                "What the policy changes in one future: the same people, the same luck, other rules. A range of \
                 differences says in how many futures how much changes.",
            ),
            ("Regret", "How far a policy falls behind whichever of those compared is best in that future."),
        ]),
        made_by: format!("amnesty {}", plain(&of.version)),
    }
}

/// Where the law may fail, futures in which it passes under every policy.
fn judged(pair: &Pair) -> &Named<Difference> {
    pair.outputs_if_enacted.as_ref().unwrap_or(&pair.outputs)
}

/// A policy in words; among policies of one file the file itself is "As written", for its title stands over the page.
fn label(of: &Comparison, policy: &str) -> String {
    let Some(found) = of.policies.get(policy) else { return words(policy) };
    let of_one_file = of.policies.iter().all(|(_, other)| other.scenario.title == found.scenario.title);
    if found.policy.is_none() && of_one_file { "As written".to_owned() } else { plain(&found.label) }
}

/// Paths of what the policies change.
fn paths(of: &Comparison) -> String {
    let differs = of.policies.iter().flat_map(|(_, policy)| &policy.differs);
    let mut paths: Vec<String> =
        differs.filter(|change| !change.words_only).map(|change| plain(&change.path)).collect();
    paths.sort();
    paths.dedup();
    paths.join("; ")
}

/// What differs in what goes in.
fn changes(of: &Comparison) -> Option<Part> {
    let mut rows = Vec::new();
    for (name, policy) in of.policies.iter() {
        for change in policy.differs.iter().filter(|change| !change.words_only) {
            let value = |text: &Option<String>| {
                text.as_deref().map_or("–".to_owned(), |text| written(text, &change.unit))
            };
            let what = names::input(&change.path, None);
            rows.push([what, label(of, name), value(&change.before), value(&change.after)]);
        }
    }
    (!rows.is_empty()).then(|| Part {
        id: "policies".to_owned(),
        title: "What the policies are".to_owned(),
        table: Some(Table::new(["Setting", "Policy", "As written", "With the policy"], rows)),
        ..Part::default()
    })
}

/// A value of a scenario file in words where it is a plain number, else as the file has it, without its signs:
/// "beta (mean 0.82, sd 0.08)".
fn written(text: &str, unit: &str) -> String {
    let number = text.trim_start_matches("constant = ").replace('_', "");
    match (number.parse::<f64>(), unit) {
        (Ok(value), "" | "share") => exact(value, unit),
        (Ok(value), unit) => format!("{} {}", exact(value, unit), plain(unit)),
        (Err(_), "" | "share") => without_signs(text),
        (Err(_), unit) => format!("{} {}", without_signs(text), plain(unit)),
    }
}

/// An inline table of the file as a person would say it.
fn without_signs(text: &str) -> String {
    let signs = [(" = { ", " ("), ("{ ", "("), (" }", ")"), (" = ", " ")];
    signs.iter().fold(plain(text), |text, (sign, instead)| text.replace(sign, instead))
}

/// The headline under each policy.
fn levels(of: &Comparison, shown: &[String]) -> Option<Part> {
    let outputs =
        |policy: &PolicySummary| policy.outputs_if_enacted.as_ref().unwrap_or(&policy.outputs).clone();
    let all: Vec<(String, Named<OutputSummary>, Option<usize>)> = of
        .policies
        .iter()
        .map(|(name, policy)| (label(of, name), outputs(policy), policy.scenario.horizon_months))
        .collect();
    let row = |name: &String| {
        let (_, first, _) = all.first()?;
        let known = first.get(name)?;
        let after = super::subject::unit_after(&known.unit);
        let after = if after.is_empty() { after } else { format!(",{after}") };
        let cell = |(_, outputs, horizon): &(String, Named<OutputSummary>, Option<usize>)| {
            outputs.get(name).map_or("–".to_owned(), |output| {
                let at = |key: &str| percentile(output, key, *horizon);
                format!("{} ({})", at("p50"), range(&at("p05"), &at("p95")))
            })
        };
        Some([plain(&known.label) + &after].into_iter().chain(all.iter().map(cell)).collect())
    };
    let rows: Vec<Vec<String>> = shown.iter().filter_map(row).collect();
    let labels = all.iter().map(|(label, ..)| label.clone());
    let head = ["Median (90 % range)".to_owned()].into_iter().chain(labels).collect();
    (!rows.is_empty()).then(|| Part {
        id: "levels".to_owned(),
        title: "Under each policy".to_owned(),
        table: Some(Table::of(head, rows)),
        ..Part::default()
    })
}

/// Of what a difference is: "619 futures in which the law passes".
fn futures(of: &Comparison, difference: &Difference) -> String {
    let law = of.pairs.iter().any(|pair| pair.outputs_if_enacted.is_some());
    format!("{} futures{}", count(difference.n), if law { " in which the law passes" } else { "" })
}

/// "98 of 100 futures": a chance inside a sentence.
fn often(chance: &Chance) -> String {
    match numbers::chance(chance) {
        words if words.ends_with("futures") => words,
        words => format!("{} futures", words.replacen(" in ", " of ", 1)),
    }
}

/// The headline of the first policy, as far as it is compared.
fn outputs(of: &Comparison) -> Vec<String> {
    let Some(pair) = of.pairs.first() else { return Vec::new() };
    let known = |name: &&str| judged(pair).get(name).is_some();
    let headline = of.policies.iter().next().map(|(_, policy)| policy.scenario.headline.as_slice());
    let named: Vec<&str> = headline.unwrap_or_default().iter().map(String::as_str).filter(known).collect();
    let mut all = named;
    all.extend(USUAL.into_iter().filter(known));
    let mut seen: Vec<String> = Vec::new();
    for name in all {
        if !seen.iter().any(|known| known == name) {
            seen.push(name.to_owned());
        }
    }
    seen
}

fn at(difference: &Difference, key: &str) -> String {
    match difference.quantiles.get(key).copied().flatten() {
        Some(value) => {
            let sign = if value > 0.0 { "+" } else { "" };
            let mcse = difference.quantiles_mcse.get(key).copied().flatten();
            format!("{sign}{}", number(value, mcse, &difference.unit))
        }
        None if difference.is_beyond_horizon(key) => "beyond the horizon".to_owned(),
        None => "–".to_owned(),
    }
}

fn unit(difference: &Difference) -> String {
    super::subject::unit_after(&difference.unit)
}

/// "No fee, against As planned: permits granted change by +2,000 to +60,000 (median +20,000); more in 97 in 100 …".
fn sentence(of: &Comparison, pair: &Pair, output: &str) -> Option<String> {
    let difference = judged(pair).get(output)?;
    let (policy, against) = (label(of, &pair.policy), label(of, &pair.against));
    let name = lower(&plain(&difference.label));
    if difference.more.futures + difference.less.futures == 0 {
        return Some(format!("“{policy}” leaves {name} as with “{against}” in {}.", often(&difference.same)));
    }
    let ends = range(&at(difference, "p05"), &at(difference, "p95"));
    let after = unit(difference);
    Some(format!(
        "“{policy}” against “{against}”: {name} change by {ends}{after} (90 % range; median {}); more in {}, less in {}.",
        at(difference, "p50"),
        often(&difference.more),
        often(&difference.less)
    ))
}

fn figure(of: &Comparison, name: &str) -> Option<Figure> {
    let rows: Vec<(String, &Difference)> =
        of.pairs.iter().filter_map(|pair| Some((label(of, &pair.policy), judged(pair).get(name)?))).collect();
    let (_, first) = rows.first()?;
    let title = plain(&first.label);
    let against = of.pairs.first().map(|pair| label(of, &pair.against)).unwrap_or_default();
    let drawn = rows.iter().map(|(policy, difference)| svg::Difference {
        label: policy.clone(),
        words: format!(
            "{} ({})",
            at(difference, "p50"),
            range(&at(difference, "p05"), &at(difference, "p95"))
        ),
        quantiles: ["p05", "p25", "p50", "p75", "p95"]
            .map(|key| difference.quantiles.get(key).copied().flatten()),
    });
    let id = format!("difference-{name}");
    let description =
        format!("Ranges of the difference from {against}, one policy below the other; 0 is no difference.");
    let caption = Caption { id: &id, title: &title, description: &description };
    let axis = "Difference";
    let chart = differences(caption, axis, &plain(&first.unit), &drawn.collect::<Vec<_>>())?;
    let cells = |(policy, difference): &(String, &Difference)| {
        [
            policy.clone(),
            at(difference, "p05"),
            at(difference, "p50"),
            at(difference, "p95"),
            chance(&difference.more),
            chance(&difference.less),
        ]
    };
    let table = Table::new(["Policy", "5 %", "Median", "95 %", "More", "Less"], rows.iter().map(cells));
    let note = format!(
        "Difference from “{against}”. Line: nine futures in ten; box: half of them; stroke: the median. n = {}.",
        futures(of, first)
    );
    Some(Figure::new(&id, &title, &note, chart, table))
}

/// The chance of each condition under each policy.
fn conditions(of: &Comparison) -> Option<Part> {
    let (_, first) = of.policies.iter().next()?;
    let mut rows = Vec::new();
    for (kind, named) in [("Success", &first.success), ("Failure", &first.failure)] {
        for (name, condition) in named.iter() {
            let mut row = vec![format!("{kind}: {}", plain(&condition.words))];
            row.extend(of.policies.iter().map(|(_, policy)| {
                let all = if kind == "Success" { &policy.success } else { &policy.failure };
                all.get(name).map_or("–".to_owned(), |found| chance(&found.chance))
            }));
            rows.push(row);
        }
    }
    let labels = of.policies.iter().map(|(name, _)| label(of, name));
    let head = ["Condition".to_owned()].into_iter().chain(labels).collect();
    (!rows.is_empty()).then(|| Part {
        id: "chances".to_owned(),
        title: "Success and failure".to_owned(),
        table: Some(Table::of(head, rows)),
        ..Part::default()
    })
}

fn regret(of: &Comparison) -> Option<Part> {
    let regret = of.regret.as_ref()?;
    let row = |(name, policy): (&str, &crate::study::compare::PolicyRegret)| {
        let mean = policy.mean.map_or("–".to_owned(), |mean| number(mean, policy.mean_mcse, &regret.unit));
        [label(of, name), mean, chance(&policy.best)]
    };
    let head = ["Policy", "Mean regret", "Not beaten in"];
    Some(Part {
        id: "regret".to_owned(),
        title: "How far each policy falls behind the best".to_owned(),
        sentences: vec![format!(
            "Judged by {}{}, future by future: what is lost beside the best policy for that future.",
            lower(&plain(&regret.label)),
            if regret.unit.is_empty() { String::new() } else { format!(" ({})", plain(&regret.unit)) }
        )],
        table: Some(Table::new(head, regret.policies.iter().map(row))),
        ..Part::default()
    })
}

fn good_enough(of: &Comparison) -> Option<Part> {
    let enough = of.satisficing.as_ref()?;
    let asked: Vec<String> = enough.conditions.iter().map(|condition| plain(&condition.words)).collect();
    let policies = enough.policies.iter().map(|(name, often)| [label(of, name), chance(often)]);
    let all = [
        ["At least one of these policies".to_owned(), chance(&enough.any)],
        ["Every one of these policies".to_owned(), chance(&enough.every)],
    ];
    Some(Part {
        id: "enough".to_owned(),
        title: "How often each is good enough".to_owned(),
        sentences: vec![format!("Good enough means all of: {}.", asked.join("; "))],
        table: Some(Table::new(["Policy", "Futures"], policies.chain(all))),
        ..Part::default()
    })
}

fn incomplete(of: &Comparison) -> String {
    if of.run.complete {
        return String::new();
    }
    format!(
        "Incomplete: interrupted after {} of {} futures.",
        count(of.run.replicates),
        count(of.run.requested)
    )
}
