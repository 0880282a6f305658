//! The scenarios that come with the project are read without a problem.

use amnesty::scenario::{self, Diagnostics, Scenario};
use std::path::Path;

fn load(name: &str) -> Result<Scenario, Diagnostics> {
    scenario::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name), &[])
}

fn loads_without_warning(name: &str) -> Scenario {
    let scenario = load(name).unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
    assert!(scenario.warnings.is_empty(), "{name}: {:#?}", scenario.warnings);
    scenario
}

#[test]
#[ignore = "needs loguniform"]
fn the_flagship_loads_without_a_warning() {
    let scenario = loads_without_warning("russia-2012.toml");
    assert_eq!(scenario.segments.len(), 4);
    assert_eq!(scenario.run.replicates, 200_000);
    assert_eq!(scenario.headline, ["granted", "citizens_at_horizon", "applications"]);
    assert_eq!(scenario.policies.len(), 2);
    assert_eq!(scenario.correlations.len(), 2);
    assert_eq!(scenario.quantities["inputs.monthly_wage"].unit.to_string(), "RUB/month");
}

#[test]
fn the_funnel_is_a_static_estimate() {
    let scenario = loads_without_warning("russia-2012-funnel.toml");
    assert!(scenario.time.is_none());
    assert_eq!(scenario.outputs.len(), 2);
    assert_eq!(scenario.headline, ["granted"]);
}

#[test]
#[ignore = "needs loguniform"]
fn the_hindcast_of_spain_loads_with_the_one_warning_it_deserves() {
    let scenario = load("spain-2005.toml").unwrap_or_else(|problems| panic!("{problems}"));
    // The rules asked for half a year in the country before the start: nobody who arrives later qualifies.
    let codes: Vec<&str> = scenario.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["W003"]);
    assert_eq!(scenario.observed.values["applications"].0, 690_679.0);
    assert_eq!(scenario.parts_off, ["status.permanent", "status.citizenship", "flows", "money"]);
}
