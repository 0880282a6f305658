//! Sine and cosine of whole turns: sin 2πu, cos 2πu.

use super::bits::{polynomial, round_shifted, select};

/// 2π rounded, and what is left.
const TAU: (f64, f64) = (std::f64::consts::TAU, 2.449_293_598_294_706_4e-16);

/// (sin(2πr)/r − 2π) / r² in r², |r| ≤ 1/8: interpolation at Chebyshev nodes, relative error of the sine 5e-18.
const SIN: [f64; 7] = [
    -41.341_702_240_399_76,
    81.605_249_276_075_04,
    -76.705_859_753_042_92,
    42.058_693_937_802_87,
    -15.094_641_279_191_324,
    3.819_830_719_672_541_6,
    -0.712_443_497_028_583_2,
];

/// (cos(2πr) − 1) / r² in r², |r| ≤ 1/8: interpolation at Chebyshev nodes, relative error of the cosine 3e-17.
const COS: [f64; 7] = [
    -19.739_208_802_178_716,
    64.939_394_022_668_24,
    -85.456_817_206_643_78,
    60.244_641_352_694_35,
    -26.426_253_274_804_587,
    7.903_206_845_861_56,
    -1.699_032_865_005_535_7,
];

/// sin 2πu for |u| < 2^49 turns; NaN beyond.
///
/// # Precision
/// Relative error below 5e-16, exact at quarter turns.
#[inline(always)]
pub fn sin_turns(u: f64) -> f64 {
    quadrant(u, 0)
}

/// cos 2πu for |u| < 2^49 turns; NaN beyond.
///
/// # Precision
/// Relative error below 5e-16, exact at quarter turns.
#[inline(always)]
pub fn cos_turns(u: f64) -> f64 {
    quadrant(u, 1)
}

/// sin 2π(u + ahead/4): u = n/4 + r with |r| ≤ 1/8, exactly; n + ahead modulo 4 picks the function and the sign.
#[inline(always)]
fn quadrant(u: f64, ahead: u64) -> f64 {
    let (n, shifted) = round_shifted(4.0 * u);
    let r = u - 0.25 * n;
    let z = r * r;
    let sine = r * TAU.0 + r * (TAU.1 + z * polynomial(z, &SIN));
    let cosine = 1.0 + z * polynomial(z, &COS);
    let turn = shifted.to_bits().wrapping_add(ahead);
    let value = select(turn & 1 == 0, sine, cosine);
    let signed = f64::from_bits(value.to_bits() ^ ((turn & 2) << 62));
    select(u.abs() < 562_949_953_421_312.0, signed, f64::NAN)
}
