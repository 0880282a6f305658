//! The built-in outputs: scalars of a simulated future, and monthly series.

use super::UnitKind::{self, *};

/// A built-in scalar output.
#[derive(Debug)]
pub struct Output {
    /// Name in formulas, files and tables.
    pub name: &'static str,
    /// Unit.
    pub unit: UnitKind,
    /// What values it takes, and what can be missing.
    pub kind: OutputKind,
    /// Label for people.
    pub label: &'static str,
    /// One line for people: definition and rule.
    pub meaning: &'static str,
}

/// What an output counts, and how it can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// Always defined: a count of people or an amount of money.
    Amount,
    /// A ratio or waiting time: undefined (NaN in the kernel) without cases.
    Ratio,
    /// A month: censored (+∞ in the kernel) where it is not reached within the horizon.
    Month,
}

/// A built-in monthly series, months 0 … horizon.
#[derive(Debug)]
pub struct Series {
    /// Name in formulas, files and tables.
    pub name: &'static str,
    /// Unit.
    pub unit: UnitKind,
    /// Whether it is a month's flow (0 at month 0) rather than a stock at its end (D35).
    pub flow: bool,
    /// Label for people.
    pub label: &'static str,
    /// One line for people.
    pub meaning: &'static str,
}

const fn output(
    name: &'static str,
    unit: UnitKind,
    kind: OutputKind,
    label: &'static str,
    meaning: &'static str,
) -> Output {
    Output { name, unit, kind, label, meaning }
}

const fn stock(name: &'static str, label: &'static str, meaning: &'static str) -> Series {
    Series { name, unit: People, flow: false, label, meaning }
}

const fn flow(name: &'static str, label: &'static str, meaning: &'static str) -> Series {
    Series { name, unit: People, flow: true, label, meaning }
}

use OutputKind::{Amount, Month, Ratio};

