//! The scenario's own formulas: compiled, and put in an order in which each uses only earlier ones.

use super::formulas::{FormulaPlan, Value, Values};
use super::{InputPlan, Slot};
use crate::formula::{self, Cycle, Defined, FormulaError, Program};
use crate::scenario::{Diagnostic, Meaning, Names, Scenario, Text};
use std::collections::BTreeMap;

/// Where each own formula ended up in the plan.
#[derive(Default)]
pub(super) struct Places {
    pub outputs: Vec<Option<usize>>,
    pub success: Vec<usize>,
    pub failure: Vec<usize>,
}

/// Own outputs and conditions, in an order in which each uses only earlier ones.
pub(super) fn own_formulas(
    scenario: &Scenario,
    names: &Names,
    inputs: &InputPlan,
    realised: &BTreeMap<String, usize>,
) -> Result<(FormulaPlan, Places), Vec<Diagnostic>> {
    let mut items: Vec<(Meaning, &str, &Text)> = Vec::new();
    for (index, output) in scenario.outputs.iter().enumerate() {
        items.extend(
            output.formula.as_ref().map(|text| (Meaning::OwnOutput(index), output.name.as_str(), text)),
        );
    }
    let success = scenario.success.iter().enumerate().map(|(index, good)| (Meaning::Success(index), good));
    let failure = scenario.failure.iter().enumerate().map(|(index, bad)| (Meaning::Failure(index), bad));
    items.extend(success.chain(failure).map(|(meaning, c)| (meaning, c.name.as_str(), &c.formula)));
    let programs: Vec<Program> =
        items.iter().map(|(_, _, text)| compile(text, names)).collect::<Result<_, _>>()?;
    let column =
        |meaning: &Meaning| names.meanings().iter().position(|known| known == meaning).unwrap_or(usize::MAX);
    let defined: Vec<Defined<'_>> = (items.iter().zip(&programs))
        .map(|((meaning, name, _), program)| Defined { name, column: column(meaning), program })
        .collect();
    let order = formula::order(&defined).map_err(|cycle| {
        let text = items
            .iter()
            .find(|(_, name, _)| cycle.names.iter().any(|other| other == name))
            .map(|item| item.2);
        let problem = Diagnostic::error(Cycle::CODE, cycle.to_string())
            .help("let one of them use built-in outputs only");
        vec![match text {
            Some(text) => problem.label(text.origin.clone(), "part of the circle"),
            None => problem,
        }]
    })?;
    let place_of = |meaning: &Meaning| order.iter().position(|&item| items[item].0 == *meaning);
    let places = Places {
        outputs: (0..scenario.outputs.len()).map(|i| place_of(&Meaning::OwnOutput(i))).collect(),
        success: (0..scenario.success.len()).filter_map(|i| place_of(&Meaning::Success(i))).collect(),
        failure: (0..scenario.failure.len()).filter_map(|i| place_of(&Meaning::Failure(i))).collect(),
    };
    let values = values(names, inputs, "", realised, &place_of);
    let formulas = order.iter().map(|&item| (programs[item].clone(), values.clone())).collect();
    Ok((FormulaPlan::new(formulas), places))
}

/// Compiles a formula that validation has checked already; its problems come located all the same.
pub(super) fn compile(text: &Text, names: &Names) -> Result<Program, Vec<Diagnostic>> {
    let located = |error: &FormulaError| {
        Diagnostic::error(error.code, error.message.clone()).label(text.origin.clone(), "in this formula")
    };
    formula::compile(&text.text, names).map_err(|errors| errors.iter().map(located).collect())
}

/// What each column number of the names stands for, in a scope.
pub(super) fn values(
    names: &Names,
    inputs: &InputPlan,
    scope: &str,
    realised: &BTreeMap<String, usize>,
    place_of: &dyn Fn(&Meaning) -> Option<usize>,
) -> Values {
    let nowhere = Value::Quantity(Slot::Fixed(f64::NAN));
    let value = |meaning: &Meaning| match meaning {
        Meaning::Quantity(path) => inputs.slot(scope, path).map_or(nowhere, Value::Quantity),
        Meaning::Output(index) => Value::Output(*index),
        Meaning::Series(index) => Value::Series(*index),
        Meaning::RealisedWindow => {
            let column = realised.get(scope).or_else(|| realised.get(""));
            column.map_or(nowhere, |&column| Value::Quantity(Slot::Column(column)))
        }
        own => place_of(own).map_or(nowhere, Value::Formula),
    };
    names.meanings().iter().map(value).collect()
}
