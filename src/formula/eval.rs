//! Runs a program on columns: one kernel an operation, no allocation, no failure.

use super::Columns;
use super::arithmetic::{round_half_up, settle};
use super::kernels::{Value, accumulate, binary, choose, unary};
use super::program::{Fold, Instruction, Loop, Operand, Operation, Program, Register};

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
        if let Some((last, before)) = self.code.split_last()
            && matches!(self.result, Operand::Register(register) if register == last.target)
        {
            // The last step writes where the result is wanted.
            frame.run(before, scratch);
            return frame.execute(&last.operation, out, scratch);
        }
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
            self.execute(&instruction.operation, &mut taken[..self.lanes], scratch);
            *register(scratch, instruction.target) = taken;
        }
    }

    fn execute(&self, operation: &Operation, target: &mut [f64], scratch: &mut Scratch) {
        match operation {
            Operation::Unary(operator, a) => unary(*operator, target, self.value(*a, scratch)),
            Operation::Binary { operator, months, a, b } => {
                binary(*operator, *months, target, self.value(*a, scratch), self.value(*b, scratch));
            }
            Operation::Select { condition, a, b } => {
                let (a, b) = (self.value(*a, scratch), self.value(*b, scratch));
                choose(target, self.value(*condition, scratch), a, b);
            }
            Operation::Gather { series, month } => self.gather(target, *series, self.value(*month, scratch)),
            Operation::WithinHorizon { value, month } => {
                let end = self.columns.horizon() as f64 + 0.5;
                let (value, month) = (self.value(*value, scratch), self.value(*month, scratch));
                for (lane, slot) in target.iter_mut().enumerate() {
                    let inside = (-0.5..end).contains(&month.lane(lane));
                    *slot = if inside { value.lane(lane) } else { f64::NAN };
                }
            }
            Operation::Loop(fold) => self.fold(target, fold, scratch),
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
