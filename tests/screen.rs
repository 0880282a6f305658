//! What people see: the first screen of typical runs, kept as snapshots.

use amnesty::output::look::{Footer, Look};
use amnesty::output::table::{first_screen, with_picture};
use amnesty::output::{csv, json};
use amnesty::summary::*;

const KEYS: [&str; 5] = ["p05", "p25", "p50", "p75", "p95"];

/// An output with the given percentiles, errors of one per cent and an sd to match.
fn output(label: &str, unit: &str, quantiles: [f64; 5]) -> OutputSummary {
    let cell = |value: f64| value.is_finite().then_some(value);
    OutputSummary {
        label: label.into(),
        unit: unit.into(),
        mean: cell(quantiles[2] * 1.05),
        mean_mcse: cell(quantiles[2] * 0.002),
        sd: cell((quantiles[4] - quantiles[0]) / 3.3),
        min: cell(quantiles[0] * 0.5),
        max: cell(quantiles[4] * 1.5),
        defined: 1.0,
        quantiles: KEYS.into_iter().zip(quantiles.map(cell)).collect(),
        quantiles_mcse: KEYS.into_iter().zip(quantiles.map(|value| cell(value * 0.003))).collect(),
        ..Default::default()
    }
}

fn law() -> Document {
    let enacted = Chance::of_counts(30_012, 200_000);
    let never = Chance::of_counts(0, 30_012);
    let mut granted = output("Permits granted", "people", [2.1e5, 4.2e5, 640_321.0, 9.4e5, 1.612e6]);
    granted.exceedance.push(Exceedance { threshold: 1e6, chance: Chance::of_counts(6_301, 30_012) });
    let mut clearance =
        output("Backlog cleared, months after closing", "months", [3.0, 8.0, 17.0, 41.0, f64::INFINITY]);
    (clearance.censored, clearance.mean, clearance.mean_if_reached) = (0.07, None, Some(19.4));
    let mut no_cases = output("Renewed at the first renewal", "share", [f64::NAN; 5]);
    no_cases.defined = 0.0;
    let outputs: Named<OutputSummary> = [
        ("applications", output("Applications", "people", [4e5, 8e5, 1.06e6, 1.4e6, 2.2e6])),
        ("granted", granted.clone()),
        ("take_up_share", output("Take-up", "share", [0.21, 0.33, 0.4, 0.51, 0.68])),
        ("clearance_months_after_close", clearance),
        (
            "citizens_at_horizon",
            output("Citizens at the horizon", "people", [2e4, 5e4, 81_234.0, 1.3e5, 2.9e5]),
        ),
        ("net_present_value", output("Net present value", "RUB", [-9.1e9, -1e9, 2.44e9, 8e9, 2.2e10])),
        ("first_renewal", no_cases),
    ]
    .into_iter()
    .collect();
    let estimate = |label: &str, weight, quoted, median: f64| EstimateSummary {
        label: label.into(),
        weight,
        quoted: Some(quoted),
        replicates: 15_000,
        outputs: [(
            "granted",
            output("Permits granted", "people", [0.4, 0.7, 1.0, 1.4, 2.5].map(|f| f * median)),
        )]
        .into_iter()
        .collect(),
    };
    let estimates = [
        ("service", estimate("Migration service's count", 0.65, 5e6, 540_000.0)),
        ("experts", estimate("Experts, from money sent home", 0.35, 1e7, 950_000.0)),
    ];
    let condition = |words: &str, futures, judged_in| ConditionSummary {
        words: words.into(),
        judged_in,
        chance: Chance::of_counts(futures, 30_012),
        defined: 1.0,
        is_default: false,
        most_moved_by: None,
    };
    Document {
        format: FORMAT,
        version: "0.1.0".into(),
        stream_version: 1,
        scenario: ScenarioInfo {
            title: "Russia 2012: amnesty for expired work permits".into(),
            file: Some("russia-2012.toml".into()),
            question: Some("If the draft becomes law: how many get papers, how many become citizens?".into()),
            headline: vec!["granted".into(), "citizens_at_horizon".into(), "failure.backlog".into()],
            start: Some("2012-05".into()),
            horizon_months: Some(180),
            ..Default::default()
        },
        run: RunInfo {
            replicates: 200_000,
            requested: 200_000,
            seed: 1,
            design: "random".into(),
            complete: true,
            ..Default::default()
        },
        enactment: Some(enacted),
        outputs: outputs.clone(),
        outputs_if_enacted: Some(outputs),
        by_estimate: [("population", estimates.into_iter().collect())].into_iter().collect(),
        success: [(
            "million",
            condition("A million or more are legal after five years", 21, JudgedIn::Enacted),
        )]
        .into_iter()
        .collect(),
        failure: [(
            "backlog",
            condition("Files still wait two years after closing", 11_405, JudgedIn::Enacted),
        )]
        .into_iter()
        .collect(),
        claims: [(
            "five_million",
            ClaimSummary {
                words: "Five million people become citizens".into(),
                output: "citizens_at_horizon".into(),
                at_least: 5e6,
                judged_in: JudgedIn::Enacted,
                chance: never,
                in_all_futures: Chance::of_counts(0, 200_000),
                most_moved_by: None,
            },
        )]
        .into_iter()
        .collect(),
        warnings: vec![Warning {
            code: "W014".into(),
            message: "no input states how the fee moves take-up; the fee changes revenue only".into(),
            path: Some("money.fee_per_application".into()),
        }],
        defaults: [("status.leave_per_year", 0.0), ("processing.appeal_months", 0.0)].into_iter().collect(),
        parts_off: vec!["flows".into()],
        ..Default::default()
    }
}

