//! A built table, and looking draws up in it.

use super::super::{Dist, Univariate};
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

    /// The draws of these uniforms.
    pub(super) fn fill(&self, dist: &Dist, u: &[f64], out: &mut [f64]) {
        let least = dispatch(Locate { u, out, log_cells: self.log_cells });
        // At 256 bits at most: in wider vectors the loads of the cells would become gathers, which are slower than
        // these four neighbours at once.
        let width = Width::current().min(Width::Avx2);
        dispatch_at(width, Cubics { cells: &self.cells, out });
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

/// Where a uniform is in the table, in the bits of one number: its cell in the sign and the exponent, its place in
/// the cell in the mantissa. So a draw waits where it will stand, and no column of places has to be cleared, written
/// and read.
struct Location;

impl Location {
    /// Twelve bits are left beside the mantissa, and [`super::build`] makes at most 2^11 cells.
    const CELL_BIT: u32 = 52;
    const PLACE: u64 = (1 << Self::CELL_BIT) - 1;

    #[inline(always)]
    fn of(cell: u64, place: u64) -> f64 {
        f64::from_bits(cell << Self::CELL_BIT | place & Self::PLACE)
    }

    #[inline(always)]
    fn cell(location: f64) -> usize {
        (location.to_bits() >> Self::CELL_BIT) as usize
    }

    /// The place in the cell: 0 at its lower end, below 1 at its upper one.
    #[inline(always)]
    fn place(location: f64) -> f64 {
        const ONE: u64 = 1.0f64.to_bits();
        f64::from_bits(location.to_bits() & Self::PLACE | ONE) - 1.0
    }
}

/// The [`Location`] of each uniform; returns the least w.
struct Locate<'a> {
    u: &'a [f64],
    out: &'a mut [f64],
    log_cells: u32,
}

impl Kernel for Locate<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        /// The median belongs to the last cell of either side.
        const MOST: f64 = 0.5f64.next_down();
        let shift = 52 - self.log_cells;
        let lower = LEAST_EXPONENT << self.log_cells;
        let upper = lower - ((OCTAVES as u64) << self.log_cells);
        let mut least = u64::MAX;
        for (u, out) in self.u.iter().zip(self.out) {
            let rest = 1.0 - u;
            let w = if *u < rest { *u } else { rest };
            let bits = (if w < MOST { w } else { MOST }).to_bits();
            // Positive doubles are ordered like their bits.
            least = least.min(bits);
            // Below the last octave the cell is any other: the caller mends those draws.
            let cell = (bits >> shift).wrapping_sub(if *u < rest { lower } else { upper });
            *out = Location::of(cell, bits << self.log_cells);
        }
        f64::from_bits(least)
    }
}

/// Draws whose cells are loaded before the first is evaluated, whereupon the compiler turns rows into columns.
const ROWS: usize = 16;

/// The values of the cubics at the locations in `out`, written over them.
struct Cubics<'a> {
    /// A power of two of them, so that a mask spares the check of bounds.
    cells: &'a [Cell],
    out: &'a mut [f64],
}

impl Kernel for Cubics<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mask = self.cells.len() - 1;
        let cells = &self.cells[..=mask];
        let (out, last) = self.out.as_chunks_mut::<ROWS>();
        for out in out {
            let (mut rows, mut values) = ([EXACT; ROWS], [0.0; ROWS]);
            for i in 0..ROWS {
                rows[i] = cells[Location::cell(out[i]) & mask];
            }
            for i in 0..ROWS {
                values[i] = cubic(rows[i], Location::place(out[i]));
            }
            *out = values;
        }
        for out in last {
            *out = cubic(cells[Location::cell(*out) & mask], Location::place(*out));
        }
    }
}

#[inline(always)]
fn cubic([a, b, c, d]: Cell, t: f64) -> f64 {
    a + t * (b + t * (c + t * d))
}
