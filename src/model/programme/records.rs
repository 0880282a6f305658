//! Step 12, records: the series of a month and the scalars of a block, by replicate.

use super::columns::{add, sum};
use super::ledger::{Calendar, Ledger, Month};
use super::money;
use super::parameters::National;
use super::plan::ProgrammePlan;
use super::state::{Scratch, Segment, Workspace};
use super::streams::{ELIGIBLE, INELIGIBLE, OUTSIDERS};
use crate::catalogue::{OUTPUTS, OutputKind, SERIES};
use crate::math::width::{Kernel, dispatch};
use crate::model::{MonthObserver, Outcome, SeriesColumns};

/// Takes stock at the end of a month, enters it in the ledgers and shows it to the observer.
pub(super) fn month(
    plan: &ProgrammePlan,
    month: usize,
    workspace: &mut Workspace,
    outcome: &mut Outcome,
    observer: &mut impl MonthObserver,
) {
    let shown = if observer.looks_at_segments() { plan.groups() } else { 1 };
    dispatch(Records { plan, month, shown, workspace });
    let lanes = workspace.lanes();
    let columns = SeriesColumns::new(lanes, &workspace.series[..shown * SERIES.len() * lanes]);
    outcome.keep_month(month, &columns);
    observer.month(month, &columns);
    show_offices(month, workspace, observer);
}

/// Shows an observer that wants to see it what waits where.
fn show_offices(month: usize, workspace: &Workspace, observer: &mut impl MonthObserver) {
    if !observer.looks_at_offices() {
        return;
    }
    let Workspace { offices, order, enacted, .. } = workspace;
    observer.offices(month, &|office, replicate| {
        // Where the law does not pass there are no files.
        let lane = order[..*enacted].iter().position(|&stands| stands as usize == replicate);
        let cells = offices[office].waiting.iter().flatten();
        lane.map_or(0.0, |lane| cells.map(|column| column[lane]).sum())
    });
}

/// All of a month's records but the observer: nothing but loops over columns, so compiled as one for the widest vectors.
struct Records<'a> {
    plan: &'a ProgrammePlan,
    month: usize,
    /// Groups whose series are asked for.
    shown: usize,
    workspace: &'a mut Workspace,
}

impl Kernel for Records<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { plan, month, shown, workspace } = self;
        let Workspace { segments, country, country_ledger, scratch, series, order, enacted, chance, .. } =
            workspace;
        let enacted = *enacted;
        for (index, segment) in segments.iter_mut().enumerate() {
            take_stock(segment, enacted);
            country.gather(&segment.month, index == 0, enacted);
            note_opening(month, segment, enacted);
        }
        let prices = Prices {
            national: &workspace.national,
            per_legal_month: &workspace.per_legal_month,
            discount: &workspace.discount,
        };
        let calendar = Calendar { month, enacted, closing: &workspace.country_closing };
        enter(country, country_ledger, calendar, &prices, scratch);
        let lanes = order.len();
        let back = Back { order, enacted, in_order: chance.is_in_order() };
        show(country, &back, &mut series[..SERIES.len() * lanes], &mut scratch.a);
        if plan.groups() > 1 {
            let later = series[SERIES.len() * lanes..].chunks_exact_mut(SERIES.len() * lanes);
            for (group, (segment, series)) in (1..).zip(segments.iter_mut().zip(later)) {
                let Segment { month: flows, ledger, window, .. } = segment;
                let calendar = Calendar { closing: &window.closing, ..calendar };
                enter(flows, ledger, calendar, &prices, scratch);
                if group < shown {
                    show(flows, &back, series, &mut scratch.a);
                }
            }
        }
    }
}

/// What money needs beside the month.
struct Prices<'a> {
    national: &'a National,
    per_legal_month: &'a [f64],
    discount: &'a [f64],
}

/// Enters a group's month in its ledger.
#[inline(always)]
fn enter(
    month: &Month,
    ledger: &mut Ledger,
    calendar: Calendar<'_>,
    prices: &Prices<'_>,
    scratch: &mut Scratch,
) {
    let Scratch { a: cash, b: legal, .. } = scratch;
    month.legal_by_amnesty(legal);
    money::balance(month, prices.national, [legal, prices.per_legal_month, prices.discount], cash);
    ledger.month(month, legal, cash, calendar);
}

