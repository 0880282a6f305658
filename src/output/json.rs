//! The document as JSON.

use serde::Serialize;
use std::io::{self, Write};

/// A document (of a run, of beliefs) as one indented JSON object with a line break at its end.
///
/// # Errors
/// None in practice: every type of the document has a JSON form. Passed on rather than assumed.
pub fn document(document: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

/// Writes the same text without holding it.
///
/// # Errors
/// What `out` reports.
pub fn write(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")
}
