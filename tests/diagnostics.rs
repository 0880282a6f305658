//! What a person sees when a scenario is wrong: every case of bad input has a snapshot.
#![cfg(feature = "cli")]

use amnesty::cli::diagnostics::render;
use amnesty::scenario::{Diagnostics, Format, load, load_text};
use std::fs;
use std::path::Path;

const GOOD: &str = r#"format = 1
title  = "A small programme"

[time]
start          = "2012-05"
horizon_months = 60

[population]
lognormal = { p05 = 3e6, p95 = 5e6 }
source    = "Statistics office, 2012"

[window]
length_months = 6

[take_up]
eligible.beta = { mean = 0.45, sd = 0.15 }
ineligible    = 0.05
"#;

/// The problems of a text, as the terminal shows them.
fn shown(text: &str) -> String {
    shown_with(text, &[])
}

fn shown_with(text: &str, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|word| (*word).to_owned()).collect();
    match load_text("scenario.toml", text, Format::of_text(text), &sets) {
        Err(problems) => render(&problems, false),
        Ok(scenario) => {
            let problems = Diagnostics { sources: scenario.texts, problems: scenario.warnings };
            format!("loads\n{}", render(&problems, false))
        }
    }
}

/// The good scenario with some words replaced.
fn replaced(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "`{from}` is not in the good scenario");
    GOOD.replace(from, to)
}

fn with(more: &str) -> String {
    format!("{GOOD}\n{more}")
}

macro_rules! cases {
    ($($name:ident: $shown:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), $shown);
        }
    )*};
}

