//! The kernel: plays the programme out for a block of replicates, month by month, in both worlds.

use super::plan::ProgrammePlan;
use super::state::Workspace;
use super::{applications, arrivals, begin, decisions, offices, records, shared, status};
use crate::model::{Block, Inputs, MonthObserver, Outcome};

/// Plays a block: `inputs` in, every scalar and series out; `observer` sees each month 0 … horizon.
///
/// `inputs` holds one column a drawn quantity, the columns of [`super::realise_calendar`] and the drivers of
/// effects; `outcome` has room for [`ProgrammePlan::groups`] groups. All three and `workspace` are made for
/// the same number of replicates, a whole number of pages.
///
/// Cannot fail, and neither allocates nor locks. In debug builds people are counted every month.
///
/// # Precision
/// With `chance = "individual"` all counts are whole numbers held exactly; with `"expected"` people are conserved to
/// 10⁻⁹ relative.
pub fn simulate(
    plan: &ProgrammePlan,
    block: &Block,
    inputs: &Inputs,
    workspace: &mut Workspace,
    outcome: &mut Outcome,
    observer: &mut impl MonthObserver,
) {
    begin::begin(plan, block, inputs, workspace);
    end_month(plan, 0, workspace, outcome, observer);
    for month in 1..=plan.horizon() {
        begin_month(month, workspace);
        shared_events(plan, month, workspace);
        if workspace.enacted > 0 {
            procedure(plan, month, workspace);
            permits(plan, month, workspace);
        }
        other_routes(plan, workspace);
        end_month(plan, month, workspace, outcome, observer);
    }
    records::finish(plan, workspace, outcome);
}

fn begin_month(month: usize, workspace: &mut Workspace) {
    workspace.chance.turn_to(month);
    for segment in &mut workspace.segments {
        segment.month.clear_flows(workspace.enacted);
    }
    for (discount, monthly) in workspace.discount.iter_mut().zip(&workspace.monthly_discount) {
        *discount *= monthly;
    }
}

/// Steps 1 to 3: arrivals, leaving, removal, drift.
fn shared_events(plan: &ProgrammePlan, month: usize, workspace: &mut Workspace) {
    let Workspace { segments, national, chance, scratch, enacted, .. } = workspace;
    let pulled = arrivals::pull(month, national, &mut scratch.a);
    for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
        arrivals::arrive(month, pulled, segment, plan, *enacted, chance, scratch);
    }
    for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
        shared::leave(segment, plan, *enacted, chance, scratch);
        if *enacted > 0 {
            status::leave(segment, plan, *enacted, chance, scratch);
            shared::remove_refused(segment, plan, *enacted, chance);
            if segment.window.is_ahead(month) {
                shared::drift(segment, plan, *enacted, chance);
            }
        }
    }
}

/// Steps 4 to 8: applications, capacity, decisions, appeals, collection.
fn procedure(plan: &ProgrammePlan, month: usize, workspace: &mut Workspace) {
    let Workspace {
        segments,
        offices,
        national,
        chance,
        scratch,
        enacted,
        intake_noise,
        country_opening,
        ..
    } = workspace;
    let enacted = *enacted;
    if segments.iter().any(|segment| segment.window.is_open(month)) {
        chance.noise(&plan.intake_noise, &national.intake_noise[..enacted], &mut intake_noise[..enacted]);
        for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
            applications::apply(month, segment, plan, enacted, intake_noise, chance);
        }
        offices::take_in(offices, &plan.offices, segments, enacted, chance, scratch);
    }
    let calendar_month = (usize::from(plan.structure.first_calendar_month) + month - 2) % 12;
    for (office, plan) in offices.iter_mut().zip(&plan.offices) {
        let desk = offices::Desk {
            month,
            plan,
            season: plan.calendar[calendar_month],
            opening: &country_opening[..enacted],
        };
        offices::decide(&desk, office, segments, chance, scratch);
    }
    for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
        decisions::outcome(month, segment, plan, enacted, chance, scratch);
        decisions::appeals(month, &national.appeal_months[..enacted], segment, plan, chance, scratch);
        decisions::collect(segment, plan, enacted, chance, scratch);
    }
}

/// Steps 8 to 10: collected permits begin, others are renewed or lapse, people become permanent and citizens.
fn permits(plan: &ProgrammePlan, month: usize, workspace: &mut Workspace) {
    let Workspace { segments, national, chance, scratch, enacted, .. } = workspace;
    let at = (month, plan.horizon());
    for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
        status::begin_permits(month, segment, plan, *enacted, chance, scratch);
        status::renew(at, national, segment, plan, *enacted, chance, scratch);
        status::settle(at, national, segment, plan, *enacted, chance, scratch);
    }
}

/// Step 11: other routes and their lapse.
fn other_routes(plan: &ProgrammePlan, workspace: &mut Workspace) {
    let Workspace { segments, chance, scratch, enacted, .. } = workspace;
    for (segment, plan) in segments.iter_mut().zip(&plan.segments) {
        shared::other_routes(segment, plan, *enacted, chance, scratch);
    }
}

/// Step 12: money and records; then windows close.
fn end_month(
    plan: &ProgrammePlan,
    month: usize,
    workspace: &mut Workspace,
    outcome: &mut Outcome,
    observer: &mut impl MonthObserver,
) {
    records::month(plan, month, workspace, outcome, observer);
    for segment in &mut workspace.segments {
        shared::close_window(month, segment, workspace.enacted);
    }
    debug_assert!(super::conservation::holds(workspace), "people were lost or doubled in month {month}");
}
