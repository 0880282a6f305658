//! `amnesty dist` from end to end: the screens as people see them, the numbers against closed forms.

use amnesty::summary::belief::{BeliefDocument, BeliefSummary, Standing};
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

/// Beliefs with closed forms.
const BELIEFS: &str = r#"
format = 1
title = "Beliefs with closed forms"
[inputs.width]
uniform = { min = 0, max = 10 }
bounds  = [2, 100]
[inputs.size]
estimate.low  = { weight = 0.25, uniform = { min = 0, max = 1 }, quoted = 0.5 }
estimate.high = { weight = 0.75, uniform = { min = 1, max = 2 }, source = "a report", quoted = 1.5 }
[inputs.level]
normal = { mean = { normal = { mean = 10, sd = 3 } }, sd = 4 }
[inputs.tail]
pareto = { scale = 1, shape = 0.9 }
[inputs.slip]
normal = { mean = 0, sd = 1 }
bounds = [3, 9]
[inputs.event]
bernoulli = { p = 0.3 }
[inputs.fixed]
constant = 5_000_000
unit = "people"
[outputs.sum]
formula = "width + size + level + tail + slip + event + fixed / fixed"
[[correlation]]
between = ["width", "level"]
rank = 0.5
why = "Both grow with the country."
"#;

fn amnesty(words: &str) -> Command {
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(words.split_whitespace()).env_remove("NO_COLOR");
    command
}

