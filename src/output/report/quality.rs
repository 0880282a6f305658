//! Monte Carlo quality: how well these simulated futures know their own answer.

use super::figure::Table;
use super::figures::error;
use super::subject::Subject;
use crate::output::numbers::{self, count};
use crate::output::plain;
use crate::output::quality::{more_replicates, spread, structured_design};
use serde::Serialize;

/// How well the run knows its answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Sentences.
    pub sentences: Vec<String>,
    /// Simulation errors of the headline.
    pub table: Table,
}

/// Number of futures, design, errors, and what more futures would give.
pub fn quality(subject: &Subject<'_>) -> Quality {
    let document = subject.document();
    let run = &document.run;
    let mut sentences = vec![format!(
        "{} simulated futures, drawn by design “{}”; people {}.",
        count(run.replicates),
        plain(&run.design),
        if run.chance == "individual" {
            "decide and are decided on one by one"
        } else {
            "are counted by their means"
        },
    )];
    if !run.complete {
        sentences
            .push(format!("The run was interrupted: {} futures had been asked for.", count(run.requested)));
    }
    match run.precision_reached {
        Some(true) => sentences.push("The precision that the scenario asks for was reached.".to_owned()),
        Some(false) => sentences.push("The precision that the scenario asks for was not reached.".to_owned()),
        None => {}
    }
    sentences.extend(more_replicates(document));
    sentences.extend(structured_design(document));
    sentences.push(
        "The simulation error is what more futures would remove. The ranges on this page are uncertainty about the world: \
         they stay however long the computer runs."
            .to_owned(),
    );
    let row = |name: &str| {
        let output = subject.outputs().get(name)?;
        let mean = numbers::error(output.mean_mcse, &output.unit);
        Some([subject.label(name), subject.at(output, "p50"), error(output), mean])
    };
    let head = ["", "Median", "Simulation error of the median", "Simulation error of the mean"];
    Quality { sentences, table: Table::new(head, subject.headline().into_iter().filter_map(row)) }
}

/// Where the spread comes from, one sentence an output.
pub fn variance(subject: &Subject<'_>) -> Vec<String> {
    let splits = subject.document().variance_split.iter();
    splits.map(|(name, split)| spread(&subject.label(name), split)).collect()
}
