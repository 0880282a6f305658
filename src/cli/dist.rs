//! `amnesty dist`: what a belief implies, so that people see what they wrote.

use super::arguments::DistArguments;
use super::{Exit, Failure, Terminal, scenario};
use crate::output::look::Look;
use crate::output::{belief, json};
use crate::summary::belief::{beliefs, uncertain};

/// Describes the belief at a path, or every uncertain quantity.
pub fn dist(arguments: &DistArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = scenario::load(&arguments.scenario.file, &arguments.scenario.sets)?;
    let document = match &arguments.path {
        Some(path) => beliefs(&loaded, path)?,
        None => uncertain(&loaded),
    };
    // A single belief tells its own warnings.
    if arguments.json || document.beliefs.len() != 1 {
        terminal.warn(&loaded.warnings, &loaded.texts);
    }
    let text = if arguments.json {
        json::document(&document).map_err(|error| Failure::Format(error.to_string()))?
    } else {
        let look = Look { width: terminal.width(), colour: terminal.colour(), all: terminal.is_verbose() };
        belief::screen(&document, look)
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}
