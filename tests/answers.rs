//! What stands beside the numbers: conditions together, money's viewpoint, drivers without a value, the horizon's edge.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::output::csv;
use amnesty::output::look::{Footer, Look};
use amnesty::output::table::first_screen;
use amnesty::scenario::{Format, load_text};
use amnesty::summary::{Document, JudgedIn, Record, summarise};

/// Runs a scenario text.
fn record(text: &str, replicates: u64) -> Record {
    let scenario =
        load_text("test.toml", text, Format::Toml, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Plan::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    let tally = engine::run(&plan, replicates, &Options::default()).expect("it runs");
    Record::new(&plan, &tally, summarise(&plan, &tally, replicates))
}

fn document(text: &str) -> Document {
    record(text, 512).document
}

fn screen(document: &Document, all: bool) -> String {
    // Wide enough that no sentence is broken within a test's words.
    first_screen(document, Look { width: 100, colour: false, all }, &Footer::default())
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn tidy(document: &Document) -> String {
    let mut bytes = Vec::new();
    csv::summary(document, &mut bytes).expect("a table in memory");
    String::from_utf8(bytes).expect("UTF-8")
}

const CONDITIONS: &str = r#"format = 1
title = "Conditions"
[inputs]
a.uniform = { min = 0, max = 1 }
b.uniform = { min = 0, max = 1 }
[outputs]
x.formula = "a"
y.formula = "b"
[success]
high = { words = "a is high", condition = "a > 0.4" }
both_near = { words = "a and b are near", condition = "abs(a - b) < 0.5" }
[failure]
low = { words = "b is low", condition = "b < 0.3" }
# Undefined below a half, where the root has no value.
root = { words = "the root is small", condition = "sqrt(a - 0.5) < 0.5" }
"#;

#[test]
fn chances_of_conditions_together_are_counts_of_the_same_futures() {
    let record = record(CONDITIONS, 4_000);
    let sample = &record.sample;
    let (a, b) = (&sample.outputs.get("x").unwrap().0, &sample.outputs.get("y").unwrap().0);
    // Every future of the run is in the sample, so each count can be made again from the values.
    let futures: Vec<[Option<bool>; 4]> = a
        .iter()
        .zip(b)
        .map(|(&a, &b)| {
            [
                Some(a > 0.4),
                Some((a - b).abs() < 0.5),
                Some(b < 0.3),
                (a >= 0.5).then(|| (a - 0.5).sqrt() < 0.5),
            ]
        })
        .collect();
    let joint = record.document.joint.as_ref().expect("four conditions");
    let names = ["success.high", "success.both_near", "failure.low", "failure.root"];
    let mut pairs = joint.pairs.iter();
    for first in 0..4 {
        for second in first + 1..4 {
            let pair = pairs.next().expect("six pairs");
            assert_eq!(pair.both, [names[first], names[second]].map(str::to_owned));
            let (mut holds, mut of) = (0, 0);
            for future in &futures {
                match (future[first], future[second]) {
                    (Some(true), Some(true)) => (holds, of) = (holds + 1, of + 1),
                    (Some(false), _) | (_, Some(false)) => of += 1,
                    _ => {}
                }
            }
            assert_eq!((pair.chance.futures, pair.chance.of), (holds, of), "{:?}", pair.both);
            assert!(holds > 0);
        }
    }
    assert!(pairs.next().is_none());
    let all = futures.iter().filter(|future| future[0] == Some(true) && future[1] == Some(true)).count();
    let all_success = joint.all_success.expect("two successes");
    assert_eq!((all_success.futures, all_success.of), (all as u64, 4_000));
    let any = futures.iter().filter(|future| future[2] == Some(true) || future[3] == Some(true)).count();
    let none = futures.iter().filter(|future| future[2] == Some(false) && future[3] == Some(false)).count();
    let any_failure = joint.any_failure.expect("two failures");
    assert_eq!((any_failure.futures, any_failure.of), (any as u64, (any + none) as u64));
    assert_eq!(joint.judged_in, JudgedIn::All);
}

#[test]
fn chances_together_stand_on_the_screen_and_in_the_table() {
    let document = document(CONDITIONS);
    let (short, long) = (screen(&document, false), screen(&document, true));
    assert!(short.contains("all of these together") && short.contains("at least one of these"), "{short}");
    assert!(long.contains("both “a is high” and “a and b are near”") && !short.contains("both “"), "{long}");
    let table = tidy(&document);
    for name in ["success.all", "failure.any", "success.high and failure.low"] {
        assert!(table.contains(&format!("Conditions,{name},all,,,probability,0.")), "{name}: {table}");
    }
}

#[test]
fn where_a_condition_is_never_judged_the_chance_of_any_is_known_from_below_and_not_certain() {
    // The second failure has no value in any future: "any" is judged only where the first holds, in half of them.
    let open = r#"format = 1
title = "Open"
[inputs]
a.uniform = { min = 0, max = 1 }
[outputs]
x.formula = "a"
[failure]
half = { words = "a is low", condition = "a < 0.5" }
never = { words = "no root", condition = "sqrt(a - 2) < 1" }
"#;
    let document = document(open);
    let any = document.joint.as_ref().and_then(|joint| joint.any_failure).expect("two failures");
    assert!(any.futures == any.of && any.of < 512, "{any:?}");
    let screen = screen(&document, false);
    let open = screen.split("at least one of these, or more often: ").nth(1).expect("known from below");
    assert!(open.contains(" % of futures cannot be judged") && !screen.contains("all of "), "{screen}");
}

#[test]
fn a_published_share_is_shown_as_a_share() {
    let rivals = r#"format = 1
title = "Rivals"
[inputs]
share.unit = "share"
share.estimate.low = { label = "Low", weight = 0.5, beta = { mean = 0.2, sd = 0.05 }, quoted = 0.1 }
share.estimate.high = { label = "High", weight = 0.5, beta = { mean = 0.6, sd = 0.05 }, quoted = 0.7 }
[outputs]
x.formula = "share"
"#;
    let screen = screen(&document(rivals), true);
    assert!(screen.contains("published: 10 %") && screen.contains("published: 70 %"), "{screen}");
}

#[test]
fn one_condition_has_nothing_to_go_together_with() {
    let one = CONDITIONS.split("both_near").next().unwrap();
    assert_eq!(document(one).joint, None);
}

const PROGRAMME: &str = r#"format = 1
title = "Money"
headline = ["net_present_value", "citizens_at_horizon"]
[time]
start = "2012-05"
horizon_months = 120
[population]
uniform = { min = 10000, max = 20000 }
[window]
length_months = 6
[take_up]
eligible = 0.5
[status]
permanent = { months_after_grant = 12, per_year = 0.5 }
citizenship = { months_after_permanent = 24, per_year = 0.5 }
[money]
currency = "EUR"
price_year = 2011
viewpoint = "state budget"
discount_per_year = 0.03
fee_per_application = 100
processing_cost_per_application = 80
tax_per_legal_month = 50
benefits_per_legal_month = 20
removal_cost = 1000
[outputs]
balance_a_head.formula = "net_present_value / granted"
balance_a_head.unit = "EUR/person"
"#;

#[test]
fn money_names_its_viewpoint_year_and_discount_and_says_when_it_is_partial() {
    let whole = document(PROGRAMME);
    let note = |document: &Document, name: &str| {
        document.outputs.get(name).and_then(|output| output.money.clone()).map(|note| note.words())
    };
    let balance = "state budget, prices of 2011, discounted at 3 % a year";
    let total = "state budget, prices of 2011, not discounted";
    for name in ["net_present_value", "break_even_month", "balance_a_head"] {
        assert_eq!(note(&whole, name).as_deref(), Some(balance), "{name}");
    }
    for name in ["fees_total", "processing_cost_total", "taxes_total", "benefits_total", "cost_per_granted"] {
        assert_eq!(note(&whole, name).as_deref(), Some(total), "{name}");
    }
    assert_eq!(note(&whole, "granted"), None);
    assert!(!screen(&whole, true).contains("artial"));
    let parts = [
        ("fees", "fee_per_application = 100\n"),
        ("processing", "processing_cost_per_application = 80\n"),
        ("taxes", "tax_per_legal_month = 50\n"),
        ("benefits", "benefits_per_legal_month = 20\n"),
        ("removals", "removal_cost = 1000\n"),
    ];
    for (part, line) in parts {
        let partial = document(&PROGRAMME.replace(line, ""));
        assert_eq!(note(&partial, "net_present_value"), Some(format!("partial, {balance}")), "{part}");
        assert_eq!(note(&partial, "taxes_total").as_deref(), Some(total), "{part}");
        let screen = screen(&partial, true);
        assert!(screen.contains("Net present value (partial), EUR"), "{screen}");
        assert!(screen.contains("EUR in prices of 2011, a partial balance"), "{screen}");
        assert!(screen.contains(&format!("Partial: {part} not counted.")), "{screen}");
        assert!(tidy(&partial).contains(&format!("\"EUR (partial, {balance})\"")));
    }
}

#[test]
fn what_the_scenario_does_not_say_of_its_money_is_said_to_be_missing() {
    let text = PROGRAMME.replace("price_year = 2011\n", "").replace("viewpoint = \"state budget\"\n", "");
    let document = document(&text.replace("discount_per_year = 0.03\n", ""));
    let note = document.outputs.get("net_present_value").and_then(|output| output.money.clone()).unwrap();
    assert_eq!(note.words(), "viewpoint not named, price year not named, discounted at 0 % a year");
}

#[test]
fn citizens_beyond_the_horizon_are_said_to_be_there_and_not_to_be_0() {
    // Window at month 0, a grant in month 1, permanent from 13, citizens from 37.
    let horizon = |months: usize| {
        document(&PROGRAMME.replace("horizon_months = 120", &format!("horizon_months = {months}")))
    };
    let codes = |document: &Document| {
        document
            .warnings
            .iter()
            .map(|warning| warning.code.clone())
            .filter(|code| code.starts_with("W07"))
            .collect::<Vec<_>>()
    };
    let none: Vec<String> = Vec::new();
    let (far, late, edge, hidden) = (horizon(61), horizon(60), horizon(37), horizon(36));
    assert_eq!([codes(&far), codes(&late), codes(&edge)], [none, vec!["W071".into()], vec!["W071".into()]]);
    assert_eq!(codes(&hidden), vec!["W070".to_owned()]);
    assert_eq!(hidden.scenario.earliest_citizenship_month, Some(37.0));
    let text = screen(&hidden, false);
    assert!(
        text.contains("nobody can be a citizen before month 37, and the run ends with month 36"),
        "{text}"
    );
    assert!(
        text.contains("Citizens at the horizon after month 36") && !text.contains("no people are citizens"),
        "{text}"
    );
    assert!(screen(&late, false).contains("These are the first citizens only"));
    assert!(!screen(&far, false).contains("first citizens only"));
}

#[test]
fn an_uncertain_wait_counts_with_its_least_value() {
    let text = PROGRAMME.replace(
        "months_after_grant = 12,",
        "months_after_grant = { triangular = { min = 7.6, mode = 12, max = 30 } },",
    );
    assert_eq!(document(&text).scenario.earliest_citizenship_month, Some(1.0 + 8.0 + 24.0));
}

#[test]
fn drivers_without_a_value_are_counted_and_named() {
    // The wage is 0 in two futures of five.
    let effect = r#"
[inputs.wage]
discrete = { values = [0, 400], weights = [0.4, 0.6] }
unit = "EUR/person"
[take_up.effect.fee]
driver = "money.fee_per_application / wage"
reference = 0.25
odds_ratio = 0.5
"#;
    let document = document(&format!("{PROGRAMME}{effect}"));
    let path = "take_up.effect.fee.driver";
    let often = document.undefined_drivers.get(path).expect("some futures have no wage");
    // 512 futures: standard error 0.022, five of them.
    assert!((often.probability.unwrap() - 0.4).abs() < 0.11 && often.of == 512);
    let warning = document.warnings.iter().find(|warning| warning.code == "W008").expect("it is said");
    assert_eq!(warning.path.as_deref(), Some(path));
    assert!(warning.message.contains("% of the futures in which the law passes"), "{}", warning.message);
    let everywhere = document_of(&effect.replace("[0, 400]", "[1, 400]"));
    assert!(everywhere.undefined_drivers.is_empty());
}

fn document_of(effect: &str) -> Document {
    document(&format!("{PROGRAMME}{effect}"))
}
