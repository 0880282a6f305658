//! Results on disk: reading a record, and the files that are made from one.

use super::{Failure, Terminal};
use crate::output::{csv, plain, report};
use crate::random::STREAM_VERSION;
use crate::storage::{self, COMPARISON_MARKER, Disk, MARKER, MARKERS, SWEEP_MARKER};
use crate::summary::{Provenance, Record, unseal};
use serde::de::DeserializeOwned;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of a report beside its record.
pub const REPORT: &str = "report.html";

/// What a file of results is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One run.
    Run,
    /// Policies on the same futures.
    Comparison,
    /// A scenario at many points.
    Sweep,
}

impl Kind {
    /// What a file is of, by its name.
    pub fn of(file: &Path) -> Self {
        let is = |marker: &str| file.file_name().is_some_and(|name| name == marker);
        match () {
            () if is(COMPARISON_MARKER) => Self::Comparison,
            () if is(SWEEP_MARKER) => Self::Sweep,
            () => Self::Run,
        }
    }
}

/// The file that makes a directory a result; a file is one itself.
pub fn file(path: &Path) -> PathBuf {
    if !path.is_dir() {
        return path.to_owned();
    }
    let there = MARKERS.into_iter().map(|marker| path.join(marker)).find(|file| file.exists());
    there.unwrap_or_else(|| path.join(MARKER))
}

/// Reads the document of a comparison or a sweep, of a format no newer than `known`.
pub fn read_study<T: DeserializeOwned>(file: &Path, known: u32) -> Result<T, Failure> {
    settle(file)?;
    let bytes = fs::read(file).map_err(|source| Failure::Read { path: file.to_owned(), source })?;
    let refuse = |source| Failure::Record { path: file.to_owned(), source };
    unseal(&String::from_utf8_lossy(&bytes), known).map_err(refuse)
}

/// Finishes a write that was interrupted while it replaced one result by another: in the file's directory, and in that
/// above it, of whose comparison this may be a part.
fn settle(file: &Path) -> Result<(), Failure> {
    let mut above = file.ancestors().skip(1).take(2).filter(|directory| directory.is_dir());
    Ok(above.try_for_each(|directory| storage::settle(&Disk, directory))?)
}

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
    settle(&file)?;
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
pub fn warn_of_versions(made: &Provenance, terminal: &Terminal) {
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
