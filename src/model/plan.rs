//! The plan: a scenario compiled into slots, programs and streams. The last step that can fail.

use super::binding::Binding;
use super::formulas::FormulaPlan;
use super::inputs::Column;
use super::own_formulas::{compile, own_formulas, values};
use super::planned::{planned_conditions, planned_outputs};
use super::programme::ProgrammePlan;
use super::{InputPlan, Judgement, PlannedCondition, PlannedOutput, Slot};
use crate::formula::Program;
use crate::scenario::{Belief, Condition, Diagnostic, Estimate, Names, Quantity, Scenario};
use crate::units::Unit;
use std::sync::Arc;

/// A compiled scenario: everything that a worker needs to play any block of replicates, without failing.
#[derive(Debug)]
pub struct Plan {
    pub(super) scenario: Arc<Scenario>,
    pub(super) inputs: InputPlan,
    pub(super) programme: Option<ProgrammePlan>,
    /// Drivers of effects on take-up, and the input columns that they fill.
    pub(super) drivers: FormulaPlan,
    pub(super) driver_columns: Vec<(String, usize)>,
    /// Input column that says whether the law passes.
    pub(super) enacted: Option<usize>,
    pub(super) formulas: FormulaPlan,
    pub(super) outputs: Vec<PlannedOutput>,
    pub(super) conditions: Vec<PlannedCondition>,
    pub(super) warnings: Vec<Diagnostic>,
}

