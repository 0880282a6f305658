//! Policies compared on the same futures: paired differences, and how often each is good enough.

use super::figure::{Figure, Table};
use super::spread::lower;
use super::study::{Part, StudyPage, warnings};
use super::subject::words;
use crate::output::numbers::{chance, count, number, range};
use crate::output::plain;
use crate::output::svg::{self, Caption, differences};
use crate::study::Comparison;
use crate::study::compare::{Difference, Pair};
use crate::summary::Named;

/// Outputs that are compared where no headline names any.
const USUAL: [&str; 4] = ["granted", "applications", "irregular_at_horizon", "net_present_value"];

/// The page of a comparison.
pub fn comparison(of: &Comparison) -> StudyPage {
    let first = of.policies.iter().next().map(|(_, policy)| policy);
    let scenario = first.map(|policy| &policy.scenario);
    let shown = outputs(of);
    let mut parts = vec![Part {
        id: "differences".to_owned(),
        title: "What each policy changes".to_owned(),
        sentences: vec![
            "Every policy is played on the same futures, so each range is of the differences, future by future: it is \
             far narrower than the difference of two ranges."
                .to_owned(),
        ],
        figures: shown.iter().filter_map(|name| figure(of, name)).collect(),
        table: None,
    }];
    parts.extend(conditions(of));
    parts.extend(regret(of));
    parts.extend(good_enough(of));
    let names: Vec<String> = of.policies.iter().map(|(_, policy)| plain(&policy.label)).collect();
    StudyPage {
        title: scenario.map_or_else(|| names.join(" · "), |scenario| plain(&scenario.title)),
        question: scenario.and_then(|scenario| scenario.question.as_deref()).map(plain).unwrap_or_default(),
        incomplete: incomplete(of),
        answer: of.pairs.iter().filter_map(|pair| sentence(of, pair, shown.first()?)).collect(),
        parts,
        warnings: warnings(&of.warnings),
        facts: vec![
            ("Policies".to_owned(), names.join("; ")),
            ("Simulated futures".to_owned(), count(of.run.replicates)),
            ("Seed".to_owned(), of.run.seed.to_string()),
            ("Design".to_owned(), plain(&of.run.design)),
        ],
        made_by: format!("amnesty {}", plain(&of.version)),
    }
}

/// Where the law may fail, futures in which it passes under every policy.
fn judged(pair: &Pair) -> &Named<Difference> {
    pair.outputs_if_enacted.as_ref().unwrap_or(&pair.outputs)
}

fn label(of: &Comparison, policy: &str) -> String {
    of.policies.get(policy).map_or_else(|| words(policy), |found| plain(&found.label))
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
        return Some(format!(
            "“{policy}” leaves {name} as with “{against}” in {}.",
            chance(&difference.same)
        ));
    }
    let ends = range(&at(difference, "p05"), &at(difference, "p95"));
    let after = unit(difference);
    Some(format!(
        "“{policy}” against “{against}”: {name} change by {ends}{after} (90 % range; median {}); more in {}, less in {}.",
        at(difference, "p50"),
        chance(&difference.more),
        chance(&difference.less)
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
    let axis = format!("{title}: difference");
    let chart = differences(caption, &axis, &plain(&first.unit), &drawn.collect::<Vec<_>>())?;
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
        "Difference from “{against}”. Line: nine futures in ten; box: half of them. n = {}.",
        count(first.n)
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
    let labels = of.policies.iter().map(|(_, policy)| plain(&policy.label));
    let head = ["Condition".to_owned()].into_iter().chain(labels).collect();
    (!rows.is_empty()).then(|| Part {
        id: "chances".to_owned(),
        title: "Success and failure".to_owned(),
        table: Some(Table { head, rows }),
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
        ["At least one of them".to_owned(), chance(&enough.any)],
        ["Every one of them".to_owned(), chance(&enough.every)],
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
