//! How the inputs are drawn: points, columns, and where a path's values are found.

use super::{Inputs, Slot};
use crate::catalogue::{self, Fallback};
use crate::dist::copula::Moved;
use crate::dist::{Attribution, Copula, Dirichlet, Form, Sampler};
use crate::random::{Coordinate, Design};
use std::collections::BTreeMap;

/// How every uncertain quantity of a scenario is drawn.
#[derive(Clone, Debug)]
pub struct InputPlan {
    pub(super) design: Design,
    /// One for each uniform a replicate takes, sorted by stream name: the index is the dimension of a design.
    pub(super) points: Vec<Point>,
    pub(super) copula: Option<Copula>,
    pub(super) columns: Vec<Column>,
    pub(super) slots: BTreeMap<String, Slot>,
    pub(super) groups: BTreeMap<String, Vec<Slot>>,
}

#[derive(Clone, Debug)]
pub(super) struct Point {
    pub name: String,
    /// Least distance from 0 and 1: above 0 for uncertain parameters.
    pub margin: f64,
    pub coordinate: Coordinate,
    /// Place among the points that the copula correlates.
    pub correlated: Option<usize>,
}

impl Point {
    /// The uniforms of a page, as the design has them.
    pub fn uniforms(&self, page: u64, out: &mut [f64]) {
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
    pub(super) recipe: Recipe,
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
pub(super) enum Recipe {
    /// The quantile of one uniform.
    Sampled { point: usize, sampler: Sampler },
    /// A family whose parameters differ by replicate.
    Hierarchical { point: usize, form: &'static Form, parameters: Vec<Slot>, bounds: Option<(f64, f64)> },
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
    pub fn point(&self) -> Option<usize> {
        match self {
            Self::Sampled { point, .. }
            | Self::Hierarchical { point, .. }
            | Self::Estimate { point, .. }
            | Self::Share { point, .. }
            | Self::Uniform { point } => Some(*point),
            Self::Derived => None,
        }
    }

    /// The same, to be replaced.
    pub fn point_mut(&mut self) -> Option<&mut usize> {
        match self {
            Self::Sampled { point, .. }
            | Self::Hierarchical { point, .. }
            | Self::Estimate { point, .. }
            | Self::Share { point, .. }
            | Self::Uniform { point } => Some(point),
            Self::Derived => None,
        }
    }
}

impl InputPlan {
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
}
