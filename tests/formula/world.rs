//! A small world of names and columns that the tests compile against.

use amnesty::formula::{Columns, FormulaError, Names, Program, Symbol, SymbolKind, compile};
use amnesty::units::Unit;

pub const HORIZON: usize = 12;
pub const LANES: usize = 4;

/// Scalars: name, unit, values of the four lanes.
pub const SCALARS: &[(&str, &str, [f64; LANES])] = &[
    ("granted", "people", [100.0, 0.0, 250.0, 40.0]),
    ("refused", "people", [50.0, 10.0, 250.0, 0.0]),
    ("collected", "people", [90.0, 0.0, 240.0, 40.0]),
    ("applications", "people", [160.0, 10.0, 500.0, 40.0]),
    ("backlog_peak", "people", [30.0, 5.0, 125.0, 0.0]),
    ("take_up_share", "share", [0.25, f64::NAN, 0.5, 0.125]),
    ("refusal_share", "share", [1.0 / 3.0, 1.0, 0.5, 0.0]),
    ("opening_month", "months", [1.0, 2.0, 3.0, f64::INFINITY]),
    ("closing_month", "months", [3.0, 4.0, 9.0, f64::INFINITY]),
    ("clearance_months_after_close", "months", [2.0, f64::INFINITY, 0.0, f64::INFINITY]),
    ("processing_cost_total", "RUB", [1e6, 2e5, 5e6, 0.0]),
    ("net_present_value", "RUB", [-1e5, 0.0, 2e6, 1.0]),
    ("processing.capacity_per_month", "people/month", [2.0, 10.0, 10.0, 5.0]),
    ("money.fee_per_application", "RUB/person", [2000.0, 2000.0, 1000.0, 0.0]),
    ("monthly_wage", "RUB/person", [20000.0, 25000.0, 30000.0, 20000.0]),
    ("status.permit_months", "months", [12.0, 24.0, 36.0, 12.0]),
    ("flows.leave_per_year", "share/year", [0.1, 0.1, 0.1, 0.1]),
    ("population", "people", [1000.0, 2000.0, 3000.0, 4000.0]),
    ("segment.other breach.take_up.eligible", "share", [0.1, 0.2, 0.3, 0.4]),
    ("ratio", "number", [0.5, -2.0, 0.0, 3.0]),
];

/// Conditions: true, false, undefined, true.
pub const CONDITIONS: &[(&str, [f64; LANES])] =
    &[("low_turnout", [1.0, 0.0, f64::NAN, 1.0]), ("backlog", [0.0, 0.0, 1.0, f64::NAN])];

/// Monthly series of people: `legal` rises by 10, 1, 25 and 0 a month; `backlog` falls; `applications` are flows.
pub const SERIES: &[&str] = &["legal", "backlog", "applications"];

/// The value of a series in a month and lane.
pub fn series_value(series: usize, month: usize, lane: usize) -> f64 {
    let (month, lane_value) = (month as f64, [10.0, 1.0, 25.0, 0.0][lane]);
    match series {
        0 => month * lane_value,
        1 => f64::max(0.0, 60.0 - month * lane_value),
        _ => {
            if month == 0.0 {
                0.0
            } else {
                lane_value
            }
        }
    }
}

/// Names and columns of the tests.
pub struct World {
    scalars: Vec<Vec<f64>>,
    series: Vec<Vec<Vec<f64>>>,
}

impl World {
    pub fn new() -> Self {
        let mut scalars: Vec<Vec<f64>> = SCALARS.iter().map(|(_, _, values)| values.to_vec()).collect();
        scalars.extend(CONDITIONS.iter().map(|(_, values)| values.to_vec()));
        let month = |series, month| (0..LANES).map(|lane| series_value(series, month, lane)).collect();
        let series =
            (0..SERIES.len()).map(|series| (0..=HORIZON).map(|m| month(series, m)).collect()).collect();
        Self { scalars, series }
    }
}

impl Names for World {
    fn scalar(&self, name: &str) -> Option<Symbol> {
        if let Some(column) = CONDITIONS.iter().position(|(known, _)| *known == name) {
            let column = column + SCALARS.len();
            return Some(Symbol { column, unit: Unit::number(), kind: SymbolKind::Condition });
        }
        let column = SCALARS.iter().position(|(known, _, _)| *known == name)?;
        let unit = Unit::parse(SCALARS[column].1).expect("a unit");
        Some(Symbol { column, unit, kind: SymbolKind::Scalar })
    }

    fn series(&self, name: &str) -> Option<Symbol> {
        let column = SERIES.iter().position(|known| *known == name)?;
        Some(Symbol { column, unit: Unit::people(), kind: SymbolKind::Series })
    }

    fn all(&self) -> Vec<String> {
        let scalars = SCALARS.iter().map(|(name, _, _)| *name);
        scalars
            .chain(CONDITIONS.iter().map(|(name, _)| *name))
            .chain(SERIES.iter().copied())
            .map(str::to_owned)
            .collect()
    }
}

impl Columns for World {
    fn scalar(&self, column: usize) -> &[f64] {
        &self.scalars[column]
    }

    fn series(&self, column: usize, month: usize) -> Option<&[f64]> {
        self.series[column].get(month).map(Vec::as_slice)
    }

    fn horizon(&self) -> usize {
        HORIZON
    }
}

pub fn program(text: &str) -> Program {
    compile(text, &World::new()).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// The values of a formula in the four lanes.
pub fn values(text: &str) -> [f64; LANES] {
    let program = program(text);
    let mut out = [0.0; LANES];
    program.eval(&World::new(), &mut program.scratch(LANES), &mut out);
    out
}

/// Asserts the values of the four lanes; NaN equals NaN.
#[track_caller]
pub fn assert_values(text: &str, expected: [f64; LANES]) {
    let found = values(text);
    let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
    assert!(found.iter().zip(&expected).all(same), "{text}: {found:?} instead of {expected:?}");
}

/// The errors of a formula.
pub fn errors(text: &str) -> Vec<FormulaError> {
    match compile(text, &World::new()) {
        Ok(_) => panic!("`{text}` compiles"),
        Err(errors) => errors,
    }
}
