//! `amnesty schema`: the shape of scenario files, for editors.

use super::{Exit, Failure, Terminal};
use crate::scenario;

/// Prints the JSON Schema.
pub fn schema(terminal: &Terminal) -> Result<Exit, Failure> {
    let text = serde_json::to_string_pretty(&scenario::schema())
        .map_err(|error| Failure::Format(error.to_string()))?;
    terminal.print(&(text + "\n"))?;
    Ok(Exit::Done)
}
