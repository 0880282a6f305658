//! Step 1, arrivals, and the stock that is there at month 0.

use super::chance::Chance;
use super::columns::{add, any, take};
use super::parameters::National;
use super::plan::SegmentPlan;
use super::state::{Scratch, Segment};
use crate::math::exp;

/// Splits the starting population into segments by conditional binomials, and each into eligible and ineligible (D4).
///
/// `scratch.a` holds what is left of the population, `scratch.b` what is left of the shares.
pub(super) fn settle(
    segment: &mut Segment,
    plan: &SegmentPlan,
    is_last: bool,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Scratch { a: people_left, b: share_left, c: conditional, d: stock, .. } = scratch;
    for (lane, conditional) in conditional.iter_mut().enumerate() {
        let rest = share_left[lane];
        *conditional = if is_last {
            1.0
        } else if rest > 0.0 {
            (segment.share[lane] / rest).min(1.0)
        } else {
            0.0
        };
        share_left[lane] = (rest - segment.share[lane]).max(0.0);
    }
    chance.binomial(&plan.streams.events.share_of_stock, people_left, conditional, stock);
    take(people_left, stock);
    let people = &mut segment.people;
    people.irregular_without.copy_from_slice(stock);
    people.entered.copy_from_slice(stock);
    people.entered_without.copy_from_slice(stock);
    // Where the law does not pass nobody can ever file, and eligibility means nothing.
    people.others[enacted..].copy_from_slice(&stock[enacted..]);
    let eligible = &mut people.eligible[..enacted];
    chance.binomial(
        &plan.streams.events.eligible_at_start,
        &stock[..enacted],
        &segment.eligible_share[..enacted],
        eligible,
    );
    add(&mut people.ineligible[..enacted], &stock[..enacted]);
    take(&mut people.ineligible[..enacted], eligible);
}

/// The factor on arrivals of a step with the programme announced (D7); whether it differs from 1 in any lane.
pub(super) fn pull(month: usize, national: &National, factor: &mut [f64]) -> bool {
    let mut pulled = false;
    for (lane, factor) in factor.iter_mut().enumerate() {
        let pull = national.pull[lane];
        *factor = if month as f64 <= national.pull_months[lane] && pull != 0.0 {
            pulled = true;
            (1.0 + pull * exp(-((month - 1) as f64) / national.pull_decay[lane])).max(0.0)
        } else {
            1.0
        };
    }
    pulled
}

/// New people in both worlds (D5, D7); `scratch.a` holds the factor of the pull where `pulled`.
pub(super) fn arrive(
    month: usize,
    pulled: bool,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    if !any(&segment.arrivals) {
        return;
    }
    let Scratch { a: factor, b: with, c: without, d: mean, .. } = scratch;
    let stream = &plan.streams.events.arrivals;
    if pulled {
        for (mean, (rate, factor)) in mean.iter_mut().zip(segment.arrivals.iter().zip(factor.iter())) {
            *mean = rate * factor;
        }
        chance.poisson_in_both(stream, [mean, &segment.arrivals], [with, without]);
    } else {
        chance.poisson(stream, &segment.arrivals, without);
        with.copy_from_slice(without);
    }
    let people = &mut segment.people;
    add(&mut people.entered, with);
    add(&mut people.entered_without, without);
    add(&mut people.irregular_without, without);
    if !segment.window.is_ahead(month) {
        add(&mut people.others, with);
        return;
    }
    add(&mut people.others[enacted..], &with[enacted..]);
    join(month, segment, plan, enacted, &with[..enacted], mean, chance);
}

/// New people where the law passes: eligible and ineligible, newcomers after the cut-off, and those who come after
/// the window has closed.
fn join(
    month: usize,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    arrivals: &[f64],
    scratch: &mut [f64],
    chance: &mut Chance,
) {
    let people = &mut segment.people;
    let closing = &segment.window.closing;
    let in_time = &mut scratch[..enacted];
    for lane in 0..enacted {
        let late = month as f64 > closing[lane];
        in_time[lane] = if late { 0.0 } else { arrivals[lane] };
        people.others[lane] += if late { arrivals[lane] } else { 0.0 };
    }
    if month > plan.cut_off {
        add(&mut people.newcomers, in_time);
        return;
    }
    let eligible = &mut segment.work[0];
    chance.binomial(
        &plan.streams.events.eligible_arrivals,
        in_time,
        &segment.eligible_share[..enacted],
        &mut eligible[..enacted],
    );
    add(&mut people.eligible, &eligible[..enacted]);
    take(in_time, &eligible[..enacted]);
    add(&mut people.ineligible, in_time);
}
