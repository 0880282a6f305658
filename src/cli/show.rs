//! `amnesty show`: the scenario as it is understood.

use super::arguments::ShowArguments;
use super::{Exit, Failure, Terminal, scenario};
use crate::dist::{Dist, Univariate};
use crate::output::{numbers, plain};
use crate::scenario::{Belief, Estimate, Evidence, Quantity, Scenario, ShareGroup};

/// Prints every number with what is believed about it, or the resolved scenario as JSON.
pub fn show(arguments: &ShowArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = scenario::load(&arguments.scenario.file, &arguments.scenario.sets)?;
    terminal.warn(&loaded.warnings, &loaded.texts);
    let text = if arguments.resolved {
        let json = serde_json::to_string_pretty(&loaded.resolved);
        json.map_err(|error| Failure::Format(error.to_string()))? + "\n"
    } else {
        listing(&loaded)
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

fn listing(scenario: &Scenario) -> String {
    let mut out = format!("{}\n", plain(&scenario.title));
    if let Some(question) = &scenario.question {
        out.push_str(&format!("{}\n", plain(question)));
    }
    let paths = scenario.quantities.keys().chain(scenario.groups.keys());
    let width = paths.map(|path| path.chars().count()).max().unwrap_or(0);
    out.push_str("\nMedian and 90 % range of what is uncertain:\n");
    for (path, shares) in &scenario.groups {
        out.push_str(&format!("{path:<width$}  {}\n", group(shares)));
    }
    for (path, quantity) in &scenario.quantities {
        let unit = match quantity.unit.to_string().as_str() {
            "share" | "people" | "" => String::new(),
            unit => format!(" {unit}"),
        };
        out.push_str(&format!(
            "{path:<width$}  {}{unit}  [{}]\n",
            belief(quantity),
            plain(&grounds(quantity))
        ));
    }
    for (path, value) in &scenario.defaults {
        out.push_str(&format!("{path:<width$}  {value}  [documented default]\n"));
    }
    if !scenario.parts_off.is_empty() {
        out.push_str(&format!("\nNot in this scenario: {}\n", scenario.parts_off.join(", ")));
    }
    out
}

/// The belief in a few words: the value, or median and 90 % range.
fn belief(quantity: &Quantity) -> String {
    let unit = quantity.unit.to_string();
    match &quantity.belief {
        Belief::Fixed(value) => numbers::exact(*value, &unit),
        Belief::Drawn(dist) => spread(dist, &unit),
        Belief::Pooled { estimates, pooled, .. } => {
            let share = |estimate: &Estimate| {
                let weight = numbers::number(estimate.weight, None, "share");
                format!("{} {weight}", plain(&estimate.name))
            };
            let shares: Vec<_> = estimates.iter().map(share).collect();
            format!("{} from {}", spread(pooled, &unit), shares.join(", "))
        }
        Belief::Hierarchical { form, .. } => format!("{} with uncertain parameters", form.family),
    }
}

fn spread(dist: &Dist, unit: &str) -> String {
    let at = |u: f64| numbers::number(dist.quantile(u), None, unit);
    format!("{} ({})", at(0.5), numbers::range(&at(0.05), &at(0.95)))
}

fn group(group: &ShareGroup) -> String {
    let member =
        |(name, mean): (&String, &f64)| format!("{} {}", plain(name), numbers::number(*mean, None, "share"));
    let shares: Vec<_> = group.members.iter().zip(&group.mean).map(member).collect();
    let kind = if group.sample_size.is_some() { "uncertain" } else { "set" };
    format!("{} ({kind})", shares.join(", "))
}

fn grounds(quantity: &Quantity) -> String {
    if quantity.bare {
        return "set, no source".to_owned();
    }
    let grade = match quantity.evidence.grade {
        Some(Evidence::Strong) => "strong evidence",
        Some(Evidence::Moderate) => "moderate evidence",
        Some(Evidence::Weak) => "weak evidence",
        Some(Evidence::Assumption) => "assumption",
        None => "no grade",
    };
    match quantity.evidence.source.as_slice() {
        [] => grade.to_owned(),
        sources => format!("{grade}: {}", sources.join(", ")),
    }
}
