//! Where the programme finds its numbers: slots of the inputs, and columns that it fills or that are filled for it.

use super::programme::Slots;
use super::{InputPlan, Slot};
use crate::catalogue;
use crate::scenario::{Quantity, Scenario};
use std::collections::BTreeMap;

/// Gives the programme its slots, and the columns that it fills or that are filled for it.
pub(super) struct Binding<'a> {
    scenario: &'a Scenario,
    inputs: &'a mut InputPlan,
    segments: Vec<String>,
    /// (scope, effect, column)
    pub drivers: Vec<(String, String, usize)>,
    /// Scope → column of the window's realised length.
    pub realised: BTreeMap<String, usize>,
    pub enacted: Option<usize>,
}

impl<'a> Binding<'a> {
    pub fn new(scenario: &'a Scenario, inputs: &'a mut InputPlan) -> Self {
        let segments = scenario.segments.iter().map(|segment| segment.name.clone()).collect();
        Self { scenario, inputs, segments, drivers: Vec::new(), realised: BTreeMap::new(), enacted: None }
    }
}

impl Slots for Binding<'_> {
    fn slot(&mut self, scope: &str, path: &str) -> Option<Slot> {
        if scope.is_empty() {
            self.inputs.written(path)
        } else {
            self.inputs.written(&format!("{scope}.{path}"))
        }
    }

    fn least(&self, scope: &str, path: &str) -> Option<f64> {
        let path = if scope.is_empty() { path.to_owned() } else { format!("{scope}.{path}") };
        self.scenario.quantities.get(&path).map(Quantity::least)
    }

    fn shares(&mut self, scope: &str, group: &str) -> Option<Vec<Slot>> {
        let path = if scope.is_empty() { group.to_owned() } else { format!("{scope}.{group}") };
        let members: Vec<&str> = match catalogue::GROUPS.iter().find(|declared| declared.path == group) {
            Some(declared) if !declared.members.is_empty() => declared.members.to_vec(),
            _ => self.segments.iter().map(String::as_str).collect(),
        };
        members.iter().map(|member| self.inputs.written(&format!("{path}.{member}"))).collect()
    }

    fn driver(&mut self, scope: &str, effect: &str) -> Slot {
        let column = self.inputs.add_derived(format!("{scope}/take_up.effect.{effect}/driver"));
        self.drivers.push((scope.to_owned(), effect.to_owned(), column));
        Slot::Column(column)
    }

    fn derived(&mut self, scope: &str, path: &str) -> usize {
        let column = self.inputs.add_derived(format!("{scope}/{path}"));
        match path {
            "enacted" => self.enacted = Some(column),
            "window.realised_months" => drop(self.realised.insert(scope.to_owned(), column)),
            _ => {}
        }
        column
    }

    fn uniform(&mut self, event: &str) -> Option<Slot> {
        self.inputs.written(&format!("{event}/uniform"))
    }
}