/// The stocks of a segment at the end of a month.
#[inline(always)]
fn take_stock(segment: &mut Segment, enacted: usize) {
    let Segment { people, month, .. } = segment;
    month.other_routes.copy_from_slice(&people.other_routes);
    month.other_routes_without.copy_from_slice(&people.other_routes_without);
    month.irregular_without.copy_from_slice(&people.irregular_without);
    people.outside_procedure(&mut month.irregular, enacted);
    people.temporary(&mut month.temporary[..enacted]);
    people.permanent(&mut month.permanent[..enacted]);
    month.citizens[..enacted].copy_from_slice(&people.citizens[..enacted]);
    month.eligible[..enacted].copy_from_slice(&people.eligible[..enacted]);
    let backlog = &mut month.backlog[..enacted];
    let irregular = &mut month.irregular[..enacted];
    backlog.copy_from_slice(&people.waiting[ELIGIBLE][..enacted]);
    add(backlog, &people.waiting[INELIGIBLE][..enacted]);
    add(irregular, backlog);
    // Outsiders' files are not people of the country (D29).
    add(backlog, &people.waiting[OUTSIDERS][..enacted]);
    add(irregular, &people.appeals[ELIGIBLE].total()[..enacted]);
    add(irregular, &people.appeals[INELIGIBLE].total()[..enacted]);
}

/// Notes who is there when a segment's window opens (D38).
#[inline(always)]
fn note_opening(month: usize, segment: &mut Segment, enacted: usize) {
    let Segment { month: stocks, ledger, window, .. } = segment;
    if !window.is_ahead(month) || window.first_opening > month as f64 {
        return;
    }
    for lane in 0..enacted {
        if window.opening[lane] == month as f64 {
            ledger.eligible_at_opening[lane] = stocks.eligible[lane];
            ledger.irregular_at_opening[lane] = stocks.irregular[lane];
        }
    }
}

/// The way from lanes back to replicates.
struct Back<'a> {
    order: &'a [u32],
    enacted: usize,
    /// Whether every replicate stands in its own lane.
    in_order: bool,
}

/// Writes a group's series, by replicate. Where the law does not pass only what is common to both worlds moves.
#[inline(always)]
fn show(month: &Month, back: &Back<'_>, series: &mut [f64], values: &mut [f64]) {
    let every = back.order.len();
    let lawful = back.enacted;
    for (declared, column) in SERIES.iter().zip(series.chunks_exact_mut(every)) {
        let lanes = match declared.name {
            "legal_by_other_routes" | "irregular" | "irregular_without_amnesty" => every,
            _ => lawful,
        };
        let target = if back.in_order { &mut column[..lanes] } else { &mut values[..lanes] };
        match declared.name {
            "applications" => month.sum_of_files(target),
            "decided" => target.copy_from_slice(&month.decided[..lanes]),
            "granted" => {
                sum([&month.granted_eligible, &month.granted_ineligible, &month.granted_outsiders], target);
            }
            "backlog" => target.copy_from_slice(&month.backlog[..lanes]),
            "temporary" => target.copy_from_slice(&month.temporary[..lanes]),
            "permanent" => target.copy_from_slice(&month.permanent[..lanes]),
            "citizens" => target.copy_from_slice(&month.citizens[..lanes]),
            "legal" => sum([&month.temporary, &month.permanent, &month.citizens], target),
            "legal_by_other_routes" => target.copy_from_slice(&month.other_routes[..lanes]),
            "irregular" => target.copy_from_slice(&month.irregular[..lanes]),
            "irregular_without_amnesty" => target.copy_from_slice(&month.irregular_without[..lanes]),
            other => unreachable!("the catalogue declares a series that the kernel does not know: {other}"),
        }
        if !back.in_order {
            deal_back(column, &back.order[..lanes], values);
        }
    }
}

/// Writes the value of each lane to the replicate that stands in it.
#[inline(always)]
fn deal_back(column: &mut [f64], order: &[u32], values: &[f64]) {
    for (&replicate, &value) in order.iter().zip(values) {
        column[replicate as usize] = value;
    }
}

