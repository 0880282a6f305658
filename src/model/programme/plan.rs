//! The programme's plan: a scenario compiled to slots, streams and sizes. The last step that can fail.

use super::parameters::{NationalSlots, OfficeSlots, Parameter, SegmentSlots};
use super::streams::{OfficeStreams, SegmentStreams, Spans};
use crate::catalogue::{self, Fallback};
use crate::model::Slot;
use crate::random::{Kind, Stream};
use crate::scenario::{Chance, Diagnostic, ProcessingOrder, Scenario};

/// Where the kernel finds its inputs: implemented by whoever lays out the columns of [`crate::model::Inputs`].
pub trait Slots {
    /// The slot of a built-in quantity that the scenario gives in exactly this scope: `""` for the country,
    /// `segment.NAME` or `office.NAME`; the path is without the scope. `None` where it is silent there: overrides
    /// and defaults are resolved here.
    fn slot(&mut self, scope: &str, path: &str) -> Option<Slot>;

    /// The slots of a group of shares (`segment_shares`, `timing.shares`) in exactly this scope, in the order of
    /// the segments or of [`catalogue::GROUPS`]. `None` where the scenario is silent there.
    fn shares(&mut self, scope: &str, group: &str) -> Option<Vec<Slot>>;

    /// The slot of an effect's driver, evaluated in a scope before [`super::simulate`] and after
    /// [`super::realise_calendar`].
    fn driver(&mut self, scope: &str, effect: &str) -> Slot;

    /// A column of [`crate::model::Inputs`] that [`super::realise_calendar`] fills: `enacted` and `window.extended` (1 or 0) and
    /// `window.realised_months` for the country, `window.realised_months` for each segment.
    fn derived(&mut self, scope: &str, path: &str) -> usize;

    /// The slot of uniforms that decide an event (`enactment`, `window.extension`), where the design of the run
    /// places them; `None` draws them from a stream of their own.
    fn uniform(&mut self, event: &str) -> Option<Slot> {
        let _ = event;
        None
    }
}

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

