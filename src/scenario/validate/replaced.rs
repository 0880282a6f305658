//! What a value set from outside does beside changing a number: it may hide an uncertainty, or pull a lever to which
//! nobody answers.

use super::super::{Meaning, Names};
use super::*;
use crate::catalogue::LEVERS;
use crate::formula;

impl Check<'_> {
    /// Names the uncertainties that are gone and the levers on which no take-up depends.
    pub(super) fn replaced(&mut self, scenario: &Scenario) {
        for replaced in &self.document.replaced {
            let path = &replaced.path;
            let Some(node) = self.document.get(path) else { continue };
            if replaced.uncertainty_removed {
                let also = if self.is_correlated(path) { ", and its correlations with others" } else { "" };
                let problem = Diagnostic::warning("W010", format!("uncertainty of `{path}` removed{also}"));
                let problem = problem
                    .at(path.clone())
                    .label(node.origin.clone(), "the same in every future")
                    .help("the ranges no longer show how uncertain it is; a distribution would keep that");
                self.problems.push(problem);
            }
            let (_, lever) = catalogue::split_scope(path);
            if scenario.time.is_some() && LEVERS.contains(&lever) && !take_up_responds(scenario, path) {
                let message = format!("take-up does not respond to `{path}` in this scenario");
                let problem = Diagnostic::warning("W011", message)
                    .at(path.clone())
                    .label(node.origin.clone(), "changes nobody's decision to apply")
                    .help("add a `[take_up.effect.NAME]` whose driver uses it, if it should");
                self.problems.push(problem);
            }
        }
    }

    fn is_correlated(&self, path: &str) -> bool {
        let local = path.strip_prefix("inputs.").unwrap_or(path);
        let parts = self.file.correlation.value.iter().flatten().filter_map(|field| field.value.as_ref());
        let ends = parts.filter_map(|part| part.between.value.as_ref()).flatten();
        ends.filter_map(|end| end.value.as_deref()).any(|end| end == path || end == local)
    }
}

/// Whether the driver of an effect uses a quantity.
fn take_up_responds(scenario: &Scenario, path: &str) -> bool {
    const MAKE_THE_WINDOW: [&str; 2] = ["window.length_months", "window.extension_months"];
    let names = Names::new(scenario);
    let (_, local) = catalogue::split_scope(path);
    let same = |meaning: &Meaning| match meaning {
        Meaning::Quantity(used) => used == path || used == local,
        Meaning::RealisedWindow => MAKE_THE_WINDOW.contains(&local),
        _ => false,
    };
    scenario.effects.iter().any(|effect| {
        let program = formula::compile(&effect.driver.text, &names);
        program.is_ok_and(|program| program.scalars().any(|column| same(names.meaning(column))))
    })
}