/// Writes the scalars of every group, once the last month is played.
pub(super) fn finish(plan: &ProgrammePlan, workspace: &mut Workspace, outcome: &mut Outcome) {
    let Workspace { segments, country, country_ledger, national, order, enacted, scratch, .. } = workspace;
    for segment in segments.iter() {
        // With staged windows every segment counts at its own opening.
        add(&mut country_ledger.eligible_at_opening, &segment.ledger.eligible_at_opening);
        add(&mut country_ledger.irregular_at_opening, &segment.ledger.irregular_at_opening);
    }
    let (opening, closing) = (&workspace.country_opening, &workspace.country_closing);
    let horizon = plan.horizon();
    let staff_is_known = plan.staff_is_known();
    let group = Group {
        end: country,
        ledger: country_ledger,
        opening,
        closing,
        national,
        enacted: *enacted,
        horizon,
        staff_is_known,
    };
    group.write(0, order, &mut scratch.a, outcome);
    if plan.groups() > 1 {
        for (index, segment) in (1..).zip(segments.iter()) {
            let Segment { month: end, ledger, window, .. } = segment;
            let (opening, closing) = (&window.opening, &window.closing);
            let group =
                Group { end, ledger, opening, closing, national, enacted: *enacted, horizon, staff_is_known };
            group.write(index, order, &mut scratch.a, outcome);
        }
    }
}

/// What the scalars of a group are made of.
struct Group<'a> {
    /// Stocks at the horizon.
    end: &'a Month,
    ledger: &'a Ledger,
    opening: &'a [f64],
    closing: &'a [f64],
    national: &'a National,
    enacted: usize,
    horizon: usize,
    /// Whether every office says how many files one member of staff decides.
    staff_is_known: bool,
}

