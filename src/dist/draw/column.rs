//! Inversion of columns of counts: lanes are told apart by the size of their variance, and every kind is worked on
//! in full groups.
//!
//! A page's lanes are of three kinds: nothing is at stake, the variance is small, it is large. A column of large
//! variances, the common case, is taken as it lies; else the lanes of each kind are gathered, so that none pays for
//! the method of another. A group is filled up with a lane that it holds already: no lane depends on its neighbours.

use super::expansion::{Expanded, LARGEST_Z, LEAST_VARIANCE};
use super::summation;
use crate::math::{central_quantile, normal_quantile};

/// Lanes that are worked on together.
pub(super) const LANES: usize = 16;

/// Lanes that are told apart together.
const PAGE: usize = 256;

/// A number for each lane of a group.
pub(super) type Lanes = [f64; LANES];

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

/// A counted law with N parameters, which differ by lane.
pub(super) trait Law<const N: usize> {
    /// The law turned to its rarer side.
    fn turned(parameters: [f64; N]) -> Turned;
    /// The quantile of X' at the normal quantile `z`, for a variance of [`LEAST_VARIANCE`] or more.
    fn expanded(parameters: [f64; N], z: f64) -> Expanded;
    /// P(X' = 0) for a variance below [`LEAST_VARIANCE`].
    fn first(parameters: [f64; N]) -> f64;
    /// Constants of [`Law::ratio`].
    fn steps(parameters: [f64; N]) -> [f64; 3];
    /// P(X' = k + 1) / P(X' = k) as numerator and denominator, given k and 1/(k + 1). The denominators' product over
    /// all k that matter is a finite number.
    fn ratio(steps: [f64; 3], k: f64, reciprocal: f64) -> (f64, f64);
    /// Both tails of X at k.
    fn tails(parameters: [f64; N], k: f64) -> (f64, f64);
    /// The exact quantile of X, where `q` = 1 − `u`.
    fn exact(parameters: [f64; N], u: f64, q: f64) -> f64;
}

/// The parameters of a group of lanes.
pub(super) type Parameters<'a, const N: usize> = [&'a Lanes; N];

/// The parameters of one lane. A loop, as `array::from_fn` is not always inlined into code for wider vectors.
#[inline(always)]
pub(super) fn of_lane<const N: usize>(parameters: &Parameters<'_, N>, lane: usize) -> [f64; N] {
    let mut one = [0.0; N];
    for (one, column) in one.iter_mut().zip(parameters) {
        *one = column[lane];
    }
    one
}

/// Inverts a column of any length at the uniforms `u`; `z` are their normal quantiles, if they are known already.
#[inline(always)]
pub(super) fn invert<L: Law<N>, const N: usize>(
    parameters: [&[f64]; N],
    u: &[f64],
    z: Option<&[f64]>,
    out: &mut [f64],
) {
    for (page, out) in out.chunks_mut(PAGE).enumerate() {
        let (start, end) = (page * PAGE, page * PAGE + out.len());
        let mut of_page = parameters;
        for column in &mut of_page {
            *column = &column[start..end];
        }
        invert_page::<L, N>(of_page, &u[start..end], z.map(|z| &z[start..end]), out);
    }
}

/// Inverts two columns of parameters at the same uniforms; where they are equal from some lane on, once.
#[inline(always)]
pub(super) fn invert_pair<L: Law<N>, const N: usize>(
    [one, other]: [[&[f64]; N]; 2],
    u: &[f64],
    [out, other_out]: [&mut [f64]; 2],
) {
    let mut z = [0.0; PAGE];
    let outs = out.chunks_mut(PAGE).zip(other_out.chunks_mut(PAGE));
    for (page, (out, other_out)) in outs.enumerate() {
        let (start, end) = (page * PAGE, page * PAGE + out.len());
        let (mut one, mut other) = (one, other);
        let mut differing = 0;
        for (one, other) in one.iter_mut().zip(&mut other) {
            let is_shared = std::ptr::eq(*one, *other);
            (*one, *other) = (&one[start..end], &other[start..end]);
            if !is_shared {
                let last = one.iter().zip(*other).rposition(|(one, other)| one != other);
                differing = differing.max(last.map_or(0, |last| last + 1));
            }
        }
        let u = &u[start..end];
        if differing == 0 {
            invert_page::<L, N>(one, u, None, out);
            other_out.copy_from_slice(out);
            continue;
        }
        let (groups, rest) = u.as_chunks();
        for (u, z) in groups.iter().zip(z.as_chunks_mut().0) {
            normal_quantiles(u, z);
        }
        if !rest.is_empty() {
            let mut last = [0.5; LANES];
            last[..rest.len()].copy_from_slice(rest);
            normal_quantiles(&last, &mut z.as_chunks_mut().0[groups.len()]);
        }
        let z = &z[..u.len()];
        invert_page::<L, N>(one, u, Some(z), out);
        let differing = differing.next_multiple_of(LANES).min(u.len());
        for other in &mut other {
            *other = &other[..differing];
        }
        invert_page::<L, N>(other, &u[..differing], Some(&z[..differing]), &mut other_out[..differing]);
        other_out[differing..].copy_from_slice(&out[differing..]);
    }
}

