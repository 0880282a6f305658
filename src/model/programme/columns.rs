//! Columns: one value a replicate, and the few things that stages do with them.
//!
//! All are inlined wherever they are used, so that a loop within a [`Kernel`](crate::math::width::Kernel) is compiled
//! for its vectors. A loop vectorises where it writes one column, reads at most eight, and finds all cut to one
//! length before it begins.

/// One value a replicate.
pub(super) type Column = Vec<f64>;

/// A column of zeros.
pub(super) fn zeros(lanes: usize) -> Column {
    vec![0.0; lanes]
}

/// Adds `x` lane by lane, over the lanes of `x`.
#[inline(always)]
pub(super) fn add(to: &mut [f64], x: &[f64]) {
    for (to, x) in to.iter_mut().zip(x) {
        *to += x;
    }
}

/// The sum of columns, over the lanes of `out`.
#[inline(always)]
pub(super) fn sum<const N: usize>(parts: [&[f64]; N], out: &mut [f64]) {
    let n = out.len();
    let mut cut = parts;
    for part in &mut cut {
        *part = &part[..n];
    }
    for lane in 0..n {
        let mut sum = cut[0][lane];
        for part in &cut[1..] {
            sum += part[lane];
        }
        out[lane] = sum;
    }
}

/// Takes `x` away lane by lane, over the lanes of `x`.
///
/// With real numbers a difference of equal amounts can fall below 0 by rounding; it is 0 then.
#[inline(always)]
pub(super) fn take(from: &mut [f64], x: &[f64]) {
    for (from, x) in from.iter_mut().zip(x) {
        *from = positive_part(*from - x);
    }
}

/// x where it is above 0, else 0: one instruction, unlike `max`, which must look for NaN.
#[inline(always)]
pub(super) fn positive_part(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

/// Moves `x` from one column to another.
#[inline(always)]
pub(super) fn shift(from: &mut [f64], to: &mut [f64], x: &[f64]) {
    take(from, x);
    add(to, x);
}

/// Whether any lane holds something.
#[inline(always)]
pub(super) fn any(x: &[f64]) -> bool {
    x.chunks(STRETCH).any(|x| x.iter().fold(0, |any, &x| any | u64::from(x > 0.0)) > 0)
}

/// Whether any lane of two columns holds something in both.
#[inline(always)]
pub(super) fn any_in_both(x: &[f64], y: &[f64]) -> bool {
    let both = |any, (&x, &y): (&f64, &f64)| any | u64::from((x > 0.0) & (y > 0.0));
    x.chunks(STRETCH).zip(y.chunks(STRETCH)).any(|(x, y)| x.iter().zip(y).fold(0, both) > 0)
}

/// Whether two columns are the same in all lanes.
#[inline(always)]
pub(super) fn equal(x: &[f64], y: &[f64]) -> bool {
    let differ = |any, (x, y): (&f64, &f64)| any | u64::from(x != y);
    x.chunks(STRETCH).zip(y.chunks(STRETCH)).all(|(x, y)| x.iter().zip(y).fold(0, differ) == 0)
}

/// The value that all lanes share, if they do.
#[inline(always)]
pub(super) fn common(x: &[f64]) -> Option<f64> {
    let &first = x.first()?;
    let differs = |any, &x: &f64| any | u64::from(x != first);
    x.chunks(STRETCH).all(|x| x.iter().fold(0, differs) == 0).then_some(first)
}

/// Lanes that are looked at before it is asked whether that will do: mostly the first ones have the answer. Within a
/// stretch there is no early exit, which would keep the loop from being vectorised.
pub(super) const STRETCH: usize = 32;
