//! `amnesty compare`: policies on the same futures.

use super::arguments::{CompareArguments, CompareFormat as Format};
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::record::REPORT;
use super::run::{bytes_needed, pace};
use super::simulate::Simulated;
use super::{Exit, Failure, Terminal, record, room};
use crate::catalogue::Better;
use crate::engine;
use crate::output::comparison;
use crate::output::look::{Footer, Look};
use crate::output::{json, report};
use crate::scenario::{self, Document, words};
use crate::storage::{COMPARISON_MARKER, Disk, ResultDirectory};
use crate::study::compare::{BreakEvenQuestion, Compared, Comparison, Error, Question, Variant};
use crate::summary::{Record, Timing, seal};
use crate::tally::PairedTally;
use std::path::Path;
use std::time::Instant;

/// Compares policies: everything that can fail, fails before the first replicate.
pub fn compare(arguments: &CompareArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let question = arguments.break_even()?;
    let compared = Compared::new(variants(arguments)?, &asked(arguments))?;
    let memory = room::check_compared(&compared, arguments.threads.map(usize::from))?;
    let directory =
        arguments.out.as_deref().map(|path| open(&compared, path, arguments.force)).transpose()?;

    let interrupt = Interrupt::listen();
    let (tally, timing) = simulate(&compared, memory, arguments, &interrupt, terminal)?;
    let mut document = compared.describe(&tally);
    if let Some(question) = question.filter(|_| document.run.complete) {
        let progress = Progress::new(arguments.progress, terminal);
        let options = options(arguments, &interrupt, &progress);
        let found = compared.break_even(&question, &options, &mut document);
        progress.finish();
        found?;
    }

    let files = match directory {
        Some(directory) => {
            let timing = timing.clone();
            let simulated = tally.policies.into_iter().map(|tally| Simulated {
                tally,
                timing: timing.clone(),
                precision_reached: None,
            });
            store(directory, &compared, simulated, &document)?
        }
        None => Vec::new(),
    };
    document.timing = Some(timing);
    print(&document, files, arguments, terminal)?;
    Ok(exit(&document, &interrupt))
}

/// What is asked besides the differences.
fn asked(arguments: &CompareArguments) -> Question {
    Question {
        objective: arguments.objective.clone(),
        better: match (arguments.maximize, arguments.minimize) {
            (true, _) => Some(Better::More),
            (_, true) => Some(Better::Less),
            _ => None,
        },
        satisfice: (0..arguments.satisfice.len()).map(condition_name).collect(),
    }
}

/// The first file, then its policies, then the other files.
fn variants(arguments: &CompareArguments) -> Result<Vec<Variant>, Failure> {
    let sets = arguments.sets();
    let read = |path: &Path| -> Result<Document, Failure> {
        let mut document = scenario::read(path, &sets)?;
        for (index, formula) in arguments.satisfice.iter().enumerate() {
            document.add_success("--satisfice", &condition_name(index), formula);
        }
        Ok(document)
    };
    let base = read(&arguments.base)?;
    let mut variants = vec![Variant::file(base.clone())?];
    if arguments.policies.is_empty() && arguments.others.is_empty() {
        variants.extend(Variant::policies(&base)?);
        if variants.len() == 1 && arguments.break_even.is_none() {
            return Err(Failure::NothingToCompare(arguments.base.clone()));
        }
    }
    for name in &arguments.policies {
        variants.push(Variant::policy(&base, name)?);
    }
    for path in &arguments.others {
        variants.push(Variant::file(read(path)?)?);
    }
    if let Some(name) = &arguments.against {
        let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
        let Some(place) = names.iter().position(|known| known == name) else {
            let help = words::suggestion(name, names.iter().copied()).unwrap_or_default();
            return Err(Failure::UnknownPolicy { name: name.clone(), help });
        };
        variants[..=place].rotate_right(1);
    }
    Ok(variants)
}

/// `satisfice`, `satisfice_2`, …
fn condition_name(index: usize) -> String {
    if index == 0 { "satisfice".to_owned() } else { format!("satisfice_{}", index + 1) }
}

fn options<'a>(
    arguments: &CompareArguments,
    interrupt: &'a Interrupt,
    progress: &'a Progress,
) -> engine::Options<'a> {
    let threads = arguments.threads.map(usize::from);
    engine::Options { threads, cancel: interrupt.cancel(), progress, ..Default::default() }
}

