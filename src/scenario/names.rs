//! The names that a formula of a scenario may use, and what each stands for.

use super::Scenario;
use crate::catalogue::{self, Fallback, OUTPUTS, QUANTITIES, SERIES};
use crate::formula::{self, Symbol, SymbolKind};
use crate::units::Unit;
use std::collections::BTreeMap;

/// What a name in a formula stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A quantity by dotted path: written in the scenario, or a documented default.
    Quantity(String),
    /// A built-in scalar output, by catalogue index.
    Output(usize),
    /// A monthly series, by catalogue index.
    Series(usize),
    /// An own output, by its place in `Scenario::outputs`.
    OwnOutput(usize),
    /// A success condition, by its place in `Scenario::success`.
    Success(usize),
    /// A failure condition, by its place in `Scenario::failure`.
    Failure(usize),
    /// Length of the window as it came out, extension included, in months (rule D10).
    RealisedWindow,
}

/// The names of a scenario; a symbol's column is the place of its meaning here.
#[derive(Clone, Debug, Default)]
pub struct Names {
    meanings: Vec<Meaning>,
    scalars: BTreeMap<String, Symbol>,
    series: BTreeMap<String, Symbol>,
}

/// `success` or `failure`, its conditions, and what a name among them means.
type ConditionKind<'a> = (&'a str, &'a [super::Condition], fn(usize) -> Meaning);

impl Names {
    /// Collects the names: own inputs, outputs and conditions bare; scenario values by dotted path; in a programme
    /// the built-in outputs and series.
    pub fn new(scenario: &Scenario) -> Self {
        let mut names = Self::default();
        names.quantities(scenario);
        if scenario.time.is_some() {
            names.built_in(&scenario.money.currency);
        }
        names.own(scenario);
        names
    }

    /// What a symbol's column stands for.
    pub fn meaning(&self, column: usize) -> &Meaning {
        &self.meanings[column]
    }

    /// Every meaning, by column.
    pub fn meanings(&self) -> &[Meaning] {
        &self.meanings
    }

    fn quantities(&mut self, scenario: &Scenario) {
        for (path, quantity) in &scenario.quantities {
            let symbol =
                self.symbol(Meaning::Quantity(path.clone()), quantity.unit.clone(), SymbolKind::Scalar);
            if let Some(bare) = path.strip_prefix("inputs.") {
                self.scalars.insert(bare.to_owned(), symbol.clone());
            }
            self.scalars.insert(path.clone(), symbol);
        }
        for (path, group) in &scenario.groups {
            for member in &group.members {
                let name = format!("{path}.{member}");
                let symbol = self.symbol(Meaning::Quantity(name.clone()), Unit::share(), SymbolKind::Scalar);
                self.scalars.insert(name, symbol);
            }
        }
        if scenario.time.is_none() {
            return;
        }
        for quantity in QUANTITIES {
            let has_default = matches!(quantity.default, Fallback::Value(_) | Fallback::SameAs(_));
            if has_default && !quantity.path.contains('*') && !self.scalars.contains_key(quantity.path) {
                let unit = quantity.unit.unit(&scenario.money.currency);
                let symbol = self.symbol(Meaning::Quantity(quantity.path.into()), unit, SymbolKind::Scalar);
                self.scalars.insert(quantity.path.into(), symbol);
            }
        }
    }

    fn built_in(&mut self, currency: &str) {
        for (index, output) in OUTPUTS.iter().enumerate() {
            let symbol = self.symbol(Meaning::Output(index), output.unit.unit(currency), SymbolKind::Scalar);
            self.scalars.insert(output.name.into(), symbol);
        }
        for (index, series) in SERIES.iter().enumerate() {
            let symbol = self.symbol(Meaning::Series(index), series.unit.unit(currency), SymbolKind::Series);
            self.series.insert(series.name.into(), symbol);
        }
        let symbol = self.symbol(Meaning::RealisedWindow, Unit::months(), SymbolKind::Scalar);
        self.scalars.insert("window.realised_months".into(), symbol);
    }

    fn own(&mut self, scenario: &Scenario) {
        for (index, output) in
            scenario.outputs.iter().enumerate().filter(|(_, output)| output.formula.is_some())
        {
            let symbol = self.symbol(Meaning::OwnOutput(index), output.unit.clone(), SymbolKind::Scalar);
            self.scalars.insert(output.name.clone(), symbol);
        }
        let kinds: [ConditionKind<'_>; 2] = [
            ("success", &scenario.success, Meaning::Success),
            ("failure", &scenario.failure, Meaning::Failure),
        ];
        for (kind, conditions, meaning) in kinds {
            for (index, condition) in conditions.iter().enumerate() {
                let symbol = self.symbol(meaning(index), Unit::number(), SymbolKind::Condition);
                self.scalars.insert(format!("{kind}.{}", condition.name), symbol.clone());
                self.scalars.entry(condition.name.clone()).or_insert(symbol);
            }
        }
    }

    fn symbol(&mut self, meaning: Meaning, unit: Unit, kind: SymbolKind) -> Symbol {
        self.meanings.push(meaning);
        Symbol { column: self.meanings.len() - 1, unit, kind }
    }
}

impl formula::Names for Names {
    fn scalar(&self, name: &str) -> Option<Symbol> {
        self.scalars.get(name).cloned().or_else(|| {
            // A segment or office without an override of its own has the country's value.
            let (scope, local) = catalogue::split_scope(name);
            scope.and_then(|_| self.scalars.get(local).cloned())
        })
    }

    fn series(&self, name: &str) -> Option<Symbol> {
        self.series.get(name).cloned()
    }

    fn all(&self) -> Vec<String> {
        self.scalars.keys().chain(self.series.keys()).cloned().collect()
    }
}