cases! {
    the_good_scenario_has_no_problem: shown(GOOD);

    // Halves of what works only whole.
    permanence_without_its_wait: shown(&with("[status.permanent]\nper_year = 0.3"));
    permanence_without_its_chance: shown(&with("[status.permanent]\nmonths_after_grant = 24"));
    citizenship_without_permanence: shown(&with(
        "[status.citizenship]\nper_year = 0.3\nmonths_after_permanent = 12"
    ));
    an_extension_without_length: shown(
        &GOOD.replace("length_months = 6", "length_months = 6\nextension_probability = 0.3")
    );
    a_pull_that_lasts_no_month: shown(&with("[flows]\nannouncement_pull = 0.2"));
    parts_that_say_they_are_off_need_no_other_half: shown(&with(
        "[status.permanent]\nper_year = 0\n[flows]\nannouncement_pull = 0"
    ));
    shares_of_offices_that_do_not_sum: shown(&with("[office.a]\nshare = 0.5\n[office.b]\nshare = 0.6"));
    drawn_shares_of_offices_that_are_far_from_1: shown(&with(
        "[office.a]\nshare.uniform = { min = 0.5, max = 0.9 }\n[office.b]\nshare = 0.6"
    ));
    drawn_shares_of_offices: shown(&with(
        "[office.a]\nshare.uniform = { min = 0.3, max = 0.5 }\n[office.b]\nshare = 0.6"
    ));

    more_shares_than_can_be_drawn_together: shown(&with(&format!(
        "[segment_shares]\ndirichlet = {{ sample_size = 9, mean = {{ {} }} }}\n{}",
        (0..65).map(|i| format!("s{i} = 0.01")).collect::<Vec<_>>().join(", "),
        (0..65).map(|i| format!("[segment.s{i}]\nlabel = \"s\"\n")).collect::<String>(),
    )));

    // Keys and types.
    an_unknown_key_in_a_section: shown(&replaced("length_months", "lenght_months"));
    an_unknown_key_at_the_top: shown(&with("[takeup]\neligible = 0.5"));
    an_unknown_parameter_of_a_family: shown(&replaced("sd = 0.15", "stdev = 0.15"));
    an_unknown_family: shown(&replaced("eligible.beta", "eligible.betta"));
    an_unknown_word_of_a_choice: shown(&with("[run]\ndesign = \"sobel\""));
    a_text_where_a_number_belongs: shown(&replaced("horizon_months = 60", "horizon_months = \"60\""));
    a_number_where_a_table_belongs: shown(&with("[status]\npermanent = 3"));
    a_missing_section: shown("format = 1\ntitle = \"x\"\n[population]\nuniform = { min = 1, max = 2 }");
    a_missing_required_quantity: shown(&replaced("length_months = 6", ""));
    two_distributions: shown(&replaced("lognormal = {", "normal = { mean = 4e6, sd = 1e6 }\nlognormal = {"));
    no_distribution: shown(&replaced("lognormal = { p05 = 3e6, p95 = 5e6 }", "unit = \"people\""));
    several_problems_come_at_once_in_file_order: shown(
        &GOOD.replace("0.05", "5").replace("60", "0").replace("p95 = 5e6", "p95 = 2e6")
    );
    a_format_of_the_future: shown(&replaced("format = 1", "format = 2"));
    no_format: shown(&replaced("format = 1", ""));

    // Units and ranges.
    a_wrong_unit: shown(&replaced("lognormal", "unit = \"months\"\nlognormal"));
    a_word_that_is_no_unit: shown(&replaced("lognormal", "unit = \"heads\"\nlognormal"));
    sixty_where_0_6_is_meant: shown(&replaced("0.05", "60"));
    a_share_below_0: shown(&replaced("0.05", "-0.05"));
    a_quintillion_people: shown(&replaced("lognormal = { p05 = 3e6, p95 = 5e6 }", "constant = 1e18"));
    a_normal_for_a_share: shown(&replaced("beta = { mean = 0.45, sd = 0.15 }", "normal = { mean = 0.45, sd = 0.15 }"));
    a_permit_shorter_than_a_month: shown(&with("[status]\npermit_months = 0"));

    // Parameters.
    min_above_max: shown(&replaced("lognormal = { p05 = 3e6, p95 = 5e6 }", "uniform = { min = 5e6, max = 3e6 }"));
    a_mode_outside: shown(&replaced("lognormal = { p05 = 3e6, p95 = 5e6 }", "triangular = { min = 3e6, mode = 9e6, max = 5e6 }"));
    a_negative_sd: shown(&replaced("sd = 0.15", "sd = -0.15"));
    an_sd_that_no_beta_has: shown(&replaced("sd = 0.15", "sd = 0.6"));
    percentiles_the_wrong_way_round: shown(&replaced("p95 = 5e6", "p95 = 2e6"));
    a_percentile_of_one_digit: shown(&replaced("p05", "p5"));
    quantiles_that_no_distribution_of_the_family_has: shown(&replaced(
        "lognormal = { p05 = 3e6, p95 = 5e6 }",
        "quantiles = { p05 = 3e6, p50 = 3.01e6, p95 = 9e6 }"
    ));
    bounds_that_leave_nearly_nothing: shown(&replaced("eligible.beta", "eligible.bounds = [0.999999, 1]\neligible.beta"));
    bounds_that_leave_little: shown(&replaced("eligible.beta", "eligible.bounds = [0.85, 1]\neligible.beta"));
    bounds_the_wrong_way_round: shown(&replaced("eligible.beta", "eligible.bounds = [0.9, 0.1]\neligible.beta"));
    one_bound_only: shown(&replaced("eligible.beta", "eligible.bounds = [0.9]\neligible.beta"));

    // Numbers that are none.
    not_a_number: shown(&replaced("0.05", "nan"));
    infinity: shown(&replaced("0.05", "inf"));
    a_number_too_large: shown(&replaced("0.05", "1e400"));
    a_number_too_large_in_json: shown("{ \"format\": 1, \"title\": \"x\", \"inputs\": { \"a\": 1e400 } }");
    null_in_json: shown("{ \"format\": 1, \"title\": null, \"inputs\": { \"a\": 1 } }");

    // Weights, shares, groups.
    weights_that_do_not_sum: shown(&replaced(
        "lognormal = { p05 = 3e6, p95 = 5e6 }",
        "estimate.a = { weight = 0.6, lognormal = { p05 = 3e6, p95 = 5e6 } }\nestimate.b = { weight = 0.6, lognormal = { p05 = 6e6, p95 = 9e6 } }"
    ));
    a_weight_that_is_missing: shown(&replaced(
        "lognormal = { p05 = 3e6, p95 = 5e6 }",
        "estimate.a = { lognormal = { p05 = 3e6, p95 = 5e6 } }"
    ));
    shares_that_do_not_sum: shown(&with("[segment_shares]\na = 0.5\nb = 0.4\n[segment.a]\n[segment.b]"));
    a_share_of_a_segment_that_is_not_there: shown(&with("[segment_shares]\nnorth = 0.5\nsouth = 0.5\n[segment.north]\n[segment.suoth]"));
    timing_shares_of_other_names: shown(&with("[timing]\nshares = { early = 0.5, late = 0.5 }"));
    a_segment_that_overrides_what_is_national: shown(&with("[segment_shares]\na = 1\n[segment.a]\nmoney.fee_per_application = 3\npopulation = 4"));

    // Settings.
    no_replicates: shown(&with("[run]\nreplicates = 0"));
    a_quadrillion_replicates: shown(&with("[run]\nreplicates = 1e15"));
    half_a_replicate: shown(&with("[run]\nreplicates = 1000.5"));
    a_date_that_is_none: shown(&replaced("2012-05", "May 2012"));
    a_month_that_is_none: shown(&replaced("2012-05", "2012-13"));
    a_sweep_is_no_scenario: shown(&with("[sweep]\nbase = \"x.toml\""));
    a_name_with_a_space: shown(&with("[success.\"very good\"]\nwords = \"x\"\ncondition = \"granted > 1\""));

    // Correlations.
    a_correlation_with_a_constant: shown(&with("[[correlation]]\nbetween = [\"population\", \"take_up.ineligible\"]\nrank = 0.5"));
    a_correlation_with_nothing: shown(&with("[[correlation]]\nbetween = [\"population\", \"take_up.elligible\"]\nrank = 0.5"));
    a_correlation_with_itself: shown(&with("[[correlation]]\nbetween = [\"population\", \"population\"]\nrank = 0.5"));
    a_correlation_twice: shown(&with(
        "[[correlation]]\nbetween = [\"population\", \"take_up.eligible\"]\nrank = 0.5\n[[correlation]]\nbetween = [\"take_up.eligible\", \"population\"]\nrank = 0.4"
    ));
    correlations_that_cannot_all_hold: shown(&with(
        "[flows]\nleave_per_year.beta = { mean = 0.1, sd = 0.05 }\n[[correlation]]\nbetween = [\"population\", \"take_up.eligible\"]\nrank = 0.9\n[[correlation]]\nbetween = [\"population\", \"flows.leave_per_year\"]\nrank = 0.9\n[[correlation]]\nbetween = [\"take_up.eligible\", \"flows.leave_per_year\"]\nrank = -0.9"
    ));
    a_rank_beyond_1: shown(&with("[[correlation]]\nbetween = [\"population\", \"take_up.eligible\"]\nrank = 1.5"));

    // Formulas and names.
    an_unknown_name_in_a_formula: shown(&with("[outputs.x]\nformula = \"2 * grantd\"\nunit = \"people\""));
    a_unit_mismatch_in_a_formula: shown(&with("[outputs.x]\nformula = \"granted + opening_month\"\nunit = \"people\""));
    a_formula_of_another_unit: shown(&with("[outputs.x]\nformula = \"granted * 2\"\nunit = \"months\""));
    a_formula_without_its_unit: shown(&with("[outputs.x]\nformula = \"granted * 2\""));
    a_number_for_a_condition: shown(&with("[success.x]\nwords = \"x\"\ncondition = \"granted\""));
    formulas_in_a_circle: shown(&with("[outputs.a]\nformula = \"b + 1\"\n[outputs.b]\nformula = \"a + 1\""));
    a_driver_that_looks_ahead: shown(&with("[take_up.effect.luck]\ndriver = \"granted\"\nreference = 1\nodds_ratio = 2"));
    a_headline_that_is_no_output: shown(&replaced("[time]", "headline = [\"grantd\"]\n[time]"));
    a_claim_about_nothing: shown(&with("[claim.x]\nwords = \"x\"\noutput = \"citizens\"\nat_least = 3"));
    an_output_without_formula: shown(&with("[outputs.grantd]\nthresholds = [1]"));
    a_name_that_is_taken: shown(&with("[inputs.granted]\nconstant = 3"));
    an_input_that_nothing_uses: shown(&with("[inputs.wage]\nconstant = 3\nunit = \"EUR/month\""));
    a_source_that_is_not_listed: shown(&replaced("\"Statistics office, 2012\"", "\"statistic\"\n[sources]\nstatistics = \"Statistics office, 2012\""));

    // Policies.
    a_policy_that_is_wrong: shown(&with("[policy.open]\nlabel = \"Open\"\ntake_up.ineligible = 7\nwindow.lenght_months = 2"));

    // Words from the command line.
    a_set_word_without_value: shown_with(GOOD, &["window.length_months"]);
    a_set_word_that_is_no_toml: shown_with(GOOD, &["time.start=2012-05"]);
    a_set_word_out_of_range: shown_with(GOOD, &["take_up.ineligible=60"]);
    a_set_word_with_an_unknown_path: shown_with(GOOD, &["window.lenght_months=12"]);

    // Texts that are no scenario.
    not_toml: shown("title = 'x\n[time");
    a_key_written_twice: shown("format = 1\nformat = 1");
    a_key_written_twice_in_json: shown("{ \"format\": 1, \"format\": 1 }");
    a_comment_in_json: shown("{ \"format\": 1, // no\n \"title\": \"x\" }");
    a_list_instead_of_a_scenario: { let Err(problems) = load_text("x.json", "[1]", Format::Json, &[]) else { panic!() }; render(&problems, false) };
    an_empty_text: shown("  \n");
    deep_nesting: shown(&format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)));
    deep_nesting_in_json: shown(&format!("{{\"a\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000)));
    a_dotted_key_without_end: shown(&format!("a{} = 1", ".a".repeat(100_000)));
    control_signs_do_not_reach_the_terminal: shown("format = 1\ntitle = \"x\"\n\"\\u001b[31mred\" = 1");
}

/// The problems of a file among others in a directory.
fn shown_file(files: &[(&str, &[u8])], name: &str) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, bytes) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    let problems = load(&directory.path().join(name), &[]).expect_err("a problem");
    let shown = render(&problems, false);
    shown
        .replace(&format!("{}/", directory.path().display()), "")
        .replace(&directory.path().display().to_string(), ".")
}

