//! The plan of the draws, made from a scenario.

use super::draw::MAX_SHARES;
use super::plan::{Point, Recipe};
use super::{Column, InputPlan, Slot};
use crate::dist::copula::RankCorrelation;
use crate::dist::{Attribution, Copula, Dirichlet, Dist, Mixture, Sampler};
use crate::random::Design;
use crate::scenario::{self, Belief, Diagnostic, Pool, Quantity, Scenario, ShareGroup};
use std::collections::{BTreeMap, BTreeSet};

/// Events that the calendar decides with a uniform of the inputs' design.
const EVENTS: [&str; 2] = ["enactment", "window.extension"];

/// An uncertain parameter is drawn between these quantiles of its own belief: the box in which validation has checked
/// that the family can have it.
const PARAMETER_MARGIN: f64 = 1e-6;

impl InputPlan {
    /// Plans the draws of every quantity and group of shares of a scenario.
    ///
    /// # Errors
    /// A correlation matrix that no joint distribution has and that no small repair mends.
    pub fn new(scenario: &Scenario) -> Result<Self, Vec<Diagnostic>> {
        let mut builder = Builder::default();
        for (path, quantity) in &scenario.quantities {
            let slot = builder.quantity(quantity);
            builder.slots.insert(path.clone(), slot);
        }
        for (path, group) in &scenario.groups {
            let slots = builder.group(path, group);
            for (member, slot) in group.members.iter().zip(&slots) {
                builder.slots.insert(format!("{path}.{member}"), *slot);
            }
            builder.groups.insert(path.clone(), slots);
        }
        if scenario.time.is_some() {
            EVENTS.iter().for_each(|event| builder.event(event));
        }
        builder.finish(scenario)
    }
}

/// Collects columns and points in any order; `finish` sorts the points.
#[derive(Default)]
struct Builder {
    points: Vec<String>,
    /// Those of the points that draw an uncertain parameter.
    parameters: BTreeSet<String>,
    columns: Vec<Column>,
    slots: BTreeMap<String, Slot>,
    groups: BTreeMap<String, Vec<Slot>>,
}

impl Builder {
    fn quantity(&mut self, quantity: &Quantity) -> Slot {
        self.belief(&quantity.path, &quantity.belief, quantity.bounds)
    }

    /// A uniform for an event that the calendar decides, such as enactment.
    fn event(&mut self, event: &str) {
        let point = self.point(event);
        let slot = self.column(event.to_owned(), Recipe::Uniform { point });
        self.slots.insert(format!("{event}/uniform"), slot);
    }

    fn belief(&mut self, path: &str, belief: &Belief, bounds: Option<(f64, f64)>) -> Slot {
        match belief {
            Belief::Fixed(value) | Belief::Drawn(Dist::Constant(value)) => Slot::Fixed(*value),
            Belief::Drawn(dist) => self.sampled(path, dist),
            Belief::Pooled { pool, estimates, pooled } => {
                let slot = self.sampled(path, pooled);
                if let (Pool::Linear, Slot::Column(value), Dist::Mixture(pool)) = (pool, slot, pooled)
                    && estimates.len() <= Mixture::MAX_ATTRIBUTED
                {
                    let label = format!("{path}/label");
                    let point = self.point(&label);
                    self.column(label, Recipe::Estimate { point, value, pool: Attribution::new(pool) });
                }
                slot
            }
            Belief::Hierarchical { form, parameters } => {
                let parameters: Vec<_> = parameters
                    .iter()
                    .zip(form.parameters)
                    .map(|(belief, parameter)| {
                        let path = format!("{path}/{}", parameter.name);
                        self.parameters.insert(path.clone());
                        self.belief(&path, belief, None)
                    })
                    .collect();
                let point = self.point(path);
                self.column(path.to_owned(), Recipe::Hierarchical { point, form, parameters, bounds })
            }
        }
    }

    fn group(&mut self, path: &str, group: &ShareGroup) -> Vec<Slot> {
        let drawn = group.sample_size.and_then(|size| Dirichlet::new(&group.mean, size).ok());
        let Some(dirichlet) = drawn.filter(|_| group.members.len() <= MAX_SHARES) else {
            return group.mean.iter().map(|&mean| Slot::Fixed(mean)).collect();
        };
        let last = group.members.len() - 1;
        let mut slots = Vec::new();
        for (place, name) in group.members.iter().enumerate() {
            let path = format!("{path}/{name}");
            let point = self.point(&path);
            let group = (place == last).then(|| dirichlet.clone());
            slots.push(self.column(path, Recipe::Share { point, group }));
        }
        slots
    }

    fn sampled(&mut self, path: &str, dist: &Dist) -> Slot {
        let point = self.point(path);
        self.column(path.to_owned(), Recipe::Sampled { point, sampler: Sampler::new(dist) })
    }

    fn column(&mut self, path: String, recipe: Recipe) -> Slot {
        self.columns.push(Column { path, recipe });
        Slot::Column(self.columns.len() - 1)
    }

    fn point(&mut self, name: &str) -> usize {
        self.points.push(name.to_owned());
        self.points.len() - 1
    }
}

impl Builder {
    /// Sorts the points by name, so that their order in the file moves no draw of any design.
    fn finish(mut self, scenario: &Scenario) -> Result<InputPlan, Vec<Diagnostic>> {
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        order.sort_by(|&a, &b| self.points[a].cmp(&self.points[b]));
        let mut dimension = vec![0; order.len()];
        for (place, &point) in order.iter().enumerate() {
            dimension[point] = place;
        }
        for column in &mut self.columns {
            if let Some(point) = column.recipe.point_mut() {
                *point = dimension[*point];
            }
        }
        let design = match scenario.run.design {
            scenario::Design::Random => Design::Random,
            scenario::Design::LatinHypercube => Design::LatinHypercube,
            scenario::Design::Sobol => Design::Sobol,
        };
        let copula = copula(scenario)?;
        let names = copula.as_ref().map_or(&[][..], Copula::names);
        let point = |(dimension, &point): (usize, &usize)| {
            let name = self.points[point].clone();
            let margin = if self.parameters.contains(&name) { PARAMETER_MARGIN } else { 0.0 };
            let coordinate = design.coordinate(scenario.run.seed, &name, dimension);
            Point { coordinate, margin, correlated: names.binary_search(&name).ok(), name }
        };
        let points: Vec<Point> = order.iter().enumerate().map(point).collect();
        Ok(InputPlan {
            design,
            points,
            copula,
            columns: self.columns,
            slots: self.slots,
            groups: self.groups,
        })
    }
}

/// The copula of the scenario's rank correlations; `None` where it names none.
fn copula(scenario: &Scenario) -> Result<Option<Copula>, Vec<Diagnostic>> {
    let pair =
        |pair: &scenario::Correlation| RankCorrelation { between: pair.between.clone(), rank: pair.rank };
    let pairs: Vec<_> = scenario.correlations.iter().map(pair).collect();
    if pairs.is_empty() {
        return Ok(None);
    }
    Copula::new(&pairs).map(Some).map_err(|error| {
        let problem = Diagnostic::error("E060", error.to_string()).at("correlation");
        vec![match scenario.correlations.first() {
            Some(first) => problem.label(first.origin.clone(), "the first of the correlations"),
            None => problem,
        }]
    })
}
