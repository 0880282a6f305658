//! `amnesty run`: a scenario in, its answer out.

use super::arguments::{Format, RunArguments};
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::report::REPORT;
use super::{Exit, Failure, Terminal, scenario};
use crate::engine;
use crate::model::Plan;
use crate::output::table::{Footer, Look, first_screen};
use crate::output::{csv, json, report};
use crate::storage::{Disk, MARKER, ResultDirectory};
use crate::summary::{
    self, Document, Named, Record, SAMPLE_REPLICATES, Timing, VarianceShare, VarianceSplit,
};
use crate::tally::Tally;
use std::io;
use std::path::Path;
use std::time::Instant;

/// Runs a scenario: everything that can fail, fails before the first replicate.
pub fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = scenario::load(&arguments.scenario.file, &arguments.sets())?;
    if arguments.format() != Format::Table {
        terminal.warn(&loaded.warnings, &loaded.texts);
    }
    let plan = scenario::plan(loaded)?;
    let directory = arguments
        .out
        .as_deref()
        .map(|path| ResultDirectory::open(&Disk, path, arguments.force, bytes_needed(&plan)))
        .transpose()?;

    let interrupt = Interrupt::listen();
    let run = simulate(&plan, arguments, &interrupt, terminal)?;
    let tally = &run.tally;
    let mut document = summary::summarise(&plan, tally, run.requested(&plan));
    document.run.precision_reached = run.precision_reached;
    if document.run.complete {
        document.variance_split = split(&plan, document.run.replicates, arguments)?;
    }
    document.scenario.file = bare_name(&arguments.scenario.file);

    let files = match directory {
        Some(directory) => store(directory, &Record::new(&plan, tally, document.clone()))?,
        None => Vec::new(),
    };
    document.timing = Some(run.timing);
    print(&document, files, arguments, terminal)?;
    Ok(exit(&document, &interrupt))
}

/// What a run gave.
struct Run {
    tally: Tally,
    timing: Timing,
    /// Whether the scenario's stopping rule was met; `None` without one.
    precision_reached: Option<bool>,
}

impl Run {
    /// Replicates that make the run complete: a met stopping rule makes any number so.
    fn requested(&self, plan: &Plan) -> u64 {
        match self.precision_reached {
            Some(true) => self.tally.replicates(&[0, 1]),
            _ => plan.replicates(),
        }
    }
}

fn simulate(
    plan: &Plan,
    arguments: &RunArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<Run, Failure> {
    let progress = Progress::new(arguments.progress, terminal);
    let threads = arguments.threads.map(usize::from);
    let options =
        engine::Options { threads, cancel: interrupt.cancel(), progress: &progress, ..Default::default() };
    let started = Instant::now();
    let outcome = match &plan.scenario().run.stop {
        None => engine::run(plan, plan.replicates(), &options).map(|tally| (tally, None)),
        Some(stop) => {
            let mut is_enough =
                |tally: &Tally| summary::precision(plan, tally, stop).is_some_and(|now| now.meets(stop));
            engine::run_until(plan, plan.replicates(), &options, &mut is_enough)
                .map(|(tally, reached)| (tally, Some(reached)))
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    progress.finish();
    let (tally, precision_reached) = outcome?;
    let timing = Timing {
        seconds,
        replicates_per_second: tally.replicates(&[0, 1]) as f64 / seconds.max(f64::MIN_POSITIVE),
        threads: threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1),
    };
    Ok(Run { tally, timing, precision_reached })
}

/// Where the spread of the headline outputs comes from; empty for a static scenario or a short run.
fn split(plan: &Plan, replicates: u64, arguments: &RunArguments) -> Result<Named<VarianceSplit>, Failure> {
    if plan.horizon().is_none() {
        return Ok(Named::new());
    }
    let outputs = plan.headline_outputs();
    let threads = arguments.threads.map(usize::from);
    let options = engine::Options { threads, ..Default::default() };
    let splits = engine::variance_split(plan, &outputs, replicates, &options)?;
    let share = |(share, mcse)| VarianceShare { share: Some(share), mcse: Some(mcse) };
    let named = |(output, split): (usize, Option<engine::Split>)| {
        let split = split?;
        let shares = VarianceSplit {
            epistemic: share(split.epistemic),
            noise: share(split.noise),
            chance: share(split.chance),
        };
        Some((plan.outputs()[output].name.clone(), shares))
    };
    Ok(outputs.into_iter().zip(splits).filter_map(named).collect())
}

fn store(mut directory: ResultDirectory<'_>, record: &Record) -> Result<Vec<String>, Failure> {
    let text = record.to_text().map_err(|error| Failure::Format(error.to_string()))?;
    directory.stage("summary.csv", |file| csv::summary(&record.document, file).map_err(io::Error::from))?;
    if !record.document.series.is_empty() {
        directory.stage("series.csv", |file| csv::series(&record.document, file).map_err(io::Error::from))?;
    }
    let page = report::html(record)?;
    directory.stage(REPORT, |file| file.write_all(page.as_bytes()))?;
    directory.stage(MARKER, |file| file.write_all(text.as_bytes()))?;
    Ok(directory.commit()?.iter().map(|path| path.display().to_string()).collect())
}

fn print(
    document: &Document,
    files: Vec<String>,
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
        Format::Table => {
            let done = (!document.run.complete).then_some(document.run.replicates);
            let look =
                Look { width: terminal.width(), colour: terminal.colour(), all: terminal.is_verbose() };
            first_screen(document, look, &Footer { files, command: arguments.command(done) })
        }
    };
    terminal.print(&text)?;
    if let (Format::Table, Some(timing)) = (arguments.format(), &document.timing) {
        terminal.say(&pace(timing));
    }
    Ok(())
}

fn pace(timing: &Timing) -> String {
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
fn bytes_needed(plan: &Plan) -> u64 {
    let columns = (plan.tallied_inputs().len() + plan.outputs().len()) as u64;
    let rows = plan.replicates().min(SAMPLE_REPLICATES as u64);
    columns * rows * 20 + (1 << 20)
}

fn bare_name(path: &Path) -> Option<String> {
    path.file_name().filter(|name| *name != "-").map(|name| name.to_string_lossy().into_owned())
}
