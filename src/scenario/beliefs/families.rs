//! Families: exactly one distribution key, and its parameters in one of the forms that `dist` declares.

use super::hierarchy::fixed_value;
use super::*;

/// Parameters that are quantities may have parameters that are quantities, so deep.
const MAX_HIERARCHY: usize = 4;

/// Families that are no list of named numbers.
const STRUCTURAL: [&str; 4] = ["discrete", "empirical", "quantiles", "mixture"];

impl Beliefs<'_> {
    /// Exactly one distribution key in a table.
    pub(super) fn one_distribution(
        &mut self,
        context: Context<'_>,
        entry: &Entry,
        table: &Table,
        others: &[&str],
    ) -> Option<Belief> {
        if let Some(group) = table.entry("dirichlet") {
            self.problems.push(one_of_many(context.path, group));
            return None;
        }
        let known = self.problems.len();
        self.unknown_keys(context.path, table, &[others]);
        let misspelt = self.problems.len() > known;
        let path = context.path;
        match distribution_keys(table).as_slice() {
            [one] => self.distribution(context, one),
            // The unknown key was most likely meant to be it.
            [] if misspelt => None,
            [] => {
                let problem = Diagnostic::error("E018", format!("`{path}` has no distribution")).at(path);
                self.problems.push(problem.label(entry.key_origin.clone(), "no value").help(
                    "write a number, `constant = 5`, `lognormal = { p05 = 3, p95 = 8 }`, `beta = { mean = 0.4, sd = 0.1 }`, …",
                ));
                None
            }
            [first, second, ..] => {
                let message = format!("`{path}` has two distributions, `{}` and `{}`", first.key, second.key);
                self.problems.push(
                    Diagnostic::error("E018", message)
                        .at(path)
                        .label(second.key_origin.clone(), "one too many")
                        .label(first.key_origin.clone(), "the first")
                        .help("keep one, or write rival estimates: `estimate.NAME = { weight = …, … }`"),
                );
                None
            }
        }
    }

    pub(super) fn distribution(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        if context.depth > MAX_HIERARCHY {
            let problem = Diagnostic::error("E004", format!("`{}` is nested too deeply", context.path));
            self.problems.push(problem.at(context.path).label(entry.key_origin.clone(), "too deep"));
            return None;
        }
        match entry.key.as_str() {
            "constant" => {
                let Some(value) = entry.node.as_number() else {
                    self.wrong(&grammar::join(context.path, "constant"), &entry.node, "a number");
                    return None;
                };
                self.in_range(context, value, &entry.node.origin).map(Belief::Fixed)
            }
            "mixture" => self.mixture(context, entry),
            "discrete" | "empirical" => self.weighted_values(context, entry),
            "quantiles" => self.quantiles(context, entry),
            _ => self.named_parameters(context, entry),
        }
    }

    /// `family = { parameter = number or quantity, … }`.
    pub(super) fn named_parameters(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table of named parameters");
            return None;
        };
        let keys: Vec<&str> = table.entries().iter().map(|entry| entry.key.as_str()).collect();
        if dist::PERCENTILE_PAIR_FAMILIES.contains(&entry.key.as_str())
            && keys.iter().any(|key| is_percentile(key))
        {
            return self.percentiles(context, entry, table);
        }
        let form = self.form(&path, entry, &keys)?;
        let read: Vec<_> = form
            .parameters
            .iter()
            .map(|parameter| self.parameter(context, &path, table, parameter))
            .collect();
        let parameters: Vec<Belief> = read.into_iter().collect::<Option<_>>()?;
        let fixed: Option<Vec<f64>> = parameters.iter().map(fixed_value).collect();
        match fixed {
            Some(values) => {
                let dist = self.built(context, (form.build)(&values), &entry.key_origin, Some(table))?;
                Some(drawn(dist))
            }
            None => self.hierarchical(context, entry, form, parameters),
        }
    }

    /// The form whose parameters are the given ones.
    pub(super) fn form(&mut self, path: &str, entry: &Entry, keys: &[&str]) -> Option<&'static Form> {
        let forms: Vec<&'static Form> = dist::forms_of(&entry.key).collect();
        let fits = |form: &&&Form| {
            keys.iter().all(|key| form.parameters.iter().any(|p| p.name == *key))
                && form.parameters.iter().all(|p| p.default.is_some() || keys.contains(&p.name))
        };
        if let Some(form) = forms.iter().find(fits) {
            return Some(form);
        }
        let mut shapes: Vec<String> = forms.iter().map(|form| shape(form)).collect();
        if dist::PERCENTILE_PAIR_FAMILIES.contains(&entry.key.as_str()) {
            shapes.push("{ p05, p95 } (any two percentiles)".to_owned());
        }
        let names = || forms.iter().flat_map(|form| form.parameters.iter().map(|parameter| parameter.name));
        let strange = keys.iter().find(|key| names().all(|name| name != **key)).copied();
        let given = if keys.is_empty() { "no parameters".to_owned() } else { words::list(keys) };
        let message = format!("`{path}` has {given}, expected {}", shapes.join(" or "));
        let at = strange.and_then(|key| entry.node.as_table().and_then(|table| table.entry(key)));
        let problem = Diagnostic::error("E019", message).at(path);
        let problem = match at {
            Some(strange) => problem.label(strange.key_origin.clone(), "no such parameter"),
            None => problem.label(entry.node.origin.clone(), "other parameters expected"),
        };
        self.problems.push(match strange.and_then(|key| words::nearest(key, names())) {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None => problem,
        });
        None
    }

    pub(super) fn percentiles(
        &mut self,
        context: Context<'_>,
        entry: &Entry,
        table: &Table,
    ) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let points = self.numbers(&path, table)?;
        let points: Vec<(&str, f64)> = points.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        let dist =
            self.built(context, dist::from_percentiles(&entry.key, &points), &entry.key_origin, Some(table))?;
        Some(drawn(dist))
    }

    pub(super) fn quantiles(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table such as { p05 = 3, p50 = 5, p95 = 8 }");
            return None;
        };
        let points = self.numbers(&path, table)?;
        let points: Vec<(&str, f64)> = points.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        let dist = self.built(context, structural::quantiles(&points), &entry.key_origin, Some(table))?;
        Some(drawn(dist))
    }

    pub(super) fn weighted_values(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table with `values` and `weights`");
            return None;
        };
        let known = ["values", "weights", "file", "column"];
        for inner in table.entries().iter().filter(|inner| !known.contains(&inner.key.as_str())) {
            self.problems.push(feed::unknown_key(&grammar::join(&path, &inner.key), inner, &known));
        }
        let Some(values) = table.entry("values") else {
            let problem = Diagnostic::error("E014", format!("`{path}` has no `values`")).at(path);
            // A file that could not be read has been reported already.
            if table.get("file").is_none() {
                self.problems.push(problem.label(entry.key_origin.clone(), "needs values"));
            }
            return None;
        };
        let numbers = self.list(&grammar::join(&path, "values"), &values.node)?;
        let weights = match table.entry("weights") {
            Some(weights) => Some(self.list(&grammar::join(&path, "weights"), &weights.node)?),
            None => None,
        };
        let built = match entry.key.as_str() {
            "discrete" => structural::discrete(&numbers, weights.as_deref()),
            _ => structural::empirical(&numbers, weights.as_deref()),
        };
        self.built(context, built, &entry.key_origin, Some(table)).map(drawn)
    }

    /// Numbers by key.
    pub(super) fn numbers(&mut self, path: &str, table: &Table) -> Option<Vec<(String, f64)>> {
        let mut read = |entry: &Entry| match entry.node.as_number() {
            Some(value) => Some((entry.key.clone(), value)),
            None => {
                self.wrong(&grammar::join(path, &entry.key), &entry.node, "a number");
                None
            }
        };
        let numbers: Vec<_> = table.entries().iter().map(&mut read).collect();
        numbers.into_iter().collect()
    }

    /// A list of numbers.
    pub(super) fn list(&mut self, path: &str, node: &Node) -> Option<Vec<f64>> {
        let Some(elements) = node.as_array() else {
            self.wrong(path, node, "a list of numbers");
            return None;
        };
        let mut read = |(index, element): (usize, &Node)| {
            let value = element.as_number();
            if value.is_none() {
                self.wrong(&format!("{path}[{index}]"), element, "a number");
            }
            value
        };
        let numbers: Vec<_> = elements.iter().enumerate().map(&mut read).collect();
        numbers.into_iter().collect()
    }

    /// A distribution that was built, or the report why not, at the parameter's own place.
    pub(super) fn built(
        &mut self,
        context: Context<'_>,
        built: Result<Dist, ParameterError>,
        place: &Origin,
        table: Option<&Table>,
    ) -> Option<Dist> {
        let error = match built {
            Ok(dist) => return Some(dist),
            Err(error) => error,
        };
        let name = error.parameter.split('[').next().unwrap_or_default();
        let at = table.and_then(|table| table.get(name));
        let origin = at.map_or(place, |node| &node.origin).clone();
        // Of percentiles together no single number is at fault: the underlined table shows them.
        let unsaid = error.given.is_nan() || error.parameter == "quantiles";
        let given = if unsaid { String::new() } else { format!(" is {}", error.given) };
        let message =
            format!("`{}`: `{}`{given}, expected {}", context.path, error.parameter, error.expected);
        let problem = Diagnostic::error("E020", message)
            .at(context.path)
            .label(origin, format!("expected {}", error.expected));
        self.problems.push(match error.advice {
            Some(advice) => problem.help(advice),
            None => problem,
        });
        None
    }
}

