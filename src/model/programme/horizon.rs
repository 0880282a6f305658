//! What the horizon cuts off: the first month in which anybody can become a citizen.

use super::parameters::whole_months;
use super::plan::ProgrammePlan;
use super::resolve::Resolver;
use super::structure::{Structure, scope};
use crate::catalogue::Fallback;
use crate::model::Slot;
use crate::scenario::Diagnostic;

/// Citizenship that comes in the last months of a run shows more of the horizon than of the programme.
const LATE_MONTHS: f64 = 24.0;

impl Resolver<'_> {
    /// The first month in which anybody can become a citizen: the law comes into force, the window opens, a file is
    /// granted in its own month, and every wait is the shortest that may be drawn. `None` where there is no way.
    pub fn earliest_citizenship(&mut self, structure: &Structure) -> Option<f64> {
        let permanent = self.least("", "status.permanent.months_after_grant")?;
        let citizen = self.least("", "status.citizenship.months_after_permanent")?;
        let delay = self.least("", "enactment.delay_months").unwrap_or(0.0);
        let mut opens =
            |name: &String| self.least(&scope("segment", name), "window.opens_after_months").unwrap_or(0.0);
        let opens = structure.segments.iter().map(&mut opens).fold(f64::INFINITY, f64::min);
        Some(delay + opens + 1.0 + permanent + citizen)
    }

    /// The least number of whole months of a duration; `None` where the scenario is silent about it.
    fn least(&mut self, scope: &str, path: &str) -> Option<f64> {
        let months = match self.slot(scope, path, Fallback::Absent) {
            Slot::Fixed(months) if months.is_infinite() => return None,
            Slot::Fixed(months) => months,
            Slot::Column(_) => {
                let own = self.slots.least(scope, path);
                own.or_else(|| self.slots.least("", path)).unwrap_or(0.0)
            }
        };
        Some(whole_months(months.max(0.0)))
    }
}

impl ProgrammePlan {
    /// What a person should know before trusting a run: a path to citizenship that the horizon cuts off.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let earliest = self.earliest_citizenship();
        earliest.and_then(|earliest| late_citizenship(earliest, self.horizon())).into_iter().collect()
    }
}

/// Warns where the horizon hides all citizens, or all but the first.
fn late_citizenship(earliest: f64, horizon: usize) -> Option<Diagnostic> {
    let (code, message, help) = if earliest > horizon as f64 {
        let message =
            format!("the earliest citizenship is month {earliest}, after the horizon of {horizon} months");
        ("W070", message, "citizens are 0 only because the run ends before")
    } else if earliest + LATE_MONTHS > horizon as f64 {
        let message = format!(
            "the earliest citizenship is month {earliest}, within 24 months of the horizon of {horizon}"
        );
        ("W071", message, "the run sees only the first citizens; lengthen it")
    } else {
        return None;
    };
    Some(Diagnostic::warning(code, message).at("time.horizon_months").help(help))
}
