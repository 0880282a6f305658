//! The calendar of each future: whether the law passes, when windows open and close.

use super::columns::{Column, zeros};
use super::parameters::{National, Parameter, SegmentParameters, whole_months};
use super::plan::{EventPlan, ProgrammePlan};
use crate::model::{Block, Inputs, Slot};
use crate::random::PAGE;

/// Decides for each replicate of a block whether the law passes and whether the window is extended, and fills the
/// columns that [`super::Slots::derived`] named.
///
/// To be called once the block's own inputs are in place, and before the drivers of `[take_up.effect]`, which may
/// use `window.realised_months`, are evaluated. An extension is drawn, and the months are given, whether or not
/// the law passes.
pub fn realise_calendar(plan: &ProgrammePlan, block: &Block, inputs: &mut Inputs) {
    decide(&plan.enactment, plan.national.enactment, block, inputs);
    decide(&plan.extension, plan.national.extension_probability, block, inputs);
    for replicate in 0..inputs.lanes() {
        let extended = inputs.column(plan.extension.column)[replicate] > 0.0;
        let mut longest = 0.0_f64;
        for segment in &plan.segments {
            let months = |parameter: Parameter| whole_months(value(inputs, parameter.slot, replicate));
            let extension = if extended { months(segment.slots.extension) } else { 0.0 };
            let realised = months(segment.slots.length) + extension;
            longest = longest.max(realised);
            inputs.column_mut(segment.realised_months)[replicate] = realised;
        }
        inputs.column_mut(plan.realised_months)[replicate] = longest;
    }
}

fn value(inputs: &Inputs, slot: Slot, replicate: usize) -> f64 {
    match slot {
        Slot::Fixed(value) => value,
        Slot::Column(index) => inputs.column(index)[replicate],
    }
}

fn decide(event: &EventPlan, probability: Parameter, block: &Block, inputs: &mut Inputs) {
    let mut page = [0.0; PAGE];
    for first in (0..inputs.lanes()).step_by(PAGE) {
        match event.uniform {
            None => event.stream.uniforms(0, 0, block.first_page + (first / PAGE) as u64, &mut page),
            Some(slot) => {
                for (lane, uniform) in page.iter_mut().enumerate() {
                    *uniform = value(inputs, slot, first + lane);
                }
            }
        }
        for (lane, uniform) in page.iter().enumerate() {
            let happens = *uniform < value(inputs, probability.slot, first + lane);
            inputs.column_mut(event.column)[first + lane] = f64::from(happens);
        }
    }
}

/// A segment's window: files are taken in steps opening + 1 … closing (D3).
#[derive(Debug)]
pub(super) struct Window {
    /// Opening month; ∞ where the law does not pass.
    pub opening: Column,
    /// Last month of the window, extension included; ∞ where the law does not pass.
    pub closing: Column,
    /// Cumulative share F of the applicants so far.
    pub so_far: Column,
    /// Weights of the timing law.
    pub weights: [Column; 3],
    /// First month with an open window in any lane, less one.
    pub first_opening: f64,
    /// Last month of the window in any lane where the law passes.
    pub last_closing: f64,
}

impl Window {
    pub fn new(lanes: usize) -> Self {
        Self {
            opening: zeros(lanes),
            closing: zeros(lanes),
            so_far: zeros(lanes),
            weights: [zeros(lanes), zeros(lanes), zeros(lanes)],
            first_opening: 0.0,
            last_closing: 0.0,
        }
    }

    /// Places the window of each lane on the calendar; the first `enacted` lanes are those where the law passes.
    pub fn place(
        &mut self,
        national: &National,
        parameters: &SegmentParameters,
        extended: &[f64],
        enacted: usize,
    ) {
        self.opening.fill(f64::INFINITY);
        self.closing.fill(f64::INFINITY);
        self.so_far.fill(0.0);
        (self.first_opening, self.last_closing) = (f64::INFINITY, -1.0);
        for (lane, &extended) in extended[..enacted].iter().enumerate() {
            let opening = national.delay[lane] + parameters.opens_after[lane];
            let extension = if extended > 0.0 { parameters.extension[lane] } else { 0.0 };
            let closing = opening + parameters.length[lane] + extension;
            self.opening[lane] = opening;
            self.closing[lane] = closing;
            self.first_opening = self.first_opening.min(opening);
            self.last_closing = self.last_closing.max(closing);
        }
    }

    /// Whether some lane takes files in this step.
    pub fn is_open(&self, month: usize) -> bool {
        let month = month as f64;
        self.first_opening < month && month <= self.last_closing
    }

    /// Whether in some lane files are still to come in this step or later, so that eligibility matters.
    pub fn is_ahead(&self, month: usize) -> bool {
        month as f64 <= self.last_closing
    }
}
