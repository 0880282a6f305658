//! A built table, and looking draws up in it.

use super::super::{Dist, Univariate};
use super::CHUNK;
use super::build;
use crate::math::width::{Kernel, Width, dispatch, dispatch_at};

/// Octaves of w on each side: 2⁻¹⁷ ≤ w < ½.
pub(super) const OCTAVES: usize = 16;
/// Below this w the exact function answers.
pub(super) const LEAST: f64 = 1.0 / (1u64 << (OCTAVES + 1)) as f64;
/// Exponent field of the doubles in the last octave.
const LEAST_EXPONENT: u64 = 1023 - 1 - OCTAVES as u64;

/// The coefficients of a cubic in t ∈ [0, 1), lowest first; NaN where the exact function must answer.
pub(super) type Cell = [f64; 4];

pub(super) const EXACT: Cell = [f64::NAN; 4];

/// Cells of the lower side in order of w, then those of the upper side: a power of two in all.
#[derive(Clone, Debug)]
pub(super) struct Table {
    cells: Vec<Cell>,
    /// log₂ of the cells an octave.
    log_cells: u32,
    /// Whether the exact function answers in some cells.
    has_exact: bool,
}

impl Table {
    pub(super) fn new(dist: &Dist) -> Self {
        let (cells, log_cells) = build::cells(dist);
        debug_assert_eq!(cells.len(), (2 * OCTAVES) << log_cells, "two sides of whole octaves");
        let has_exact = cells.iter().any(|cell| cell[0].is_nan());
        Self { cells, log_cells, has_exact }
    }

    /// At most [`CHUNK`] draws.
    pub(super) fn fill(&self, dist: &Dist, u: &[f64], out: &mut [f64]) {
        let mut places = [(0u32); CHUNK];
        let mut parts = [0.0; CHUNK];
        let (places, parts) = (&mut places[..u.len()], &mut parts[..u.len()]);
        let least = dispatch(Locate { u, places, parts, log_cells: self.log_cells });
        // At 256 bits at most: in wider vectors the loads of the cells would become gathers, which are slower than
        // these four neighbours at once.
        let width = Width::current().min(Width::Avx2);
        dispatch_at(width, Cubics { cells: &self.cells, places, parts, out });
        if self.has_exact {
            for (out, u) in out.iter_mut().zip(u).filter(|(out, _)| out.is_nan()) {
                *out = dist.quantile(*u);
            }
        }
        if least < LEAST {
            let is_beyond = |u: f64| u < LEAST || 1.0 - u < LEAST;
            for (out, u) in out.iter_mut().zip(u).filter(|(_, u)| is_beyond(**u)) {
                *out = dist.quantile(*u);
            }
        }
    }
}

/// The cell and the place in it of each uniform; returns the least w.
struct Locate<'a> {
    u: &'a [f64],
    places: &'a mut [u32],
    parts: &'a mut [f64],
    log_cells: u32,
}

impl Kernel for Locate<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        const MANTISSA: u64 = (1 << 52) - 1;
        const ONE: u64 = 1023 << 52;
        /// The median belongs to the last cell of either side.
        const MOST: f64 = 0.5f64.next_down();
        let shift = 52 - self.log_cells;
        let first = (LEAST_EXPONENT << self.log_cells) as u32;
        let side = (OCTAVES as u32) << self.log_cells;
        let mut least = u64::MAX;
        for ((u, place), part) in self.u.iter().zip(self.places).zip(self.parts) {
            let rest = 1.0 - u;
            let w = if *u < rest { *u } else { rest };
            let bits = (if w < MOST { w } else { MOST }).to_bits();
            // Positive doubles are ordered like their bits.
            least = least.min(bits);
            // Below the last octave the place is any other: the caller mends those draws.
            let cell = ((bits >> shift) as u32).wrapping_sub(first);
            *place = cell.wrapping_add(if *u < rest { 0 } else { side });
            *part = f64::from_bits(((bits << self.log_cells) & MANTISSA) | ONE) - 1.0;
        }
        f64::from_bits(least)
    }
}

/// Draws whose cells are loaded before the first is evaluated, whereupon the compiler turns rows into columns.
const ROWS: usize = 16;

/// The cubics of the cells at those places, in the parts of the cells.
struct Cubics<'a> {
    /// A power of two of them, so that a mask spares the check of bounds.
    cells: &'a [Cell],
    places: &'a [u32],
    parts: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for Cubics<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mask = self.cells.len() - 1;
        let cells = &self.cells[..=mask];
        let (places, last_places) = self.places.as_chunks::<ROWS>();
        let (parts, last_parts) = self.parts.as_chunks::<ROWS>();
        let (out, last_out) = self.out.as_chunks_mut::<ROWS>();
        for ((places, parts), out) in places.iter().zip(parts).zip(out) {
            let (mut rows, mut values, t) = ([EXACT; ROWS], [0.0; ROWS], *parts);
            for i in 0..ROWS {
                rows[i] = cells[places[i] as usize & mask];
            }
            for i in 0..ROWS {
                values[i] = cubic(rows[i], t[i]);
            }
            *out = values;
        }
        for ((out, place), t) in last_out.iter_mut().zip(last_places).zip(last_parts) {
            *out = cubic(cells[*place as usize & mask], *t);
        }
    }
}

#[inline(always)]
fn cubic([a, b, c, d]: Cell, t: f64) -> f64 {
    a + t * (b + t * (c + t * d))
}
