//! The gap between means of people and people, for outputs that are not linear in them: the table of `docs/model.md`.

use crate::setting::{Setting, moments};

/// Futures of a population: sixteen pages.
const PAGES: usize = 16;

fn setting(population: f64) -> Setting {
    Setting::new(population, 36, 6.0)
        .pages(PAGES)
        .set("take_up.eligible", 0.5)
        .set("processing.grant_share_eligible", 0.8)
        .set("processing.appeal_share", 0.3)
        .set("processing.appeal_granted_share", 0.3)
        .set("processing.appeal_months", 3.0)
        .set("processing.capacity_per_month", population / 13.0)
        .set("money.processing_cost_per_application", 100.0)
        .set("status.renewal_share", 0.8)
}

/// Mean of people against the run of means, in per cent, with its simulation error.
fn gap(name: &str, population: f64) -> String {
    let (people, sd) = moments(setting(population).run().scalar(0, name));
    let means = setting(population).expected().run().scalar(0, name)[0];
    let error = 100.0 * sd / (256.0 * PAGES as f64).sqrt() / means;
    // Where the means have no queue there is nothing to measure against.
    if !error.is_finite() {
        return "–".to_owned();
    }
    format!("{:+.2} % ({error:.2})", 100.0 * (people - means) / means)
}

#[test]
fn the_model_page_states_the_gaps_as_they_are() {
    let page = include_str!("../../docs/model.md");
    for name in [
        "backlog_peak",
        "backlog_peak_month",
        "clearance_months_after_close",
        "waiting_p90_months",
        "take_up_share",
        "refusal_share",
        "first_renewal_share",
        "cost_per_granted",
    ] {
        let gaps = [1e3, 1e4, 1e5, 1e6].map(|population| gap(name, population));
        let row = format!("| `{name}` | {} |", gaps.join(" | "));
        assert!(page.contains(&row), "docs/model.md, section 10, does not hold:\n{row}");
    }
}
