//! Who is eligible, and what moves the odds of applying.

use super::columns::Column;
use super::parameters::{SegmentParameters, deal, read};
use super::plan::{EffectPlan, SegmentPlan};
use crate::math::{exp, ln};
use crate::model::Inputs;

/// The share of eligible people in a segment: the product of its pass shares (D4).
pub(super) fn eligible_share(
    plan: &SegmentPlan,
    inputs: &Inputs,
    order: &[u32],
    scratch: &mut Column,
    out: &mut Column,
) {
    out.fill(1.0);
    for criterion in &plan.criteria {
        read(*criterion, inputs, order, scratch);
        for (out, share) in out.iter_mut().zip(scratch.iter()) {
            *out *= share;
        }
    }
}

/// Multiplies the odds of applying by Π odds_ratio^(driver − reference) (D11).
///
/// A driver that is undefined in a future (a division by a wage of 0) leaves the base share in place there.
pub(super) fn apply_effects(
    effects: &[EffectPlan],
    inputs: &Inputs,
    order: &[u32],
    scratch: &mut [Column; 4],
    parameters: &mut SegmentParameters,
) {
    let [driver, reference, odds_ratio, log_odds] = scratch;
    log_odds.fill(0.0);
    for effect in effects {
        deal(effect.driver, inputs, order, driver);
        read(effect.reference, inputs, order, reference);
        read(effect.odds_ratio, inputs, order, odds_ratio);
        for (lane, log_odds) in log_odds.iter_mut().enumerate() {
            let step = driver[lane] - reference[lane];
            if step != 0.0 && !step.is_nan() {
                *log_odds += step * ln(odds_ratio[lane]);
            }
        }
    }
    if effects.is_empty() {
        return;
    }
    for share in [&mut parameters.take_up_eligible, &mut parameters.take_up_ineligible] {
        for (share, &log_odds) in share.iter_mut().zip(log_odds.iter()) {
            *share = with_odds(*share, log_odds);
        }
    }
}

/// The share whose odds are e^`log_odds` times those of `share`; 0 and 1 stay, whatever the odds.
fn with_odds(share: f64, log_odds: f64) -> f64 {
    if share <= 0.0 || share >= 1.0 || log_odds.is_nan() || log_odds == 0.0 {
        return share;
    }
    // 1 / (1 + odds against), the form that does not overflow into 0/0 or ∞/∞.
    1.0 / (1.0 + (1.0 - share) / share * exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_multiply_and_certainty_stays() {
        // Odds 1 become 3: share 0.75; ln 3 is rounded, so the last place may differ.
        assert!((with_odds(0.5, 1.0986122886681098) - 0.75).abs() < 1e-15);
        assert_eq!(with_odds(0.3, f64::INFINITY), 1.0);
        assert_eq!(with_odds(0.3, f64::NEG_INFINITY), 0.0);
        assert_eq!(with_odds(0.0, f64::INFINITY), 0.0);
        assert_eq!(with_odds(1.0, f64::NEG_INFINITY), 1.0);
        assert_eq!(with_odds(0.3, 0.0), 0.3);
    }
}
