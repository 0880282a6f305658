//! `amnesty verify`: a record's run again, compared byte by byte.

use super::arguments::VerifyArguments;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::simulate::{How, simulate, simulate_part};
use super::{Exit, Failure, Terminal, record};
use crate::model::Plan;
use crate::output::numbers::count;
use crate::storage::MARKER;
use crate::study::again::{self, Difference};
use crate::summary::Record;
use serde_json::Value;
use std::fs;
use std::io;

/// Runs a record's scenario again and says whether its files hold the same bytes.
pub fn verify(arguments: &VerifyArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let found = record::read(&arguments.record)?;
    let old = &found.record;
    record::warn_of_versions(old, terminal);
    let plan = again::plan(old)?;
    let interrupt = Interrupt::listen();
    let Some(new) = run_again(old, &plan, arguments, &interrupt, terminal)? else {
        terminal.say("interrupted: nothing was verified");
        return Ok(interrupt.exit().unwrap_or(Exit::Interrupted));
    };

    let mut lines = String::new();
    let mut exit = Exit::Done;
    for (name, expected) in record::files(&new)? {
        // The record may have been given another name; the others lie beside it under their own.
        let path = if name == MARKER { found.file.clone() } else { found.file.with_file_name(name) };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(Failure::Read { path, source }),
        };
        if bytes == expected {
            lines.push_str(&format!("same       {}\n", path.display()));
        } else {
            let place =
                if name == MARKER { in_record(&found.text, &new)? } else { in_lines(&bytes, &expected) };
            lines.push_str(&format!("DIFFERENT  {}: {place}\n", path.display()));
            exit = Exit::VerificationFailed;
        }
    }
    let (futures, seed) = (count(new.document.run.replicates), new.provenance.seed);
    let length = if new.document.run.complete { "" } else { ", an interrupted run's" };
    let outcome = if exit == Exit::Done { "Verified" } else { "NOT verified" };
    lines.push_str(&format!("{outcome}: {futures} futures{length}, of seed {seed}, simulated again\n"));
    terminal.print(&lines)?;
    Ok(exit)
}

/// The record that this program makes of the same run; `None` where it was interrupted.
fn run_again(
    old: &Record,
    plan: &Plan,
    arguments: &VerifyArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<Option<Record>, Failure> {
    let run = &old.document.run;
    let threads = arguments.threads.map(usize::from);
    let progress = Progress::new(arguments.progress, terminal);
    let how = How { threads, interrupt, progress: &progress, draws: None };
    let simulated =
        if run.complete { simulate(plan, how)? } else { simulate_part(plan, run.replicates, how)? };
    if interrupt.exit().is_some() {
        return Ok(None);
    }
    let requested = if run.complete { plan.replicates() } else { run.requested };
    let mut document = simulated.document(plan, requested, threads)?;
    again::name_as_recorded(&mut document, old);
    Ok(Some(Record::new(plan, &simulated.tally, document)))
}

/// The first member of a record that is not the same.
fn in_record(text: &str, new: &Record) -> Result<String, Failure> {
    let failed = |error: serde_json::Error| Failure::Format(error.to_string());
    let was: Value = serde_json::from_str(text).map_err(failed)?;
    let is: Value = serde_json::from_str(&new.to_text().map_err(failed)?).map_err(failed)?;
    // Versions are told first and by themselves; the checksum follows from the rest.
    let told = |path: &str| path.ends_with("version") || path == "checksum";
    Ok(match again::first_difference(&was, &is, &told) {
        None => "nothing but the versions, or how it is laid out".to_owned(),
        Some(Difference { path, was, is }) => {
            format!("{path} is {} in the file, {} now", short(was.as_ref()), short(is.as_ref()))
        }
    })
}

/// The first line of a text that is not the same.
fn in_lines(was: &[u8], is: &[u8]) -> String {
    let (was, is) = (String::from_utf8_lossy(was), String::from_utf8_lossy(is));
    let (mut was, mut is) = (was.lines(), is.lines());
    for number in 1.. {
        match (was.next(), is.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let text = |line: Option<&str>| line.map_or_else(|| "nothing".to_owned(), cut);
                return format!("line {number} is {} in the file, {} now", text(a), text(b));
            }
        }
    }
    "line ends are not the same".to_owned()
}

fn short(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| cut(&value.to_string()))
}

/// A text that leaves room for others.
fn cut(text: &str) -> String {
    const LONGEST: usize = 120;
    let text = crate::output::plain(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
