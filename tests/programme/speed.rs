//! How fast the kernel is on a programme of the flagship's size; printed, not judged.

use crate::setting::Setting;
use amnesty::model::Outcome;
use amnesty::model::programme::{Workspace, simulate};
use amnesty::random::PAGE;
use std::time::Instant;

/// Four segments and 180 months, with the flagship's central numbers.
pub fn flagship(enactment: f64) -> Setting {
    let spread =
        |i: usize, least: f64, most: f64| least + (most - least) * ((i * 89 + 37) % 256) as f64 / 255.0;
    Setting::new(4.8e6, 180, 6.0)
        .segments(&[("expired", 0.5), ("never", 0.25), ("legal_stay", 0.15), ("breach", 0.1)])
        .criterion("permit", 0.0)
        .set("segment.expired.eligibility.criterion.permit.pass_share", 1.0)
        .criterion("violation", 0.78)
        .draw("population", |i| spread(i, 2.5e6, 1.2e7))
        .set("enactment.probability", enactment)
        .draw("enactment.delay_months", |i| spread(i, 9.0, 30.0))
        .set("window.opens_after_months", 3.0)
        .set("window.extension_months", 3.0)
        .set("window.extension_probability", 0.35)
        .set("eligibility.lost_per_year", 0.05)
        .draw("take_up.eligible", |i| spread(i, 0.2, 0.7))
        .set("take_up.ineligible", 0.05)
        .set("take_up.outsiders_per_application", 0.05)
        .set("timing.shares.front", 0.12)
        .set("timing.shares.steady", 0.61)
        .set("timing.shares.surge", 0.27)
        .set("timing.monthly_noise_sd", 0.08)
        .set("processing.capacity_per_month", 1e5)
        .draw("processing.capacity_delivered", |i| spread(i, 0.5, 1.8))
        .set("processing.ramp_up_months", 3.0)
        .set("processing.monthly_noise_sd", 0.1)
        .set("processing.grant_share_eligible", 0.88)
        .set("processing.grant_share_ineligible", 0.35)
        .set("processing.withdrawn_share", 0.02)
        .set("processing.appeal_share", 0.4)
        .set("processing.appeal_granted_share", 0.25)
        .set("processing.appeal_months", 6.0)
        .set("processing.collected_share", 0.92)
        .set("status.permit_months", 12.0)
        .set("status.renewal_share", 0.82)
        .set("status.lapsed_leave_share", 0.3)
        .set("status.leave_per_year", 0.06)
        .set("status.permanent.months_after_grant", 12.0)
        .set("status.permanent.per_year", 0.25)
        .set("status.citizenship.months_after_permanent", 60.0)
        .set("status.citizenship.per_year", 0.04)
        .set("flows.arrivals_per_year", 0.12)
        .draw("flows.leave_per_year", |i| spread(i, 0.05, 0.2))
        .set("flows.other_routes_per_year", 0.05)
        .set("flows.other_routes_lapse_per_year", 0.4)
        .draw("flows.announcement_pull", |i| spread(i, -0.15, 0.15))
        .set("flows.announcement_pull_months", 12.0)
        .set("flows.refused_removed_per_year", 0.1)
        .set("money.fee_per_application", 5_000.0)
        .set("money.tax_per_legal_month", 1_000.0)
        .set("money.discount_per_year", 0.05)
}

#[test]
#[ignore = "slow: run in a release build with --nocapture to measure"]
fn the_flagship_at_full_length() {
    for (words, setting) in [
        ("law in 15 of 100 futures", flagship(0.15)),
        ("law in all futures", flagship(1.0)),
        ("law in all futures, means of people", flagship(1.0).expected()),
    ] {
        let (plan, inputs) = setting.compile();
        let mut workspace = Workspace::new(&plan, PAGE);
        let mut outcome = Outcome::new(PAGE, plan.groups(), plan.horizon(), &[false; 11]);
        let start = Instant::now();
        let blocks = 8;
        for page in 0..blocks {
            let mut block = setting.block;
            block.first_page = page;
            simulate(&plan, &block, &inputs, &mut workspace, &mut outcome, &mut ());
        }
        let each = start.elapsed().as_nanos() as f64 / (blocks as f64 * PAGE as f64);
        println!("{words}: {:.1} µs a replicate, {:.0} ns a segment and month", each / 1e3, each / 720.0);
    }
}
