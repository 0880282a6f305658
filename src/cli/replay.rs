//! `amnesty replay`: one simulated future in full.

use super::arguments::{ReplayArguments, ReplayFormat};
use super::{Exit, Failure, Terminal, record, room};
use crate::output::look::Look;
use crate::output::{future, json};
use crate::study::{self, Future, again};
use crate::summary::Record;

/// Plays one future of a record's run again.
pub fn replay(arguments: &ReplayArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let found = record::read(&arguments.record)?;
    let (record, replicate) = (&found.record, arguments.replicate);
    let replicates = record.document.run.replicates;
    if replicate >= replicates {
        return Err(Failure::NoSuchReplicate { replicate, replicates });
    }
    record::warn_of_versions(&record.provenance, terminal);
    let plan = again::plan(record)?;
    room::check(&plan, Some(1))?;
    let future = study::replay(&plan, replicate);
    if let Some(name) = difference(record, &future) {
        return Err(Failure::OtherFuture { replicate, name });
    }
    let failed = |error: &dyn std::fmt::Display| Failure::Format(error.to_string());
    let text = match arguments.format() {
        ReplayFormat::Json => json::document(&future).map_err(|error| failed(&error))?,
        ReplayFormat::Csv => {
            let mut bytes = Vec::new();
            future::csv(&future, &mut bytes).map_err(|error| failed(&error))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        ReplayFormat::Table => {
            let (width, colour, all) = (terminal.width(), terminal.colour(), terminal.is_verbose());
            future::screen(&future, Look { width, colour, all })
        }
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

/// The first column in which the future is not the one that the record keeps in its sample.
fn difference(record: &Record, future: &Future) -> Option<String> {
    let row = usize::try_from(future.replicate).ok().filter(|row| *row < record.sample.replicates)?;
    let kept = record.sample.inputs.iter().map(|(name, column)| (name, column, future.inputs.get(name)));
    let kept = kept.chain(record.sample.outputs.iter().map(|(n, c)| (n, c, future.outputs.get(n))));
    let same = |kept: Option<&f64>, now: f64| {
        kept.is_some_and(|kept| kept.to_bits() == now.to_bits() || (kept.is_nan() && now.is_nan()))
    };
    let mut other = kept
        .filter(|(_, column, now)| now.is_none_or(|scalar| !same(column.0.get(row), scalar.value.value())));
    other.next().map(|(name, ..)| name.to_owned())
}
