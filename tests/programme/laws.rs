//! Laws that hold exactly, or in distribution at a stated false-alarm rate.
//!
//! Seeds are fixed. A mean or variance is held to 5 standard errors of its estimate: one false alarm in 1.7 million
//! changes of stream, for each quantity.

use crate::setting::{Setting, moments};
use amnesty::scenario::ProcessingOrder;

/// Everything on, with small numbers so that chance matters.
pub fn busy(population: f64) -> Setting {
    let setting = Setting::new(population, 90, 6.0)
        .segments(&[("a", 0.5), ("b", 0.3), ("c", 0.2)])
        .offices(&[("north", 0.6), ("south", 0.4)])
        .criterion("record", 0.7)
        .set("segment.b.eligibility.criterion.record.pass_share", 0.4)
        .draw("enactment.probability", |i| if i % 3 == 0 { 0.3 } else { 0.8 })
        .draw("enactment.delay_months", |i| (i % 5) as f64)
        .set("window.opens_after_months", 2.0)
        .set("segment.c.window.opens_after_months", 5.0)
        .set("segment.c.window.length_months", 3.0)
        .set("window.extension_probability", 0.4)
        .set("window.extension_months", 3.0)
        .set("take_up.eligible", 0.6)
        .set("take_up.ineligible", 0.1)
        .set("take_up.outsiders_per_application", 0.15)
        .set("take_up.contagion", 0.8)
        .set("timing.shares.front", 0.2)
        .set("timing.shares.steady", 0.5)
        .set("timing.shares.surge", 0.3)
        .set("timing.monthly_noise_sd", 0.1)
        .set("eligibility.lost_per_year", 0.1)
        .set("eligibility.gained_per_year", 0.05)
        .set("processing.capacity_per_month", population / 60.0)
        .set("processing.capacity_delivered", 0.8)
        .set("processing.ramp_up_months", 2.0)
        .set("processing.monthly_noise_sd", 0.2)
        .set("processing.decisions_per_staff_month", 10.0)
        .set("processing.grant_share_eligible", 0.85)
        .set("processing.grant_share_ineligible", 0.3)
        .set("processing.withdrawn_share", 0.05)
        .set("processing.appeal_share", 0.4)
        .set("processing.appeal_granted_share", 0.25)
        .draw("processing.appeal_months", |i| (i % 7) as f64)
        .set("processing.collected_share", 0.9)
        .set("status.permit_months", 12.0)
        .set("status.second_permit_months", 9.0)
        .set("status.renewal_share", 0.8)
        .set("status.lapsed_leave_share", 0.3)
        .set("status.leave_per_year", 0.06)
        .set("status.permanent.months_after_grant", 30.0)
        .set("status.permanent.per_year", 0.4)
        .set("status.citizenship.months_after_permanent", 14.0)
        .set("status.citizenship.per_year", 0.3)
        .set("flows.arrivals_per_year", 0.1)
        .set("flows.leave_per_year", 0.12)
        .set("flows.other_routes_per_year", 0.05)
        .set("flows.other_routes_lapse_per_year", 0.3)
        .set("flows.refused_removed_per_year", 0.2)
        .draw("flows.announcement_pull", |i| if i % 2 == 0 { 0.0 } else { 0.3 })
        .set("flows.announcement_pull_months", 12.0)
        .set("flows.announcement_pull_decay_months", 6.0)
        .set("money.discount_per_year", 0.05)
        .set("money.fee_per_application", 100.0)
        .set("money.processing_cost_per_application", 250.0)
        .set("money.processing_cost_per_appeal", 80.0)
        .set("money.tax_per_legal_month", 30.0)
        .set("money.tax_realised_share", 0.5)
        .set("money.benefits_per_legal_month", 5.0)
        .set("money.removal_cost", 900.0);
    let mut setting = setting;
    setting.structure.cut_off = vec![Some(3); 3];
    setting.structure.order = vec![ProcessingOrder::OldestFirst, ProcessingOrder::EasyFirst];
    setting
}

#[cfg(debug_assertions)]
#[test]
fn nobody_is_lost_or_doubled_in_any_month() {
    // The kernel counts everybody after every month in debug builds, by segment, world and replicate.
    for population in [0.0, 1.0, 37.0, 5_000.0, 3e6] {
        busy(population).run();
        busy(population).expected().run();
    }
}

