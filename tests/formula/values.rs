//! Values of formulas: precedence, functions, undefined and censored.

use crate::world::{assert_values, values};

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

/// Asserts the value of a formula without names.
#[track_caller]
fn assert_constant(text: &str, expected: f64) {
    assert_values(text, [expected; 4]);
}

#[test]
fn operators_bind_as_in_mathematics() {
    assert_constant("2 + 3 * 4", 14.0);
    assert_constant("(2 + 3) * 4", 20.0);
    assert_constant("10 - 4 - 3", 3.0);
    assert_constant("64 / 4 / 2", 8.0);
    assert_constant("2 ^ 3 ^ 2", 512.0);
    assert_constant("-2 ^ 2", -4.0);
    assert_constant("(-2) ^ 2", 4.0);
    assert_constant("2 ^ -1", 0.5);
    assert_constant("2 ^ -1 * 8", 4.0);
    assert_constant("2 * -3", -6.0);
    assert_constant("--3", 3.0);
    assert_constant("+3 - +2", 1.0);
    assert_constant("6 / 2 * 3", 9.0);
}

#[test]
fn words_bind_more_loosely_than_comparisons_and_not_tighter_than_and() {
    assert_constant("1 + 1 > 1 and 2 < 3", 1.0);
    assert_constant("true or false and false", 1.0);
    assert_constant("(true or false) and false", 0.0);
    assert_constant("not true or true", 1.0);
    assert_constant("not (true or true)", 0.0);
    assert_constant("not 1 > 2 and true", 1.0);
    assert_constant("not not true", 1.0);
}

#[test]
fn numbers_are_read_with_separators_and_exponents() {
    assert_constant("1_000_000", 1e6);
    assert_constant("2.5e-1", 0.25);
    assert_constant("1E3", 1000.0);
    assert_constant("1e+3-1", 999.0);
    assert_constant("0.1", 0.1);
}

#[test]
fn functions_of_values() {
    assert_constant("if(2 > 1, 5, 6)", 5.0);
    assert_constant("if(false, 5, 6)", 6.0);
    assert_constant("if(true, 1 > 2, true)", 0.0);
    assert_constant("min(3, 1, 2)", 1.0);
    assert_constant("max(3, 1, 2)", 3.0);
    assert_constant("abs(-3)", 3.0);
    assert_constant("sqrt(16)", 4.0);
    assert_constant("exp(0)", 1.0);
    assert_constant("ln(1)", 0.0);
    assert_constant("round(2.5)", 3.0);
    assert_constant("round(-2.5)", -2.0);
    assert_constant("round(0.49999999999999994)", 0.0);
    assert_constant("floor(-0.5)", -1.0);
    assert_constant("ceil(0.5)", 1.0);
    assert_constant("4 ^ 0.5", 2.0);
    assert_values("ratio ^ 3", [0.125, -8.0, 0.0, 27.0]);
    assert_values("ratio ^ -1", [2.0, -0.5, NAN, 1.0 / 3.0]);
    assert_values("2 ^ round(ratio)", [2.0, 0.25, 1.0, 8.0]);
}

#[test]
fn results_that_are_not_finite_are_undefined() {
    assert_constant("1 / 0", NAN);
    assert_constant("0 / 0", NAN);
    assert_constant("exp(1000)", NAN);
    assert_constant("ln(0)", NAN);
    assert_constant("ln(-1)", NAN);
    assert_constant("sqrt(-1)", NAN);
    assert_constant("1e308 * 10", NAN);
    assert_constant("-1e308 - 1e308", NAN);
    assert_constant("10 ^ 10 ^ 10 ^ 10", NAN);
    assert_constant("(0 - 2) ^ 0.5", NAN);
    assert_constant("1 / 0 > 3", NAN);
    assert_constant("if(1 / 0 > 3, 1, 1)", NAN);
    assert_constant("min(1, 0 / 0)", NAN);
    assert_constant("max(0 / 0, 1)", NAN);
    assert_constant("(0 / 0) ^ 0", NAN);
    assert_constant("1 ^ (0 / 0)", NAN);
    assert_values("take_up_share ^ 0", [1.0, NAN, 1.0, 1.0]);
    assert_values("1 ^ (take_up_share / 2)", [1.0, NAN, 1.0, 1.0]);
    assert_values("processing_cost_total / granted", [1e4, NAN, 2e4, 0.0]);
}