cases! {
    a_missing_file: shown_file(&[], "scenario.toml");
    a_directory: shown_file(&[("sub/x", b"")], "sub");
    an_empty_file: shown_file(&[("a.toml", b"")], "a.toml");
    not_utf8: shown_file(&[("a.toml", b"title = \"\xff\xfe\"")], "a.toml");
    utf16: shown_file(&[("a.toml", b"\xff\xfea\0")], "a.toml");
    a_file_too_large: shown_file(&[("a.toml", &vec![b'#'; (8 << 20) + 1])], "a.toml");
    too_many_keys: shown_file(&[("a.toml", "[[s]]\nx=1\n".repeat(60_000).as_bytes())], "a.toml");
    extends_a_missing_file: shown_file(&[("a.toml", b"extends = \"b.toml\"")], "a.toml");
    extends_in_a_circle: shown_file(&[("a.toml", b"extends = \"b.toml\""), ("b.toml", b"extends = \"a.toml\"")], "a.toml");
    extends_itself: shown_file(&[("a.toml", b"extends = \"a.toml\"")], "a.toml");
    extends_a_file_outside: shown_file(&[("sub/a.toml", b"extends = \"../b.toml\""), ("b.toml", b"format = 1")], "sub/a.toml");
    extends_an_absolute_path: shown_file(&[("a.toml", b"extends = \"/etc/hostname\"")], "a.toml");
    extends_a_number: shown_file(&[("a.toml", b"extends = 3")], "a.toml");
    a_problem_in_the_extended_file: shown_file(
        &[("a.toml", b"extends = \"base.toml\"\ntitle = \"Child\""), ("base.toml", GOOD.replace("0.05", "5").as_bytes())],
        "a.toml"
    );
    seventeen_files_extend_one_another: {
        let chain: Vec<(String, String)> =
            (0..18).map(|i| (format!("{i}.toml"), format!("extends = \"{}.toml\"", i + 1))).collect();
        let files: Vec<(&str, &[u8])> = chain.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).chain([("18.toml", GOOD.as_bytes())]).collect();
        shown_file(&files, "0.toml")
    };
    a_csv_column_that_is_not_there: shown_file(
        &[("a.toml", GOOD.replace("lognormal = { p05 = 3e6, p95 = 5e6 }", "empirical = { file = \"d.csv\", column = \"cuont\" }").as_bytes()), ("d.csv", b"count,weight\n1,2\n")],
        "a.toml"
    );
    a_csv_field_that_is_no_number: shown_file(
        &[("a.toml", GOOD.replace("lognormal = { p05 = 3e6, p95 = 5e6 }", "empirical = { file = \"d.csv\", column = \"count\" }").as_bytes()), ("d.csv", b"count,weight\n1,2\n\"1,5\",2\n")],
        "a.toml"
    );
}