impl Group<'_> {
    fn write(&self, group: usize, order: &[u32], values: &mut [f64], outcome: &mut Outcome) {
        for (index, declared) in OUTPUTS.iter().enumerate() {
            // Where the law does not pass: counts 0, months censored, ratios undefined (D41).
            values.fill(match declared.kind {
                OutputKind::Amount => 0.0,
                OutputKind::Ratio => f64::NAN,
                OutputKind::Month => f64::INFINITY,
            });
            self.fill(declared.name, values);
            deal_back(outcome.scalar_mut(group, index), order, values);
        }
    }

    /// Fills a scalar: in all lanes where it compares both worlds, else where the law passes.
    fn fill(&self, name: &str, values: &mut [f64]) {
        let Self { end, ledger, national, .. } = self;
        let sum = &ledger.total;
        let lawful = self.enacted;
        let every = values.len();
        match name {
            "opening_month" => set(values, lawful, |lane| self.within_horizon(self.opening[lane])),
            "closing_month" => set(values, lawful, |lane| self.within_horizon(self.closing[lane])),
            "applications" => set(values, lawful, |lane| sum.all_files(lane)),
            "applications_eligible" => set(values, lawful, |lane| sum.files_eligible[lane]),
            "applications_ineligible" => set(values, lawful, |lane| sum.files_ineligible[lane]),
            "applications_outsiders" => set(values, lawful, |lane| sum.files_outsiders[lane]),
            "decided" => set(values, lawful, |lane| sum.decided[lane]),
            "granted" => set(values, lawful, |lane| sum.all_granted(lane)),
            "granted_ineligible" => set(values, lawful, |lane| self.granted_ineligible(lane)),
            "collected" => set(values, lawful, |lane| sum.collected[lane]),
            "uncollected" => set(values, lawful, |lane| sum.all_granted(lane) - sum.collected[lane]),
            "refused" => set(values, lawful, |lane| sum.refused[lane]),
            "withdrawn" => set(values, lawful, |lane| sum.withdrawn[lane]),
            "appeals" => set(values, lawful, |lane| sum.appeals[lane]),
            "appeals_granted" => set(values, lawful, |lane| sum.appeals_granted[lane]),
            "lapsed" => set(values, lawful, |lane| sum.lapsed[lane]),
            "removed" => set(values, lawful, |lane| sum.removed[lane]),
            "eligible_at_opening" => set(values, lawful, |lane| ledger.eligible_at_opening[lane]),
            "irregular_at_opening" => set(values, lawful, |lane| ledger.irregular_at_opening[lane]),
            "take_up_share" => {
                set(values, lawful, |lane| ratio(sum.files_eligible[lane], ledger.eligible_at_opening[lane]));
            }
            "coverage_share" => set(values, lawful, |lane| {
                ratio(
                    sum.files_eligible[lane] + sum.files_ineligible[lane],
                    ledger.irregular_at_opening[lane],
                )
            }),
            "refusal_share" => {
                set(values, lawful, |lane| {
                    ratio(sum.refused[lane], sum.all_granted(lane) + sum.refused[lane])
                });
            }
            "ineligible_grant_share" => {
                set(values, lawful, |lane| ratio(self.granted_ineligible(lane), sum.all_granted(lane)));
            }
            "first_renewal_share" => {
                set(values, lawful, |lane| ratio(sum.first_renewed[lane], sum.first_due[lane]))
            }
            "legal_share_after_3_years" => {
                set(values, lawful, |lane| ratio(ledger.legal_after_3_years[lane], sum.collected[lane]));
            }
            "backlog_peak" => set(values, lawful, |lane| ledger.backlog_peak[lane]),
            "backlog_peak_month" => set(values, lawful, |lane| ledger.backlog_peak_month[lane]),
            "backlog_at_horizon" => set(values, lawful, |lane| end.backlog[lane]),
            "clearance_months_after_close" => set(values, lawful, |lane| ledger.clearance[lane]),
            "waiting_median_months" => ledger.waiting.quantile(0.5, &mut values[..lawful]),
            "waiting_p90_months" => ledger.waiting.quantile(0.9, &mut values[..lawful]),
            "staff_months" if self.staff_is_known => set(values, lawful, |lane| sum.staff_months[lane]),
            "staff_months" => {}
            "temporary_at_horizon" => set(values, lawful, |lane| end.temporary[lane]),
            "permanent_at_horizon" => set(values, lawful, |lane| end.permanent[lane]),
            "citizens_at_horizon" => set(values, lawful, |lane| end.citizens[lane]),
            "legal_at_horizon" => set(values, lawful, |lane| end.legal(lane)),
            "irregular_at_horizon" => set(values, every, |lane| end.irregular[lane]),
            "irregular_at_horizon_without_amnesty" => set(values, every, |lane| end.irregular_without[lane]),
            "irregular_change_at_horizon" => {
                set(values, every, |lane| end.irregular[lane] - end.irregular_without[lane]);
            }
            "fees_total" => set(values, lawful, |lane| sum.all_files(lane) * national.fee[lane]),
            "processing_cost_total" => set(values, lawful, |lane| money::processing(sum, national, lane)),
            "taxes_total" => {
                set(values, every, |lane| ledger.legal_months[lane] * money::realised_tax(national, lane));
            }
            "benefits_total" => {
                set(values, every, |lane| ledger.legal_months[lane] * national.benefits[lane])
            }
            "removals_saved_total" => {
                set(values, lawful, |lane| -sum.removed[lane] * national.removal_cost[lane])
            }
            "net_present_value" => set(values, every, |lane| ledger.balance[lane]),
            "break_even_month" => set(values, lawful, |lane| ledger.break_even[lane]),
            "cost_per_granted" => {
                set(values, lawful, |lane| {
                    ratio(money::processing(sum, national, lane), sum.all_granted(lane))
                });
            }
            other => unreachable!("the catalogue declares an output that the kernel does not know: {other}"),
        }
    }

    /// Grants to people who were not eligible, outsiders included.
    fn granted_ineligible(&self, lane: usize) -> f64 {
        self.ledger.total.granted_ineligible[lane] + self.ledger.total.granted_outsiders[lane]
    }

    /// A month, or "later than the horizon".
    fn within_horizon(&self, month: f64) -> f64 {
        if month <= self.horizon as f64 { month } else { f64::INFINITY }
    }
}

/// Sets the first `lanes` lanes; amounts get no negative zero, which tables would show.
fn set(values: &mut [f64], lanes: usize, value: impl Fn(usize) -> f64) {
    for (lane, out) in values[..lanes].iter_mut().enumerate() {
        *out = value(lane) + 0.0;
    }
}

/// A ratio, undefined without cases (D38).
fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}
