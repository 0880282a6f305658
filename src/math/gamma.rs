//! Gamma functions: ln Γ, the regularised incomplete gamma functions and their inverse.
//!
//! Both tails come together everywhere, so that no caller has to form 1 − p. Series below the mean, continued
//! fraction above it (DLMF 8.11.4 and 8.9.2), quadrature of the log-concave tail for large shapes.

use super::tail::{Tail, halley_step, log_concave_integral, rough_normal};
use super::{exp, exp_m1, ln, ln_1p};

const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;
const TAU: f64 = std::f64::consts::TAU;

/// Shapes above this take the quadrature: series and fraction need some √(72 a) terms near the mean.
const LARGE: f64 = 300.0;

/// ln Γ(x) for x > 0.
///
/// # Precision
/// 1e-15 relative, also beside its zeros at 1 and 2.
///
/// Source: Taylor series about 2 with ζ(k) − 1, upward recurrence, Stirling's series (DLMF 5.7.3, 5.11.1).
pub fn ln_gamma(x: f64) -> f64 {
    if x >= 10.0 {
        return (x - 0.5) * ln(x) - x + LN_SQRT_TAU + stirling_error(x);
    }
    if x < 0.5 {
        return ln_gamma_2_plus(x) - ln_1p(x) - ln(x);
    }
    if x < 1.5 {
        return ln_gamma_2_plus(x - 1.0) - ln_1p(x - 1.0);
    }
    let (mut below, mut product) = (x, 1.0);
    while below > 2.5 {
        below -= 1.0;
        product *= below;
    }
    ln(product) + ln_gamma_2_plus(below - 2.0)
}

/// ln Γ(1 + x) for x > −½, accurate relative to its size for small x.
pub fn ln_gamma_1p(x: f64) -> f64 {
    if x.abs() < 0.5 { ln_gamma_2_plus(x) - ln_1p(x) } else { ln_gamma(1.0 + x) }
}

/// ln Γ(2 + z) for |z| ≤ ½.
fn ln_gamma_2_plus(z: f64) -> f64 {
    const ONE_LESS_EULER: f64 = 0.422_784_335_098_467_13;
    /// ζ(k) − 1 for k = 2, 3, …
    const ZETA_LESS_ONE: [f64; 26] = [
        0.644_934_066_848_226_4,
        0.202_056_903_159_594_3,
        0.082_323_233_711_138_19,
        0.036_927_755_143_369_93,
        0.017_343_061_984_449_14,
        0.008_349_277_381_922_827,
        0.004_077_356_197_944_339,
        0.002_008_392_826_082_214_3,
        0.000_994_575_127_818_085_3,
        0.000_494_188_604_119_464_6,
        0.000_246_086_553_308_048_3,
        0.000_122_713_347_578_489_15,
        6.124_813_505_870_483e-5,
        3.058_823_630_702_049e-5,
        1.528_225_940_865_187e-5,
        7.637_197_637_899_763e-6,
        3.817_293_264_999_84e-6,
        1.908_212_716_553_939e-6,
        9.539_620_338_727_96e-7,
        4.769_329_867_878_064e-7,
        2.384_505_027_277_33e-7,
        1.192_199_259_653_110_6e-7,
        5.960_818_905_125_948e-8,
        2.980_350_351_465_228e-8,
        1.490_155_482_836_504e-8,
        7.450_711_789_835_428e-9,
    ];
    let mut sum = 0.0;
    for (index, zeta) in ZETA_LESS_ONE.iter().enumerate().rev() {
        let k = (index + 2) as f64;
        let sign = if index % 2 == 0 { 1.0 } else { -1.0 };
        sum = sum * z + sign * zeta / k;
    }
    z * (ONE_LESS_EULER + z * sum)
}

/// ln Γ(x) − [(x − ½) ln x − x + ln √(2π)]: what Stirling's formula leaves out.
///
/// # Precision
/// 1e-17 absolute for x ≥ 10; 1e-15 absolute below.
pub fn stirling_error(x: f64) -> f64 {
    /// B₂ₖ / (2k (2k − 1)).
    const COEFFICIENTS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    if x < 10.0 {
        return ln_gamma(x) - ((x - 0.5) * ln(x) - x + LN_SQRT_TAU);
    }
    let square = 1.0 / (x * x);
    COEFFICIENTS.iter().rev().fold(0.0, |sum, c| sum * square + c) / x
}

/// x − ln(1 + x) for x > −1, accurate relative to its size near 0.
pub fn x_minus_ln_1p(x: f64) -> f64 {
    if !(-0.4..=0.6).contains(&x) {
        return x - ln_1p(x);
    }
    // ln(1 + x) = 2 atanh s with s = x/(2 + x), and x − 2s = x s.
    let s = x / (2.0 + x);
    let square = s * s;
    let mut sum = 0.0;
    for k in (1..=14).rev() {
        sum = sum * square + 1.0 / f64::from(2 * k + 1);
    }
    s * (x - 2.0 * square * sum)
}

/// r − 1 − ln r, given both r − 1 and r: whichever is small keeps its digits.
pub(super) fn deviance(less_one: f64, ratio: f64) -> f64 {
    if ratio < 0.5 { less_one - ln(ratio) } else { x_minus_ln_1p(less_one) }
}

/// The regularised incomplete gamma functions (P(a, x), Q(a, x)), P + Q = 1, for a > 0 and x ≥ 0.
///
/// # Precision
/// The smaller of the two to some 1e-14 relative, or to what a rounding of x by 1e-16 changes.
pub fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    if below_mean(a, x) {
        let p = exp(lower_series(a, x).ln).min(1.0);
        let q = if small(a, x) { exp(upper_small(a, x).ln) } else { 1.0 - p };
        (p, q)
    } else {
        let q = exp(upper_fraction(a, x).ln).min(1.0);
        (1.0 - q, q)
    }
}

