//! Events that befall irregular people in both worlds: leaving, and legal status by other routes (D30, D36).
//!
//! Every irregular person outside the procedure is exposed alike, so the event is drawn once for all of them, in both
//! worlds on the same uniforms, and then dealt among the compartments: worlds with equally many people keep equally
//! many, whatever compartments the programme has made of them.

use super::chance::Chance;
use super::columns::{Column, add, any, take};
use super::plan::SegmentPlan;
use super::state::{People, Scratch, Segment};
use crate::random::Stream;

/// The streams that deal an event among refused, eligible, ineligible and newcomers.
type Deal<'a> = [&'a Stream; 4];

/// Step 2, first half: irregular people emigrate or die.
pub(super) fn leave(
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let events = &plan.streams.events;
    let deal =
        [&events.leave_refused, &events.leave_eligible, &events.leave_ineligible, &events.leave_newcomers];
    let people = &mut segment.people;
    befall(people, &segment.parameters.leave, &events.leave, deal, enacted, chance, scratch);
    add(&mut people.gone, &scratch.c);
    add(&mut people.gone_without, &scratch.d);
}

/// Step 11: irregular people become legal by other routes, and some of those fall back (D30).
pub(super) fn other_routes(
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let events = &plan.streams.events;
    let deal = [
        &events.other_routes_refused,
        &events.other_routes_eligible,
        &events.other_routes_ineligible,
        &events.other_routes_newcomers,
    ];
    let people = &mut segment.people;
    befall(people, &segment.parameters.other_routes, &events.other_routes, deal, enacted, chance, scratch);
    add(&mut people.other_routes, &scratch.c);
    add(&mut people.other_routes_without, &scratch.d);
    lapse(segment, &events.other_routes_lapse, chance, scratch);
}

fn lapse(segment: &mut Segment, stream: &Stream, chance: &mut Chance, scratch: &mut Scratch) {
    let people = &mut segment.people;
    let (with, without) = (&mut scratch.c, &mut scratch.d);
    chance.binomial_in_both(
        stream,
        [&people.other_routes, &people.other_routes_without],
        &segment.parameters.other_routes_lapse,
        [with, without],
    );
    take(&mut people.other_routes, with);
    add(&mut people.others, with);
    take(&mut people.other_routes_without, without);
    add(&mut people.irregular_without, without);
}

/// Takes people out of the irregular of both worlds; `scratch.c` and `scratch.d` are how many, with and without.
fn befall(
    people: &mut People,
    probability: &[f64],
    stream: &Stream,
    deal: Deal<'_>,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Scratch { a: exposed, b: left, c: with, d: without, four: [dealt, ..], .. } = scratch;
    people.outside_procedure(exposed, enacted);
    chance.binomial_in_both(stream, [exposed, &people.irregular_without], probability, [with, without]);
    take(&mut people.irregular_without, without);
    take(&mut people.others[enacted..], &with[enacted..]);
    left[..enacted].copy_from_slice(&with[..enacted]);
    let (exposed, left, dealt) = (&mut exposed[..enacted], &mut left[..enacted], &mut dealt[..enacted]);
    let compartments =
        [&mut people.refused, &mut people.eligible, &mut people.ineligible, &mut people.newcomers];
    for (compartment, stream) in compartments.into_iter().zip(deal) {
        share_out(&mut compartment[..enacted], stream, exposed, left, dealt, chance);
    }
    take(&mut people.others[..enacted], left);
}

/// Deals a compartment its part of those who are left to be taken out of all who are left exposed.
fn share_out(
    compartment: &mut [f64],
    stream: &Stream,
    exposed: &mut [f64],
    left: &mut [f64],
    dealt: &mut [f64],
    chance: &mut Chance,
) {
    if !any(compartment) {
        return;
    }
    chance.hypergeometric(stream, exposed, compartment, left, dealt);
    take(exposed, compartment);
    take(compartment, dealt);
    take(left, dealt);
}

/// Step 2, second half: refused people are removed (D23).
pub(super) fn remove_refused(segment: &mut Segment, plan: &SegmentPlan, enacted: usize, chance: &mut Chance) {
    let people = &mut segment.people;
    let removed = &mut segment.month.removed[..enacted];
    chance.binomial(
        &plan.streams.events.removal,
        &people.refused[..enacted],
        &segment.parameters.removal[..enacted],
        removed,
    );
    take(&mut people.refused, removed);
    add(&mut people.gone, removed);
}

/// Step 3: eligibility is lost and gained, both from the counts before either (D9).
///
/// Once no file can come any more nothing depends on eligibility, and the step is left out.
pub(super) fn drift(segment: &mut Segment, plan: &SegmentPlan, enacted: usize, chance: &mut Chance) {
    let Segment { people, parameters, work: [lost, gained, ..], .. } = segment;
    let (lost, gained): (&mut Column, &mut Column) = (lost, gained);
    let (lost, gained) = (&mut lost[..enacted], &mut gained[..enacted]);
    let events = &plan.streams.events;
    chance.binomial(&events.lost, &people.eligible[..enacted], &parameters.lost[..enacted], lost);
    chance.binomial(&events.gained, &people.ineligible[..enacted], &parameters.gained[..enacted], gained);
    take(&mut people.eligible, lost);
    add(&mut people.ineligible, lost);
    take(&mut people.ineligible, gained);
    add(&mut people.eligible, gained);
}

/// After the last step of a window: who has not filed cannot any more.
pub(super) fn close_window(month: usize, segment: &mut Segment, enacted: usize) {
    if !segment.window.is_ahead(month) {
        return;
    }
    let people = &mut segment.people;
    for lane in 0..enacted {
        if segment.window.closing[lane] == month as f64 {
            for column in [&mut people.eligible, &mut people.ineligible, &mut people.newcomers] {
                people.others[lane] += std::mem::take(&mut column[lane]);
            }
        }
    }
}
