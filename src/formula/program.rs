//! The compiled formula: a flat list of column operations on registers.

use super::check::Kind;
use super::codes;
use super::error::FormulaError;
use super::measure::Measure;
use crate::units::Unit;

/// Most operations a simulated future may need, months included.
pub const MAX_OPERATIONS: u64 = 1_000_000;

/// A compiled formula.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) code: Vec<Instruction>,
    pub(super) result: Operand,
    /// Registers that hold one value a future.
    pub(super) n_outer: usize,
    /// Registers that hold one value a month inside a series argument.
    pub(super) n_inner: usize,
    pub(super) kind: Kind,
    pub(super) may_be_censored: bool,
    pub(super) scalars: Vec<usize>,
    pub(super) series: Vec<usize>,
    pub(super) length: usize,
}

/// One operation: `target ← operation`. The target is never among the operands.
#[derive(Clone, Debug)]
pub(super) struct Instruction {
    pub target: Register,
    pub operation: Operation,
}

/// A column of the scratch memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Register {
    Outer(usize),
    Inner(usize),
}

/// Where an operation reads from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    Constant(f64),
    Register(Register),
    Scalar(usize),
    /// A series at the month of the loop.
    Series(usize),
    /// The month of the loop.
    Month,
}

/// What an instruction computes.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Unary(Unary, Operand),
    /// `months` keeps +∞ (a month not reached) through arithmetic.
    Binary {
        operator: BinaryOperator,
        months: bool,
        a: Operand,
        b: Operand,
    },
    Select {
        condition: Operand,
        a: Operand,
        b: Operand,
    },
    /// The series at a month that differs by future; undefined outside the horizon.
    Gather {
        series: usize,
        month: Operand,
    },
    /// The value, undefined where the month is outside the horizon.
    WithinHorizon {
        value: Operand,
        month: Operand,
    },
    Loop(Box<Loop>),
}

/// A fold over the months.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub fold: Fold,
    pub body: Vec<Instruction>,
    pub value: Operand,
    /// First and last month, for sums and means.
    pub range: Option<(Operand, Operand)>,
}

/// How the months are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Sum,
    Mean,
    Min,
    Max,
    FirstMonth,
}

/// Operations on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Negate,
    Not,
    Abs,
    Sqrt,
    Exp,
    Ln,
    Round,
    Floor,
    Ceil,
    /// Undefined where not finite: a month not reached that enters a quantity other than months.
    Settle,
    WholePower(i32),
}

/// Operations on two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Min,
    Max,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

impl Program {
    /// Whether the result is a condition (1, 0 or NaN) and not a number.
    pub fn is_condition(&self) -> bool {
        self.kind == Kind::Condition
    }

    /// The result's unit as far as it is known; no dimension for conditions and bare numbers.
    pub fn unit(&self) -> Unit {
        self.measure().unit()
    }

    /// The result's measure; a plain number for conditions.
    pub fn measure(&self) -> Measure {
        match &self.kind {
            Kind::Number(measure) => measure.clone(),
            Kind::Condition | Kind::Faulty => Measure::Exact(Unit::number()),
        }
    }

    /// Whether the result can be +∞: a month that is not reached within the horizon.
    pub fn may_be_censored(&self) -> bool {
        self.may_be_censored
    }

    /// The scalar columns that it reads, ascending.
    pub fn scalars(&self) -> impl Iterator<Item = usize> + '_ {
        self.scalars.iter().copied()
    }

    /// The series columns that it reads, ascending.
    pub fn series(&self) -> impl Iterator<Item = usize> + '_ {
        self.series.iter().copied()
    }

    /// Operations in each simulated future over months 0 … `horizon`.
    pub fn operations(&self, horizon: usize) -> u64 {
        let months = horizon as u64 + 1;
        let cost = |instruction: &Instruction| match &instruction.operation {
            Operation::Loop(fold) => (fold.body.len() as u64 + 1) * months,
            _ => 1,
        };
        self.code.iter().map(cost).sum()
    }

    /// Checks that the formula yields a number that can stand in `declared`.
    ///
    /// # Errors
    /// [`FormulaError`] `E120` where it is a condition, or of another unit.
    pub fn expect_number(&self, declared: &Unit) -> Result<(), FormulaError> {
        let error = |message: String| FormulaError::new(codes::RESULT, 0..self.length, message);
        let declared_words = Measure::Exact(declared.clone());
        match &self.kind {
            Kind::Number(measure) if measure.fits(declared) => Ok(()),
            Kind::Number(measure) => {
                Err(error(format!("the formula is {measure}, declared is {declared_words}"))
                    .advice("correct the unit or the formula; nothing is converted"))
            }
            Kind::Condition | Kind::Faulty => {
                Err(error("the formula is a condition, and a number is declared".to_owned())
                    .advice("write `if(condition, 1, 0)` to count it"))
            }
        }
    }

    /// Checks that the formula yields a condition.
    ///
    /// # Errors
    /// [`FormulaError`] `E120` where it is a number.
    pub fn expect_condition(&self) -> Result<(), FormulaError> {
        if self.is_condition() {
            return Ok(());
        }
        let message = format!("the formula is a number ({}), and a condition is needed", self.measure());
        Err(FormulaError::new(codes::RESULT, 0..self.length, message)
            .advice("compare it, as in `granted > 0`"))
    }

    /// Checks that the formula can be computed within the limit on work.
    ///
    /// # Errors
    /// [`FormulaError`] `E110` above [`MAX_OPERATIONS`] a simulated future.
    pub fn expect_affordable(&self, horizon: usize) -> Result<(), FormulaError> {
        let operations = self.operations(horizon);
        if operations <= MAX_OPERATIONS {
            return Ok(());
        }
        let message = format!(
            "the formula needs {operations} operations in each simulated future of {horizon} months, more than {MAX_OPERATIONS}"
        );
        Err(FormulaError::new(codes::WORK, 0..self.length, message)
            .advice("shorten what stands inside the series, or the horizon"))
    }
}

impl Operation {
    /// Calls `visit` on every operand, those of a loop's range included and its body left out.
    pub(super) fn operands_mut(&mut self, mut visit: impl FnMut(&mut Operand)) {
        match self {
            Self::Unary(_, a) => visit(a),
            Self::Binary { a, b, .. } => [a, b].into_iter().for_each(visit),
            Self::Select { condition, a, b } => [condition, a, b].into_iter().for_each(visit),
            Self::Gather { month, .. } => visit(month),
            Self::WithinHorizon { value, month } => [value, month].into_iter().for_each(visit),
            Self::Loop(fold) => {
                if let Some((from, to)) = &mut fold.range {
                    [from, to].into_iter().for_each(visit);
                }
            }
        }
    }
}
