//! People with the programme's status: leaving, renewal by term, permanence, citizenship (D26–D28).

use super::chance::Chance;
use super::columns::{add, any, common, take};
use super::ledger::Month;
use super::parameters::National;
use super::plan::SegmentPlan;
use super::roster::NONE;
use super::state::{People, Scratch, Segment};
use crate::random::Stream;

/// Step 2: people with a status emigrate or die.
pub(super) fn leave(
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Segment { people, parameters, .. } = segment;
    let probability = &parameters.status_leave[..enacted];
    if !any(probability) {
        return;
    }
    let leavers = &mut scratch.a[..enacted];
    let events = &plan.streams.events;
    let rosters = [
        (&mut people.permits_new, &events.leave_permits_new),
        (&mut people.permits_first, &events.leave_permits_first),
        (&mut people.permits_later, &events.leave_permits_later),
        (&mut people.permanent_waiting, &events.leave_waiting),
    ];
    for (roster, stream) in rosters {
        if roster.is_occupied(enacted) {
            chance.binomial(stream, &roster.total()[..enacted], probability, leavers);
            roster.attrition(leavers);
            add(&mut people.gone, leavers);
        }
    }
    let columns = [
        (&mut people.permanent, &events.leave_permanent),
        (&mut people.permanent_late, &events.leave_late),
        (&mut people.citizens, &events.leave_citizens),
    ];
    for (column, stream) in columns {
        chance.binomial(stream, &column[..enacted], probability, leavers);
        take(column, leavers);
        add(&mut people.gone, leavers);
    }
}

/// Collected permits of this month begin (D25, D26).
pub(super) fn begin_permits(
    month: usize,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Segment { people, month: flows, .. } = segment;
    let collected = &flows.collected[..enacted];
    if !any(collected) {
        return;
    }
    let People { permits_new, permits_first, permanent_after, .. } = people;
    let labels = &mut scratch.labels[..enacted];
    label(labels, permanent_after, |after| (after != 0.0).then_some(month));
    permits_new.enter(labels, collected, chance, &plan.streams.new_entry);
    label(labels, permanent_after, |after| (after == 0.0).then_some(month));
    permits_first.enter(labels, collected, chance, &plan.streams.first_entry);
}

/// The renewals of one month and segment (step 9).
pub(super) struct Renewals<'a> {
    month: usize,
    horizon: usize,
    national: &'a National,
    chance: &'a mut Chance,
    plan: &'a SegmentPlan,
    share: &'a [f64],
    labels: &'a mut [u32],
    due: &'a mut [f64],
    renewed: &'a mut [f64],
    /// Renewed people who wait for their next renewal.
    again: &'a mut [f64],
}

/// Step 9: permits that end are renewed or lapse; of those who lapse some leave (D26, D27).
pub(super) fn renew(
    (month, horizon): (usize, usize),
    national: &National,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Segment { people, parameters, month: flows, .. } = segment;
    let Scratch { a, b, c, labels, .. } = scratch;
    let mut renewals = Renewals {
        month,
        horizon,
        national,
        chance,
        plan,
        share: &parameters.renewal[..enacted],
        labels: &mut labels[..enacted],
        due: &mut a[..enacted],
        renewed: &mut b[..enacted],
        again: &mut c[..enacted],
    };
    renewals.again.fill(0.0);
    renewals.before_permanence(people, flows);
    renewals.first_term(people, flows);
    renewals.later_terms(people, flows);
    let lapsed = &flows.lapsed[..enacted];
    let left = &mut a[..enacted];
    chance.binomial(&plan.streams.events.lapsed_leave, lapsed, &parameters.lapsed_leave[..enacted], left);
    add(&mut people.gone, left);
    add(&mut people.others, lapsed);
    take(&mut people.others, left);
}

impl Renewals<'_> {
    /// Permits that end before permanence is possible, or in the very month (renewal comes first, D28): the first
    /// renewal, the second, … They stay with their month of grant.
    fn before_permanence(&mut self, people: &mut People, flows: &mut Month) {
        let National { permit_months, second_permit_months, .. } = self.national;
        for (k, (reading, stream)) in self.plan.streams.renewals.iter().enumerate() {
            if !people.permits_new.is_occupied(self.share.len()) {
                return;
            }
            label_lanes(self.labels, |lane| {
                let age = permit_months[lane] + k as f64 * second_permit_months[lane];
                if age <= people.permanent_after[lane] { earlier(self.month, age) } else { None }
            });
            people.permits_new.read(self.labels, self.chance, reading, self.due);
            self.split(stream, k == 0, flows);
            people.permits_new.remove(self.labels, self.due);
        }
    }

    /// First renewals of people who can become permanent already.
    fn first_term(&mut self, people: &mut People, flows: &mut Month) {
        if !people.permits_first.is_occupied(self.share.len()) {
            return;
        }
        let streams = &self.plan.streams;
        label(self.labels, &self.national.permit_months, |age| earlier(self.month, age));
        people.permits_first.read(self.labels, self.chance, &streams.first_exit, self.due);
        people.permits_first.remove(self.labels, self.due);
        self.split(&streams.events.renew_first, true, flows);
        add(self.again, self.renewed);
    }

    /// Later renewals; all who renewed and can become permanent are due again after a second permit.
    fn later_terms(&mut self, people: &mut People, flows: &mut Month) {
        let streams = &self.plan.streams;
        let later = &mut people.permits_later;
        if later.is_occupied(self.share.len()) {
            self.labels.fill(self.month as u32);
            later.read(self.labels, self.chance, &streams.later_exit, self.due);
            later.remove(self.labels, self.due);
            self.split(&streams.events.renew_later, false, flows);
            add(self.again, self.renewed);
        }
        if !any(self.again) {
            return;
        }
        let next = |age: f64| Some(ahead(self.month as f64 + age, self.horizon));
        label(self.labels, &self.national.second_permit_months, next);
        people.permits_later.enter(self.labels, self.again, self.chance, &streams.later_renewed);
    }

    /// Of the permits that are `due` some are `renewed`; `due` is left with those that lapse.
    fn split(&mut self, stream: &Stream, first: bool, flows: &mut Month) {
        self.chance.binomial(stream, self.due, self.share, self.renewed);
        if first {
            add(&mut flows.first_due, self.due);
            add(&mut flows.first_renewed, self.renewed);
        }
        take(self.due, self.renewed);
        add(&mut flows.lapsed, self.due);
    }
}

