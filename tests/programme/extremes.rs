//! Extreme scenarios through the whole pipe, from the file's text to the document: numbers or a reason, never NaN or a panic.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::output::look::{Footer, Look};
use amnesty::output::table::first_screen;
use amnesty::scenario::{Format, load_text};
use amnesty::summary::{Document, summarise};
use std::fmt::Write;

/// Two segments, two offices, everything on.
const BASE: &str = include_str!("../data/everything-on.toml");

fn text(base: &str, sets: &[&str]) -> Result<Document, String> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let scenario =
        load_text("base.toml", base, Format::Toml, &sets).map_err(|problems| problems.to_string())?;
    let plan = Plan::new(scenario).map_err(|problems| format!("{problems:?}"))?;
    let tally = engine::run(&plan, 512, &Options::default()).expect("it runs");
    Ok(summarise(&plan, &tally, 512))
}

fn run(sets: &[&str]) -> Document {
    text(BASE, sets).unwrap_or_else(|problems| panic!("{sets:?}: {problems}"))
}

/// The document and the screen hold numbers or say why there are none.
fn sound(document: &Document, what: &str) {
    let json = serde_json::to_string(document).expect("JSON");
    let screen = first_screen(document, Look { width: 80, colour: false, all: true }, &Footer::default());
    for (name, text) in [("document", &json), ("screen", &screen)] {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let broken = words.filter(|word| matches!(word.to_lowercase().as_str(), "nan" | "inf" | "infinity"));
        assert_eq!(broken.count(), 0, "{what}: {name}\n{text}");
    }
    for outputs in [Some(&document.outputs), document.outputs_if_enacted.as_ref()].into_iter().flatten() {
        for (name, output) in outputs.iter() {
            let share = output.unit == "share" && output.defined > 0.0;
            let most = if share { output.max.unwrap_or(0.0) } else { 0.0 };
            // Take-up can pass 1 only where people become eligible after the opening, which BASE leaves out.
            assert!(most <= 1.0 + 1e-9, "{what}: {name} reaches {most}");
        }
    }
}

#[test]
fn corners_of_a_scenario_give_numbers_or_a_reason() {
    let cases: &[&[&str]] = &[
        &[],
        &["population=0"],
        &["population=1"],
        &["population=1e15"],
        &["run.chance=\"expected\"", "population=1e15"],
        &["run.chance=\"expected\"", "population=0"],
        &["office.north.processing.capacity_per_month=0", "office.south.processing.capacity_per_month=0"],
        &["processing.capacity_delivered=0"],
        &["enactment.probability=0"],
        &["enactment.probability=1"],
        &["window.length_months=0", "window.extension_months=0"],
        &["enactment.delay_months=47", "window.length_months=1"],
        &["enactment.delay_months=48", "window.length_months=1"],
        &["enactment.delay_months=600"],
        &["time.horizon_months=1"],
        &["time.horizon_months=600"],
        &["processing.withdrawn_share=1"],
        &["processing.collected_share=0"],
        &["processing.appeal_share=1", "processing.appeal_granted_share=1", "processing.appeal_months=0"],
        &["status.permit_months=1", "status.renewal_share=0"],
        &["status.permanent.months_after_grant=0", "status.citizenship.months_after_permanent=0"],
        &["timing.shares.dirichlet={ mean = { front = 0, steady = 0, surge = 1 }, sample_size = 20 }"],
        &["flows.announcement_pull=-5"],
        &["money.discount_per_year=0", "money.tax_per_legal_month=0"],
    ];
    for sets in cases {
        sound(&run(sets), &format!("{sets:?}"));
    }
}

