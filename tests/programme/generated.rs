//! Programmes made at random, corners included, from fixed seeds: what must hold in every one of them.
//!
//! Shares are 0 or 1 as often as anything between, populations reach from nobody to a nation, offices may have no
//! capacity or no plan, windows no length, and most parts are on or off by the toss of a coin. Debug builds count
//! everybody in both worlds after every month besides.

use crate::agreement::agree;
use crate::setting::{Played, Setting};
use amnesty::catalogue::{OUTPUTS, OutputKind, SERIES};
use amnesty::scenario::{Chance, ProcessingOrder};

/// SplitMix64 (Steele, Lea and Flood 2014): the cases must not depend on the generator that is tested.
struct Cases(u64);

impl Cases {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// 0, 1, or anything between.
    fn share(&mut self) -> f64 {
        let between = self.unit();
        self.one_of(&[0.0, between, between, 1.0])
    }
}

const SHARES: [&str; 21] = [
    "enactment.probability",
    "window.extension_probability",
    "eligibility.criterion.record.pass_share",
    "eligibility.lost_per_year",
    "eligibility.gained_per_year",
    "take_up.eligible",
    "take_up.ineligible",
    "processing.grant_share_eligible",
    "processing.grant_share_ineligible",
    "processing.withdrawn_share",
    "processing.appeal_share",
    "processing.appeal_granted_share",
    "processing.collected_share",
    "status.renewal_share",
    "status.lapsed_leave_share",
    "status.leave_per_year",
    "status.permanent.per_year",
    "status.citizenship.per_year",
    "flows.leave_per_year",
    "flows.other_routes_per_year",
    "flows.refused_removed_per_year",
];

/// Paths that hold for the whole country only.
const NATIONAL: [&str; 2] = ["enactment.probability", "window.extension_probability"];

/// The programme of a case.
fn programme(case: u64) -> Setting {
    let cases = &mut Cases(case);
    let population = cases.one_of(&[0.0, 1.0, 2.5, 40.0, 900.0, 5_000.0, 3e6]);
    let horizon = cases.one_of(&[1, 2, 13, 30, 47]);
    let length = cases.below(8) as f64;
    let mut setting = Setting::new(population, horizon, length).criterion("record", 1.0);
    if cases.below(2) == 0 {
        let a = 0.1 + 0.4 * cases.unit();
        setting = setting.segments(&[("a", a), ("b", 0.4), ("c", 0.6 - a)]);
    }
    if cases.below(2) == 0 {
        setting = setting.offices(&[("north", 0.25), ("south", 0.75)]);
    }
    for path in SHARES {
        setting = setting.set(path, cases.share());
        if setting.structure.segments.len() > 1 && !NATIONAL.contains(&path) && cases.below(4) == 0 {
            setting = setting.set(&format!("segment.b.{path}"), cases.share());
        }
    }
    durations(money(offices(setting, cases), cases), cases)
}

fn durations(mut setting: Setting, cases: &mut Cases) -> Setting {
    // Beyond the horizon as well as within it; halves are rounded up.
    for (path, most) in [
        ("enactment.delay_months", 20),
        ("window.opens_after_months", 6),
        ("window.extension_months", 5),
        ("processing.appeal_months", 14),
        ("status.permanent.months_after_grant", 30),
        ("status.citizenship.months_after_permanent", 20),
    ] {
        let shift = cases.below(most);
        setting = setting.draw(path, |replicate| ((replicate + shift) % most) as f64 / 2.0);
    }
    let permit = cases.one_of(&[1.0, 3.0, 12.0, 60.0]);
    let second = cases.one_of(&[1.0, 5.0, 12.0]);
    if setting.structure.segments.len() > 1 {
        setting = setting.set("segment.c.window.opens_after_months", cases.below(9) as f64);
        let cut_off = cases.one_of(&[None, Some(0), Some(2), Some(9)]);
        setting.structure.cut_off.fill(cut_off);
    }
    setting.set("status.permit_months", permit).set("status.second_permit_months", second)
}

