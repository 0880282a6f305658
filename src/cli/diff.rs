//! `amnesty diff`: what differs between two scenarios once all is applied.

use super::arguments::DiffArguments;
use super::{Exit, Failure, Terminal};
use crate::output::look::Look;
use crate::output::{diff, json};
use crate::scenario::{self, Scenario};
use crate::study;
use crate::study::compare::{policy, policy_label};
use crate::study::diff::Diff;

/// Compares a scenario with another, with one of its policies, or with itself as changed by `--set`.
pub fn diff(arguments: &DiffArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    if arguments.other.is_none() && arguments.policy.is_none() && arguments.sets.is_empty() {
        return Err(Failure::NothingToCompare(arguments.file.clone()));
    }
    let before = Scenario::from_document(&scenario::read(&arguments.file, &[])?)?;
    let other = arguments.other.as_ref().unwrap_or(&arguments.file);
    let document = scenario::read(other, &arguments.sets)?;
    let (document, label) = match &arguments.policy {
        Some(name) => (policy(&document, name)?, Some(policy_label(&document, name))),
        None => (document, None),
    };
    let found = Diff { policy: label, ..study::diff(&before, &Scenario::from_document(&document)?) };
    let text = if arguments.json {
        json::document(&found).map_err(|error| Failure::Format(error.to_string()))?
    } else {
        let look = Look { width: terminal.width(), colour: terminal.colour(), all: terminal.is_verbose() };
        diff::screen(&found, look)
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}
