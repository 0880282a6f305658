//! Inputs: the uncertain quantities of a block of replicates, as columns.
//!
//! Every quantity is drawn by inversion from uniforms of its own streams (`path`, `path/mean`, `path/label`), so
//! that changing one input leaves every other draw in place. The plan of the draws is made once from the
//! scenario; filling a block cannot fail and does not allocate.

use crate::catalogue::{self, Fallback};
use crate::dist::copula::{Moved, RankCorrelation};
use crate::dist::{Attribution, Copula, Dirichlet, Dist, Mixture, Sampler, Univariate};
use crate::model::Block;
use crate::random::{Coordinate, Design, PAGE};
use crate::scenario::{self, Belief, Diagnostic, Pool, Quantity, Scenario, ShareGroup};
use std::collections::{BTreeMap, BTreeSet};

/// Where the kernel finds a quantity: one value for all replicates, or a column of [`Inputs`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    /// The same in every replicate.
    Fixed(f64),
    /// Index of a column.
    Column(usize),
}

/// The inputs of a block: `n_columns × lanes`, column-major.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    lanes: usize,
    values: Vec<f64>,
    /// Uniforms of the points that are correlated: `n_correlated × lanes`.
    correlated: Vec<f64>,
    /// Uniforms of one page of one point, drawn where they are turned into a quantity.
    uniforms: Vec<f64>,
}

impl Inputs {
    /// Room for `n_columns` columns of `lanes` replicates.
    pub fn new(n_columns: usize, lanes: usize) -> Self {
        Self {
            lanes,
            values: vec![0.0; n_columns * lanes],
            correlated: Vec::new(),
            uniforms: vec![0.5; PAGE],
        }
    }

    /// Number of replicates.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// A column, one value a replicate.
    pub fn column(&self, index: usize) -> &[f64] {
        &self.values[index * self.lanes..(index + 1) * self.lanes]
    }

    /// A column to be filled.
    pub fn column_mut(&mut self, index: usize) -> &mut [f64] {
        &mut self.values[index * self.lanes..(index + 1) * self.lanes]
    }

    /// Writes a slot's values, one a replicate, into `out`.
    pub fn read(&self, slot: Slot, out: &mut [f64]) {
        match slot {
            Slot::Fixed(value) => out.fill(value),
            Slot::Column(index) => out.copy_from_slice(self.column(index)),
        }
    }

    /// The value of a slot in one replicate.
    pub fn value(&self, slot: Slot, lane: usize) -> f64 {
        match slot {
            Slot::Fixed(value) => value,
            Slot::Column(index) => self.column(index)[lane],
        }
    }
}

/// How every uncertain quantity of a scenario is drawn.
#[derive(Clone, Debug)]
pub struct InputPlan {
    design: Design,
    /// One for each uniform a replicate takes, sorted by stream name: the index is the dimension of a design.
    points: Vec<Point>,
    copula: Option<Copula>,
    columns: Vec<Column>,
    slots: BTreeMap<String, Slot>,
    groups: BTreeMap<String, Vec<Slot>>,
}

#[derive(Clone, Debug)]
struct Point {
    name: String,
    /// Least distance from 0 and 1: above 0 for uncertain parameters.
    margin: f64,
    coordinate: Coordinate,
    /// Place among the points that the copula correlates.
    correlated: Option<usize>,
}

impl Point {
    /// The uniforms of a page, as the design has them.
    fn uniforms(&self, page: u64, out: &mut [f64]) {
        self.coordinate.uniforms(page, out);
        if self.margin > 0.0 {
            out.iter_mut().for_each(|u| *u = u.clamp(self.margin, 1.0 - self.margin));
        }
    }
}

/// A column of [`Inputs`]: what it holds and how it is drawn.
#[derive(Clone, Debug)]
pub struct Column {
    /// Dotted path of the quantity (`path/label` for the estimate that a future follows).
    pub path: String,
    recipe: Recipe,
}

impl Column {
    /// Whether it is a quantity of the scenario rather than a parameter, a label, a driver or a part of the calendar.
    pub fn is_quantity(&self) -> bool {
        match self.recipe {
            Recipe::Sampled { .. } | Recipe::Hierarchical { .. } => !self.path.contains('/'),
            Recipe::Share { .. } => true,
            Recipe::Estimate { .. } | Recipe::Uniform { .. } | Recipe::Derived => false,
        }
    }
}