/// All distribution keys, each once.
pub(in crate::scenario) fn families() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    let named = FORMS
        .iter()
        .map(|form| form.family)
        .filter(move |family| std::mem::replace(&mut last, family) != *family);
    named.chain(STRUCTURAL)
}

pub(super) fn distribution_keys(table: &Table) -> Vec<&Entry> {
    table.entries().iter().filter(|entry| families().any(|family| family == entry.key)).collect()
}

fn is_percentile(key: &str) -> bool {
    dist::percentile_level(key).is_some()
}

fn shape(form: &Form) -> String {
    let name =
        |p: &dist::Parameter| if p.default.is_some() { format!("{}?", p.name) } else { p.name.to_owned() };
    format!("{{ {} }}", form.parameters.iter().map(name).collect::<Vec<_>>().join(", "))
}

/// A distribution with all mass on one value is that value.
pub(super) fn drawn(dist: Dist) -> Belief {
    match dist {
        Dist::Constant(value) => Belief::Fixed(value),
        dist => Belief::Drawn(dist),
    }
}

/// The problem of a law for several shares where one number is expected.
fn one_of_many(path: &str, group: &Entry) -> Diagnostic {
    Diagnostic::error("E018", format!("`{path}` is one number, and `dirichlet` draws several shares together"))
        .at(path)
        .label(group.key_origin.clone(), "for groups of shares")
        .help("it stands in `[segment_shares]` and `[timing.shares]`; one share alone is a `beta = { mean = …, sd = … }`")
}