#[test]
fn truth_tables_are_those_of_kleene() {
    let words = [("true", 1.0), ("false", 0.0), ("0/0 > 1", NAN)];
    let and = [[1.0, 0.0, NAN], [0.0, 0.0, 0.0], [NAN, 0.0, NAN]];
    let or = [[1.0, 1.0, 1.0], [1.0, 0.0, NAN], [1.0, NAN, NAN]];
    for (i, (a, _)) in words.iter().enumerate() {
        for (j, (b, _)) in words.iter().enumerate() {
            assert_constant(&format!("({a}) and ({b})"), and[i][j]);
            assert_constant(&format!("({a}) or ({b})"), or[i][j]);
        }
    }
    for (a, value) in words {
        assert_constant(&format!("not ({a})"), 1.0 - value);
    }
    assert_values("low_turnout and backlog", [0.0, 0.0, NAN, NAN]);
    assert_values("low_turnout or backlog", [1.0, 0.0, 1.0, 1.0]);
}

#[test]
fn a_month_not_reached_is_later_than_any_number() {
    assert_values("clearance_months_after_close > 24", [0.0, 1.0, 0.0, 1.0]);
    assert_values("24 >= clearance_months_after_close", [1.0, 0.0, 1.0, 0.0]);
    assert_values("clearance_months_after_close == 2", [1.0, 0.0, 0.0, 0.0]);
    assert_values("min(clearance_months_after_close, 60)", [2.0, 60.0, 0.0, 60.0]);
    assert_values("max(clearance_months_after_close, 60)", [60.0, INF, 60.0, INF]);
    assert_values("if(true, clearance_months_after_close, 1)", [2.0, INF, 0.0, INF]);
    // Which of two months beyond the horizon is the later one, nobody knows.
    assert_values("clearance_months_after_close > closing_month", [0.0, 1.0, 0.0, NAN]);
    assert_values("closing_month == closing_month", [1.0, 1.0, 1.0, NAN]);
}

#[test]
fn arithmetic_keeps_a_month_not_reached_only_where_the_result_counts_months() {
    assert_values("clearance_months_after_close - 3", [-1.0, INF, -3.0, INF]);
    assert_values("closing_month + clearance_months_after_close", [5.0, INF, 9.0, INF]);
    assert_values("clearance_months_after_close / 2", [1.0, INF, 0.0, INF]);
    assert_values("2 * clearance_months_after_close", [4.0, INF, 0.0, INF]);
    assert_values("abs(clearance_months_after_close)", [2.0, INF, 0.0, INF]);
    assert_values("round(clearance_months_after_close / 4)", [1.0, INF, 0.0, INF]);
    assert_values("-clearance_months_after_close", [-2.0, NAN, -0.0, NAN]);
    assert_values("24 - clearance_months_after_close", [22.0, NAN, 24.0, NAN]);
    assert_values("0 * clearance_months_after_close", [0.0, NAN, 0.0, NAN]);
    assert_values("clearance_months_after_close / 0", [NAN; 4]);
    assert_values("clearance_months_after_close - closing_month", [-1.0, INF, -9.0, NAN]);
    assert_values("granted * clearance_months_after_close", [200.0, NAN, 0.0, NAN]);
    // Not 0: the backlog may be cleared one day after the horizon.
    assert_values("granted / (1 + clearance_months_after_close)", [100.0 / 3.0, NAN, 250.0, NAN]);
    assert_values("0.5 ^ (clearance_months_after_close / 12)", {
        let reached = values("0.5 ^ (2 / 12)")[0];
        [reached, NAN, 1.0, NAN]
    });
    assert_values("exp(-clearance_months_after_close / 12) > 2", [0.0, NAN, 0.0, NAN]);
}

#[test]
fn at_takes_one_month_rounded_half_up_and_is_undefined_outside_the_horizon() {
    assert_values("at(legal, 3)", [30.0, 3.0, 75.0, 0.0]);
    assert_values("at(legal, opening_month + 4)", [50.0, 6.0, 175.0, NAN]);
    assert_values("at(legal, opening_month / 2)", [10.0, 1.0, 50.0, NAN]);
    assert_values("at(legal, -0.5)", [0.0, 0.0, 0.0, 0.0]);
    assert_values("at(legal, -0.51)", [NAN; 4]);
    assert_values("at(legal, 12.49)", [120.0, 12.0, 300.0, 0.0]);
    assert_values("at(legal, 12.5)", [NAN; 4]);
    assert_values("at(legal, 0 / 0)", [NAN; 4]);
    assert_values("at(legal, closing_month + 36) < 0.6 * collected", [NAN; 4]);
    assert_values("at(legal, closing_month) < 0.6 * collected", [1.0, 0.0, 0.0, NAN]);
}

