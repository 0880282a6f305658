//! What can be found wrong before anything runs: paths that are none, values that no scenario takes.
//!
//! Values are tried one at a time beside the first values of the other factors: as many scenarios are read as there
//! are values, not as there are points.

use super::space::Sweep;
use crate::scenario::document::{Node, Table};
use crate::scenario::{Diagnostic, Diagnostics, Level, Origin, Scenario, words};

/// Values of a factor that are tried; further ones show when their points are run.
const TRIED: usize = 50;

/// Codes of problems with a path, which no other value would cure.
const OF_PATHS: [&str; 2] = ["E012", "E028"];

impl Sweep {
    /// Checks the scenarios, every path, and every value by itself.
    ///
    /// Returns what is wrong with some values of an axis that has good ones too: their points will fail.
    ///
    /// # Errors
    /// Everything that stands in the way of all points, at once.
    pub fn check(&self) -> Result<Diagnostics, Diagnostics> {
        let (mut fatal, mut bad) = (Vec::new(), Vec::new());
        for base in 0..self.bases.len() {
            fatal.extend(self.unknown_inputs(base));
            let first = vec![0; self.factors.len()];
            let (of_axes, others) = self.problems(base, &first);
            fatal.extend(others);
            for factor in 0..self.factors.len() {
                self.try_values(base, factor, &mut fatal, &mut bad);
            }
            let of_paths = of_axes.into_iter().map(|(_, problem)| problem);
            fatal.extend(of_paths.filter(|problem| OF_PATHS.contains(&problem.code)));
            if !fatal.is_empty() {
                let sources = self.bases[base].document.sources.clone();
                return Err(Diagnostics { sources, problems: distinct(fatal) });
            }
        }
        Ok(self.located(distinct(bad)))
    }

    /// Own inputs that the scenario does not have: setting one would make a new one, which changes nothing.
    fn unknown_inputs(&self, base: usize) -> Vec<Diagnostic> {
        let document = &self.bases[base].document;
        let inputs = document.get("inputs").and_then(Node::as_table);
        let known: Vec<&str> = inputs.into_iter().flat_map(Table::entries).map(|entry| &*entry.key).collect();
        let unknown = |(path, origin): &(String, Origin)| {
            let name = path.strip_prefix("inputs.")?.split('.').next()?;
            if known.contains(&name) {
                return None;
            }
            let problem = Diagnostic::error("E012", format!("the scenario has no input `{name}`"));
            let problem = problem.at(path.clone()).label(origin.clone(), "no such input");
            Some(match words::suggestion(name, known.iter().copied()) {
                Some(help) => problem.help(help),
                None => problem,
            })
        };
        self.factors.iter().flat_map(|factor| &factor.axes).filter_map(unknown).collect()
    }

    fn try_values(&self, base: usize, factor: usize, fatal: &mut Vec<Diagnostic>, bad: &mut Vec<Diagnostic>) {
        let rows = self.factors[factor].rows.len();
        let mut found = Vec::new();
        let mut good = rows > TRIED;
        for row in 0..rows.min(TRIED) {
            let mut place = vec![0; self.factors.len()];
            place[factor] = row;
            let (of_axes, others) = self.problems(base, &place);
            let of_this: Vec<Diagnostic> =
                of_axes.into_iter().filter(|(of, _)| *of == factor).map(|(_, problem)| problem).collect();
            good |= of_this.is_empty();
            found.extend(of_this);
            // A problem that this value causes somewhere else in the file.
            found.extend(others.into_iter().filter(|problem| !fatal.contains(problem)));
        }
        if good { bad.extend(found) } else { fatal.extend(found) }
    }

    /// The errors of a point: those that stand at a factor's values, with its number, and all others.
    fn problems(&self, base: usize, rows: &[usize]) -> (Vec<(usize, Diagnostic)>, Vec<Diagnostic>) {
        let Err(found) = Scenario::variant(&self.document(base, rows)) else { return Default::default() };
        let errors = found.problems.into_iter().filter(|problem| problem.level == Level::Error);
        let (mut of_axes, mut others) = (Vec::new(), Vec::new());
        for mut problem in errors {
            match self.factor_of(&problem, rows) {
                Some((factor, axis)) => {
                    if OF_PATHS.contains(&problem.code) {
                        // The path is wrong, not the value.
                        problem.labels[0].origin = axis;
                    }
                    of_axes.push((factor, problem));
                }
                None => others.push(problem),
            }
        }
        (of_axes, others)
    }

    /// The factor at whose values a problem stands, and where the path was written.
    fn factor_of(&self, problem: &Diagnostic, rows: &[usize]) -> Option<(usize, Origin)> {
        let place = &problem.labels.first()?.origin;
        self.factors.iter().zip(rows).enumerate().find_map(|(factor, (known, &row))| {
            let axis = known.rows.row(row).position(|node| contains(&node.origin, place))?;
            Some((factor, known.axes[axis].1.clone()))
        })
    }
}

fn contains(outer: &Origin, inner: &Origin) -> bool {
    match (outer, inner) {
        (Origin::Text { source: a, range: outer }, Origin::Text { source: b, range: inner }) => {
            a == b && outer.start <= inner.start && inner.end <= outer.end
        }
        _ => false,
    }
}

fn distinct(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        if !kept.contains(&problem) {
            kept.push(problem);
        }
    }
    kept
}
