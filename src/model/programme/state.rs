//! The state of a block: where everybody is, by segment, in both worlds. Everything is allocated here, once.

use super::calendar::Window;
use super::chance::Chance;
use super::columns::{Column, sum, zeros};
use super::ledger::{Ledger, Month};
use super::parameters::{National, OfficeParameters, SegmentParameters};
use super::pending::Pending;
use super::plan::ProgrammePlan;
use super::roster::Roster;
use super::streams::Spans;
use crate::catalogue::SERIES;
use crate::scenario;

/// Room for playing one block; reused from block to block.
#[derive(Debug)]
pub struct Workspace {
    /// The replicate that stands in each lane: those in which the law passes come first.
    pub(super) order: Vec<u32>,
    /// Number of lanes in which the law passes.
    pub(super) enacted: usize,
    pub(super) chance: Chance,
    pub(super) national: National,
    pub(super) segments: Vec<Segment>,
    pub(super) offices: Vec<Office>,
    /// The country's month and ledger.
    pub(super) country: Month,
    pub(super) country_ledger: Ledger,
    /// Earliest opening and latest closing of any segment.
    pub(super) country_opening: Column,
    pub(super) country_closing: Column,
    pub(super) extended: Column,
    pub(super) intake_noise: Column,
    /// Discount factor of the month, and of one month.
    pub(super) discount: Column,
    pub(super) monthly_discount: Column,
    /// What one more person with a status is worth to public budgets in a month.
    pub(super) per_legal_month: Column,
    /// `groups × series × lanes`, by replicate.
    pub(super) series: Vec<f64>,
    pub(super) scratch: Scratch,
}

/// Columns for passing results within a stage.
#[derive(Debug)]
pub(super) struct Scratch {
    pub a: Column,
    pub b: Column,
    pub c: Column,
    pub d: Column,
    pub four: [Column; 4],
    pub labels: Vec<u32>,
}

/// A segment of the population.
#[derive(Debug)]
pub(super) struct Segment {
    pub parameters: SegmentParameters,
    /// Share of the stock and of arrivals.
    pub share: Column,
    /// Mean arrivals a month without a pull.
    pub arrivals: Column,
    /// Product of the pass shares.
    pub eligible_share: Column,
    pub window: Window,
    pub people: People,
    pub month: Month,
    /// Files decided this month, by type.
    pub decided: [Column; 3],
    /// Grants of this month that wait to be collected, by type.
    pub granted: [Column; 3],
    pub ledger: Ledger,
    /// Columns for passing results within a stage.
    pub work: [Column; 4],
}

/// Where the people of a segment are.
///
/// Columns marked (both) are filled in all lanes; all others only where the law passes, as nothing else happens there.
#[derive(Debug)]
pub(super) struct People {
    /// Irregular, can still file: eligible, ineligible, arrived after the cut-off.
    pub eligible: Column,
    pub ineligible: Column,
    pub newcomers: Column,
    /// Irregular, cannot file (any more), unknown to the authorities (both).
    pub others: Column,
    /// Irregular, refused and known.
    pub refused: Column,
    /// Legal by other routes (both).
    pub other_routes: Column,
    /// Files waiting for a first decision, by type.
    pub waiting: [Column; 3],
    /// Appeals waiting, by type.
    pub appeals: [Pending; 3],
    /// Permits before permanence is possible, by month of grant.
    pub permits_new: Roster,
    /// Permits before their first renewal, permanence possible, by month of grant.
    pub permits_first: Roster,
    /// Permits renewed before, permanence possible, by month of next renewal.
    pub permits_later: Roster,
    /// Permanent, citizenship not yet possible, by month of permanence.
    pub permanent_waiting: Roster,
    /// Permanent, citizenship possible.
    pub permanent: Column,
    /// Permanent, citizenship not possible within the run.
    pub permanent_late: Column,
    pub citizens: Column,
    /// Months from grant to possible permanence, and from permanence to possible citizenship.
    pub permanent_after: Column,
    pub citizenship_after: Column,
    /// The world without: irregular and legal by other routes (both).
    pub irregular_without: Column,
    pub other_routes_without: Column,
    /// Everybody who ever entered the account, and everybody who left it (both).
    pub entered: Column,
    pub gone: Column,
    pub entered_without: Column,
    pub gone_without: Column,
}

/// An office and its queue.
#[derive(Debug)]
pub(super) struct Office {
    pub parameters: OfficeParameters,
    pub share: Column,
    /// Files waiting, by segment and type.
    pub waiting: Vec<[Column; 3]>,
    pub noise: Column,
}

