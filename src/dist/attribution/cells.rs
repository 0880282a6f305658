//! Bounds of the components' shares by cell of the value: they decide nearly every future without a density.

use super::CHUNK;
use super::normals::{Normals, Part};
use crate::math::width::{Kernel, dispatch};
use crate::math::{exp, ln};

/// Cells at most, those without bounds included: their bounds fit the innermost cache.
const MOST: usize = 2_048;
/// Cells to a standard deviation of the narrowest component: then about one future in 300 is left to the densities.
const TO_SD: f64 = 128.0;
/// Cells reach as far from every mean, in standard deviations: one future in 10⁶ lies beyond.
const REACH: f64 = 5.0;
/// What rounding may do to a share, here and where it is computed exactly; relative.
const SLACK: f64 = 1e-6;

/// Between what the components up to one make up of the density in a cell.
type Bounds = [f32; 2];
/// Of which nothing is known.
const UNKNOWN: Bounds = [0.0, 2.0];

/// For each cell of the values: bounds of what the first component, the first two, and so on make up there.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    grid: Grid,
    /// The component that is followed where no cut is passed.
    first: f64,
    cuts: Vec<Cut>,
}

#[derive(Clone, Debug)]
struct Cut {
    /// The component that is followed beyond.
    next: f64,
    /// A power of two of them; the last is of values outside all cells.
    bounds: Vec<Bounds>,
}

/// Which cell a value lies in.
#[derive(Clone, Copy, Debug)]
enum Grid {
    /// The leading bits of a positive value, counted from those of the first cell: as many cells in every octave.
    Bits { shift: u32, first: u32 },
    /// Cells of one width.
    Even { origin: f64, to_unit: f64 },
}

impl Cells {
    /// The cells of a pool.
    pub(super) fn new(normals: &Normals) -> Self {
        let parts = &normals.parts;
        let reach = |part: &Part| REACH / part.precision;
        let low = parts.iter().map(|part| part.mean - reach(part)).fold(f64::INFINITY, f64::min);
        let high = parts.iter().map(|part| part.mean + reach(part)).fold(f64::NEG_INFINITY, f64::max);
        let finest = parts.iter().map(|part| 1.0 / part.precision).fold(f64::INFINITY, f64::min) / TO_SD;
        let (grid, n) = if normals.of_logarithms {
            Grid::of_octaves(low, high, finest)
        } else {
            let n = ((high - low) / finest).min((MOST - 1) as f64);
            (Grid::Even { origin: low, to_unit: n / (high - low) }, n as usize)
        };
        let mut bounds = vec![vec![UNKNOWN; (n + 1).next_power_of_two()]; parts.len() - 1];
        for cell in 0..n {
            let (low, high) = (grid.edge(cell), grid.edge(cell + 1));
            let ratios: Vec<_> = parts.iter().map(|part| normals.ratios(part, low, high)).collect();
            for (cut, bounds) in bounds.iter_mut().enumerate() {
                bounds[cell] = share(&ratios[..=cut], &ratios[cut + 1..]);
            }
        }
        let cut = |(bounds, next): (Vec<Bounds>, &Part)| Cut { next: next.component, bounds };
        Self { grid, first: parts[0].component, cuts: bounds.into_iter().zip(&parts[1..]).map(cut).collect() }
    }

    /// Decides at most [`CHUNK`] futures, and marks in `unclear` (0 before) those that it cannot tell.
    pub(super) fn follow(&self, values: &[f64], u: &[f64], out: &mut [f64], unclear: &mut [u8; CHUNK]) {
        out.fill(self.first);
        let Some(cut) = self.cuts.first() else { return };
        let mut places = [0; CHUNK];
        let places = &mut places[..values.len()];
        let last = cut.bounds.len() as u32 - 1;
        match self.grid {
            Grid::Bits { shift, first } => dispatch(PlaceByBits { shift, first, last, values, places }),
            Grid::Even { origin, to_unit } => dispatch(PlaceEvenly { origin, to_unit, last, values, places }),
        }
        for Cut { next, bounds } in &self.cuts {
            dispatch(Pass { bounds, places, u, next: *next, out, unclear });
        }
    }
}

