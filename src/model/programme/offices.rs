//! The offices: files come in by office, capacity is drawn, files are decided (D16–D19).

use super::chance::Chance;
use super::columns::{add, any, take};
use super::plan::OfficePlan;
use super::state::{Office, Scratch, Segment};
use super::streams::{ELIGIBLE, INELIGIBLE, OUTSIDERS};
use crate::math::exp_m1;
use crate::random::Stream;
use crate::scenario::ProcessingOrder;

/// Deals the month's files to the offices by their shares, as conditional binomials.
pub(super) fn take_in(
    offices: &mut [Office],
    plans: &[OfficePlan],
    segments: &mut [Segment],
    enacted: usize,
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let Scratch { a: left, b: files, c: share_left, d: conditional, .. } = scratch;
    let (left, files) = (&mut left[..enacted], &mut files[..enacted]);
    let (share_left, conditional) = (&mut share_left[..enacted], &mut conditional[..enacted]);
    for (s, segment) in segments.iter_mut().enumerate() {
        for of_type in [ELIGIBLE, INELIGIBLE, OUTSIDERS] {
            left.copy_from_slice(&segment.month.files(of_type)[..enacted]);
            if !any(left) {
                continue;
            }
            share_left.fill(1.0);
            let last = offices.len() - 1;
            for (office, plan) in offices[..last].iter_mut().zip(plans) {
                for lane in 0..enacted {
                    let rest = share_left[lane];
                    conditional[lane] = if rest > 0.0 { (office.share[lane] / rest).min(1.0) } else { 0.0 };
                    share_left[lane] = rest - office.share[lane];
                }
                chance.binomial(&plan.streams.intake[s][of_type], left, conditional, files);
                take(left, files);
                add(&mut office.waiting[s][of_type], files);
            }
            add(&mut offices[last].waiting[s][of_type], left);
        }
    }
}

/// What an office and its month are decided with.
pub(super) struct Desk<'a> {
    pub month: usize,
    pub plan: &'a OfficePlan,
    /// Factor of the calendar month on capacity.
    pub season: f64,
    /// Earliest opening of any segment, in the lanes where the law passes.
    pub opening: &'a [f64],
}

/// Steps 5 and 6, first half: what an office can decide this month, and which files it decides.
pub(super) fn decide(
    desk: &Desk<'_>,
    office: &mut Office,
    segments: &mut [Segment],
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let enacted = desk.opening.len();
    let Scratch { a: files, b: decisions, c: easy, .. } = scratch;
    waiting(office, &[ELIGIBLE, INELIGIBLE, OUTSIDERS], &mut files[..enacted]);
    if !any(&files[..enacted]) {
        return;
    }
    capacity(desk, office, chance, &mut easy[..enacted]);
    possible(&easy[..enacted], &desk.plan.streams.decisions, chance, &mut decisions[..enacted]);
    for (decisions, files) in decisions[..enacted].iter_mut().zip(files.iter()) {
        *decisions = decisions.min(*files);
    }
    match desk.plan.order {
        ProcessingOrder::OldestFirst => {
            draw_files(desk, office, &[ELIGIBLE, INELIGIBLE, OUTSIDERS], segments, chance, scratch);
        }
        ProcessingOrder::EasyFirst => easy_first(desk, office, segments, chance, scratch),
    }
}

/// Eligible people's files first, the others with what capacity is left (D18); `scratch.b` holds the decisions.
fn easy_first(
    desk: &Desk<'_>,
    office: &mut Office,
    segments: &mut [Segment],
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let enacted = desk.opening.len();
    let Scratch { a: files, b: decisions, four: [.., rest], .. } = scratch;
    waiting(office, &[ELIGIBLE], &mut files[..enacted]);
    for lane in 0..enacted {
        let easy = decisions[lane].min(files[lane]);
        rest[lane] = decisions[lane] - easy;
        decisions[lane] = easy;
    }
    draw_files(desk, office, &[ELIGIBLE], segments, chance, scratch);
    scratch.b[..enacted].copy_from_slice(&scratch.four[3][..enacted]);
    draw_files(desk, office, &[INELIGIBLE, OUTSIDERS], segments, chance, scratch);
}

/// Files of these types that wait in an office.
fn waiting(office: &Office, types: &[usize], out: &mut [f64]) {
    out.fill(0.0);
    for cells in &office.waiting {
        for &of_type in types {
            add(out, &cells[of_type][..out.len()]);
        }
    }
}

/// Planned capacity × delivered × ramp-up × season × noise (D16); ∞ without a plan.
fn capacity(desk: &Desk<'_>, office: &mut Office, chance: &mut Chance, out: &mut [f64]) {
    let Office { parameters, noise, .. } = office;
    let enacted = out.len();
    chance.noise(&desk.plan.streams.capacity_noise, &parameters.noise[..enacted], &mut noise[..enacted]);
    for (lane, out) in out.iter_mut().enumerate() {
        let since_opening = desk.month as f64 - desk.opening[lane];
        let ramp_up = parameters.ramp_up[lane];
        let ramp = if since_opening <= 0.0 {
            0.0
        } else if ramp_up > 0.0 {
            -exp_m1(-since_opening / ramp_up)
        } else {
            1.0
        };
        let planned = parameters.capacity[lane];
        *out = if planned == f64::INFINITY {
            f64::INFINITY
        } else {
            planned * parameters.delivered[lane] * ramp * desk.season * noise[lane]
        };
    }
}

/// Poisson(capacity) decisions are possible (D17); without a limit, any number.
fn possible(capacity: &[f64], stream: &Stream, chance: &mut Chance, out: &mut [f64]) {
    if capacity.iter().all(|&capacity| capacity == f64::INFINITY) {
        out.fill(f64::INFINITY);
    } else {
        // Whether a plan exists is one answer for all lanes, so ∞ never reaches the draw.
        chance.poisson(stream, capacity, out);
    }
}

/// Draws the files that are decided at random from all that wait in an office: multivariate hypergeometric over segment × type,
/// as conditional ones (D19). `scratch.b` holds the decisions.
fn draw_files(
    desk: &Desk<'_>,
    office: &mut Office,
    types: &[usize],
    segments: &mut [Segment],
    chance: &mut Chance,
    scratch: &mut Scratch,
) {
    let enacted = desk.opening.len();
    let Scratch { a: files, b: decisions, d: dealt, .. } = scratch;
    let (files, decisions, dealt) = (&mut files[..enacted], &mut decisions[..enacted], &mut dealt[..enacted]);
    waiting(office, types, files);
    for (s, segment) in segments.iter_mut().enumerate() {
        for &of_type in types {
            let cell = &mut office.waiting[s][of_type][..enacted];
            if !any(cell) {
                continue;
            }
            chance.hypergeometric(&desk.plan.streams.decided[s][of_type], files, cell, decisions, dealt);
            take(files, cell);
            take(cell, dealt);
            take(decisions, dealt);
            take(&mut segment.people.waiting[of_type], dealt);
            add(&mut segment.decided[of_type], dealt);
            add(&mut segment.month.decided, dealt);
            for (lane, &dealt) in dealt.iter().enumerate() {
                segment.month.staff_months[lane] += dealt / office.parameters.per_staff_month[lane];
            }
        }
    }
}
