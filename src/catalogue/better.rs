//! Which way an output is better, where nobody would dispute it.

use serde::{Deserialize, Serialize};

/// Which way an output is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// The more the better.
    More,
    /// The less the better.
    Less,
}

impl Better {
    /// The other way.
    pub fn reversed(self) -> Self {
        match self {
            Self::More => Self::Less,
            Self::Less => Self::More,
        }
    }
}

/// Queues, waits, costs and wrong decisions are better small, the balance of public budgets is better large. How many
/// people come forward, get papers or become citizens is what people argue about: the scenario's own success and
/// failure conditions may say which way is better, this table does not.
#[rustfmt::skip]
pub const BETTER: &[(&str, Better)] = &[
    ("granted_ineligible",           Better::Less),
    ("ineligible_grant_share",       Better::Less),
    ("backlog_peak",                 Better::Less),
    ("backlog_at_horizon",           Better::Less),
    ("clearance_months_after_close", Better::Less),
    ("waiting_median_months",        Better::Less),
    ("waiting_p90_months",           Better::Less),
    ("staff_months",                 Better::Less),
    ("processing_cost_total",        Better::Less),
    ("cost_per_granted",             Better::Less),
    ("net_present_value",            Better::More),
    ("break_even_month",             Better::Less),
];

/// Which way a built-in output is better, where the table says so.
pub fn better(output: &str) -> Option<Better> {
    BETTER.iter().find(|(name, _)| *name == output).map(|(_, better)| *better)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_outputs_that_exist() {
        assert!(BETTER.iter().all(|(name, _)| crate::catalogue::output(name).is_some()));
    }
}
