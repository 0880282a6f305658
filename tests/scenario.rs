//! What a scenario file means: replacement, units, defaults, groups, correlations, hashes.

use amnesty::dist::Univariate;
use amnesty::scenario::{
    Belief, Evidence, Format, Level, Scenario, document::Node, load, load_text, read_text,
};
use std::fs;

const GOOD: &str = r#"format = 1
title  = "A small programme"

[time]
start          = "2012-05"
horizon_months = 60

[population]
lognormal = { p05 = 3e6, p95 = 5e6 }
unit      = "people"
source    = "Statistics office, 2012"

[window]
length_months = 6

[take_up]
eligible.beta   = { mean = 0.45, sd = 0.15 }
eligible.source = "A survey"
ineligible      = 0.05
"#;

fn scenario(text: &str) -> Scenario {
    scenario_with(text, &[])
}

fn scenario_with(text: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|word| (*word).to_owned()).collect();
    load_text("scenario.toml", text, Format::Toml, &sets).unwrap_or_else(|problems| panic!("{problems}"))
}

fn fixed(scenario: &Scenario, path: &str) -> f64 {
    match scenario.quantities[path].belief {
        Belief::Fixed(value) => value,
        ref other => panic!("{path} is {other:?}"),
    }
}

#[test]
fn a_set_word_replaces_a_quantity_whole_and_keeps_its_unit() {
    let changed = scenario_with(GOOD, &["population=4_000_000"]);
    let population = &changed.quantities["population"];
    assert_eq!(fixed(&changed, "population"), 4e6);
    assert_eq!(population.unit.to_string(), "people");
    assert!(population.bare && population.evidence.source.is_empty());
    assert_eq!(changed.overrides, [("population".to_owned(), "4_000_000".to_owned())]);
}

#[test]
fn a_later_set_word_wins() {
    assert_eq!(
        fixed(
            &scenario_with(GOOD, &["window.length_months=3", "window.length_months=9"]),
            "window.length_months"
        ),
        9.0
    );
}