#[test]
fn worlds_are_equal_to_the_last_person_where_nothing_is_done() {
    let played = busy(5_000.0).set("flows.announcement_pull", 0.0).set("enactment.probability", 0.5).run();
    let mut unlawful = 0;
    for lane in 0..256 {
        if played.scalar(0, "opening_month")[lane] == f64::INFINITY {
            unlawful += 1;
            for group in 0..4 {
                for month in 0..=90 {
                    let with = played.series(group, "irregular", month)[lane];
                    assert_eq!(
                        with,
                        played.series(group, "irregular_without_amnesty", month)[lane],
                        "{month}"
                    );
                    assert_eq!(played.series(group, "applications", month)[lane], 0.0);
                }
                assert_eq!(played.scalar(group, "net_present_value")[lane], 0.0);
            }
        }
    }
    assert!((64..192).contains(&unlawful), "{unlawful} of 256 futures without a law, at one in two");
}

#[test]
fn a_law_that_nobody_uses_changes_nothing() {
    let unused = busy(5_000.0)
        .set("enactment.probability", 1.0)
        .set("flows.announcement_pull", 0.0)
        .set("take_up.eligible", 0.0)
        .set("take_up.ineligible", 0.0)
        .run();
    for month in 0..=90 {
        assert_eq!(
            unused.series(0, "irregular", month),
            unused.series(0, "irregular_without_amnesty", month)
        );
    }
}

#[test]
fn with_certain_steps_everybody_who_is_eligible_gets_a_permit() {
    let played = Setting::new(1_000.0, 24, 3.0).set("take_up.eligible", 1.0).run();
    for name in ["applications", "granted", "collected", "temporary_at_horizon"] {
        assert!(played.scalar(0, name).iter().all(|&people| people == 1_000.0), "{name}");
    }
}

#[test]
fn the_final_take_up_is_binomial_whatever_the_timing() {
    let law = |front: f64, surge: f64, contagion: f64| {
        Setting::new(2_000.0, 12, 6.0)
            .pages(64)
            .set("take_up.eligible", 0.3)
            .set("timing.shares.front", front)
            .set("timing.shares.steady", 1.0 - front - surge)
            .set("timing.shares.surge", surge)
            .set("take_up.contagion", contagion)
            .run()
    };
    for played in [law(0.0, 0.0, 0.0), law(0.6, 0.4, 0.0), law(0.1, 0.9, 4.0)] {
        let (mean, sd) = played.moments("applications");
        let n = 64.0 * 256.0_f64;
        let variance = 2_000.0 * 0.3 * 0.7_f64;
        assert!((mean - 600.0).abs() < 5.0 * (variance / n).sqrt(), "{mean}");
        // The variance of a near-normal sample variance is 2 σ⁴ / n.
        assert!((sd * sd - variance).abs() < 5.0 * variance * (2.0 / n).sqrt(), "{}", sd * sd);
    }
}

#[test]
fn the_fluid_queue_peaks_and_clears_as_the_formula_says() {
    // 1,200 files a month for 6 months, 900 decisions a month: peak (a − K) W, clearance (a − K) W / K.
    let played = Setting::new(7_200.0, 24, 6.0)
        .set("take_up.eligible", 1.0)
        .set("processing.capacity_per_month", 900.0)
        .expected()
        .run();
    let about = |name: &str, value: f64| {
        let got = played.scalar(0, name)[0];
        assert!((got - value).abs() < 1e-9 * value, "{name}: {got}");
    };
    about("backlog_peak", 1_800.0);
    about("backlog_peak_month", 6.0);
    about("clearance_months_after_close", 2.0);
    about("applications", 7_200.0);
}

#[test]
fn expected_people_are_the_mean_of_individual_ones() {
    // No capacity binds, so all counts are linear in the people.
    let setting = busy(3_000.0)
        .pages(32)
        .draw("enactment.probability", |_| 1.0)
        .draw("enactment.delay_months", |_| 2.0)
        .draw("processing.appeal_months", |_| 4.0)
        .draw("flows.announcement_pull", |_| 0.2)
        .set("window.extension_probability", 0.0)
        .set("timing.monthly_noise_sd", 0.0)
        .set("processing.monthly_noise_sd", 0.0)
        .set("processing.capacity_per_month", 1e9);
    let (individual, expected) = (setting.run(), setting.clone().expected().run());
    for output in [
        "applications",
        "applications_outsiders",
        "granted",
        "granted_ineligible",
        "collected",
        "uncollected",
        "refused",
        "withdrawn",
        "appeals",
        "appeals_granted",
        "lapsed",
        "removed",
        "temporary_at_horizon",
        "permanent_at_horizon",
        "citizens_at_horizon",
        "irregular_at_horizon",
        "irregular_at_horizon_without_amnesty",
        "fees_total",
        "processing_cost_total",
        "taxes_total",
        "benefits_total",
        "removals_saved_total",
        "net_present_value",
        "eligible_at_opening",
    ] {
        let (mean, sd) = individual.moments(output);
        let error = sd / (32.0 * 256.0_f64).sqrt();
        let twin = expected.scalar(0, output)[0];
        assert!((mean - twin).abs() < 5.0 * error, "{output}: {mean} ± {error}, expected {twin}");
    }
}

