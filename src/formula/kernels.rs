//! The loops: one operation on whole columns, at the widest vectors of the machine.
//!
//! The loops are written by macros and not with closures, which cannot be forced inline: a loop around a call
//! stays scalar.

use super::arithmetic::*;
use super::program::{BinaryOperator, Fold, Unary};
use crate::math::width::{Kernel, dispatch};
use crate::math::{exp, ln};

/// What an operand holds for the lanes of a block.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Column(&'a [f64]),
    Constant(f64),
}

impl Value<'_> {
    /// The value of a lane.
    pub fn lane(&self, lane: usize) -> f64 {
        match self {
            Self::Column(column) => column[lane],
            Self::Constant(value) => *value,
        }
    }

    /// Least and largest value; NaN is passed over.
    pub fn extent(&self) -> (f64, f64) {
        let ends = (f64::INFINITY, f64::NEG_INFINITY);
        match self {
            Self::Constant(value) => (*value, *value),
            Self::Column(column) => {
                column.iter().fold(ends, |(least, most), value| (least.min(*value), most.max(*value)))
            }
        }
    }
}

/// `target ← operator a`.
pub(super) fn unary(operator: Unary, target: &mut [f64], a: Value<'_>) {
    dispatch(UnaryKernel { operator, target, a });
}

/// `target ← a operator b`; `months` keeps +∞ (a month not reached) through arithmetic.
pub(super) fn binary(operator: BinaryOperator, months: bool, target: &mut [f64], a: Value<'_>, b: Value<'_>) {
    dispatch(BinaryKernel { operator, months, target, a, b });
}

/// `target ← if condition then a else b`.
pub(super) fn choose(target: &mut [f64], condition: Value<'_>, a: Value<'_>, b: Value<'_>) {
    dispatch(ChooseKernel { target, condition, a, b });
}

/// `target ← target with one more month`.
pub(super) fn accumulate(fold: Fold, target: &mut [f64], value: Value<'_>, month: f64) {
    dispatch(AccumulateKernel { fold, target, value, month });
}

/// `map!(target, a, x => f(x))`: the loop over one operand.
macro_rules! map {
    ($target:expr, $a:expr, $x:ident => $f:expr) => {
        match $a {
            Value::Column(column) => {
                for (slot, x) in $target.iter_mut().zip(column) {
                    let $x = *x;
                    *slot = $f;
                }
            }
            Value::Constant($x) => $target.fill($f),
        }
    };
}

/// `zip!(target, a, b, x y => f(x, y))`: the loop over two operands.
macro_rules! zip {
    ($target:expr, $a:expr, $b:expr, $x:ident $y:ident => $f:expr) => {
        match ($a, $b) {
            (Value::Column(a), Value::Column(b)) => {
                for ((slot, x), y) in $target.iter_mut().zip(a).zip(b) {
                    let ($x, $y) = (*x, *y);
                    *slot = $f;
                }
            }
            (a, Value::Constant($y)) => map!($target, a, $x => $f),
            (Value::Constant($x), b) => map!($target, b, $y => $f),
        }
    };
}

/// `update!(target, value, x y => f(x, y))`: the loop in which the target is the first operand.
macro_rules! update {
    ($target:expr, $value:expr, $x:ident $y:ident => $f:expr) => {
        match $value {
            Value::Column(column) => {
                for (slot, y) in $target.iter_mut().zip(column) {
                    let ($x, $y) = (*slot, *y);
                    *slot = $f;
                }
            }
            Value::Constant($y) => {
                for slot in $target.iter_mut() {
                    let $x = *slot;
                    *slot = $f;
                }
            }
        }
    };
}

struct UnaryKernel<'a> {
    operator: Unary,
    target: &'a mut [f64],
    a: Value<'a>,
}

