//! The kernel against its slow twin: every series of every month and every scalar, replicate by replicate.

use crate::laws::busy;
use crate::setting::Setting;
use crate::twin::{Twin, Uniforms};
use amnesty::catalogue::{OUTPUTS, SERIES};
use amnesty::scenario::Chance;

/// Whole people agree exactly. Reals, and money, differ by the rounding of some hundred sums and of libm.
const ROUNDING: f64 = 1e-9;

fn same(kernel: f64, twin: f64, scale: f64) -> bool {
    kernel == twin || (kernel.is_nan() && twin.is_nan()) || (kernel - twin).abs() <= ROUNDING * scale
}

pub fn agree(setting: &Setting, replicates: impl Iterator<Item = usize>) {
    let played = setting.run();
    let uniforms = Uniforms::default();
    let exact = setting.structure.chance == Chance::Individual;
    let scale = setting.number("", "population", 0, 0.0);
    for replicate in replicates {
        let histories = Twin::begin(setting, &uniforms, replicate).play();
        for (group, history) in histories.iter().enumerate().take(played.outcome.groups()) {
            for (month, line) in history.lines.iter().enumerate() {
                for series in SERIES {
                    let (kernel, twin) =
                        (played.series(group, series.name, month)[replicate], line.series(series.name));
                    let (name, close) = (series.name, if exact { 0.0 } else { scale });
                    assert!(same(kernel, twin, close), "{name} {group} {month} {replicate}: {kernel} {twin}");
                }
            }
            for output in OUTPUTS {
                let (kernel, twin) =
                    (played.scalar(group, output.name)[replicate], history.scalar(output.name));
                let close = scale.max(twin.abs())
                    * if output.name.ends_with("_total") || output.name == "net_present_value" {
                        1e3
                    } else {
                        1.0
                    };
                let close = if twin.abs() < 2.0 && !output.name.ends_with("_total") { 1.0 } else { close };
                assert!(same(kernel, twin, close), "{} {group} {replicate}: {kernel} {twin}", output.name);
            }
        }
    }
}

#[test]
fn the_kernel_is_its_twin_for_whole_people() {
    agree(&busy(5_000.0), 0..256);
}

#[test]
fn the_kernel_is_its_twin_for_the_means_of_people() {
    agree(&busy(5_000.0).expected(), (0..256).step_by(5));
}

#[test]
fn the_kernel_is_its_twin_for_a_nation_on_later_pages_and_other_repeats() {
    let mut setting = busy(4.2e6).pages(2);
    setting =
        setting.draw("enactment.probability", |_| 0.7).draw("enactment.delay_months", |i| (i % 9) as f64);
    setting = setting
        .draw("processing.appeal_months", |i| (i % 4) as f64)
        .draw("flows.announcement_pull", |_| -0.4);
    setting.block.first_page = 11;
    setting.block.noise_repeat = 1;
    setting.block.chance_repeat = 2;
    agree(&setting, (0..512).step_by(17));
}

#[test]
fn the_kernel_is_its_twin_when_durations_differ_from_future_to_future() {
    let setting = busy(800.0)
        .draw("status.permit_months", |i| 3.0 + (i % 14) as f64)
        .draw("status.second_permit_months", |i| 1.0 + (i % 5) as f64)
        .draw("status.permanent.months_after_grant", |i| (i % 40) as f64)
        .draw("status.citizenship.months_after_permanent", |i| (i % 23) as f64)
        .draw("window.length_months", |i| (i % 8) as f64);
    agree(&setting, 0..256);
}

#[test]
fn the_kernel_is_its_twin_without_permanence_and_with_effects() {
    let mut setting = busy(800.0)
        .set("status.permanent.per_year", 0.0)
        .set("take_up.effect.fee.reference", 0.25)
        .set("take_up.effect.fee.odds_ratio", 0.4)
        .set("segment.b.take_up.effect.fee.odds_ratio", 0.9)
        .draw("driver.fee", |i| i as f64 / 100.0)
        .set("office.south.processing.capacity_per_month", f64::INFINITY);
    setting.structure.effects = vec!["fee".to_owned()];
    setting.structure.capacity_calendar[0] = [1.0, 1.0, 0.9, 0.9, 1.0, 1.1, 0.5, 0.4, 1.0, 1.0, 1.0, 0.6];
    agree(&setting, (0..256).step_by(3));
}
