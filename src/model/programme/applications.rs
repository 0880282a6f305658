//! Step 4, applications: who files this month (D10–D15).

use super::chance::Chance;
use super::columns::{add, any, shift};
use super::plan::SegmentPlan;
use super::state::{People, Segment};
use super::streams::{ELIGIBLE, INELIGIBLE, OUTSIDERS};
use super::timing::TimingLaw;

/// Files of the month, by type; `noise` is the month's factor on intake.
pub(super) fn apply(
    month: usize,
    segment: &mut Segment,
    plan: &SegmentPlan,
    enacted: usize,
    noise: &[f64],
    chance: &mut Chance,
) {
    if !segment.window.is_open(month) {
        return;
    }
    hazards(month, segment, enacted, noise);
    let events = &plan.streams.events;
    let Segment { people, work: [eligible, ineligible, files, newcomers], month: flows, .. } = segment;
    let (files, newcomers) = (&mut files[..enacted], &mut newcomers[..enacted]);
    let (eligible, ineligible) = (&eligible[..enacted], &ineligible[..enacted]);

    chance.binomial(&events.apply_eligible, &people.eligible[..enacted], eligible, files);
    shift(&mut people.eligible, flows.files(ELIGIBLE), files);
    chance.binomial(&events.apply_ineligible, &people.ineligible[..enacted], ineligible, files);
    shift(&mut people.ineligible, flows.files(INELIGIBLE), files);
    chance.binomial(&events.apply_newcomers, &people.newcomers[..enacted], ineligible, newcomers);
    shift(&mut people.newcomers, flows.files(INELIGIBLE), newcomers);

    let outsiders = &segment.parameters.outsiders;
    if any(outsiders) {
        for (lane, mean) in newcomers.iter_mut().enumerate() {
            *mean = outsiders[lane] * (flows.files_eligible[lane] + flows.files_ineligible[lane]);
        }
        chance.poisson(&events.apply_outsiders, newcomers, files);
        add(flows.files(OUTSIDERS), files);
        add(&mut people.entered, files);
    }
    file(people, flows);
}

/// The month's files begin to wait.
fn file(people: &mut People, flows: &mut super::ledger::Month) {
    for of_type in [ELIGIBLE, INELIGIBLE, OUTSIDERS] {
        add(&mut people.waiting[of_type], flows.files(of_type));
    }
}

/// The chance that a person who has not filed yet does so this month, p ΔF / (1 − p F) × noise (D12), into
/// `work[0]` for the eligible and `work[1]` for the ineligible.
fn hazards(month: usize, segment: &mut Segment, enacted: usize, noise: &[f64]) {
    let Segment { window, parameters, work: [eligible, ineligible, ..], .. } = segment;
    for lane in 0..enacted {
        let (opening, closing) = (window.opening[lane], window.closing[lane]);
        let now = month as f64;
        if now <= opening || now > closing {
            (eligible[lane], ineligible[lane]) = (0.0, 0.0);
            continue;
        }
        let law = TimingLaw {
            weights: [0, 1, 2].map(|part: usize| window.weights[part][lane]),
            front_width: parameters.front_width[lane],
            surge_width: parameters.surge_width[lane],
            contagion: parameters.contagion[lane],
        };
        let before = window.so_far[lane];
        let after = law.cumulative((now - opening) / (closing - opening));
        window.so_far[lane] = after;
        let hazard = |share: f64| hazard(share, before, after - before, noise[lane]);
        eligible[lane] = hazard(parameters.take_up_eligible[lane]);
        ineligible[lane] = hazard(parameters.take_up_ineligible[lane]);
    }
}

fn hazard(share: f64, before: f64, step: f64, noise: f64) -> f64 {
    let left = 1.0 - share * before;
    if left <= 0.0 {
        // All who ever apply have done so.
        return 0.0;
    }
    (share * step / left * noise).clamp(0.0, 1.0)
}
