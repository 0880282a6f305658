//! The plan: a scenario compiled into slots, programs and streams. The last step that can fail.

use super::formulas::{FormulaPlan, FormulaResults, Value, Values};
use super::inputs::Column;
use super::programme::{self, ProgrammePlan, Slots};
use super::{Block, InputPlan, Inputs, MonthObserver, Outcome, Slot};
use crate::catalogue::{self, OUTPUTS, OutputKind};
use crate::formula::{self, Cycle, Defined, FormulaError, Program};
use crate::random::PAGE;
use crate::scenario::{Belief, Diagnostic, Estimate, Meaning, Names, Quantity, Scenario, Text};
use crate::units::Unit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A compiled scenario: everything that a worker needs to play any block of replicates, without failing.
#[derive(Debug)]
pub struct Plan {
    scenario: Arc<Scenario>,
    inputs: InputPlan,
    programme: Option<ProgrammePlan>,
    /// Drivers of effects on take-up, and the input columns that they fill.
    drivers: FormulaPlan,
    driver_columns: Vec<usize>,
    /// Input column that says whether the law passes.
    enacted: Option<usize>,
    formulas: FormulaPlan,
    outputs: Vec<PlannedOutput>,
    conditions: Vec<PlannedCondition>,
    warnings: Vec<Diagnostic>,
}

/// A scalar output that is reported.
#[derive(Clone, Debug)]
pub struct PlannedOutput {
    /// Name.
    pub name: String,
    /// Label for people.
    pub label: String,
    /// Unit.
    pub unit: Unit,
    /// How it can be missing.
    pub kind: OutputKind,
    /// Values whose exceedance is counted (≥), ascending: the scenario's thresholds and claims.
    pub thresholds: Vec<f64>,
    /// Where its column is.
    pub source: OutputSource,
}

/// Where the column of an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputSource {
    /// A built-in scalar, by catalogue index.
    BuiltIn(usize),
    /// A formula, by its place in the plan.
    Formula(usize),
}

/// Whether a condition is a success or a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// `[success.NAME]`.
    Success,
    /// `[failure.NAME]`.
    Failure,
}

/// A condition whose probability is reported.
#[derive(Clone, Debug)]
pub struct PlannedCondition {
    /// Success or failure.
    pub judgement: Judgement,
    /// Place in the scenario's list.
    pub index: usize,
    /// The formula, by its place in the plan.
    pub formula: usize,
}

/// Room for one block: inputs, outcome and whatever the kernel needs.
#[derive(Debug)]
pub struct Workspace {
    /// The inputs of the block.
    pub inputs: Inputs,
    /// What came of it.
    pub outcome: Outcome,
    programme: Option<programme::Workspace>,
    drivers: FormulaResults,
    formulas: FormulaResults,
    /// All ones: a static scenario is always in force.
    always: Vec<f64>,
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
            driver_columns: drivers.into_iter().map(|(_, _, column)| column).collect(),
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

    /// Room for blocks of at most `pages` pages.
    pub fn workspace(&self, pages: usize) -> Workspace {
        let lanes = pages * PAGE;
        let series_used = self.formulas.series_used();
        let groups = self.programme.as_ref().map_or(0, ProgrammePlan::groups);
        Workspace {
            inputs: self.inputs.workspace(lanes),
            outcome: Outcome::new(lanes, groups, self.horizon().unwrap_or(0), &series_used),
            programme: self.programme.as_ref().map(|programme| programme::Workspace::new(programme, lanes)),
            drivers: self.drivers.workspace(lanes),
            formulas: self.formulas.workspace(lanes),
            always: vec![1.0; lanes],
        }
    }

    /// Draws the inputs of a block, the calendar they make, and the drivers of the effects on take-up.
    pub fn draw(&self, block: &Block, space: &mut Workspace) {
        self.inputs.fill(block, &mut space.inputs);
        let Some(programme) = &self.programme else { return };
        programme::realise_calendar(programme, block, &mut space.inputs);
        self.drivers.evaluate(&space.inputs, &space.outcome, &mut space.drivers);
        for (driver, &column) in self.driver_columns.iter().enumerate() {
            space.inputs.column_mut(column).copy_from_slice(space.drivers.column(driver));
        }
    }

    /// Plays the programme out on the inputs drawn, then evaluates the scenario's own formulas.
    pub fn play(&self, block: &Block, space: &mut Workspace, observer: &mut impl MonthObserver) {
        if let (Some(programme), Some(kernel)) = (&self.programme, &mut space.programme) {
            programme::simulate(programme, block, &space.inputs, kernel, &mut space.outcome, observer);
        }
        self.formulas.evaluate(&space.inputs, &space.outcome, &mut space.formulas);
    }

