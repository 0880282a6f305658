//! The standard normal distribution and the complementary error function.

use super::bits::{polynomial, select, split};
use super::exponential::exp_sum;
use super::logarithm::ln_positive;

/// (1 + 2 y) e^(y²) erfc(y) in t = (y − 4)/(y + 4), y in [0, 27.5]; interpolation at Chebyshev nodes, relative error 1.3e-17.
const TAIL: [f64; 23] = [
    1.232_995_118_625_552_6,
    -0.139_621_116_840_562_86,
    0.015_379_652_102_620_996,
    0.068_097_054_254_734_68,
    -0.101_039_066_036_367_73,
    0.093_732_834_996_872_7,
    -0.066_330_365_811_154_47,
    0.037_167_515_561_483_06,
    -0.016_197_734_063_710_445,
    0.005_031_969_762_284_736,
    -0.000_757_773_309_137_933_2,
    -0.000_199_255_526_195_209_82,
    0.000_150_622_107_150_578_66,
    -2.440_316_536_962_711e-5,
    -1.122_443_672_270_174_5e-5,
    5.718_019_430_428_633e-6,
    3.008_226_971_606_71e-7,
    -8.355_403_600_708_081e-7,
    6.309_931_892_048_124e-8,
    1.157_954_549_181_774_7e-7,
    -7.770_852_409_868_655e-9,
    -1.387_063_343_675_277e-8,
    -1.882_255_175_039_353_3e-9,
];

/// Quantile over q = u − ½ as a rational function of 0.425² − q²: relative error 8e-17.
const CENTRE_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    132.975_898_263_308_84,
    1_966.183_284_029_902_6,
    13_669.178_571_943_712,
    45_612.529_347_026_22,
    66_636.510_297_214_66,
    33_014.922_266_182_504,
    2_469.014_732_252_602,
];

/// Its denominator.
const CENTRE_DENOMINATOR: [f64; 8] = [
    1.0,
    42.264_389_713_838_92,
    685.443_395_159_922_3,
    5_371.578_887_625_422,
    21_082.737_544_976_12,
    38_972.148_336_404_87,
    28_404.117_993_725_446,
    5_150.841_960_801_073,
];

/// Quantile of the upper tail p in [5e-324, 0.0751] as a rational function of √(−ln p) − 1.5: relative error 2.1e-16.
const TAIL_NUMERATOR: [f64; 11] = [
    1.251_372_929_057_166_5,
    4.532_846_424_051_237,
    6.295_448_602_035_337,
    4.539_590_961_892_799,
    1.898_073_706_076_136,
    0.478_616_312_946_089_14,
    0.072_269_230_720_015_54,
    0.006_207_898_791_887_148,
    0.000_274_385_808_640_867_5,
    5.253_306_512_188_246e-6,
    3.031_862_562_331_596e-8,
];

/// Its denominator.
const TAIL_DENOMINATOR: [f64; 10] = [
    1.0,
    2.236_499_937_369_863,
    2.044_620_018_383_636_5,
    0.992_939_021_870_229_4,
    0.278_096_495_068_239_3,
    0.045_360_250_330_618_1,
    0.004_117_210_286_093_427,
    0.000_188_574_263_289_471_74,
    3.682_524_109_584_543e-6,
    2.143_846_495_305_768_8e-8,
];

/// Half the width of the central region of the quantile, as in Wichura (1988), algorithm AS 241.
const CENTRE: f64 = 0.425;
/// Where the tail's fit is centred, so that its coefficients are all positive and nothing cancels.
const TAIL_SHIFT: f64 = 1.5;
const SQRT_2: f64 = std::f64::consts::SQRT_2;

/// erfc(x) = 2/√π ∫ₓ^∞ e^(−t²) dt.
///
/// # Precision
/// Relative error below 1e-15 up to x = 26.5, where results become subnormal. Form of Shepherd and Laframboise
/// (1981), coefficients fitted here.
#[inline(always)]
pub fn erfc(x: f64) -> f64 {
    let y = bounded(x);
    let tail = exp_minus_square(y, 1.0) * scaled_tail(y);
    select(x < 0.0, 2.0 - tail, tail)
}

/// P(Z ≤ x) of the standard normal distribution.
///
/// # Precision
/// Relative error below 1e-15 in the lower tail down to x = −37.5, where results become subnormal. For the upper
/// tail ask for `normal_cdf(-x)`.
#[inline(always)]
pub fn normal_cdf(x: f64) -> f64 {
    let z = bounded(x);
    let tail = 0.5 * exp_minus_square(z, 0.5) * scaled_tail(z * (0.5 * SQRT_2));
    select(x > 0.0, 1.0 - tail, tail)
}

/// Density of the standard normal distribution, e^(−x²/2) / √(2π).
///
/// # Precision
/// Relative error below 6e-16 while the result is normal.
#[inline(always)]
pub fn normal_density(x: f64) -> f64 {
    /// 1 / √(2π).
    const SCALE: f64 = 0.398_942_280_401_432_7;
    SCALE * exp_minus_square(bounded(x), 0.5)
}

/// The quantile of the standard normal distribution at u in (0, 1); ∓∞ at 0 and 1, NaN outside.
///
/// # Precision
/// Relative error below 1e-15 for every u, also near ½ (where the quantile is near 0) and down to u = 5e-324.
/// Regions of Wichura (1988), AS 241, coefficients fitted here so that one rational function spans the whole tail.
#[inline(always)]
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    let centre = q.abs() <= CENTRE;
    let z = CENTRE * CENTRE - q * q;
    let p = select(q < 0.0, u, 1.0 - u);
    let r = (-ln_positive(p)).sqrt() - TAIL_SHIFT;
    let numerator = select(centre, q * polynomial(z, &CENTRE_NUMERATOR), polynomial(r, &TAIL_NUMERATOR));
    let denominator = select(centre, polynomial(z, &CENTRE_DENOMINATOR), polynomial(r, &TAIL_DENOMINATOR));
    let x = numerator / denominator;
    let signed = select(!centre & (q < 0.0), -x, x);
    let outer = select(p == 0.0, select(q < 0.0, f64::NEG_INFINITY, f64::INFINITY), signed);
    select(p >= 0.0, outer, f64::NAN)
}

/// e^(y²) erfc(y) for y ≥ 0.
#[inline(always)]
fn scaled_tail(y: f64) -> f64 {
    polynomial((y - 4.0) / (y + 4.0), &TAIL) / (1.0 + 2.0 * y)
}

/// |x|, at most 40: far enough for every tail to be 0, near enough for its square to be finite.
#[inline(always)]
fn bounded(x: f64) -> f64 {
    let y = x.abs();
    select(y > 40.0, 40.0, y)
}

/// e^(−c y²) for y in [0, 40], c = 1 or ½: the square in two words, else the tail would lose three digits.
#[inline(always)]
fn exp_minus_square(y: f64, c: f64) -> f64 {
    let (high, low) = split(y);
    exp_sum(-c * (high * high), -c * (low * (y + high)))
}
