//! `amnesty run`: a scenario in, its answer out.

use super::arguments::{Format, RunArguments};
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::simulate::{How, simulate};
use super::{Exit, Failure, Terminal, draws, record, room, scenario};
use crate::model::Plan;
use crate::output::look::{Footer, Look};
use crate::output::table::with_picture;
use crate::output::{csv, json, markdown};
use crate::storage::{Disk, ResultDirectory};
use crate::summary::{Document, Record, SAMPLE_REPLICATES, Timing};
use std::path::Path;

/// Runs a scenario: everything that can fail, fails before the first replicate.
pub fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = scenario::load(&arguments.scenario.file, &arguments.sets())?;
    if arguments.format() != Format::Table {
        terminal.warn(&loaded.warnings, &loaded.texts);
    }
    let plan = scenario::plan(loaded)?;
    let threads = arguments.threads.map(usize::from);
    let memory = room::check(&plan, threads)?;
    let (mut directory, draws) = prepare(&plan, arguments)?;

    let interrupt = Interrupt::listen();
    let progress = Progress::new(arguments.progress, terminal).with_memory(memory);
    let collector = draws.as_ref().map(draws::Writing::collector);
    let how = How { threads, interrupt: &interrupt, progress: &progress, draws: collector };
    let simulated = simulate(&plan, how)?;
    let mut document = simulated.document(&plan, plan.replicates(), threads)?;
    document.scenario.file = bare_name(&arguments.scenario.file);

    if let (Some(draws), Some(directory)) = (draws, &mut directory) {
        draws.finish(&document, directory)?;
    }
    let record = Record::new(&plan, &simulated.tally, document.clone());
    let files = match directory {
        Some(directory) => store(directory, &record)?,
        None => Vec::new(),
    };
    let first = plan.headline_outputs().first().map(|&output| plan.outputs()[output].name.as_str());
    let grid = first.map_or(Vec::new(), |name| record.judged_grid(name).to_vec());
    document.timing = Some(simulated.timing);
    print(&document, files, grid, arguments, terminal)?;
    Ok(exit(&document, &interrupt))
}

/// The directory for the result, and the file of draws if one is asked for.
fn prepare<'a>(
    plan: &Plan,
    arguments: &RunArguments,
) -> Result<(Option<ResultDirectory<'a>>, Option<draws::Writing>), Failure> {
    let Some(path) = &arguments.out else { return Ok((None, None)) };
    let asked = arguments.draws_form().map(|form| draws::Asked::new(plan, form)).transpose()?;
    let bytes = bytes_needed(plan).saturating_add(asked.as_ref().map_or(0, draws::Asked::bytes));
    let opened = ResultDirectory::open(&Disk, path, arguments.force, bytes);
    let mut directory = opened.map_err(|error| match &asked {
        Some(asked) => asked.explain(error),
        None => error.into(),
    })?;
    let writing = asked.map(|asked| asked.begin(&mut directory)).transpose()?;
    Ok((Some(directory), writing))
}

pub(super) fn store(mut directory: ResultDirectory<'_>, record: &Record) -> Result<Vec<String>, Failure> {
    for (name, bytes) in record::files(record)? {
        directory.stage(name, |file| file.write_all(&bytes))?;
    }
    Ok(directory.commit()?.iter().map(|path| path.display().to_string()).collect())
}

fn print(
    document: &Document,
    files: Vec<String>,
    grid: Vec<f64>,
    arguments: &RunArguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let format = |error: &dyn std::fmt::Display| Failure::Format(error.to_string());
    let text = match arguments.format() {
        Format::Json => json::document(document).map_err(|error| format(&error))?,
        Format::Csv => {
            let mut bytes = Vec::new();
            csv::summary(document, &mut bytes).map_err(|error| format(&error))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Markdown => {
            let command = arguments.command((!document.run.complete).then_some(document.run.replicates));
            markdown::page(document, &Footer { files, command })
        }
        Format::Table => {
            let done = (!document.run.complete).then_some(document.run.replicates);
            let look =
                Look { width: terminal.width(), colour: terminal.colour(), all: terminal.is_verbose() };
            with_picture(document, &grid, look, &Footer { files, command: arguments.command(done) })
        }
    };
    terminal.print(&text)?;
    if let (Format::Table, Some(timing)) = (arguments.format(), &document.timing) {
        terminal.say(&pace(timing));
    }
    Ok(())
}

pub(super) fn pace(timing: &Timing) -> String {
    use crate::output::numbers::number;
    let threads =
        if timing.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", timing.threads) };
    format!(
        "{} s, {} futures a second on {threads}",
        number(timing.seconds, None, ""),
        number(timing.replicates_per_second, None, "")
    )
}

fn exit(document: &Document, interrupt: &Interrupt) -> Exit {
    match (document.run.complete, document.run.precision_reached) {
        (false, _) => interrupt.exit().unwrap_or(Exit::Interrupted),
        (true, Some(false)) => Exit::PrecisionNotReached,
        (true, _) => Exit::Done,
    }
}

/// About what the files of a result take: the sample dominates, at some twenty bytes a number.
pub(super) fn bytes_needed(plan: &Plan) -> u64 {
    let columns = (plan.tallied_inputs().len() + plan.outputs().len()) as u64;
    let rows = plan.replicates().min(SAMPLE_REPLICATES as u64);
    columns * rows * 20 + (1 << 20)
}

fn bare_name(path: &Path) -> Option<String> {
    path.file_name().filter(|name| *name != "-").map(|name| name.to_string_lossy().into_owned())
}
