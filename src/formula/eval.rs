//! Runs a program on columns: one plain loop an operation, no allocation, no failure.

use super::Columns;
use super::arithmetic::*;
use super::program::{BinaryOperator, Fold, Instruction, Loop, Operand, Operation, Program, Register, Unary};
use crate::math::{exp, ln};

/// Working memory of one program, for blocks of up to a number of lanes.
#[derive(Clone, Debug)]
pub struct Scratch {
    outer: Vec<Vec<f64>>,
    inner: Vec<Vec<f64>>,
}

impl Program {
    /// Working memory for blocks of up to `lanes` replicates.
    pub fn scratch(&self, lanes: usize) -> Scratch {
        Scratch { outer: vec![vec![0.0; lanes]; self.n_outer], inner: vec![vec![0.0; lanes]; self.n_inner] }
    }

    /// Evaluates the formula for every lane of `out`.
    ///
    /// `columns` hold at least `out.len()` values each, and `scratch` was made for at least as many lanes by
    /// this program. Results are finite, NaN (undefined), or +∞ where [`Program::may_be_censored`]; conditions
    /// are 1, 0 or NaN.
    ///
    /// # Panics
    /// Where a column or the scratch has fewer lanes than `out`: a bug of the caller.
    pub fn eval(&self, columns: &dyn Columns, scratch: &mut Scratch, out: &mut [f64]) {
        let frame = Frame { columns, lanes: out.len(), month: 0 };
        frame.run(&self.code, scratch);
        match frame.value(self.result, scratch) {
            Value::Column(column) => out.copy_from_slice(column),
            Value::Constant(value) => out.fill(value),
        }
    }
}

/// The value of an operation whose operands are all constants, by the same code as for columns.
pub(super) fn constant(operation: &Operation) -> Option<f64> {
    let value = |operand: &Operand| match operand {
        Operand::Constant(value) => Some(Value::Constant(*value)),
        _ => None,
    };
    let mut target = [0.0];
    match operation {
        Operation::Unary(operator, a) => unary(*operator, &mut target, value(a)?),
        Operation::Binary { operator, months, a, b } => {
            binary(*operator, *months, &mut target, value(a)?, value(b)?);
        }
        Operation::Select { condition, a, b } => {
            choose(&mut target, value(condition)?, value(a)?, value(b)?);
        }
        Operation::Gather { .. } | Operation::WithinHorizon { .. } | Operation::Loop(_) => return None,
    }
    Some(target[0])
}

/// What an operand holds for the lanes of a block.
#[derive(Clone, Copy)]
enum Value<'a> {
    Column(&'a [f64]),
    Constant(f64),
}

impl Value<'_> {
    fn lane(&self, lane: usize) -> f64 {
        match self {
            Self::Column(column) => column[lane],
            Self::Constant(value) => *value,
        }
    }

    /// Least and largest value; NaN is passed over.
    fn extent(&self) -> (f64, f64) {
        match self {
            Self::Constant(value) => (*value, *value),
            Self::Column(column) => {
                column.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
                    (least.min(*value), most.max(*value))
                })
            }
        }
    }
}

/// A block and the month in hand.
#[derive(Clone, Copy)]
struct Frame<'a> {
    columns: &'a dyn Columns,
    lanes: usize,
    month: usize,
}

