//! `amnesty report`: the page of a result, made again from its record alone.

use super::arguments::ReportArguments;
use super::record::{self, REPORT};
use super::{Exit, Failure, Terminal};
use crate::output::report::{self, Page};
use crate::storage::{COMPARISON_MARKER, Disk, MARKER, SWEEP_MARKER, write_file};
use crate::study::{Comparison, SweepDocument, compare, sweep};
use crate::summary::unseal;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes the page of each record: the same bytes as beside the run, unless a template is given.
pub fn report(arguments: &ReportArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let template = arguments.template.as_deref().map(read_text).transpose()?;
    if arguments.out.is_some() && arguments.records.len() > 1 {
        return Err(Failure::OnePage);
    }
    // Every record is read and every page made before the first is written.
    let mut pages = Vec::new();
    for path in &arguments.records {
        let (file, page) = page(path, template.as_deref())?;
        let out = arguments.out.clone().unwrap_or_else(|| file.with_file_name(REPORT));
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

/// The page of a run, a comparison or a sweep, whichever the file holds, and that file.
fn page(path: &Path, template: Option<&str>) -> Result<(PathBuf, String), Failure> {
    let file =
        match [MARKER, COMPARISON_MARKER, SWEEP_MARKER].iter().find(|marker| path.join(marker).exists()) {
            Some(marker) => path.join(marker),
            None => path.to_owned(),
        };
    let is = |marker: &str| file.file_name().is_some_and(|name| name == marker);
    let page = if is(COMPARISON_MARKER) {
        let study: Comparison = read_study(&file, compare::FORMAT)?;
        report::render_study(&report::comparison(&study), template)?
    } else if is(SWEEP_MARKER) {
        let study: SweepDocument = read_study(&file, sweep::FORMAT)?;
        report::render_study(&report::sweep(&study), template)?
    } else {
        let found = record::read(&file)?;
        let page = report::render(&Page::new(&found.record), template)?;
        return Ok((found.file, page));
    };
    Ok((file, page))
}

/// Reads the document of a study.
fn read_study<T: DeserializeOwned>(path: &Path, format: u32) -> Result<T, Failure> {
    let refuse = |source| Failure::Record { path: path.to_owned(), source };
    unseal(&read_text(path)?, format).map_err(refuse)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    // A template that is no text is found damaged by whoever reads it.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
