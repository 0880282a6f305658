//! Settings: format, title, `[run]`, `[time]`, `[money]`, dates.

use super::super::raw::{ChanceWord, DesignWord, Field, MoneyPart, RunPart, TimePart};
use super::super::{Chance, Design, Money, Run, Stop, Time, YearMonth};
use super::*;
use crate::units::NO_CURRENCY;

/// Simulated futures where the scenario says nothing.
pub const DEFAULT_REPLICATES: u64 = 100_000;
/// The simulation error is a millionth of the spread there, which no input is known to.
const MAX_REPLICATES: f64 = 1e12;
/// Nanoseconds of one core that a future takes at the very least: a static estimate of a few inputs.
const LEAST_NANOSECONDS: f64 = 10.0;
/// Seed where the scenario says nothing.
const DEFAULT_SEED: u64 = 1;
/// A century.
const MAX_HORIZON: f64 = 1200.0;

impl Check<'_> {
    pub(super) fn format(&mut self) {
        let field = self.file.format.clone();
        let start = self.document.start();
        match self.required("format", &field, &start, "write `format = 1` at the top of the file") {
            Some(1) | None => {}
            Some(other) => {
                let problem = Diagnostic::error("E007", format!("`format` is {other}, this version reads 1"));
                self.report(problem.at("format").label(field.origin_or(&start), "another format"));
            }
        }
    }

    pub(super) fn title(&mut self) -> String {
        let field = self.file.title.clone();
        let start = self.document.start();
        self.required("title", &field, &start, "write `title = \"…\"`: results are known by it")
            .unwrap_or_default()
    }

    pub(super) fn run(&mut self) -> Run {
        let part: RunPart = self.file.run.value.clone().unwrap_or_default();
        let start = self.document.start();
        let replicates = match part.replicates.value {
            Some(value) => self.whole(
                "run.replicates",
                value,
                (1.0, MAX_REPLICATES),
                &part.replicates,
                "simulated futures",
            ),
            None => None,
        };
        let stop = part.stop.value.as_ref().map(|stop| {
            for (key, field) in [("relative", &stop.relative), ("absolute", &stop.absolute)] {
                if let Some(value) = field.value.filter(|value| *value <= 0.0) {
                    let path = format!("run.stop.{key}");
                    let message = format!("`{path}` is {}, expected a number above 0", words::number(value));
                    let problem = Diagnostic::error("E017", message).at(path);
                    self.report(problem.label(field.origin_or(&start), "expected a number above 0"));
                }
            }
            if !stop.relative.is_written() && !stop.absolute.is_written() {
                let problem = Diagnostic::error("E014", "`run.stop` has neither `relative` nor `absolute`");
                let origin = part.stop.origin_or(&start);
                self.report(
                    problem
                        .at("run.stop")
                        .label(origin, "no precision")
                        .help("write `stop = { relative = 0.01 }`"),
                );
            }
            Stop {
                relative: stop.relative.value,
                absolute: stop.absolute.value,
                output: stop.output.value.clone(),
            }
        });
        Run {
            replicates: replicates.unwrap_or(DEFAULT_REPLICATES),
            seed: part.seed.value.unwrap_or(DEFAULT_SEED),
            seed_given: part.seed.value.is_some(),
            design: match part.design.value {
                None | Some(DesignWord::Random) => Design::Random,
                Some(DesignWord::LatinHypercube) => Design::LatinHypercube,
                Some(DesignWord::Sobol) => Design::Sobol,
            },
            chance: match part.chance.value {
                None | Some(ChanceWord::Individual) => Chance::Individual,
                Some(ChanceWord::Expected) => Chance::Expected,
            },
            stop,
        }
    }

    pub(super) fn time(&mut self) -> Option<Time> {
        let start = self.document.start();
        if !self.file.time.is_written() {
            if self.is_programme() {
                let place = self.found.iter().find(|found| !found.place.is_own_input());
                let origin = place.map_or(start, |found| found.entry.key_origin.clone());
                let problem = Diagnostic::error("E014", "the scenario has no `[time]`").at("time");
                self.report(problem.label(origin, "this plays out over months").help(
                    "write `[time]` with `start = \"2012-05\"` and `horizon_months = 120`; a static estimate has only [inputs] and [outputs]",
                ));
            }
            return None;
        }
        let part: TimePart = self.file.time.value.clone()?;
        let place = self.file.time.origin_or(&start);
        let month = self.required(
            "time.start",
            &part.start,
            &place,
            "month 0, when the population is counted: `start = \"2012-05\"`",
        );
        let month = month.and_then(|text| self.month("time.start", &text, &part.start));
        let help = "length of the run: `horizon_months = 120`";
        let horizon = self.required("time.horizon_months", &part.horizon_months, &place, help);
        let horizon = horizon.and_then(|value| {
            self.whole("time.horizon_months", value, (1.0, MAX_HORIZON), &part.horizon_months, "months")
        });
        // Where either is wrong it has been reported; the stand-ins let the other checks go on.
        let start = month.unwrap_or(YearMonth { year: 2000, month: 1 });
        Some(Time { start, horizon_months: horizon.unwrap_or(1) as usize })
    }

    /// A whole number in a range; `1e6` is one.
    fn whole(
        &mut self,
        path: &str,
        value: f64,
        (min, max): (f64, f64),
        field: &Field<f64>,
        noun: &str,
    ) -> Option<u64> {
        if (min..=max).contains(&value) && value == value.trunc() {
            return Some(value as u64);
        }
        let expected =
            format!("a whole number of {noun} from {} to {}", words::number(min), words::number(max));
        let message = format!("`{path}` is {}, expected {expected}", words::number(value));
        let origin = field.origin_or(&self.document.start());
        let code = if value == value.trunc() { "E029" } else { "E013" };
        let problem = Diagnostic::error(code, message).at(path).label(origin, format!("expected {expected}"));
        self.report(if value > max { problem.help(why_not(path, value)) } else { problem });
        None
    }

    pub(super) fn month(&mut self, path: &str, text: &str, field: &Field<String>) -> Option<YearMonth> {
        let month = parse_month(text);
        if month.is_none() {
            let message = format!("`{path}` is {}, expected a year and month", words::quoted(text));
            let origin = field.origin_or(&self.document.start());
            let problem =
                Diagnostic::error("E027", message).at(path).label(origin, "expected such as \"2012-05\"");
            self.report(problem);
        }
        month
    }

    pub(super) fn as_of(&mut self) -> Option<YearMonth> {
        let field = self.file.as_of.clone();
        field.value.as_ref().and_then(|text| self.month("as_of", text, &field))
    }

    /// Months in which sources could first be read.
    pub(super) fn sources_known(&mut self) -> BTreeMap<String, YearMonth> {
        let sources = self.file.sources.value.clone().unwrap_or_default();
        let mut known = BTreeMap::new();
        for (name, part, _) in sources.iter() {
            let month = part.known.value.as_ref();
            let path = format!("sources.{name}.known");
            if let Some(month) = month.and_then(|text| self.month(&path, text, &part.known)) {
                known.insert(name.to_owned(), month);
            }
        }
        known
    }

    pub(super) fn money(&mut self) -> Money {
        let part: MoneyPart = self.file.money.value.clone().unwrap_or_default();
        let currency = part.currency.value.clone().filter(|code| {
            let good = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            if !good {
                let message =
                    format!("`money.currency` is {}, expected a code of three capitals", words::quoted(code));
                let origin = part.currency.origin_or(&self.document.start());
                self.problems.push(
                    Diagnostic::error("E015", message)
                        .at("money.currency")
                        .label(origin, "such as \"RUB\" or \"EUR\""),
                );
            }
            good
        });
        if self.file.money.is_written() && !part.currency.is_written() {
            let problem = Diagnostic::error("E014", "`money` has no `currency`").at("money.currency");
            let origin = self.file.money.origin_or(&self.document.start());
            self.report(
                problem
                    .label(origin, "in which money?")
                    .help("write `currency = \"EUR\"` and `price_year = 2012`"),
            );
        }
        Money {
            currency: currency.unwrap_or_else(|| NO_CURRENCY.to_owned()),
            price_year: part.price_year.value,
            viewpoint: part.viewpoint.value,
        }
    }

    /// A sweep's own file is no scenario: `amnesty sweep` reads it.
    pub(super) fn sweep(&mut self) {
        if let Some(origin) = self.file.sweep.origin.clone() {
            let problem =
                Diagnostic::error("E050", "this file describes a sweep, not one scenario").at("sweep");
            self.report(problem.label(origin, "points of a sweep").help("run it with `amnesty sweep FILE`"));
        }
    }
}

/// What a count beyond all measure would cost.
fn why_not(path: &str, value: f64) -> String {
    if path != "run.replicates" {
        return "time and memory grow with every month, and no source looks that far ahead".to_owned();
    }
    let days = value * LEAST_NANOSECONDS * 1e-9 / 86_400.0;
    let terabytes = value * size_of::<f64>() as f64 * 1e-12;
    format!(
        "that takes a core {} days at the very least, and draws of it {} TB a column; the simulation error shrinks with the square root, so a million futures do for three digits",
        words::number(days.round()),
        words::number(terabytes.round())
    )
}

fn parse_month(text: &str) -> Option<YearMonth> {
    let (year, month) = text.split_once('-')?;
    if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    (1..=12).contains(&month).then_some(YearMonth { year, month })
}
