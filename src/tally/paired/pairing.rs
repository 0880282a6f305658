//! What a comparison looks at.

use crate::model::Plan;

/// Which outputs and conditions of some plans are compared, and by which one they are judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairing {
    /// For each output that is compared, its place in each plan.
    pub outputs: Vec<Vec<usize>>,
    /// For each condition that is compared, its place in each plan.
    pub conditions: Vec<Vec<usize>>,
    /// The output that regret is taken of.
    pub objective: Option<Objective>,
    /// Conditions that a policy should meet, by place in `conditions`.
    pub satisficing: Vec<usize>,
}

/// An output and which way it is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objective {
    /// Place in [`Pairing::outputs`].
    pub output: usize,
    /// Whether more is better.
    pub maximise: bool,
}

impl Pairing {
    /// Every output and condition that all plans have under one name; outputs in one unit.
    ///
    /// There is no objective yet.
    pub fn of(plans: &[&Plan]) -> Self {
        let Some(first) = plans.first() else { return Self::default() };
        let outputs = first.outputs().iter().filter_map(|wanted| {
            let place = |plan: &&Plan| {
                plan.outputs().iter().position(|o| o.name == wanted.name && o.unit == wanted.unit)
            };
            plans.iter().map(place).collect::<Option<Vec<_>>>()
        });
        let name = |plan: &Plan, place: usize| plan.condition_name(&plan.conditions()[place]);
        let conditions = (0..first.conditions().len()).filter_map(|wanted| {
            let wanted = name(first, wanted);
            let place =
                |plan: &&Plan| (0..plan.conditions().len()).find(|&other| name(plan, other) == wanted);
            plans.iter().map(place).collect::<Option<Vec<_>>>()
        });
        Self { outputs: outputs.collect(), conditions: conditions.collect(), ..Self::default() }
    }
}