#[test]
fn a_permit_outlives_as_many_terms_as_renewals_say() {
    // One month of grants, no leaving: after k renewals N ρ^k are left, and the first renewal is at month 12 + 1.
    let played = Setting::new(1_000.0, 60, 1.0)
        .expected()
        .set("take_up.eligible", 1.0)
        .set("status.renewal_share", 0.5)
        .set("status.second_permit_months", 24.0)
        .run();
    let temporary = |month| played.series(0, "temporary", month)[0];
    let expected = [(1, 1_000.0), (12, 1_000.0), (13, 500.0), (36, 500.0), (37, 250.0), (60, 250.0)];
    for (month, people) in expected {
        assert!((temporary(month) - people).abs() < 1e-9, "month {month}: {}", temporary(month));
    }
    assert!((played.scalar(0, "first_renewal_share")[0] - 0.5).abs() < 1e-12);
}

#[test]
fn the_labels_of_a_roster_are_exchangeable() {
    // One grant month, then permanence in every month and citizenship 6 months later, with leaving all along: each person
    // is a citizen at the horizon with one probability, independently, so citizens are binomial. This would fail in
    // its variance if the leavers of the waiting line were dealt in proportion.
    let setting = Setting::new(400.0, 30, 1.0)
        .set("take_up.eligible", 1.0)
        .set("status.permit_months", 60.0)
        .set("status.leave_per_year", 0.3)
        .set("status.permanent.months_after_grant", 3.0)
        .set("status.permanent.per_year", 0.9)
        .set("status.citizenship.months_after_permanent", 6.0)
        .set("status.citizenship.per_year", 0.9)
        .pages(128);
    let share = setting.clone().expected().run().scalar(0, "citizens_at_horizon")[0] / 400.0;
    let (mean, sd) = moments(setting.run().scalar(0, "citizens_at_horizon"));
    let (n, variance) = (128.0 * 256.0_f64, 400.0 * share * (1.0 - share));
    assert!((mean - 400.0 * share).abs() < 5.0 * (variance / n).sqrt(), "{mean} against {}", 400.0 * share);
    assert!((sd * sd - variance).abs() < 5.0 * variance * (2.0 / n).sqrt(), "{} against {variance}", sd * sd);
}

#[test]
fn a_future_does_not_depend_on_the_others_of_its_block() {
    let setting = busy(900.0)
        .set("enactment.probability", 0.6)
        .set("enactment.delay_months", 3.0)
        .set("processing.appeal_months", 5.0)
        .set("flows.announcement_pull", 0.1);
    let together = setting.clone().pages(3).run();
    for page in 0..3 {
        let mut alone = setting.clone();
        alone.block.first_page = page as u64;
        let alone = alone.run();
        for output in amnesty::catalogue::OUTPUTS {
            let (all, one) = (together.scalar(0, output.name), alone.scalar(0, output.name));
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&all[page * 256..][..256]), bits(one), "{} on page {page}", output.name);
        }
    }
}

#[test]
fn more_capacity_never_keeps_more_files_waiting() {
    // The same files on the same uniforms: a larger Poisson mean never gives a smaller count by inversion.
    let with = |capacity: f64| {
        Setting::new(6_000.0, 36, 6.0)
            .set("take_up.eligible", 0.7)
            .set("take_up.outsiders_per_application", 0.1)
            .set("processing.capacity_per_month", capacity)
            .set("processing.ramp_up_months", 3.0)
            .set("processing.monthly_noise_sd", 0.2)
            .run()
    };
    let (few, many) = (with(200.0), with(300.0));
    let (mut decided_by_few, mut decided_by_many) = (vec![0.0; 256], vec![0.0; 256]);
    for month in 0..=36 {
        for lane in 0..256 {
            decided_by_few[lane] += few.series(0, "decided", month)[lane];
            decided_by_many[lane] += many.series(0, "decided", month)[lane];
            assert!(decided_by_few[lane] <= decided_by_many[lane], "month {month}, replicate {lane}");
            assert_eq!(
                few.series(0, "applications", month)[lane],
                many.series(0, "applications", month)[lane]
            );
        }
    }
}

#[test]
fn noise_and_chance_repeat_apart() {
    // Other noise leaves arrivals in place and moves intake; other chance moves both.
    let play = |noise_repeat: u32, chance_repeat: u32| {
        let mut setting = busy(50_000.0).draw("enactment.probability", |_| 1.0);
        setting.block.noise_repeat = noise_repeat;
        setting.block.chance_repeat = chance_repeat;
        setting.run()
    };
    let (base, noise, chance) = (play(0, 0), play(1, 0), play(0, 1));
    let without =
        |played: &crate::setting::Played| played.series(0, "irregular_without_amnesty", 60).to_vec();
    assert_eq!(without(&base), without(&noise));
    assert_ne!(without(&base), without(&chance));
    assert_ne!(base.scalar(0, "applications"), noise.scalar(0, "applications"));
    assert_eq!(base.scalar(0, "opening_month"), chance.scalar(0, "opening_month"));
}

