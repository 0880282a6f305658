//! Simulating a plan and saying what came of it: what `run` does, and `verify` does again.

use super::Failure;
use super::interrupt::Interrupt;
use super::progress::Progress;
use crate::engine::{self, Collect};
use crate::model::Plan;
use crate::summary::{self, Document, Named, SAMPLE_REPLICATES, Timing, VarianceShare, VarianceSplit};
use crate::tally::Tally;
use std::time::Instant;

/// How a plan is simulated.
#[derive(Clone, Copy)]
pub struct How<'a> {
    /// Number of threads; all cores where absent.
    pub threads: Option<usize>,
    /// Asked to stop by somebody.
    pub interrupt: &'a Interrupt,
    /// Shows how far it is.
    pub progress: &'a Progress,
    /// Gets every replicate.
    pub draws: Option<&'a dyn Collect>,
}

/// What a simulation gave.
pub struct Simulated {
    /// What was kept of the replicates.
    pub tally: Tally,
    /// How long it took.
    pub timing: Timing,
    /// Whether the scenario's stopping rule was met; `None` without one.
    pub precision_reached: Option<bool>,
}

/// Simulates as many replicates as the plan says, or as its stopping rule wants.
pub fn simulate(plan: &Plan, how: How<'_>) -> Result<Simulated, Failure> {
    how.simulated(|options| match &plan.scenario().run.stop {
        None => Ok((engine::run(plan, plan.replicates(), options)?, None)),
        Some(stop) => {
            let mut is_enough =
                |tally: &Tally| summary::precision(plan, tally, stop).is_some_and(|now| now.meets(stop));
            let (tally, reached) = engine::run_until(plan, plan.replicates(), options, &mut is_enough)?;
            Ok((tally, Some(reached)))
        }
    })
}

/// Simulates the first `replicates` of a plan that was interrupted there.
pub fn simulate_part(plan: &Plan, replicates: u64, how: How<'_>) -> Result<Simulated, Failure> {
    let reached = plan.scenario().run.stop.as_ref().map(|_| false);
    how.simulated(|options| Ok((engine::run(plan, replicates, options)?, reached)))
}

impl How<'_> {
    fn simulated(
        self,
        run: impl FnOnce(&engine::Options<'_>) -> Result<(Tally, Option<bool>), engine::Error>,
    ) -> Result<Simulated, Failure> {
        let options = engine::Options {
            threads: self.threads,
            cancel: self.interrupt.cancel(),
            progress: self.progress,
            draws: self.draws,
            ..Default::default()
        };
        let started = Instant::now();
        let outcome = run(&options);
        let seconds = started.elapsed().as_secs_f64();
        self.progress.finish();
        let (tally, precision_reached) = outcome?;
        let cores = || std::thread::available_parallelism().ok().map(usize::from);
        let timing = Timing {
            seconds,
            replicates_per_second: tally.replicates(&[0, 1]) as f64 / seconds.max(f64::MIN_POSITIVE),
            threads: self.threads.or_else(cores).unwrap_or(1),
        };
        Ok(Simulated { tally, timing, precision_reached })
    }
}

impl Simulated {
    /// The document, timing left out; `requested` replicates make it complete, where no stopping rule was met.
    pub fn document(&self, plan: &Plan, requested: u64, threads: Option<usize>) -> Result<Document, Failure> {
        let mut document = self.document_alone(plan, requested, SAMPLE_REPLICATES);
        if document.run.complete {
            document.variance_split = split(plan, document.run.replicates, threads)?;
        }
        Ok(document)
    }

    /// The same without the split of the spread, which takes runs of its own, and with what moves the results from the
    /// first `kept` replicates.
    pub fn document_alone(&self, plan: &Plan, requested: u64, kept: usize) -> Document {
        let requested = match self.precision_reached {
            Some(true) => self.tally.replicates(&[0, 1]),
            _ => requested,
        };
        let mut document = summary::summarise_with_sample(plan, &self.tally, requested, kept);
        document.run.precision_reached = self.precision_reached;
        document
    }
}

/// Where the spread of the headline outputs comes from; empty for a static scenario or a short run.
fn split(plan: &Plan, replicates: u64, threads: Option<usize>) -> Result<Named<VarianceSplit>, Failure> {
    if plan.horizon().is_none() {
        return Ok(Named::new());
    }
    let outputs = plan.headline_outputs();
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