#[derive(Clone, Debug)]
enum Recipe {
    /// The quantile of one uniform.
    Sampled { point: usize, sampler: Sampler },
    /// A family whose parameters differ by replicate.
    Hierarchical {
        point: usize,
        form: &'static crate::dist::Form,
        parameters: Vec<Slot>,
        bounds: Option<(f64, f64)>,
    },
    /// Which of the rival estimates the future follows, given the value in another column: 0, 1, ….
    Estimate { point: usize, value: usize, pool: Attribution },
    /// One of a group of shares; the last of the group turns the uniforms of all into shares.
    Share { point: usize, group: Option<Dirichlet> },
    /// The uniform itself, for an event that is decided later.
    Uniform { point: usize },
    /// Filled by somebody else (drivers of effects, the realised calendar).
    Derived,
}

impl Recipe {
    /// The point whose uniform it takes.
    fn point(&self) -> Option<usize> {
        match self {
            Self::Sampled { point, .. }
            | Self::Hierarchical { point, .. }
            | Self::Estimate { point, .. }
            | Self::Share { point, .. }
            | Self::Uniform { point } => Some(*point),
            Self::Derived => None,
        }
    }
}

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

    /// Adds a column that somebody else fills in each block; returns its index.
    pub fn add_derived(&mut self, path: String) -> usize {
        self.columns.push(Column { path, recipe: Recipe::Derived });
        self.columns.len() - 1
    }

    /// Every column.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The slot of a path exactly as written, without looking at wider scopes or defaults.
    pub fn written(&self, path: &str) -> Option<Slot> {
        self.slots.get(path).copied()
    }

    /// The slot of a quantity in a scope (`""`, `segment.NAME`, `office.NAME`): its own override, else the
    /// country's value, else the catalogue's default; `None` where the part is absent.
    pub fn slot(&self, scope: &str, path: &str) -> Option<Slot> {
        if !scope.is_empty()
            && let Some(slot) = self.written(&format!("{scope}.{path}"))
        {
            return Some(slot);
        }
        self.written(path).or_else(|| match catalogue::quantity(path)?.default {
            Fallback::Value(value) => Some(Slot::Fixed(value)),
            Fallback::SameAs(other) => self.slot(scope, other),
            Fallback::Required | Fallback::Absent => None,
        })
    }

    /// The slots of a group of shares, in the members' order; `None` where the scenario has no such group.
    pub fn group(&self, path: &str) -> Option<&[Slot]> {
        self.groups.get(path).map(Vec::as_slice)
    }

    /// Index of the column that says which rival estimate a future follows.
    pub fn estimate_column(&self, path: &str) -> Option<usize> {
        let name = format!("{path}/label");
        self.columns.iter().position(|column| column.path == name)
    }

    /// The design of the points.
    pub fn design(&self) -> Design {
        self.design
    }

    /// Rank correlations that had to be moved a little to be possible together.
    pub fn repaired_correlations(&self) -> &[Moved] {
        self.copula.as_ref().map_or(&[], Copula::repaired)
    }

    /// Names of the uniforms that a replicate's inputs take, in the order of a design's dimensions.
    pub fn point_names(&self) -> impl Iterator<Item = &str> {
        self.points.iter().map(|point| point.name.as_str())
    }

    /// Number of uniforms that a replicate's inputs take.
    pub fn dimensions(&self) -> usize {
        self.points.len()
    }

    /// Room for the inputs of `lanes` replicates.
    pub fn workspace(&self, lanes: usize) -> Inputs {
        let mut inputs = Inputs::new(self.columns.len(), lanes);
        inputs.correlated =
            vec![0.5; self.points.iter().filter_map(|point| point.correlated).count() * lanes];
        inputs
    }

    /// Draws every column of a block.
    pub fn fill(&self, block: &Block, inputs: &mut Inputs) {
        if let Some(copula) = &self.copula {
            for page in 0..block.pages {
                self.correlate(copula, block.first_page + page as u64, page * PAGE, inputs);
            }
        }
        // Column by column, so that a table stays in the cache for all pages; its uniforms one page at a time, so that
        // they are still in the innermost cache when they are read.
        for index in 0..self.columns.len() {
            for page in 0..block.pages {
                self.draw(index, block.first_page + page as u64, page * PAGE, inputs);
            }
        }
    }

    /// Draws one page of the uniforms that are correlated; `start` is the page's first lane in the block.
    fn correlate(&self, copula: &Copula, page: u64, start: usize, inputs: &mut Inputs) {
        // Points and the copula's names are sorted alike.
        let named = self.points.iter().filter(|point| point.correlated.is_some());
        let columns = inputs.correlated.chunks_exact_mut(inputs.lanes);
        let drawn = named.zip(columns).map(|(point, column)| {
            let out = &mut column[start..start + PAGE];
            point.uniforms(page, out);
            out
        });
        copula.apply(&mut drawn.collect::<Vec<_>>());
    }

    /// Draws one page of one column; `start` is the page's first lane in the block.
    fn draw(&self, index: usize, page: u64, start: usize, inputs: &mut Inputs) {
        let recipe = &self.columns[index].recipe;
        let Some(point) = recipe.point() else { return };
        let lanes = inputs.lanes;
        let Inputs { values, correlated, uniforms, .. } = inputs;
        let (before, rest) = values.split_at_mut(index * lanes);
        let out = &mut rest[start..start + PAGE];
        let u: &[f64] = match self.points[point].correlated {
            Some(place) => &correlated[place * lanes + start..][..PAGE],
            None => {
                self.points[point].uniforms(page, uniforms);
                uniforms
            }
        };
        match recipe {
            Recipe::Sampled { sampler, .. } => sampler.fill(u, out),
            Recipe::Hierarchical { form, parameters, bounds, .. } => {
                let mut given = [0.0; MAX_PARAMETERS];
                for (lane, (out, &u)) in out.iter_mut().zip(u).enumerate() {
                    for (value, slot) in given.iter_mut().zip(parameters) {
                        *value = match slot {
                            Slot::Fixed(value) => *value,
                            Slot::Column(column) => before[column * lanes + start + lane],
                        };
                    }
                    *out = conditional_quantile(form, &given[..parameters.len()], *bounds, u);
                }
            }
            Recipe::Estimate { value, pool, .. } => {
                let values = &before[value * lanes + start..value * lanes + start + PAGE];
                pool.follow(values, u, out);
            }
            Recipe::Share { group, .. } => {
                out.copy_from_slice(u);
                if let Some(dirichlet) = group {
                    let members = dirichlet.mean().len();
                    let mut page: [&mut [f64]; MAX_SHARES] = std::array::from_fn(|_| <&mut [f64]>::default());
                    let columns = values[(index + 1 - members) * lanes..].chunks_exact_mut(lanes);
                    for (slot, column) in page[..members].iter_mut().zip(columns) {
                        *slot = &mut column[start..start + PAGE];
                    }
                    dirichlet.transform(&mut page[..members]);
                }
            }
            Recipe::Uniform { .. } => out.copy_from_slice(u),
            Recipe::Derived => {}
        }
    }
}

