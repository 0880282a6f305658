//! Tails of log-concave laws: the shared shape of the incomplete gamma and beta functions and their inverses.
//!
//! ln Gamma and logit Beta have log-concave densities, so that the logarithm of either tail is concave in
//! y = ln x or logit x. Newton's method on it converges from any starting point; Halley's correction makes the
//! end cubic.

use super::exp;

/// A tail probability by its logarithm, with its relative rate of change in y.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    /// ln of the probability.
    pub ln: f64,
    /// Density in y over the probability: |d ln tail / dy|.
    pub hazard: f64,
}

impl Tail {
    /// The other tail of the same point: 1 − this one.
    pub fn complement(self) -> Self {
        let this = exp(self.ln);
        let other = 1.0 - this;
        Self { ln: super::ln_1p(-this), hazard: self.hazard * (this / other) }
    }
}

/// The step in y from the current point to where the tail is `target` (a logarithm).
///
/// `slope` is d ln(tail)/dy with its sign, `bend` is d ln(density in y)/dy. Returns the step to subtract from y
/// and whether it is the last: |g| < 1e-5 before a cubic step leaves about 1e-15.
pub(super) fn halley_step(tail: Tail, target: f64, falling: bool, bend: f64) -> (f64, bool) {
    let gap = tail.ln - target;
    let slope = if falling { -tail.hazard } else { tail.hazard };
    let newton = gap / slope;
    let correction = 1.0 - 0.5 * newton * (bend - slope);
    let step = if (0.5..2.0).contains(&correction) { newton / correction } else { newton };
    (step, gap.abs() < 1e-5)
}

/// ∫₀^∞ exp(r(s)) ds for a concave r with r(0) = 0, r'(0) = −`slope`, r''(0) = −`curvature`.
///
/// 32-point Gauss–Legendre on the range where the integrand is above e⁻⁴⁰; for the near-normal laws that use it
/// (both parameters above 300) the error is below 1e-14 relative.
pub(super) fn log_concave_integral(slope: f64, curvature: f64, r: impl Fn(f64) -> f64) -> f64 {
    let root = (slope * slope + 80.0 * curvature).sqrt();
    // The positive root of slope·s + curvature·s²/2 = 40, in the form without cancellation for either sign.
    let range = if slope > 0.0 { 80.0 / (slope + root) } else { (root - slope) / curvature };
    let half = 0.55 * range;
    let mut sum = 0.0;
    for (node, weight) in GAUSS_LEGENDRE_32 {
        sum += weight * (exp(r(half * (1.0 - node))) + exp(r(half * (1.0 + node))));
    }
    sum * half
}

/// Positive nodes and their weights on [−1, 1].
const GAUSS_LEGENDRE_32: [(f64, f64); 16] = [
    (0.0483076656877383162, 0.0965400885147278006),
    (0.144471961582796493, 0.0956387200792748594),
    (0.239287362252137075, 0.0938443990808045656),
    (0.33186860228212765, 0.0911738786957638847),
    (0.421351276130635345, 0.0876520930044038111),
    (0.50689990893222939, 0.0833119242269467552),
    (0.587715757240762329, 0.0781938957870703065),
    (0.663044266930215201, 0.0723457941088485062),
    (0.73218211874028968, 0.0658222227763618468),
    (0.794483795967942407, 0.0586840934785355471),
    (0.84936761373256997, 0.0509980592623761762),
    (0.896321155766052124, 0.0428358980222266807),
    (0.934906075937739689, 0.0342738629130214331),
    (0.964762255587506431, 0.0253920653092620595),
    (0.985611511545268335, 0.0162743947309056706),
    (0.997263861849481564, 0.0070186100094700966),
];

/// A normal quantile to three digits for `tail` ≤ ½, as a positive number: a starting value only.
/// Source: Abramowitz and Stegun (1964), 26.2.23.
pub(super) fn rough_normal(tail: f64) -> f64 {
    let t = (-2.0 * super::ln(tail)).sqrt();
    t - (2.515_517 + t * (0.802_853 + t * 0.010_328))
        / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)))
}