impl Kernel for UnaryKernel<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { operator, target, a } = self;
        match operator {
            Unary::Negate => map!(target, a, x => settle(-x)),
            Unary::Not => map!(target, a, x => 1.0 - x),
            Unary::Abs => map!(target, a, x => x.abs()),
            Unary::Sqrt => map!(target, a, x => settle(x.sqrt())),
            Unary::Exp => map!(target, a, x => settle(exp(x))),
            Unary::Ln => map!(target, a, x => settle(ln(x))),
            Unary::Round => map!(target, a, x => round_half_up(x)),
            Unary::Floor => map!(target, a, x => x.floor()),
            Unary::Ceil => map!(target, a, x => x.ceil()),
            Unary::Settle => map!(target, a, x => settle(x)),
            Unary::WholePower(2) => map!(target, a, x => settle(x * x)),
            Unary::WholePower(exponent) => map!(target, a, x => settle(whole_power(x, exponent))),
        }
    }
}

struct BinaryKernel<'a> {
    operator: BinaryOperator,
    months: bool,
    target: &'a mut [f64],
    a: Value<'a>,
    b: Value<'a>,
}

impl Kernel for BinaryKernel<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        use BinaryOperator::*;
        let Self { operator, months, target, a, b } = self;
        match (operator, months) {
            (Add, false) => zip!(target, a, b, x y => settle(x + y)),
            (Add, true) => zip!(target, a, b, x y => settle_months(x + y, x, y)),
            (Subtract, false) => zip!(target, a, b, x y => settle(x - y)),
            (Subtract, true) => zip!(target, a, b, x y => settle_months(x - y, x, y)),
            (Multiply, false) => zip!(target, a, b, x y => settle(x * y)),
            (Multiply, true) => zip!(target, a, b, x y => settle_months(x * y, x, y)),
            (Divide, false) => zip!(target, a, b, x y => settle(x / y)),
            (Divide, true) => zip!(target, a, b, x y => divide_months(x, y)),
            (Power, _) => zip!(target, a, b, x y => power(x, y)),
            (Min, _) => zip!(target, a, b, x y => min(x, y)),
            (Max, _) => zip!(target, a, b, x y => max(x, y)),
            (Less, _) => zip!(target, a, b, x y => compare(x, y, x < y)),
            (LessEqual, _) => zip!(target, a, b, x y => compare(x, y, x <= y)),
            (Greater, _) => zip!(target, a, b, x y => compare(x, y, x > y)),
            (GreaterEqual, _) => zip!(target, a, b, x y => compare(x, y, x >= y)),
            (Equal, _) => zip!(target, a, b, x y => compare(x, y, x == y)),
            (NotEqual, _) => zip!(target, a, b, x y => compare(x, y, x != y)),
            (And, _) => zip!(target, a, b, x y => and(x, y)),
            (Or, _) => zip!(target, a, b, x y => or(x, y)),
        }
    }
}

struct ChooseKernel<'a> {
    target: &'a mut [f64],
    condition: Value<'a>,
    a: Value<'a>,
    b: Value<'a>,
}

impl Kernel for ChooseKernel<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { target, condition, a, b } = self;
        match (condition, a, b) {
            (Value::Column(conditions), Value::Column(a), Value::Column(b)) => {
                for (((slot, condition), a), b) in target.iter_mut().zip(conditions).zip(a).zip(b) {
                    *slot = select(*condition, *a, *b);
                }
            }
            (_, Value::Constant(a), _) => zip!(target, condition, b, c b => select(c, a, b)),
            (_, _, Value::Constant(b)) => zip!(target, condition, a, c a => select(c, a, b)),
            (Value::Constant(c), _, _) => zip!(target, a, b, a b => select(c, a, b)),
        }
    }
}

struct AccumulateKernel<'a> {
    fold: Fold,
    target: &'a mut [f64],
    value: Value<'a>,
    month: f64,
}

impl Kernel for AccumulateKernel<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { fold, target, value, month } = self;
        match fold {
            Fold::Sum | Fold::Mean => update!(target, value, sum x => sum + x),
            Fold::Min => update!(target, value, least x => min(least, x)),
            Fold::Max => update!(target, value, most x => max(most, x)),
            Fold::FirstMonth => update!(target, value, first x => first_month(first, x, month)),
        }
    }
}