/// Every share of the base, and what it is called there.
const SHARES: [&str; 20] = [
    "eligibility.criterion.record.pass_share",
    "segment.b.take_up.eligible",
    "take_up.eligible",
    "take_up.ineligible",
    "processing.grant_share_eligible",
    "processing.grant_share_ineligible",
    "processing.withdrawn_share",
    "processing.appeal_share",
    "processing.appeal_granted_share",
    "processing.collected_share",
    "status.renewal_share",
    "status.lapsed_leave_share",
    "status.leave_per_year",
    "status.permanent.per_year",
    "status.citizenship.per_year",
    "flows.leave_per_year",
    "flows.other_routes_per_year",
    "flows.other_routes_lapse_per_year",
    "flows.refused_removed_per_year",
    "window.extension_probability",
];

#[test]
fn every_share_at_0_and_at_1_gives_numbers() {
    for value in ["0", "1"] {
        let all: Vec<String> = SHARES.iter().map(|path| format!("{path}={value}")).collect();
        sound(&run(&all.iter().map(String::as_str).collect::<Vec<_>>()), &format!("all at {value}"));
        for path in SHARES {
            sound(&run(&[&format!("{path}={value}")]), &format!("{path} = {value}"));
        }
    }
}

#[test]
fn two_hundred_segments_of_which_some_are_empty_add_up() {
    let mut many = String::from(
        "format = 1\ntitle = \"Many\"\n[time]\nstart = \"2012-05\"\nhorizon_months = 12\n[population]\n\
         uniform = { min = 900, max = 1100 }\n[window]\nlength_months = 3\n[take_up]\neligible = 0.5\n\
         [flows]\nleave_per_year = 0.1\narrivals_per_year = 0.1\n",
    );
    let mut shares = String::from("[segment_shares]\n");
    for segment in 0..200 {
        writeln!(many, "[segment.s{segment}]\nlabel = \"Segment {segment}\"").expect("text");
        writeln!(shares, "s{segment} = {}", if segment < 100 { 0.01 } else { 0.0 }).expect("text");
    }
    let document = text(&(many + &shares), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    sound(&document, "200 segments");
    let segment = |name: &str| {
        let outputs = &document.segments.get(name).expect("a segment").outputs;
        outputs.get("applications").and_then(|total| total.mean).expect("a mean")
    };
    let segments: f64 = (0..200).map(|index| segment(&format!("s{index}"))).sum();
    let country = document.outputs.get("applications").and_then(|output| output.mean).expect("a mean");
    // Means of whole numbers below a thousand: only the sum of 200 of them is rounded.
    assert!((segments - country).abs() < 1e-9 * country, "{segments} and {country}");
    assert_eq!(segment("s150"), 0.0);
}

#[test]
fn a_law_that_is_certain_or_impossible_is_answered_as_such() {
    let never = run(&["enactment.probability=0"]);
    let always = run(&["enactment.probability=1"]);
    assert!(always.outputs_if_enacted.is_none(), "one answer where the law is certain");
    assert_eq!(never.outputs.get("granted").and_then(|granted| granted.max), Some(0.0));
    let change = never.outputs.get("take_up_share").expect("an output");
    assert_eq!(change.defined, 0.0);
}

#[test]
fn impossible_numbers_are_refused_at_their_place() {
    for (set, path) in [
        ("population=-1", "population"),
        ("population=1e18", "population"),
        ("take_up.eligible=60", "take_up.eligible"),
        ("take_up.eligible=-0.1", "take_up.eligible"),
        ("window.length_months=-3", "window.length_months"),
        ("time.horizon_months=0", "time.horizon_months"),
        ("time.horizon_months=2.5", "time.horizon_months"),
        ("office.north.share=0.9", "office"),
        ("segment.c.take_up.eligible=0.5", "segment"),
        ("run.chance=\"means\"", "run.chance"),
        ("processing.order=\"newest_first\"", "processing.order"),
        ("run.replicates=0", "run.replicates"),
        ("status.permit_months=0", "status.permit_months"),
        ("money.discount_per_year=-2", "money.discount_per_year"),
        ("window.lenght_months=3", "`lenght_months` in `window`"),
    ] {
        let problems = text(BASE, &[set]).expect_err(set);
        assert!(problems.starts_with('E') && problems.contains(path), "{set}: {problems}");
    }
}
