//! `amnesty report`: the page of a result, made again from its record alone.

use super::arguments::ReportArguments;
use super::{Exit, Failure, Terminal};
use crate::output::report::{self, Page};
use crate::storage::{Disk, MARKER, write_file};
use crate::summary::Record;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of a report beside its record.
pub const REPORT: &str = "report.html";

/// Makes the page of each record: the same bytes as beside the run, unless a template is given.
pub fn report(arguments: &ReportArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let template = arguments.template.as_deref().map(read_text).transpose()?;
    // Every record is read and every page made before the first is written.
    let mut pages = Vec::new();
    for path in &arguments.records {
        let record = read_record(path)?;
        let page = report::render(&Page::new(&record), template.as_deref())?;
        let out = arguments.out.clone().unwrap_or_else(|| beside(path));
        pages.push((out, page));
    }
    for (out, page) in pages {
        if fs::read(&out).is_ok_and(|found| found == page.as_bytes()) {
            terminal.say(&format!("`{}` is up to date", out.display()));
        } else {
            write_file(&Disk, &out, page.as_bytes(), arguments.force)?;
            terminal.say(&format!("wrote `{}`", out.display()));
        }
    }
    Ok(Exit::Done)
}

/// Reads a record, given by its own name or by that of its directory.
pub fn read_record(path: &Path) -> Result<Record, Failure> {
    let file = record_file(path);
    let text = read_text(&file)?;
    Record::from_text(&text).map_err(|source| Failure::Record { path: file, source })
}

fn record_file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(MARKER) } else { path.to_owned() }
}

fn beside(record: &Path) -> PathBuf {
    record_file(record).with_file_name(REPORT)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    // A record or a template that is no text is found damaged by whoever reads it.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
