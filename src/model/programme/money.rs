//! Step 12, money: the month's balance of the programme against the world without it (D31–D34).

use super::ledger::Month;
use super::parameters::National;

/// The month's discounted balance, a lane: fees + taxes + removals saved − processing − benefits.
///
/// Prices are constant; `discount` is (1 + rate)^(−month/12).
pub(super) fn balance(month: &Month, national: &National, discount: &[f64], out: &mut [f64]) {
    for (lane, out) in out.iter_mut().enumerate() {
        let elsewhere = month.other_routes[lane] - month.other_routes_without[lane];
        let legal = month.legal(lane) + elsewhere;
        let cash = month.all_files(lane) * national.fee[lane] - processing(month, national, lane)
            + legal * per_legal_month(national, lane)
            - month.removed[lane] * national.removal_cost[lane];
        *out = discount[lane] * cash;
    }
}

/// Cost of decisions, withdrawn files included, and of appeals (D32).
pub(super) fn processing(sums: &Month, national: &National, lane: usize) -> f64 {
    sums.decided[lane] * national.processing_cost[lane]
        + sums.appeals_decided[lane] * national.appeal_cost[lane]
}

/// Taxes that come in less benefits, for one more person with a status in a month.
fn per_legal_month(national: &National, lane: usize) -> f64 {
    realised_tax(national, lane) - national.benefits[lane]
}

/// Taxes that come in, for one more person with a status in a month (D34).
pub(super) fn realised_tax(national: &National, lane: usize) -> f64 {
    national.tax[lane] * national.tax_realised[lane]
}