    /// 1 where the law passes, 0 elsewhere; 1 everywhere in a static scenario.
    pub fn enacted<'a>(&self, space: &'a Workspace) -> &'a [f64] {
        match self.enacted {
            Some(column) => space.inputs.column(column),
            None => &space.always,
        }
    }

    /// An output, one value a replicate.
    pub fn output_column<'a>(&self, space: &'a Workspace, output: usize) -> &'a [f64] {
        match self.outputs[output].source {
            OutputSource::BuiltIn(index) => space.outcome.scalar(0, index),
            OutputSource::Formula(index) => space.formulas.column(index),
        }
    }

    /// A formula's result, one value a replicate.
    pub fn formula_column<'a>(&self, space: &'a Workspace, formula: usize) -> &'a [f64] {
        space.formulas.column(formula)
    }
}

/// Gives the programme its slots, and the columns that it fills or that are filled for it.
struct Binding<'a> {
    inputs: &'a mut InputPlan,
    segments: Vec<String>,
    /// (scope, effect, column)
    drivers: Vec<(String, String, usize)>,
    /// Scope → column of the window's realised length.
    realised: BTreeMap<String, usize>,
    enacted: Option<usize>,
}

impl<'a> Binding<'a> {
    fn new(scenario: &Scenario, inputs: &'a mut InputPlan) -> Self {
        let segments = scenario.segments.iter().map(|segment| segment.name.clone()).collect();
        Self { inputs, segments, drivers: Vec::new(), realised: BTreeMap::new(), enacted: None }
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

/// Where each own formula ended up in the plan.
#[derive(Default)]
struct Places {
    outputs: Vec<Option<usize>>,
    success: Vec<usize>,
    failure: Vec<usize>,
}

/// Own outputs and conditions, in an order in which each uses only earlier ones.
fn own_formulas(
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
fn compile(text: &Text, names: &Names) -> Result<Program, Vec<Diagnostic>> {
    let located = |error: &FormulaError| {
        Diagnostic::error(error.code, error.message.clone()).label(text.origin.clone(), "in this formula")
    };
    formula::compile(&text.text, names).map_err(|errors| errors.iter().map(located).collect())
}

/// What each column number of the names stands for, in a scope.
fn values(
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

/// What only shows once the parts are together.
fn warnings(scenario: &Scenario, inputs: &InputPlan, programme: Option<&ProgrammePlan>) -> Vec<Diagnostic> {
    let mut warnings = programme.map_or_else(Vec::new, |programme| programme.warnings().to_vec());
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

fn planned_outputs(scenario: &Scenario, places: &Places) -> Vec<PlannedOutput> {
    let currency = &scenario.money.currency;
    let thresholds = |name: &str| {
        let own =
            scenario.outputs.iter().filter(|output| output.name == name).flat_map(|o| o.thresholds.clone());
        let claims = scenario.claims.iter().filter(|claim| claim.output == name).map(|claim| claim.at_least);
        let mut all: Vec<f64> = own.chain(claims).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    };
    let mut planned = Vec::new();
    if scenario.time.is_some() {
        // An own formula under a built-in name replaces it (W006).
        let own = |name: &str| {
            scenario.outputs.iter().any(|output| output.name == name && output.formula.is_some())
        };
        let built_in = OUTPUTS.iter().enumerate().filter(|(_, output)| !own(output.name));
        planned.extend(built_in.map(|(index, output)| PlannedOutput {
            name: output.name.into(),
            label: label(scenario, output.name).unwrap_or_else(|| output.label.into()),
            unit: output.unit.unit(currency),
            kind: output.kind,
            thresholds: thresholds(output.name),
            source: OutputSource::BuiltIn(index),
        }));
    }
    for (output, place) in scenario.outputs.iter().zip(&places.outputs) {
        let Some(place) = place else { continue };
        planned.push(PlannedOutput {
            name: output.name.clone(),
            label: output.label.clone().unwrap_or_else(|| output.name.replace('_', " ")),
            unit: output.unit.clone(),
            kind: if output.unit == Unit::months() { OutputKind::Month } else { OutputKind::Amount },
            thresholds: thresholds(&output.name),
            source: OutputSource::Formula(*place),
        });
    }
    planned
}

fn label(scenario: &Scenario, name: &str) -> Option<String> {
    scenario.outputs.iter().find(|output| output.name == name)?.label.clone()
}

fn planned_conditions(scenario: &Scenario, places: &Places) -> Vec<PlannedCondition> {
    let of = |judgement, places: &[usize]| {
        let planned = |(index, &formula): (usize, &usize)| PlannedCondition { judgement, index, formula };
        places.iter().enumerate().map(planned).collect::<Vec<_>>()
    };
    debug_assert_eq!(places.success.len(), scenario.success.len());
    [of(Judgement::Success, &places.success), of(Judgement::Failure, &places.failure)].concat()
}
