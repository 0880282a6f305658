//! The document as JSON.

use serde::Serialize;

/// A document (of a run, of beliefs) as one indented JSON object with a line break at its end.
///
/// # Errors
/// None in practice: every type of the document has a JSON form. Passed on rather than assumed.
pub fn document(document: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}
