//! Names, kinds and units: every problem of a parsed formula at once.

use super::ast::{Ast, Binary, NodeId, NodeKind};
use super::codes;
use super::error::FormulaError;
use super::functions::Function;
use super::measure::Measure;
use super::suggest::nearest;
use super::{Names, Symbol, SymbolKind};
use crate::units::Unit;
use std::ops::Range;

/// What a node's value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Number(Measure),
    Condition,
    /// Its own error is reported; nothing above it complains again.
    Faulty,
}

/// What the checker found out about a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Checked {
    pub kind: Kind,
    /// Whether its value changes from month to month inside the series argument it stands in.
    pub varies: bool,
    /// For names: what they stand for.
    pub meaning: Option<Meaning>,
}

/// What a name stands for where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Scalar(usize),
    Series(usize),
    /// The month of the series argument.
    Month,
}

/// Checks a formula; one entry a node.
pub(super) fn check(ast: &Ast, names: &dyn Names) -> Result<Vec<Checked>, Vec<FormulaError>> {
    let contexts = ast.contexts();
    let mut checker =
        Checker { ast, names, checked: Vec::with_capacity(ast.nodes.len()), errors: Vec::new() };
    for (node, context) in contexts.iter().enumerate() {
        let checked = checker.node(node, context.is_some());
        checker.checked.push(checked);
    }
    if checker.errors.is_empty() { Ok(checker.checked) } else { Err(checker.errors) }
}

struct Checker<'a> {
    ast: &'a Ast,
    names: &'a dyn Names,
    checked: Vec<Checked>,
    errors: Vec<FormulaError>,
}

