//! `amnesty report`: the page of a result, made again from its record alone.

use super::arguments::ReportArguments;
use super::record::{self, Kind, REPORT};
use super::{Exit, Failure, Terminal};
use crate::output::report::{self, Page};
use crate::storage::{Disk, write_file};
use crate::study::{Comparison, SweepDocument, compare, sweep};
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
    let file = record::file(path);
    let page = match Kind::of(&file) {
        Kind::Run => {
            let found = record::read(&file)?;
            return Ok((found.file, report::render(&Page::new(&found.record), template)?));
        }
        Kind::Comparison => {
            let study: Comparison = record::read_study(&file, compare::FORMAT)?;
            report::render_study(&report::comparison(&study), template)?
        }
        Kind::Sweep => {
            let study: SweepDocument = record::read_study(&file, sweep::FORMAT)?;
            report::render_study(&report::sweep(&study), template)?
        }
    };
    Ok((file, page))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    // A template that is no text is found damaged by whoever reads it.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
