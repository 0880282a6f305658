//! The order in which formulas that use one another are evaluated.

use super::codes;
use super::program::Program;
use std::collections::BTreeMap;

/// A formula with a name and the scalar column that its result fills.
#[derive(Clone, Copy, Debug)]
pub struct Defined<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// The scalar column that other formulas read it from.
    pub column: usize,
    /// The formula.
    pub program: &'a Program,
}

/// Formulas that depend on one another in a circle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", words(.names))]
pub struct Cycle {
    /// The names around the circle, each using the next, the last using the first.
    pub names: Vec<String>,
}

impl Cycle {
    /// The stable code of this problem.
    pub const CODE: &'static str = codes::CYCLE;
}

fn words(names: &[String]) -> String {
    match names {
        [only] => format!("`{only}` uses itself"),
        _ => {
            let next = names.iter().cycle().skip(1);
            let steps: Vec<_> =
                names.iter().zip(next).map(|(name, next)| format!("`{name}` uses `{next}`")).collect();
            steps.join(", ")
        }
    }
}

/// Orders formulas so that each comes after those it uses; as given where there is a choice.
///
/// Returns indices into `formulas`.
///
/// # Errors
/// [`Cycle`] where no order exists.
pub fn order(formulas: &[Defined<'_>]) -> Result<Vec<usize>, Cycle> {
    let by_column: BTreeMap<usize, usize> =
        formulas.iter().enumerate().map(|(index, formula)| (formula.column, index)).collect();
    let uses: Vec<Vec<usize>> = formulas
        .iter()
        .map(|formula| {
            formula.program.scalars().filter_map(|column| by_column.get(&column).copied()).collect()
        })
        .collect();
    let mut walk = Walk { uses: &uses, state: vec![State::New; formulas.len()], order: Vec::new() };
    for start in 0..formulas.len() {
        if let Err(circle) = walk.visit(start) {
            return Err(Cycle {
                names: circle.iter().map(|index| formulas[*index].name.to_owned()).collect(),
            });
        }
    }
    Ok(walk.order)
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Walk<'a> {
    uses: &'a [Vec<usize>],
    state: Vec<State>,
    order: Vec<usize>,
}

impl Walk<'_> {
    /// Depth first with an own stack: long chains of outputs must not overflow the thread's.
    fn visit(&mut self, start: usize) -> Result<(), Vec<usize>> {
        let mut path: Vec<(usize, usize)> = Vec::new();
        if self.state[start] == State::New {
            self.state[start] = State::Open;
            path.push((start, 0));
        }
        while let Some((formula, next)) = path.pop() {
            let Some(&used) = self.uses[formula].get(next) else {
                self.state[formula] = State::Done;
                self.order.push(formula);
                continue;
            };
            path.push((formula, next + 1));
            match self.state[used] {
                State::Done => {}
                State::New => {
                    self.state[used] = State::Open;
                    path.push((used, 0));
                }
                State::Open => {
                    let circle = path.iter().map(|(formula, _)| *formula);
                    return Err(circle.skip_while(|formula| *formula != used).collect());
                }
            }
        }
        Ok(())
    }
}
