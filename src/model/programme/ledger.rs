//! The ledger of a group: what happened each month, and what it adds up to.

use super::columns::{Column, add, sum, zeros};
use super::streams::{ELIGIBLE, INELIGIBLE};
use super::waiting::WaitingTimes;

macro_rules! month_columns {
    (flows { $($flow:ident,)* } stocks { $($stock:ident,)* } both { $($both:ident,)* }) => {
        /// Flows of a month and stocks at its end, for a segment or the country.
        ///
        /// All but the four stocks that exist in both worlds are filled only in the first lanes, where the law passes.
        #[derive(Debug)]
        pub(super) struct Month { $(pub $flow: Column,)* $(pub $stock: Column,)* $(pub $both: Column,)* }

        impl Month {
            pub fn new(lanes: usize) -> Self {
                Self { $($flow: zeros(lanes),)* $($stock: zeros(lanes),)* $($both: zeros(lanes),)* }
            }

            /// Nothing has happened and nobody is here, in any lane.
            pub fn clear(&mut self) {
                $(self.$flow.fill(0.0);)*
                $(self.$stock.fill(0.0);)*
                $(self.$both.fill(0.0);)*
            }

            /// Nothing has happened in the first `enacted` lanes; stocks are written anew at the end of a month.
            pub fn clear_flows(&mut self, enacted: usize) {
                $(self.$flow[..enacted].fill(0.0);)*
            }

            /// Makes this the sum over segments: the first one starts it.
            #[inline(always)]
            pub fn gather(&mut self, segment: &Self, is_first: bool, enacted: usize) {
                let join = |to: &mut [f64], x: &[f64]| if is_first { to.copy_from_slice(x) } else { add(to, x) };
                $(join(&mut self.$flow[..enacted], &segment.$flow[..enacted]);)*
                $(join(&mut self.$stock[..enacted], &segment.$stock[..enacted]);)*
                $(join(&mut self.$both, &segment.$both);)*
            }

            /// Adds the flows of a month.
            #[inline(always)]
            fn add_flows(&mut self, month: &Self, enacted: usize) {
                $(add(&mut self.$flow[..enacted], &month.$flow[..enacted]);)*
            }
        }
    };
}

month_columns! {
    flows {
    files_eligible,
    files_ineligible,
    files_outsiders,
    decided,
    granted_eligible,
    granted_ineligible,
    granted_outsiders,
    collected,
    refused,
    withdrawn,
    appeals,
    appeals_decided,
    appeals_granted,
    lapsed,
    removed,
    first_due,
    first_renewed,
    staff_months,
    }
    stocks {
    backlog,
    eligible,
    temporary,
    permanent,
    citizens,
    }
    both {
    other_routes,
    other_routes_without,
    irregular,
    irregular_without,
    }
}

impl Month {
    /// Files of a type.
    pub fn files(&mut self, of_type: usize) -> &mut Column {
        match of_type {
            ELIGIBLE => &mut self.files_eligible,
            INELIGIBLE => &mut self.files_ineligible,
            _ => &mut self.files_outsiders,
        }
    }

    /// Grants of a type, at first instance and on appeal.
    pub fn granted(&mut self, of_type: usize) -> &mut Column {
        match of_type {
            ELIGIBLE => &mut self.granted_eligible,
            INELIGIBLE => &mut self.granted_ineligible,
            _ => &mut self.granted_outsiders,
        }
    }

    /// All files, over the lanes of `out`.
    #[inline(always)]
    pub fn sum_of_files(&self, out: &mut [f64]) {
        sum([&self.files_eligible, &self.files_ineligible, &self.files_outsiders], out);
    }

    /// People with a status, programme or other routes, with minus without the amnesty.
    #[inline(always)]
    pub fn legal_by_amnesty(&self, out: &mut [f64]) {
        let n = out.len();
        let (temporary, permanent, citizens) =
            (&self.temporary[..n], &self.permanent[..n], &self.citizens[..n]);
        let (routes, without) = (&self.other_routes[..n], &self.other_routes_without[..n]);
        for lane in 0..n {
            let elsewhere = routes[lane] - without[lane];
            out[lane] = temporary[lane] + permanent[lane] + citizens[lane] + elsewhere;
        }
    }

    /// All files of a lane.
    pub fn all_files(&self, lane: usize) -> f64 {
        self.files_eligible[lane] + self.files_ineligible[lane] + self.files_outsiders[lane]
    }

    /// All grants of a lane.
    pub fn all_granted(&self, lane: usize) -> f64 {
        self.granted_eligible[lane] + self.granted_ineligible[lane] + self.granted_outsiders[lane]
    }

    /// Everyone with the programme's status in a lane.
    #[inline(always)]
    pub fn legal(&self, lane: usize) -> f64 {
        self.temporary[lane] + self.permanent[lane] + self.citizens[lane]
    }
}