impl Workspace {
    /// Room for blocks of `lanes` replicates, a whole number of pages.
    pub fn new(plan: &ProgrammePlan, lanes: usize) -> Self {
        let horizon = plan.horizon();
        let n_segments = plan.segments.len();
        Self {
            order: vec![0; lanes],
            enacted: 0,
            chance: Chance::new(plan.structure.chance == scenario::Chance::Individual, lanes),
            national: National::new(lanes),
            segments: (0..n_segments).map(|_| Segment::new(plan.spans, horizon, lanes)).collect(),
            offices: plan.offices.iter().map(|_| Office::new(n_segments, lanes)).collect(),
            country: Month::new(lanes),
            country_ledger: Ledger::new(horizon, lanes),
            country_opening: zeros(lanes),
            country_closing: zeros(lanes),
            extended: zeros(lanes),
            intake_noise: zeros(lanes),
            discount: zeros(lanes),
            monthly_discount: zeros(lanes),
            per_legal_month: zeros(lanes),
            series: zeros(plan.groups() * SERIES.len() * lanes),
            scratch: Scratch {
                a: zeros(lanes),
                b: zeros(lanes),
                c: zeros(lanes),
                d: zeros(lanes),
                four: std::array::from_fn(|_| zeros(lanes)),
                labels: vec![0; lanes],
            },
        }
    }

    /// Number of replicates.
    pub fn lanes(&self) -> usize {
        self.order.len()
    }
}

impl Segment {
    fn new(spans: Spans, horizon: usize, lanes: usize) -> Self {
        Self {
            parameters: SegmentParameters::new(lanes),
            share: zeros(lanes),
            arrivals: zeros(lanes),
            eligible_share: zeros(lanes),
            window: Window::new(lanes),
            people: People::new(spans, horizon, lanes),
            month: Month::new(lanes),
            decided: std::array::from_fn(|_| zeros(lanes)),
            granted: std::array::from_fn(|_| zeros(lanes)),
            ledger: Ledger::new(horizon, lanes),
            work: std::array::from_fn(|_| zeros(lanes)),
        }
    }
}

impl Office {
    fn new(n_segments: usize, lanes: usize) -> Self {
        Self {
            parameters: OfficeParameters::new(lanes),
            share: zeros(lanes),
            waiting: (0..n_segments).map(|_| std::array::from_fn(|_| zeros(lanes))).collect(),
            noise: zeros(lanes),
        }
    }
}

impl People {
    fn new(spans: Spans, horizon: usize, lanes: usize) -> Self {
        let column = || zeros(lanes);
        Self {
            eligible: column(),
            ineligible: column(),
            newcomers: column(),
            others: column(),
            refused: column(),
            other_routes: column(),
            waiting: std::array::from_fn(|_| column()),
            appeals: std::array::from_fn(|_| Pending::new(spans.appeal, lanes)),
            permits_new: Roster::new(spans.new, lanes),
            permits_first: Roster::new(spans.first, lanes),
            permits_later: Roster::new(spans.later.min(horizon + 1), lanes),
            permanent_waiting: Roster::new(spans.waiting, lanes),
            permanent: column(),
            permanent_late: column(),
            citizens: column(),
            permanent_after: column(),
            citizenship_after: column(),
            irregular_without: column(),
            other_routes_without: column(),
            entered: column(),
            gone: column(),
            entered_without: column(),
            gone_without: column(),
        }
    }

    /// Nobody anywhere.
    pub fn clear(&mut self) {
        for column in [
            &mut self.eligible,
            &mut self.ineligible,
            &mut self.newcomers,
            &mut self.others,
            &mut self.refused,
            &mut self.other_routes,
            &mut self.permanent,
            &mut self.permanent_late,
            &mut self.citizens,
            &mut self.irregular_without,
            &mut self.other_routes_without,
            &mut self.entered,
            &mut self.gone,
            &mut self.entered_without,
            &mut self.gone_without,
        ] {
            column.fill(0.0);
        }
        self.waiting.iter_mut().for_each(|column| column.fill(0.0));
        self.appeals.iter_mut().for_each(Pending::clear);
        for roster in [
            &mut self.permits_new,
            &mut self.permits_first,
            &mut self.permits_later,
            &mut self.permanent_waiting,
        ] {
            roster.clear();
        }
    }

    /// People with a temporary permit.
    #[inline(always)]
    pub fn temporary(&self, out: &mut [f64]) {
        sum([self.permits_new.total(), self.permits_first.total(), self.permits_later.total()], out);
    }

    /// People with permanent status who are not citizens.
    #[inline(always)]
    pub fn permanent(&self, out: &mut [f64]) {
        sum([self.permanent_waiting.total(), &self.permanent, &self.permanent_late], out);
    }

    /// Irregular people outside the procedure: those who are exposed to leaving and to other routes.
    #[inline(always)]
    pub fn outside_procedure(&self, out: &mut [f64], enacted: usize) {
        let (lawful, rest) = out.split_at_mut(enacted);
        sum([&self.others, &self.refused, &self.eligible, &self.ineligible, &self.newcomers], lawful);
        rest.copy_from_slice(&self.others[enacted..]);
    }
}
