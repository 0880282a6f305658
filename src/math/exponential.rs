//! exp, e^x − 1 and x^y.

use super::bits::{
    LN_2_HIGH, LN_2_LOW, LOG2_E, polynomial, power_of_two, quick_two_sum, round_shifted, select, two_product,
};
use super::logarithm::ln_extended;

/// (e^r − 1 − r) / r² on |r| ≤ ½ ln 2; interpolation at Chebyshev nodes, |error of e^r| < 4e-19.
const EXP: [f64; 11] = [
    0.5,
    0.166_666_666_666_666_7,
    0.041_666_666_666_666_67,
    0.008_333_333_333_326_136,
    0.001_388_888_888_888_374_8,
    0.000_198_412_698_748_206_27,
    2.480_158_732_554_774_3e-5,
    2.755_725_540_020_642_2e-6,
    2.755_727_364_311_03e-7,
    2.510_521_700_472_074_5e-8,
    2.091_468_696_808_687_6e-9,
];

/// e^x.
///
/// Any x; 0 below −745.2, +∞ above 709.8, subnormal results included.
///
/// # Precision
/// Relative error below 3e-16; results below 1e-307 carry that of the subnormal grid.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_sum(x, 0.0)
}

/// e^(x + low) for a correction |low| < 1e-3 that x has no room for.
#[inline(always)]
pub(super) fn exp_sum(x: f64, low: f64) -> f64 {
    let (r, q, shifted) = reduced(select(x < -746.0, -746.0, select(x > 710.0, 710.0, x)), low);
    let (first, second) = power_of_two(shifted);
    (1.0 + (r + q)) * first * second
}

/// e^x − 1, without loss near 0.
///
/// # Precision
/// Relative error below 5e-16.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    let clamped = select(x < -40.0, -40.0, select(x > 710.0, 710.0, x));
    let (r, q, shifted) = reduced(clamped, 0.0);
    let (first, second) = power_of_two(shifted);
    // 2^k (1 − 2^−k + (e^r − 1)): both differences are exact where they matter.
    let result = ((1.0 - 1.0 / first / second) + (r + q)) * first * second;
    // Keeps the sign of −0, and tiny arguments whose square vanishes.
    select(x.abs() < 1e-17, x, result)
}

/// r, e^r − 1 − r, and `SHIFT + k`, for x + low = k ln 2 + r.
#[inline(always)]
fn reduced(x: f64, low: f64) -> (f64, f64, f64) {
    let (k, shifted) = round_shifted(x * LOG2_E);
    let high = x - k * LN_2_HIGH;
    let tail = low - k * LN_2_LOW;
    let r = high + tail;
    // What the sum has rounded off still counts: it joins the small term.
    let lost = (high - r) + tail;
    (r, r * r * polynomial(r, &EXP) + lost, shifted)
}

/// x^y for any x and y, by the rules of IEEE 754: x^0 = 1, 1^y = 1, a negative x only to whole powers.
///
/// # Precision
/// Relative error below 3e-16 wherever the result is normal: ln x is carried in two words.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    let base = x.abs();
    let (high, low) = ln_extended(base);
    let (product, error) = two_product(high, y);
    let (sum, rest) = quick_two_sum(product, error + low * y);
    // Where the product or ln is infinite, the correction is NaN and means nothing.
    let exponent = select(sum.is_nan(), product, sum);
    let magnitude = exp_sum(exponent, select(rest.abs() < 1e-3, rest, 0.0));
    let magnitude = select(base == 1.0, 1.0, magnitude);
    let signed = select(x.is_sign_negative() & is_odd(y), -magnitude, magnitude);
    let result = select((x < 0.0) & base.is_finite() & !is_whole(y), f64::NAN, signed);
    select((y == 0.0) | (x == 1.0), 1.0, result)
}

/// Whether y is a whole number; the infinities are.
#[inline(always)]
fn is_whole(y: f64) -> bool {
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    let magnitude = y.abs();
    (magnitude >= TWO_52) | ((magnitude + TWO_52) - TWO_52 == magnitude)
}

/// Whether y is an odd whole number.
#[inline(always)]
fn is_odd(y: f64) -> bool {
    is_whole(y) & !is_whole(0.5 * y)
}
