//! The programme's plan: what the kernel knows before a block, as slots, streams and sizes.

use super::parameters::{NationalSlots, OfficeSlots, Parameter, SegmentSlots};
use super::streams::{OfficeStreams, SegmentStreams, Spans};
use super::structure::Structure;
use crate::model::Slot;
use crate::random::Stream;
use crate::scenario::ProcessingOrder;

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
    pub(super) earliest_citizenship: Option<f64>,
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
