//! The programme's plan: a scenario compiled to slots, streams and sizes. The last step that can fail.

use super::horizon::late_citizenship;
use super::parameters::{NationalSlots, OfficeSlots, Parameter, SegmentSlots};
use super::resolve::{Resolver, Slots};
use super::streams::{OfficeStreams, SegmentStreams, Spans};
use super::structure::Structure;
use crate::model::Slot;
use crate::random::{Kind, Stream};
use crate::scenario::{Diagnostic, ProcessingOrder, Scenario};

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
    earliest_citizenship: Option<f64>,
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
        let earliest_citizenship = resolver.earliest_citizenship(&structure);
        let enactment = resolver.event("enactment", "enacted", seed);
        let extension = resolver.event("window.extension", "window.extended", seed);
        let realised_months = resolver.slots.derived("", "window.realised_months");
        if !resolver.problems.is_empty() {
            return Err(resolver.problems);
        }
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
            earliest_citizenship,
        })
    }

    /// What a person should know before trusting a run: a path to citizenship that the horizon cuts off.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let earliest = self.earliest_citizenship;
        earliest.and_then(|earliest| late_citizenship(earliest, self.structure.horizon)).into_iter().collect()
    }

    /// The first month in which anybody can become a citizen, whatever is drawn; `None` where nobody ever can.
    pub fn earliest_citizenship(&self) -> Option<f64> {
        self.earliest_citizenship
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
