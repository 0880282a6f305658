//! `amnesty sweep`: a scenario at many points, or many scenarios, on the same futures.

use super::arguments::{Format, ProgressStyle, SweepArguments};
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::record::REPORT;
use super::{Exit, Failure, Terminal, room};
use crate::engine::{self, Ledger};
use crate::output::look::{Footer, Look};
use crate::output::numbers::{count, number};
use crate::output::sweep_screen::{points_in_words, sweep_screen};
use crate::output::sweep_table::{self, Csv, TableError};
use crate::output::{json, plain, report};
use crate::scenario::{self, Diagnostic, Diagnostics, Document};
use crate::storage::{Disk, SWEEP_MARKER};
use crate::study::sweep::{
    self, Point, Preview, Request, RunError, Store, Sweep, SweepDocument, SweepTiming,
};
use crate::summary::write_sealed;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Runs a sweep: everything that is wrong with paths and scenarios is told before the first point.
pub fn sweep(arguments: &SweepArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let (request, scenarios) = gather(arguments, terminal)?;
    let sweep = Sweep::new(request.finish()?, scenarios, &arguments.sets())?;
    let bad = sweep.check()?;
    let preview = sweep.preview()?;
    terminal.warn(&bad.problems, &bad.sources);
    announce(&sweep, &preview, arguments, terminal);
    room::check_points(&preview, arguments.threads.map(usize::from))?;
    if arguments.dry_run {
        return Ok(Exit::Done);
    }
    let mut store = match &arguments.out {
        Some(path) => Store::in_directory(&Disk, path, arguments.force, &sweep)?,
        None if arguments.format() == Format::Csv => {
            let table = Csv::begin(&sweep.axes(), io::stdout()).map_err(Failure::output)?;
            Store::streaming(&sweep, Box::new(table))
        }
        None => Store::in_memory(&sweep),
    };
    if store.resumed() > 0 {
        let (done, all) = (count(store.resumed() as u64), count(sweep.points() as u64));
        terminal.say(&format!("Going on: {done} of {all} points are done already."));
    }

    let interrupt = Interrupt::listen();
    let ledger = run(&sweep, &preview, &mut store, arguments, &interrupt, terminal)?;
    let mut document = sweep::describe(&sweep, &preview, &mut store);
    store.finish_rows()?;
    if arguments.format() == Format::Csv && arguments.out.is_some() {
        csv(&document, &store)?;
    }
    let timing = sweep::timing(&ledger, store.resumed());
    let files = finish(&document, store, arguments, terminal)?;
    document.timing = Some(timing);
    print(&document, files, arguments, terminal)?;
    Ok(exit(&document, &interrupt))
}

/// What is asked for, and the scenarios that it is asked of.
fn gather(
    arguments: &SweepArguments,
    terminal: &Terminal,
) -> Result<(Request, Vec<(String, Document)>), Failure> {
    let files = arguments.files();
    if files.is_empty() {
        return Err(Failure::NothingToSweep);
    }
    let mut documents = read(&files, terminal)?;
    let is_sweep = |document: &Document| document.get("sweep").is_some();
    let mut request = Request::default();
    if documents.len() == 1 && is_sweep(&documents[0].1) {
        let (_, own) = documents.remove(0);
        documents.push(base_of(&own)?);
        request = Request::of_file(own);
    }
    if let Some((name, _)) = documents.iter().find(|(_, document)| is_sweep(document)) {
        let message = format!("`{name}` describes a sweep and can't be swept with others");
        return Err(Diagnostics::from(Diagnostic::error("E050", message).help("give it alone")).into());
    }
    arguments.grid.iter().for_each(|words| request.grid(words));
    request.zip(&arguments.zip);
    request.list(&arguments.points());
    arguments.hypercubes().iter().for_each(|words| request.latin_hypercube(words));
    Ok((request, documents))
}

