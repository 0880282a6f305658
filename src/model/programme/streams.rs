//! The named streams of chance and noise: one a segment and event, one an office and event.
//!
//! Names say what happens to whom (`expired_permit/leave`), never where something stands in a list, so that adding
//! a segment, an office or a month moves no other draw.

use super::roster::Roster;
use crate::random::{Kind, Stream};

/// What kind of file it is: by true eligibility at filing, outsiders apart.
pub(super) const TYPES: [&str; 3] = ["eligible", "ineligible", "outsiders"];
pub(super) const ELIGIBLE: usize = 0;
pub(super) const INELIGIBLE: usize = 1;
pub(super) const OUTSIDERS: usize = 2;

macro_rules! named_streams {
    ($(#[$doc:meta])* $name:ident { $($field:ident = $event:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(super) struct $name { $(pub $field: Stream,)* }

        impl $name {
            fn new(seed: u64, kind: Kind, scope: &str) -> Self {
                Self { $($field: Stream::new(seed, kind, &format!("{scope}/{}", $event)),)* }
            }
        }
    };
}

named_streams! {
    /// Events that befall a segment's people as one.
    Events {
        share_of_stock = "share of stock",
        eligible_at_start = "eligible at start",
        arrivals = "arrivals",
        eligible_arrivals = "eligible arrivals",
        leave = "leave",
        leave_refused = "leave/refused",
        leave_eligible = "leave/eligible",
        leave_ineligible = "leave/ineligible",
        leave_newcomers = "leave/newcomers",
        removal = "removal",
        lost = "eligibility lost",
        gained = "eligibility gained",
        apply_eligible = "apply/eligible",
        apply_ineligible = "apply/ineligible",
        apply_newcomers = "apply/newcomers",
        apply_outsiders = "apply/outsiders",
        lapsed_leave = "lapsed leave",
        leave_permits_new = "leave/permits/before permanence",
        leave_permits_first = "leave/permits/first term",
        leave_permits_later = "leave/permits/later terms",
        leave_waiting = "leave/permanent/waiting",
        leave_permanent = "leave/permanent",
        leave_late = "leave/permanent/late",
        leave_citizens = "leave/citizens",
        permanent_first = "permanent/first term",
        permanent_later = "permanent/later terms",
        citizens = "citizens",
        other_routes = "other routes",
        other_routes_refused = "other routes/refused",
        other_routes_eligible = "other routes/eligible",
        other_routes_ineligible = "other routes/ineligible",
        other_routes_newcomers = "other routes/newcomers",
        other_routes_lapse = "other routes lapse",
        renew_first = "renewal/first term",
        renew_later = "renewal/later terms",
    }
}

named_streams! {
    /// Events that befall a segment's files of one type.
    FileEvents {
        withdrawn = "withdrawn",
        granted = "granted",
        appealed = "appealed",
        appeal_granted = "appeal granted",
        collected = "collected",
    }
}

/// Streams for reading the labels of a roster, one a level of its tree.
#[derive(Clone, Debug)]
pub(super) struct Labels(Vec<Stream>);

impl Labels {
    fn new(seed: u64, scope: &str, event: &str, span: usize) -> Self {
        let stream = |level| Stream::new(seed, Kind::Chance, &format!("{scope}/{event}/half {level}"));
        Self((0..Roster::levels(span)).map(stream).collect())
    }
}

impl std::ops::Deref for Labels {
    type Target = [Stream];

    fn deref(&self) -> &[Stream] {
        &self.0
    }
}

/// How many months the labels of each roster can span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spans {
    /// From grant to possible permanence.
    pub new: usize,
    /// From grant to first renewal.
    pub first: usize,
    /// From one renewal to the next.
    pub later: usize,
    /// From permanence to possible citizenship.
    pub waiting: usize,
    /// Renewals before permanence.
    pub renewals: usize,
    /// From refusal to the decision on appeal.
    pub appeal: usize,
}

/// Streams of a segment.
#[derive(Clone, Debug)]
pub(super) struct SegmentStreams {
    pub events: Events,
    pub files: [FileEvents; 3],
    /// The k-th renewal before permanence: which are due, and who renews.
    pub renewals: Vec<(Labels, Stream)>,
    pub new_entry: Labels,
    pub new_exit: Labels,
    pub first_entry: Labels,
    pub first_exit: Labels,
    pub later_entry: Labels,
    pub later_renewed: Labels,
    pub later_exit: Labels,
    pub waiting_entry: Labels,
    pub waiting_exit: Labels,
}

impl SegmentStreams {
    pub fn new(seed: u64, segment: &str, spans: Spans) -> Self {
        let labels = |event: &str, span| Labels::new(seed, segment, event, span);
        let renewal = |k: usize| {
            let name = format!("renewal/before permanence/{}", k + 1);
            (labels(&name, spans.new), Stream::new(seed, Kind::Chance, &format!("{segment}/{name}")))
        };
        let of_type = |name: &str| FileEvents::new(seed, Kind::Chance, &format!("{segment}/{name}"));
        Self {
            events: Events::new(seed, Kind::Chance, segment),
            files: TYPES.map(of_type),
            renewals: (0..spans.renewals).map(renewal).collect(),
            new_entry: labels("permits/before permanence/entry", spans.new),
            new_exit: labels("permits/before permanence/exit", spans.new),
            first_entry: labels("permits/first term/entry", spans.first),
            first_exit: labels("permits/first term/exit", spans.first),
            later_entry: labels("permits/later terms/entry", spans.later),
            later_renewed: labels("permits/later terms/renewed", spans.later),
            later_exit: labels("permits/later terms/exit", spans.later),
            waiting_entry: labels("permanent/entry", spans.waiting),
            waiting_exit: labels("permanent/exit", spans.waiting),
        }
    }
}

/// Streams of an office.
#[derive(Clone, Debug)]
pub(super) struct OfficeStreams {
    /// Month-to-month noise of capacity.
    pub capacity_noise: Stream,
    /// Files decided in a month.
    pub decisions: Stream,
    /// Files that come to this office, by segment and type.
    pub intake: Vec<[Stream; 3]>,
    /// Files decided, by segment and type.
    pub decided: Vec<[Stream; 3]>,
}

impl OfficeStreams {
    pub fn new(seed: u64, office: &str, segments: &[String]) -> Self {
        let stream = |event: &str| Stream::new(seed, Kind::Chance, &format!("office {office}/{event}"));
        let cells = |event: &str| {
            let of_segment =
                |segment: &String| TYPES.map(|of_type| stream(&format!("{event}/{segment}/{of_type}")));
            segments.iter().map(of_segment).collect()
        };
        Self {
            capacity_noise: Stream::new(seed, Kind::Noise, &format!("office {office}/capacity")),
            decisions: stream("decisions"),
            intake: cells("intake"),
            decided: cells("decided"),
        }
    }
}
