//! What stands beside an amount of money: whose, in prices of which year, discounted how, and what it leaves out.

use crate::catalogue::UnitKind;
use crate::model::{OutputSource, PlannedOutput};
use crate::scenario::{Quantity, Scenario};
use serde::{Deserialize, Serialize};

/// What an amount of money is to be read with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MoneyNote {
    /// Whose budget; `null` where the scenario does not say.
    pub viewpoint: Option<String>,
    /// Year of the prices; `null` where the scenario does not say.
    pub price_year: Option<i32>,
    /// Yearly discount rate, its mean where it is drawn; `null` for amounts that are not discounted.
    pub discount_per_year: Option<f64>,
    /// What a balance leaves out because the scenario says nothing of it: any of `fees`, `processing`, `taxes`,
    /// `benefits`, `removals`. A balance that leaves something out is partial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaves_out: Vec<String>,
}

/// The parts of a balance, and the quantity that switches each on.
const PARTS: [(&str, &str); 5] = [
    ("fees", "money.fee_per_application"),
    ("processing", "money.processing_cost_per_application"),
    ("taxes", "money.tax_per_legal_month"),
    ("benefits", "money.benefits_per_legal_month"),
    ("removals", "money.removal_cost"),
];

/// Built-in outputs that are balances of all parts, discounted.
const BALANCES: [&str; 2] = ["net_present_value", "break_even_month"];

impl MoneyNote {
    /// Whether the balance leaves a part out.
    pub fn is_partial(&self) -> bool {
        !self.leaves_out.is_empty()
    }

    /// The same in a few words: `partial, state budget, prices of 2012, discounted at 3 % a year`.
    pub fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if self.is_partial() {
            words.push("partial".to_owned());
        }
        words.push(self.viewpoint.clone().unwrap_or_else(|| "viewpoint not named".to_owned()));
        words.push(
            self.price_year
                .map_or_else(|| "price year not named".to_owned(), |year| format!("prices of {year}")),
        );
        words.push(self.discount_per_year.map_or_else(
            || "not discounted".to_owned(),
            |rate| format!("discounted at {} % a year", (rate * 1e4).round() / 100.0),
        ));
        words.join(", ")
    }
}

/// The note of an output; `None` where it is no money.
pub(super) fn note(scenario: &Scenario, output: &PlannedOutput) -> Option<MoneyNote> {
    let formula = match output.source {
        OutputSource::BuiltIn(_) => None,
        OutputSource::Formula(_) => scenario
            .outputs
            .iter()
            .find(|own| own.name == output.name)
            .and_then(|own| own.formula.as_ref())
            .map(|formula| formula.text.as_str()),
    };
    // A formula on a balance is as partial as the balance.
    let balance = match formula {
        None => BALANCES.contains(&output.name.as_str()),
        Some(text) => BALANCES.iter().any(|name| text.contains(name)),
    };
    if !balance && !counts_money(scenario, output) {
        return None;
    }
    let discount = scenario.quantities.get("money.discount_per_year");
    let left_out = PARTS.iter().filter(|(_, path)| !scenario.quantities.contains_key(*path));
    Some(MoneyNote {
        viewpoint: scenario.money.viewpoint.clone(),
        price_year: scenario.money.price_year,
        discount_per_year: balance.then(|| discount.map_or(Some(0.0), rate)).flatten(),
        leaves_out: if balance { left_out.map(|(part, _)| (*part).to_owned()).collect() } else { Vec::new() },
    })
}

fn rate(discount: &Quantity) -> Option<f64> {
    discount.belief.mean()
}

fn counts_money(scenario: &Scenario, output: &PlannedOutput) -> bool {
    let currency = &scenario.money.currency;
    let kinds = [UnitKind::Money, UnitKind::MoneyPerPerson, UnitKind::MoneyPerMonth];
    kinds.iter().any(|kind| kind.unit(currency) == output.unit)
}
