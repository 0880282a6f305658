//! The result of a comparison: every policy from its own record, played on the same futures again.

use super::{Verdict, in_json, in_lines};
use crate::cli::arguments::VerifyArguments;
use crate::cli::compare;
use crate::cli::interrupt::Interrupt;
use crate::cli::progress::Progress;
use crate::cli::record::{self, Found};
use crate::cli::simulate::Simulated;
use crate::cli::{Failure, Terminal, room};
use crate::engine;
use crate::output::numbers::count;
use crate::storage::{COMPARISON_MARKER, MARKER};
use crate::study::again;
use crate::study::compare::{BreakEvenQuestion, Compared, Comparison, FORMAT};
use crate::summary::{Record, Timing};
use crate::tally::PairedTally;
use std::path::Path;

/// Compares again what a comparison compared; `None` where it was interrupted.
pub fn verify(
    file: &Path,
    arguments: &VerifyArguments,
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<Option<Verdict>, Failure> {
    let old: Comparison = record::read_study(file, FORMAT)?;
    let directory = file.parent().unwrap_or(Path::new(""));
    let records: Vec<Found> =
        old.policies.iter().map(|(name, _)| record::read(&directory.join(name))).collect::<Result<_, _>>()?;
    if let Some(first) = records.first() {
        record::warn_of_versions(&first.record.provenance, terminal);
    }
    let policies = old.policies.iter().zip(&records);
    let variants = policies.map(|((name, _), found)| again::variant(name, &old, &found.record));
    let compared = Compared::new(variants.collect::<Result<_, _>>()?, &again::question(&old))?;

    let threads = arguments.threads.map(usize::from);
    let memory = room::check_compared(&compared, threads)?;
    let progress = Progress::new(arguments.progress, terminal).with_memory(memory);
    let options =
        engine::Options { threads, cancel: interrupt.cancel(), progress: &progress, ..Default::default() };
    let tally = compared.run_part(old.run.replicates, &options);
    progress.finish();
    let tally = tally?;
    let mut new = again::describe(&compared, &tally, &old);
    if let Some(found) = old.break_even.first() {
        let [low, high] = found.range;
        let words = format!("{}={low:?}..{high:?}", found.lever);
        let question = BreakEvenQuestion::parse(&words, &found.of, found.at)?;
        compared.break_even(&question, &options, &mut new)?;
    }
    if interrupt.exit().is_some() {
        return Ok(None);
    }
    let mut verdict = Verdict::default();
    for (name, expected) in compare::files(&new)? {
        let path = file.with_file_name(name);
        verdict.compare(&path, &expected, |bytes| match name {
            COMPARISON_MARKER => in_json(bytes, &expected),
            _ => Ok(in_lines(bytes, &expected)),
        })?;
    }
    policies_of(&mut verdict, &compared, tally, &records)?;
    let (futures, seed, of) = (count(new.run.replicates), new.run.seed, records.len());
    verdict.what = format!("{futures} futures of seed {seed}, simulated again under each of {of} policies");
    Ok(Some(verdict))
}

/// The files of each policy: what a run of it alone would write.
fn policies_of(
    verdict: &mut Verdict,
    compared: &Compared,
    tally: PairedTally,
    records: &[Found],
) -> Result<(), Failure> {
    let plans = compared.variants().iter().map(|variant| &variant.plan);
    for ((plan, tally), found) in plans.zip(tally.policies).zip(records) {
        let simulated = Simulated { tally, timing: Timing::default(), precision_reached: None };
        let mut document = simulated.document(plan, compared.replicates(), None)?;
        again::name_as_recorded(&mut document, &found.record);
        let new = Record::new(plan, &simulated.tally, document);
        for (name, expected) in record::files(&new)? {
            verdict.compare(&found.file.with_file_name(name), &expected, |bytes| match name {
                MARKER => in_json(bytes, &expected),
                _ => Ok(in_lines(bytes, &expected)),
            })?;
        }
    }
    Ok(())
}
