//! From the bytes of a file to its text.

use super::super::Diagnostic;
use super::limits::{MAX_BYTES, TOO_LARGE};

/// Decodes the bytes of a scenario: UTF-8, with or without a byte order mark, not empty.
///
/// # Errors
/// A problem without a place: there is no text yet that it could point into.
pub(in crate::scenario) fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if bytes.len() > MAX_BYTES {
        let message = format!("`{name}` is larger than {} MiB", MAX_BYTES >> 20);
        return Err(Diagnostic::error("E004", message).help(TOO_LARGE));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Diagnostic::error("E002", format!("`{name}` is UTF-16 text, expected UTF-8"))
            .help("save the file again with the encoding UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(name, &error))?;
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.trim().is_empty() {
        return Err(Diagnostic::error("E003", format!("`{name}` is empty"))
            .help("`amnesty init` writes a scenario to start from"));
    }
    Ok(text)
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
    let message = format!("`{name}` is not UTF-8 text: byte 0x{:02X} in line {line}", bytes[at]);
    Diagnostic::error("E002", message).help("save the file again with the encoding UTF-8")
}
