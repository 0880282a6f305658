//! The model: from a validated scenario to the outcome of a block of replicates.
//!
//! `plan` compiles the scenario (the last step that can fail), `inputs` draws a block's uncertain inputs as
//! columns, `programme` plays the amnesty out given those columns, `outcome` holds what comes of it, `formulas`
//! evaluates the scenario's own outputs and conditions on it.

mod binding;
pub mod formulas;
pub mod inputs;
pub mod outcome;
mod own_formulas;
pub mod plan;
mod planned;
mod play;
pub mod programme;

pub use inputs::{InputPlan, Inputs, Slot};
pub use outcome::{Block, MonthObserver, Outcome, SeriesColumns};
pub use plan::Plan;
pub use planned::{Judgement, OutputSource, PlannedCondition, PlannedOutput};
pub use play::Workspace;