impl Structure {
    /// The structure of a scenario that has a calendar.
    ///
    /// # Errors
    /// A diagnostic where `[time]` is missing: a static estimate has no programme to play.
    pub fn of(scenario: &Scenario) -> Result<Self, Diagnostic> {
        let time = scenario.time.as_ref().ok_or_else(|| {
            Diagnostic::error("E070", "a programme needs a calendar")
                .at("time")
                .help("add [time] with start and horizon_months")
        })?;
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

/// A programme ready to be played: where every number stands, and every stream.
#[derive(Clone, Debug)]
pub struct ProgrammePlan {
    pub(super) structure: Structure,
    pub(super) national: NationalSlots,
    pub(super) segments: Vec<SegmentPlan>,
    pub(super) offices: Vec<OfficePlan>,
    pub(super) spans: Spans,
    pub(super) intake_noise: Stream,
    pub(super) enactment: EventPlan,
    pub(super) extension: EventPlan,
    pub(super) realised_months: usize,
    warnings: Vec<Diagnostic>,
}

/// What the kernel knows of a segment before a block.
#[derive(Clone, Debug)]
pub(super) struct SegmentPlan {
    pub share: Slot,
    pub slots: SegmentSlots,
    pub criteria: Vec<Parameter>,
    pub effects: Vec<EffectPlan>,
    pub timing: [Slot; 3],
    pub cut_off: usize,
    pub streams: SegmentStreams,
    pub realised_months: usize,
}

/// An effect on the odds of applying.
#[derive(Clone, Debug)]
pub(super) struct EffectPlan {
    pub driver: Slot,
    pub reference: Parameter,
    pub odds_ratio: Parameter,
}

/// What the kernel knows of an office before a block.
#[derive(Clone, Debug)]
pub(super) struct OfficePlan {
    pub share: Slot,
    pub slots: OfficeSlots,
    pub calendar: [f64; 12],
    pub order: ProcessingOrder,
    pub streams: OfficeStreams,
}

/// Something that happens or not, once a future.
#[derive(Clone, Debug)]
pub(super) struct EventPlan {
    pub uniform: Option<Slot>,
    pub stream: Stream,
    pub column: usize,
}

impl ProgrammePlan {
    /// Compiles the programme of a scenario.
    ///
    /// # Errors
    /// Every quantity that the programme needs and the scenario does not give.
    pub fn new(scenario: &Scenario, seed: u64, slots: &mut dyn Slots) -> Result<Self, Vec<Diagnostic>> {
        let structure = Structure::of(scenario).map_err(|problem| vec![problem])?;
        Self::compile(structure, seed, slots)
    }

    /// Compiles a programme from its structure and the slots of its numbers.
    ///
    /// # Errors
    /// Every quantity that the programme needs and `slots` does not give.
    pub fn compile(structure: Structure, seed: u64, slots: &mut dyn Slots) -> Result<Self, Vec<Diagnostic>> {
        let mut resolver = Resolver { slots, problems: Vec::new() };
        let national = NationalSlots::resolve(&mut |path| resolver.parameter("", path));
        let spans = spans(&national, structure.horizon);
        let segment_shares = resolver.segment_shares(structure.segments.len());
        let segments = (structure.segments.iter().zip(segment_shares).zip(&structure.cut_off))
            .map(|((name, share), cut_off)| {
                resolver.segment(&structure, name, share, *cut_off, SegmentStreams::new(seed, name, spans))
            })
            .collect();
        let offices =
            (0..structure.offices.len()).map(|office| resolver.office(&structure, office, seed)).collect();
        let enactment = resolver.event("enactment", "enacted", seed);
        let extension = resolver.event("window.extension", "window.extended", seed);
        let realised_months = resolver.slots.derived("", "window.realised_months");
        if !resolver.problems.is_empty() {
            return Err(resolver.problems);
        }
        let warnings = warnings(&national, &structure);
        let intake_noise = Stream::new(seed, Kind::Noise, "intake");
        Ok(Self {
            structure,
            national,
            segments,
            offices,
            spans,
            intake_noise,
            enactment,
            extension,
            realised_months,
            warnings,
        })
    }

    /// What a person should know before trusting a run: a path to citizenship that the horizon cuts off, and the
    /// like.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Last month.
    pub fn horizon(&self) -> usize {
        self.structure.horizon
    }

    /// Groups of the outcome: the country, and each segment where there is more than one.
    pub fn groups(&self) -> usize {
        match self.segments.len() {
            1 => 1,
            several => 1 + several,
        }
    }

    /// Whether every office says how many files one member of staff decides.
    pub(super) fn staff_is_known(&self) -> bool {
        let absent = Slot::Fixed(f64::INFINITY);
        self.offices.iter().all(|office| office.slots.per_staff_month.slot != absent)
    }

    /// Names of the segments, in group order from group 1.
    pub fn segment_names(&self) -> &[String] {
        &self.structure.segments
    }
}

/// `segment.NAME`, or the country for the unnamed one.
fn scope(kind: &str, name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{kind}.{name}") }
}

/// Finds slots: the narrower scope first, then the country, then the catalogue's default.
struct Resolver<'a> {
    slots: &'a mut dyn Slots,
    problems: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn parameter(&mut self, scope: &str, path: &str) -> Parameter {
        let Some(declared) = catalogue::quantity(path) else {
            unreachable!("the kernel asks only for declared quantities, not for {path}");
        };
        let slot = self.slot(scope, path, declared.default);
        Parameter { slot, kind: declared.kind, min: declared.min, max: declared.max }
    }

    fn slot(&mut self, scope: &str, path: &str, fallback: Fallback) -> Slot {
        let written = self.slots.slot(scope, path);
        let written = if scope.is_empty() { written } else { written.or_else(|| self.slots.slot("", path)) };
        if let Some(slot) = written {
            return slot;
        }
        match fallback {
            Fallback::Value(value) => Slot::Fixed(value),
            Fallback::Absent => Slot::Fixed(f64::INFINITY),
            Fallback::SameAs(other) => self.parameter(scope, other).slot,
            Fallback::Required => {
                let problem = Diagnostic::error(
                    "E071",
                    "the programme needs this quantity, and the scenario does not give it",
                );
                self.problems.push(problem.at(path).help("give it a number or a distribution"));
                Slot::Fixed(0.0)
            }
        }
    }

    fn segment_shares(&mut self, n: usize) -> Vec<Slot> {
        match self.slots.shares("", "segment_shares") {
            Some(shares) if shares.len() == n => shares,
            None if n == 1 => vec![Slot::Fixed(1.0)],
            _ => {
                let problem = Diagnostic::error("E072", format!("{n} segments need a share each"));
                self.problems.push(problem.at("segment_shares").help("name every segment there once"));
                vec![Slot::Fixed(0.0); n]
            }
        }
    }

    fn segment(
        &mut self,
        structure: &Structure,
        name: &str,
        share: Slot,
        cut_off: Option<usize>,
        streams: SegmentStreams,
    ) -> SegmentPlan {
        let scope = scope("segment", name);
        let slots = SegmentSlots::resolve(&mut |path| self.parameter(&scope, path));
        let criterion = |name: &String| format!("eligibility.criterion.{name}.pass_share");
        let criteria =
            structure.criteria.iter().map(|name| self.parameter(&scope, &criterion(name))).collect();
        let effects = structure.effects.iter().map(|effect| self.effect(&scope, effect)).collect();
        let timing = self.slots.shares(&scope, "timing.shares");
        let timing =
            if scope.is_empty() { timing } else { timing.or_else(|| self.slots.shares("", "timing.shares")) };
        // Without a law the applications come steadily (D45).
        let timing = timing.and_then(|shares| shares.try_into().ok());
        SegmentPlan {
            share,
            slots,
            criteria,
            effects,
            timing: timing.unwrap_or([0.0, 1.0, 0.0].map(Slot::Fixed)),
            cut_off: cut_off.unwrap_or(usize::MAX),
            streams,
            realised_months: self.slots.derived(&scope, "window.realised_months"),
        }
    }

    fn effect(&mut self, scope: &str, effect: &str) -> EffectPlan {
        EffectPlan {
            driver: self.slots.driver(scope, effect),
            reference: self.parameter("", &format!("take_up.effect.{effect}.reference")),
            odds_ratio: self.parameter(scope, &format!("take_up.effect.{effect}.odds_ratio")),
        }
    }

    fn office(&mut self, structure: &Structure, index: usize, seed: u64) -> OfficePlan {
        let name = &structure.offices[index];
        let scope = scope("office", name);
        let share = if name.is_empty() {
            Slot::Fixed(1.0)
        } else {
            self.slot("", &format!("office.{name}.share"), Fallback::Required)
        };
        OfficePlan {
            share,
            slots: OfficeSlots::resolve(&mut |path| self.parameter(&scope, path)),
            calendar: structure.capacity_calendar[index],
            order: structure.order[index],
            streams: OfficeStreams::new(seed, name, &structure.segments),
        }
    }

    fn event(&mut self, event: &str, column: &str, seed: u64) -> EventPlan {
        EventPlan {
            uniform: self.slots.uniform(event),
            stream: Stream::new(seed, Kind::Input, event),
            column: self.slots.derived("", column),
        }
    }
}

/// How long labels must be kept: exactly where durations are set, up to the horizon where they are drawn.
fn spans(national: &NationalSlots, horizon: usize) -> Spans {
    let months = |parameter: &Parameter| match parameter.slot {
        Slot::Fixed(value) => ((value + 0.5).floor().max(0.0) as usize).min(horizon + 1),
        Slot::Column(_) => horizon + 1,
    };
    let least = |parameter: &Parameter, floor: usize| match parameter.slot {
        Slot::Fixed(_) => months(parameter).max(floor),
        Slot::Column(_) => floor,
    };
    let permit = months(&national.permit_months).max(1);
    let second = months(&national.second_permit_months).max(1);
    let new = match national.permanent_after.slot {
        Slot::Fixed(value) if value.is_infinite() => 0,
        _ => months(&national.permanent_after),
    };
    let waiting = match national.citizenship_after.slot {
        Slot::Fixed(value) if value.is_infinite() => 0,
        _ => months(&national.citizenship_after),
    };
    let (first, later) = (least(&national.permit_months, 1), least(&national.second_permit_months, 1));
    let renewals = if new >= first { 1 + (new - first) / later } else { 0 };
    // A label is kept until it falls due; a promoted one falls due within the longer of both lengths.
    Spans {
        new,
        first: permit,
        later: permit.max(second),
        waiting,
        renewals: renewals.min(horizon),
        appeal: months(&national.appeal_months),
    }
}

fn warnings(national: &NationalSlots, structure: &Structure) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let fixed = |parameter: &Parameter| match parameter.slot {
        Slot::Fixed(value) => value,
        Slot::Column(_) => 0.0,
    };
    let (permanent, citizen) = (fixed(&national.permanent_after), fixed(&national.citizenship_after));
    if permanent.is_finite() && citizen.is_finite() {
        let earliest = fixed(&national.delay) + 1.0 + permanent + citizen;
        let horizon = structure.horizon as f64;
        if earliest > horizon {
            let message = format!(
                "the earliest citizenship is month {earliest}, after the horizon of {horizon} months"
            );
            warnings.push(
                Diagnostic::warning("W070", message)
                    .at("time.horizon_months")
                    .help("citizens are 0 only because the run ends before"),
            );
        } else if earliest + 24.0 > horizon {
            let message = format!(
                "the earliest citizenship is month {earliest}, within 24 months of the horizon of {horizon}"
            );
            warnings.push(
                Diagnostic::warning("W071", message)
                    .at("time.horizon_months")
                    .help("the run sees only the first citizens; lengthen it"),
            );
        }
    }
    warnings
}
