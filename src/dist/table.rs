//! Columns of draws: by formula where a family has a cheap closed inverse, else by a quantile table.
//!
//! Which of the two is a property of the distribution, never of the number of replicates. A table has cells by
//! the leading bits of w = min(u, 1 − u), a power of two of them in each octave of w, sixteen octaves a side, and
//! a cubic in each; where w is smaller, and in the few cells that no cubic fits (a gap, an atom, a kink), the exact
//! function answers. Sixteen octaves suffice: the exact function is asked once in 32,768 draws, 0.03 ns a value.

use super::{Dist, Univariate};
use crate::math::width::{Kernel, dispatch};
use crate::math::{columns, exp};

/// Octaves of w on each side: 2⁻¹⁷ ≤ w < ½.
const OCTAVES: usize = 16;
/// Exponent field of the doubles in the last octave.
const LEAST_EXPONENT: u64 = 1023 - 1 - OCTAVES as u64;
/// Below this w the exact function answers.
const LEAST: f64 = 1.0 / (1u64 << (OCTAVES + 1)) as f64;
/// Cells an octave: 2^k with k at most this.
const DEEPEST: u32 = 6;
/// Largest error of a cubic at the middle of its cell, in rank.
const RANK_TOLERANCE: f64 = 4e-9;
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
    table: Option<Table>,
}

impl Sampler {
    /// The sampler of a distribution; builds its table where it has one (some 0.2–1 ms).
    pub fn new(dist: &Dist) -> Self {
        Self { dist: dist.clone(), table: wants_table(dist).then(|| Table::new(dist)) }
    }

    /// The distribution.
    pub fn dist(&self) -> &Dist {
        &self.dist
    }

    /// Whether draws come from a table.
    pub fn is_tabulated(&self) -> bool {
        self.table.is_some()
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

/// The coefficients of a cubic in t ∈ [0, 1), lowest first; NaN where the exact function must answer.
type Cell = [f64; 4];

const EXACT: Cell = [f64::NAN; 4];

/// Cells of the lower side, one more for w = ½, then the same of the upper side.
#[derive(Clone, Debug)]
struct Table {
    cells: Vec<Cell>,
    /// log₂ of the cells an octave.
    log_cells: u32,
}

impl Table {
    fn new(dist: &Dist) -> Self {
        let sides = [false, true].map(|upper| Side { dist, upper }.pieces());
        let deepest = sides.iter().flatten().map(|piece| piece.depth).max().unwrap_or(0);
        let mut cells = Vec::with_capacity(2 * (OCTAVES << deepest) + 2);
        let median = dist.quantile(0.5);
        for side in &sides {
            for piece in side {
                piece.split(1 << (deepest - piece.depth), &mut cells);
            }
            cells.push([median, 0.0, 0.0, 0.0]);
        }
        Self { cells, log_cells: deepest }
    }

    /// At most [`CHUNK`] draws.
    fn fill(&self, dist: &Dist, u: &[f64], out: &mut [f64]) {
        let mut places = [(0u32); CHUNK];
        let mut parts = [0.0; CHUNK];
        let (places, parts) = (&mut places[..u.len()], &mut parts[..u.len()]);
        let side = (self.cells.len() / 2) as u32;
        dispatch(Locate { u, places, parts, log_cells: self.log_cells, side });
        // Outside the dispatched kernel on purpose: compiled for wider vectors it would become gathers, which are
        // slower than these four neighbouring loads.
        for ((out, place), t) in out.iter_mut().zip(places.iter()).zip(parts.iter()) {
            let [a, b, c, d] = self.cells.get(*place as usize).copied().unwrap_or(EXACT);
            *out = a + t * (b + t * (c + t * d));
        }
        for (out, u) in out.iter_mut().zip(u).filter(|(out, _)| out.is_nan()) {
            *out = dist.quantile(*u);
        }
    }
}

/// The cell and the place in it of each uniform.
struct Locate<'a> {
    u: &'a [f64],
    places: &'a mut [u32],
    parts: &'a mut [f64],
    log_cells: u32,
    side: u32,
}

impl Kernel for Locate<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        const MANTISSA: u64 = (1 << 52) - 1;
        const ONE: u64 = 1023 << 52;
        let shift = 52 - self.log_cells;
        let first = LEAST_EXPONENT << self.log_cells;
        for ((u, place), part) in self.u.iter().zip(self.places).zip(self.parts) {
            let rest = 1.0 - u;
            let w = if *u < rest { *u } else { rest };
            let bits = w.to_bits();
            // Below the last octave the difference wraps to a place beyond the table, which reads as exact.
            let cell = (bits >> shift).wrapping_sub(first) as u32;
            let cell = if w < LEAST { u32::MAX / 2 } else { cell };
            *place = cell + if *u < rest { 0 } else { self.side };
            *part = f64::from_bits(((bits << self.log_cells) & MANTISSA) | ONE) - 1.0;
        }
    }
}

