//! Bit tricks that the elementary functions share: rounding, powers of two, exact splits and products.
//!
//! All are branch-free and use only operations that every machine rounds alike.

/// 1.5 × 2^52: adding it rounds to a whole number that then stands in the low bits.
pub(super) const SHIFT: f64 = 6_755_399_441_055_744.0;

/// log2 e, rounded.
pub(super) const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// The leading 32 bits of ln 2: its product with a whole number below 2^20 is exact.
pub(super) const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
/// ln 2 − `LN_2_HIGH`.
pub(super) const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `if test { yes } else { no }`, written so that loops turn it into a blend.
#[inline(always)]
pub(super) fn select(test: bool, yes: f64, no: f64) -> f64 {
    if test { yes } else { no }
}

/// The nearest whole number, ties to even, for |x| < 2^51; and the same with `SHIFT` added, for its bits.
#[inline(always)]
pub(super) fn round_shifted(x: f64) -> (f64, f64) {
    let shifted = x + SHIFT;
    (shifted - SHIFT, shifted)
}

/// 2^k as two factors (which reach below and above the range of one) from `SHIFT + k`, |k| ≤ 2044.
#[inline(always)]
pub(super) fn power_of_two(shifted: f64) -> (f64, f64) {
    // Biased so that all shifts are of unsigned numbers: SSE2 and AVX2 have no signed 64-bit shift.
    let biased = shifted.to_bits().wrapping_sub(SHIFT.to_bits()).wrapping_add(2046);
    let half = biased >> 1;
    (f64::from_bits(half << 52), f64::from_bits(biased.wrapping_sub(half) << 52))
}

/// A positive normal number as m · 2^k with m in [√½, √2).
#[inline(always)]
pub(super) fn split_exponent(x: f64) -> (f64, f64) {
    /// The bits of √½.
    const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    /// Keeps the exponent's difference non-negative: 1,024 binary orders.
    const BIAS: u64 = 1024 << 52;
    /// The bits of 2^52; a whole number below 2^52 put under them is that number plus 2^52.
    const TWO_52: u64 = 0x4330_0000_0000_0000;
    let offset = x.to_bits().wrapping_sub(ROOT_HALF).wrapping_add(BIAS);
    let order = offset >> 52;
    let k = f64::from_bits(order | TWO_52) - (4_503_599_627_370_496.0 + 1024.0);
    let m = f64::from_bits(x.to_bits().wrapping_sub(order << 52).wrapping_add(BIAS));
    (m, k)
}

/// a + b as the rounded sum and its exact error (Knuth, 1969).
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// a + b as the rounded sum and its exact error where |a| ≥ |b| (Dekker, 1971).
#[inline(always)]
pub(super) fn quick_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// The leading 26 bits of x and the rest, both exact: a mask, which cannot overflow.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let high = f64::from_bits(x.to_bits() & 0xFFFF_FFFF_F800_0000);
    (high, x - high)
}

/// a · b as the rounded product and its error (Dekker, 1971), exact unless a part underflows.
#[inline(always)]
pub(super) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    let error = ((ah * bh - product) + ah * bl + al * bh) + al * bl;
    (product, error)
}

/// The polynomial with these coefficients, the constant first, by Horner's rule.
#[inline(always)]
pub(super) fn polynomial<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    let mut index = N - 1;
    while index > 0 {
        index -= 1;
        sum = sum * x + coefficients[index];
    }
    sum
}
