//! Beta functions: ln B, the regularised incomplete beta functions and their inverse.
//!
//! A point is the pair (x, 1 − x) and a probability the pair (p, 1 − p): whichever member is small keeps its
//! digits. Continued fraction (DLMF 8.17.22), quadrature of the log-concave tail where both parameters are large.

use super::gamma::{deviance, ln_gamma, stirling_error};
use super::tail::{Tail, halley_step, log_concave_integral, rough_normal};
use super::{exp, exp_m1, ln, ln_1p};

const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;
const TAU: f64 = std::f64::consts::TAU;

/// Where both parameters are above this the quadrature takes over from the fraction.
const LARGE: f64 = 300.0;

/// ln B(a, b) for a, b > 0.
///
/// # Precision
/// 1e-14 relative, also where one parameter is very much larger than the other.
///
/// Source: Didonato and Morris (1992), ACM TOMS 18(3), algorithm 708, the idea of `algdiv`.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    let n = a + b;
    if b < 10.0 {
        return ln_gamma(a) + (ln_gamma(b) - ln_gamma(n));
    }
    let corrections = stirling_error(b) - stirling_error(n);
    if a < 10.0 {
        // ln Γ(b) − ln Γ(a + b) without the difference of two large numbers.
        return ln_gamma(a) + (a * (1.0 - ln(b)) - (n - 0.5) * ln_1p(a / b) + corrections);
    }
    LN_SQRT_TAU - 0.5 * ln(b) + (a - 0.5) * ln(a / n) - b * ln_1p(a / b) + (stirling_error(a) + corrections)
}

/// The regularised incomplete beta functions (I_x(a, b), I_y(b, a)), which sum to 1, for a, b > 0.
///
/// `x` and `y` = 1 − x are both given; the smaller must be accurate.
///
/// # Precision
/// The smaller of the two to some 1e-14 relative, or to what a rounding of x by 1e-16 changes.
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    if below_mean(a, b, x) {
        let p = exp(near_zero(a, b, x, y).ln).min(1.0);
        (p, 1.0 - p)
    } else {
        let q = exp(near_zero(b, a, y, x).ln).min(1.0);
        (1.0 - q, q)
    }
}

/// The point (x, 1 − x) with I_x(a, b) = p, where p + q = 1 and the smaller of the two is accurate.
///
/// # Precision
/// Both members to 1e-13 relative for p or q down to 1e-300; for parameters below 1, 1e-13 over the parameter.
pub fn inverse_incomplete_beta(a: f64, b: f64, p: f64, q: f64) -> (f64, f64) {
    if p <= 0.0 {
        return (0.0, 1.0);
    }
    if q <= 0.0 {
        return (1.0, 0.0);
    }
    if q < p {
        let (y, x) = inverse_lower(b, a, q);
        return (x, y);
    }
    inverse_lower(a, b, p)
}

/// The inverse for p ≤ ½, by Halley steps in logit x, which is kept as the odds x/(1 − x).
fn inverse_lower(a: f64, b: f64, p: f64) -> (f64, f64) {
    let target = ln(p);
    // I_x(a, b) → x^a / (a B(a, b)) as x → 0.
    let ln_power = (target + ln(a) + ln_beta(a, b)) / a;
    if ln_power + ln(1.0 + b) < -40.0 {
        return (exp(ln_power), 1.0);
    }
    let mut odds = starting_odds(a, b, p, ln_power);
    for _ in 0..100 {
        let (x, y) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        let (step, last) = halley_step(lower(a, b, x, y), target, false, a * y - b * x);
        odds *= exp(-step);
        if last {
            break;
        }
    }
    (odds / (1.0 + odds), 1.0 / (1.0 + odds))
}

/// The normal law of logit X for parameters above ½, else the power law of small x.
fn starting_odds(a: f64, b: f64, p: f64, ln_power: f64) -> f64 {
    if a > 0.6 && b > 0.6 {
        let centre = ln((a - 0.5) / (b - 0.5));
        return exp(centre - rough_normal(p) * (1.0 / a + 1.0 / b).sqrt());
    }
    if ln_power < -0.7 { exp(ln_power) } else { 1.0 }
}

/// ln of x^a y^b / B(a, b), the density of logit X.
pub(super) fn ln_density_of_logit(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a < 10.0 || b < 10.0 {
        let ln_x = if x < 0.5 { ln(x) } else { ln_1p(-y) };
        let ln_y = if y < 0.5 { ln(y) } else { ln_1p(-x) };
        return a * ln_x + b * ln_y - ln_beta(a, b);
    }
    let n = a + b;
    // x − a/n and its mirror image, scaled by the means.
    let delta = (x * b - y * a) / n;
    let deviance = a * deviance(delta * (n / a), x * (n / a)) + b * deviance(-delta * (n / b), y * (n / b));
    0.5 * ln(a * (b / n) / TAU) + (stirling_error(n) - stirling_error(a) - stirling_error(b)) - deviance
}

fn below_mean(a: f64, b: f64, x: f64) -> bool {
    if a.min(b) > LARGE { x * (a + b) < a } else { x * (a + b + 2.0) < a + 1.0 }
}

fn lower(a: f64, b: f64, x: f64, y: f64) -> Tail {
    if below_mean(a, b, x) { near_zero(a, b, x, y) } else { near_zero(b, a, y, x).complement() }
}

/// The lower tail for x below the mean.
fn near_zero(a: f64, b: f64, x: f64, y: f64) -> Tail {
    let ratio = if a.min(b) > LARGE {
        let n = a + b;
        log_concave_integral(a * y - b * x, n * x * y, |s| -a * s - n * ln_1p(x * exp_m1(-s)))
    } else {
        fraction(a, b, x, y)
    };
    Tail { ln: ln_density_of_logit(a, b, x, y) + ln(ratio), hazard: 1.0 / ratio }
}

/// The continued fraction of the incomplete beta function over its leading factor: I = (x^a y^b / B) · value.
///
/// Source: Didonato and Morris (1992), algorithm 708, `bfrac`: the even part of DLMF 8.17.22, written in
/// a − (a + b) x, which keeps its digits where x is near 1 and a is large.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let c = 1.0 + (a * y - b * x);
    let (c0, c1) = (b / a, 1.0 + 1.0 / a);
    let (mut p, mut s) = (1.0, a + 1.0);
    let (mut an, mut bn, mut an_next, mut bn_next) = (0.0, 1.0, 1.0, c / c1);
    let mut value = c1 / c;
    for n in 1..5000 {
        let n = f64::from(n);
        let t = n / a;
        let w = n * (b - n) * x;
        let e = a / s;
        let alpha = p * (p + c0) * e * e * (w * x);
        let e = (1.0 + t) / (c1 + t + t);
        let beta = n + w / s + e * (c + n * (1.0 + y));
        p = 1.0 + t;
        s += 2.0;
        (an, an_next) = (an_next, alpha * an + beta * an_next);
        (bn, bn_next) = (bn_next, alpha * bn + beta * bn_next);
        let previous = value;
        value = an_next / bn_next;
        if (value - previous).abs() <= 1e-16 * value {
            break;
        }
        an /= bn_next;
        bn /= bn_next;
        an_next = value;
        bn_next = 1.0;
    }
    value
}
