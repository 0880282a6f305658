//! Results on disk: reading a record, and the files that are made from one.

use super::{Failure, Terminal};
use crate::output::{csv, plain, report};
use crate::random::STREAM_VERSION;
use crate::storage::{self, Disk, MARKER};
use crate::summary::Record;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of a report beside its record.
pub const REPORT: &str = "report.html";

/// A record that was read, and where it lies.
pub struct Found {
    /// The record.
    pub record: Record,
    /// Its text, checksum included.
    pub text: String,
    /// Its file.
    pub file: PathBuf,
}

/// Reads a record, given by its own name or by that of its directory; a write that was interrupted while it replaced
/// one result by another is finished first.
pub fn read(path: &Path) -> Result<Found, Failure> {
    let file = if path.is_dir() { path.join(MARKER) } else { path.to_owned() };
    if let Some(directory) = file.parent().filter(|directory| directory.is_dir()) {
        storage::settle(&Disk, directory)?;
    }
    let bytes = fs::read(&file).map_err(|source| Failure::Read { path: file.clone(), source })?;
    // What is no text has no checksum either.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match Record::from_text(&text) {
        Ok(record) => Ok(Found { record, text, file }),
        Err(source) => Err(Failure::Record { path: file, source }),
    }
}

/// The files of a result that its record makes, itself included, as they lie in a directory.
pub fn files(record: &Record) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let table = |write: &dyn Fn(&mut Vec<u8>) -> ::csv::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|error| Failure::Format(error.to_string()))?;
        Ok::<_, Failure>(bytes)
    };
    let mut files = vec![("summary.csv", table(&|out| csv::summary(&record.document, out))?)];
    if !record.document.series.is_empty() {
        files.push(("series.csv", table(&|out| csv::series(&record.document, out))?));
    }
    files.push((REPORT, report::html(record)?.into_bytes()));
    let text = record.to_text().map_err(|error| Failure::Format(error.to_string()))?;
    files.push((MARKER, text.into_bytes()));
    Ok(files)
}

/// Says first of all where another program or other random streams made a record.
pub fn warn_of_versions(record: &Record, terminal: &Terminal) {
    let made = &record.provenance;
    let (version, streams) = (env!("CARGO_PKG_VERSION"), STREAM_VERSION);
    if made.version != version || made.stream_version != streams {
        terminal.say(&format!(
            "made by {} {} with random streams {}; this is {version} with random streams {streams}: \
             numbers may differ for that reason alone",
            plain(&made.program),
            plain(&made.version),
            made.stream_version,
        ));
    }
}

/// Why a file could not be read, in a word where it is simply not there.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    }
}
