//! The built-in quantities of the programme, by dotted path.

use super::UnitKind::{self, *};

/// A built-in quantity: what a path in a scenario file means.
#[derive(Debug)]
pub struct Quantity {
    /// Dotted path; `*` stands for one name of the scenario's own.
    pub path: &'static str,
    /// Fixed unit; a written `unit` is checked against it.
    pub unit: UnitKind,
    /// Least value that makes sense.
    pub min: f64,
    /// Largest value that makes sense.
    pub max: f64,
    /// What stands where the scenario is silent.
    pub default: Fallback,
    /// Where it may be overridden.
    pub scope: Scope,
    /// Whether it places something on the calendar, decides, or is a belief about the world.
    pub kind: Kind,
    /// One line for people.
    pub meaning: &'static str,
}

/// What stands where the scenario does not mention a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fallback {
    /// The scenario must give it when its part is on.
    Required,
    /// A value that switches the part off, or is neutral (rule D45); the run names it.
    Value(f64),
    /// No limit, no such part: the kernel leaves the step out.
    Absent,
    /// The value of another quantity.
    SameAs(&'static str),
}

/// Which named parts may override a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One value for the country.
    National,
    /// May differ by segment.
    Segment,
    /// May differ by office.
    Office,
}

/// How the value enters the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Enters as drawn.
    Real,
    /// Rounded to whole months, half up, before it is added (rule D2).
    WholeMonths,
    /// A probability a year, applied as 1 − (1 − p)^(1/12) a month (rule D42).
    YearlyProbability,
}

/// A group of shares that sum to one, drawn together or set.
#[derive(Debug)]
pub struct Group {
    /// Dotted path of the group.
    pub path: &'static str,
    /// The fixed members, or empty where the scenario names them (segments).
    pub members: &'static [&'static str],
    /// One line for people.
    pub meaning: &'static str,
}

/// The groups of shares.
pub const GROUPS: &[Group] = &[
    Group {
        path: "segment_shares",
        members: &[],
        meaning: "share of the stock and of arrivals in each segment",
    },
    Group {
        path: "timing.shares",
        members: &["front", "steady", "surge"],
        meaning: "parts of the timing law: opening wave, steady, deadline surge (D10)",
    },
];

const INF: f64 = f64::INFINITY;
/// Stocks are capped here: whole numbers are exact in f64 far beyond.
const PEOPLE_MAX: f64 = 1e15;

const fn quantity(
    path: &'static str,
    unit: UnitKind,
    (min, max): (f64, f64),
    default: Fallback,
    scope: Scope,
    kind: Kind,
    meaning: &'static str,
) -> Quantity {
    Quantity { path, unit, min, max, default, scope, kind, meaning }
}

use Fallback::{Absent, Required, SameAs, Value};
use Kind::{Real, WholeMonths, YearlyProbability};
use Scope::{National, Office, Segment};

const UNIT: (f64, f64) = (0.0, 1.0);
const POSITIVE: (f64, f64) = (0.0, INF);
const MONTHS: (f64, f64) = (0.0, 1200.0);

/// What a government sets and people may weigh before they apply. Take-up answers to one of these only through a
/// `[take_up.effect.NAME]` whose driver uses it (D11).
pub const LEVERS: &[&str] = &[
    "window.opens_after_months",
    "window.length_months",
    "window.extension_months",
    "processing.capacity_per_month",
    "status.permit_months",
    "status.second_permit_months",
    "status.permanent.months_after_grant",
    "status.citizenship.months_after_permanent",
    "money.fee_per_application",
    "money.benefits_per_legal_month",
];

