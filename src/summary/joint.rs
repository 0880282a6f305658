//! How conditions go together: pairs, all successes, any failure, where the law passes.

use super::describe::chance;
use super::{Chance, JudgedIn};
use crate::model::{Judgement, Plan};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// How conditions go together. Present where the scenario has two of them or more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JointSummary {
    /// In which futures all of this is judged: where the law passes, all of them where it is certain.
    pub judged_in: JudgedIn,
    /// Every success holds; absent with fewer than two of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_success: Option<Chance>,
    /// At least one failure holds; absent with fewer than two of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any_failure: Option<Chance>,
    /// Every pair of conditions, in their order.
    pub pairs: Vec<JointChance>,
}

/// The chance that two conditions hold in the same future, among those in which that can be judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JointChance {
    /// Full names, such as `success.million` and `failure.backlog`.
    pub both: [String; 2],
    /// The chance.
    #[serde(flatten)]
    pub chance: Chance,
}

/// How the conditions of a tally go together.
pub(super) fn joint(plan: &Plan, tally: &Tally) -> Option<JointSummary> {
    let conditions = plan.conditions();
    if conditions.len() < 2 {
        return None;
    }
    let several = |judgement| conditions.iter().filter(|c| c.judgement == judgement).count() > 1;
    let name = |place: usize| plan.condition_name(&conditions[place]);
    let pairs = (0..conditions.len()).flat_map(|a| (a + 1..conditions.len()).map(move |b| (a, b)));
    Some(JointSummary {
        judged_in: if plan.enactment_is_uncertain() { JudgedIn::Enacted } else { JudgedIn::All },
        all_success: several(Judgement::Success).then(|| chance(&tally.all_success())),
        any_failure: several(Judgement::Failure).then(|| chance(&tally.any_failure())),
        pairs: pairs
            .map(|(a, b)| JointChance { both: [name(a), name(b)], chance: chance(&tally.both(a, b)) })
            .collect(),
    })
}
