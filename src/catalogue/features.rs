//! The features of a programme that a scenario switches on, each by writing one key.

/// A feature that is off until the scenario writes its switch.
#[derive(Debug)]
pub struct Feature {
    /// What it is.
    pub name: &'static str,
    /// The key that switches it on: a quantity, or a table of the scenario's own names (`segment.*`). Quantities count
    /// wherever they are written, for the country, a segment or an office; `segment.*.window` only in a segment.
    pub switch: &'static str,
    /// What holds without it.
    pub when_off: &'static str,
}

const fn feature(name: &'static str, switch: &'static str, when_off: &'static str) -> Feature {
    Feature { name, switch, when_off }
}

/// Every feature, in the order of the file format.
#[rustfmt::skip]
pub const FEATURES: &[Feature] = &[
    feature("segments", "segment.*", "one population"),
    feature("offices", "office.*", "one queue"),
    feature("chance of the law", "enactment.probability", "it passes"),
    feature("delay of the law", "enactment.delay_months", "in force at the start"),
    feature("staged deadlines", "segment.*.window", "one window for all"),
    feature("extension", "window.extension_probability", "the window closes as planned"),
    feature("cut-off", "window.present_before", "who arrives before the window closes may qualify"),
    feature("criteria", "eligibility.criterion.*", "everybody is eligible"),
    feature("loss of eligibility", "eligibility.lost_per_year", "nobody loses it"),
    feature("gain of eligibility", "eligibility.gained_per_year", "nobody gains it"),
    feature("ineligible applicants", "take_up.ineligible", "none"),
    feature("outsiders' files", "take_up.outsiders_per_application", "none"),
    feature("effects on take-up", "take_up.effect.*", "nothing moves take-up"),
    feature("peer contagion", "take_up.contagion", "applicants do not draw others"),
    feature("timing of applications", "timing.shares", "steady"),
    feature("noise of intake", "timing.monthly_noise_sd", "none"),
    feature("capacity", "processing.capacity_per_month", "no limit: every file is decided in its month"),
    feature("delivered capacity", "processing.capacity_delivered", "as planned"),
    feature("ramp-up", "processing.ramp_up_months", "full capacity at once"),
    feature("calendar of capacity", "processing.calendar", "every month alike"),
    feature("noise of capacity", "processing.monthly_noise_sd", "none"),
    feature("order of decisions", "processing.order", "oldest first"),
    feature("staff", "processing.decisions_per_staff_month", "staff-months undefined"),
    feature("refusal of the eligible", "processing.grant_share_eligible", "all granted"),
    feature("refusal of the ineligible", "processing.grant_share_ineligible", "all granted"),
    feature("withdrawal", "processing.withdrawn_share", "none"),
    feature("appeals", "processing.appeal_share", "none"),
    feature("collection", "processing.collected_share", "every permit is collected"),
    feature("length of permits", "status.permit_months", "12 months"),
    feature("second permits", "status.second_permit_months", "as long as the first"),
    feature("renewal", "status.renewal_share", "all renewed"),
    feature("leaving at lapse", "status.lapsed_leave_share", "nobody leaves"),
    feature("leaving with a status", "status.leave_per_year", "nobody leaves or dies"),
    feature("permanent status", "status.permanent.per_year", "none"),
    feature("citizenship", "status.citizenship.per_year", "none"),
    feature("arrivals", "flows.arrivals_per_year", "none"),
    feature("leaving", "flows.leave_per_year", "nobody leaves or dies"),
    feature("other legal routes", "flows.other_routes_per_year", "none"),
    feature("lapse of other routes", "flows.other_routes_lapse_per_year", "none"),
    feature("removal of the refused", "flows.refused_removed_per_year", "none"),
    feature("announcement pull", "flows.announcement_pull", "none"),
    feature("decay of the pull", "flows.announcement_pull_decay_months", "constant, then none"),
    feature("discounting", "money.discount_per_year", "none"),
    feature("fees", "money.fee_per_application", "not counted"),
    feature("processing cost", "money.processing_cost_per_application", "not counted"),
    feature("cost of appeals", "money.processing_cost_per_appeal", "not counted"),
    feature("taxes", "money.tax_per_legal_month", "not counted"),
    feature("realised taxes", "money.tax_realised_share", "all that is due comes in"),
    feature("benefits", "money.benefits_per_legal_month", "not counted"),
    feature("cost of removals", "money.removal_cost", "not counted"),
];