/// Every built-in quantity, in the order of the file format.
#[rustfmt::skip]
pub const QUANTITIES: &[Quantity] = &[
    quantity("population", People, (0.0, PEOPLE_MAX), Required, National, Real, "irregular people at the start"),
    quantity("office.*.share", Share, UNIT, Required, National, Real, "share of files that go to this office; shares sum to 1"),

    quantity("enactment.probability", Share, UNIT, Value(1.0), National, Real, "chance that the law passes"),
    quantity("enactment.delay_months", Months, MONTHS, Value(0.0), National, WholeMonths, "from the start to entry into force"),

    quantity("window.opens_after_months", Months, MONTHS, Value(0.0), Segment, WholeMonths, "from entry into force to opening (D3)"),
    quantity("window.length_months", Months, MONTHS, Required, Segment, WholeMonths, "length of the application window"),
    quantity("window.extension_probability", Share, UNIT, Value(0.0), National, Real, "chance that the window is extended"),
    quantity("window.extension_months", Months, MONTHS, Value(0.0), Segment, WholeMonths, "length of the extension"),

    quantity("eligibility.criterion.*.pass_share", Share, UNIT, Required, Segment, Real, "share that passes among those who meet the criteria above (D4)"),
    quantity("eligibility.lost_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "eligible people who lose eligibility (D9)"),
    quantity("eligibility.gained_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "ineligible people who gain eligibility (D9)"),

    quantity("take_up.eligible", Share, UNIT, Required, Segment, Real, "share of eligible people who apply over the window (D12)"),
    quantity("take_up.ineligible", Share, UNIT, Value(0.0), Segment, Real, "share of ineligible people who apply over the window (D14)"),
    quantity("take_up.outsiders_per_application", Number, POSITIVE, Value(0.0), Segment, Real, "files by people outside the population, per real file (D13)"),
    quantity("take_up.effect.*.reference", Number, (-INF, INF), Required, National, Real, "value of the driver at which the base share holds (D11)"),
    quantity("take_up.effect.*.odds_ratio", Number, POSITIVE, Required, Segment, Real, "factor on the odds of applying, per unit of the driver (D11)"),
    quantity("take_up.contagion", Number, POSITIVE, Value(0.0), Segment, Real, "peer contagion: how much earlier applications draw later ones; the final share is kept"),

    quantity("timing.front_width", Share, POSITIVE, Value(0.25), Segment, Real, "width of the opening wave, as a share of the window (1/a)"),
    quantity("timing.surge_width", Share, POSITIVE, Value(0.06), Segment, Real, "width of the deadline surge, as a share of the window (1/k)"),
    quantity("timing.monthly_noise_sd", Share, (0.0, 5.0), Value(0.0), National, Real, "month-to-month noise of intake, sd as a share (D15)"),

    quantity("processing.capacity_per_month", PeoplePerMonth, (0.0, PEOPLE_MAX), Absent, Office, Real, "planned decisions a month (D16)"),
    quantity("processing.capacity_delivered", Number, POSITIVE, Value(1.0), Office, Real, "delivered over planned capacity (D16)"),
    quantity("processing.ramp_up_months", Months, POSITIVE, Value(0.0), Office, Real, "time constant of the ramp-up (D16)"),
    quantity("processing.monthly_noise_sd", Share, (0.0, 5.0), Value(0.0), Office, Real, "month-to-month noise of capacity, sd as a share (D15)"),
    quantity("processing.decisions_per_staff_month", PeoplePerStaffMonth, POSITIVE, Absent, Office, Real, "files one member of staff decides in a month"),
    quantity("processing.grant_share_eligible", Share, UNIT, Value(1.0), Segment, Real, "grants among decided files of eligible people, withdrawn ones aside (D21)"),
    quantity("processing.grant_share_ineligible", Share, UNIT, Value(1.0), Segment, Real, "grants among decided files of ineligible people and outsiders (D20)"),
    quantity("processing.withdrawn_share", Share, UNIT, Value(0.0), Segment, Real, "files withdrawn at decision (D21)"),
    quantity("processing.appeal_share", Share, UNIT, Value(0.0), Segment, Real, "refusals that are appealed (D22)"),
    quantity("processing.appeal_granted_share", Share, UNIT, Value(0.0), Segment, Real, "appeals that succeed (D22)"),
    quantity("processing.appeal_months", Months, MONTHS, Value(0.0), National, WholeMonths, "from refusal to the decision on appeal (D22)"),
    quantity("processing.collected_share", Share, UNIT, Value(1.0), Segment, Real, "granted permits that are collected (D25)"),

    quantity("status.permit_months", Months, (1.0, 1200.0), Value(12.0), National, WholeMonths, "length of the permit (D26)"),
    quantity("status.second_permit_months", Months, (1.0, 1200.0), SameAs("status.permit_months"), National, WholeMonths, "length of every later permit"),
    quantity("status.renewal_share", Share, UNIT, Value(1.0), Segment, Real, "permits renewed at each renewal (D26)"),
    quantity("status.lapsed_leave_share", Share, UNIT, Value(0.0), Segment, Real, "leavers among the lapsed; the rest are irregular again (D27)"),
    quantity("status.leave_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "people with the programme's status who emigrate or die (D28)"),
    quantity("status.permanent.months_after_grant", Months, MONTHS, Absent, National, WholeMonths, "earliest month of permanent status, from the grant (D28)"),
    quantity("status.permanent.per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "then the chance of permanent status (D28)"),
    quantity("status.citizenship.months_after_permanent", Months, MONTHS, Absent, National, WholeMonths, "earliest month of citizenship, from permanent status (D28)"),
    quantity("status.citizenship.per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "then the chance of citizenship (D28)"),

    quantity("flows.arrivals_per_year", PerYear, (0.0, 100.0), Value(0.0), National, Real, "newly irregular people, share of the starting population (D7)"),
    quantity("flows.leave_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "irregular people who emigrate or die"),
    quantity("flows.other_routes_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "irregular people who become legal by other routes (D30)"),
    quantity("flows.other_routes_lapse_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "people legal by other routes who fall back (D30)"),
    quantity("flows.refused_removed_per_year", PerYear, UNIT, Value(0.0), Segment, YearlyProbability, "refused people who are removed (D23)"),
    quantity("flows.announcement_pull", Number, (-INF, INF), Value(0.0), National, Real, "relative change of arrivals after the announcement (D7)"),
    quantity("flows.announcement_pull_months", Months, MONTHS, Value(0.0), National, WholeMonths, "how long the pull lasts (D7)"),
    quantity("flows.announcement_pull_decay_months", Months, POSITIVE, Absent, National, Real, "time constant of the pull's exponential decay; absent: constant, then none"),

    quantity("money.discount_per_year", PerYear, (-0.99, 10.0), Value(0.0), National, Real, "discount rate a year (D33)"),
    quantity("money.fee_per_application", MoneyPerPerson, POSITIVE, Value(0.0), National, Real, "fee paid on filing (D32)"),
    quantity("money.processing_cost_per_application", MoneyPerPerson, POSITIVE, Value(0.0), National, Real, "cost of a decision, withdrawn files included (D32)"),
    quantity("money.processing_cost_per_appeal", MoneyPerPerson, POSITIVE, Value(0.0), National, Real, "cost of a decision on appeal (D32)"),
    quantity("money.tax_per_legal_month", MoneyPerMonth, (-INF, INF), Value(0.0), National, Real, "taxes and contributions due per person with a status (D31)"),
    quantity("money.tax_realised_share", Share, UNIT, Value(1.0), National, Real, "share of these taxes that comes in (D34)"),
    quantity("money.benefits_per_legal_month", MoneyPerMonth, (-INF, INF), Value(0.0), National, Real, "benefits per person with a status (D31)"),
    quantity("money.removal_cost", MoneyPerPerson, POSITIVE, Value(0.0), National, Real, "cost of a removal; fewer removals than without the amnesty are saved money (D33)"),
];