fn simulate(
    compared: &Compared,
    memory: u64,
    arguments: &CompareArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<(PairedTally, Timing), Failure> {
    let progress = Progress::new(arguments.progress, terminal).with_memory(memory);
    let started = Instant::now();
    let outcome = compared.run(&options(arguments, interrupt, &progress));
    let seconds = started.elapsed().as_secs_f64();
    progress.finish();
    let tally = outcome?;
    let replicates: u64 = tally.replicates(false).iter().sum();
    let timing = Timing {
        seconds,
        replicates_per_second: replicates as f64 / seconds.max(f64::MIN_POSITIVE),
        threads: arguments
            .threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, usize::from),
    };
    Ok((tally, timing))
}

/// Takes the directory of a comparison, with one below it for each policy.
fn open(compared: &Compared, path: &Path, force: bool) -> Result<ResultDirectory<'static>, Failure> {
    let bytes: u64 = compared.variants().iter().map(|variant| bytes_needed(&variant.plan)).sum();
    let directory = ResultDirectory::open(&Disk, path, force, bytes + (1 << 20))?;
    for variant in compared.variants() {
        directory.part(&variant.name, force)?;
    }
    Ok(directory)
}

/// Writes a record of each policy and the comparison, all or nothing.
fn store(
    mut directory: ResultDirectory<'_>,
    compared: &Compared,
    simulated: impl Iterator<Item = Simulated>,
    document: &Comparison,
) -> Result<Vec<String>, Failure> {
    for (Variant { name, plan, .. }, simulated) in compared.variants().iter().zip(simulated) {
        // As a run of its own would write it, so that `verify` finds the same bytes.
        let document = simulated.document(plan, compared.replicates(), None)?;
        for (file, bytes) in record::files(&Record::new(plan, &simulated.tally, document))? {
            directory.stage(&format!("{name}/{file}"), |out| out.write_all(&bytes))?;
        }
    }
    for (name, bytes) in files(document)? {
        directory.stage(name, |file| file.write_all(&bytes))?;
    }
    Ok(directory.commit()?.iter().map(|path| path.display().to_string()).collect())
}

/// The files of a comparison beside those of its policies, as they lie in its directory.
pub(super) fn files(document: &Comparison) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Format(error.to_string());
    let mut table = Vec::new();
    comparison::table(document, &mut table).map_err(|error| failed(&error))?;
    let page = report::render_study(&report::comparison(document), None)?;
    let text = seal(&json::document(document).map_err(|error| failed(&error))?);
    Ok(vec![("comparison.csv", table), (REPORT, page.into_bytes()), (COMPARISON_MARKER, text.into_bytes())])
}

fn print(
    document: &Comparison,
    files: Vec<String>,
    arguments: &CompareArguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let format = |error: &dyn std::fmt::Display| Failure::Format(error.to_string());
    let text = match arguments.format() {
        Format::Json => json::document(document).map_err(|error| format(&error))?,
        Format::Csv => {
            let mut bytes = Vec::new();
            comparison::table(document, &mut bytes).map_err(|error| format(&error))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Table => {
            let done = (!document.run.complete).then_some(document.run.replicates);
            let look =
                Look { width: terminal.width(), colour: terminal.colour(), all: terminal.is_verbose() };
            comparison::screen(document, look, &Footer { files, command: arguments.command(done) })
        }
    };
    terminal.print(&text)?;
    if let (Format::Table, Some(timing)) = (arguments.format(), &document.timing) {
        terminal.say(&pace(timing));
    }
    Ok(())
}

fn exit(document: &Comparison, interrupt: &Interrupt) -> Exit {
    let searched = document.break_even.iter().all(|found| found.complete);
    if document.run.complete && searched { Exit::Done } else { interrupt.exit().unwrap_or(Exit::Interrupted) }
}

impl CompareArguments {
    /// The question about a lever, where one is asked.
    fn break_even(&self) -> Result<Option<BreakEvenQuestion>, Failure> {
        let (Some(lever), Some(of)) = (&self.break_even, &self.of) else { return Ok(None) };
        Ok(Some(BreakEvenQuestion::parse(lever, of, self.at)?))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Scenario(problems) => Self::Scenario(problems),
            Error::Engine(error) => Self::Engine(error),
            other => Self::Comparison(other),
        }
    }
}
