//! Inversion of a column of counts: the expansion where the variance is large, a search from 0 where it is small,
//! the exact tails where neither is certain.

use super::expansion::{Expanded, LARGEST_Z, LEAST_VARIANCE};
use crate::math::normal_quantile;

/// Lanes that are worked on together; enough of them to hide the latency of a step of the search.
pub(super) const LANES: usize = 32;

/// A column of one number for each lane.
pub(super) type Lanes = [f64; LANES];

/// A draw below this upper tail is left to the exact functions, as a sum from 0 has lost its digits there. With it
/// the search ends after a bounded number of steps.
const LEAST_UPPER_TAIL: f64 = 1.0 / 1_048_576.0;

/// Steps of the search after which a lane is left to the exact functions. With a variance below 16 the mean is
/// below 64 (32 for binomial and Poisson laws); no quantile at an upper tail of 2^−20 lies beyond.
const MOST_STEPS: usize = 128;

/// Steps between two looks at whether all lanes are done.
const STEPS_AT_ONCE: usize = 4;

/// 1/(k + 1), the same for all lanes of a step.
const RECIPROCALS: [f64; MOST_STEPS] = {
    let mut table = [0.0; MOST_STEPS];
    let mut k = 0;
    while k < MOST_STEPS {
        table[k] = 1.0 / (k as f64 + 1.0);
        k += 1;
    }
    table
};

/// A lane's law turned so that it counts the rarer side: X = `base` + X', or `base` − X' where it is mirrored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turned {
    /// Where X' = 0 lies.
    pub base: f64,
    /// Whether X falls as X' rises.
    pub mirrored: bool,
    /// Largest value of X'; the least is 0.
    pub largest: f64,
    /// Variance of X and X'.
    pub variance: f64,
}

/// A counted law whose parameters differ by lane; every lane has its constants at the same index.
pub(super) trait Law {
    /// The lane's law turned to its rarer side.
    fn turned(&self, lane: usize) -> Turned;
    /// The quantile of X' at the normal quantile `z`, for a variance of [`LEAST_VARIANCE`] or more.
    fn expanded(&self, lane: usize, z: f64) -> Expanded;
    /// P(X' = 0) for a variance below [`LEAST_VARIANCE`].
    fn first(&self, lane: usize) -> f64;
    /// Constants of [`Law::ratio`].
    fn steps(&self, lane: usize) -> [f64; 3];
    /// P(X' = k + 1) / P(X' = k), given k and 1/(k + 1).
    fn ratio(steps: [f64; 3], k: f64, reciprocal: f64) -> f64;
    /// Both tails of X at k.
    fn tails(&self, lane: usize, k: f64) -> (f64, f64);
    /// The exact quantile of X, where `q` = 1 − `u`.
    fn exact(&self, lane: usize, u: f64, q: f64) -> f64;
}

/// Inverts one law a lane at the uniforms `u`.
#[inline(always)]
pub(super) fn invert<L: Law>(law: &L, u: &Lanes, out: &mut Lanes) {
    let (mut any_small, mut any_large) = (false, false);
    for lane in 0..LANES {
        let large = law.turned(lane).variance >= LEAST_VARIANCE;
        any_small |= !large;
        any_large |= large;
    }
    if any_large {
        by_expansion(law, u, out);
    }
    if any_small {
        by_search(law, u, out);
    }
}

/// The same draw for lane 0 alone, at a level whose upper tail `q` = 1 − `u` has digits of its own.
pub(super) fn invert_one<L: Law>(law: &L, u: f64, q: f64) -> f64 {
    let turned = law.turned(0);
    let z = if u < q { normal_quantile(u) } else { -normal_quantile(q) };
    if turned.variance < LEAST_VARIANCE || z.abs() > LARGEST_Z {
        return law.exact(0, u, q);
    }
    let expanded = law.expanded(0, if turned.mirrored { -z } else { z });
    let count = nearest(expanded.value);
    if expanded.margin > 0.0 && 0.5 - (expanded.value - count).abs() <= expanded.margin {
        return settled(law, 0, u, q, z);
    }
    placed(turned, count)
}