/// A cubic over a stretch of w that is 2^−depth of an octave.
struct Piece {
    depth: u32,
    cubic: Cell,
}

impl Piece {
    /// The same cubic over `parts` equal stretches.
    fn split(&self, parts: usize, cells: &mut Vec<Cell>) {
        let [a, b, c, d] = self.cubic;
        let h = 1.0 / parts as f64;
        for index in 0..parts {
            let s = index as f64 * h;
            cells.push([
                a + s * (b + s * (c + s * d)),
                (b + s * (2.0 * c + 3.0 * s * d)) * h,
                (c + 3.0 * s * d) * (h * h),
                d * (h * h * h),
            ]);
        }
    }
}

/// One half of a distribution, as a function of its tail w.
struct Side<'a> {
    dist: &'a Dist,
    upper: bool,
}

/// A value with its derivative by w, and the density there.
#[derive(Clone, Copy)]
struct Node {
    w: f64,
    x: f64,
    slope: f64,
    density: f64,
}

impl Side<'_> {
    fn node(&self, w: f64) -> Node {
        let x = if self.upper { self.dist.quantile_upper(w) } else { self.dist.quantile(w) };
        let density = self.dist.smooth_density(x);
        let slope = if self.dist.atom(x) > 0.0 { 0.0 } else { 1.0 / density };
        Node { w, x, slope: if self.upper { -slope } else { slope }, density }
    }

    /// The pieces from the least w up to ½, as coarse as the tolerance allows.
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut low = self.node(LEAST);
        for octave in (1..=OCTAVES).rev() {
            let high = self.node(1.0 / (1u64 << octave) as f64);
            self.refine(low, high, 0, &mut pieces);
            low = high;
        }
        pieces
    }

    fn refine(&self, low: Node, high: Node, depth: u32, pieces: &mut Vec<Piece>) {
        if low.x == high.x {
            pieces.push(Piece { depth, cubic: [low.x, 0.0, 0.0, 0.0] });
            return;
        }
        let middle = self.node(0.5 * (low.w + high.w));
        let cubic = hermite(low, high);
        let [a, b, c, d] = cubic;
        let error = (a + 0.5 * (b + 0.5 * (c + 0.5 * d)) - middle.x).abs() * middle.density;
        if error <= RANK_TOLERANCE && is_monotone(low, high) {
            pieces.push(Piece { depth, cubic });
        } else if depth == DEEPEST {
            pieces.push(Piece { depth, cubic: EXACT });
        } else {
            self.refine(low, middle, depth + 1, pieces);
            self.refine(middle, high, depth + 1, pieces);
        }
    }
}

/// The cubic in t = (w − low) / (high − low) with the ends' values and slopes.
fn hermite(low: Node, high: Node) -> Cell {
    let h = high.w - low.w;
    let (m0, m1, rise) = (low.slope * h, high.slope * h, high.x - low.x);
    [low.x, m0, 3.0 * rise - 2.0 * m0 - m1, m0 + m1 - 2.0 * rise]
}

/// Fritsch and Carlson (1980): slopes up to three times the secant's, in its direction, keep the cubic monotone.
fn is_monotone(low: Node, high: Node) -> bool {
    let secant = (high.x - low.x) / (high.w - low.w);
    [low, high].iter().all(|node| (0.0..=3.0).contains(&(node.slope / secant)))
}
