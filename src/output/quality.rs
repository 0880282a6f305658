//! Sentences about how well a run knows its answer, and where the spread of the answer comes from.

use super::numbers::{count, number};
use crate::summary::{Document, VarianceShare, VarianceSplit, replicates_for, worth_in_plain_replicates};

/// The share that the advice aims at.
const AIM: f64 = 0.01;

/// How many futures would know the first headline's mean to within 1 %; `None` where these do, or nothing can be said.
pub fn more_replicates(document: &Document) -> Option<String> {
    let (name, output) = headline(document)?;
    if document.run.design != "random" {
        return None;
    }
    let all = replicates_for(document, output, AIM)?;
    let more = about(all.saturating_sub(document.run.replicates));
    let label = if output.label.is_empty() { name } else { &output.label };
    Some(format!(
        "About {more} more futures would leave the mean of “{label}” a simulation error within 1 % (95 % interval)."
    ))
}

/// What a structured design is worth; `None` for independent draws.
pub fn structured_design(document: &Document) -> Option<String> {
    let (name, output) = headline(document)?;
    let worth = about(worth_in_plain_replicates(document, output)?);
    let label = if output.label.is_empty() { name } else { &output.label };
    let (n, design) = (count(document.run.replicates), &document.run.design);
    Some(format!(
        "These {n} futures by {design} know the mean of “{label}” as well as about {worth} plain ones."
    ))
}

/// The split of a variance in one sentence.
pub fn spread(label: &str, split: &VarianceSplit) -> String {
    let unknown = part(&split.epistemic);
    let noise = part(&split.noise);
    let luck = part(&split.chance);
    format!(
        "Of the spread of “{label}”, {unknown} comes from what is not known about the world, {noise} from \
         month-to-month noise, {luck} from the luck of individual people."
    )
}

/// A share of the variance in per cent, to the digits that its error supports.
fn part(share: &VarianceShare) -> String {
    let (Some(value), Some(error)) = (share.share, share.mcse) else { return "an unknown part".into() };
    // Two standard errors: below that a part is not told from none.
    if value < 2.0 * error {
        return if 2.0 * error < 0.001 {
            "less than 0.1 %".into()
        } else {
            "nothing that can be told from 0".into()
        };
    }
    match value {
        value if value < 0.001 => "less than 0.1 %".into(),
        value if value > 0.999 => "more than 99.9 %".into(),
        value if error < 0.005 => format!("{:.1} %", 100.0 * value),
        value => format!("about {:.0} %", 100.0 * value.min(1.0)),
    }
}

/// A number of futures to the digits of an estimate.
fn about(futures: u64) -> String {
    let futures = futures as f64;
    number(futures, Some(0.05 * futures), "")
}

fn headline(document: &Document) -> Option<(&str, &crate::summary::OutputSummary)> {
    let outputs = document.judged_outputs();
    let named = document.scenario.headline.iter().find_map(|name| Some((name.as_str(), outputs.get(name)?)));
    named.or_else(|| outputs.iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_cannot_be_told_from_nothing_says_so() {
        let share = |share, mcse| VarianceShare { share: Some(share), mcse: Some(mcse) };
        assert_eq!(part(&share(-0.01, 0.02)), "nothing that can be told from 0");
        assert_eq!(part(&share(0.0002, 0.0001)), "less than 0.1 %");
        assert_eq!(part(&share(1.01, 0.02)), "more than 99.9 %");
        assert_eq!(part(&share(0.973, 0.02)), "about 97 %");
        assert_eq!(part(&share(0.0312, 0.001)), "3.1 %");
    }
}
