//! From a scenario to the programme's plan: the last step that can fail.

use super::parameters::{NationalSlots, Parameter};
use super::plan::ProgrammePlan;
use super::resolve::{Resolver, Slots};
use super::streams::{SegmentStreams, Spans};
use super::structure::Structure;
use crate::model::Slot;
use crate::random::{Kind, Stream};
use crate::scenario::{Diagnostic, Scenario};

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