/// Step 10: who can become permanent from now on, who does, and who becomes a citizen (D28).
pub(super) fn settle(
    (month, horizon): (usize, usize),
    national: &National,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    promote((month, horizon), national, &mut segment.people, plan, enacted, chance, scratch);
    become_permanent((month, horizon), segment, plan, enacted, chance, scratch);
    become_citizens(month, segment, plan, enacted, chance, scratch);
}

/// Permits granted `permanent_after` months ago: permanence is possible from this step.
fn promote(
    (month, horizon): (usize, usize),
    national: &National,
    people: &mut People,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let People { permits_new, permits_first, permits_later, permanent_after, .. } = people;
    if !permits_new.is_occupied(enacted) {
        return;
    }
    let promoted = &mut scratch.a[..enacted];
    let labels = &mut scratch.labels[..enacted];
    label(labels, permanent_after, |after| earlier(month, after));
    permits_new.read(labels, chance, &plan.streams.new_exit, promoted);
    if !any(promoted) {
        return;
    }
    permits_new.remove(labels, promoted);

    let before_first = |lane: usize| permanent_after[lane] < national.permit_months[lane];
    label_lanes(labels, |lane| if before_first(lane) { earlier(month, permanent_after[lane]) } else { None });
    permits_first.enter(labels, promoted, chance, &plan.streams.first_entry);
    label_lanes(labels, |lane| {
        // The first renewal after this month, counted from the grant.
        let (after, first, later) =
            (permanent_after[lane], national.permit_months[lane], national.second_permit_months[lane]);
        let renewed = ((after - first) / later).floor() + 1.0;
        let age = first + renewed * later;
        (!before_first(lane)).then(|| ahead(month as f64 - after + age, horizon))
    });
    permits_later.enter(labels, promoted, chance, &plan.streams.later_entry);
}

/// Permanent status, at one monthly probability for all who can have it.
fn become_permanent(
    (month, horizon): (usize, usize),
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Segment { people, parameters, .. } = segment;
    let events = &plan.streams.events;
    let Scratch { a: permanent, b: part, labels, .. } = scratch;
    let (permanent, part, labels) = (&mut permanent[..enacted], &mut part[..enacted], &mut labels[..enacted]);
    permanent.fill(0.0);
    for (roster, stream) in [
        (&mut people.permits_first, &events.permanent_first),
        (&mut people.permits_later, &events.permanent_later),
    ] {
        if roster.is_occupied(enacted) {
            chance.binomial(stream, &roster.total()[..enacted], &parameters.permanent[..enacted], part);
            roster.attrition(part);
            add(permanent, part);
        }
    }
    if !any(permanent) {
        return;
    }
    let after = &people.citizenship_after;
    let in_time = |lane: usize| month as f64 + after[lane] <= horizon as f64;
    label(labels, after, |after| (month as f64 + after <= horizon as f64).then_some(month));
    people.permanent_waiting.enter(labels, permanent, chance, &plan.streams.waiting_entry);
    for (lane, permanent) in permanent.iter().enumerate() {
        people.permanent_late[lane] += if in_time(lane) { 0.0 } else { *permanent };
    }
}

/// Citizenship: people permanent for long enough join those who can have it, and some of these do.
fn become_citizens(
    month: usize,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Segment { people, parameters, .. } = segment;
    let People { permanent_waiting, permanent, citizenship_after, citizens, .. } = people;
    let Scratch { a: part, labels, .. } = scratch;
    let (part, labels) = (&mut part[..enacted], &mut labels[..enacted]);
    if permanent_waiting.is_occupied(enacted) {
        label(labels, citizenship_after, |after| earlier(month, after));
        permanent_waiting.read(labels, chance, &plan.streams.waiting_exit, part);
        permanent_waiting.remove(labels, part);
        add(permanent, part);
    }
    let probability = &parameters.citizenship[..enacted];
    chance.binomial(&plan.streams.events.citizens, &permanent[..enacted], probability, part);
    take(permanent, part);
    add(citizens, part);
}

/// Writes the label of each lane, which follows from a number of months: once where all lanes have the same.
fn label(labels: &mut [u32], months: &[f64], of: impl Fn(f64) -> Option<usize>) {
    let months = &months[..labels.len()];
    match common(months) {
        Some(months) => labels.fill(of(months).map_or(NONE, |month| month as u32)),
        None => label_lanes(labels, |lane| of(months[lane])),
    }
}

/// Writes the label of each lane.
fn label_lanes(labels: &mut [u32], of: impl Fn(usize) -> Option<usize>) {
    for (lane, label) in labels.iter_mut().enumerate() {
        *label = of(lane).map_or(NONE, |month| month as u32);
    }
}

/// The month `age` months ago, if a permit can have been granted then.
fn earlier(month: usize, age: f64) -> Option<usize> {
    let then = month as f64 - age;
    (then >= 1.0).then_some(then as usize)
}

/// A month to come; all beyond the horizon are one.
fn ahead(month: f64, horizon: usize) -> usize {
    month.min((horizon + 1) as f64) as usize
}