#[test]
fn a_symbolic_link_out_of_the_directory_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let (inside, outside) = (directory.path().join("in"), directory.path().join("secret.toml"));
    fs::create_dir(&inside).expect("a directory");
    fs::write(&outside, GOOD).expect("a file");
    std::os::unix::fs::symlink(&outside, inside.join("base.toml")).expect("a link");
    fs::write(inside.join("a.toml"), "extends = \"base.toml\"").expect("a file");
    let problems = load(&inside.join("a.toml"), &[]).expect_err("outside");
    assert_eq!(problems.problems[0].code, "E009");
}

#[test]
fn standard_streams_and_odd_paths_are_errors_not_panics() {
    for path in ["", "/", "/dev/null", "no/such/dir/file.toml", "\u{0}"] {
        let problems = load(Path::new(path), &[]).expect_err("no scenario");
        assert!(["E001", "E003"].contains(&problems.problems[0].code), "{path:?}: {problems}");
    }
}

/// A value that a range excludes.
fn outside(range: &amnesty::dist::Range) -> f64 {
    [-1.0, 0.0, 2.0, 1e7, 1e16].into_iter().find(|&value| !range.contains(value)).unwrap_or(f64::NAN)
}

#[test]
fn every_family_refuses_an_impossible_value_of_each_parameter_in_its_place() {
    use amnesty::dist::FORMS;
    let mut all = String::new();
    for form in FORMS {
        let sound = |name: &str| match name {
            "min" => 1.0,
            "mode" => 2.0,
            "max" => 3.0,
            "mean" | "p" | "sd" => 0.2,
            "n" | "population" => 10.0,
            "successes" | "draws" => 5.0,
            _ => 1.5,
        };
        for bad in form.parameters {
            let written = form.parameters.iter().map(|parameter| {
                let value =
                    if parameter.name == bad.name { outside(&bad.range) } else { sound(parameter.name) };
                let value = if value.is_nan() { "nan".to_owned() } else { value.to_string() };
                format!("{} = {value}", parameter.name)
            });
            let written = written.collect::<Vec<_>>().join(", ");
            let text = format!(
                "format = 1\ntitle = \"x\"\n[inputs]\na.{} = {{ {written} }}\n[outputs]\nb.formula = \"a\"\n",
                form.family
            );
            let shown = shown(&text);
            assert!(shown.starts_with("error["), "{text}\n{shown}");
            all += &format!("{shown}\n");
        }
    }
    insta::assert_snapshot!(all);
}

cases! {
    an_open_end_of_bounds_is_a_number: shown(&with("[inputs]\nx = { normal = { mean = 0, sd = 1 }, bounds = [1, inf] }"));
    bounds_that_leave_nothing_say_where_the_belief_lies: shown(&with("[inputs]\nx = { normal = { mean = 0, sd = 1 }, bounds = [1e3, 1e4] }"));
    a_law_for_several_shares_is_no_number: shown(&with("[inputs]\nx.dirichlet = { mean = { a = 0.5, b = 0.5 }, sample_size = 20 }"));
}
