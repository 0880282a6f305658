//! Building a table: cubics through exact points, halved until they hold the tolerance in rank.

use super::super::{Dist, Univariate};
use super::cells::{Cell, EXACT, LEAST, OCTAVES};
use super::wants_table;

/// Cells an octave: 2^k with k at most this.
const DEEPEST: u32 = 6;
/// Largest error of a cubic at the middle of its cell, in rank.
const RANK_TOLERANCE: f64 = 4e-9;

/// The cells of both sides in order of w, and log₂ of the cells an octave.
pub(super) fn cells(dist: &Dist) -> (Vec<Cell>, u32) {
    // A closed quantile is cheaper than a step towards it; where the cdf jumps, no step leads to the jump.
    let searched = !matches!(dist, Dist::Metalog(_) | Dist::LogPool(_))
        && !matches!(dist, Dist::Truncated(truncated) if !wants_table(truncated.inner()))
        && dist.is_continuous();
    let sides = [false, true].map(|upper| Side { dist, upper, searched }.pieces());
    let deepest = sides.iter().flatten().map(|piece| piece.depth).max().unwrap_or(0);
    let mut cells = Vec::with_capacity((2 * OCTAVES) << deepest);
    for piece in sides.iter().flatten() {
        piece.split(1 << (deepest - piece.depth), &mut cells);
    }
    (cells, deepest)
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
    /// Whether quantiles are found by steps from a guess, which here takes a third of the time.
    searched: bool,
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
    /// The node of the exact quantile.
    fn node(&self, w: f64) -> Node {
        let x = if self.upper { self.dist.quantile_upper(w) } else { self.dist.quantile(w) };
        let slope = if self.dist.atom(x) > 0.0 { Some(0.0) } else { None };
        self.node_at(w, x, slope)
    }

    fn node_at(&self, w: f64, x: f64, slope: Option<f64>) -> Node {
        let density = self.dist.smooth_density(x);
        let slope = slope.unwrap_or(1.0 / density);
        Node { w, x, slope: if self.upper { -slope } else { slope }, density }
    }

    /// The node halfway, from the guess of the cubic between its neighbours.
    fn halfway(&self, low: Node, high: Node, guess: f64) -> Node {
        let w = 0.5 * (low.w + high.w);
        match self.searched.then(|| self.near(w, guess, low.x.min(high.x)..low.x.max(high.x))) {
            Some(Some(x)) => self.node_at(w, x, None),
            _ => self.node(w),
        }
    }

    /// The quantile by Newton's steps from a guess, each squaring the error; `None` where they leave the range
    /// or gain too little.
    fn near(&self, w: f64, guess: f64, range: std::ops::Range<f64>) -> Option<f64> {
        /// Relative error of the tail before the last step, which leaves about its square.
        const LAST: f64 = 1e-7;
        let mut x = guess;
        for _ in 0..3 {
            let excess = if self.upper { w - self.dist.survival(x) } else { self.dist.cdf(x) - w };
            let step = excess / self.dist.smooth_density(x);
            x = Some(x - step).filter(|x| range.contains(x))?;
            if excess.abs() <= LAST * w {
                return Some(x);
            }
        }
        None
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
        let cubic = hermite(low, high);
        let [a, b, c, d] = cubic;
        let guess = a + 0.5 * (b + 0.5 * (c + 0.5 * d));
        let middle = self.halfway(low, high, guess);
        let error = (guess - middle.x).abs() * middle.density;
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
