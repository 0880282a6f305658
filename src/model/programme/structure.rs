//! What shapes a programme apart from its numbers: parts, calendar, order of decisions.

use crate::random::PAGE;
use crate::scenario::{Chance, Diagnostic, ProcessingOrder, Scenario};

/// Largest number of pairs of a segment with an office, a criterion or an effect. Each pair of a segment and an office has
/// queues of its own, 6 KiB of every thread's memory: so many take 6 GiB a thread, and seconds to compile.
const MAX_PAIRS: usize = 1_000_000;
/// Bytes of the queues of a segment at an office, one of each of three types of file in each replicate of a page.
const QUEUE_BYTES: usize = 3 * PAGE * size_of::<f64>();

/// What shapes a programme apart from its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// Names of the segments; one empty name where there are none.
    pub segments: Vec<String>,
    /// Names of the offices; one empty name where there are none.
    pub offices: Vec<String>,
    /// Names of the criteria.
    pub criteria: Vec<String>,
    /// Names of the effects on take-up.
    pub effects: Vec<String>,
    /// Calendar month of step 1, 1–12.
    pub first_calendar_month: u8,
    /// Last month.
    pub horizon: usize,
    /// Whole people, or their means.
    pub chance: Chance,
    /// Last step whose arrivals can be eligible, by segment; `None` is no cut-off (D6).
    pub cut_off: Vec<Option<usize>>,
    /// Factors on capacity from January, by office.
    pub capacity_calendar: Vec<[f64; 12]>,
    /// Order of decisions, by office.
    pub order: Vec<ProcessingOrder>,
}

/// `segment.NAME`, or the country for the unnamed one.
pub(super) fn scope(kind: &str, name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{kind}.{name}") }
}

impl Structure {
    /// The structure of a scenario that has a calendar.
    ///
    /// # Errors
    /// A diagnostic where `[time]` is missing: a static estimate has no programme to play; and where segments and what
    /// they are paired with are so many that even compiling them would not end well.
    pub fn of(scenario: &Scenario) -> Result<Self, Diagnostic> {
        let time = scenario.time.as_ref().ok_or_else(|| {
            Diagnostic::error("E070", "a programme needs a calendar")
                .at("time")
                .help("add [time] with start and horizon_months")
        })?;
        refuse_too_many(scenario)?;
        let names = |names: Vec<String>| if names.is_empty() { vec![String::new()] } else { names };
        let segments = names(scenario.segments.iter().map(|segment| segment.name.clone()).collect());
        let offices = names(scenario.offices.iter().map(|office| office.name.clone()).collect());
        let cut_off = |segment: &String| {
            let scoped = scenario.present_before.get(&scope("segment", segment));
            let month = scoped.or_else(|| scenario.present_before.get(""))?;
            Some(month.months_since(time.start).max(0) as usize)
        };
        let by_office = |office: &String| {
            let scoped = scenario.capacity_calendar.get(&scope("office", office));
            scoped.or_else(|| scenario.capacity_calendar.get("")).copied().unwrap_or([1.0; 12])
        };
        let order = |office: &String| {
            let scoped = scenario.processing_order.get(&scope("office", office));
            scoped
                .or_else(|| scenario.processing_order.get(""))
                .copied()
                .unwrap_or(ProcessingOrder::OldestFirst)
        };
        Ok(Self {
            cut_off: segments.iter().map(cut_off).collect(),
            capacity_calendar: offices.iter().map(by_office).collect(),
            order: offices.iter().map(order).collect(),
            segments,
            offices,
            criteria: scenario.criteria.iter().map(|criterion| criterion.name.clone()).collect(),
            effects: scenario.effects.iter().map(|effect| effect.name.clone()).collect(),
            first_calendar_month: time.start.month,
            horizon: time.horizon_months,
            chance: scenario.run.chance,
        })
    }
}

/// Asked before anything of that size is made.
fn refuse_too_many(scenario: &Scenario) -> Result<(), Diagnostic> {
    let segments = scenario.segments.len();
    let paired = [
        ("offices", scenario.offices.len()),
        ("criteria", scenario.criteria.len()),
        ("effects", scenario.effects.len()),
    ];
    for (partners, n) in paired {
        let pairs = segments.saturating_mul(n);
        if pairs > MAX_PAIRS {
            let message = format!(
                "{segments} segments with {n} {partners} make {pairs} pairs, expected {MAX_PAIRS} at most"
            );
            let gibibytes = pairs.saturating_mul(QUEUE_BYTES) as f64 / f64::from(1 << 30);
            let help = match partners {
                "offices" => format!(
                    "their queues alone would take {gibibytes:.0} GiB of memory a thread; put small segments or offices together"
                ),
                _ => "put small segments together".to_owned(),
            };
            return Err(Diagnostic::error("E073", message).at("segment").help(help));
        }
    }
    Ok(())
}