/// Inverts up to a page.
#[inline(always)]
fn invert_page<L: Law<N>, const N: usize>(
    parameters: [&[f64]; N],
    u: &[f64],
    z: Option<&[f64]>,
    out: &mut [f64],
) {
    let mut mixed = Mixed { small: Kind::new(), large: Kind::new() };
    let (groups, rest) = out.as_chunks_mut();
    for (group, out) in groups.iter_mut().enumerate() {
        let start = group * LANES;
        let mut of_group = [lanes_at(u, start); N];
        for (lanes, column) in of_group.iter_mut().zip(&parameters) {
            *lanes = lanes_at(column, start);
        }
        let mut variances = [0.0; LANES];
        let (mut small, mut large) = (0_u64, 0_u64);
        for lane in 0..LANES {
            let turned = L::turned(of_lane(&of_group, lane));
            small += u64::from((turned.variance > 0.0) & (turned.variance < LEAST_VARIANCE));
            large += u64::from(turned.variance >= LEAST_VARIANCE);
            variances[lane] = turned.variance;
            out[lane] = turned.base;
        }
        if large == LANES as u64 {
            by_expansion::<L, N>(of_group, lanes_at(u, start), z.map(|z| lanes_at(z, start)), out);
        } else if small == LANES as u64 {
            summation::invert::<L, N>(of_group, lanes_at(u, start), out);
        } else if small + large > 0 {
            for (lane, &variance) in variances.iter().enumerate() {
                mixed.note(start + lane, variance);
            }
        }
    }
    let start = groups.len() * LANES;
    for (lane, out) in rest.iter_mut().enumerate() {
        let mut one = [0.0; N];
        for (one, column) in one.iter_mut().zip(&parameters) {
            *one = column[start + lane];
        }
        let turned = L::turned(one);
        *out = turned.base;
        mixed.note(start + lane, turned.variance);
    }
    let mut gathered = Gathered::new();
    let mut counts = [0.0; LANES];
    for lanes in mixed.large.groups() {
        gathered.fill(&parameters, u, z, lanes);
        by_expansion::<L, N>(gathered.parameters(), &gathered.u, z.map(|_| &gathered.z), &mut counts);
        scatter(&counts, lanes, out);
    }
    for lanes in mixed.small.groups() {
        gathered.fill(&parameters, u, None, lanes);
        summation::invert::<L, N>(gathered.parameters(), &gathered.u, &mut counts);
        scatter(&counts, lanes, out);
    }
}

/// A group of a column.
#[inline(always)]
fn lanes_at(column: &[f64], start: usize) -> &Lanes {
    column[start..start + LANES].try_into().expect("a full group")
}

/// Lanes of groups that hold several kinds.
struct Mixed {
    small: Kind,
    large: Kind,
}

impl Mixed {
    #[inline(always)]
    fn note(&mut self, lane: usize, variance: f64) {
        self.small.note(lane, (variance > 0.0) & (variance < LEAST_VARIANCE));
        self.large.note(lane, variance >= LEAST_VARIANCE);
    }
}

/// A group gathered from anywhere on the page.
struct Gathered<const N: usize> {
    parameters: [Lanes; N],
    u: Lanes,
    z: Lanes,
}

impl<const N: usize> Gathered<N> {
    #[inline(always)]
    fn new() -> Self {
        Self { parameters: [[0.0; LANES]; N], u: [0.5; LANES], z: [0.0; LANES] }
    }

    #[inline(always)]
    fn fill(&mut self, parameters: &[&[f64]; N], u: &[f64], z: Option<&[f64]>, lanes: &[u8; LANES]) {
        for (gathered, column) in self.parameters.iter_mut().zip(parameters) {
            gather(column, lanes, gathered);
        }
        gather(u, lanes, &mut self.u);
        if let Some(z) = z {
            gather(z, lanes, &mut self.z);
        }
    }

    #[inline(always)]
    fn parameters(&self) -> Parameters<'_, N> {
        let mut all = [&self.u; N];
        for (one, parameter) in all.iter_mut().zip(&self.parameters) {
            *one = parameter;
        }
        all
    }
}

#[inline(always)]
fn gather(column: &[f64], lanes: &[u8; LANES], out: &mut Lanes) {
    for (out, &lane) in out.iter_mut().zip(lanes) {
        *out = column[usize::from(lane)];
    }
}

#[inline(always)]
fn scatter(counts: &Lanes, lanes: &[u8; LANES], out: &mut [f64]) {
    for (&count, &lane) in counts.iter().zip(lanes) {
        out[usize::from(lane)] = count;
    }
}

