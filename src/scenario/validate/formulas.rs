//! Formulas: every one is compiled here, so that its problems come with all the others.

use super::super::{Meaning, Names, Text};
use super::*;
use crate::formula::{self, Defined, FormulaError, Measure, Program};

/// What a formula must yield.
enum Wanted<'a> {
    Number(&'a Unit, bool),
    Condition,
    Driver,
}

impl Check<'_> {
    /// Compiles outputs, conditions and drivers, checks what they yield, and looks for circles and idle inputs.
    pub(super) fn formulas(&mut self, scenario: &Scenario) {
        let names = Names::new(scenario);
        let mut compiled: Vec<(String, Text, Program)> = Vec::new();
        for (path, text, wanted) in self.texts(scenario) {
            match formula::compile(&text.text, &names) {
                Ok(program) => {
                    self.yields(&path, text, &program, &wanted, &names);
                    compiled.push((path, text.clone(), program));
                }
                Err(errors) => errors.iter().for_each(|error| self.report(located(&path, text, error))),
            }
        }
        self.circles(&compiled, &names);
        self.idle_inputs(&compiled, &names, scenario);
    }

    fn texts<'s>(&self, scenario: &'s Scenario) -> Vec<(String, &'s Text, Wanted<'s>)> {
        let mut texts = Vec::new();
        for effect in &scenario.effects {
            texts.push((format!("take_up.effect.{}.driver", effect.name), &effect.driver, Wanted::Driver));
        }
        for output in &scenario.outputs {
            if let Some(text) = &output.formula {
                let path = format!("outputs.{}", output.name);
                let has_unit = self.document.get(&format!("{path}.unit")).is_some();
                texts.push((path, text, Wanted::Number(&output.unit, has_unit)));
            }
        }
        for (kind, conditions) in [("success", &scenario.success), ("failure", &scenario.failure)] {
            for condition in conditions {
                texts.push((format!("{kind}.{}", condition.name), &condition.formula, Wanted::Condition));
            }
        }
        texts
    }

    fn yields(&mut self, path: &str, text: &Text, program: &Program, wanted: &Wanted<'_>, names: &Names) {
        let refuse = |code, message: String, label: &str, help: String| {
            Diagnostic::error(code, message).at(path).label(text.origin.clone(), label).help(help)
        };
        let problem = match wanted {
            Wanted::Condition if !program.is_condition() => refuse(
                "E120",
                format!("`{path}` is a number, expected a condition"),
                "a number",
                "compare it, as in `granted >= 1_000_000`".into(),
            ),
            Wanted::Number(..) | Wanted::Driver if program.is_condition() => refuse(
                "E120",
                format!("`{path}` is a condition, expected a number"),
                "a condition",
                "a condition belongs in [success.NAME] or [failure.NAME]".into(),
            ),
            Wanted::Number(_, false) if !program.unit().is_number() => refuse(
                "E014",
                format!("`{path}` has no `unit`"),
                "a value with a unit",
                format!("write `unit = \"{}\"`", program.unit()),
            ),
            Wanted::Number(unit, true) if !Measure::fits(&program.measure(), unit) => {
                let (given, shown) = (shown(&program.unit()), shown(unit));
                refuse(
                    "E120",
                    format!("`{path}` yields {given}, but its unit is {shown}"),
                    &format!("yields {given}"),
                    "correct the formula or the unit; nothing is converted".into(),
                )
            }
            Wanted::Driver => match foreign(program, names) {
                Some(name) => refuse(
                    "E032",
                    format!("`{path}` uses {name}"),
                    "not known when people decide",
                    "a driver may use quantities, own inputs and `window.realised_months`".into(),
                ),
                None => return,
            },
            _ => return,
        };
        self.report(problem);
    }

    fn circles(&mut self, compiled: &[(String, Text, Program)], names: &Names) {
        let column = |path: &str| {
            let name = path.strip_prefix("outputs.").unwrap_or(path);
            formula::Names::scalar(names, name).map(|symbol| symbol.column)
        };
        let defined: Vec<Defined<'_>> = compiled
            .iter()
            .filter(|(path, ..)| !path.starts_with("take_up."))
            .filter_map(|(path, _, program)| Some(Defined { name: path, column: column(path)?, program }))
            .collect();
        if let Err(cycle) = formula::order(&defined) {
            let place = compiled.iter().find(|(path, ..)| Some(path) == cycle.names.first());
            let origin = place.map_or(self.document.start(), |(_, text, _)| text.origin.clone());
            let problem =
                Diagnostic::error(formula::Cycle::CODE, format!("formulas go in a circle: {cycle}"));
            self.report(
                problem.label(origin, "part of the circle").help("one of them must stand without the others"),
            );
        }
    }

    /// An own input that nothing reads changes nothing: a slip, most likely.
    fn idle_inputs(&mut self, compiled: &[(String, Text, Program)], names: &Names, scenario: &Scenario) {
        let texts = self.texts(scenario).len();
        if compiled.len() < texts {
            return;
        }
        for (path, quantity) in scenario.quantities.iter().filter(|(path, _)| path.starts_with("inputs.")) {
            let reads = |program: &Program| {
                program.scalars().any(|column| *names.meaning(column) == Meaning::Quantity(path.clone()))
            };
            if !compiled.iter().any(|(.., program)| reads(program)) {
                let problem =
                    Diagnostic::warning("W005", format!("no formula uses `{path}`")).at(path.clone());
                self.report(
                    problem
                        .label(quantity.origin.clone(), "changes nothing")
                        .help("take it out, or use its name in a formula"),
                );
            }
        }
    }
}

/// What a driver uses that is known only after people have decided.
fn foreign(program: &Program, names: &Names) -> Option<String> {
    let scalars = program.scalars().map(|column| names.meaning(column));
    let series = program.series().map(|column| names.meaning(column));
    scalars.chain(series).find_map(|meaning| match meaning {
        Meaning::Quantity(_) | Meaning::RealisedWindow => None,
        Meaning::Output(index) => Some(format!("the output `{}`", catalogue::OUTPUTS[*index].name)),
        Meaning::Series(index) => Some(format!("the series `{}`", catalogue::SERIES[*index].name)),
        Meaning::OwnOutput(_) => Some("an output".to_owned()),
        Meaning::Success(_) | Meaning::Failure(_) => Some("a condition".to_owned()),
    })
}

fn shown(unit: &Unit) -> String {
    let text = unit.to_string();
    if text.is_empty() { "a plain number".to_owned() } else { format!("`{text}`") }
}

/// A formula's own error at its place in the file.
fn located(path: &str, text: &Text, error: &FormulaError) -> Diagnostic {
    let origin = match &text.origin {
        // Where escapes make text and file differ, the whole text is underlined.
        Origin::Text { source, range } if range.len() == text.text.len() => {
            let (start, end) = (range.start + error.span.start, range.start + error.span.end);
            Origin::Text { source: *source, range: start..end.min(range.end).max(start) }
        }
        other => other.clone(),
    };
    let problem = Diagnostic::error(error.code, error.message.clone()).at(path).label(origin, "here");
    match &error.advice {
        Some(advice) => problem.help(advice.clone()),
        None => problem,
    }
}