fn offices(mut setting: Setting, cases: &mut Cases) -> Setting {
    let population = setting.number("", "population", 0, 0.0);
    let capacity = cases.one_of(&[0.0, 0.4, population / 50.0, population / 5.0, f64::INFINITY]);
    for order in &mut setting.structure.order {
        *order = cases.one_of(&[ProcessingOrder::OldestFirst, ProcessingOrder::EasyFirst]);
    }
    let front = 0.5 * cases.unit();
    setting
        .set("processing.capacity_per_month", capacity)
        .set("processing.capacity_delivered", cases.one_of(&[0.0, 0.7, 1.3]))
        .set("processing.ramp_up_months", cases.one_of(&[0.0, 2.5]))
        .set("processing.monthly_noise_sd", cases.one_of(&[0.0, 0.4]))
        .set("processing.decisions_per_staff_month", 10.0)
        .set("take_up.outsiders_per_application", cases.one_of(&[0.0, 0.2, 3.0]))
        .set("take_up.contagion", cases.one_of(&[0.0, 2.0]))
        .set("timing.shares.front", front)
        .set("timing.shares.steady", 0.5 - front)
        .set("timing.shares.surge", 0.5)
        .set("timing.front_width", cases.one_of(&[0.02, 0.2]))
        .set("timing.surge_width", cases.one_of(&[0.01, 0.1]))
        .set("timing.monthly_noise_sd", cases.one_of(&[0.0, 0.3]))
        .set("flows.arrivals_per_year", cases.one_of(&[0.0, 0.2, 2.0]))
        .set("flows.other_routes_lapse_per_year", cases.one_of(&[0.0, 0.5, 1.0]))
        .set("flows.announcement_pull", cases.one_of(&[0.0, 0.0, 0.5, -3.0]))
        .set("flows.announcement_pull_months", cases.one_of(&[0.0, 7.0]))
        .set("flows.announcement_pull_decay_months", cases.one_of(&[3.0, f64::INFINITY]))
}

fn money(setting: Setting, cases: &mut Cases) -> Setting {
    setting
        .set("money.discount_per_year", cases.one_of(&[0.0, 0.05]))
        .set("money.fee_per_application", cases.one_of(&[0.0, 100.0]))
        .set("money.processing_cost_per_application", 250.0)
        .set("money.processing_cost_per_appeal", 80.0)
        .set("money.tax_per_legal_month", 30.0)
        .set("money.tax_realised_share", cases.unit())
        .set("money.benefits_per_legal_month", 5.0)
        .set("money.removal_cost", 900.0)
}

/// Settings of cases `0..n`, of whole people and of means in turn.
fn programmes(n: u64) -> impl Iterator<Item = (u64, Setting)> {
    (0..n).map(|case| {
        let setting = programme(case);
        (case, if case % 3 == 2 { setting.expected() } else { setting })
    })
}

#[test]
fn the_kernel_is_its_twin_for_programmes_made_at_random() {
    // Whole people only: with means a tie of two months is decided by the last bit of a sum.
    for case in 0..45 {
        println!("case {case}");
        agree(&programme(case), (0..256).step_by(61));
    }
}

/// Checks every number of a block.
fn sound(case: u64, setting: &Setting, played: &Played) {
    let whole = setting.structure.chance == Chance::Individual;
    let horizon = setting.structure.horizon;
    // Sums of reals may fall short of 0 by their rounding.
    let least = if whole { 0.0 } else { -1e-9 * setting.number("", "population", 0, 0.0) };
    for group in 0..played.outcome.groups() {
        for series in SERIES {
            for month in 0..=horizon {
                for &people in played.series(group, series.name, month) {
                    let fits = people.is_finite() && people >= least && (!whole || people.fract() == 0.0);
                    assert!(fits, "case {case}, {} of {group} at {month}: {people}", series.name);
                }
            }
        }
        for output in OUTPUTS {
            for &value in played.scalar(group, output.name) {
                let fits = match output.kind {
                    OutputKind::Amount => value.is_finite(),
                    OutputKind::Ratio => !value.is_infinite(),
                    OutputKind::Month => value.is_nan() || value >= 0.0,
                };
                let share = !output.name.ends_with("_share") || value.is_nan() || value >= 0.0;
                assert!(fits && share, "case {case}, {} of {group}: {value}", output.name);
            }
        }
    }
}

/// What is filed is decided or waits; what is decided is granted, refused, withdrawn or under appeal.
fn files_are_accounted_for(case: u64, setting: &Setting, played: &Played) {
    let scale = setting.number("", "population", 0, 0.0).max(1.0) * 10.0;
    for group in 0..played.outcome.groups() {
        let of = |name: &str, lane: usize| played.scalar(group, name)[lane];
        for lane in 0..256 {
            let waiting = of("applications", lane) - of("decided", lane) - of("backlog_at_horizon", lane);
            let final_ones = of("granted", lane) + of("refused", lane) + of("withdrawn", lane);
            let under_appeal = of("decided", lane) - final_ones;
            let types = of("applications_eligible", lane)
                + of("applications_ineligible", lane)
                + of("applications_outsiders", lane);
            assert!(waiting.abs() <= 1e-9 * scale, "case {case}, {group}, {lane}: {waiting}");
            assert!(under_appeal >= -1e-9 * scale, "case {case}, {group}, {lane}: {under_appeal}");
            assert!(under_appeal <= of("appeals", lane) + 1e-9 * scale, "case {case}, {group}, {lane}");
            assert!((types - of("applications", lane)).abs() <= 1e-9 * scale, "case {case}, {group}, {lane}");
            assert!(of("collected", lane) <= of("granted", lane) + 1e-9 * scale, "case {case}, {lane}");
        }
    }
}