fn hindcast() -> Document {
    let mut document = law();
    document.enactment = None;
    document.outputs_if_enacted = None;
    document.claims = Named::new();
    document.scenario.as_of = Some("2005-02".into());
    document.run.seed_is_default = true;
    let seen = |value, percentile, inside| ObservedSummary {
        value,
        percentile: Some(percentile),
        inside,
        ..Default::default()
    };
    document.observed =
        [("applications", seen(690_679.0, 0.98, Some(98))), ("granted", seen(576_506.0, 0.43, Some(50)))]
            .into_iter()
            .collect();
    let later = |path: &str| LaterBelief {
        path: path.into(),
        source: "past_programmes".into(),
        known: "2026-01".into(),
    };
    document.hindcast = Some(HindcastSummary {
        blind: false,
        later: ["take_up.eligible", "timing.shares"].map(later).into(),
        undated: vec!["population".into()],
        judged: vec!["timing.front_width".into()],
    });
    document
}

fn screen(document: &Document, width: usize) -> String {
    let footer = Footer {
        files: vec!["out/record.json".into()],
        command: "amnesty run configs/russia-2012.toml --seed 1".into(),
    };
    first_screen(document, Look { width, colour: false, all: false }, &footer)
}

#[test]
fn the_first_screen_answers_whether_five_million_is_plausible() {
    insta::assert_snapshot!(screen(&law(), 100));
}

#[test]
fn the_first_screen_fits_a_narrow_terminal() {
    let narrow = screen(&law(), 72);
    assert!(narrow.lines().all(|line| line.chars().count() <= 72), "{narrow}");
    insta::assert_snapshot!(narrow);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let grid: Vec<f64> = (0..256).map(|i| 2.1e5 + 5e3 * f64::from(i)).collect();
    for document in [law(), hindcast()] {
        for (width, all) in [50, 60, 80, 120].into_iter().flat_map(|width| [(width, false), (width, true)]) {
            let screen =
                with_picture(&document, &grid, Look { width, colour: false, all }, &Footer::default());
            for line in screen.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}\n{screen}");
            }
        }
    }
}

#[test]
fn a_hindcast_says_where_reality_fell() {
    insta::assert_snapshot!(screen(&hindcast(), 100));
}

#[test]
fn an_interrupted_run_and_a_law_that_never_passes_say_so_first() {
    let mut document = law();
    document.run.complete = false;
    document.run.replicates = 512;
    document.enactment = Some(Chance::of_counts(0, 512));
    let screen = screen(&document, 100);
    assert!(screen.contains("INCOMPLETE: interrupted after 512 of 200,000 futures."), "{screen}");
    assert!(screen.contains("The law passes in none of 512 simulated futures"), "{screen}");
}

#[test]
fn no_number_on_the_screen_stands_behind_a_plus_minus_sign_or_claims_certainty() {
    let text = screen(&law(), 100);
    assert!(!text.contains('±') && !text.contains(" 100 %") && !text.contains("NaN"), "{text}");
}

#[test]
fn colour_changes_no_word() {
    let look = Look { width: 100, colour: true, all: true };
    let coloured = first_screen(&law(), look, &Footer::default());
    let plain = first_screen(&law(), Look { colour: false, ..look }, &Footer::default());
    assert_ne!(coloured, plain);
    assert_eq!(coloured.replace("\u{1b}[1m", "").replace("\u{1b}[0m", ""), plain);
}

#[test]
fn the_tidy_table_has_one_statistic_a_row_and_no_formula_for_a_spreadsheet() {
    let mut document = law();
    document.scenario.title = "=cmd()".into();
    let mut bytes = Vec::new();
    csv::summary(&document, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("scenario,output,condition,month,segment,statistic,value,mcse,unit\n"));
    assert!(text.contains("'=cmd(),granted,enacted,,,p50,640321,1920.963,people\n"), "{text}");
    assert!(text.contains("'=cmd(),clearance_months_after_close,all,,,p95,,,months\n"));
    assert!(text.contains("claim.five_million,all,,,probability,0,0,share\n"));
}

#[test]
fn the_document_is_json_without_nan_or_infinity() {
    let text = json::document(&law()).unwrap();
    let read: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(read, law());
}
