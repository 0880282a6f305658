//! Parameters: the inputs of a block as columns, in the kernel's order of lanes, ready for monthly steps.
//!
//! Each field is tied to its path once; the catalogue says how it enters the calendar (whole months, yearly
//! probability turned monthly). All this is done once a block.

use super::columns::{Column, zeros};
use crate::catalogue::Kind;
use crate::math::{exp_m1, ln_1p};
use crate::model::{Inputs, Slot};

/// A quantity of the plan: where its values are, and how they enter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Parameter {
    pub slot: Slot,
    pub kind: Kind,
    pub min: f64,
    pub max: f64,
}

macro_rules! parameters {
    ($(#[$slots_doc:meta])* $slots:ident, $(#[$columns_doc:meta])* $columns:ident { $($field:ident = $path:literal,)* }) => {
        $(#[$slots_doc])*
        #[derive(Clone, Debug)]
        pub(super) struct $slots { $(pub $field: Parameter,)* }

        impl $slots {
            /// Finds the slot of every field.
            pub fn resolve(find: &mut dyn FnMut(&str) -> Parameter) -> Self {
                Self { $($field: find($path),)* }
            }
        }

        $(#[$columns_doc])*
        #[derive(Debug)]
        pub(super) struct $columns { $(pub $field: Column,)* }

        impl $columns {
            pub fn new(lanes: usize) -> Self {
                Self { $($field: zeros(lanes),)* }
            }

            /// Reads every field for a block.
            pub fn load(&mut self, slots: &$slots, inputs: &Inputs, order: &[u32]) {
                $(read(slots.$field, inputs, order, &mut self.$field);)*
            }
        }
    };
}

parameters! {
    /// Slots of what holds for the whole country.
    NationalSlots,
    /// What holds for the whole country.
    National {
        population = "population",
        enactment = "enactment.probability",
        delay = "enactment.delay_months",
        extension_probability = "window.extension_probability",
        intake_noise = "timing.monthly_noise_sd",
        appeal_months = "processing.appeal_months",
        permit_months = "status.permit_months",
        second_permit_months = "status.second_permit_months",
        permanent_after = "status.permanent.months_after_grant",
        citizenship_after = "status.citizenship.months_after_permanent",
        arrivals = "flows.arrivals_per_year",
        pull = "flows.announcement_pull",
        pull_months = "flows.announcement_pull_months",
        pull_decay = "flows.announcement_pull_decay_months",
        discount = "money.discount_per_year",
        fee = "money.fee_per_application",
        processing_cost = "money.processing_cost_per_application",
        appeal_cost = "money.processing_cost_per_appeal",
        tax = "money.tax_per_legal_month",
        tax_realised = "money.tax_realised_share",
        benefits = "money.benefits_per_legal_month",
        removal_cost = "money.removal_cost",
    }
}

parameters! {
    /// Slots of a segment.
    SegmentSlots,
    /// A segment's parameters; yearly probabilities are monthly, take-up includes the effects.
    SegmentParameters {
        opens_after = "window.opens_after_months",
        length = "window.length_months",
        extension = "window.extension_months",
        lost = "eligibility.lost_per_year",
        gained = "eligibility.gained_per_year",
        take_up_eligible = "take_up.eligible",
        take_up_ineligible = "take_up.ineligible",
        outsiders = "take_up.outsiders_per_application",
        contagion = "take_up.contagion",
        front_width = "timing.front_width",
        surge_width = "timing.surge_width",
        grant_eligible = "processing.grant_share_eligible",
        grant_ineligible = "processing.grant_share_ineligible",
        withdrawn = "processing.withdrawn_share",
        appealed = "processing.appeal_share",
        appeal_granted = "processing.appeal_granted_share",
        collected = "processing.collected_share",
        renewal = "status.renewal_share",
        lapsed_leave = "status.lapsed_leave_share",
        status_leave = "status.leave_per_year",
        permanent = "status.permanent.per_year",
        citizenship = "status.citizenship.per_year",
        leave = "flows.leave_per_year",
        other_routes = "flows.other_routes_per_year",
        other_routes_lapse = "flows.other_routes_lapse_per_year",
        removal = "flows.refused_removed_per_year",
    }
}

parameters! {
    /// Slots of an office.
    OfficeSlots,
    /// An office's parameters.
    OfficeParameters {
        capacity = "processing.capacity_per_month",
        delivered = "processing.capacity_delivered",
        ramp_up = "processing.ramp_up_months",
        noise = "processing.monthly_noise_sd",
        per_staff_month = "processing.decisions_per_staff_month",
    }
}

/// Reads a parameter's values in the kernel's order of lanes.
pub(super) fn read(parameter: Parameter, inputs: &Inputs, order: &[u32], out: &mut [f64]) {
    match parameter.slot {
        Slot::Fixed(value) => out.fill(enter(parameter, value)),
        Slot::Column(_) => {
            deal(parameter.slot, inputs, order, out);
            for value in out {
                *value = enter(parameter, *value);
            }
        }
    }
}

/// A slot's values as they are, in the kernel's order of lanes.
pub(super) fn deal(slot: Slot, inputs: &Inputs, order: &[u32], out: &mut [f64]) {
    match slot {
        Slot::Fixed(value) => out.fill(value),
        Slot::Column(index) => {
            let column = inputs.column(index);
            for (out, &replicate) in out.iter_mut().zip(order) {
                *out = column[replicate as usize];
            }
        }
    }
}

/// How a value enters the monthly steps.
///
/// The scenario has refused beliefs that reach outside a quantity's range; the bounds here only keep an absent
/// part's ∞ out of the range check.
fn enter(parameter: Parameter, value: f64) -> f64 {
    let value = if value == f64::INFINITY { value } else { value.clamp(parameter.min, parameter.max) };
    match parameter.kind {
        Kind::Real => value,
        Kind::WholeMonths => whole_months(value),
        Kind::YearlyProbability => monthly(value),
    }
}

/// Whole months, half up (D2).
pub(super) fn whole_months(months: f64) -> f64 {
    (months + 0.5).floor()
}

/// The monthly probability that amounts to `yearly` in twelve months (D42).
pub(super) fn monthly(yearly: f64) -> f64 {
    -exp_m1(ln_1p(-yearly) / 12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_at_the_monthly_probability_are_the_yearly_one() {
        for yearly in [0.0, 1e-12, 0.05, 0.5, 0.999] {
            let stay = 1.0 - monthly(yearly);
            let mut left = 1.0;
            for _ in 0..12 {
                left *= stay;
            }
            // Twelve products of doubles near 1.
            assert!((1.0 - left - yearly).abs() < 4e-15, "{yearly}");
        }
        assert_eq!(monthly(1.0), 1.0);
    }

    #[test]
    fn durations_round_half_up() {
        assert_eq!([2.4, 2.5, 3.5, 0.49].map(whole_months), [2.0, 3.0, 4.0, 0.0]);
    }
}