/// Segments add up to the country in every series of every month.
fn segments_add_up(case: u64, setting: &Setting, played: &Played) {
    let scale = setting.number("", "population", 0, 0.0).max(1.0) * 10.0;
    for month in 0..=setting.structure.horizon {
        for series in SERIES {
            for lane in (0..256).step_by(5) {
                let country = played.series(0, series.name, month)[lane];
                let segments: f64 =
                    (1..played.outcome.groups()).map(|g| played.series(g, series.name, month)[lane]).sum();
                let fits = played.outcome.groups() == 1 || (country - segments).abs() <= 1e-9 * scale;
                assert!(fits, "case {case}, {} at {month}: {country} and {segments}", series.name);
            }
        }
    }
}

#[test]
fn every_number_of_a_programme_made_at_random_is_sound_and_every_file_accounted_for() {
    for (case, setting) in programmes(90) {
        let played = setting.run();
        sound(case, &setting, &played);
        files_are_accounted_for(case, &setting, &played);
        segments_add_up(case, &setting, &played);
    }
}

#[test]
fn without_a_law_or_without_files_both_worlds_are_equal_in_programmes_made_at_random() {
    for (case, setting) in programmes(40) {
        let setting = setting.set("flows.announcement_pull", 0.0);
        let unlawful = setting.clone().set("enactment.probability", 0.0);
        let mut unused = setting.set("enactment.probability", 1.0);
        // Nobody files, whatever a segment says for itself; and nobody is in the country to be drawn in by others.
        unused
            .numbers
            .retain(|path, _| !path.ends_with("take_up.eligible") && !path.ends_with("take_up.ineligible"));
        let unused = unused.set("take_up.eligible", 0.0);
        for setting in [unlawful, unused] {
            let exact = setting.structure.chance == Chance::Individual;
            let close = if exact { 0.0 } else { 1e-9 * setting.number("", "population", 0, 0.0) * 10.0 };
            let played = setting.run();
            for month in 0..=setting.structure.horizon {
                let (with, without) = (
                    played.series(0, "irregular", month),
                    played.series(0, "irregular_without_amnesty", month),
                );
                for (with, without) in with.iter().zip(without) {
                    assert!((with - without).abs() <= close, "case {case}, month {month}: {with} {without}");
                }
                assert!(played.series(0, "applications", month).iter().all(|&files| files == 0.0));
            }
        }
    }
}

/// Laws that hold future by future because draws are inversions: more of a cause never gives less of its effect.
fn never_less(less: &Played, more: &Played, output: &str) {
    let pairs = less.scalar(0, output).iter().zip(more.scalar(0, output));
    for (lane, (less, more)) in pairs.enumerate() {
        assert!(less <= more, "{output} in replicate {lane}: {less} and {more}");
    }
}

fn plain(population: f64) -> Setting {
    Setting::new(population, 24, 6.0)
        .criterion("record", 0.6)
        .set("take_up.eligible", 0.5)
        .set("processing.grant_share_eligible", 0.8)
        .set("processing.collected_share", 0.9)
        .set("status.renewal_share", 0.7)
        .set("flows.arrivals_per_year", 0.1)
        .set("flows.leave_per_year", 0.1)
}

#[test]
fn more_take_up_never_brings_fewer_files() {
    for population in [50.0, 3_000.0, 2e6] {
        let with = |share: f64| {
            plain(population)
                .set("take_up.eligible", share)
                .set("flows.arrivals_per_year", 0.0)
                .set("flows.leave_per_year", 0.0)
                .run()
        };
        let shares = [0.0, 0.2, 0.200_001, 0.5, 0.9, 1.0].map(with);
        for pair in shares.windows(2) {
            never_less(&pair[0], &pair[1], "applications");
        }
    }
}

#[test]
fn a_larger_grant_share_never_grants_less_nor_refuses_more() {
    let with = |share: f64| plain(4_000.0).set("processing.grant_share_eligible", share).run();
    let shares = [0.0, 0.3, 0.7, 0.95, 1.0].map(with);
    for pair in shares.windows(2) {
        never_less(&pair[0], &pair[1], "granted");
        never_less(&pair[1], &pair[0], "refused");
    }
}

#[test]
fn a_larger_renewal_share_never_leaves_fewer_permits() {
    let with = |share: f64| plain(4_000.0).set("status.renewal_share", share).run();
    let shares = [0.0, 0.4, 0.7, 1.0].map(with);
    for pair in shares.windows(2) {
        never_less(&pair[0], &pair[1], "temporary_at_horizon");
        never_less(&pair[1], &pair[0], "lapsed");
    }
}

#[test]
fn a_larger_population_never_leaves_fewer_people_in_the_world_without() {
    let of = |population: f64| plain(population).run();
    let populations = [0.0, 10.0, 11.0, 500.0, 40_000.0].map(of);
    for pair in populations.windows(2) {
        never_less(&pair[0], &pair[1], "irregular_at_horizon_without_amnesty");
    }
}
