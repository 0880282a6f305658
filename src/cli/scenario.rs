//! From the words of the command line to a plan, problems told on the way.

use super::Failure;
use crate::scenario::{self, Scenario};
use std::path::Path;

/// Reads and checks a scenario.
pub fn load(file: &Path, sets: &[String]) -> Result<Scenario, Failure> {
    Ok(scenario::load(file, sets)?)
}
