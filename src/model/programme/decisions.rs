//! Steps 6 to 8: what is decided, what is appealed, and which permits are collected (D20–D25).

use super::chance::Chance;
use super::columns::{add, any, take};
use super::ledger::Month;
use super::plan::SegmentPlan;
use super::state::{People, Scratch, Segment};
use super::streams::{ELIGIBLE, OUTSIDERS};

/// Step 6, second half: decided files are withdrawn, granted or refused, and some refusals appealed (D20–D22).
pub(super) fn outcome(
    month: usize,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Scratch { a: left, b: out, .. } = scratch;
    let (left, out) = (&mut left[..enacted], &mut out[..enacted]);
    let Segment { people, parameters, month: flows, decided, granted, .. } = segment;
    for (of_type, decided) in decided.iter_mut().enumerate() {
        let decided = &mut decided[..enacted];
        if !any(decided) {
            continue;
        }
        let streams = &plan.streams.files[of_type];
        left.copy_from_slice(decided);
        decided.fill(0.0);

        chance.binomial(&streams.withdrawn, left, &parameters.withdrawn[..enacted], out);
        take(left, out);
        add(&mut flows.withdrawn, out);
        without_permit(people, of_type, out);

        let grant_share =
            if of_type == ELIGIBLE { &parameters.grant_eligible } else { &parameters.grant_ineligible };
        chance.binomial(&streams.granted, left, &grant_share[..enacted], out);
        take(left, out);
        add(&mut granted[of_type], out);

        chance.binomial(&streams.appealed, left, &parameters.appealed[..enacted], out);
        take(left, out);
        add(&mut flows.appeals, out);
        people.appeals[of_type].enter(month, out);
        refuse(people, flows, of_type, left);
    }
}

/// Step 7: appeals whose time has come (D22, D23).
pub(super) fn appeals(
    month: usize,
    delay: &[f64],
    segment: &mut Segment,
    plan: &SegmentPlan,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let enacted = delay.len();
    let Scratch { a: due, b: won, .. } = scratch;
    let (due, won) = (&mut due[..enacted], &mut won[..enacted]);
    let Segment { people, parameters, month: flows, granted, .. } = segment;
    for (of_type, granted) in granted.iter_mut().enumerate() {
        people.appeals[of_type].due(month, delay, due);
        if !any(due) {
            continue;
        }
        add(&mut flows.appeals_decided, due);
        let stream = &plan.streams.files[of_type].appeal_granted;
        chance.binomial(stream, due, &parameters.appeal_granted[..enacted], won);
        add(&mut flows.appeals_granted, won);
        add(granted, won);
        take(due, won);
        refuse(people, flows, of_type, due);
    }
}

/// Step 8: granted permits are collected, or void at once (D25).
pub(super) fn collect(
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let collected = &mut scratch.a[..enacted];
    let Segment { people, parameters, month: flows, granted, .. } = segment;
    for (of_type, granted) in granted.iter_mut().enumerate() {
        let granted = &mut granted[..enacted];
        if !any(granted) {
            continue;
        }
        add(flows.granted(of_type), granted);
        let stream = &plan.streams.files[of_type].collected;
        chance.binomial(stream, granted, &parameters.collected[..enacted], collected);
        add(&mut flows.collected, collected);
        take(granted, collected);
        without_permit(people, of_type, granted);
        granted.fill(0.0);
    }
}

/// Final refusals: people of the population are known and irregular, outsiders leave the account (D13, D23).
fn refuse(people: &mut People, flows: &mut Month, of_type: usize, refused: &[f64]) {
    add(&mut flows.refused, refused);
    add(if of_type == OUTSIDERS { &mut people.gone } else { &mut people.refused }, refused);
}

/// Withdrawn and uncollected: people of the population are irregular again, outsiders leave the account (D13, D25).
fn without_permit(people: &mut People, of_type: usize, left: &[f64]) {
    add(if of_type == OUTSIDERS { &mut people.gone } else { &mut people.others }, left);
}
