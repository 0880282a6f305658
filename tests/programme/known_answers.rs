//! The known answers that the programme can be made to give.
//!
//! Not here: `bass-uptake` (another law of timing), the months of `amnesty-hazard-uptake` after the total (its hazards are
//! none of the three-part law), and the stationary queues M/M/c, M/G/1, M/M/1/K and `queue-poisson-bulk-stationary`:
//! a programme's queue is monthly, has a beginning and an end, and its capacity is a Poisson count itself.

use crate::setting::{Setting, moments};

/// `value` and `se1` of a quantity of a case.
fn answer(case: &str, name: &str) -> (f64, f64) {
    let text = include_str!("../data/known-answers.toml");
    let file: toml::Table = text.parse().expect("a TOML file");
    let cases = file["case"].as_array().expect("cases");
    let case = cases.iter().find(|entry| entry["id"].as_str() == Some(case)).expect("a known case");
    let quantities = case["q"].as_array().expect("quantities");
    let quantity =
        quantities.iter().find(|entry| entry["name"].as_str() == Some(name)).expect("a known quantity");
    let number = |key: &str| quantity.get(key).and_then(toml::Value::as_float).unwrap_or(f64::NAN);
    (number("value"), number("se1"))
}

/// |estimate − value| ≤ 5 se1 / √N, the bar of the file: 6 × 10⁻⁷ false alarms a quantity.
fn assert_close(case: &str, name: &str, samples: &[f64]) {
    let (value, se1) = answer(case, name);
    let mean = moments(samples).0;
    let error = se1 / (samples.len() as f64).sqrt();
    assert!((mean - value).abs() <= 5.0 * error, "{case}, {name}: {mean}, known {value} ± {error}");
}

#[test]
fn the_total_of_monthly_surrender_hazards_is_binomial() {
    let case = "amnesty-hazard-uptake";
    let (share, _) = answer(case, "uptake share");
    let played = Setting::new(1e6, 8, 6.0)
        .pages(32)
        .set("take_up.eligible", share)
        .set("timing.shares.front", 0.1)
        .set("timing.shares.steady", 0.4)
        .set("timing.shares.surge", 0.5)
        .run();
    assert_close(case, "mean total uptake", played.scalar(0, "applications"));
    let first = Setting::new(1e6, 2, 1.0).pages(32).set("take_up.eligible", 0.02).run();
    assert_close(case, "mean applications month 1", first.series(0, "applications", 1));
}

#[test]
fn thinned_poisson_files_are_independent_poissons() {
    // 50,000 real files draw Poisson(50,000) outsiders' files, of which 0.3 are granted.
    let case = "amnesty-thinning-independence";
    let played = Setting::new(50_000.0, 1, 1.0)
        .pages(64)
        .set("take_up.eligible", 1.0)
        .set("take_up.outsiders_per_application", 1.0)
        .set("processing.grant_share_ineligible", 0.3)
        .run();
    let (granted, refused) = (played.scalar(0, "granted_ineligible"), played.scalar(0, "refused"));
    assert_close(case, "mean applied", granted);
    let (a, b) = (moments(granted).0, moments(refused).0);
    let products: Vec<f64> = granted.iter().zip(refused).map(|(x, y)| (x - a) * (y - b)).collect();
    assert_close(case, "cov(applied,stayed)", &products);
    for (lane, files) in played.scalar(0, "applications_outsiders").iter().enumerate() {
        assert_eq!(granted[lane] + refused[lane], *files);
    }
}

#[test]
fn the_wait_for_a_monthly_event_is_geometric() {
    // One person who leaves with probability 0.08 a month; 0.92^300 is 10⁻¹¹, so the horizon cuts nothing off.
    let case = "geometric-wait";
    let played = Setting::new(1.0, 300, 0.0).pages(64).set("flows.leave_per_year", yearly(0.08)).run();
    assert_close(case, "P(T>24)", played.series(0, "irregular_without_amnesty", 24));
    let mut waits = vec![0.0; 64 * 256];
    for month in 0..=300 {
        for (wait, here) in waits.iter_mut().zip(played.series(0, "irregular_without_amnesty", month)) {
            *wait += here;
        }
    }
    assert_close(case, "mean", &waits);
}

#[test]
fn a_stock_with_inflow_and_exits_follows_its_recursion() {
    // The programme lets people arrive before others leave: s' = (s + a)(1 − d), so a = inflow / (1 − d).
    let arrivals_per_year = 12.0 * 60_000.0 / 0.98 / 5e6;
    let played = Setting::new(5e6, 24, 0.0)
        .expected()
        .set("flows.arrivals_per_year", arrivals_per_year)
        .set("flows.leave_per_year", yearly(0.02))
        .run();
    let (value, _) = answer("growth-deterministic", "s_24");
    let got = played.series(0, "irregular_without_amnesty", 24)[0];
    // 24 steps with a monthly probability that is itself rounded.
    assert!((got - value).abs() < 1e-12 * value, "{got} against {value}");
}

#[test]
fn the_deterministic_backlog_is_met_by_staged_windows() {
    // Six segments with a window of one month each, one after another: 120, 180, 240, 300, 150, 60 thousand files.
    let case = "backlog-deterministic";
    let files = [120.0, 180.0, 240.0, 300.0, 150.0, 60.0];
    let names = ["a", "b", "c", "d", "e", "f"];
    let shares: Vec<(&str, f64)> =
        names.iter().zip(files).map(|(name, files)| (*name, files / 1_050.0)).collect();
    let mut setting =
        Setting::new(1_050.0, 14, 1.0).expected().segments(&shares).set("take_up.eligible", 1.0);
    for (month, name) in names.iter().enumerate() {
        setting = setting.set(&format!("segment.{name}.window.opens_after_months"), month as f64);
    }
    let played = setting.set("processing.capacity_per_month", 90.0).run();
    let path: [f64; 12] = [30.0, 120.0, 270.0, 480.0, 540.0, 510.0, 420.0, 330.0, 240.0, 150.0, 60.0, 0.0];
    for (month, backlog) in (1..).zip(path) {
        // A thousand people in shares of a dozen segments: a few units in the last place.
        assert!((played.series(0, "backlog", month)[0] - backlog).abs() < 1e-9, "month {month}");
    }
    assert!((played.scalar(0, "backlog_peak")[0] - answer(case, "peak").0).abs() < 1e-9);
    assert_eq!(played.scalar(0, "backlog_peak_month")[0], answer(case, "month of peak").0);
    // Windows close in month 6; cleared in month 12.
    assert_eq!(
        6.0 + played.scalar(0, "clearance_months_after_close")[0],
        answer(case, "first month cleared").0
    );
    assert!((played.scalar(0, "decided")[0] - answer(case, "conservation").0).abs() < 1e-9);
}

/// The yearly probability that amounts to `monthly` a month.
fn yearly(monthly: f64) -> f64 {
    1.0 - (0..12).map(|_| 1.0 - monthly).product::<f64>()
}
