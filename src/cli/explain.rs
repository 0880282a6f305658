//! `amnesty explain`: what a code means, why it matters and what to do.

use super::arguments::ExplainArguments;
use super::{Exit, Failure, Terminal};
use crate::formula::codes::{self as of_formulas, Code};
use crate::scenario::codes as of_scenarios;

/// Prints the explanation of a code, or the list of codes.
pub fn explain(arguments: &ExplainArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let text = match &arguments.code {
        None => all().map(|entry| format!("{}  {}\n", entry.code, entry.title)).collect(),
        Some(asked) => {
            let code = asked.to_ascii_uppercase();
            let found = all().find(|entry| entry.code == code);
            let entry = found.ok_or_else(|| Failure::UnknownCode(asked.clone()))?;
            format!("{}: {}\n\n{}\n", entry.code, entry.title, entry.explanation)
        }
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

fn all() -> impl Iterator<Item = &'static Code> {
    of_scenarios::CODES.iter().chain(of_formulas::CODES)
}
