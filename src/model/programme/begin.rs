//! Month 0: the block's inputs become parameters, lanes are ordered, the stock is counted and split.

use super::arrivals;
use super::columns::Column;
use super::money;
use super::parameters::{self, SegmentParameters};
use super::plan::{OfficePlan, ProgrammePlan, SegmentPlan};
use super::state::{Office, Scratch, Segment, Workspace};
use super::take_up;
use crate::math::{exp, ln_1p};
use crate::model::{Block, Inputs, Slot};

/// Prepares a block up to the end of month 0.
pub(super) fn begin(plan: &ProgrammePlan, block: &Block, inputs: &Inputs, workspace: &mut Workspace) {
    order_lanes(plan, inputs, workspace);
    let Workspace { order, enacted, chance, national, segments, offices, extended, scratch, .. } = workspace;
    chance.begin(*block, order);
    national.load(&plan.national, inputs, order);
    parameters::deal(Slot::Column(plan.extension.column), inputs, order, extended);
    for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
        load_segment(segment, plan, inputs, order, scratch);
        segment.window.place(national, &segment.parameters, extended, *enacted);
    }
    for (office, plan) in offices.iter_mut().zip(&plan.offices) {
        office.parameters.load(&plan.slots, inputs, order);
        parameters::deal(plan.share, inputs, order, &mut office.share);
        clear_office(office);
    }
    divide_by_sum(&plan.offices, offices, &mut scratch.a);
    count(plan, workspace);
    place_country(workspace);
    open_books(workspace);
}

/// Futures in which the law passes take the first lanes, so that the programme's stages work on a full prefix.
fn order_lanes(plan: &ProgrammePlan, inputs: &Inputs, workspace: &mut Workspace) {
    let passes = inputs.column(plan.enactment.column);
    let (mut front, mut back) = (0, passes.iter().filter(|&&passes| passes > 0.0).count());
    workspace.enacted = back;
    for (replicate, &passes) in passes.iter().enumerate() {
        let place = if passes > 0.0 { &mut front } else { &mut back };
        workspace.order[*place] = replicate as u32;
        *place += 1;
    }
}

fn load_segment(
    segment: &mut Segment,
    plan: &SegmentPlan,
    inputs: &Inputs,
    order: &[u32],
    scratch: &mut Scratch,
) {
    let Segment { parameters, share, eligible_share, window, people, .. } = segment;
    parameters.load(&plan.slots, inputs, order);
    take_up::apply_effects(&plan.effects, inputs, order, &mut scratch.four, parameters);
    parameters::deal(plan.share, inputs, order, share);
    take_up::eligible_share(plan, inputs, order, &mut scratch.a, eligible_share);
    for (weight, slot) in window.weights.iter_mut().zip(plan.timing) {
        parameters::deal(slot, inputs, order, weight);
    }
    people.clear();
}

/// A path that cannot be taken is one without a wait: people need not be told apart by month.
fn shorten(path: &mut Column, months: &[f64], probability: &mut [f64]) {
    for ((path, &months), probability) in path.iter_mut().zip(months).zip(probability) {
        if months == f64::INFINITY {
            *probability = 0.0;
        }
        *path = if *probability > 0.0 { months } else { 0.0 };
    }
}

/// Shares of offices that are drawn are divided by their sum in each future; where all are 0 they are equal.
///
/// Shares that are set sum to 1 already and are left as they are, to the last bit.
fn divide_by_sum(plans: &[OfficePlan], offices: &mut [Office], sum: &mut [f64]) {
    if plans.iter().all(|plan| matches!(plan.share, Slot::Fixed(_))) {
        return;
    }
    sum.fill(0.0);
    for office in &*offices {
        sum.iter_mut().zip(&office.share).for_each(|(sum, share)| *sum += share);
    }
    let equal = 1.0 / offices.len() as f64;
    for office in offices {
        for (share, &sum) in office.share.iter_mut().zip(sum.iter()) {
            *share = if sum > 0.0 { *share / sum } else { equal };
        }
    }
}

fn clear_office(office: &mut Office) {
    for cells in &mut office.waiting {
        cells.iter_mut().for_each(|cell| cell.fill(0.0));
    }
}

/// The population at month 0, by segment and eligibility (D1, D4), and what follows from its size (D7).
fn count(plan: &ProgrammePlan, workspace: &mut Workspace) {
    let Workspace { segments, national, chance, scratch, enacted, .. } = workspace;
    if chance.is_individual() {
        for people in &mut national.population {
            *people = (*people + 0.5).floor();
        }
    }
    scratch.a.copy_from_slice(&national.population);
    scratch.b.fill(1.0);
    let last = segments.len() - 1;
    for (index, (segment, plan)) in segments.iter_mut().zip(&plan.segments).enumerate() {
        arrivals::settle(segment, plan, index == last, *enacted, chance, scratch);
        for (lane, arrivals) in segment.arrivals.iter_mut().enumerate() {
            *arrivals = national.arrivals[lane] / 12.0 * national.population[lane] * segment.share[lane];
        }
        let Segment { people, parameters: SegmentParameters { permanent, citizenship, .. }, .. } = segment;
        shorten(&mut people.permanent_after, &national.permanent_after, permanent);
        shorten(&mut people.citizenship_after, &national.citizenship_after, citizenship);
    }
}

/// The country's window reaches from the first opening of a segment to the last closing.
fn place_country(workspace: &mut Workspace) {
    let Workspace { segments, country_opening, country_closing, enacted, .. } = workspace;
    country_opening.fill(f64::INFINITY);
    country_closing.fill(f64::INFINITY);
    for lane in 0..*enacted {
        let opening = segments.iter().map(|segment| segment.window.opening[lane]);
        let closing = segments.iter().map(|segment| segment.window.closing[lane]);
        country_opening[lane] = opening.fold(f64::INFINITY, f64::min);
        country_closing[lane] = closing.fold(0.0, f64::max);
    }
}

fn open_books(workspace: &mut Workspace) {
    let Workspace {
        segments,
        country,
        country_ledger,
        national,
        discount,
        monthly_discount,
        per_legal_month,
        series,
        ..
    } = workspace;
    discount.fill(1.0);
    for (monthly, yearly) in monthly_discount.iter_mut().zip(&national.discount) {
        *monthly = exp(-ln_1p(*yearly) / 12.0);
    }
    for (lane, worth) in per_legal_month.iter_mut().enumerate() {
        *worth = money::per_legal_month(national, lane);
    }
    series.fill(0.0);
    country.clear();
    country_ledger.clear();
    for segment in segments {
        segment.month.clear();
        segment.ledger.clear();
    }
}