/// Draws all lanes of large variance; leaves the others to be overwritten.
#[inline(always)]
fn by_expansion<L: Law>(law: &L, u: &Lanes, out: &mut Lanes) {
    let mut z = [0.0; LANES];
    for lane in 0..LANES {
        z[lane] = normal_quantile(u[lane]);
    }
    let mut doubt = [0.0; LANES];
    let mut any_doubt = false;
    for lane in 0..LANES {
        let turned = law.turned(lane);
        let expanded = law.expanded(lane, if turned.mirrored { -z[lane] } else { z[lane] });
        let count = nearest(expanded.value);
        // Distance to the half-integer where the count would change.
        let certain = 0.5 - (expanded.value - count).abs() > expanded.margin;
        let large = turned.variance >= LEAST_VARIANCE;
        let uncertain = large & (!certain & (expanded.margin > 0.0) | (z[lane].abs() > LARGEST_Z));
        any_doubt |= uncertain;
        doubt[lane] = if uncertain { 1.0 } else { 0.0 };
        out[lane] = placed(turned, count);
    }
    if any_doubt {
        for lane in 0..LANES {
            if doubt[lane] > 0.0 {
                out[lane] = settled(law, lane, u[lane], 1.0 - u[lane], z[lane]);
            }
        }
    }
}

/// The count of a lane whose expansion is too near to a half-integer, or whose uniform is too near to 0 or 1.
#[cold]
#[inline(never)]
fn settled<L: Law>(law: &L, lane: usize, u: f64, q: f64, z: f64) -> f64 {
    if z.abs() > LARGEST_Z {
        return law.exact(lane, u, q);
    }
    let turned = law.turned(lane);
    let value = law.expanded(lane, if turned.mirrored { -z } else { z }).value;
    let below = value.floor();
    let (one, other) = (placed(turned, below), placed(turned, below + 1.0));
    let (low, high) = (one.min(other), one.max(other));
    let (lower, upper) = law.tails(lane, low);
    let reached = if u < q { lower >= u } else { upper <= q };
    if reached { low } else { high }
}

/// Draws all lanes of small variance by summing probabilities from X' = 0; leaves the others as they are.
#[inline(always)]
fn by_search<L: Law>(law: &L, u: &Lanes, out: &mut Lanes) {
    let (mut target, mut probability) = ([0.0; LANES], [0.0; LANES]);
    let (mut a, mut b, mut c) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let turned = law.turned(lane);
        let small = turned.variance < LEAST_VARIANCE;
        // X' is the least k with F(k) ≥ u or, mirrored, with F(k) > 1 − u, which is the same as reaching the next
        // number above 1 − u.
        let mirrored = f64::from_bits((1.0 - u[lane]).to_bits() + 1);
        let wanted = if turned.mirrored { mirrored } else { u[lane] };
        target[lane] = if small { wanted } else { 0.0 };
    }
    // Loops of their own: together they have more live values than the compiler keeps in vectors.
    for (lane, probability) in probability.iter_mut().enumerate() {
        *probability = law.first(lane);
    }
    for lane in 0..LANES {
        [a[lane], b[lane], c[lane]] = law.steps(lane);
    }
    let mut sum = probability;
    let mut count = [0.0; LANES];
    for (block, reciprocals) in RECIPROCALS.chunks_exact(STEPS_AT_ONCE).enumerate() {
        let mut any_below = false;
        for lane in 0..LANES {
            any_below |= sum[lane] < target[lane];
        }
        if !any_below {
            break;
        }
        for (step, &reciprocal) in reciprocals.iter().enumerate() {
            let k = (block * STEPS_AT_ONCE + step) as f64;
            for lane in 0..LANES {
                count[lane] += if sum[lane] < target[lane] { 1.0 } else { 0.0 };
                probability[lane] *= L::ratio([a[lane], b[lane], c[lane]], k, reciprocal);
                sum[lane] += probability[lane];
            }
        }
    }
    let mut any_doubt = false;
    for lane in 0..LANES {
        let turned = law.turned(lane);
        let small = turned.variance < LEAST_VARIANCE;
        let far = (1.0 - target[lane] < LEAST_UPPER_TAIL) | (sum[lane] < target[lane]);
        any_doubt |= far;
        out[lane] = if small { placed(turned, count[lane]) } else { out[lane] };
    }
    if any_doubt {
        for lane in 0..LANES {
            if (1.0 - target[lane] < LEAST_UPPER_TAIL) | (sum[lane] < target[lane]) {
                out[lane] = law.exact(lane, u[lane], 1.0 - u[lane]);
            }
        }
    }
}

/// X where X' has that count, clamped into the support.
#[inline(always)]
fn placed(turned: Turned, count: f64) -> f64 {
    let least = if count > 0.0 { count } else { 0.0 };
    let count = if least < turned.largest { least } else { turned.largest };
    turned.base + if turned.mirrored { -count } else { count }
}

/// The nearest whole number for |x| below 2^51; `round` is a call where the machine has no such instruction.
#[inline(always)]
fn nearest(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0; // 1.5 × 2^52
    (x + SHIFT) - SHIFT
}
