//! Which features of a programme the scenario leaves off.

use super::*;
use crate::catalogue::{FEATURES, Feature};

impl Check<'_> {
    /// Every feature that is off, with what holds instead, for the run to name.
    pub(super) fn features_off(&self, scenario: &Scenario) -> Vec<(String, String)> {
        let off = FEATURES.iter().filter(|feature| !self.is_on(feature, scenario));
        off.map(|feature| (feature.name.to_owned(), feature.when_off.to_owned())).collect()
    }

    fn is_on(&self, feature: &Feature, scenario: &Scenario) -> bool {
        let named = |names: Vec<&str>| names.iter().any(|name| !name.is_empty());
        match feature.switch {
            "segment.*" => named(scenario.segments.iter().map(|segment| segment.name.as_str()).collect()),
            "office.*" => named(scenario.offices.iter().map(|office| office.name.as_str()).collect()),
            "eligibility.criterion.*" => !scenario.criteria.is_empty(),
            "take_up.effect.*" => !scenario.effects.is_empty(),
            "segment.*.window" => self.found.iter().any(|found| in_a_segments_window(&found.path)),
            "window.present_before" => !scenario.present_before.is_empty(),
            "processing.calendar" => !scenario.capacity_calendar.is_empty(),
            "processing.order" => !scenario.processing_order.is_empty(),
            switch => self.found.iter().any(|found| catalogue::split_scope(&found.path).1 == switch),
        }
    }
}

fn in_a_segments_window(path: &str) -> bool {
    let (scope, local) = catalogue::split_scope(path);
    scope.is_some_and(|scope| scope.starts_with("segment.")) && local.starts_with("window.")
}
