//! Rival estimates and mixtures: weighted distributions that become one.

use super::families::drawn;
use super::*;

impl Beliefs<'_> {
    pub(super) fn pooled(&mut self, context: Context<'_>, entry: &Entry, pool: PoolWord) -> Option<Belief> {
        let path = grammar::join(context.path, "estimate");
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table of named estimates");
            return None;
        };
        let read: Vec<_> = table.entries().iter().map(|entry| self.estimate(context, entry)).collect();
        let estimates: Vec<Estimate> = read.into_iter().collect::<Option<_>>()?;
        if estimates.is_empty() {
            let problem = Diagnostic::error("E018", format!("`{path}` has no estimates")).at(path);
            self.problems.push(problem.label(entry.key_origin.clone(), "empty"));
            return None;
        }
        let weights: Vec<f64> = estimates.iter().map(|estimate| estimate.weight).collect();
        self.sums_to_one(
            &format!("the weights of `{}`", context.path),
            context.path,
            &weights,
            &entry.key_origin,
        )?;
        let pool = match pool {
            PoolWord::Linear => Pool::Linear,
            PoolWord::Log => Pool::Log,
        };
        let parts = estimates.iter().map(|estimate| (estimate.weight, estimate.dist.clone())).collect();
        let pooled = structural::pool(pool, parts);
        let pooled = self.built(context, pooled, &entry.key_origin, None)?;
        Some(Belief::Pooled { pool, estimates, pooled })
    }

    pub(super) fn estimate(&mut self, context: Context<'_>, entry: &Entry) -> Option<Estimate> {
        let path = format!("{}.estimate.{}", context.path, entry.key);
        let Some(table) = entry.node.as_table() else {
            self.wrong(&path, &entry.node, "a table with a weight and a distribution");
            return None;
        };
        let part: EstimatePart = self.part(&path, table, EstimatePart::KEYS);
        let evidence = self.evidence(&part.source, &part.evidence, &part.note, &part.quoted);
        let inner = Context { path: &path, ..context };
        let belief = self.one_distribution(inner, entry, table, EstimatePart::KEYS);
        let weight = self.weight(&path, &part.weight, &entry.key_origin);
        let (belief, weight) = (belief?, weight?);
        let dist = match belief {
            Belief::Drawn(dist) => dist,
            Belief::Fixed(value) => Dist::Constant(value),
            Belief::Pooled { .. } | Belief::Hierarchical { .. } => {
                let message = format!("`{path}` has parameters that are distributions");
                let problem = Diagnostic::error("E019", message).at(path);
                self.problems.push(
                    problem
                        .label(entry.key_origin.clone(), "an estimate has fixed parameters")
                        .help("an estimate needs plain numbers, so that the pool is one distribution"),
                );
                return None;
            }
        };
        let label = part.label.value.unwrap_or_else(|| entry.key.replace('_', " "));
        Some(Estimate { name: entry.key.clone(), label, weight, dist, evidence })
    }

    pub(super) fn weight(&mut self, path: &str, field: &Field<f64>, place: &Origin) -> Option<f64> {
        match field.value {
            Some(weight) if (0.0..=1.0).contains(&weight) => Some(weight),
            Some(weight) => {
                let message =
                    format!("`{path}.weight` is {}, expected a share from 0 to 1", words::number(weight));
                let problem = Diagnostic::error("E017", message).at(path);
                self.problems.push(problem.label(field.origin_or(place), "expected a share from 0 to 1"));
                None
            }
            None => {
                if !field.is_written() {
                    let problem = Diagnostic::error("E014", format!("`{path}` has no `weight`")).at(path);
                    self.problems
                        .push(problem.label(place.clone(), "needs a weight").help("the weights sum to 1"));
                }
                None
            }
        }
    }

    pub(super) fn mixture(&mut self, context: Context<'_>, entry: &Entry) -> Option<Belief> {
        let path = grammar::join(context.path, &entry.key);
        let Some(parts) = entry.node.as_array() else {
            self.wrong(&path, &entry.node, "a list of { weight = …, <one distribution> }");
            return None;
        };
        let mut components = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let named = Entry { key: "estimate".into(), key_origin: part.origin.clone(), node: part.clone() };
            let inner = Context { path: &path, legal: context.legal, depth: context.depth + 1 };
            let Some(table) = part.as_table() else {
                self.wrong(&path, part, "a table with a weight and a distribution");
                continue;
            };
            let fields: EstimatePart = self.part(&path, table, &["weight"]);
            let belief = self.one_distribution(inner, &named, table, &["weight"]);
            let weight = self.weight(&path, &fields.weight, &part.origin);
            match (weight, belief) {
                (Some(weight), Some(Belief::Drawn(dist))) => components.push((weight, dist)),
                (Some(weight), Some(Belief::Fixed(value))) => {
                    components.push((weight, Dist::Constant(value)))
                }
                (_, Some(Belief::Hierarchical { .. } | Belief::Pooled { .. })) => {
                    let problem =
                        Diagnostic::error("E019", format!("`{path}` has parameters that are distributions"));
                    self.problems.push(
                        problem.at(path).label(part.origin.clone(), "a component has fixed parameters"),
                    );
                }
                _ => {}
            }
        }
        if components.len() != parts.len() {
            return None;
        }
        let weights: Vec<f64> = components.iter().map(|(weight, _)| *weight).collect();
        self.sums_to_one(&format!("the weights of `{path}`"), &path, &weights, &entry.key_origin)?;
        self.built(context, structural::pool(Pool::Linear, components), &entry.key_origin, None).map(drawn)
    }
}