/// What the months of a group add up to.
#[derive(Debug)]
pub(super) struct Ledger {
    /// Sums of the flows; its stocks are not used.
    pub total: Month,
    pub eligible_at_opening: Column,
    pub irregular_at_opening: Column,
    /// Person-months with a status, with minus without the amnesty.
    pub legal_months: Column,
    /// Discounted balance so far.
    pub balance: Column,
    pub break_even: Column,
    pub backlog_peak: Column,
    pub backlog_peak_month: Column,
    pub clearance: Column,
    pub legal_after_3_years: Column,
    pub waiting: WaitingTimes,
    files: Column,
}

/// Months from closing to the month that [`Ledger::legal_after_3_years`] looks at.
const THREE_YEARS: f64 = 36.0;
/// The backlog is cleared below this share of all files (D39).
const CLEARED: f64 = 0.01;

/// What a month means for the ledger: the group's window, and which lanes it concerns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar<'a> {
    pub month: usize,
    /// The first lanes are those in which the law passes.
    pub enacted: usize,
    pub closing: &'a [f64],
}

impl Ledger {
    pub fn new(horizon: usize, lanes: usize) -> Self {
        Self {
            total: Month::new(lanes),
            eligible_at_opening: zeros(lanes),
            irregular_at_opening: zeros(lanes),
            legal_months: zeros(lanes),
            balance: zeros(lanes),
            break_even: zeros(lanes),
            backlog_peak: zeros(lanes),
            backlog_peak_month: zeros(lanes),
            clearance: zeros(lanes),
            legal_after_3_years: zeros(lanes),
            waiting: WaitingTimes::new(horizon, lanes),
            files: zeros(lanes),
        }
    }

    pub fn clear(&mut self) {
        self.total.clear();
        for column in [
            &mut self.eligible_at_opening,
            &mut self.irregular_at_opening,
            &mut self.legal_months,
            &mut self.balance,
            &mut self.break_even,
            &mut self.backlog_peak,
        ] {
            column.fill(0.0);
        }
        self.backlog_peak_month.fill(f64::INFINITY);
        self.clearance.fill(f64::INFINITY);
        self.legal_after_3_years.fill(f64::NAN);
        self.waiting.clear();
    }

    /// Enters a month; `legal` is [`Month::legal_by_amnesty`], `cash` the discounted balance.
    #[inline(always)]
    pub fn month(&mut self, month: &Month, legal: &[f64], cash: &[f64], calendar: Calendar<'_>) {
        self.total.add_flows(month, calendar.enacted);
        if calendar.month > 0 {
            add(&mut self.legal_months, legal);
        }
        add(&mut self.balance, cash);
        self.watch_balance(calendar.month);
        self.watch_backlog(&month.backlog[..calendar.enacted], calendar);
        self.look_after_3_years(month, calendar);
        let files = &mut self.files[..calendar.enacted];
        month.sum_of_files(files);
        self.waiting.month(calendar.month, files, &month.decided[..calendar.enacted]);
    }

    /// The first month from which the balance stays up.
    #[inline(always)]
    fn watch_balance(&mut self, month: usize) {
        for (break_even, &balance) in self.break_even.iter_mut().zip(&self.balance) {
            let is_open = *break_even == f64::INFINITY;
            let since = if is_open { month as f64 } else { *break_even };
            *break_even = if balance < 0.0 { f64::INFINITY } else { since };
        }
    }

    #[inline(always)]
    fn watch_backlog(&mut self, backlog: &[f64], calendar: Calendar<'_>) {
        let n = backlog.len();
        let now = calendar.month as f64;
        let (peak, peak_month) = (&mut self.backlog_peak[..n], &mut self.backlog_peak_month[..n]);
        for lane in 0..n {
            let is_higher = backlog[lane] > peak[lane];
            peak_month[lane] = if is_higher { now } else { peak_month[lane] };
            peak[lane] = if is_higher { backlog[lane] } else { peak[lane] };
        }
        let (closing, clearance) = (&calendar.closing[..n], &mut self.clearance[..n]);
        let all_files = &mut self.files[..n];
        self.total.sum_of_files(all_files);
        for lane in 0..n {
            let since_close = now - closing[lane];
            let is_cleared = backlog[lane] < CLEARED * all_files[lane];
            let cleared = if is_cleared { since_close } else { f64::INFINITY };
            let cleared = if all_files[lane] == 0.0 { f64::NAN } else { cleared };
            // From the closing month on all files are known.
            let is_open = (since_close >= 0.0) & (clearance[lane] == f64::INFINITY);
            clearance[lane] = if is_open { cleared } else { clearance[lane] };
        }
    }

    #[inline(always)]
    fn look_after_3_years(&mut self, month: &Month, calendar: Calendar<'_>) {
        let n = calendar.enacted;
        let (closing, legal) = (&calendar.closing[..n], &mut self.legal_after_3_years[..n]);
        let (temporary, permanent, citizens) =
            (&month.temporary[..n], &month.permanent[..n], &month.citizens[..n]);
        for lane in 0..n {
            let is_due = calendar.month as f64 == closing[lane] + THREE_YEARS;
            let all = temporary[lane] + permanent[lane] + citizens[lane];
            legal[lane] = if is_due { all } else { legal[lane] };
        }
    }
}