/// The scenarios by bare name; those of a directory in the order of their names.
fn read(files: &[PathBuf], terminal: &Terminal) -> Result<Vec<(String, Document)>, Failure> {
    let mut documents = Vec::new();
    let mut problems = Diagnostics { sources: Default::default(), problems: Vec::new() };
    for path in files {
        let is_directory = path.is_dir();
        let paths = if is_directory { scenarios_in(path)? } else { vec![path.clone()] };
        for path in paths {
            match scenario::read(&path, &[]) {
                Ok(document) if is_directory && document.get("sweep").is_some() => {
                    terminal.say(&format!("`{}` describes a sweep and is left out.", path.display()));
                }
                Ok(document) => documents.push((bare_name(&path), document)),
                // One at a time: their places point into texts of their own.
                Err(found) if problems.problems.is_empty() => problems = found,
                Err(_) => {}
            }
        }
    }
    if problems.problems.is_empty() { Ok(documents) } else { Err(problems.into()) }
}

fn scenarios_in(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let told = |error: &io::Error| {
        let message = format!("cannot read `{}`: {error}", directory.display());
        Failure::from(Diagnostics::from(Diagnostic::error("E001", message)))
    };
    let entries = fs::read_dir(directory).map_err(|error| told(&error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| told(&error))?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_file() && ["toml", "json"].contains(&extension) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let message = format!("`{}` holds no scenario", directory.display());
        let problem = Diagnostic::error("E001", message).help("scenarios end in .toml or .json");
        return Err(Diagnostics::from(problem).into());
    }
    paths.sort();
    Ok(paths)
}

/// The base that a sweep file names.
fn base_of(own: &Document) -> Result<(String, Document), Failure> {
    let Some((path, origin)) = own.sweep_base() else {
        let problem = Diagnostic::error("E014", "`sweep` has no `base`").at("sweep.base");
        let origin = own.get("sweep").map_or_else(|| own.start(), |node| node.origin.clone());
        let problem = problem.label(origin, "needs `base`").help("write `base = \"scenario.toml\"`");
        return Err(Diagnostics { sources: own.sources.clone(), problems: vec![problem] }.into());
    };
    if !path.exists() {
        let message = format!("cannot read `{}`: no such file", path.display());
        let problem = Diagnostic::error("E008", message).at("sweep.base").label(origin, "named here");
        let problem = problem.help("file names are relative to the file that holds them");
        return Err(Diagnostics { sources: own.sources.clone(), problems: vec![problem] }.into());
    }
    let document = scenario::read(&path, &[])?;
    Ok((bare_name(&path), document))
}

fn bare_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// What is ahead, before it starts.
fn announce(sweep: &Sweep, preview: &Preview, arguments: &SweepArguments, terminal: &Terminal) {
    let futures = preview.replicates.map(|n| format!("; {} simulated futures at each", count(n)));
    let points = points_in_words(&sweep.axes(), sweep.points());
    let seconds = preview.seconds(sweep.points(), threads(arguments));
    let threads = match threads(arguments) {
        1 => "1 thread".to_owned(),
        more => format!("{more} threads"),
    };
    let text = format!("{points}{}; about {} on {threads}.", futures.unwrap_or_default(), duration(seconds));
    terminal.say(&plain(&text));
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".to_owned(),
        s if s < 100.0 => format!("{s:.0} s"),
        s if s < 5_400.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3_600.0),
    }
}

fn threads(arguments: &SweepArguments) -> usize {
    let all = || std::thread::available_parallelism().ok().map(usize::from);
    arguments.threads.map(usize::from).or_else(all).unwrap_or(1)
}

