//! The result of a run: its record, the files made from it, and its draws.

use super::draws::Comparing;
use super::{Verdict, in_json, in_lines};
use crate::cli::arguments::VerifyArguments;
use crate::cli::interrupt::Interrupt;
use crate::cli::progress::Progress;
use crate::cli::simulate::{How, Simulated, simulate, simulate_part};
use crate::cli::{Failure, Terminal, record, room};
use crate::model::Plan;
use crate::output::numbers::count;
use crate::storage::MARKER;
use crate::study::again;
use crate::summary::{Document, Record};

/// Simulates a record's run again; `None` where it was interrupted.
pub fn verify(
    arguments: &VerifyArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<Option<Verdict>, Failure> {
    let found = record::read(&arguments.record)?;
    let old = &found.record;
    record::warn_of_versions(&old.provenance, terminal);
    let plan = again::plan(old)?;
    let mut draws = Comparing::beside(&found.file, &plan)?.into_iter();
    let first = draws.next();
    let mut again = Again { old, plan: &plan, arguments, interrupt, terminal };
    let Some((document, new)) = again.run(first.as_ref())? else { return Ok(None) };

    let mut verdict = Verdict::default();
    for (name, expected) in record::files(&new)? {
        // The record may have been given another name; the others lie beside it under their own.
        let path = if name == MARKER { found.file.clone() } else { found.file.with_file_name(name) };
        verdict.compare(&path, &expected, |bytes| match name {
            MARKER => in_json(bytes, &expected),
            _ => Ok(in_lines(bytes, &expected)),
        })?;
    }
    for (place, file) in first.into_iter().chain(draws).enumerate() {
        // A result has one file of draws; a second one costs a run of its own.
        if place > 0 && again.run(Some(&file))?.is_none() {
            return Ok(None);
        }
        let (path, difference) = file.finish(&document)?;
        verdict.add(&path, difference);
    }
    let (futures, seed) = (count(document.run.replicates), new.provenance.seed);
    let length = if document.run.complete { "" } else { ", an interrupted run's" };
    verdict.what = format!("{futures} futures{length}, of seed {seed}, simulated again");
    Ok(Some(verdict))
}

/// A run that is done again.
struct Again<'a> {
    old: &'a Record,
    plan: &'a Plan,
    arguments: &'a VerifyArguments,
    interrupt: &'a Interrupt,
    terminal: &'a Terminal,
}

impl Again<'_> {
    /// The document and the record that this program makes of the same run; `None` where it was interrupted.
    fn run(&mut self, draws: Option<&Comparing>) -> Result<Option<(Document, Record)>, Failure> {
        let (plan, run) = (self.plan, &self.old.document.run);
        let threads = self.arguments.threads.map(usize::from);
        let memory = room::check(plan, threads)?;
        let progress = Progress::new(self.arguments.progress, self.terminal).with_memory(memory);
        let draws = draws.map(Comparing::collector);
        let how = How { threads, interrupt: self.interrupt, progress: &progress, draws };
        // A study plays every future asked for, whatever stopping rule its scenario has.
        let whole = run.complete && run.precision_reached.is_some() == plan.scenario().run.stop.is_some();
        let mut simulated =
            if whole { simulate(plan, how)? } else { simulate_part(plan, run.replicates, how)? };
        if self.interrupt.exit().is_some() {
            return Ok(None);
        }
        if run.precision_reached.is_none() {
            simulated.precision_reached = None;
        }
        let mut document = self.document(&simulated, threads)?;
        again::name_as_recorded(&mut document, self.old);
        let kept = self.old.sample.replicates;
        let record = Record::with_sample(plan, &simulated.tally, document.clone(), kept);
        Ok(Some((document, record)))
    }

    fn document(&self, simulated: &Simulated, threads: Option<usize>) -> Result<Document, Failure> {
        let run = &self.old.document.run;
        let requested = if run.complete { self.plan.replicates() } else { run.requested };
        // The points of a sweep are recorded without it.
        if self.old.document.variance_split.is_empty() {
            let kept = self.old.sample.replicates;
            return Ok(simulated.document_alone(self.plan, requested, kept));
        }
        simulated.document(self.plan, requested, threads)
    }
}
