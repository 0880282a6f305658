//! Comparing policies on the same futures.
//!
//! Replicate *i* is the same world under every policy, because each stream of random numbers has a name: what nobody
//! knows is drawn alike, and so are month-to-month noise and the luck of individual people wherever the programme asks
//! for them. A difference taken future by future therefore shows what the policy does, and its Monte Carlo error is
//! often a hundredth of that of two unrelated runs.

mod break_even;
mod describe;
mod document;
mod objective;
mod variant;

pub use break_even::{BreakEvenQuestion, break_even};
pub use document::*;
pub use objective::{Objective, direction};
pub use variant::{Variant, policy, policy_label};

use crate::engine::{self, Options};
use crate::model::Plan;
use crate::scenario::{Diagnostic, Diagnostics};
use crate::summary::Warning;
use crate::tally::paired::Objective as TallyObjective;
use crate::tally::{PairedTally, Pairing};

/// What a comparison is asked besides the differences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Output that policies are judged by; chosen where absent (see [`Objective`]).
    pub objective: Option<String>,
    /// Which way it is better; as the scenario or the catalogue says where absent.
    pub better: Option<Better>,
    /// Names of success conditions that policies should meet; all of the scenario's where empty.
    pub satisfice: Vec<String>,
}

/// A comparison that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A scenario has problems, or two cannot be paired.
    #[error(transparent)]
    Scenario(#[from] Diagnostics),
    /// A name that is no output of every policy.
    #[error("`{option} {output}`: no output of that name and unit is in every policy; {help}")]
    NoOutput {
        /// The option that names it.
        option: &'static str,
        /// The name.
        output: String,
        /// What may have been meant.
        help: String,
    },
    /// Nobody says which way an objective is better.
    #[error(
        "neither the scenario's conditions nor the catalogue say which way `{output}` is better; add `--maximize` or `--minimize`"
    )]
    NoDirection {
        /// The output.
        output: String,
    },
    /// A search for a break-even that cannot be made.
    #[error("`--break-even {lever}`: {why}")]
    Lever {
        /// Path of the lever.
        lever: String,
        /// What stands in the way, and what to do.
        why: String,
    },
    /// The run failed.
    #[error(transparent)]
    Engine(#[from] engine::Error),
}

/// Policies that can be played on the same futures, and what is asked of them.
#[derive(Debug)]
pub struct Compared {
    variants: Vec<Variant>,
    pairing: Pairing,
    objective: Option<Objective>,
    doubts: Vec<Diagnostic>,
}

impl Compared {
    /// Prepares a comparison of at least two policies with the first of them: the last step that can fail because of
    /// what the scenarios say.
    ///
    /// # Errors
    /// Policies whose futures would not be the same, and objectives that are not there.
    pub fn new(mut variants: Vec<Variant>, question: &Question) -> Result<Self, Error> {
        variant::check_pairing(&variants)?;
        variant::tell_apart(&mut variants);
        let plans: Vec<&Plan> = variants.iter().map(|variant| &variant.plan).collect();
        let mut pairing = Pairing::of(&plans);
        let first = plans[0];
        let compared: Vec<&str> =
            pairing.outputs.iter().map(|places| first.outputs()[places[0]].name.as_str()).collect();
        let objective = objective::choose(first, &compared, question.objective.as_deref(), question.better)?;
        pairing.objective = objective.as_ref().and_then(|objective| {
            let output = compared.iter().position(|name| *name == objective.output)?;
            Some(TallyObjective { output, maximise: objective.better == Better::More })
        });
        let wanted = |name: &String| match question.satisfice.as_slice() {
            [] => name.starts_with("success."),
            asked => asked.iter().any(|asked| name.strip_prefix("success.") == Some(asked)),
        };
        let names =
            pairing.conditions.iter().map(|places| first.condition_name(&first.conditions()[places[0]]));
        pairing.satisficing =
            names.enumerate().filter(|(_, name)| wanted(name)).map(|(place, _)| place).collect();
        let mut doubts = variant::doubts(&variants);
        doubts.extend(left_out(&variants, &pairing));
        Ok(Self { variants, pairing, objective, doubts })
    }

    /// The policies, the one that the others are compared with first.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// Their plans.
    pub fn plans(&self) -> Vec<&Plan> {
        self.variants.iter().map(|variant| &variant.plan).collect()
    }

    /// What is tallied.
    pub fn pairing(&self) -> &Pairing {
        &self.pairing
    }

    /// The output that policies are judged by.
    pub fn objective(&self) -> Option<&Objective> {
        self.objective.as_ref()
    }

    /// Doubts about the comparison as a whole.
    pub fn doubts(&self) -> &[Diagnostic] {
        &self.doubts
    }

    /// Futures that are played under every policy: those asked for, rounded up to whole batches by a structured design.
    pub fn replicates(&self) -> u64 {
        self.variants[0].plan.replicates()
    }

    /// Plays every policy on the same futures.
    ///
    /// # Errors
    /// As [`engine::run`].
    pub fn run(&self, options: &Options<'_>) -> Result<PairedTally, engine::Error> {
        self.run_part(self.replicates(), options)
    }

    /// Plays every policy on the first so many futures.
    ///
    /// # Errors
    /// As [`engine::run`].
    pub fn run_part(&self, replicates: u64, options: &Options<'_>) -> Result<PairedTally, engine::Error> {
        engine::run_paired(&self.plans(), &self.pairing, replicates, options)
    }

    /// Searches for a break-even under every policy that has the lever and the output, and enters what was found.
    ///
    /// # Errors
    /// As [`break_even`](break_even()) under the first policy; where another has no such lever or output, a warning
    /// says so.
    pub fn break_even(
        &self,
        question: &BreakEvenQuestion,
        options: &Options<'_>,
        document: &mut Comparison,
    ) -> Result<(), Error> {
        for (place, variant) in self.variants.iter().enumerate() {
            match break_even(variant, question, options) {
                Ok(found) => document.break_even.push(found),
                Err(error @ (Error::Lever { .. } | Error::NoOutput { .. })) if place > 0 => {
                    let message = format!("no break-even under `{}`: {error}", variant.name);
                    document.warnings.push(Warning { code: "W089".to_owned(), message, path: None });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Describes what a tally of this comparison holds.
    pub fn describe(&self, tally: &PairedTally) -> Comparison {
        describe::comparison(self, tally)
    }
}

/// Outputs and conditions that some policy lacks.
fn left_out(variants: &[Variant], pairing: &Pairing) -> Option<Diagnostic> {
    let first = &variants[0].plan;
    let outputs = first.outputs().iter().enumerate();
    let missing = outputs.filter(|(place, _)| !pairing.outputs.iter().any(|places| places[0] == *place));
    let names = missing.map(|(_, output)| format!("`{}`", output.name));
    let conditions = first.conditions().iter().enumerate();
    let missing =
        conditions.filter(|(place, _)| !pairing.conditions.iter().any(|places| places[0] == *place));
    let names: Vec<String> =
        names.chain(missing.map(|(_, condition)| format!("`{}`", first.condition_name(condition)))).collect();
    let message = format!("not in every policy, or not in one unit, so not compared: {}", names.join(", "));
    (!names.is_empty()).then(|| Diagnostic::warning("W088", message))
}