impl<'a> Frame<'a> {
    fn value<'b>(&self, operand: Operand, scratch: &'b Scratch) -> Value<'b>
    where
        'a: 'b,
    {
        let column = match operand {
            Operand::Constant(value) => return Value::Constant(value),
            Operand::Month => return Value::Constant(self.month as f64),
            Operand::Register(Register::Outer(register)) => &scratch.outer[register],
            Operand::Register(Register::Inner(register)) => &scratch.inner[register],
            Operand::Scalar(column) => self.columns.scalar(column),
            Operand::Series(column) => match self.columns.series(column, self.month) {
                Some(column) => column,
                None => return Value::Constant(f64::NAN),
            },
        };
        Value::Column(&column[..self.lanes])
    }

    fn run(&self, code: &[Instruction], scratch: &mut Scratch) {
        for instruction in code {
            // The target is taken out while the operands are read; it is never one of them.
            let mut taken = std::mem::take(register(scratch, instruction.target));
            let target = &mut taken[..self.lanes];
            match &instruction.operation {
                Operation::Unary(operator, a) => unary(*operator, target, self.value(*a, scratch)),
                Operation::Binary { operator, months, a, b } => {
                    binary(*operator, *months, target, self.value(*a, scratch), self.value(*b, scratch));
                }
                Operation::Select { condition, a, b } => {
                    let (a, b) = (self.value(*a, scratch), self.value(*b, scratch));
                    choose(target, self.value(*condition, scratch), a, b);
                }
                Operation::Gather { series, month } => {
                    self.gather(target, *series, self.value(*month, scratch))
                }
                Operation::WithinHorizon { value, month } => {
                    let end = self.columns.horizon() as f64 + 0.5;
                    zip(target, self.value(*value, scratch), self.value(*month, scratch), |value, month| {
                        if month >= -0.5 && month < end { value } else { f64::NAN }
                    });
                }
                Operation::Loop(fold) => self.fold(target, fold, scratch),
            }
            *register(scratch, instruction.target) = taken;
        }
    }

    /// Each lane's value at its own month, rounded half up; NaN outside the horizon.
    fn gather(&self, target: &mut [f64], series: usize, months: Value<'_>) {
        // Neighbouring replicates mostly share their month: its column is looked up once a run of equal months.
        let mut known: (f64, Option<&[f64]>) = (f64::NAN, None);
        let horizon = self.columns.horizon() as f64;
        for (lane, slot) in target.iter_mut().enumerate() {
            let month = months.lane(lane);
            if month != known.0 {
                let whole = round_half_up(month);
                let inside = whole >= 0.0 && whole <= horizon;
                known = (month, if inside { self.columns.series(series, whole as usize) } else { None });
            }
            *slot = known.1.map_or(f64::NAN, |column| column[lane]);
        }
    }

    fn fold(&self, target: &mut [f64], fold: &Loop, scratch: &mut Scratch) {
        let horizon = self.columns.horizon();
        let (first, last) = match fold.range {
            None => (0, horizon),
            Some((from, to)) => {
                months_of(self.value(from, scratch).extent().0, self.value(to, scratch).extent().1, horizon)
            }
        };
        target.fill(match fold.fold {
            Fold::Sum | Fold::Mean => 0.0,
            Fold::Min | Fold::FirstMonth => f64::INFINITY,
            Fold::Max => f64::NEG_INFINITY,
        });
        for month in first..=last {
            let frame = Frame { month, ..*self };
            frame.run(&fold.body, scratch);
            let value = frame.value(fold.value, scratch);
            match fold.range {
                Some((from, to)) => {
                    let range = (frame.value(from, scratch), frame.value(to, scratch));
                    add_within(target, value, range, month as f64);
                }
                None => accumulate(fold.fold, target, value, month as f64),
            }
        }
        let mean = fold.fold == Fold::Mean;
        match fold.range {
            Some((from, to)) => {
                let (from, to) = (self.value(from, scratch), self.value(to, scratch));
                close_range(target, from, to, horizon as f64, mean);
            }
            None if mean => {
                let months = horizon as f64 + 1.0;
                target.iter_mut().for_each(|sum| *sum = settle(*sum / months));
            }
            None if fold.fold == Fold::Sum => target.iter_mut().for_each(|sum| *sum = settle(*sum)),
            None => {}
        }
    }
}

fn register(scratch: &mut Scratch, register: Register) -> &mut Vec<f64> {
    match register {
        Register::Outer(index) => &mut scratch.outer[index],
        Register::Inner(index) => &mut scratch.inner[index],
    }
}

/// The whole months between two values, cut to the horizon; at least one, which does no harm outside the range.
fn months_of(from: f64, to: f64, horizon: usize) -> (usize, usize) {
    let last = round_half_up(to).clamp(0.0, horizon as f64) as usize;
    let first = (round_half_up(from).clamp(0.0, horizon as f64) as usize).min(last);
    (first, last)
}

fn accumulate(fold: Fold, target: &mut [f64], value: Value<'_>, month: f64) {
    match fold {
        Fold::Sum | Fold::Mean => update(target, value, |sum, value| sum + value),
        Fold::Min => update(target, value, min),
        Fold::Max => update(target, value, max),
        // An undefined month before the first true one leaves it undefined which is the first.
        Fold::FirstMonth => update(target, value, |first, value| {
            let now = if value == 1.0 { month } else { first };
            let now = if value.is_nan() { f64::NAN } else { now };
            if first == f64::INFINITY { now } else { first }
        }),
    }
}

/// Adds the value where the month lies in the lane's range, both ends rounded half up and included.
fn add_within(target: &mut [f64], value: Value<'_>, (from, to): (Value<'_>, Value<'_>), month: f64) {
    for (lane, sum) in target.iter_mut().enumerate() {
        // floor(x + ½) ≤ m if and only if x < m + ½, and ≥ m if and only if x ≥ m − ½: nothing is rounded.
        if from.lane(lane) < month + 0.5 && to.lane(lane) >= month - 0.5 {
            *sum += value.lane(lane);
        }
    }
}

/// Ends a sum or mean over a range: undefined where an end lies outside the horizon, or a mean has no month.
fn close_range(target: &mut [f64], from: Value<'_>, to: Value<'_>, horizon: f64, mean: bool) {
    let inside = |month: f64| (-0.5..horizon + 0.5).contains(&month);
    for (lane, sum) in target.iter_mut().enumerate() {
        let (from, to) = (from.lane(lane), to.lane(lane));
        let months = round_half_up(to) - round_half_up(from) + 1.0;
        *sum = match (inside(from) && inside(to), mean) {
            (false, _) => f64::NAN,
            (true, false) => settle(*sum),
            (true, true) if months > 0.0 => settle(*sum / months),
            (true, true) => f64::NAN,
        };
    }
}

