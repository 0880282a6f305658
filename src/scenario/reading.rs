//! Bytes and texts from files, with the reason where there are none.

use super::Diagnostic;
use super::document::{self, MAX_BYTES};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub(super) fn read_file(path: &Path, name: &str) -> Result<String, Diagnostic> {
    if path.is_dir() {
        return Err(Diagnostic::error("E001", format!("`{name}` is a directory, expected a scenario file"))
            .help("name one of the files in it"));
    }
    let bytes = File::open(path).and_then(read_capped).map_err(|error| unreadable(name, &error))?;
    document::decode(name, bytes)
}

/// At most one byte more than is allowed, so that an endless source ends.
pub(super) fn read_capped(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let problem = Diagnostic::error("E001", format!("cannot read `{name}`: {}", reason(error)));
    match error.kind() {
        io::ErrorKind::NotFound => {
            problem.help("check the name; `amnesty init` writes a scenario to start from")
        }
        _ => problem,
    }
}

/// The system's reason in lower case, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
