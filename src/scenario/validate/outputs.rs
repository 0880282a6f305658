//! Outputs, conditions, claims, headline, observed values: everything that is named after the run.

use super::super::raw::{ConditionPart, JudgedWord, Named, OutputPart};
use super::super::{Claim, Condition, OutputSpec, Text};
use super::*;

const BUILT_IN: &str = "a built-in output";
const OWN_OUTPUT: &str = "an own output";
const DEFAULT_FAILURE: &str = "a default failure (an own [failure] section replaces the defaults)";

impl Check<'_> {
    pub(super) fn outputs(&mut self, scenario: &mut Scenario) {
        let outputs = self.file.outputs.value.clone().unwrap_or_default();
        for (name, part, origin) in outputs.iter() {
            if let Some(output) = self.output(name, part, origin, scenario) {
                scenario.outputs.push(output);
            }
        }
        let (success, failure) = (self.file.success.value.clone(), self.file.failure.value.clone());
        scenario.success = self.conditions("success", success.unwrap_or_default());
        scenario.failure = self.conditions("failure", failure.unwrap_or_default());
        if scenario.time.is_some() && !self.file.failure.is_written() && !self.file.sweep.is_written() {
            scenario.failure = failures::defaults(scenario, self.file.money.is_written());
        }
        self.own_names(scenario);
        if scenario.time.is_none()
            && outputs.0.is_empty()
            && !self.is_programme()
            && !self.file.sweep.is_written()
        {
            let problem = Diagnostic::error(
                "E014",
                "the scenario has neither `[time]` nor `[outputs]`: nothing to compute",
            );
            self.report(
                problem.label(self.document.start(), "in this file").help(
                    "a programme needs [time]; a static estimate needs [outputs.NAME] with a `formula`",
                ),
            );
        }
        self.claims(scenario);
        self.observed(scenario);
        self.headline(scenario);
        if let Some(output) = scenario.run.stop.as_ref().and_then(|stop| stop.output.clone()) {
            let origin = self
                .document
                .get("run.stop.output")
                .map_or(self.document.start(), |node| node.origin.clone());
            self.known("run.stop.output", &output, &origin, scenario);
        }
    }

    fn output(
        &mut self,
        name: &str,
        part: &OutputPart,
        origin: &Origin,
        scenario: &Scenario,
    ) -> Option<OutputSpec> {
        let path = format!("outputs.{name}");
        let thresholds = part.thresholds.value.iter().flatten().filter_map(|field| field.value).collect();
        let label = part.label.value.clone();
        let built_in = catalogue::output(name).filter(|_| self.is_programme());
        if let (Some(output), false) = (built_in, part.formula.is_written()) {
            let unit = output.unit.unit(&scenario.money.currency);
            if let Some(text) = &part.unit.value
                && Unit::parse(text).ok().as_ref() != Some(&unit)
            {
                let message = format!("`{path}` has the unit `{text}`, expected `{unit}`");
                let origin = part.unit.origin_or(origin);
                self.report(
                    Diagnostic::error("E015", message).at(path).label(origin, format!("expected `{unit}`")),
                );
            }
            return Some(OutputSpec { name: name.to_owned(), label, formula: None, unit, thresholds });
        }
        if let Some(output) = built_in {
            let message = format!("`{name}` is a built-in output; this formula stands in its place");
            let origin = part.formula.origin_or(origin);
            let problem = Diagnostic::warning("W006", message).at(path.clone());
            self.report(problem.label(origin, format!("built in: {}", output.meaning)).help(
                "leave the formula out to keep the built-in one with thresholds or a label, or take another name",
            ));
        }
        let near = catalogue::OUTPUTS.iter().map(|output| output.name).filter(|_| self.is_programme());
        let help = words::nearest(name, near).map_or_else(
            || "an output of your own needs a `formula`".to_owned(),
            |near| format!("an output of your own needs a `formula`; or did you mean the built-in `{near}`?"),
        );
        let text = self.required(&format!("{path}.formula"), &part.formula, origin, &help)?;
        let formula = Text { text, origin: self.text_origin(&format!("{path}.formula"), &part.formula) };
        let unit = match &part.unit.value {
            None => Unit::number(),
            Some(text) => Unit::parse(text).unwrap_or_else(|error| {
                let origin = part.unit.origin_or(origin);
                self.report(Diagnostic::error("E015", error.to_string()).at(path).label(origin, "no unit"));
                Unit::number()
            }),
        };
        self.names(vec![(name.to_owned(), origin.clone())]);
        Some(OutputSpec { name: name.to_owned(), label, formula: Some(formula), unit, thresholds })
    }

    fn conditions(&mut self, kind: &str, named: Named<ConditionPart>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for (name, part, origin) in named.iter() {
            let path = format!("{kind}.{name}");
            self.names(vec![(name.to_owned(), origin.clone())]);
            let words = self.required(
                &format!("{path}.words"),
                &part.words,
                origin,
                "the condition in words, as the first screen prints it",
            );
            let text = self.required(
                &format!("{path}.condition"),
                &part.condition,
                origin,
                "a formula such as \"granted >= 1_000_000\"",
            );
            let (Some(words), Some(text)) = (words, text) else { continue };
            let formula =
                Text { text, origin: self.text_origin(&format!("{path}.condition"), &part.condition) };
            let in_all = part.judged_in.value == Some(JudgedWord::All);
            conditions.push(Condition { name: name.to_owned(), words, formula, in_all, is_default: false });
        }
        conditions
    }

    /// Inputs, outputs and conditions share the names that formulas use; a series is told apart by its place there.
    fn own_names(&mut self, scenario: &Scenario) {
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        if self.is_programme() {
            taken.extend(catalogue::OUTPUTS.iter().map(|output| (output.name.to_owned(), BUILT_IN)));
        }
        let defaults = scenario.failure.iter().filter(|condition| condition.is_default);
        taken.extend(defaults.map(|condition| (condition.name.clone(), DEFAULT_FAILURE)));
        let inputs = self.found.iter().filter_map(own_name);
        let mut names: Vec<(String, Origin, &str)> =
            inputs.map(|(name, origin)| (name, origin, "an own input")).collect();
        let place =
            |path: String| self.document.get(&path).map_or(self.document.start(), |node| node.origin.clone());
        for output in scenario.outputs.iter().filter(|output| output.formula.is_some()) {
            names.push((output.name.clone(), place(format!("outputs.{}", output.name)), OWN_OUTPUT));
        }
        for (kind, conditions) in [("success", &scenario.success), ("failure", &scenario.failure)] {
            for condition in conditions.iter().filter(|condition| !condition.is_default) {
                names.push((
                    condition.name.clone(),
                    place(format!("{kind}.{}", condition.name)),
                    "a condition",
                ));
            }
        }
        for (name, origin, kind) in names {
            if let Some(other) = taken.get(&name) {
                let problem =
                    Diagnostic::error("E026", format!("the name `{name}` is taken: it is {other} already"));
                // An own formula may stand in a built-in output's place: that has a warning of its own.
                if *other == BUILT_IN && kind == OWN_OUTPUT {
                    continue;
                }
                self.problems.push(
                    problem
                        .at(name.clone())
                        .label(origin, kind)
                        .help("take another name; formulas could not tell the two apart"),
                );
            }
            taken.insert(name, kind);
        }
    }

    fn claims(&mut self, scenario: &mut Scenario) {
        let named = self.file.claim.value.clone().unwrap_or_default();
        for (name, part, origin) in named.iter() {
            let path = format!("claim.{name}");
            self.names(vec![(name.to_owned(), origin.clone())]);
            let words = self.required(&format!("{path}.words"), &part.words, origin, "the claim in words");
            let output = self.required(
                &format!("{path}.output"),
                &part.output,
                origin,
                "the output that the claim is about",
            );
            let at_least = self.required(
                &format!("{path}.at_least"),
                &part.at_least,
                origin,
                "the number that was said",
            );
            if let Some(output) = &output {
                self.known(&format!("{path}.output"), output, &part.output.origin_or(origin), scenario);
            }
            let source = self.cited(&part.source);
            if let (Some(words), Some(output), Some(at_least)) = (words, output, at_least) {
                scenario.claims.push(Claim { name: name.to_owned(), words, output, at_least, source });
            }
        }
    }

    fn observed(&mut self, scenario: &mut Scenario) {
        let part = self.file.observed.value.clone().unwrap_or_default();
        for (name, field) in &part.values {
            let (Some(value), Some(origin)) = (&field.value, &field.origin) else { continue };
            let path = format!("observed.{name}");
            self.known(&path, name, origin, scenario);
            let number = self.required(
                &format!("{path}.value"),
                &value.value,
                origin,
                "what happened: `value = 690_679`",
            );
            let source = self.cited(&value.source);
            if let Some(number) = number {
                scenario.observed.values.insert(name.clone(), (number, source));
            }
        }
        if let Some(curve) = part.filing_curve.value {
            let origin = part.filing_curve.origin.clone().unwrap_or_else(|| self.document.start());
            self.cited(&curve.source);
            let read = |field: Field<Vec<Field<f64>>>| -> Vec<f64> {
                field.value.into_iter().flatten().filter_map(|field| field.value).collect()
            };
            let (window, filed) = (read(curve.window_elapsed), read(curve.applications_filed));
            let rising = |values: &[f64]| {
                values.windows(2).all(|pair| pair[0] <= pair[1])
                    && values.iter().all(|v| (0.0..=1.0).contains(v))
            };
            if window.len() != filed.len() || !rising(&window) || !rising(&filed) {
                let message =
                    "`observed.filing_curve` needs two lists of equal length, both shares that do not fall";
                self.report(
                    Diagnostic::error("E017", message)
                        .at("observed.filing_curve")
                        .label(origin, "`window_elapsed` and `applications_filed`"),
                );
            }
            scenario.observed.filing_curve = window.into_iter().zip(filed).collect();
        }
    }

    fn cited(&mut self, field: &Field<super::super::raw::Texts>) -> Vec<String> {
        let citations = self.citations.clone();
        let mut beliefs = Beliefs { grade: None, citations: &citations, problems: Vec::new() };
        let sources = beliefs.sources(field);
        self.problems.append(&mut beliefs.problems);
        sources
    }

    /// The first screen's answers; conditions become `success.NAME` or `failure.NAME`.
    fn headline(&mut self, scenario: &mut Scenario) {
        let fields = self.file.headline.value.clone().unwrap_or_default();
        let mut headline = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let (Some(name), Some(origin)) = (&field.value, &field.origin) else { continue };
            let full = |kind: &str, conditions: &[Condition]| {
                conditions
                    .iter()
                    .any(|c| c.name == *name || format!("{kind}.{}", c.name) == *name)
                    .then(|| if name.contains('.') { name.clone() } else { format!("{kind}.{name}") })
            };
            let condition = full("success", &scenario.success).or_else(|| full("failure", &scenario.failure));
            match condition {
                Some(condition) => headline.push(condition),
                None if self.known(&format!("headline[{index}]"), name, origin, scenario) => {
                    headline.push(name.clone())
                }
                None => {}
            }
        }
        if fields.is_empty() {
            headline = match scenario.time {
                Some(_) => vec!["applications".to_owned(), "granted".to_owned()],
                None => scenario.outputs.iter().map(|output| output.name.clone()).collect(),
            };
        }
        scenario.headline = headline;
    }

    /// Whether a name is an output, own or built in; reported where it is not.
    fn known(&mut self, path: &str, name: &str, origin: &Origin, scenario: &Scenario) -> bool {
        let own =
            self.file.outputs.value.iter().flat_map(|named| named.0.iter().map(|(name, _)| name.as_str()));
        let built_in = catalogue::OUTPUTS.iter().map(|output| output.name).filter(|_| self.is_programme());
        let mut names: Vec<&str> = own.chain(built_in).collect();
        // The study knows the outputs of a sweep's base.
        if names.contains(&name) || self.file.sweep.is_written() {
            return true;
        }
        let conditions: Vec<String> = [("success", &scenario.success), ("failure", &scenario.failure)]
            .iter()
            .flat_map(|(kind, conditions)| conditions.iter().map(move |c| format!("{kind}.{}", c.name)))
            .collect();
        if path.starts_with("headline") {
            names.extend(conditions.iter().map(String::as_str));
        }
        let problem =
            Diagnostic::error("E025", format!("`{path}` names `{name}`, which is no output")).at(path);
        let problem = problem.label(origin.clone(), "no such output");
        let help = words::suggestion(name, names.iter().copied());
        self.problems.push(match help {
            Some(help) => problem.help(help),
            None => problem,
        });
        false
    }
}
