//! Hierarchies: parameters that are uncertain themselves.

use super::*;

impl Beliefs<'_> {
    pub(super) fn parameter(
        &mut self,
        context: Context<'_>,
        path: &str,
        table: &Table,
        parameter: &dist::Parameter,
    ) -> Option<Belief> {
        let Some(entry) = table.entry(parameter.name) else { return parameter.default.map(Belief::Fixed) };
        let path = grammar::join(path, parameter.name);
        let inner = Context { path: &path, legal: Legal::ANY, depth: context.depth + 1 };
        let belief = match &entry.node.value {
            Value::Table(table) => {
                let belief = self.one_distribution(inner, entry, table, QuantityPart::KEYS)?;
                let part: QuantityPart = self.part(&path, table, QuantityPart::KEYS);
                let bounds = self.bounds(inner, &part.bounds)?;
                self.within(inner, belief, bounds, part.bounds.origin.as_ref(), &entry.key_origin)?.0
            }
            _ => match entry.node.as_number() {
                Some(value) => Belief::Fixed(value),
                None => {
                    self.wrong(&path, &entry.node, "a number, or a distribution of its own");
                    return None;
                }
            },
        };
        if let Belief::Drawn(dist) = &belief {
            let support = dist.support();
            if !parameter.range.contains_support(support, dist.is_discrete()) {
                let message = format!(
                    "`{path}` runs from {} to {}, expected {}",
                    words::number(support.0),
                    words::number(support.1),
                    parameter.range
                );
                let problem = Diagnostic::error("E021", message).at(path);
                self.problems.push(
                    problem
                        .label(entry.node.origin.clone(), format!("expected {}", parameter.range))
                        .help("add `bounds = [least, largest]`, or take a family that stays inside"),
                );
                return None;
            }
        }
        Some(belief)
    }

    /// The family must exist, and stay in range, at the far ends of all its parameters together.
    pub(super) fn hierarchical(
        &mut self,
        context: Context<'_>,
        entry: &Entry,
        form: &'static Form,
        parameters: Vec<Belief>,
    ) -> Option<Belief> {
        let ends: Vec<[f64; 2]> = parameters.iter().map(ends).collect();
        for corner in 0..1_usize << ends.len() {
            let values: Vec<f64> =
                ends.iter().enumerate().map(|(index, end)| end[corner >> index & 1]).collect();
            let dist = match (form.build)(&values) {
                Ok(dist) => dist,
                Err(error) => {
                    let message = format!("`{}` is impossible in some futures: {error}", context.path);
                    let problem = Diagnostic::error("E020", message).at(context.path);
                    self.problems.push(
                        problem
                            .label(entry.node.origin.clone(), "its parameters vary too far")
                            .help("narrow the parameters by `bounds` or another family"),
                    );
                    return None;
                }
            };
            self.supported(context, &dist, &entry.key_origin)?;
        }
        Some(Belief::Hierarchical { form, parameters })
    }
}

pub(super) fn fixed_value(belief: &Belief) -> Option<f64> {
    match belief {
        Belief::Fixed(value) => Some(*value),
        _ => None,
    }
}

/// Values near both ends of a belief: one in a million lies beyond each.
fn ends(belief: &Belief) -> [f64; 2] {
    const FAR: f64 = 1e-6;
    match belief {
        Belief::Fixed(value) => [*value; 2],
        Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => {
            [dist.quantile(FAR), dist.quantile_upper(FAR)]
        }
        Belief::Hierarchical { form, parameters } => {
            let middle: Vec<f64> = parameters.iter().map(|p| (ends(p)[0] + ends(p)[1]) / 2.0).collect();
            (form.build)(&middle).map_or([f64::NAN; 2], |dist| ends(&Belief::Drawn(dist)))
        }
    }
}