/// The x with P(a, x) = p and Q(a, x) = q, where p + q = 1 and the smaller of the two is accurate.
///
/// # Precision
/// 1e-13 relative for p or q down to 1e-300; for shapes below 1, 1e-13 / a.
pub fn inverse_incomplete_gamma(a: f64, p: f64, q: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    let falling = q < p;
    let target = ln(p.min(q));
    // P(a, x) ≤ x^a/Γ(1 + a), exactly so to double precision for tiny x.
    let power = exp((if falling { ln_1p(-q) } else { target } + ln_gamma_1p(a)) / a);
    if power < 1e-17 {
        return power;
    }
    let mut x = starting_point(a, p, q, power);
    for _ in 0..100 {
        let tail = if falling { upper(a, x) } else { lower(a, x) };
        let (step, last) = halley_step(tail, target, falling, a - x);
        x *= exp(-step);
        if last {
            break;
        }
    }
    x
}

/// ln of [`inverse_incomplete_gamma`], which for small shapes is finite where the value itself underflows.
pub fn ln_inverse_incomplete_gamma(a: f64, p: f64, q: f64) -> f64 {
    let ln_p = if q < p { ln_1p(-q) } else { ln(p) };
    let ln_power = (ln_p + ln_gamma_1p(a)) / a;
    if ln_power < -40.0 { ln_power } else { ln(inverse_incomplete_gamma(a, p, q)) }
}

/// Wilson and Hilferty's cube (1931) where it is sound, else the power law of small x or the exponential tail.
fn starting_point(a: f64, p: f64, q: f64, power: f64) -> f64 {
    let ninth = 1.0 / (9.0 * a);
    let z = if p < q { -rough_normal(p) } else { rough_normal(q) };
    let cube = 1.0 - ninth + z * ninth.sqrt();
    if a >= 0.5 && cube > 0.3 {
        return a * cube * cube * cube;
    }
    if p <= q || power < 0.5 {
        return power;
    }
    let decay = -ln(q) - ln_gamma(a);
    if decay > 2.0 { decay + (a - 1.0) * ln(decay) } else { power }.max(1e-3)
}

/// ln of x^a e^(−x) / Γ(a), the density of ln X.
pub(super) fn ln_density_of_log(a: f64, x: f64) -> f64 {
    if a < 10.0 {
        return a * ln(x) - x - ln_gamma(a);
    }
    0.5 * ln(a / TAU) - stirling_error(a) - a * deviance((x - a) / a, x / a)
}

fn below_mean(a: f64, x: f64) -> bool {
    x < a + if a > LARGE { 0.0 } else { 1.0 }
}

fn small(a: f64, x: f64) -> bool {
    a < 1.0 && x < 1.0
}

fn lower(a: f64, x: f64) -> Tail {
    if below_mean(a, x) { lower_series(a, x) } else { upper_fraction(a, x).complement() }
}

fn upper(a: f64, x: f64) -> Tail {
    if small(a, x) {
        upper_small(a, x)
    } else if below_mean(a, x) {
        lower_series(a, x).complement()
    } else {
        upper_fraction(a, x)
    }
}

/// The lower tail for x below the mean.
fn lower_series(a: f64, x: f64) -> Tail {
    let ratio = if a > LARGE {
        log_concave_integral(a - x, x, |s| -(a - x) * s - x * exp_m1_plus(s))
    } else {
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        sum / a
    };
    Tail { ln: ln_density_of_log(a, x) + ln(ratio), hazard: 1.0 / ratio }
}

/// The upper tail for x above the mean, by Lentz's method.
fn upper_fraction(a: f64, x: f64) -> Tail {
    let ratio = if a > LARGE {
        log_concave_integral(x - a, x, |s| -(x - a) * s - x * exp_m1_plus(-s))
    } else {
        let mut b = x + 1.0 - a;
        let mut c = 1e300;
        let mut d = 1.0 / b;
        let mut fraction = d;
        for n in 1..2000 {
            let n = f64::from(n);
            let numerator = -n * (n - a);
            b += 2.0;
            d = 1.0 / nonzero(numerator * d + b);
            c = nonzero(b + numerator / c);
            let factor = c * d;
            fraction *= factor;
            if (factor - 1.0).abs() < 1e-16 {
                break;
            }
        }
        fraction
    };
    Tail { ln: ln_density_of_log(a, x) + ln(ratio), hazard: 1.0 / ratio }
}

/// The upper tail for a < 1 and x < 1 without forming 1 − P, which is near 1 for small a.
fn upper_small(a: f64, x: f64) -> Tail {
    let ln_power = a * ln(x) - ln_gamma_1p(a);
    let (mut term, mut sum) = (1.0, 0.0);
    for n in 1..60 {
        let n = f64::from(n);
        term *= -x / n;
        let part = term * a / (a + n);
        sum += part;
        if part.abs() < 1e-18 * sum.abs() {
            break;
        }
    }
    let power = exp(ln_power);
    let q = -exp_m1(ln_power) - power * sum;
    Tail { ln: ln(q), hazard: a * power * exp(-x) / q }
}

/// e^(−s) − 1 + s, accurate relative to its size near 0.
fn exp_m1_plus(s: f64) -> f64 {
    if s.abs() > 0.5 {
        return exp_m1(-s) + s;
    }
    let mut sum = 0.0;
    for n in (2..=16).rev() {
        sum = (1.0 - sum) * s / f64::from(n);
    }
    s * sum
}

fn nonzero(x: f64) -> f64 {
    if x == 0.0 { 1e-300 } else { x }
}
