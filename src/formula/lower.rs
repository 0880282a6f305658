//! Checked nodes → a flat program.
//!
//! Nodes are lowered in their order (children first). What does not change from month to month is computed once,
//! outside the loops, even where it stands inside a series argument; so loops never nest. Every value is used by
//! one parent, so its register is free again as soon as that parent has been lowered.

use super::ast::{Ast, Binary, NodeId, NodeKind};
use super::check::{Checked, Kind, Meaning};
use super::eval;
use super::functions::Function;
use super::program::{BinaryOperator, Fold, Instruction, Loop, Operand, Operation, Program, Register, Unary};
use std::collections::{BTreeMap, BTreeSet};

/// Lowers a checked formula.
pub(super) fn lower(ast: &Ast, checked: &[Checked]) -> Program {
    let mut lowering = Lowering {
        ast,
        checked,
        contexts: ast.contexts(),
        values: Vec::with_capacity(ast.nodes.len()),
        censorable: Vec::with_capacity(ast.nodes.len()),
        code: Vec::new(),
        outer: Pool::default(),
        bodies: BTreeMap::new(),
        n_inner: 0,
    };
    for node in 0..ast.nodes.len() {
        let censorable = lowering.is_censorable(node);
        lowering.censorable.push(censorable);
        let value = lowering.node(node);
        lowering.values.push(value);
    }
    let columns = |wanted: fn(Meaning) -> Option<usize>| -> Vec<usize> {
        let found: BTreeSet<usize> =
            checked.iter().filter_map(|entry| entry.meaning).filter_map(wanted).collect();
        found.into_iter().collect()
    };
    let root = ast.root();
    Program {
        result: lowering.values[root],
        n_outer: lowering.outer.size,
        n_inner: lowering.n_inner,
        code: lowering.code,
        kind: checked[root].kind.clone(),
        may_be_censored: lowering.censorable[root],
        scalars: columns(|meaning| if let Meaning::Scalar(column) = meaning { Some(column) } else { None }),
        series: columns(|meaning| if let Meaning::Series(column) = meaning { Some(column) } else { None }),
        length: ast.length,
    }
}

/// Registers of one kind: the lowest free one is handed out first.
#[derive(Debug, Default)]
struct Pool {
    free: BTreeSet<usize>,
    size: usize,
}

impl Pool {
    fn take(&mut self) -> usize {
        self.free.pop_first().unwrap_or_else(|| {
            self.size += 1;
            self.size - 1
        })
    }

    fn give_back(&mut self, register: usize) {
        self.free.insert(register);
    }
}

/// What is computed in every month of a series argument.
#[derive(Debug, Default)]
struct Body {
    code: Vec<Instruction>,
    inner: Pool,
    /// Outer registers that the body reads: in use until the last month.
    held: Vec<Operand>,
}

struct Lowering<'a> {
    ast: &'a Ast,
    checked: &'a [Checked],
    contexts: Vec<Option<NodeId>>,
    values: Vec<Operand>,
    censorable: Vec<bool>,
    code: Vec<Instruction>,
    outer: Pool,
    bodies: BTreeMap<NodeId, Body>,
    n_inner: usize,
}

