//! The failures that are judged where a programme names none of its own.

/// A default failure condition.
#[derive(Debug)]
pub struct Failure {
    /// Name in formulas, files and tables.
    pub name: &'static str,
    /// In words, as the first screen prints it.
    pub words: &'static str,
    /// The formula over built-in outputs.
    pub condition: &'static str,
    /// When it says anything.
    pub when: When,
}

/// What a scenario must have for a failure to mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing.
    Always,
    /// Planned capacity of every office.
    PlannedCapacity,
    /// No plan, or not of every office.
    NoPlannedCapacity,
    /// Money.
    Money,
}

/// The quantity for which a scenario with offices has a sum over them.
pub const CAPACITY: &str = "processing.capacity_per_month";

const fn failure(name: &'static str, when: When, words: &'static str, condition: &'static str) -> Failure {
    Failure { name, words, condition, when }
}

use When::{Always, Money, NoPlannedCapacity, PlannedCapacity};

/// Every default failure.
///
/// The bounds are conventions, chosen so that the programmes on record split on them. A deadline that the horizon
/// does not reach leaves the condition undefined instead of true: `at` has no value beyond the horizon (D40).
#[rustfmt::skip]
pub const FAILURES: &[Failure] = &[
    failure("low_turnout", Always, "Fewer than a quarter of the eligible apply",
        "take_up_share < 0.25"),
    failure("low_coverage", Always, "Permits reach fewer than one in ten of the people without papers at opening",
        "granted < 0.1 * irregular_at_opening"),
    failure("long_backlog", PlannedCapacity, "Files still wait two years after closing, or the queue exceeds a year's planned work",
        "(clearance_months_after_close > 24 and at(backlog, closing_month + 24) >= 0) or backlog_peak > 12 * processing.capacity_per_month"),
    failure("long_backlog", NoPlannedCapacity, "Files still wait two years after closing",
        "clearance_months_after_close > 24 and at(backlog, closing_month + 24) >= 0"),
    failure("many_remain", Always, "At the horizon more than 8 in 10 of the starting number are without papers, or more than without the amnesty",
        "irregular_at_horizon > 0.8 * at(irregular, 0) or irregular_at_horizon > irregular_at_horizon_without_amnesty"),
    failure("many_refused", Always, "More than 35 in 100 final decisions are refusals: people showed themselves for nothing",
        "refusal_share > 0.35"),
    failure("relapse", Always, "Three years after closing fewer than 6 in 10 of the permits granted stand for somebody legal",
        "at(legal, closing_month + 36) / granted < 0.6"),
    failure("net_loss", Money, "The discounted balance is negative at the horizon",
        "net_present_value < 0"),
    failure("fraud", Always, "More than one permit in five goes to somebody who is not eligible",
        "ineligible_grant_share > 0.2"),
    failure("programme_fails", Always, "The programme fails: low turnout, a long backlog, or many who remain",
        "low_turnout or long_backlog or many_remain"),
];
