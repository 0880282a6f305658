//! A built table, and looking draws up in it.

use super::super::{Dist, Univariate};
use super::CHUNK;
use super::build;
use crate::math::width::{Kernel, dispatch};

/// Octaves of w on each side: 2⁻¹⁷ ≤ w < ½.
pub(super) const OCTAVES: usize = 16;
/// Below this w the exact function answers.
pub(super) const LEAST: f64 = 1.0 / (1u64 << (OCTAVES + 1)) as f64;
/// Exponent field of the doubles in the last octave.
const LEAST_EXPONENT: u64 = 1023 - 1 - OCTAVES as u64;

/// The coefficients of a cubic in t ∈ [0, 1), lowest first; NaN where the exact function must answer.
pub(super) type Cell = [f64; 4];

pub(super) const EXACT: Cell = [f64::NAN; 4];

/// Cells of the lower side, one more for w = ½, then the same of the upper side.
#[derive(Clone, Debug)]
pub(super) struct Table {
    cells: Vec<Cell>,
    /// log₂ of the cells an octave.
    log_cells: u32,
}

impl Table {
    pub(super) fn new(dist: &Dist) -> Self {
        let (cells, log_cells) = build::cells(dist);
        Self { cells, log_cells }
    }

    /// At most [`CHUNK`] draws.
    pub(super) fn fill(&self, dist: &Dist, u: &[f64], out: &mut [f64]) {
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
