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
pub(crate) fn log_concave_integral(slope: f64, curvature: f64, r: impl Fn(f64) -> f64) -> f64 {
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
    (0.048_307_665_687_738_32, 0.096_540_088_514_727_8),
    (0.144_471_961_582_796_5, 0.095_638_720_079_274_86),
    (0.239_287_362_252_137_06, 0.093_844_399_080_804_57),
    (0.331_868_602_282_127_67, 0.091_173_878_695_763_89),
    (0.421_351_276_130_635_33, 0.087_652_093_004_403_81),
    (0.506_899_908_932_229_4, 0.083_311_924_226_946_75),
    (0.587_715_757_240_762_3, 0.078_193_895_787_070_31),
    (0.663_044_266_930_215_2, 0.072_345_794_108_848_5),
    (0.732_182_118_740_289_7, 0.065_822_222_776_361_85),
    (0.794_483_795_967_942_4, 0.058_684_093_478_535_544),
    (0.849_367_613_732_57, 0.050_998_059_262_376_175),
    (0.896_321_155_766_052_1, 0.042_835_898_022_226_68),
    (0.934_906_075_937_739_7, 0.034_273_862_913_021_43),
    (0.964_762_255_587_506_4, 0.025_392_065_309_262_06),
    (0.985_611_511_545_268_4, 0.016_274_394_730_905_67),
    (0.997_263_861_849_481_6, 0.007_018_610_009_470_096),
];

/// A normal quantile to three digits for `tail` ≤ ½, as a positive number: a starting value only.
/// Source: Abramowitz and Stegun (1964), 26.2.23.
pub(super) fn rough_normal(tail: f64) -> f64 {
    let t = (-2.0 * super::ln(tail)).sqrt();
    t - (2.515_517 + t * (0.802_853 + t * 0.010_328))
        / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)))
}