#[test]
fn a_file_that_extends_another_replaces_quantities_whole_and_merges_tables() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("base.toml"), GOOD).expect("a file");
    let child = "extends = \"base.toml\"\ntitle = \"Child\"\n[take_up]\neligible.uniform = { min = 0.2, max = 0.4 }\n";
    fs::write(directory.path().join("child.toml"), child).expect("a file");
    let child =
        load(&directory.path().join("child.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(child.title, "Child");
    assert!(child.quantities["take_up.eligible"].evidence.source.is_empty());
    assert_eq!(fixed(&child, "take_up.ineligible"), 0.05);
    assert_eq!(fixed(&child, "window.length_months"), 6.0);
}

#[test]
fn a_policy_is_the_scenario_with_its_entries_laid_over() {
    let text = format!(
        "{GOOD}\n[policy.short]\nlabel = \"Short\"\nwindow.length_months = 2\ntake_up.eligible = 0.3\n"
    );
    let document = read_text("scenario.toml", &text, Format::Toml, &[]).expect("a tree");
    let base = Scenario::from_document(&document).expect("a scenario");
    let short = Scenario::from_document(&document.policy("short").expect("a policy")).expect("a scenario");
    assert_eq!(base.policies[0].label, "Short");
    assert_eq!(fixed(&base, "window.length_months"), 6.0);
    assert_eq!(fixed(&short, "window.length_months"), 2.0);
    assert_eq!(fixed(&short, "take_up.eligible"), 0.3);
    assert!(document.policy("long").is_none());
}

#[test]
fn overrides_of_a_study_follow_the_rules_of_set_words() {
    let document = read_text("scenario.toml", GOOD, Format::Toml, &[]).expect("a tree");
    let node = Node::number(12.0, document.start());
    let point = document.with_overrides(&[("window.length_months".to_owned(), node)]);
    assert_eq!(fixed(&Scenario::from_document(&point).expect("a scenario"), "window.length_months"), 12.0);
}

#[test]
fn toml_and_json_of_one_scenario_have_one_hash_and_one_resolved_form() {
    let from_toml = scenario(GOOD);
    let value: serde_json::Value = toml::from_str(GOOD).expect("TOML");
    let from_json = load_text("scenario.json", &value.to_string(), Format::Json, &[]).expect("a scenario");
    assert_eq!(from_toml.hash(), from_json.hash());
    assert_eq!(from_toml.resolved.to_string(), from_json.resolved.to_string());
}

#[test]
fn the_resolved_form_is_a_scenario_with_the_same_hash() {
    let first = scenario_with(GOOD, &["take_up.ineligible=0.1"]);
    let again =
        load_text("resolved.json", &first.resolved.to_string(), Format::Json, &[]).expect("a scenario");
    assert_eq!(first.hash(), again.hash());
    assert_ne!(first.hash(), scenario(GOOD).hash());
}

#[test]
fn layout_and_comments_do_not_change_the_hash() {
    let other = GOOD
        .replace("3e6", "3_000_000")
        .replace("[window]", "# a comment\n[window]")
        .replace("= 60", "= 60.0");
    assert_eq!(scenario(GOOD).hash(), scenario(&other).hash());
}

#[test]
fn every_feature_is_off_until_its_switch_is_written_and_is_named_while_it_is_off() {
    use amnesty::catalogue::FEATURES;
    let least = "format = 1\ntitle = \"x\"\n[time]\nstart = \"2012-05\"\nhorizon_months = 60\n\
                 [population]\nconstant = 1000\n[window]\nlength_months = 6\n[take_up]\neligible = 0.5\n";
    let off = |sets: &[String]| {
        let scenario =
            load_text("x.toml", least, Format::Toml, sets).unwrap_or_else(|problems| panic!("{problems}"));
        scenario.features_off.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let all: Vec<String> = FEATURES.iter().map(|feature| feature.name.to_owned()).collect();
    assert_eq!(off(&[]), all);
    for feature in FEATURES {
        let sets: &[&str] = match feature.switch {
            "segment.*" => &["segment.a.label=\"A\"", "segment_shares={ a = 1 }"],
            "segment.*.window" => &["segment.a.window.length_months=3", "segment_shares={ a = 1 }"],
            "office.*" => &["office.a.share=1"],
            "window.present_before" => &["window.present_before=\"2012-06\""],
            "eligibility.criterion.*" => &["eligibility.criterion.c.pass_share=0.5"],
            "take_up.effect.*" => &[
                "take_up.effect.e={ driver = \"status.permit_months\", reference = 12, odds_ratio = 1.1 }",
                "status.permit_months=12",
            ],
            "timing.shares" => &["timing.shares={ front = 0.2, steady = 0.5, surge = 0.3 }"],
            "processing.calendar" => &["processing.calendar=[1,1,1,1,1,1,0.5,0.5,1,1,1,1]"],
            "processing.order" => &["processing.order=\"easy_first\""],
            "window.extension_probability" => {
                &["window.extension_probability=0.5", "window.extension_months=3"]
            }
            "status.permanent.per_year" => &["status.permanent={ per_year = 0.5, months_after_grant = 6 }"],
            "status.citizenship.per_year" => &[
                "status.permanent={ per_year = 0.5, months_after_grant = 6 }",
                "status.citizenship={ per_year = 0.5, months_after_permanent = 6 }",
            ],
            "flows.announcement_pull" | "flows.announcement_pull_decay_months" => &[
                "flows.announcement_pull=0.1",
                "flows.announcement_pull_months=6",
                "flows.announcement_pull_decay_months=3",
            ],
            _ => &[],
        };
        let mut sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        if sets.is_empty() {
            sets.push(format!("{}=1", feature.switch));
        }
        if feature.switch.starts_with("money.") {
            sets.push("money.currency=\"EUR\"".to_owned());
        }
        let left = off(&sets);
        assert!(!left.contains(&feature.name.to_owned()), "{} is still off", feature.name);
        assert!(left.len() + 4 > all.len(), "{} switches others on", feature.name);
    }
}

#[test]
fn defaults_taken_and_parts_off_are_named() {
    let scenario = scenario(GOOD);
    assert!(
        scenario.parts_off.contains(&"flows".to_owned()) && scenario.parts_off.contains(&"money".to_owned())
    );
    let default =
        |path: &str| scenario.defaults.iter().find(|(name, _)| name == path).map(|(_, value)| *value);
    assert_eq!(default("enactment.probability"), Some(1.0));
    assert_eq!(default("status.permit_months"), Some(12.0));
    assert_eq!(default("flows.leave_per_year"), None, "off is said once, for the part");
    assert_eq!(default("take_up.ineligible"), None, "written");
}

#[test]
fn the_grade_of_the_file_stands_for_beliefs_that_state_none_and_not_for_decisions() {
    let scenario = scenario(&GOOD.replace("[time]", "evidence = \"weak\"\n[time]"));
    assert_eq!(scenario.quantities["take_up.eligible"].evidence.grade, Some(Evidence::Weak));
    assert_eq!(scenario.quantities["take_up.ineligible"].evidence.grade, None);
}

#[test]
fn a_parameter_may_be_a_belief_of_its_own() {
    let text = GOOD.replace(
        "eligible.beta   = { mean = 0.45, sd = 0.15 }",
        "eligible.beta = { mean = { uniform = { min = 0.4, max = 0.5 } }, sd = 0.1 }",
    );
    let Belief::Hierarchical { form, parameters } = &scenario(&text).quantities["take_up.eligible"].belief
    else {
        panic!("not a hierarchy")
    };
    assert_eq!(form.family, "beta");
    assert!(matches!(parameters[0], Belief::Drawn(_)) && parameters[1] == Belief::Fixed(0.1));
}

#[test]
fn rival_estimates_are_pooled_by_weight() {
    let text = GOOD.replace(
        "lognormal = { p05 = 3e6, p95 = 5e6 }\n",
        "estimate.a = { weight = 0.25, uniform = { min = 1e6, max = 2e6 } }\nestimate.b = { weight = 0.75, uniform = { min = 5e6, max = 6e6 } }\n",
    );
    let Belief::Pooled { estimates, pooled, .. } = &scenario(&text).quantities["population"].belief else {
        panic!("not pooled")
    };
    assert_eq!(estimates.len(), 2);
    assert!((pooled.cdf(3e6) - 0.25).abs() < 1e-12, "a quarter of the mass lies with the first estimate");
}

#[test]
fn bounds_condition_and_never_clip() {
    let text = GOOD.replace("eligible.beta   =", "eligible.bounds = [0.3, 0.6]\neligible.beta =");
    let Belief::Drawn(dist) = &scenario(&text).quantities["take_up.eligible"].belief else {
        panic!("not drawn")
    };
    assert!(dist.quantile(1e-12) >= 0.3 && dist.quantile(1.0 - 1e-12) <= 0.6);
    assert!(dist.cdf(0.31) < 0.1, "no mass piled on the bound");
}

#[test]
fn a_constant_without_evidence_is_a_bare_number() {
    let scenario = scenario(&GOOD.replace("ineligible      = 0.05", "ineligible.constant = 0.05"));
    assert!(scenario.quantities["take_up.ineligible"].bare);
}

#[test]
fn empirical_columns_are_read_into_the_resolved_form() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("counts.csv"), "count,weight\n3000000,1\n4000000,3\n").expect("a file");
    let text = GOOD.replace(
        "lognormal = { p05 = 3e6, p95 = 5e6 }",
        "empirical = { file = \"counts.csv\", column = \"count\", weights = \"weight\" }",
    );
    fs::write(directory.path().join("a.toml"), text).expect("a file");
    let scenario =
        load(&directory.path().join("a.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.resolved["population"]["empirical"]["values"][1], 4_000_000);
    let Belief::Drawn(dist) = &scenario.quantities["population"].belief else { panic!("not drawn") };
    assert_eq!(dist.cdf(3e6), 0.25);
}

#[test]
fn a_correlation_over_segments_is_spelt_out() {
    let text = format!(
        "{GOOD}\n[segment_shares]\na = 0.5\nb = 0.3\nc = 0.2\n\
         [segment.a]\ntake_up.eligible.beta = {{ mean = 0.4, sd = 0.1 }}\n\
         [segment.b]\ntake_up.eligible.beta = {{ mean = 0.5, sd = 0.1 }}\n[segment.c]\n\
         [[correlation]]\nbetween = [\"segment.*.take_up.eligible\", \"segment.*.take_up.eligible\"]\nrank = 1\n\
         [[correlation]]\nbetween = [\"population\", \"segment.*.take_up.eligible\"]\nrank = -0.2\n"
    );
    let pairs: Vec<[String; 2]> = scenario(&text).correlations.into_iter().map(|pair| pair.between).collect();
    let pair = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
    assert_eq!(
        pairs,
        [
            pair("segment.a.take_up.eligible", "segment.b.take_up.eligible"),
            pair("population", "segment.a.take_up.eligible"),
            pair("population", "segment.b.take_up.eligible"),
        ]
    );
}

#[test]
fn segments_keep_the_order_of_the_file() {
    let text = format!(
        "{GOOD}\n[segment_shares]\nz = 0.5\na = 0.5\n[segment.z]\n[segment.a]\nlabel = \"First letter\"\n"
    );
    let names: Vec<String> = scenario(&text).segments.into_iter().map(|segment| segment.name).collect();
    assert_eq!(names, ["z", "a"]);
}

#[test]
fn whole_numbers_may_be_written_as_floats() {
    let scenario = scenario(&format!("{GOOD}\n[run]\nreplicates = 1e4\nseed = 18446744073709551615\n"));
    assert_eq!((scenario.run.replicates, scenario.run.seed), (10_000, u64::MAX));
}

#[test]
fn no_seed_means_seed_1_and_0_is_a_seed_like_any_other() {
    let without = scenario(GOOD).run;
    assert_eq!((without.seed, without.seed_given), (1, false));
    let zero = scenario(&format!("{GOOD}\n[run]\nseed = 0\n")).run;
    assert_eq!((zero.seed, zero.seed_given), (0, true));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    assert_eq!(scenario(&format!("\u{FEFF}{GOOD}")).hash(), scenario(GOOD).hash());
}

#[test]
fn the_pull_of_an_announcement_may_be_negative_without_a_limit() {
    let scenario = scenario(&format!(
        "{GOOD}\n[flows]\nannouncement_pull.normal = {{ mean = 0, sd = 0.1 }}\nannouncement_pull_months = 6\n"
    ));
    assert!(matches!(scenario.quantities["flows.announcement_pull"].belief, Belief::Drawn(_)));
}

#[test]
fn bounds_that_cut_off_nearly_all_are_refused_and_many_are_warned_about() {
    let text = |bounds: &str| {
        GOOD.replace(
            "eligible.beta   = { mean = 0.45, sd = 0.15 }",
            &format!("eligible.bounds = {bounds}\neligible.normal = {{ mean = 0.1, sd = 0.05 }}"),
        )
    };
    let warned = scenario(&text("[0.3, 0.9]"));
    assert_eq!(warned.warnings[0].code, "W002");
    let refused =
        load_text("scenario.toml", &text("[0.8, 0.9]"), Format::Toml, &[]).expect_err("nearly nothing left");
    assert!(refused.problems.iter().any(|problem| problem.code == "E022" && problem.level == Level::Error));
}
