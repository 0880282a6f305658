//! From the words of the command line to a plan, problems told on the way.

use super::Failure;
use crate::model::Plan;
use crate::scenario::{self, Diagnostics, Scenario};
use std::path::Path;

/// Reads and checks a scenario.
pub fn load(file: &Path, sets: &[String]) -> Result<Scenario, Failure> {
    Ok(scenario::load(file, sets)?)
}

/// Compiles a scenario: the last step that can fail because of what it says.
pub fn plan(scenario: Scenario) -> Result<Plan, Failure> {
    let sources = scenario.texts.clone();
    Plan::new(scenario).map_err(|problems| Failure::Scenario(Diagnostics { sources, problems }))
}
