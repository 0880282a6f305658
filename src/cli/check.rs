//! `amnesty check`: every problem of a scenario, or that it has none.

use super::arguments::CheckArguments;
use super::{Exit, Failure, Terminal, scenario};
use crate::output::plain;

/// Checks a scenario up to the last step before its first replicate.
pub fn check(arguments: &CheckArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = scenario::load(&arguments.scenario.file, &arguments.scenario.sets)?;
    terminal.warn(&loaded.warnings, &loaded.texts);
    let (title, warnings) = (plain(&loaded.title), loaded.warnings.len());
    scenario::plan(loaded)?;
    let found = match warnings {
        0 => "no problems".to_owned(),
        1 => "no errors, 1 warning".to_owned(),
        more => format!("no errors, {more} warnings"),
    };
    if !terminal.is_quiet() {
        terminal.print(&format!("{title}: {found}\n"))?;
    }
    Ok(Exit::Done)
}
