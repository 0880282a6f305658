//! Columns: one value a replicate, and the few things that stages do with them.

/// One value a replicate.
pub(super) type Column = Vec<f64>;

/// A column of zeros.
pub(super) fn zeros(lanes: usize) -> Column {
    vec![0.0; lanes]
}

/// Adds `x` lane by lane, over the lanes of `x`.
pub(super) fn add(to: &mut [f64], x: &[f64]) {
    for (to, x) in to.iter_mut().zip(x) {
        *to += x;
    }
}

/// Takes `x` away lane by lane, over the lanes of `x`.
///
/// With real numbers a difference of equal amounts can fall below 0 by rounding; it is 0 then.
pub(super) fn take(from: &mut [f64], x: &[f64]) {
    for (from, x) in from.iter_mut().zip(x) {
        *from = (*from - x).max(0.0);
    }
}

/// Moves `x` from one column to another.
pub(super) fn shift(from: &mut [f64], to: &mut [f64], x: &[f64]) {
    take(from, x);
    add(to, x);
}

/// Whether any lane holds something.
pub(super) fn any(x: &[f64]) -> bool {
    // No early exit: a plain maximum runs at full vector width, and columns are short.
    x.iter().fold(0.0, |most: f64, &x| if x > most { x } else { most }) > 0.0
}
