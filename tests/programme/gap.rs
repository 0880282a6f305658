//! The gap between means of people and people, for outputs that are not linear in them; `docs/model.md` 10 quotes it.

use crate::setting::{Setting, moments};

#[test]
#[ignore = "prints the table of docs/model.md"]
fn the_gap_of_outputs_that_are_not_linear_in_people() {
    for name in [
        "backlog_peak",
        "backlog_peak_month",
        "clearance_months_after_close",
        "waiting_median_months",
        "waiting_p90_months",
        "take_up_share",
        "refusal_share",
        "first_renewal_share",
        "cost_per_granted",
    ] {
        print!("| `{name}` |");
        for population in [1e3, 1e4, 1e5, 1e6] {
            let setting = Setting::new(population, 36, 6.0)
                .pages(16)
                .set("take_up.eligible", 0.5)
                .set("processing.grant_share_eligible", 0.8)
                .set("processing.appeal_share", 0.3)
                .set("processing.appeal_granted_share", 0.3)
                .set("processing.appeal_months", 3.0)
                .set("processing.capacity_per_month", population / 13.0)
                .set("money.processing_cost_per_application", 100.0)
                .set("status.renewal_share", 0.8);
            let (people, sd) = moments(setting.run().scalar(0, name));
            let means = setting.expected().run().scalar(0, name)[0];
            print!(" {:+.2} % (±{:.2}) |", 100.0 * (people - means) / means, 100.0 * sd / 64.0 / means);
        }
        println!();
    }
}
