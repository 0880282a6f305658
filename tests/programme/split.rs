//! The split of a variance into what is unknown, monthly noise and individual luck, held to closed forms.

use amnesty::engine::{Options, Split, variance_split};
use amnesty::model::Plan;
use amnesty::output::look::{Footer, Look};
use amnesty::output::table::first_screen;
use amnesty::scenario::{Format, load_text};
use amnesty::summary::{Document, OutputSummary, VarianceShare, VarianceSplit};

/// 1,000 people and one month to file in; `more` says how many do.
fn split_of_applications(more: &str, replicates: u64) -> Option<Split> {
    let text = format!(
        "format = 1\ntitle = \"Split\"\n[time]\nstart = \"2012-05\"\nhorizon_months = 2\n\
         [population]\nuniform = {{ min = 999.9, max = 1000.1 }}\n[window]\nlength_months = 1\n{more}"
    );
    let scenario =
        load_text("split.toml", &text, Format::Toml, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Plan::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    let place = plan.outputs().iter().position(|output| output.name == "applications").expect("an output");
    variance_split(&plan, &[place], replicates, &Options::default()).expect("threads")[0]
}

/// 16 groups of the jackknife: t with 15 degrees of freedom passes 7 once in 200,000.
fn close((share, error): (f64, f64), truth: f64) -> bool {
    (share - truth).abs() <= 7.0 * error
}

#[test]
fn what_is_unknown_and_what_is_luck_are_split_as_the_law_of_total_variance_says() {
    let split = split_of_applications("[take_up]\neligible.beta = { mean = 0.5, sd = 0.02 }\n", 262_144);
    // Var(N p) = 400 beside E[N p (1 − p)] = 1000 (0.25 − 0.0004).
    let (unknown, luck) = (400.0, 249.6);
    let split = split.expect("a spread");
    assert!(close(split.epistemic, unknown / (unknown + luck)), "{split:?}");
    assert!(close(split.chance, luck / (unknown + luck)), "{split:?}");
    assert!(close(split.noise, 0.0), "{split:?}");
    let shares = split.epistemic.0 + split.noise.0 + split.chance.0;
    assert!((shares - 1.0).abs() < 1e-12, "{shares}");
    // 4,096 worlds in three runs: each share is known to some per cent, and is said to be.
    assert!(split.epistemic.1 > 0.002 && split.epistemic.1 < 0.05, "{split:?}");
}

#[test]
fn without_individual_chance_only_noise_is_left_where_nothing_is_unknown() {
    let noisy = "[run]\nchance = \"expected\"\n[take_up]\neligible = 0.1\n[timing]\nmonthly_noise_sd = 0.2\n";
    let split = split_of_applications(noisy, 262_144).expect("a spread");
    assert!(close(split.noise, 1.0) && close(split.epistemic, 0.0), "{split:?}");
    assert!(split.noise.0 > 0.9 && split.chance.0.abs() < 1e-12, "{split:?}");
}

#[test]
fn a_run_too_short_to_tell_chance_from_simulation_error_is_not_split() {
    let take_up = "[take_up]\neligible.beta = { mean = 0.5, sd = 0.02 }\n";
    assert!(split_of_applications(take_up, 65_535).is_none());
    assert!(split_of_applications(take_up, 65_536).is_some());
}

#[test]
fn a_layman_reads_the_split_in_one_sentence_without_false_digits() {
    let share = |share: f64, mcse: f64| VarianceShare { share: Some(share), mcse: Some(mcse) };
    let split = VarianceSplit {
        epistemic: share(0.616, 0.012),
        noise: share(-0.004, 0.01),
        chance: share(0.384, 0.012),
    };
    let mut document = Document::default();
    document.outputs.insert("applications", OutputSummary::default());
    document.variance_split.insert("applications", split);
    let screen = first_screen(&document, Look { width: 400, colour: false, all: true }, &Footer::default());
    let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = "about 62 % comes from what is not known about the world, nothing that can be told from 0 from \
                    month-to-month noise, about 38 % from the luck of individual people.";
    assert!(screen.contains(sentence), "{screen}");
}
