//! Drawing a block: from uniforms to columns.

use super::plan::Recipe;
use super::{InputPlan, Inputs, Slot};
use crate::dist::{Copula, Dirichlet, Form, Univariate};
use crate::model::Block;
use crate::random::PAGE;

/// Members of a group of shares, at most; the plan refuses more.
pub(super) const MAX_SHARES: usize = 64;

/// Forms have at most four parameters; the catalogue's test keeps it so.
const MAX_PARAMETERS: usize = 8;

impl InputPlan {
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
                let drawn = |column: usize| &before[column * lanes + start..][..PAGE];
                hierarchical(form, parameters, *bounds, drawn, u, out);
            }
            Recipe::Estimate { value, pool, .. } => {
                pool.follow(&before[value * lanes + start..][..PAGE], u, out);
            }
            Recipe::Share { group, .. } => {
                out.copy_from_slice(u);
                if let Some(dirichlet) = group {
                    let first = (index + 1 - dirichlet.mean().len()) * lanes;
                    shares(dirichlet, values[first..].chunks_exact_mut(lanes), start);
                }
            }
            Recipe::Uniform { .. } => out.copy_from_slice(u),
            Recipe::Derived => {}
        }
    }
}

/// One draw of a family for each replicate, with the parameters of that replicate.
fn hierarchical<'a>(
    form: &Form,
    parameters: &[Slot],
    bounds: Option<(f64, f64)>,
    drawn: impl Fn(usize) -> &'a [f64],
    u: &[f64],
    out: &mut [f64],
) {
    let mut given = [0.0; MAX_PARAMETERS];
    for (lane, (out, &u)) in out.iter_mut().zip(u).enumerate() {
        for (value, slot) in given.iter_mut().zip(parameters) {
            *value = match slot {
                Slot::Fixed(value) => *value,
                Slot::Column(column) => drawn(*column)[lane],
            };
        }
        *out = conditional_quantile(form, &given[..parameters.len()], bounds, u);
    }
}

/// Turns the uniforms of a group's columns, a page from `start` on, into shares.
fn shares<'a>(dirichlet: &Dirichlet, columns: impl Iterator<Item = &'a mut [f64]>, start: usize) {
    let members = dirichlet.mean().len();
    let mut page: [&mut [f64]; MAX_SHARES] = std::array::from_fn(|_| <&mut [f64]>::default());
    for (slot, column) in page[..members].iter_mut().zip(columns) {
        *slot = &mut column[start..start + PAGE];
    }
    dirichlet.transform(&mut page[..members]);
}

/// The quantile of a family whose parameters were just drawn. Validation has checked that the parameters' supports
/// lie within the family's range, so a refusal here is a bug; the middle of the bounds would hide it.
fn conditional_quantile(form: &Form, parameters: &[f64], bounds: Option<(f64, f64)>, u: f64) -> f64 {
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
