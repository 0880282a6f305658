//! When people come: the cumulative share of a window's applicants, by elapsed share of the window.

use crate::math::{exp, exp_m1, ln_1p};

/// The three-part timing law of one future, with peer contagion.
///
/// F(u) = wf (1 − e^(−a u)) / (1 − e^(−a)) + ws u + wd (e^(k u) − 1) / (e^k − 1), with the widths 1/a and 1/k as
/// shares of the window, then G = ((1 + q)^F − 1) / q, which is what dG/dF ∝ 1 + q G with G(0) = 0, G(1) = 1 gives:
/// intake grows with the share that has applied already, up to 1 + q times, and the final level is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimingLaw {
    /// Weights of opening wave, steady part and deadline surge; they sum to 1.
    pub weights: [f64; 3],
    /// Width of the opening wave, a share of the window; 0 is "all at once", ∞ is steady.
    pub front_width: f64,
    /// Width of the deadline surge, a share of the window; 0 is "all at the deadline", ∞ is steady.
    pub surge_width: f64,
    /// Peer contagion q ≥ 0; 0 is none.
    pub contagion: f64,
}

/// Rates beyond this change no double: all at once, or steady.
const STEEPEST: f64 = 1e12;

impl TimingLaw {
    /// Cumulative share of all applicants after the share `u` of the window; 0 at 0, 1 at 1, never falling.
    ///
    /// Precision: a few units in the last place at every width, zero and infinity included, as only e^x − 1 at
    /// negative arguments enters.
    pub fn cumulative(&self, u: f64) -> f64 {
        if u <= 0.0 {
            return 0.0;
        }
        if u >= 1.0 {
            return 1.0;
        }
        let [wave, steady, deadline] = self.weights;
        // Parts without weight, as in a programme of steady intake, need no exponentials.
        let front = if wave == 0.0 {
            0.0
        } else {
            let a = rate(self.front_width);
            exp_m1(-a * u) / exp_m1(-a)
        };
        let surge = if deadline == 0.0 {
            0.0
        } else {
            let k = rate(self.surge_width);
            exp(-k * (1.0 - u)) * exp_m1(-k * u) / exp_m1(-k)
        };
        contagious(wave * front + steady * u + deadline * surge, self.contagion)
    }
}

/// The inverse of a width, kept where e^x − 1 is a plain number.
fn rate(width: f64) -> f64 {
    (1.0 / width).clamp(1.0 / STEEPEST, STEEPEST)
}

fn contagious(share: f64, contagion: f64) -> f64 {
    if contagion > 0.0 { (exp_m1(share * ln_1p(contagion)) / contagion).min(1.0) } else { share }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: TimingLaw =
        TimingLaw { weights: [0.12, 0.61, 0.27], front_width: 0.25, surge_width: 0.06, contagion: 0.0 };

    #[test]
    fn the_law_rises_from_nought_to_one_at_every_width() {
        let widths = [0.0, 1e-300, 1e-6, 0.01, 0.25, 1.0, 1e3, 1e18, f64::INFINITY];
        for front_width in widths {
            for surge_width in widths {
                for contagion in [0.0, 1e-12, 0.5, 3.0, 1e6] {
                    let law = TimingLaw { front_width, surge_width, contagion, ..PLAIN };
                    let mut before = 0.0;
                    for step in 0..=240 {
                        let share = law.cumulative(f64::from(step) / 240.0);
                        // Rounding may turn a flat stretch by one unit in the last place.
                        assert!(
                            share >= before - 2e-16 && share <= 1.0,
                            "{law:?} at {step}: {share} after {before}"
                        );
                        before = share;
                    }
                    assert_eq!(law.cumulative(1.0), 1.0);
                }
            }
        }
    }

    #[test]
    fn extreme_widths_are_their_limits() {
        let law = |front_width, surge_width, weights| TimingLaw {
            front_width,
            surge_width,
            weights,
            contagion: 0.0,
        };
        assert_eq!(law(0.0, 1.0, [1.0, 0.0, 0.0]).cumulative(0.01), 1.0);
        assert_eq!(law(1.0, 0.0, [0.0, 0.0, 1.0]).cumulative(0.99), 0.0);
        // Wide parts are steady; the next term of the series is u (1 − u) / (2 × 10^12).
        assert!((law(f64::INFINITY, 1.0, [1.0, 0.0, 0.0]).cumulative(0.3) - 0.3).abs() < 1e-12);
        assert!((law(1.0, f64::INFINITY, [0.0, 0.0, 1.0]).cumulative(0.3) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn the_law_is_the_printed_formula() {
        // The formula as printed in the literature, at moderate widths where its direct form is accurate.
        let (a, k, u) = (4.0_f64, 1.0 / 0.06, 0.7);
        #[allow(clippy::disallowed_methods, reason = "libm is the independent oracle here")]
        let printed = 0.12 * (1.0 - (-a * u).exp()) / (1.0 - (-a).exp())
            + 0.61 * u
            + 0.27 * ((k * u).exp() - 1.0) / (k.exp() - 1.0);
        assert!((PLAIN.cumulative(u) - printed).abs() < 1e-14);
    }

    #[test]
    fn contagion_moves_applications_later_and_keeps_the_level() {
        let peers = TimingLaw { contagion: 3.0, weights: [0.0, 1.0, 0.0], ..PLAIN };
        // (4^0.5 − 1) / 3
        assert!((peers.cumulative(0.5) - 1.0 / 3.0).abs() < 1e-15);
        assert_eq!(peers.cumulative(1.0), 1.0);
    }
}