fn screen(words: &str) -> String {
    let output = amnesty(words).assert().success().get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

/// The one belief that `dist - words --json` describes.
fn described(words: &str) -> BeliefSummary {
    let mut command = amnesty(&format!("dist - --json {words}"));
    let output = command.write_stdin(BELIEFS).assert().success().get_output().clone();
    let mut document: BeliefDocument = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((document.format, document.beliefs.len()), (1, 1));
    document.beliefs.remove(0)
}

/// Rounding in the last digits of a cdf and its inverse, nothing else.
const EXACT: f64 = 1e-12;

fn assert_near(found: Option<f64>, expected: f64, relative: f64) {
    let found = found.expect("a number");
    assert!((found - expected).abs() <= relative * expected.abs(), "{found}, expected {expected}");
}

#[test]
fn the_population_of_the_flagship_reads_well() {
    insta::assert_snapshot!(screen("dist configs/russia-2012.toml population"));
}

#[test]
fn a_share_of_a_group_reads_well() {
    insta::assert_snapshot!(screen("dist configs/russia-2012.toml timing.shares.front"));
}

#[test]
fn every_uncertain_quantity_of_the_flagship_fits_a_table() {
    let table = screen("dist configs/russia-2012.toml");
    assert!(table.lines().all(|line| line.chars().count() <= 100));
    insta::assert_snapshot!(table);
}

#[test]
fn bounds_condition_a_uniform_and_say_what_they_cut_off() {
    let width = described("width");
    assert_eq!((width.path.as_str(), width.family.as_str()), ("inputs.width", "uniform"));
    assert_near(Some(width.mass_within_bounds), 0.8, EXACT);
    // Uniform on [2, 10].
    assert_near(width.shape.quantiles.get("p25").copied(), 4.0, EXACT);
    assert_near(width.shape.mean, 6.0, EXACT);
    assert_near(width.shape.sd, 8.0 / 12_f64.sqrt(), EXACT);
    assert_eq!((width.shape.min, width.shape.max), (Some(2.0), Some(10.0)));
    let pair = &width.correlations[0];
    assert_eq!((pair.with.as_str(), pair.rank), ("inputs.level", 0.5));
}

#[test]
fn the_intervals_of_the_chart_hold_98_in_100() {
    for path in ["width", "size", "slip"] {
        let total: f64 = described(path).histogram.iter().map(|bin| bin.probability).sum();
        assert_near(Some(total), 0.98, 1e-9);
    }
}

#[test]
fn rival_estimates_stand_beside_their_pool_with_the_level_of_what_was_published() {
    let size = described("inputs.size");
    assert_eq!(size.family, "linear_pool");
    // A quarter of the mass on [0, 1], the rest on [1, 2].
    assert_near(size.shape.quantiles.get("p05").copied(), 0.2, EXACT);
    assert_near(size.shape.quantiles.get("p50").copied(), 4.0 / 3.0, EXACT);
    assert_near(size.shape.mean, 0.25 * 0.5 + 0.75 * 1.5, EXACT);
    let estimate = |name: &str| size.estimates.get(name).unwrap();
    assert_near(estimate("low").evidence.quoted_level, 0.125, EXACT);
    assert_near(estimate("high").evidence.quoted_level, 0.625, EXACT);
    assert_near(estimate("high").shape.quantiles.get("p50").copied(), 1.5, EXACT);
    assert_eq!(estimate("high").evidence.source, ["a report"]);
    // An estimate can be asked for by itself.
    let high = described("size.estimate.high");
    assert_near(high.shape.mean, 1.5, EXACT);
}

#[test]
fn uncertain_parameters_widen_a_belief_and_are_called_approximate() {
    // Normal(10, 3) mixed into a sd of 4 is Normal(10, 5); the lattice is right to 1 in 1,000.
    let level = described("level");
    assert!(level.approximate);
    assert_near(level.shape.sd, 5.0, 1e-3);
    assert_near(level.shape.quantiles.get("p50").copied(), 10.0, 1e-3);
    assert_near(level.shape.quantiles.get("p95").copied(), 10.0 + 5.0 * 1.644_853_626_951_472_7, 1e-3);
}

#[test]
fn what_a_person_should_know_is_a_warning() {
    let tail = described("tail");
    assert_eq!((tail.shape.mean, tail.shape.sd, tail.shape.max), (None, None, None));
    assert!(tail.warnings[0].message.contains("no mean"), "{:?}", tail.warnings);
    let slip = described("slip");
    // 1 − Φ(3) − (1 − Φ(9)).
    assert_near(Some(slip.mass_within_bounds), 1.349_898_031_630_094_6e-3, 1e-9);
    assert_eq!(slip.warnings[0].code.as_deref(), Some("W002"));
}

#[test]
fn constants_and_events_say_what_they_are() {
    assert_eq!(described("fixed").standing, Standing::Set);
    let screen = |path: &str| {
        amnesty(&format!("dist - {path}")).write_stdin(BELIEFS).assert().success().get_output().clone()
    };
    let text = |path: &str| String::from_utf8(screen(path).stdout).unwrap();
    assert_eq!(text("fixed"), "inputs.fixed, people (set)\n\n  It is 5 million.\n");
    assert!(text("event").contains("It happens in 30 % of the futures."));
}

#[test]
fn another_value_can_be_tried_and_the_table_leaves_constants_out() {
    let tried = described("size --set inputs.size=7");
    assert_eq!((tried.standing, tried.shape.mean), (Standing::Set, Some(7.0)));
    amnesty("dist -")
        .write_stdin(BELIEFS)
        .assert()
        .success()
        .stdout(contains("inputs.size").and(contains("inputs.fixed").not()));
}

#[test]
fn a_segment_without_a_value_of_its_own_answers_with_what_it_shares() {
    let words = "dist configs/russia-2012.toml segment.expired_permit.take_up.eligible";
    amnesty(words).assert().success().stdout(contains("shares the draw of take_up.eligible"));
}

#[test]
fn an_unknown_path_is_a_wrong_command_line_with_the_nearest_name() {
    amnesty("dist configs/russia-2012.toml take_up.eligibl")
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("no quantity `take_up.eligibl`; did you mean `take_up.eligible`?"));
    amnesty("dist configs/russia-2012.toml segment.nowhere.take_up.eligible").assert().code(2);
}
