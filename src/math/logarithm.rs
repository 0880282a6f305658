//! Natural, binary and decimal logarithms.

use super::bits::{
    LN_2_HIGH, LN_2_LOW, LOG2_E, polynomial, quick_two_sum, select, split_exponent, two_product, two_sum,
};

/// (ln((1 + s)/(1 − s)) − 2 s) / s³ in z = s² on [0, (3 − 2√2)²]: interpolation at Chebyshev nodes; the error of
/// the logarithm is below 2e-18.
const LN: [f64; 7] = [
    0.666_666_666_666_667,
    0.399_999_999_998_994_44,
    0.285_714_286_260_032_7,
    0.222_222_111_302_598_75,
    0.181_828_894_556_751_05,
    0.153_317_106_182_064_2,
    0.146_165_854_249_341_23,
];

/// The same series from its second term on: ((ln((1 + s)/(1 − s)) − 2 s) / s³ − 2/3) / s²; error below 4e-21.
const LN_EXTENDED: [f64; 9] = [
    0.4,
    0.285_714_285_714_285_64,
    0.222_222_222_222_284_3,
    0.181_818_181_796_569_25,
    0.153_846_157_611_701_73,
    0.133_332_965_344_329_42,
    0.117_668_131_210_342_13,
    0.104_563_272_694_845_14,
    0.107_624_244_195_648,
];

/// The natural logarithm.
///
/// Any x; −∞ at 0, NaN below, subnormal arguments included.
///
/// # Precision
/// Relative error below 3e-16.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    special(x, ln_positive(x))
}

/// ln of a positive finite number, without the cases at the ends of the domain.
#[inline(always)]
pub(super) fn ln_positive(x: f64) -> f64 {
    let (m, k) = normalised(x);
    assemble(m - 1.0, k, 0.0)
}

/// ln(1 + x), without loss near 0.
///
/// # Precision
/// Relative error below 4e-16.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let u = 1.0 + x;
    let (m, k) = normalised(u);
    let near = k == 0.0;
    // What 1 + x has rounded off, relative to u; where k = 0, x itself is the exact reduced argument.
    let lost = select(x > 1.0, 1.0 - (u - x), x - (u - 1.0)) / u;
    let result = assemble(select(near, x, m - 1.0), k, select(near, 0.0, lost));
    select(x.abs() < 1e-17, x, special(u, result))
}

/// ln of (1 + f) · 2^k, plus a small correction.
#[inline(always)]
fn assemble(f: f64, k: f64, low: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let rest = z * polynomial(z, &LN);
    // f − f²/2 + s (f²/2 + rest): 2 s = f − s f keeps the rounding of s out of the leading term.
    k * LN_2_HIGH - ((half_square - (s * (half_square + rest) + (k * LN_2_LOW + low))) - f)
}

/// m in [√½, √2) and k with x = m · 2^k; subnormal numbers are first scaled up.
#[inline(always)]
fn normalised(x: f64) -> (f64, f64) {
    const TWO_54: f64 = 18_014_398_509_481_984.0;
    let subnormal = x < f64::MIN_POSITIVE;
    let (m, k) = split_exponent(select(subnormal, x * TWO_54, x));
    (m, k - select(subnormal, 54.0, 0.0))
}

/// Puts in the values at the ends of the domain and outside.
#[inline(always)]
fn special(x: f64, result: f64) -> f64 {
    let upper = select(x == f64::INFINITY, f64::INFINITY, result);
    let lower = select(x == 0.0, f64::NEG_INFINITY, upper);
    select(x >= 0.0, lower, f64::NAN)
}

/// ln x as a rounded value and its error, together good to about 1e-19 relative.
#[inline(always)]
pub(super) fn ln_extended(x: f64) -> (f64, f64) {
    /// ln 2 = `LN_2_HIGH` + `LN_2_LOW` + this.
    const LN_2_LOWEST: f64 = 1.161_222_722_936_253_2e-26;
    /// 2/3 in two words.
    const TWO_THIRDS: (f64, f64) = (0.666_666_666_666_666_6, 3.700_743_415_417_188e-17);
    let (m, k) = normalised(x);
    let f = m - 1.0;
    // s = f / (2 + f) in two words: 2 + f is exact as a sum of two, the remainder of the division is exact too.
    let (d, d_low) = quick_two_sum(2.0, f);
    let s = f / d;
    let (p, p_low) = two_product(s, d);
    let s_low = (((f - p) - p_low) - s * d_low) / d;
    // 2 s + s³ (2/3 + …); the leading 2/3 in two words.
    let (z, z_low) = two_product(s, s);
    let z_low = z_low + 2.0 * s * s_low;
    let tail = z * polynomial(z, &LN_EXTENDED);
    let (c, c_low) = quick_two_sum(TWO_THIRDS.0, tail);
    let c_low = c_low + TWO_THIRDS.1;
    let (cube, cube_low) = two_product(s, z);
    let cube_low = cube_low + s * z_low + s_low * z;
    let (t, t_low) = two_product(cube, c);
    let t_low = t_low + cube * c_low + cube_low * c;
    let (a, a_low) = two_sum(k * LN_2_HIGH, 2.0 * s);
    let (b, b_low) = two_sum(a, t);
    let (c, c_low) = two_sum(b, k * LN_2_LOW);
    let low = a_low + b_low + c_low + (2.0 * s_low + t_low + k * LN_2_LOWEST);
    let (high, low) = quick_two_sum(c, low);
    let ordinary = x > 0.0 && x < f64::INFINITY;
    (select(ordinary, high, special(x, high)), select(ordinary, low, 0.0))
}

/// The logarithm to base 2.
///
/// # Precision
/// The correctly rounded value but for about one argument in 10^3; exact at powers of 2.
#[inline(always)]
pub fn log2(x: f64) -> f64 {
    scaled(x, LOG2_E, 2.035_527_374_093_103_3e-17)
}

/// The logarithm to base 10.
///
/// # Precision
/// The correctly rounded value but for about one argument in 10^3; exact at powers of 10.
#[inline(always)]
pub fn log10(x: f64) -> f64 {
    scaled(x, std::f64::consts::LOG10_E, 1.098_319_650_216_765e-17)
}

/// ln x times a constant in two words.
#[inline(always)]
fn scaled(x: f64, factor: f64, factor_low: f64) -> f64 {
    let (high, low) = ln_extended(x);
    let (product, error) = two_product(high, factor);
    let correction = error + (high * factor_low + low * factor);
    // At the ends of the domain the correction is NaN and means nothing.
    product + select(correction.abs() < 1.0, correction, 0.0)
}
