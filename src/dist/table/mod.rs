//! Columns of draws: by formula where a family has a cheap closed inverse, else by a quantile table.
//!
//! Which of the two is a property of the distribution, never of the number of replicates. A table has cells by
//! the leading bits of w = min(u, 1 − u), a power of two of them in each octave of w, sixteen octaves a side, and
//! a cubic in each; where w is smaller, and in the few cells that no cubic fits (a gap, an atom, a kink), the exact
//! function answers. Sixteen octaves suffice: the exact function is asked once in 32,768 draws, 0.03 ns a value.

mod build;
mod cache;
mod cells;

use super::{Dist, Univariate};
use crate::math::width::{Kernel, dispatch};
use crate::math::{columns, exp};
use cells::Table;
use std::sync::Arc;

/// Replicates handled at once; the scratch columns stay in the innermost cache.
const CHUNK: usize = 256;

/// Turns uniforms into draws of one distribution, column by column.
///
/// # Precision
/// By formula: that of the family's quantile. By table: within 2e-8 in rank, so that a mean or a tail probability
/// is off by less than a thousandth of the Monte Carlo error of 10⁹ replicates; `tests/dist_table.rs` holds both.
#[derive(Clone, Debug)]
pub struct Sampler {
    dist: Dist,
    table: Option<Arc<Table>>,
}

impl Sampler {
    /// The sampler of a distribution; builds its table where it has one (some 0.1–0.3 ms), or takes the one that
    /// an earlier sampler of the same distribution has left.
    pub fn new(dist: &Dist) -> Self {
        Self { dist: dist.clone(), table: wants_table(dist).then(|| cache::table(dist)) }
    }

    /// The distribution.
    pub fn dist(&self) -> &Dist {
        &self.dist
    }

    /// Whether draws come from a table.
    pub fn is_tabulated(&self) -> bool {
        self.table.is_some()
    }

    /// The largest error in rank of the table, over points at odd places of every scale on both sides; `None` where draws
    /// come by formula.
    pub fn rank_error(&self) -> Option<f64> {
        /// Points between 0 and 1, and in each octave of the tails.
        const POINTS: u32 = 509;
        const AN_OCTAVE: u32 = 5;
        self.table.as_ref()?;
        let even = (1..POINTS).map(|i| (f64::from(i) - 0.377) / f64::from(POINTS));
        let tails = (0..cells::OCTAVES as u32 * AN_OCTAVE).flat_map(|i| {
            let w = 0.5 * exp(-f64::from(i) * std::f64::consts::LN_2 / f64::from(AN_OCTAVE));
            [w, 1.0 - w]
        });
        let u: Vec<f64> = even.chain(tails).collect();
        let mut drawn = u.clone();
        self.fill_in_place(&mut drawn);
        let error = |(u, x): (&f64, &f64)| match *x {
            // Where the cdf jumps, the value itself is what is asked for.
            x if x == self.dist.quantile(*u) => 0.0,
            x if *u < 0.5 => (self.dist.cdf(x) - u).abs(),
            x => (self.dist.survival(x) - (1.0 - u)).abs(),
        };
        Some(u.iter().zip(&drawn).map(error).fold(0.0, f64::max))
    }

    /// The quantiles of the uniforms `u`, in (0, 1), written to `out` of the same length.
    pub fn fill(&self, u: &[f64], out: &mut [f64]) {
        debug_assert_eq!(u.len(), out.len(), "one draw a uniform");
        match &self.table {
            Some(table) => {
                for (u, out) in u.chunks(CHUNK).zip(out.chunks_mut(CHUNK)) {
                    table.fill(&self.dist, u, out);
                }
            }
            None => fill_by_formula(&self.dist, u, out),
        }
    }

    /// As [`Sampler::fill`], the uniforms of a column replaced by their quantiles.
    pub fn fill_in_place(&self, column: &mut [f64]) {
        let mut u = [0.5; CHUNK];
        for part in column.chunks_mut(CHUNK) {
            let u = &mut u[..part.len()];
            u.copy_from_slice(part);
            self.fill(u, part);
        }
    }
}

/// Families without a cheap closed inverse.
fn wants_table(dist: &Dist) -> bool {
    match dist {
        Dist::Beta(_)
        | Dist::Pert(_)
        | Dist::Gamma(_)
        | Dist::StudentT(_)
        | Dist::Metalog(_)
        | Dist::LogPool(_) => true,
        Dist::Truncated(_) | Dist::Mixture(_) => !dist.is_discrete(),
        _ => false,
    }
}

/// Closed inverses: the families of nearly every scenario as loops over columns that become vector code, the others
/// value by value.
fn fill_by_formula(dist: &Dist, u: &[f64], out: &mut [f64]) {
    match dist {
        Dist::Constant(value) => out.fill(*value),
        Dist::Normal(normal) => {
            columns::normal_quantile(u, out);
            dispatch(Linear { origin: normal.location(), scale: normal.scale(), column: out });
        }
        Dist::LogNormal(lognormal) => {
            columns::normal_quantile(u, out);
            dispatch(ExpLinear { origin: lognormal.mu(), scale: lognormal.sigma(), column: out });
        }
        other => out.iter_mut().zip(u).for_each(|(out, u)| *out = other.quantile(*u)),
    }
}

/// origin + scale · value.
struct Linear<'a> {
    origin: f64,
    scale: f64,
    column: &'a mut [f64],
}

impl Kernel for Linear<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { origin, scale, column } = self;
        for value in column {
            *value = origin + scale * *value;
        }
    }
}

/// exp(origin + scale · value).
struct ExpLinear<'a> {
    origin: f64,
    scale: f64,
    column: &'a mut [f64],
}

impl Kernel for ExpLinear<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { origin, scale, column } = self;
        for value in column {
            *value = exp(origin + scale * *value);
        }
    }
}