impl Checker<'_> {
    fn node(&mut self, node: NodeId, in_series: bool) -> Checked {
        let ast = self.ast;
        let kind = match &ast.nodes[node].kind {
            NodeKind::Number(_) => Kind::Number(Measure::Free),
            NodeKind::Truth(_) => Kind::Condition,
            NodeKind::Name(name) => return self.name(node, name, in_series),
            NodeKind::Negate(inner) => self.number(*inner).map_or(Kind::Faulty, Kind::Number),
            NodeKind::Not(inner) => self.condition(*inner).map_or(Kind::Faulty, |()| Kind::Condition),
            NodeKind::Binary { operator, operator_span, left, right } => {
                self.binary(*operator, operator_span, *left, *right)
            }
            NodeKind::Call { function, arguments } => self.call(*function, arguments),
        };
        let varies =
            !ast.is_aggregate(node) && ast.children(node).iter().any(|child| self.checked[*child].varies);
        Checked { kind, varies, meaning: None }
    }

    fn span(&self, node: NodeId) -> Range<usize> {
        self.ast.nodes[node].span.clone()
    }

    fn error(&mut self, error: FormulaError) -> Kind {
        self.errors.push(error);
        Kind::Faulty
    }

    /// In a series argument a name is first a series, elsewhere only a scalar or condition.
    fn name(&mut self, node: NodeId, name: &str, in_series: bool) -> Checked {
        let series = self.names.series(name);
        if in_series && let Some(symbol) = &series {
            return known(symbol, Meaning::Series(symbol.column));
        }
        if let Some(symbol) = self.names.scalar(name) {
            return known(&symbol, Meaning::Scalar(symbol.column));
        }
        if in_series && name == "month" {
            let kind = Kind::Number(Measure::Exact(Unit::months()));
            return Checked { kind, varies: true, meaning: Some(Meaning::Month) };
        }
        let span = self.span(node);
        let kind = if series.is_some() {
            self.error(
                FormulaError::new(
                    codes::SERIES,
                    span,
                    format!("`{name}` is a monthly series, not one value"),
                )
                .advice(format!(
                    "take one month of it with `at({name}, month)`, or `sum`, `mean`, `min`, `max` of all"
                )),
            )
        } else {
            let error = self.unknown(name, span);
            self.error(error)
        };
        Checked { kind, varies: false, meaning: None }
    }

    fn unknown(&self, name: &str, span: Range<usize>) -> FormulaError {
        let error = FormulaError::new(codes::NAME, span, format!("unknown name `{name}`"));
        if name == "month" {
            return error
                .advice("`month` stands only inside a series, as in `sum(if(month > 12, backlog, 0))`");
        }
        let all = self.names.all();
        match nearest(name, all.iter().map(String::as_str)) {
            Some(found) => error.advice(format!("did you mean `{found}`?")),
            None => error,
        }
    }

    /// The measure of a child that must be a number.
    fn number(&mut self, node: NodeId) -> Option<Measure> {
        match &self.checked[node].kind {
            Kind::Number(measure) => Some(measure.clone()),
            Kind::Faulty => None,
            Kind::Condition => {
                let error = FormulaError::new(
                    codes::CONDITION,
                    self.span(node),
                    "a condition stands where a number should",
                )
                .advice("write `if(condition, 1, 0)` to count it");
                self.errors.push(error);
                None
            }
        }
    }

    /// A child that must be a condition.
    fn condition(&mut self, node: NodeId) -> Option<()> {
        match &self.checked[node].kind {
            Kind::Condition => Some(()),
            Kind::Faulty => None,
            Kind::Number(_) => {
                let error = FormulaError::new(
                    codes::NO_CONDITION,
                    self.span(node),
                    "a number stands where a condition should",
                )
                .advice("compare it, as in `granted > 0`");
                self.errors.push(error);
                None
            }
        }
    }

    fn binary(&mut self, operator: Binary, span: &Range<usize>, left: NodeId, right: NodeId) -> Kind {
        if matches!(operator, Binary::And | Binary::Or) {
            let (a, b) = (self.condition(left), self.condition(right));
            return if a.and(b).is_some() { Kind::Condition } else { Kind::Faulty };
        }
        let (a, b) = (self.number(left), self.number(right));
        let (Some(a), Some(b)) = (a, b) else { return Kind::Faulty };
        match operator {
            Binary::Multiply => Kind::Number(a.times(&b)),
            Binary::Divide => Kind::Number(a.per(&b)),
            Binary::Power => self.power(&a, &b, left, right),
            _ => match self.joined(&a, &b, left, right, Some((operator, span))) {
                Kind::Number(_) if operator.is_comparison() => Kind::Condition,
                kind => kind,
            },
        }
    }

    /// The common measure of two nodes, or an error that shows both.
    fn joined(
        &mut self,
        a: &Measure,
        b: &Measure,
        left: NodeId,
        right: NodeId,
        operator: Option<(Binary, &Range<usize>)>,
    ) -> Kind {
        if let Some(measure) = a.joined(b) {
            return Kind::Number(measure);
        }
        let (verb, span) = match operator {
            Some((operator, span)) if operator.is_comparison() => ("compared", span.clone()),
            Some((_, span)) => ("added or subtracted", span.clone()),
            None => ("alternatives of one value", self.span(left).start..self.span(right).end),
        };
        let error = FormulaError::new(codes::UNITS, span, format!("{a} and {b} cannot be {verb}"))
            .label(self.span(left), format!("this is {a}"))
            .label(self.span(right), format!("this is {b}"))
            .advice("multiply or divide one side by the quantity that turns it into the other; nothing is converted");
        self.error(error)
    }

    fn power(&mut self, base: &Measure, exponent: &Measure, left: NodeId, right: NodeId) -> Kind {
        if !exponent.is_number() {
            return self.wrong_unit(right, exponent, "an exponent must be a plain number");
        }
        match (base, self.whole_literal(right)) {
            (Measure::Free, _) => Kind::Number(Measure::Free),
            (_, Some(whole)) => Kind::Number(base.power(whole)),
            (_, None) if base.is_number() => Kind::Number(Measure::UpToMonths(Unit::number())),
            (_, None) => self.wrong_unit(
                left,
                base,
                "only whole powers, written as numbers, can be taken of a quantity with a unit",
            ),
        }
    }

    /// A small whole number written out, with or without its minus.
    fn whole_literal(&self, node: NodeId) -> Option<i32> {
        let (sign, node) = match self.ast.nodes[node].kind {
            NodeKind::Negate(inner) => (-1, inner),
            _ => (1, node),
        };
        match self.ast.nodes[node].kind {
            NodeKind::Number(value) if value.fract() == 0.0 && value.abs() <= 64.0 => {
                Some(sign * value as i32)
            }
            _ => None,
        }
    }

    fn wrong_unit(&mut self, node: NodeId, measure: &Measure, rule: &str) -> Kind {
        let error =
            FormulaError::new(codes::UNIT_OF_ARGUMENT, self.span(node), format!("{rule}; this is {measure}"))
                .advice("divide by a quantity of the same unit first");
        self.error(error)
    }

    fn call(&mut self, function: Function, arguments: &[NodeId]) -> Kind {
        let aggregate = function.is_aggregate(arguments.len());
        if aggregate && !self.checked[arguments[0]].varies && self.checked[arguments[0]].kind != Kind::Faulty
        {
            let message = format!("`{}` needs a monthly series, and this has none", function.name());
            let error = FormulaError::new(codes::NO_SERIES, self.span(arguments[0]), message)
                .advice("name a monthly series, such as `legal` or `backlog`");
            return self.error(error);
        }
        match function {
            Function::If => self.choice(arguments),
            Function::Min | Function::Max => self.common(arguments),
            Function::Abs | Function::Round | Function::Floor | Function::Ceil => {
                self.number(arguments[0]).map_or(Kind::Faulty, Kind::Number)
            }
            Function::Sqrt => self.square_root(arguments[0]),
            Function::Exp | Function::Ln => self.transcendental(function, arguments[0]),
            Function::At => {
                self.months(&arguments[1..]);
                self.checked[arguments[0]].kind.clone()
            }
            Function::Sum | Function::Mean => {
                self.months(&arguments[1..]);
                self.number(arguments[0]).map_or(Kind::Faulty, Kind::Number)
            }
            Function::FirstMonth => match self.condition(arguments[0]) {
                Some(()) => Kind::Number(Measure::Exact(Unit::months())),
                None => Kind::Faulty,
            },
        }
    }

    fn choice(&mut self, arguments: &[NodeId]) -> Kind {
        let condition = self.condition(arguments[0]);
        let kind = match (&self.checked[arguments[1]].kind, &self.checked[arguments[2]].kind) {
            (Kind::Condition, Kind::Condition) => Kind::Condition,
            (Kind::Condition, Kind::Faulty) | (Kind::Faulty, Kind::Condition) => Kind::Faulty,
            _ => self.common(&arguments[1..]),
        };
        if condition.is_some() { kind } else { Kind::Faulty }
    }

    /// The measure that all arguments share.
    fn common(&mut self, arguments: &[NodeId]) -> Kind {
        let mut found: Option<(Measure, NodeId)> = None;
        let mut faulty = false;
        for &argument in arguments {
            let Some(measure) = self.number(argument) else {
                faulty = true;
                continue;
            };
            let (before, first) = found.get_or_insert_with(|| (measure.clone(), argument)).clone();
            match self.joined(&before, &measure, first, argument, None) {
                // The label of a later error should point at the argument that brought the unit in.
                Kind::Number(joined) => {
                    let brought = if before == Measure::Free { argument } else { first };
                    found = Some((joined, brought));
                }
                _ => faulty = true,
            }
        }
        match found {
            Some((measure, _)) if !faulty => Kind::Number(measure),
            _ => Kind::Faulty,
        }
    }

    fn square_root(&mut self, argument: NodeId) -> Kind {
        let Some(measure) = self.number(argument) else { return Kind::Faulty };
        match measure.square_root() {
            Some(root) => Kind::Number(root),
            None => self.wrong_unit(argument, &measure, "a square root needs even powers of units"),
        }
    }

    fn transcendental(&mut self, function: Function, argument: NodeId) -> Kind {
        let Some(measure) = self.number(argument) else { return Kind::Faulty };
        if measure.is_number() {
            Kind::Number(if measure == Measure::Free {
                Measure::Free
            } else {
                Measure::Exact(Unit::number())
            })
        } else {
            let rule = format!("`{}` needs a plain number", function.name());
            self.wrong_unit(argument, &measure, &rule)
        }
    }

    fn months(&mut self, arguments: &[NodeId]) {
        for &argument in arguments {
            if let Some(measure) = self.number(argument)
                && !measure.fits(&Unit::months())
            {
                let message = format!("a month is needed, counted from the start; this is {measure}");
                let error = FormulaError::new(codes::UNIT_OF_ARGUMENT, self.span(argument), message)
                    .advice("count months, as in `closing_month + 36`");
                self.errors.push(error);
            }
        }
    }
}

fn known(symbol: &Symbol, meaning: Meaning) -> Checked {
    let kind = match symbol.kind {
        SymbolKind::Condition => Kind::Condition,
        SymbolKind::Scalar | SymbolKind::Series => Kind::Number(Measure::Exact(symbol.unit.clone())),
    };
    Checked { kind, varies: matches!(meaning, Meaning::Series(_)), meaning: Some(meaning) }
}