/// Bounds of the share of some components, given the least and largest densities of those and of the others.
fn share(of: &[(f64, f64)], others: &[(f64, f64)]) -> Bounds {
    let least = |parts: &[(f64, f64)]| parts.iter().map(|(least, _)| least).sum::<f64>();
    let most = |parts: &[(f64, f64)]| parts.iter().map(|(_, most)| most).sum::<f64>();
    let low = least(of) / (least(of) + most(others)) * (1.0 - SLACK);
    let high = most(of) / (most(of) + least(others)) * (1.0 + SLACK);
    // Not a number where densities overflow or vanish.
    if low.is_finite() && high.is_finite() { [low as f32, high as f32] } else { UNKNOWN }
}

impl Grid {
    /// Cells of logarithms from `low` to `high`, of the width `finest` or the next that is possible; and their number.
    fn of_octaves(low: f64, high: f64, finest: f64) -> (Self, usize) {
        let (low, high) = (exp(low).to_bits(), exp(high).to_bits());
        let octave = f64::MANTISSA_DIGITS - 1;
        let wanted = (1..12).find(|bits| std::f64::consts::LN_2 / f64::from(1 << bits) <= finest);
        let mut shift = octave - wanted.unwrap_or(12);
        while (high >> shift) - (low >> shift) + 1 >= MOST as u64 {
            shift += 1;
        }
        let n = (high >> shift) - (low >> shift) + 1;
        (Self::Bits { shift, first: (low >> shift) as u32 }, n as usize)
    }

    /// The lower edge of a cell on the normals' scale.
    fn edge(self, cell: usize) -> f64 {
        match self {
            Self::Bits { shift, first } => ln(f64::from_bits((u64::from(first) + cell as u64) << shift)),
            Self::Even { origin, to_unit } => origin + cell as f64 / to_unit,
        }
    }
}

/// The cells of values by their bits, the last for those outside.
struct PlaceByBits<'a> {
    shift: u32,
    first: u32,
    last: u32,
    values: &'a [f64],
    places: &'a mut [u32],
}

impl Kernel for PlaceByBits<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (place, x) in self.places.iter_mut().zip(self.values) {
            // What lies below the first cell wraps to a large number.
            *place = ((x.to_bits() >> self.shift) as u32).wrapping_sub(self.first).min(self.last);
        }
    }
}

/// The cells of values by their distance from the first, the last for those outside.
struct PlaceEvenly<'a> {
    origin: f64,
    to_unit: f64,
    last: u32,
    values: &'a [f64],
    places: &'a mut [u32],
}

impl Kernel for PlaceEvenly<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let last = f64::from(self.last);
        for (place, x) in self.places.iter_mut().zip(self.values) {
            let t = (x - self.origin) * self.to_unit;
            *place = if (t >= 0.0) & (t < last) { t } else { last } as u32;
        }
    }
}

/// Futures whose bounds are loaded before the first is compared, whereupon the compiler turns rows into columns.
const ROWS: usize = 16;

/// Goes on to the next component where the uniform lies beyond those so far, and marks where that is unclear.
struct Pass<'a> {
    bounds: &'a [Bounds],
    places: &'a [u32],
    u: &'a [f64],
    next: f64,
    out: &'a mut [f64],
    unclear: &'a mut [u8; CHUNK],
}

impl Kernel for Pass<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { bounds, places, u, next, out, unclear } = self;
        // A power of two of them, so that a mask spares the check of bounds.
        let mask = bounds.len() - 1;
        let bounds = &bounds[..=mask];
        let rows =
            places.chunks(ROWS).zip(u.chunks(ROWS)).zip(out.chunks_mut(ROWS)).zip(unclear.chunks_mut(ROWS));
        for (((places, u), out), unclear) in rows {
            let mut rows = [UNKNOWN; ROWS];
            for (row, place) in rows.iter_mut().zip(places) {
                *row = bounds[*place as usize & mask];
            }
            for ((([low, high], u), out), unclear) in rows.iter().zip(u).zip(out).zip(unclear) {
                let passed = *u >= f64::from(*high);
                *out = if passed { next } else { *out };
                *unclear |= u8::from((*u >= f64::from(*low)) & !passed);
            }
        }
    }
}
