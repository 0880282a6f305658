//! The count of people: everybody who entered the account is in exactly one compartment, or has left it.

use super::ledger::Month;
use super::state::{People, Segment, Workspace};

/// Whether everybody is accounted for, in every lane, segment and world: exactly with whole people, else to
/// 10⁻⁹ relative.
pub(super) fn holds(workspace: &Workspace) -> bool {
    let tolerance = if workspace.chance.is_individual() { 0.0 } else { 1e-9 };
    workspace.segments.iter().all(|segment| {
        (0..workspace.lanes()).all(|lane| {
            let people = &segment.people;
            let (with, without) = (with_amnesty(segment, lane), without_amnesty(people, lane));
            (people.entered[lane] - with).abs() <= tolerance * people.entered[lane]
                && (people.entered_without[lane] - without).abs() <= tolerance * people.entered_without[lane]
        })
    })
}

fn with_amnesty(segment: &Segment, lane: usize) -> f64 {
    let people = &segment.people;
    let irregular = people.eligible[lane]
        + people.ineligible[lane]
        + people.newcomers[lane]
        + people.others[lane]
        + people.refused[lane];
    let Month { temporary, permanent, citizens, .. } = &segment.month;
    let procedure: f64 =
        (0..3).map(|of_type| people.waiting[of_type][lane] + people.appeals[of_type].total()[lane]).sum();
    irregular
        + procedure
        + temporary[lane]
        + permanent[lane]
        + citizens[lane]
        + people.other_routes[lane]
        + people.gone[lane]
}

fn without_amnesty(people: &People, lane: usize) -> f64 {
    people.irregular_without[lane] + people.other_routes_without[lane] + people.gone_without[lane]
}