#[test]
fn the_gap_between_means_and_people_shrinks_with_the_population() {
    // A peak is no linear function of people: the mean of peaks lies above the peak of means. Relative to the peak
    // the gap falls as 1/√N; between 1,000 and 100,000 people it must fall to a third at least (a tenth expected).
    let gap = |population: f64| {
        let setting = Setting::new(population, 24, 6.0)
            .pages(8)
            .set("take_up.eligible", 0.5)
            .set("processing.capacity_per_month", population / 13.0);
        let people = setting.run().moments("backlog_peak").0;
        let means = setting.expected().run().scalar(0, "backlog_peak")[0];
        (people - means) / means
    };
    let (small, large) = (gap(1_000.0), gap(100_000.0));
    assert!(small > 0.0 && large.abs() < small / 3.0, "{small} and {large}");
}

#[test]
fn a_missing_number_is_named() {
    let mut setting = Setting::new(1_000.0, 12, 3.0);
    setting.numbers.remove("take_up.eligible");
    setting.numbers.remove("population");
    let problems = setting.problems();
    let paths: Vec<_> = problems.iter().map(|problem| problem.path.clone().unwrap_or_default()).collect();
    assert_eq!(paths, ["population", "take_up.eligible"]);
}

#[test]
fn a_path_to_citizenship_beyond_the_horizon_is_warned_of() {
    let codes = |after: f64| {
        let setting = Setting::new(1_000.0, 60, 3.0)
            .set("status.permanent.months_after_grant", 12.0)
            .set("status.citizenship.months_after_permanent", after);
        setting.compile().0.warnings().iter().map(|warning| warning.code).collect::<Vec<_>>()
    };
    assert_eq!([codes(12.0), codes(36.0), codes(48.0)], [vec![], vec!["W071"], vec!["W070"]]);
}

#[test]
fn the_earliest_citizenship_takes_the_shortest_wait_that_may_be_drawn() {
    let earliest = |setting: Setting| setting.compile().0.earliest_citizenship();
    let waits = |permanent: f64, citizen: f64| {
        Setting::new(1_000.0, 60, 3.0)
            .set("status.permanent.months_after_grant", permanent)
            .set("status.citizenship.months_after_permanent", citizen)
    };
    assert_eq!(earliest(Setting::new(1_000.0, 60, 3.0)), None);
    assert_eq!(earliest(waits(12.0, 24.0)), Some(37.0));
    // The law comes late and the window later still; halves are rounded up, each before it is added (D2).
    let late = waits(12.0, 24.0).set("enactment.delay_months", 5.5).set("window.opens_after_months", 2.0);
    assert_eq!(earliest(late.clone()), Some(45.0));
    // The first segment to open decides.
    let staged = late.segments(&[("a", 0.5), ("b", 0.5)]).set("segment.b.window.opens_after_months", 1.0);
    assert_eq!(earliest(staged), Some(44.0));
    // A test's columns do not say how small they may be.
    assert_eq!(earliest(waits(12.0, 24.0).draw("enactment.delay_months", |_| 9.0)), Some(37.0));
}

#[test]
fn drawn_shares_of_offices_are_divided_by_their_sum_and_lose_no_file() {
    let play = |north: f64, south: f64| {
        let setting = Setting::new(20_000.0, 12, 3.0)
            .set("take_up.eligible", 0.5)
            .offices(&[("north", 0.0), ("south", 0.0)])
            .draw("office.north.share", |_| north)
            .draw("office.south.share", |_| south)
            .set("office.north.processing.capacity_per_month", 0.0);
        let played = setting.run();
        assert!(played.scalar(0, "applications").iter().all(|&files| files > 0.0));
        let shares = played.scalar(0, "decided").iter().zip(played.scalar(0, "applications"));
        shares.map(|(decided, files)| decided / files).sum::<f64>() / 256.0
    };
    // Only the south decides, at once. 256 futures of some 10,000 files each: the standard error is 0.0003.
    for (north, south) in [(0.25, 0.75), (0.1, 0.3), (0.5, 1.5), (0.25, 0.75 + 1e-12)] {
        assert!((play(north, south) - 0.75).abs() < 0.0015, "{north} and {south}");
    }
    assert!((play(0.0, 0.0) - 0.5).abs() < 0.0015, "shares that are all 0 are equal");
}
