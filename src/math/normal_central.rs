//! The normal quantile where nearly all uniforms fall, cheaper than [`normal_quantile`](super::normal_quantile): one
//! polynomial, no square root, one division.

use super::bits::polynomial;
use super::logarithm::ln_positive;

/// Where 4 u (1 − u) is e^(−[`SPAN`]) or more, |z| is at most 3.30: all but one in a thousand.
const SPAN: f64 = 6.25;
/// e^(−[`SPAN`]), rounded up.
const LEAST: f64 = 0.001_930_454_136_227_709_4;

/// z / (u − ½) in −ln(4 u (1 − u)) − ½ [`SPAN`], the coefficients of even powers; interpolation at Chebyshev nodes,
/// relative error 2.3e-14.
const EVEN: [f64; 10] = [
    4.677_241_420_053_186,
    -0.017_065_798_354_354_65,
    0.000_528_164_097_975_584_2,
    -3.862_128_064_821_963e-6,
    -8.222_510_998_807_44e-8,
    2.974_027_786_660_630_7e-9,
    -3.689_575_274_964_219_5e-11,
    -1.993_661_169_949_552e-13,
    1.581_237_066_357_816_7e-14,
    -2.212_130_435_441_213_5e-16,
];

/// The coefficients of odd powers.
const ODD: [f64; 9] = [
    0.679_269_917_402_837_2,
    -0.002_095_023_142_440_573,
    -3.926_569_933_115_039e-5,
    1.197_773_530_443_494e-6,
    -1.162_980_407_552_247_8e-8,
    -1.538_639_730_926_637e-10,
    7.569_430_255_814_031e-12,
    -1.278_551_760_135_336_3e-13,
    9.295_167_294_118_057e-16,
];

/// The normal quantile at u in (0, 1), and whether u is central; only then does the value mean anything.
///
/// # Precision
/// Relative error below 3e-14 at central u. Form of Giles (2010), "Approximating the erfinv function", equation 3;
/// coefficients fitted here.
#[inline(always)]
pub(crate) fn central_quantile(u: f64) -> (f64, bool) {
    let product = 4.0 * (u * (1.0 - u));
    let t = -ln_positive(product) - 0.5 * SPAN;
    let square = t * t;
    // Two chains of half the length: the machine works on both at once.
    let slope = polynomial(square, &EVEN) + t * polynomial(square, &ODD);
    ((u - 0.5) * slope, product >= LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_quantile;

    #[test]
    fn the_central_quantile_is_the_quantile_to_thirteen_digits_wherever_it_says_so() {
        let (mut central, mut worst) = (0, 0.0_f64);
        for i in 0..200_000 {
            let u = (f64::from(i) + 0.37) / 200_000.0;
            let (z, is_central) = central_quantile(u);
            assert_eq!(is_central, normal_quantile(u).abs() < 3.300_335, "{u}");
            if is_central {
                central += 1;
                worst = worst.max((z / normal_quantile(u) - 1.0).abs());
            }
        }
        assert!(worst < 3e-14 && central > 199_800, "{worst:e}, {central}");
    }

    #[test]
    fn the_median_is_nought_and_what_lies_beside_it_keeps_its_digits() {
        assert_eq!(central_quantile(0.5), (0.0, true));
        let u = 0.5 + 1e-15;
        assert!((central_quantile(u).0 / normal_quantile(u) - 1.0).abs() < 3e-14);
    }
}
