//! `amnesty verify`: a result simulated again from its records alone, compared byte by byte.

mod against;
mod comparison;
mod draws;
mod place;
mod run;
mod sweep;

use super::arguments::VerifyArguments;
use super::interrupt::Interrupt;
use super::{Exit, Failure, Terminal, record};
use crate::study::again::{self, Difference};
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;

/// Simulates what a record is of again, and says whether the files hold the same bytes.
pub fn verify(arguments: &VerifyArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let file = record::file(&arguments.record);
    let found = match record::Kind::of(&file) {
        record::Kind::Run => run::verify(arguments, &interrupt, terminal),
        record::Kind::Comparison => comparison::verify(&file, arguments, &interrupt, terminal),
        record::Kind::Sweep => sweep::verify(&file, arguments, &interrupt, terminal),
    }?;
    let Some(verdict) = found else {
        terminal.say("interrupted: nothing was verified");
        return Ok(interrupt.exit().unwrap_or(Exit::Interrupted));
    };
    let outcome = if verdict.differs { "NOT verified" } else { "Verified" };
    terminal.print(&format!("{}{outcome}: {}\n", verdict.lines, verdict.what))?;
    Ok(if verdict.differs { Exit::VerificationFailed } else { Exit::Done })
}

/// What was compared, file by file.
#[derive(Default)]
struct Verdict {
    /// A line for each file.
    lines: String,
    /// Whether any is not the same.
    differs: bool,
    /// What was simulated again, in words.
    what: String,
}

impl Verdict {
    /// A file that is the same, or the place where it is not.
    fn add(&mut self, path: &Path, difference: Option<String>) {
        match difference {
            None => self.lines.push_str(&format!("same       {}\n", path.display())),
            Some(place) => {
                self.lines.push_str(&format!("DIFFERENT  {}: {place}\n", path.display()));
                self.differs = true;
            }
        }
    }

    /// Compares a file with what it should hold; one that is not there is said and differs in nothing.
    fn compare(
        &mut self,
        path: &Path,
        expected: &[u8],
        place: impl FnOnce(&[u8]) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        match fs::read(path) {
            Ok(bytes) if bytes == expected => self.add(path, None),
            Ok(bytes) => self.add(path, Some(place(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.absent(path),
            Err(source) => return Err(Failure::Read { path: path.to_owned(), source }),
        }
        Ok(())
    }

    fn absent(&mut self, path: &Path) {
        self.lines.push_str(&format!("not there  {}\n", path.display()));
    }
}

/// The first member of a JSON file that is not the same.
fn in_json(was: &[u8], is: &[u8]) -> Result<String, Failure> {
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes);
    let failed = |error: serde_json::Error| Failure::Format(error.to_string());
    let (was, is) = (read(was).map_err(failed)?, read(is).map_err(failed)?);
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
