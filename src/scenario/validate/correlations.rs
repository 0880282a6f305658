//! `[[correlation]]`: two uncertain quantities that move together.

use super::super::raw::CorrelationPart;
use super::super::{Correlation, Segment};
use super::*;
use crate::dist::Copula;
use crate::dist::copula::{CorrelationError, Moved, RankCorrelation};

const EVERY_SEGMENT: &str = "segment.*.";

impl Check<'_> {
    pub(super) fn correlations(&mut self, scenario: &mut Scenario) {
        let fields = self.file.correlation.value.clone().unwrap_or_default();
        for (index, field) in fields.iter().enumerate() {
            let (Some(part), Some(origin)) = (&field.value, &field.origin) else { continue };
            let path = format!("correlation[{index}]");
            if let Some(pairs) = self.correlation(&path, part, origin, scenario) {
                for pair in pairs {
                    self.add(pair, scenario);
                }
            }
        }
        self.possible_together(scenario);
    }

    /// Refuses correlations that no quantities can have; the plan repairs and names those that are nearly possible.
    fn possible_together(&mut self, scenario: &Scenario) {
        let pair = |c: &Correlation| RankCorrelation { between: c.between.clone(), rank: c.rank };
        let pairs: Vec<RankCorrelation> = scenario.correlations.iter().map(pair).collect();
        let Err(CorrelationError::Impossible { smallest_eigenvalue, nearest }) = Copula::new(&pairs) else {
            return;
        };
        let message = format!(
            "these rank correlations can't all hold: the smallest eigenvalue of their matrix is {smallest_eigenvalue:.3}, expected 0 or more"
        );
        let mut problem = Diagnostic::error("E060", message).at("correlation");
        for correlation in &scenario.correlations {
            problem = problem.label(correlation.origin.clone(), words::number(correlation.rank));
        }
        let entry =
            |moved: &Moved| format!("`{}` and `{}` {:.2}", moved.between[0], moved.between[1], moved.used);
        let nearest: Vec<String> = nearest.iter().map(entry).collect();
        self.report(problem.help(format!("the nearest that can: {}", nearest.join(", "))));
    }

    fn correlation(
        &mut self,
        path: &str,
        part: &CorrelationPart,
        origin: &Origin,
        scenario: &Scenario,
    ) -> Option<Vec<Correlation>> {
        let between = self.required(
            &format!("{path}.between"),
            &part.between,
            origin,
            "two paths: `between = [\"population\", \"take_up.eligible\"]`",
        );
        let rank =
            self.required(&format!("{path}.rank"), &part.rank, origin, "a rank correlation from -1 to 1");
        let (between, rank) = (between?, rank?);
        let [first, second] = between.as_slice() else {
            let problem = Diagnostic::error(
                "E031",
                format!("`{path}.between` has {} paths, expected two", between.len()),
            );
            self.report(problem.at(path).label(part.between.origin_or(origin), "expected two"));
            return None;
        };
        if !(-1.0..=1.0).contains(&rank) {
            let message = format!("`{path}.rank` is {}, expected -1 to 1", words::number(rank));
            self.report(
                Diagnostic::error("E017", message)
                    .at(path)
                    .label(part.rank.origin_or(origin), "expected -1 to 1"),
            );
            return None;
        }
        let mut ends = [first, second].map(|field| self.expand(path, field, origin, scenario)).into_iter();
        let (first, second) = (ends.next()??, ends.next()??);
        let make = |a: &str, b: &str| Correlation {
            between: [a.to_owned(), b.to_owned()],
            rank,
            why: part.why.value.clone(),
            origin: origin.clone(),
        };
        Some(pairs(&first, &second).into_iter().map(|(a, b)| make(a, b)).collect())
    }

    /// The quantities that one end of a pair stands for.
    fn expand(
        &mut self,
        path: &str,
        field: &Field<String>,
        place: &Origin,
        scenario: &Scenario,
    ) -> Option<Vec<String>> {
        let text = field.value.as_ref()?;
        let origin = field.origin_or(place);
        if let Some(local) = text.strip_prefix(EVERY_SEGMENT) {
            let own = |segment: &Segment| format!("segment.{}.{local}", segment.name);
            let paths: Vec<String> = scenario
                .segments
                .iter()
                .map(own)
                .filter(|path| scenario.quantities.contains_key(path))
                .collect();
            if paths.is_empty() {
                let problem = Diagnostic::error("E031", format!("no segment has a `{local}` of its own"));
                self.report(
                    problem
                        .at(path)
                        .label(origin, "stands for nothing")
                        .help(format!("segments without one share the country's draw: write `{local}`")),
                );
                return None;
            }
            return paths.into_iter().map(|path| self.uncertain(path, &origin, scenario)).collect();
        }
        let own = format!("inputs.{text}");
        let known = [text.clone(), own].into_iter().find(|path| scenario.quantities.contains_key(path));
        match known {
            Some(path) => self.uncertain(path, &origin, scenario).map(|path| vec![path]),
            None => {
                self.unknown_end(path, text, origin, scenario);
                None
            }
        }
    }

    fn unknown_end(&mut self, path: &str, text: &str, origin: Origin, scenario: &Scenario) {
        let group = scenario.groups.keys().any(|group| text.starts_with(group.as_str()));
        let (message, help) = if group {
            (
                format!("`{text}` is a share drawn together with others"),
                Some("shares of a group can't be correlated with anything else".to_owned()),
            )
        } else if catalogue::quantity(text).is_some() {
            (
                format!("`{text}` is not given in this scenario"),
                Some("only an uncertain quantity can be correlated".to_owned()),
            )
        } else {
            let names = scenario.quantities.keys().map(|path| path.strip_prefix("inputs.").unwrap_or(path));
            (format!("`{text}` is no quantity of this scenario"), words::suggestion(text, names))
        };
        let problem = Diagnostic::error("E031", message).at(path).label(origin, "no uncertain quantity");
        self.report(match help {
            Some(help) => problem.help(help),
            None => problem,
        });
    }

    fn uncertain(&mut self, path: String, origin: &Origin, scenario: &Scenario) -> Option<String> {
        let constant =
            matches!(scenario.quantities.get(&path), Some(Quantity { belief: Belief::Fixed(_), .. }));
        if !constant {
            return Some(path);
        }
        // A number from outside takes the quantity out of its correlations; the warning about it says so.
        if self.document.replaced.iter().any(|replaced| replaced.uncertainty_removed && replaced.path == path)
        {
            return None;
        }
        let unread =
            self.problems.iter().any(|problem| problem.path.as_ref().is_some_and(|p| p.starts_with(&path)));
        if !unread {
            let problem = Diagnostic::error(
                "E031",
                format!("`{path}` is a fixed number: nothing can go together with it"),
            );
            self.report(
                problem
                    .at(path)
                    .label(origin.clone(), "does not vary")
                    .help("give it a distribution, or take the correlation out"),
            );
        }
        None
    }

    fn add(&mut self, pair: Correlation, scenario: &mut Scenario) {
        let [a, b] = &pair.between;
        if a == b {
            let problem = Diagnostic::error("E031", format!("`{a}` is correlated with itself"));
            self.report(problem.at("correlation").label(pair.origin.clone(), "twice the same"));
            return;
        }
        let same =
            |other: &&Correlation| other.between == pair.between || other.between == [b.clone(), a.clone()];
        if let Some(other) = scenario.correlations.iter().find(same) {
            let problem = Diagnostic::error("E031", format!("`{a}` and `{b}` are correlated twice"));
            self.problems.push(
                problem
                    .at("correlation")
                    .label(pair.origin.clone(), "again")
                    .label(other.origin.clone(), "the first time"),
            );
            return;
        }
        scenario.correlations.push(pair);
    }
}

/// Every segment with every other where both ends are the same; segment by segment where both run over segments;
/// else each with each.
fn pairs<'a>(first: &'a [String], second: &'a [String]) -> Vec<(&'a str, &'a str)> {
    let segment = |path: &str| catalogue::split_scope(path).0.map(str::to_owned);
    let mut pairs = Vec::new();
    for (i, a) in first.iter().enumerate() {
        for (j, b) in second.iter().enumerate() {
            let twice = first == second && first.len() > 1;
            let both = first.len() > 1 && second.len() > 1;
            let keep = if twice { i < j } else { !both || segment(a) == segment(b) };
            if keep {
                pairs.push((a.as_str(), b.as_str()));
            }
        }
    }
    pairs
}
