//! Which quantities go together, and what unit comes out.

use crate::world::{errors, program};
use amnesty::formula::{Measure, codes};
use amnesty::units::Unit;

#[track_caller]
fn assert_unit(text: &str, unit: &str) {
    let unit = Unit::parse(unit).expect("a unit");
    assert_eq!(program(text).measure(), Measure::Exact(unit), "{text}");
}

#[test]
fn units_multiply_divide_and_cancel() {
    assert_unit("granted + refused", "people");
    assert_unit("population * take_up_share", "people");
    assert_unit("population * (1 - take_up_share)", "people");
    assert_unit("processing_cost_total / granted", "RUB/person");
    assert_unit("money.fee_per_application / monthly_wage", "number");
    assert_unit("granted ^ 2 / granted", "people");
    assert_unit("granted ^ -1", "1/person");
    assert_unit("granted ^ 0", "number");
    assert_unit("sqrt(granted * refused)", "people");
    assert_unit("processing.capacity_per_month * opening_month", "people");
    assert_unit("exp(ratio)", "number");
    assert_unit("max(legal)", "people");
    assert_unit("sum(legal, 3, closing_month)", "people");
    assert_unit("at(legal / granted, 3)", "number");
    assert_unit("first_month(legal > 10)", "months");
    assert_unit("closing_month + 36", "months");
    assert_unit("if(low_turnout, 0, granted)", "people");
    assert_unit("min(3, granted, 5)", "people");
    assert_unit("-abs(round(granted))", "people");
    assert_unit("at(month, 3)", "months");
}

#[test]
fn the_formulas_of_the_reference_scenarios_pass() {
    let conditions = [
        "take_up_share < 0.25",
        "clearance_months_after_close > 24 or backlog_peak > 12 * processing.capacity_per_month",
        "at(legal, closing_month + 36) < 0.6 * collected",
        "net_present_value >= 0",
        "low_turnout or backlog or refusal_share > 0.35",
    ];
    for text in conditions {
        assert!(program(text).is_condition(), "{text}");
    }
    let numbers = [
        ("at(legal, opening_month + 60)", "people"),
        ("processing_cost_total / granted", "RUB/person"),
        ("money.fee_per_application / monthly_wage", "number"),
        ("status.permit_months / 12", "years"),
        ("status.permit_months / 12", "number"),
        ("population * take_up_share * refusal_share", "people"),
        ("1000", "people"),
    ];
    for (text, unit) in numbers {
        if unit == "years" {
            // A year is a unit of its own: nothing is converted.
            assert!(program(text).expect_number(&Unit::parse(unit).expect("a unit")).is_err());
        } else {
            assert_eq!(program(text).expect_number(&Unit::parse(unit).expect("a unit")), Ok(()), "{text}");
        }
    }
}

#[test]
fn a_bare_number_times_a_quantity_may_have_been_months() {
    let people = Unit::people();
    assert_eq!(program("12 * processing.capacity_per_month").expect_number(&people), Ok(()));
    assert_eq!(program("12 * processing.capacity_per_month + granted").measure(), Measure::Exact(people));
    assert_eq!(errors("processing.capacity_per_month > granted")[0].code, codes::UNITS);
    assert_eq!(errors("take_up_share * processing.capacity_per_month > granted")[0].code, codes::UNITS);
    assert_eq!(errors("12 * money.fee_per_application > granted")[0].code, codes::UNITS);
}

#[test]
fn a_unit_error_shows_both_sides() {
    let found = errors("granted + processing_cost_total");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span, 8..9);
    assert_eq!(found[0].labels, [(0..7, "this is people".into()), (10..31, "this is RUB".into())]);
}

#[test]
fn what_a_formula_reads_is_listed_once_and_in_order() {
    let program = program("refused + granted * granted / granted + sum(backlog) + at(legal, closing_month)");
    assert_eq!(program.scalars().collect::<Vec<_>>(), [0, 1, 8]);
    assert_eq!(program.series().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn only_months_may_be_censored() {
    for text in [
        "closing_month + 3",
        "first_month(legal > 3)",
        "if(low_turnout, closing_month, 3)",
        "closing_month / 12",
    ] {
        assert!(program(text).may_be_censored(), "{text}");
    }
    for text in ["granted / closing_month", "closing_month > 3", "3", "granted", "at(month, 3)", "sum(legal)"]
    {
        assert!(!program(text).may_be_censored(), "{text}");
    }
}