impl Lowering<'_> {
    /// Whether a node's value may be +∞.
    fn is_censorable(&self, node: NodeId) -> bool {
        let Kind::Number(measure) = &self.checked[node].kind else { return false };
        measure.is_months()
            && match &self.ast.nodes[node].kind {
                NodeKind::Name(_) => matches!(self.checked[node].meaning, Some(Meaning::Scalar(_))),
                NodeKind::Call { function: Function::FirstMonth, .. } => true,
                NodeKind::Call { function: Function::Sum | Function::Mean, .. } => false,
                _ => self.ast.children(node).iter().any(|child| self.censorable[*child]),
            }
    }

    /// The loop in which a node is computed, if it changes from month to month.
    fn home(&self, node: NodeId) -> Option<NodeId> {
        if self.checked[node].varies { self.contexts[node] } else { None }
    }

    fn node(&mut self, node: NodeId) -> Operand {
        let ast = self.ast;
        let home = self.home(node);
        match &ast.nodes[node].kind {
            NodeKind::Number(value) => Operand::Constant(*value),
            NodeKind::Truth(truth) => Operand::Constant(if *truth { 1.0 } else { 0.0 }),
            NodeKind::Name(_) => match self.checked[node].meaning {
                Some(Meaning::Scalar(column)) => Operand::Scalar(column),
                Some(Meaning::Series(column)) => Operand::Series(column),
                Some(Meaning::Month) => Operand::Month,
                // A name without meaning was reported as an error, and faulty formulas are not lowered.
                None => Operand::Constant(f64::NAN),
            },
            NodeKind::Negate(inner) => self.unary(home, Unary::Negate, self.values[*inner]),
            NodeKind::Not(inner) => self.unary(home, Unary::Not, self.values[*inner]),
            NodeKind::Binary { operator, left, right, .. } => self.binary(node, *operator, *left, *right),
            NodeKind::Call { function, arguments } if ast.is_aggregate(node) => {
                self.aggregate(node, *function, arguments)
            }
            NodeKind::Call { function, arguments } => self.call(node, *function, arguments),
        }
    }

    fn binary(&mut self, node: NodeId, operator: Binary, left: NodeId, right: NodeId) -> Operand {
        let home = self.home(node);
        if operator == Binary::Power
            && let Some(exponent) = whole_exponent(self.values[right])
        {
            let base = self.settled(node, left);
            return self.unary(home, Unary::WholePower(exponent), base);
        }
        let months = self.censorable[node];
        let (a, b) = match operator {
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Power => {
                (self.settled(node, left), self.settled(node, right))
            }
            _ => (self.values[left], self.values[right]),
        };
        let operator = match operator {
            Binary::Add => BinaryOperator::Add,
            Binary::Subtract => BinaryOperator::Subtract,
            Binary::Multiply => BinaryOperator::Multiply,
            Binary::Divide => BinaryOperator::Divide,
            Binary::Power => BinaryOperator::Power,
            Binary::Less => BinaryOperator::Less,
            Binary::LessEqual => BinaryOperator::LessEqual,
            Binary::Greater => BinaryOperator::Greater,
            Binary::GreaterEqual => BinaryOperator::GreaterEqual,
            Binary::Equal => BinaryOperator::Equal,
            Binary::NotEqual => BinaryOperator::NotEqual,
            Binary::And => BinaryOperator::And,
            Binary::Or => BinaryOperator::Or,
        };
        self.emit(home, Operation::Binary { operator, months, a, b })
    }

    /// A child's value; undefined instead of +∞ where the parent does not count months, so that
    /// `granted / clearance` is undefined and not 0 where the backlog is never cleared.
    fn settled(&mut self, parent: NodeId, child: NodeId) -> Operand {
        if self.censorable[child] && !self.censorable[parent] {
            self.unary(self.home(child), Unary::Settle, self.values[child])
        } else {
            self.values[child]
        }
    }

    fn call(&mut self, node: NodeId, function: Function, arguments: &[NodeId]) -> Operand {
        let home = self.home(node);
        let unary = match function {
            Function::If => return self.choice(node, arguments),
            Function::Min => return self.chain(node, BinaryOperator::Min, arguments),
            Function::Max => return self.chain(node, BinaryOperator::Max, arguments),
            Function::Abs => Unary::Abs,
            Function::Sqrt => Unary::Sqrt,
            Function::Exp => Unary::Exp,
            Function::Ln => Unary::Ln,
            Function::Round => Unary::Round,
            Function::Floor => Unary::Floor,
            Function::Ceil => Unary::Ceil,
            Function::At | Function::Sum | Function::Mean | Function::FirstMonth => {
                unreachable!("calls that take a series are lowered as aggregates")
            }
        };
        self.unary(home, unary, self.values[arguments[0]])
    }

    fn choice(&mut self, node: NodeId, arguments: &[NodeId]) -> Operand {
        let (a, b) = (self.settled(node, arguments[1]), self.settled(node, arguments[2]));
        self.emit(self.home(node), Operation::Select { condition: self.values[arguments[0]], a, b })
    }

    fn chain(&mut self, node: NodeId, operator: BinaryOperator, arguments: &[NodeId]) -> Operand {
        let mut result = self.settled(node, arguments[0]);
        for argument in &arguments[1..] {
            let b = self.settled(node, *argument);
            result = self.emit(self.home(node), Operation::Binary { operator, months: false, a: result, b });
        }
        result
    }

    fn unary(&mut self, home: Option<NodeId>, unary: Unary, a: Operand) -> Operand {
        self.emit(home, Operation::Unary(unary, a))
    }

    fn aggregate(&mut self, node: NodeId, function: Function, arguments: &[NodeId]) -> Operand {
        let body = self.bodies.remove(&node).unwrap_or_default();
        let value = self.values[arguments[0]];
        let fold = match function {
            Function::Sum => Fold::Sum,
            Function::Mean => Fold::Mean,
            Function::Min => Fold::Min,
            Function::Max => Fold::Max,
            Function::FirstMonth => Fold::FirstMonth,
            _ => return self.at(body, value, self.values[arguments[1]]),
        };
        let range = match arguments {
            [_, from, to] => Some((self.values[*from], self.values[*to])),
            _ => None,
        };
        self.n_inner = self.n_inner.max(body.inner.size);
        let operation = Operation::Loop(Box::new(Loop { fold, body: body.code, value, range }));
        let result = self.emit(None, operation);
        self.release_all(body.held);
        result
    }

    /// `at`: the body once, with every series gathered at each future's own month.
    fn at(&mut self, mut body: Body, value: Operand, month: Operand) -> Operand {
        if let Operand::Series(series) = value {
            return self.emit(None, Operation::Gather { series, month });
        }
        let mut value = value;
        let mut gathered: Vec<(Operand, Operand)> = Vec::new();
        let (code, inner) = (&mut self.code, &mut body.inner);
        let mut substitute = |operand: &mut Operand| {
            let operation = match *operand {
                Operand::Series(series) => Operation::Gather { series, month },
                Operand::Month => Operation::Unary(Unary::Round, month),
                _ => return,
            };
            let known = gathered.iter().find(|(from, _)| from == operand).map(|(_, to)| *to);
            *operand = known.unwrap_or_else(|| {
                // Beyond the registers of the body, so that none of its steps overwrites it.
                inner.size += 1;
                let target = Register::Inner(inner.size - 1);
                code.push(Instruction { target, operation });
                gathered.push((*operand, Operand::Register(target)));
                Operand::Register(target)
            });
        };
        body.code.iter_mut().for_each(|instruction| instruction.operation.operands_mut(&mut substitute));
        substitute(&mut value);
        self.code.append(&mut body.code);
        self.n_inner = self.n_inner.max(body.inner.size);
        let result = self.emit(None, Operation::WithinHorizon { value, month });
        self.release_all(body.held);
        result
    }

    /// Appends an operation where it belongs, or folds it where all its operands are constants.
    fn emit(&mut self, home: Option<NodeId>, mut operation: Operation) -> Operand {
        if let Some(value) = eval::constant(&operation) {
            return Operand::Constant(value);
        }
        let mut operands = Vec::with_capacity(3);
        operation.operands_mut(|operand| operands.push(*operand));
        match home {
            None => {
                let target = Register::Outer(self.outer.take());
                self.code.push(Instruction { target, operation });
                self.release_all(operands);
                Operand::Register(target)
            }
            Some(aggregate) => {
                let body = self.bodies.entry(aggregate).or_default();
                let target = Register::Inner(body.inner.take());
                body.code.push(Instruction { target, operation });
                for operand in operands {
                    match operand {
                        Operand::Register(Register::Inner(register)) => body.inner.give_back(register),
                        Operand::Register(Register::Outer(_)) => body.held.push(operand),
                        _ => {}
                    }
                }
                Operand::Register(target)
            }
        }
    }

    fn release_all(&mut self, operands: Vec<Operand>) {
        for operand in operands {
            if let Operand::Register(Register::Outer(register)) = operand {
                self.outer.give_back(register);
            }
        }
    }
}

/// A whole exponent that was written out, possibly with its minus.
fn whole_exponent(exponent: Operand) -> Option<i32> {
    match exponent {
        Operand::Constant(value) if value.fract() == 0.0 && value.abs() <= 64.0 => Some(value as i32),
        _ => None,
    }
}
