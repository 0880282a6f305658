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
fn the_hindcast_of_spain_loads_with_the_one_warning_it_deserves() {
    let scenario = load("spain-2005.toml").unwrap_or_else(|problems| panic!("{problems}"));
    // The rules asked for half a year in the country before the start: nobody who arrives later qualifies.
    let codes: Vec<&str> = scenario.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["W003"]);
    assert_eq!(scenario.observed.values["applications"].0, 690_679.0);
    assert_eq!(scenario.parts_off, ["status.permanent", "status.citizenship", "flows", "money"]);
}

#[test]
fn the_other_hindcasts_load_with_no_other_warning() {
    for (file, segments) in [("poland-2012.toml", 4), ("korea-2003.toml", 1), ("usa-irca-1986.toml", 2)] {
        let scenario = load(file).unwrap_or_else(|problems| panic!("{file}:\n{problems}"));
        assert!(scenario.warnings.iter().all(|warning| warning.code == "W003"), "{file}");
        assert_eq!(scenario.segments.len(), segments, "{file}");
        assert!(scenario.as_of.is_some() && !scenario.observed.values.is_empty(), "{file}");
    }
}

#[test]
fn the_demo_shows_every_part_of_the_language() {
    let scenario = loads_without_warning("demo.toml");
    assert_eq!(scenario.parts_off, ["status.citizenship"], "beyond the demo's short horizon");
    assert_eq!((scenario.segments.len(), scenario.offices.len(), scenario.criteria.len()), (2, 2, 2));
    assert!(
        !scenario.correlations.is_empty() && !scenario.effects.is_empty() && !scenario.policies.is_empty()
    );
}

#[test]
fn the_json_demo_is_a_static_estimate() {
    let scenario = loads_without_warning("demo-static.json");
    assert!(scenario.time.is_none());
    assert_eq!(scenario.success.len(), 1);
}

#[test]
fn a_sweep_names_a_base_that_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/sweeps/sweep-window-capacity.toml");
    let document = scenario::read(&path, &[]).expect("a tree");
    let (base, _) = document.sweep_base().expect("a base");
    assert!(scenario::load(&base, &[]).is_ok());
    let problems = Scenario::from_document(&document).expect_err("a sweep is no scenario");
    let codes: Vec<&str> = problems.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E050"]);
}