/// Every built-in scalar output.
#[rustfmt::skip]
pub const OUTPUTS: &[Output] = &[
    output("opening_month", Months, Month, "Window opens", "month after which the first files are accepted; never where the law does not pass (D3)"),
    output("closing_month", Months, Month, "Window closes", "last month of the window, extension included (D3)"),

    output("applications", People, Amount, "Applications", "all files, outsiders' included (D37)"),
    output("applications_eligible", People, Amount, "Applications by eligible people", "files of eligible people"),
    output("applications_ineligible", People, Amount, "Applications by ineligible people", "files of ineligible people of the population, newcomers included (D14)"),
    output("applications_outsiders", People, Amount, "Applications by outsiders", "files of people outside the population (D13)"),
    output("decided", People, Amount, "Files decided", "first decisions, withdrawn files included"),
    output("granted", People, Amount, "Permits granted", "grants at first instance and on appeal, all types, collected or not (D37)"),
    output("granted_ineligible", People, Amount, "Permits granted to the ineligible", "grants to ineligible people and outsiders, appeals included"),
    output("collected", People, Amount, "Permits collected", "permits in hand at least once (D37)"),
    output("uncollected", People, Amount, "Permits not collected", "granted and void at once (D25)"),
    output("refused", People, Amount, "Final refusals", "refusals without appeal, and appeals lost (D37)"),
    output("withdrawn", People, Amount, "Files withdrawn", "withdrawn at decision (D21)"),
    output("appeals", People, Amount, "Appeals filed", "refusals that were appealed (D22)"),
    output("appeals_granted", People, Amount, "Appeals won", "grants on appeal (D22)"),
    output("lapsed", People, Amount, "Permits lapsed", "permits not renewed (D27)"),
    output("removed", People, Amount, "Refused people removed", "removals of the refused (D23)"),

    output("eligible_at_opening", People, Amount, "Eligible when the window opens", "eligible people at the opening month (D38)"),
    output("irregular_at_opening", People, Amount, "Irregular when the window opens", "irregular people at the opening month (D29)"),
    output("take_up_share", Share, Ratio, "Take-up", "files of eligible people / eligible people at the opening month (D38)"),
    output("coverage_share", Share, Ratio, "Coverage", "files of the population / irregular people at the opening month"),
    output("refusal_share", Share, Ratio, "Refusals among final decisions", "refused / (granted + refused) (D38)"),
    output("ineligible_grant_share", Share, Ratio, "Ineligible among grants", "granted to the ineligible / granted"),
    output("first_renewal_share", Share, Ratio, "Renewed at the first renewal", "renewed / due at the first renewal (D38)"),
    output("legal_share_after_3_years", Share, Ratio, "Legal three years after closing", "legal 36 months after closing / permits collected"),

    output("backlog_peak", People, Amount, "Largest backlog", "largest number of files waiting at a month's end (D39)"),
    output("backlog_peak_month", Months, Month, "Month of the largest backlog", "first month with the largest backlog; never without files"),
    output("backlog_at_horizon", People, Amount, "Backlog at the horizon", "files still waiting for a first decision"),
    output("clearance_months_after_close", Months, Month, "Backlog cleared, months after closing", "first month with less than 1 % of all files waiting (D39)"),
    output("waiting_median_months", Months, Ratio, "Median waiting time", "from filing to first decision, first in, first out, decided files"),
    output("waiting_p90_months", Months, Ratio, "Waiting time of nine in ten", "as the median, 90 %"),
    output("staff_months", StaffMonths, Ratio, "Staff-months of decisions", "files decided / decisions per staff-month; undefined where an office does not say how many"),

    output("temporary_at_horizon", People, Amount, "With a temporary permit at the horizon", "permits in force"),
    output("permanent_at_horizon", People, Amount, "With permanent status at the horizon", "permanent status, citizens aside"),
    output("citizens_at_horizon", People, Amount, "Citizens at the horizon", "citizens through the programme"),
    output("legal_at_horizon", People, Amount, "Legal at the horizon", "temporary + permanent + citizens (D29)"),
    output("irregular_at_horizon", People, Amount, "Irregular at the horizon", "everyone in the country without status (D29)"),
    output("irregular_at_horizon_without_amnesty", People, Amount, "Irregular at the horizon without the amnesty", "the same future without the programme"),
    output("irregular_change_at_horizon", People, Amount, "Change of the irregular population", "with minus without the amnesty, at the horizon"),

    output("fees_total", Money, Amount, "Fees", "fees paid on filing, not discounted (D34)"),
    output("processing_cost_total", Money, Amount, "Processing cost", "decisions and appeals, not discounted (D34)"),
    output("taxes_total", Money, Amount, "Taxes and contributions", "difference from the world without, realised, not discounted (D31)"),
    output("benefits_total", Money, Amount, "Benefits", "difference from the world without, not discounted (D31)"),
    output("removals_saved_total", Money, Amount, "Removals saved", "cost of removals without minus with the amnesty"),
    output("net_present_value", Money, Amount, "Net present value", "fees, taxes and removals saved, less processing and benefits, discounted (D33)"),
    output("break_even_month", Months, Month, "Break-even month", "first month from which the discounted balance is not below 0 until the horizon"),
    output("cost_per_granted", MoneyPerPerson, Ratio, "Processing cost per permit granted", "processing cost / permits granted"),
];

/// Every built-in monthly series.
#[rustfmt::skip]
pub const SERIES: &[Series] = &[
    flow("applications", "Applications", "files of the month"),
    flow("decided", "Decisions", "first decisions of the month"),
    flow("granted", "Grants", "grants of the month, appeals included"),
    stock("backlog", "Files waiting", "files waiting for a first decision (D39)"),
    stock("temporary", "Temporary permits", "permits in force"),
    stock("permanent", "Permanent status", "permanent status, citizens aside"),
    stock("citizens", "Citizens", "citizens through the programme"),
    stock("legal", "Legal through the programme", "temporary + permanent + citizens (D29)"),
    stock("legal_by_other_routes", "Legal by other routes", "legal by other routes (D30)"),
    stock("irregular", "Irregular", "everyone in the country without status (D29)"),
    stock("irregular_without_amnesty", "Irregular without the amnesty", "the same future without the programme"),
];