impl Plan {
    /// Compiles a scenario.
    ///
    /// # Errors
    /// Whatever only shows when the parts come together: an impossible correlation, a formula that does not fit
    /// its declared unit, formulas that go round in a circle.
    pub fn new(scenario: Scenario) -> Result<Self, Vec<Diagnostic>> {
        let mut inputs = InputPlan::new(&scenario)?;
        let names = Names::new(&scenario);
        let effects: Vec<Program> = scenario
            .effects
            .iter()
            .map(|effect| compile(&effect.driver, &names))
            .collect::<Result<_, _>>()?;
        let mut binding = Binding::new(&scenario, &mut inputs);
        let programme = match scenario.time {
            Some(_) => Some(ProgrammePlan::new(&scenario, scenario.run.seed, &mut binding)?),
            None => None,
        };
        let Binding { drivers, realised, enacted, .. } = binding;
        let driver_formulas = drivers.iter().map(|(scope, effect, _)| {
            let place = scenario.effects.iter().position(|known| known.name == *effect);
            (effects[place.unwrap_or(0)].clone(), values(&names, &inputs, scope, &realised, &|_| None))
        });
        let driver_formulas = FormulaPlan::new(driver_formulas.collect());
        let (formulas, places) = own_formulas(&scenario, &names, &inputs, &realised)?;
        Ok(Self {
            warnings: warnings(&scenario, &inputs, programme.as_ref()),
            outputs: planned_outputs(&scenario, &places),
            conditions: planned_conditions(&scenario, &places),
            scenario: Arc::new(scenario),
            inputs,
            programme,
            drivers: driver_formulas,
            driver_columns: drivers
                .into_iter()
                .map(|(scope, effect, column)| (driver_path(&scope, &effect), column))
                .collect(),
            enacted,
            formulas,
        })
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// How the inputs are drawn.
    pub fn inputs(&self) -> &InputPlan {
        &self.inputs
    }

    /// The scalar outputs, built-in ones in catalogue order, then own ones in file order.
    pub fn outputs(&self) -> &[PlannedOutput] {
        &self.outputs
    }

    /// The conditions, successes first.
    pub fn conditions(&self) -> &[PlannedCondition] {
        &self.conditions
    }

    /// The full name of a condition: `success.NAME` or `failure.NAME`.
    pub fn condition_name(&self, condition: &PlannedCondition) -> String {
        let kind = match condition.judgement {
            Judgement::Success => "success",
            Judgement::Failure => "failure",
        };
        format!("{kind}.{}", self.condition(condition).name)
    }

    /// A condition as the scenario states it.
    pub fn condition(&self, condition: &PlannedCondition) -> &Condition {
        match condition.judgement {
            Judgement::Success => &self.scenario.success[condition.index],
            Judgement::Failure => &self.scenario.failure[condition.index],
        }
    }

    /// The first month in which anybody can become a citizen, whatever is drawn; `None` where there is no way.
    pub fn earliest_citizenship(&self) -> Option<f64> {
        self.programme.as_ref().and_then(ProgrammePlan::earliest_citizenship)
    }

    /// The drivers of effects on take-up: path (`segment.NAME.take_up.effect.NAME.driver` where a segment evaluates it
    /// for itself) and input column.
    pub fn drivers(&self) -> &[(String, usize)] {
        &self.driver_columns
    }

    /// Whether the law may fail to pass, so that answers are given twice.
    pub fn enactment_is_uncertain(&self) -> bool {
        self.programme.is_some() && self.inputs.slot("", "enactment.probability") != Some(Slot::Fixed(1.0))
    }

    /// A rival estimate of a quantity.
    pub fn estimate(&self, path: &str, index: usize) -> Option<&Estimate> {
        match &self.scenario.quantities.get(path)?.belief {
            Belief::Pooled { estimates, .. } => estimates.get(index),
            _ => None,
        }
    }

    /// Unit of an input column.
    pub fn input_unit(&self, path: &str) -> Unit {
        self.scenario.quantities.get(path).map_or_else(Unit::share, |quantity| quantity.unit.clone())
    }

    /// What a person should know before the run: of the programme, of repaired correlations, of rounding.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Replicates that are run: those asked for, rounded up to whole batches by a structured design.
    pub fn replicates(&self) -> u64 {
        self.inputs.design().rounded(self.scenario.run.replicates)
    }

    /// Last month; `None` for a static scenario.
    pub fn horizon(&self) -> Option<usize> {
        self.scenario.time.as_ref().map(|time| time.horizon_months)
    }

    /// Input columns that are reported: the quantities themselves, not labels, parameters and drivers.
    pub fn tallied_inputs(&self) -> Vec<usize> {
        let reported = |(index, column): (usize, &Column)| column.is_quantity().then_some(index);
        self.inputs.columns().iter().enumerate().filter_map(reported).collect()
    }

    /// The outputs that the scenario's headline names; the first output where it names none.
    pub fn headline_outputs(&self) -> Vec<usize> {
        let place = |name: &String| self.outputs.iter().position(|output| output.name == *name);
        let named: Vec<usize> = self.scenario.headline.iter().filter_map(place).collect();
        if named.is_empty() { (0..self.outputs.len().min(1)).collect() } else { named }
    }

    /// Quantities with rival estimates of which each future follows one: path, label column, number of estimates.
    pub fn rival_estimates(&self) -> Vec<(String, usize, usize)> {
        let rivals = |(path, quantity): (&String, &Quantity)| match &quantity.belief {
            Belief::Pooled { estimates, .. } => {
                self.inputs.estimate_column(path).map(|column| (path.clone(), column, estimates.len()))
            }
            _ => None,
        };
        self.scenario.quantities.iter().filter_map(rivals).collect()
    }
}

fn driver_path(scope: &str, effect: &str) -> String {
    let local = format!("take_up.effect.{effect}.driver");
    if scope.is_empty() { local } else { format!("{scope}.{local}") }
}

/// What only shows once the parts are together.
fn warnings(scenario: &Scenario, inputs: &InputPlan, programme: Option<&ProgrammePlan>) -> Vec<Diagnostic> {
    let mut warnings = programme.map_or_else(Vec::new, ProgrammePlan::warnings);
    for entry in inputs.repaired_correlations() {
        let [a, b] = &entry.between;
        let message = format!(
            "the rank correlations cannot all hold: that of `{a}` and `{b}` is {:.3} instead of {}",
            entry.used, entry.given
        );
        warnings.push(Diagnostic::warning("W060", message).at("correlation"));
    }
    let (asked, run) = (scenario.run.replicates, inputs.design().rounded(scenario.run.replicates));
    if run != asked {
        let message = format!("{asked} replicates are rounded up to {run}: the design needs whole batches");
        warnings.push(Diagnostic::warning("W061", message).at("run.replicates"));
    }
    warnings
}