/// Members of a group of shares, at most; the plan refuses more.
const MAX_SHARES: usize = 64;

/// Events that the calendar decides with a uniform of the inputs' design.
const EVENTS: [&str; 2] = ["enactment", "window.extension"];

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

/// An uncertain parameter is drawn between these quantiles of its own belief: the box in which validation has checked
/// that the family can have it.
const PARAMETER_MARGIN: f64 = 1e-6;

/// Forms have at most four parameters; the catalogue's test keeps it so.
const MAX_PARAMETERS: usize = 8;

/// The quantile of a family whose parameters were just drawn. Validation has checked that the parameters' supports
/// lie within the family's range, so a refusal here is a bug; the middle of the bounds would hide it.
fn conditional_quantile(
    form: &crate::dist::Form,
    parameters: &[f64],
    bounds: Option<(f64, f64)>,
    u: f64,
) -> f64 {
    let dist = (form.build)(parameters).unwrap_or_else(|error| {
        panic!("validation let parameters through that {} refuses: {error}", form.family)
    });
    match bounds {
        None => dist.quantile(u),
        Some((low, high)) => {
            let (below, upto) = (dist.cdf(low), dist.cdf(high));
            dist.quantile(below + u * (upto - below)).clamp(low, high)
        }
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
            match &mut column.recipe {
                Recipe::Sampled { point, .. }
                | Recipe::Hierarchical { point, .. }
                | Recipe::Estimate { point, .. }
                | Recipe::Share { point, .. }
                | Recipe::Uniform { point } => *point = dimension[*point],
                Recipe::Derived => {}
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
