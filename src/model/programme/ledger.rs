//! The ledger of a group: what happened each month, and what it adds up to.

use super::columns::{Column, add, zeros};
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
            pub fn gather(&mut self, segment: &Self, is_first: bool, enacted: usize) {
                let join = |to: &mut [f64], x: &[f64]| if is_first { to.copy_from_slice(x) } else { add(to, x) };
                $(join(&mut self.$flow[..enacted], &segment.$flow[..enacted]);)*
                $(join(&mut self.$stock[..enacted], &segment.$stock[..enacted]);)*
                $(join(&mut self.$both, &segment.$both);)*
            }

            /// Adds the flows of a month.
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

    /// All files of a lane.
    pub fn all_files(&self, lane: usize) -> f64 {
        self.files_eligible[lane] + self.files_ineligible[lane] + self.files_outsiders[lane]
    }

    /// All grants of a lane.
    pub fn all_granted(&self, lane: usize) -> f64 {
        self.granted_eligible[lane] + self.granted_ineligible[lane] + self.granted_outsiders[lane]
    }

    /// Everyone with the programme's status in a lane.
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

    /// Enters a month; `cash` is its discounted balance.
    pub fn month(&mut self, month: &Month, cash: &[f64], calendar: Calendar<'_>) {
        self.total.add_flows(month, calendar.enacted);
        self.account(month, cash, calendar.month);
        for lane in 0..calendar.enacted {
            self.files[lane] = month.all_files(lane);
            self.watch_backlog(lane, month.backlog[lane], calendar);
            if calendar.month as f64 == calendar.closing[lane] + THREE_YEARS {
                self.legal_after_3_years[lane] = month.legal(lane);
            }
        }
        let enacted = calendar.enacted;
        self.waiting.month(calendar.month, &self.files[..enacted], &month.decided[..enacted]);
    }

    /// The money side: person-months with a status, and the first month from which the balance stays up.
    fn account(&mut self, month: &Month, cash: &[f64], at: usize) {
        for (lane, &cash) in cash.iter().enumerate() {
            if at > 0 {
                let elsewhere = month.other_routes[lane] - month.other_routes_without[lane];
                self.legal_months[lane] += month.legal(lane) + elsewhere;
            }
            self.balance[lane] += cash;
            if self.balance[lane] < 0.0 {
                self.break_even[lane] = f64::INFINITY;
            } else if self.break_even[lane] == f64::INFINITY {
                self.break_even[lane] = at as f64;
            }
        }
    }

    fn watch_backlog(&mut self, lane: usize, backlog: f64, calendar: Calendar<'_>) {
        if backlog > self.backlog_peak[lane] {
            self.backlog_peak[lane] = backlog;
            self.backlog_peak_month[lane] = calendar.month as f64;
        }
        let since_close = calendar.month as f64 - calendar.closing[lane];
        // From the closing month on all files are known.
        if since_close >= 0.0 && self.clearance[lane] == f64::INFINITY {
            let files = self.total.all_files(lane);
            if files == 0.0 {
                self.clearance[lane] = f64::NAN;
            } else if backlog < CLEARED * files {
                self.clearance[lane] = since_close;
            }
        }
    }
}
