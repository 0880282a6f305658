//! From a scenario's paths to slots: the narrower scope first, then the country, then the catalogue's default.

use super::parameters::{OfficeSlots, Parameter, SegmentSlots};
use super::plan::{EffectPlan, EventPlan, OfficePlan, SegmentPlan};
use super::streams::{OfficeStreams, SegmentStreams};
use super::structure::{Structure, scope};
use crate::catalogue::{self, Fallback};
use crate::model::Slot;
use crate::random::{Kind, Stream};
use crate::scenario::Diagnostic;

/// Where the kernel finds its inputs: implemented by whoever lays out the columns of [`crate::model::Inputs`].
pub trait Slots {
    /// The slot of a built-in quantity that the scenario gives in exactly this scope: `""` for the country,
    /// `segment.NAME` or `office.NAME`; the path is without the scope. `None` where it is silent there: overrides
    /// and defaults are resolved here.
    fn slot(&mut self, scope: &str, path: &str) -> Option<Slot>;

    /// The least value that may be drawn for a quantity in exactly this scope; `None` where it is not known or the
    /// scenario is silent there.
    fn least(&self, scope: &str, path: &str) -> Option<f64> {
        let _ = (scope, path);
        None
    }

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

/// Finds slots: the narrower scope first, then the country, then the catalogue's default.
pub(super) struct Resolver<'a> {
    pub slots: &'a mut dyn Slots,
    pub problems: Vec<Diagnostic>,
}

impl Resolver<'_> {
    pub fn parameter(&mut self, scope: &str, path: &str) -> Parameter {
        let Some(declared) = catalogue::quantity(path) else {
            unreachable!("the kernel asks only for declared quantities, not for {path}");
        };
        let slot = self.slot(scope, path, declared.default);
        Parameter { slot, kind: declared.kind, min: declared.min, max: declared.max }
    }

    pub fn slot(&mut self, scope: &str, path: &str, fallback: Fallback) -> Slot {
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

    pub fn segment_shares(&mut self, n: usize) -> Vec<Slot> {
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

    pub fn segment(
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

    pub fn office(&mut self, structure: &Structure, index: usize, seed: u64) -> OfficePlan {
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

    pub fn event(&mut self, event: &str, column: &str, seed: u64) -> EventPlan {
        EventPlan {
            uniform: self.slots.uniform(event),
            stream: Stream::new(seed, Kind::Input, event),
            column: self.slots.derived("", column),
        }
    }
}
