//! Step 12, money: the month's balance of the programme against the world without it (D31–D34).

use super::ledger::Month;
use super::parameters::National;

/// The month's discounted balance, a lane: fees + taxes + removals saved − processing − benefits.
///
/// `legal` are the people with a status, with minus without the amnesty, and `per_legal_month` is [`per_legal_month`].
/// Prices are constant; `discount` is (1 + rate)^(−month/12).
#[inline(always)]
pub(super) fn balance(
    month: &Month,
    national: &National,
    [legal, per_legal_month, discount]: [&[f64]; 3],
    out: &mut [f64],
) {
    let n = out.len();
    month.sum_of_files(out);
    // One price at a time, so that no loop has too many columns for the compiler to vectorise.
    let fee = &national.fee[..n];
    for lane in 0..n {
        out[lane] *= fee[lane];
    }
    let (decided, cost) = (&month.decided[..n], &national.processing_cost[..n]);
    let (appeals, appeal_cost) = (&month.appeals_decided[..n], &national.appeal_cost[..n]);
    for lane in 0..n {
        out[lane] -= decided[lane] * cost[lane] + appeals[lane] * appeal_cost[lane];
    }
    let (legal, per_legal_month) = (&legal[..n], &per_legal_month[..n]);
    for lane in 0..n {
        out[lane] += legal[lane] * per_legal_month[lane];
    }
    let (removed, cost, discount) = (&month.removed[..n], &national.removal_cost[..n], &discount[..n]);
    for lane in 0..n {
        out[lane] = discount[lane] * (out[lane] - removed[lane] * cost[lane]);
    }
}

/// Cost of decisions, withdrawn files included, and of appeals (D32).
pub(super) fn processing(sums: &Month, national: &National, lane: usize) -> f64 {
    sums.decided[lane] * national.processing_cost[lane]
        + sums.appeals_decided[lane] * national.appeal_cost[lane]
}

/// Taxes that come in less benefits, for one more person with a status in a month.
pub(super) fn per_legal_month(national: &National, lane: usize) -> f64 {
    realised_tax(national, lane) - national.benefits[lane]
}

/// Taxes that come in, for one more person with a status in a month (D34).
pub(super) fn realised_tax(national: &National, lane: usize) -> f64 {
    national.tax[lane] * national.tax_realised[lane]
}
