//! Quantities that do nothing without one another: half of such a pair would be off in silence.

use super::*;

/// A quantity, what it does nothing without, and what to write.
const PAIRS: [(&str, &str, &str); 9] = [
    (
        "status.permanent.per_year",
        "status.permanent.months_after_grant",
        "the earliest month of permanent status, counted from the grant; 0 if there is no wait",
    ),
    (
        "status.permanent.months_after_grant",
        "status.permanent.per_year",
        "the yearly chance of permanent status from then on",
    ),
    (
        "status.citizenship.per_year",
        "status.citizenship.months_after_permanent",
        "the earliest month of citizenship, counted from permanent status; 0 if there is no wait",
    ),
    (
        "status.citizenship.months_after_permanent",
        "status.citizenship.per_year",
        "the yearly chance of citizenship from then on",
    ),
    (
        "status.citizenship.per_year",
        "status.permanent.per_year",
        "citizens come from people with permanent status",
    ),
    ("window.extension_probability", "window.extension_months", "how long the extension is"),
    (
        "window.extension_months",
        "window.extension_probability",
        "how likely the extension is; 1 if it is certain",
    ),
    ("flows.announcement_pull", "flows.announcement_pull_months", "how long the pull lasts, in months"),
    (
        "flows.announcement_pull_months",
        "flows.announcement_pull",
        "the relative change of arrivals, such as 0.1",
    ),
];

impl Check<'_> {
    /// Reports each half of a pair that stands alone, unless it is 0 and says itself that the part is off.
    pub(super) fn pairs(&mut self, scenario: &Scenario) {
        let mut reported: Vec<&str> = Vec::new();
        for (path, needed, help) in PAIRS {
            let Some(written) = self.somewhere(path, scenario).filter(|quantity| !is_zero(quantity)) else {
                continue;
            };
            if reported.contains(&needed)
                || self.is_written(needed)
                || self.somewhere(needed, scenario).is_some()
            {
                continue;
            }
            reported.push(needed);
            let message = format!("`{}` does nothing without `{needed}`", written.path);
            self.problems.push(
                Diagnostic::error("E014", message)
                    .at(needed)
                    .label(written.origin.clone(), format!("needs `{needed}`"))
                    .help(help),
            );
        }
    }

    /// The quantity for the country, or else in the first segment that has it.
    fn somewhere<'s>(&self, path: &str, scenario: &'s Scenario) -> Option<&'s Quantity> {
        let in_segment = |segment: &super::super::Segment| {
            scenario.quantities.get(&format!("segment.{}.{path}", segment.name))
        };
        scenario.quantities.get(path).or_else(|| scenario.segments.iter().find_map(in_segment))
    }
}

fn is_zero(quantity: &Quantity) -> bool {
    matches!(quantity.belief, Belief::Fixed(0.0))
}