#[test]
fn at_takes_expressions_of_series_and_month() {
    assert_values("at(legal + backlog, 2)", [60.0, 60.0, 60.0, 60.0]);
    assert_values("at(legal * legal / granted * granted / granted + legal, 2)", [24.0, NAN, 60.0, 0.0]);
    assert_values("at(legal > 20, 3)", [1.0, 0.0, 1.0, 0.0]);
    assert_values("at(month, opening_month / 2)", [1.0, 1.0, 2.0, NAN]);
    assert_values("at(if(granted >= 0, granted, legal), 13)", [NAN; 4]);
    assert_values("at(legal / granted + ratio, 1)", [0.6, NAN, 0.1, 3.0]);
}

#[test]
fn sums_means_and_extremes_run_over_all_months_or_a_range() {
    assert_values("sum(legal)", [780.0, 78.0, 1950.0, 0.0]);
    assert_values("mean(legal)", [60.0, 6.0, 150.0, 0.0]);
    assert_values("max(legal)", [120.0, 12.0, 300.0, 0.0]);
    assert_values("min(backlog)", [0.0, 48.0, 0.0, 60.0]);
    assert_values("sum(legal, 1, 3)", [60.0, 6.0, 150.0, 0.0]);
    assert_values("sum(legal, opening_month, closing_month)", [60.0, 9.0, 25.0 * 42.0, NAN]);
    assert_values("mean(legal, 2.5, 3.49)", [30.0, 3.0, 75.0, 0.0]);
    assert_values("sum(legal, 5, 4)", [0.0; 4]);
    assert_values("mean(legal, 5, 4)", [NAN; 4]);
    assert_values("sum(legal, -1, 4)", [NAN; 4]);
    assert_values("sum(legal, 0, 13)", [NAN; 4]);
    assert_values("sum(legal, 0 / 0, 3)", [NAN; 4]);
    assert_values("sum(if(month >= closing_month, backlog, 0), 0, 3)", [30.0, 0.0, 0.0, 0.0]);
    assert_values("max(legal - backlog)", [120.0, -36.0, 300.0, -60.0]);
}

#[test]
fn a_name_that_is_scalar_and_series_is_told_apart_by_its_place() {
    assert_values("applications", [160.0, 10.0, 500.0, 40.0]);
    assert_values("sum(applications)", [120.0, 12.0, 300.0, 0.0]);
    assert_values("at(applications, 1 * (applications / applications))", [10.0, 1.0, 25.0, 0.0]);
    // A condition and a series share the name `backlog`.
    assert_values("backlog or at(backlog, 6) > 55", [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn first_month_is_censored_where_never_and_undefined_behind_undefined_months() {
    assert_values("first_month(legal >= 50)", [5.0, INF, 2.0, INF]);
    assert_values("first_month(legal >= 0.5 * collected)", [5.0, 0.0, 5.0, INF]);
    assert_values("first_month(month >= closing_month and backlog < 50)", [3.0, 11.0, 9.0, INF]);
    assert_values("first_month(legal / (legal - 10) > 1.5)", [NAN, NAN, 1.0, INF]);
    assert_values("first_month(legal >= 50) + 3", [8.0, INF, 5.0, INF]);
    assert_values("first_month(legal >= 50) > 12", [0.0, 1.0, 0.0, 1.0]);
}

#[test]
fn what_does_not_change_by_month_is_computed_once_even_inside_a_series() {
    assert_values("sum(legal - sum(legal) / 13)", [0.0; 4]);
    assert_values("first_month(legal >= max(legal) / 2)", [6.0, 6.0, 6.0, 0.0]);
    assert_values("sum(legal * (1 - ratio) + (granted - refused) * (ratio + 1))", {
        let lane = |legal: f64, ratio: f64, gap: f64| legal * (1.0 - ratio) + 13.0 * gap * (ratio + 1.0);
        [lane(780.0, 0.5, 50.0), lane(78.0, -2.0, -10.0), lane(1950.0, 0.0, 0.0), lane(0.0, 3.0, 40.0)]
    });
    assert_values(
        "at(legal + at(legal, at(month, 2)), 3) + sum(legal * (at(month, 1) / 1), 0, 2)",
        [80.0, 8.0, 200.0, 0.0],
    );
}

#[test]
fn quoted_path_parts_hold_spaces() {
    assert_values("segment.\"other breach\".take_up.eligible * 2", [0.2, 0.4, 0.6, 0.8]);
}