fn unary(operator: Unary, target: &mut [f64], a: Value<'_>) {
    match operator {
        Unary::Negate => map(target, a, |a| settle(-a)),
        Unary::Not => map(target, a, |a| 1.0 - a),
        Unary::Abs => map(target, a, f64::abs),
        Unary::Sqrt => map(target, a, |a| settle(a.sqrt())),
        Unary::Exp => map(target, a, |a| settle(exp(a))),
        Unary::Ln => map(target, a, |a| settle(ln(a))),
        Unary::Round => map(target, a, round_half_up),
        Unary::Floor => map(target, a, f64::floor),
        Unary::Ceil => map(target, a, f64::ceil),
        Unary::Settle => map(target, a, settle),
        Unary::WholePower(2) => map(target, a, |a| settle(a * a)),
        Unary::WholePower(exponent) => map(target, a, |a| settle(whole_power(a, exponent))),
    }
}

fn binary(operator: BinaryOperator, months: bool, target: &mut [f64], a: Value<'_>, b: Value<'_>) {
    use BinaryOperator::*;
    match (operator, months) {
        (Add, false) => zip(target, a, b, |a, b| settle(a + b)),
        (Add, true) => zip(target, a, b, |a, b| settle_months(a + b, a, b)),
        (Subtract, false) => zip(target, a, b, |a, b| settle(a - b)),
        (Subtract, true) => zip(target, a, b, |a, b| settle_months(a - b, a, b)),
        (Multiply, false) => zip(target, a, b, |a, b| settle(a * b)),
        (Multiply, true) => zip(target, a, b, |a, b| settle_months(a * b, a, b)),
        (Divide, false) => zip(target, a, b, |a, b| settle(a / b)),
        (Divide, true) => zip(target, a, b, divide_months),
        (Power, _) => zip(target, a, b, power),
        (Min, _) => zip(target, a, b, min),
        (Max, _) => zip(target, a, b, max),
        (Less, _) => zip(target, a, b, |a, b| compare(a, b, |a, b| a < b)),
        (LessEqual, _) => zip(target, a, b, |a, b| compare(a, b, |a, b| a <= b)),
        (Greater, _) => zip(target, a, b, |a, b| compare(a, b, |a, b| a > b)),
        (GreaterEqual, _) => zip(target, a, b, |a, b| compare(a, b, |a, b| a >= b)),
        (Equal, _) => zip(target, a, b, |a, b| compare(a, b, |a, b| a == b)),
        (NotEqual, _) => zip(target, a, b, |a, b| compare(a, b, |a, b| a != b)),
        (And, _) => zip(target, a, b, and),
        (Or, _) => zip(target, a, b, or),
    }
}

fn choose(target: &mut [f64], condition: Value<'_>, a: Value<'_>, b: Value<'_>) {
    match (condition, a, b) {
        (Value::Column(condition), Value::Constant(a), Value::Constant(b)) => {
            map(target, Value::Column(condition), |condition| select(condition, a, b));
        }
        (Value::Column(condition), Value::Column(a), Value::Constant(b)) => {
            zip(target, Value::Column(condition), Value::Column(a), |condition, a| select(condition, a, b));
        }
        (Value::Column(condition), Value::Constant(a), Value::Column(b)) => {
            zip(target, Value::Column(condition), Value::Column(b), |condition, b| select(condition, a, b));
        }
        (Value::Column(condition), Value::Column(a), Value::Column(b)) => {
            for (((slot, condition), a), b) in target.iter_mut().zip(condition).zip(a).zip(b) {
                *slot = select(*condition, *a, *b);
            }
        }
        (Value::Constant(condition), a, b) => zip(target, a, b, |a, b| select(condition, a, b)),
    }
}

#[inline(always)]
fn map(target: &mut [f64], a: Value<'_>, f: impl Fn(f64) -> f64) {
    match a {
        Value::Column(a) => target.iter_mut().zip(a).for_each(|(slot, a)| *slot = f(*a)),
        Value::Constant(a) => target.fill(f(a)),
    }
}

#[inline(always)]
fn zip(target: &mut [f64], a: Value<'_>, b: Value<'_>, f: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Value::Column(a), Value::Column(b)) => {
            target.iter_mut().zip(a).zip(b).for_each(|((slot, a), b)| *slot = f(*a, *b));
        }
        (Value::Column(a), Value::Constant(b)) => map(target, Value::Column(a), |a| f(a, b)),
        (Value::Constant(a), b) => map(target, b, |b| f(a, b)),
    }
}

#[inline(always)]
fn update(target: &mut [f64], value: Value<'_>, f: impl Fn(f64, f64) -> f64) {
    match value {
        Value::Column(value) => {
            target.iter_mut().zip(value).for_each(|(slot, value)| *slot = f(*slot, *value))
        }
        Value::Constant(value) => target.iter_mut().for_each(|slot| *slot = f(*slot, value)),
    }
}
