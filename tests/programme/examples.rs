//! The reference files of the scenario language, as they were handed out: each runs unchanged.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::scenario::{self, Scenario};
use amnesty::summary::{Document, summarise};
use std::path::PathBuf;

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/examples").join(file)
}

fn document(file: &str) -> Document {
    let scenario = scenario::load(&path(file), &[]).unwrap_or_else(|problems| panic!("{file}:\n{problems}"));
    let plan = Plan::new(scenario).unwrap_or_else(|problems| panic!("{file}: {problems:?}"));
    let tally = engine::run(&plan, 1_024, &Options::default()).expect("it runs");
    summarise(&plan, &tally, 1_024)
}

#[test]
fn the_flagship_and_its_funnel_run_unchanged_and_answer_what_they_ask() {
    let flagship = document("russia-2012.toml");
    for name in ["granted", "citizens_at_horizon", "applications", "legal_after_5_years", "cost_per_granted"]
    {
        let outputs = flagship.outputs_if_enacted.as_ref().expect("the law may fail");
        assert!(outputs.get(name).is_some_and(|output| output.defined > 0.9), "{name}");
    }
    assert_eq!((flagship.success.iter().count(), flagship.failure.iter().count()), (2, 6));
    assert_eq!(flagship.segments.iter().count(), 4);
    assert!(flagship.joint.is_some() && flagship.claims.get("five_million_citizens").is_some());
    let funnel = document("russia-2012-funnel.toml");
    assert!(funnel.outputs.get("granted").is_some_and(|granted| granted.mean > Some(0.0)));
}

#[test]
fn the_hindcast_runs_unchanged_and_says_where_reality_fell() {
    let spain = document("spain-2005.toml");
    for name in ["applications", "granted", "first_renewal_share"] {
        let observed = spain.observed.get(name).expect("observed");
        assert!(observed.inside.is_some_and(|width| width <= 90), "{name}: {observed:?}");
    }
    // Its sources have no dates, so that nothing shows what was known before.
    assert!(!spain.hindcast.expect("a verdict").blind);
}

#[test]
fn the_sweep_names_a_base_beside_it() {
    let document = scenario::read(&path("sweep-window-capacity.toml"), &[]).expect("a tree");
    let (base, _) = document.sweep_base().expect("a base");
    assert!(scenario::load(&base, &[]).is_ok());
    let problems = Scenario::from_document(&document).expect_err("a sweep is no scenario");
    assert!(problems.problems.iter().all(|problem| problem.code == "E050"), "{problems}");
}