fn run(
    sweep: &Sweep,
    preview: &Preview,
    store: &mut Store<'_>,
    arguments: &SweepArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<Ledger, Failure> {
    // Rows that appear on a terminal as they come are progress enough, and a bar would stand among them.
    let rows_are_seen =
        arguments.format() == Format::Csv && arguments.out.is_none() && io::stdout().is_terminal();
    let style = if rows_are_seen { ProgressStyle::None } else { arguments.progress };
    let progress = Progress::new(style, terminal).announced();
    let threads = arguments.threads.map(usize::from);
    let options =
        engine::Options { threads, cancel: interrupt.cancel(), progress: &progress, ..Default::default() };
    let ledger = sweep::run(sweep, preview, store, &options);
    progress.finish();
    ledger.map_err(|error| match error {
        RunError::Engine(error) => error.into(),
        RunError::Store(error) => error.into(),
    })
}

/// Writes the final files of a complete sweep; what an interrupted one has done stays in its directory.
fn finish(
    document: &SweepDocument,
    mut store: Store<'_>,
    arguments: &SweepArguments,
    terminal: &Terminal,
) -> Result<Vec<String>, Failure> {
    let Some(directory) = &arguments.out else { return Ok(Vec::new()) };
    if !document.run.complete {
        let (done, all) = (count(document.run.done as u64), count(document.run.points as u64));
        terminal.say(&format!(
            "{done} of {all} points are kept in `{}`; the same command goes on from there.",
            directory.display()
        ));
        return Ok(Vec::new());
    }
    let tables = ["sweep.csv", "sweep.parquet"];
    store.stage_rows(tables, |rows, files| sweep_table::both(document, rows, files)).map_err(table)?;
    let page = report::render_study(&report::sweep(document), None)?;
    store.stage(REPORT, |file| file.write_all(page.as_bytes()))?;
    store.stage(SWEEP_MARKER, |file| write_sealed(document, file))?;
    let mut files: Vec<String> = store.commit(&Disk)?.iter().map(|path| path.display().to_string()).collect();
    let mut records = document.points.iter().filter_map(Point::record);
    if let Some(record) = records.next() {
        let more = records.count();
        let first = directory.join(record.to_string()).display().to_string();
        files.push(if more == 0 { first } else { format!("{first} and {more} more") });
    }
    Ok(files)
}

fn table(error: TableError) -> Failure {
    match error {
        TableError::Store(error) => error.into(),
        TableError::Io(error) => Failure::Format(error.to_string()),
    }
}

/// The table of a sweep that has a directory, from its log.
fn csv(document: &SweepDocument, store: &Store<'_>) -> Result<(), Failure> {
    sweep_table::csv(document, store.rows()?, io::stdout().lock()).map_err(|error| match error {
        TableError::Io(error) => Failure::output(error),
        error @ TableError::Store(_) => table(error),
    })
}

fn print(
    document: &SweepDocument,
    files: Vec<String>,
    arguments: &SweepArguments,
    terminal: &Terminal,
) -> Result<(), Failure> {
    match arguments.format() {
        Format::Json => terminal.stream(|out| json::write(document, out)),
        // Written already, row by row.
        Format::Csv => Ok(()),
        Format::Markdown => {
            let look = Look { width: terminal.width(), colour: false, all: terminal.is_verbose() };
            let screen = sweep_screen(document, look, &Footer { files, command: arguments.command() });
            // Its tables are aligned by spaces: a fence keeps them.
            terminal.print(&format!("```text\n{screen}```\n"))
        }
        Format::Table => {
            let look =
                Look { width: terminal.width(), colour: terminal.colour(), all: terminal.is_verbose() };
            terminal.print(&sweep_screen(document, look, &Footer { files, command: arguments.command() }))?;
            if let Some(timing) = &document.timing {
                terminal.say(&pace(timing, document.run.done - timing.resumed));
            }
            Ok(())
        }
    }
}

fn pace(timing: &SweepTiming, points: usize) -> String {
    let seconds = number(timing.run.seconds, None, "");
    let points = if points == 1 { "1 point".to_owned() } else { format!("{} points", count(points as u64)) };
    let threads = match timing.run.threads {
        1 => "1 thread".to_owned(),
        more => format!("{more} threads"),
    };
    let idle = number(timing.idle_share, None, "share");
    let beside = number(timing.overhead_milliseconds_a_point, None, "");
    format!(
        "{points} in {seconds} s on {threads}, idle {idle} of the time; {beside} ms a point beside playing it"
    )
}

fn exit(document: &SweepDocument, interrupt: &Interrupt) -> Exit {
    match (document.run.complete, document.run.failed) {
        (false, _) => interrupt.exit().unwrap_or(Exit::Interrupted),
        (true, 0) => Exit::Done,
        (true, _) => Exit::Failed,
    }
}
