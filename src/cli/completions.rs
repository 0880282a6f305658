//! `amnesty completions`: a completion script for a shell.

use super::arguments::{Arguments, CompletionsArguments};
use super::{Exit, Failure, Terminal};
use clap::CommandFactory;

/// Prints the script.
pub fn completions(arguments: &CompletionsArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "amnesty", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
