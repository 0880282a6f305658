//! What each operation does to one value: the rules for undefined (NaN) and censored (+∞).
//!
//! A result that is not finite is undefined, except that a month that is not reached stays not reached: +∞ plus,
//! minus or times a number is +∞ where the result counts months. Comparisons take +∞ as later than any number;
//! which of two months that are both not reached comes first is undefined. Conditions are 1, 0 or undefined.

use crate::math::pow;

const UNDEFINED: f64 = f64::NAN;

/// `value`, or undefined where it is not finite.
#[inline(always)]
pub(super) fn settle(value: f64) -> f64 {
    if value.is_finite() { value } else { UNDEFINED }
}

/// As [`settle`], but +∞ stays where an operand was a month not reached (and not where finite numbers overflowed).
#[inline(always)]
pub(super) fn settle_months(value: f64, a: f64, b: f64) -> f64 {
    let censored = value == f64::INFINITY && (a == f64::INFINITY || b == f64::INFINITY);
    if censored { value } else { settle(value) }
}

/// The first month so far, after one more month in which a condition is `now`.
///
/// An undefined month before the first true one leaves it undefined which is the first.
#[inline(always)]
pub(super) fn first_month(first: f64, now: f64, month: f64) -> f64 {
    let next = if now == 1.0 { month } else { first };
    let next = if now.is_nan() { UNDEFINED } else { next };
    if first == f64::INFINITY { next } else { first }
}

/// A quotient of months: a month not reached over 0 is undefined too.
#[inline(always)]
pub(super) fn divide_months(a: f64, b: f64) -> f64 {
    if b == 0.0 { UNDEFINED } else { settle_months(a / b, a, f64::NAN) }
}

/// A comparison that `holds` or not; undefined where either side is, or where neither month is reached.
#[inline(always)]
pub(super) fn compare(a: f64, b: f64, holds: bool) -> f64 {
    // The difference is NaN in exactly those cases: NaN operands and ∞ − ∞.
    let comparable = !(a - b).is_nan();
    let truth = if holds { 1.0 } else { 0.0 };
    if comparable { truth } else { UNDEFINED }
}

/// The smaller; undefined where either is.
#[inline(always)]
pub(super) fn min(a: f64, b: f64) -> f64 {
    let least = if b < a { b } else { a };
    if a.is_nan() | b.is_nan() { UNDEFINED } else { least }
}

/// The larger; undefined where either is.
#[inline(always)]
pub(super) fn max(a: f64, b: f64) -> f64 {
    let largest = if b > a { b } else { a };
    if a.is_nan() | b.is_nan() { UNDEFINED } else { largest }
}

/// Kleene's and: false where either is false, whatever the other.
#[inline(always)]
pub(super) fn and(a: f64, b: f64) -> f64 {
    if (a == 0.0) | (b == 0.0) { 0.0 } else { a * b }
}

/// Kleene's or: true where either is true, whatever the other.
#[inline(always)]
pub(super) fn or(a: f64, b: f64) -> f64 {
    if (a == 1.0) | (b == 1.0) { 1.0 } else { a + b }
}

/// One of two values; undefined where the condition is.
#[inline(always)]
pub(super) fn select(condition: f64, a: f64, b: f64) -> f64 {
    let chosen = if condition == 0.0 { b } else { a };
    if condition.is_nan() { UNDEFINED } else { chosen }
}

/// To the nearest whole number, halves up (as rule D2 rounds months); +∞ stays.
#[inline(always)]
pub(super) fn round_half_up(value: f64) -> f64 {
    let floor = value.floor();
    // Adding ½ first would round 0.49999999999999994 up.
    if value - floor >= 0.5 { floor + 1.0 } else { floor }
}

/// A whole power by repeated squaring, lowest bit first; a negative exponent divides 1 by the power. Undefined where the
/// base is, also to the power 0.
#[inline(always)]
pub(super) fn whole_power(base: f64, exponent: i32) -> f64 {
    if base.is_nan() {
        return UNDEFINED;
    }
    let (mut result, mut square, mut left) = (1.0, base, exponent.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    if exponent < 0 { 1.0 / result } else { result }
}

/// Any power; undefined where either is, also where IEEE 754 has 1 (x^0, 1^y) whatever the other.
#[inline(always)]
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if base.is_nan() | exponent.is_nan() { UNDEFINED } else { settle(pow(base, exponent)) }
}