/// The lanes of a page that are of one kind.
struct Kind {
    count: usize,
    lanes: [u8; PAGE + LANES],
}

impl Kind {
    #[inline(always)]
    fn new() -> Self {
        Self { count: 0, lanes: [0; PAGE + LANES] }
    }

    /// Keeps the lane if it is of this kind, without a branch.
    #[inline(always)]
    fn note(&mut self, lane: usize, is_of_kind: bool) {
        self.lanes[self.count] = lane as u8;
        self.count += usize::from(is_of_kind);
    }

    /// Full groups; the last one is filled up with its first lane.
    #[inline(always)]
    fn groups(&mut self) -> &[[u8; LANES]] {
        let end = self.count.next_multiple_of(LANES);
        let filler = self.lanes[end.saturating_sub(LANES)];
        self.lanes[self.count..end].fill(filler);
        self.lanes[..end].as_chunks().0
    }
}

/// The same draw for one lane alone, at a level whose upper tail `q` = 1 − `u` has digits of its own.
pub(super) fn invert_one<L: Law<N>, const N: usize>(parameters: [f64; N], u: f64, q: f64) -> f64 {
    let turned = L::turned(parameters);
    let z = match central_quantile(u) {
        (z, true) => z,
        _ if u < q => normal_quantile(u),
        _ => -normal_quantile(q),
    };
    if turned.variance < LEAST_VARIANCE || z.abs() > LARGEST_Z {
        return L::exact(parameters, u, q);
    }
    let expanded = L::expanded(parameters, if turned.mirrored { -z } else { z });
    let count = nearest(expanded.value);
    if expanded.margin > 0.0 && 0.5 - (expanded.value - count).abs() <= expanded.margin {
        return L::exact(parameters, u, q);
    }
    placed(turned, count)
}

/// Normal quantiles of a group of uniforms.
#[inline(always)]
pub(super) fn normal_quantiles(u: &Lanes, z: &mut Lanes) {
    let mut far = 0_u64;
    for lane in 0..LANES {
        let (value, is_central) = central_quantile(u[lane]);
        far |= u64::from(!is_central);
        z[lane] = value;
    }
    if far > 0 {
        for lane in 0..LANES {
            if !central_quantile(u[lane]).1 {
                z[lane] = far_quantile(u[lane]);
            }
        }
    }
}

#[cold]
#[inline(never)]
fn far_quantile(u: f64) -> f64 {
    normal_quantile(u)
}

/// Draws a group of large variances.
#[inline(always)]
fn by_expansion<L: Law<N>, const N: usize>(
    parameters: Parameters<'_, N>,
    u: &Lanes,
    z: Option<&Lanes>,
    out: &mut Lanes,
) {
    let mut own = [0.0; LANES];
    let z = match z {
        Some(z) => z,
        None => {
            normal_quantiles(u, &mut own);
            &own
        }
    };
    let mut doubt = [0_u64; LANES];
    for lane in 0..LANES {
        let one = of_lane(&parameters, lane);
        let turned = L::turned(one);
        let expanded = L::expanded(one, if turned.mirrored { -z[lane] } else { z[lane] });
        let count = nearest(expanded.value);
        // Distance to the half-integer where the count would change.
        let certain = 0.5 - (expanded.value - count).abs() > expanded.margin;
        let uncertain = (!certain & (expanded.margin > 0.0)) | (z[lane].abs() > LARGEST_Z);
        doubt[lane] = u64::from(uncertain);
        out[lane] = placed(turned, count);
    }
    if doubt.iter().fold(0, |any, doubt| any | doubt) > 0 {
        for lane in 0..LANES {
            if doubt[lane] > 0 {
                out[lane] = settled::<L, N>(of_lane(&parameters, lane), u[lane], z[lane]);
            }
        }
    }
}

/// The count of a lane whose expansion is too near to a half-integer, or whose uniform is too near to 0 or 1.
#[cold]
#[inline(never)]
fn settled<L: Law<N>, const N: usize>(parameters: [f64; N], u: f64, z: f64) -> f64 {
    let q = 1.0 - u;
    if z.abs() > LARGEST_Z {
        return L::exact(parameters, u, q);
    }
    let turned = L::turned(parameters);
    let value = L::expanded(parameters, if turned.mirrored { -z } else { z }).value;
    let below = value.floor();
    let (one, other) = (placed(turned, below), placed(turned, below + 1.0));
    let (low, high) = (one.min(other), one.max(other));
    let (lower, upper) = L::tails(parameters, low);
    let reached = if u < q { lower >= u } else { upper <= q };
    if reached { low } else { high }
}

/// X where X' has that count, clamped into the support.
#[inline(always)]
pub(super) fn placed(turned: Turned, count: f64) -> f64 {
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
