//! Every error: code, place, words and advice.

use crate::world::{errors, program};
use amnesty::formula::{FormulaError, codes};
use amnesty::units::Unit;

/// The formula with each error's place underlined, then its words.
fn shown(text: &str, errors: &[FormulaError]) -> String {
    let underline = |span: &std::ops::Range<usize>, mark: &str| {
        let before = text[..span.start].chars().count();
        let width = text[span.clone()].chars().count().max(1);
        format!("{}{}", " ".repeat(before), mark.repeat(width))
    };
    let mut lines = Vec::new();
    for error in errors {
        lines.push(text.to_owned());
        lines.push(format!("{} {}: {}", underline(&error.span, "^"), error.code, error.message));
        for (span, words) in &error.labels {
            lines.push(format!("{} {words}", underline(span, "-")));
        }
        lines.extend(error.advice.iter().map(|advice| format!("  = {advice}")));
    }
    lines.join("\n")
}

/// What is wrong, and a formula in which it is.
const CASES: &[(&str, &str)] = &[
    ("an unknown name is answered with the nearest", "2 * grantd"),
    ("a path is found by its end", "backlog_peak > 12 * capacity_per_month"),
    ("a name like no other gets no suggestion", "xylophone + 1"),
    ("all unknown names are reported at once", "grantd + refusd > collectd"),
    ("month outside a series is explained", "month > 3"),
    ("an unknown function is answered with the nearest", "sume(legal)"),
    ("a product without its sign looks like a function", "granted (2)"),
    ("an open parenthesis is shown", "2 * (granted + 3"),
    ("an open call is shown", "max(granted, (refused)"),
    ("a closing parenthesis alone is shown", "granted) * 2"),
    ("a closing parenthesis for a value is shown", "granted + )"),
    ("too few arguments", "if(granted > 1, 2)"),
    ("too many arguments", "sqrt(1, 2)"),
    ("no arguments", "sum()"),
    ("a condition is no number", "low_turnout + 1"),
    ("a comparison is no number", "2 * (granted > refused)"),
    ("a number is no condition", "granted and low_turnout"),
    ("if needs a condition", "if(granted, 1, 2)"),
    ("not needs a condition", "not granted"),
    ("branches must be of one kind", "if(low_turnout, granted, granted > 1)"),
    ("comparisons do not chain", "1 < granted < 3"),
    ("equality is written twice", "granted = 3"),
    ("ampersands are and", "low_turnout && granted > 1"),
    ("bars are or", "low_turnout || granted > 1"),
    ("an exclamation mark is not", "!low_turnout"),
    ("two stars are a power", "granted ** 2"),
    ("angle brackets are unequal", "granted <> 2"),
    ("a sign of print is answered with its key", "granted ≤ 2"),
    ("a dash is no minus", "granted − 2"),
    ("a series is not one value", "legal > 1000"),
    ("a scalar is no series", "at(granted, 3)"),
    ("a bare number is no series", "sum(3)"),
    ("first month needs a condition", "first_month(legal)"),
    ("people and money are not added", "granted + processing_cost_total"),
    ("people and shares are not compared", "granted * 2 > take_up_share"),
    ("alternatives share a unit", "max(granted, 3, net_present_value)"),
    ("a logarithm needs a plain number", "ln(granted)"),
    ("an exponent needs a plain number", "2 ^ granted"),
    ("a broken power of people", "granted ^ ratio"),
    ("a root needs even powers", "sqrt(granted)"),
    ("a month is counted in months", "at(legal, granted)"),
    ("a percentage is a share", "take_up_share < 60%"),
    ("a decimal comma", "take_up_share < 0,6"),
    ("a decimal comma in parentheses", "(0,6)"),
    ("a number needs digits before its point", ".5"),
    ("a number runs into letters", "12months"),
    ("separators stand between digits", "1__000"),
    ("a number beyond f64", "1e400"),
    ("an empty formula", "  "),
    ("a formula that stops", "granted *"),
    ("two values side by side", "granted refused"),
    ("not behind a comparison", "low_turnout == not true"),
    ("a path that ends in a dot", "status. + 1"),
    ("a quote left open", "segment.\"other"),
    ("brackets are parentheses", "legal[3]"),
    ("a question mark is if", "granted > 1 ? 2 : 3"),
    ("control characters are escaped", "granted \u{7} 1"),
    (
        "errors of names and units stand together in text order",
        "grantd > 1 or granted > take_up_share or legal > 2",
    ),
    ("one error does not cause another", "if(nobody > 3, nothing, granted > 1)"),
];

#[test]
fn every_error_says_where_what_and_what_to_do() {
    let sections = CASES.iter().map(|(title, text)| format!("## {title}\n{}\n", shown(text, &errors(text))));
    insta::assert_snapshot!(sections.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_code_of_the_compiler_has_a_case() {
    let seen: Vec<_> = CASES.iter().flat_map(|(_, text)| errors(text)).map(|error| error.code).collect();
    // Of limits (bombs.rs), of what was declared (below) and of circles (order.rs).
    let elsewhere = [codes::TOO_LONG, codes::DEPTH, codes::SIZE, codes::WORK, codes::RESULT, codes::CYCLE];
    for code in codes::CODES {
        assert!(seen.contains(&code.code) || elsewhere.contains(&code.code), "{} has no case", code.code);
    }
}

#[test]
fn a_result_of_another_unit_than_declared_is_refused() {
    let people = Unit::people();
    let error = program("processing_cost_total / granted").expect_number(&people).expect_err("money");
    assert_eq!((error.code, error.span.clone()), (codes::RESULT, 0..31));
    assert_eq!(error.message, "the formula is RUB/person, declared is people");
    let error = program("granted > 1").expect_number(&people).expect_err("a condition");
    assert_eq!(error.message, "the formula is a condition, and a number is declared");
    let error = program("granted").expect_condition().expect_err("a number");
    assert_eq!(error.message, "the formula is a number (people), and a condition is needed");
    assert_eq!(program("granted").expect_number(&people), Ok(()));
    assert_eq!(program("granted > 1").expect_condition(), Ok(()));
}

#[test]
fn every_place_lies_in_the_text_on_character_boundaries() {
    let texts = ["granted ≤ 2", "é + 1", "2 * (население + 3", "\"ы", "1 + ", "население > granted", "🦀"];
    for text in texts {
        for error in errors(text) {
            assert!(text.get(error.span.clone()).is_some(), "{text}: {error:?}");
            assert!(
                error.labels.iter().all(|(span, _)| text.get(span.clone()).is_some()),
                "{text}: {error:?}"
            );
            assert!(codes::explain(error.code).is_some());
        }
    }
}
