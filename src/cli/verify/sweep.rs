//! The result of a sweep: every point from its own record, then what is made of all of them.

use super::against::Against;
use super::place::place;
use super::{Verdict, in_json, in_lines};
use crate::cli::arguments::VerifyArguments;
use crate::cli::interrupt::Interrupt;
use crate::cli::record::{self, REPORT};
use crate::cli::{Failure, Terminal, room};
use crate::engine;
use crate::output::numbers::count;
use crate::output::sweep_table::{self, TableError};
use crate::output::{json, report};
use crate::storage::{self, SWEEP_MARKER};
use crate::study::again;
use crate::study::sweep::{FORMAT, PointRows, StoreError, SweepDocument};
use crate::summary::{seal, tidy};
use std::io::{self, Write};
use std::path::Path;

/// Plays the points of a sweep again; `None` where it was interrupted.
pub fn verify(
    file: &Path,
    arguments: &VerifyArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<Option<Verdict>, Failure> {
    let old: SweepDocument = record::read_study(file, FORMAT)?;
    let directory = file.parent().unwrap_or(Path::new(""));
    let threads = arguments.threads.map(usize::from);
    let options = engine::Options { threads, cancel: interrupt.cancel(), ..Default::default() };
    let (mut verdict, mut new) = (Verdict::default(), old.clone());
    let (mut same, mut told) = (0_u64, false);
    for (index, point) in old.points.iter().enumerate() {
        let Some(name) = point.record() else { continue };
        let found = record::read(&directory.join(name.to_string()))?;
        if !std::mem::replace(&mut told, true) {
            record::warn_of_versions(&found.record.provenance, terminal);
        }
        let plan = again::plan(&found.record)?;
        room::check(&plan, threads)?;
        let record = again::point(&plan, &found.record, &options)?;
        if interrupt.exit().is_some() {
            return Ok(None);
        }
        let mut again = point.summary();
        again::answer_point(&mut again, &record.document, &old);
        new.points.set(index, &again);
        let text = record.to_text().map_err(|error| Failure::Format(error.to_string()))?;
        if found.text == text {
            same += 1;
        } else {
            verdict.add(&found.file, Some(in_json(found.text.as_bytes(), text.as_bytes())?));
        }
    }
    verdict.lines.push_str(&format!("same       {} records of points\n", count(same)));
    of_all(&mut verdict, file, &new)?;
    let points = count(new.points.len() as u64);
    verdict.what = format!("{points} points of `{}`, each simulated again", crate::output::plain(&new.title));
    Ok(Some(verdict))
}

/// The files that are made of all points together; the rows of the tables from the records, one in memory at a time.
fn of_all(verdict: &mut Verdict, file: &Path, new: &SweepDocument) -> Result<(), Failure> {
    let directory = file.parent().unwrap_or(Path::new(""));
    let rows = || -> PointRows<'_> {
        let records = new
            .points
            .iter()
            .enumerate()
            .filter_map(|(point, summary)| Some((point, directory.join(summary.record()?.to_string()))));
        // They were read a moment ago: one that cannot be read now was changed meanwhile.
        Box::new(records.map(|(point, path)| match record::read(&path) {
            Ok(found) => Ok((point, tidy(&found.record.document))),
            Err(_) => Err(StoreError::Storage(storage::Error::NotVerified { path })),
        }))
    };
    table(verdict, &file.with_file_name("sweep.csv"), |out| sweep_table::csv(new, rows(), out))?;
    table(verdict, &file.with_file_name("sweep.parquet"), |out| sweep_table::parquet(new, rows(), out))?;
    let page = report::render_study(&report::sweep(new), None)?;
    verdict.compare(&file.with_file_name(REPORT), page.as_bytes(), |bytes| {
        Ok(in_lines(bytes, page.as_bytes()))
    })?;
    let text = seal(&json::document(new).map_err(|error| Failure::Format(error.to_string()))?);
    verdict
        .compare(&file.with_file_name(SWEEP_MARKER), text.as_bytes(), |bytes| in_json(bytes, text.as_bytes()))
}

/// A table on its way past its file.
fn table(
    verdict: &mut Verdict,
    path: &Path,
    write: impl FnOnce(&mut Against) -> Result<(), TableError>,
) -> Result<(), Failure> {
    let told = |source| Failure::Read { path: path.to_owned(), source };
    let mut against = match Against::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            verdict.absent(path);
            return Ok(());
        }
        opened => opened.map_err(told)?,
    };
    write(&mut against).map_err(|error| Failure::Format(error.to_string()))?;
    against.flush().map_err(told)?;
    let difference = against.finish().map_err(told)?;
    verdict.add(path, difference.map(|byte| place(path, byte, "rows")).transpose().map_err(told)?);
    Ok(())
}
