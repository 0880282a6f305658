//! Chance draws and counted families: references, laws, and distributions over the whole range of parameters.
//!
//! False alarms: a fixed seed draws every sample, so that a test only fails when the code changes. A harmless change of
//! the streams fails one of the judgements below with a chance of 1e-6 each, some 400 in the ordinary suite: 4e-4.

use amnesty::dist::{Dist, FORMS, Univariate, draw};
use amnesty::math::gamma::incomplete_gamma;
use amnesty::math::width::Width;
use amnesty::random::{Kind, PAGE, Stream};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn uniforms(name: &str, count: usize) -> Vec<f64> {
    let stream = Stream::new(7, Kind::Chance, name);
    let mut column = vec![0.0; count.next_multiple_of(PAGE)];
    for (page, values) in column.chunks_mut(PAGE).enumerate() {
        stream.uniforms(0, 0, page as u64, values);
    }
    column
}

fn build(family: &str, parameters: &[f64]) -> Dist {
    let form = FORMS.iter().find(|form| form.family == family).expect("a family");
    (form.build)(&parameters[..form.parameters.len()]).expect("legal parameters")
}

/// Draws with the same parameters in every lane.
fn column(family: &str, parameters: &[f64], u: &[f64]) -> Vec<f64> {
    let mut out = vec![f64::NAN; u.len()];
    let lanes = |index: usize| vec![parameters[index]; u.len()];
    match family {
        "binomial" => draw::binomial(&lanes(0), &lanes(1), u, &mut out),
        "poisson" => draw::poisson(&lanes(0), u, &mut out),
        _ => draw::hypergeometric(&lanes(0), &lanes(1), &lanes(2), u, &mut out),
    }
    out
}

#[test]
fn tails_and_quantiles_agree_with_forty_digit_references() {
    for line in include_str!("data/counts.csv").lines().skip(1) {
        let (family, numbers) = line.split_once(',').expect("columns");
        let numbers: Vec<f64> = numbers.split(',').map(|x| x.parse().expect("a number")).collect();
        let (dist, k) = (build(family, &numbers[..3]), numbers[3]);
        let (lower, upper) = (numbers[4], numbers[5]);
        // Tails are good to 1e-13 for small counts; the rounding of means of 10^12 costs three digits.
        let tolerance = 1e-10;
        let (got, wanted) = if lower < upper { (dist.cdf(k), lower) } else { (dist.survival(k), upper) };
        assert!((got / wanted - 1.0).abs() < tolerance, "{line}: {got:e}, wanted {wanted:e}");
        let quantile = |factor: f64| {
            if lower < upper { dist.quantile(lower * factor) } else { dist.quantile_upper(upper / factor) }
        };
        // Five ulp of 10^12 at least, so that rounding cannot move the count.
        assert_eq!(quantile(1.0 - 1e-9), k, "{line}");
        assert_eq!(quantile(1.0 + 1e-9), k + 1.0, "{line}");
    }
}

/// Cells of at least 25 expected, cut at quantiles; judged by both tails of chi-square at 1e-6. Mean and variance at
/// z = 5 (5.7e-7).
fn judge(family: &str, parameters: &[f64], draws: usize) {
    let name = format!("{family} {parameters:?}");
    let u = uniforms(&name, draws);
    let sample = column(family, parameters, &u);
    let dist = build(family, parameters);
    let n = sample.len() as f64;
    let mut bounds: Vec<f64> = (1..40).map(|i| dist.quantile(f64::from(i) / 40.0)).collect();
    bounds.dedup();
    let mut expected: Vec<f64> = bounds.iter().map(|&bound| dist.cdf(bound)).collect();
    expected.push(1.0);
    let mut cells = vec![0.0; expected.len()];
    for &x in &sample {
        cells[bounds.partition_point(|&bound| bound < x)] += 1.0;
    }
    let (mut chi_square, mut used, mut below) = (0.0, 0, 0.0);
    let (mut pooled, mut pooled_expected) = (0.0, 0.0);
    for (&count, &until) in cells.iter().zip(&expected) {
        pooled += count;
        pooled_expected += n * (until - below);
        below = until;
        if pooled_expected >= 25.0 {
            chi_square += (pooled - pooled_expected) * (pooled - pooled_expected) / pooled_expected;
            used += 1;
            (pooled, pooled_expected) = (0.0, 0.0);
        }
    }
    if used > 1 {
        let (lower, upper) = incomplete_gamma(0.5 * f64::from(used - 1), 0.5 * chi_square);
        assert!(lower > 5e-7 && upper > 5e-7, "{name}: chi-square {chi_square} of {used} cells");
    }
    let (mean, sd) = (dist.mean().expect("finite"), dist.sd().expect("finite"));
    let shift = sample.iter().map(|x| x - mean).sum::<f64>() / n;
    assert!(shift.abs() <= 5.0 * sd / n.sqrt(), "{name}: mean off by {shift}, sd {sd}");
    let square = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    // The fourth moment of these laws is at most 3 sd⁴ + sd².
    let error = ((2.0 * sd * sd * sd * sd + sd * sd) / n).sqrt();
    if n * sd * sd > 100.0 {
        assert!((square - sd * sd).abs() <= 5.0 * error, "{name}: variance {square}, not {}", sd * sd);
    }
}

/// The range of n and p, of rates and of hypergeometric laws, on both sides of each switch (variance 16 and 10^6).
fn judge_all(draws: usize) {
    for variance in [0.001, 0.05, 1.0, 7.0, 15.99, 16.01, 40.0, 1e3, 0.999e6, 1.001e6, 1e9] {
        for p in [1e-9_f64, 1e-4, 0.03, 0.3, 0.5, 0.8, 0.9999] {
            let n = (variance / (p * (1.0 - p))).round();
            if n <= 1e12 {
                judge("binomial", &[n, p], draws);
            }
        }
        judge("poisson", &[variance], draws);
        for (a, b) in [(1e-3, 0.02), (0.3, 0.4), (0.5, 0.5), (0.8, 0.1), (0.95, 0.9)] {
            let population = f64::ceil(variance / (a * (1.0 - a) * b * (1.0 - b))) + 1.0;
            judge("hypergeometric", &[population, (a * population).round(), (b * population).round()], draws);
        }
    }
}

#[test]
fn draws_have_their_distribution_over_the_whole_range() {
    judge_all(20_000);
}

#[test]
#[ignore = "slow: run by .ci/run with --ignored"]
fn ten_million_draws_have_their_distribution_over_the_whole_range() {
    judge_all(10_000_000);
}

#[test]
fn a_draw_depends_on_its_own_lane_only() {
    // The families' quantiles run alone and unvectorised; columns run at the machine's widest vectors.
    assert!(Width::available().count() >= 1);
    let u = uniforms("lanes", 700);
    let n: Vec<f64> = u.iter().map(|u| (u * 1e4) % 300.0).map(f64::floor).collect();
    let p: Vec<f64> = u.iter().map(|u| (u * 1e7).fract()).collect();
    let mut out = vec![0.0; u.len()];
    draw::binomial(&n, &p, &u, &mut out);
    for lane in 0..u.len() {
        let mut alone = [0.0];
        draw::binomial(&n[lane..=lane], &p[lane..=lane], &u[lane..=lane], &mut alone);
        assert_eq!(alone[0].to_bits(), out[lane].to_bits());
        assert_eq!(build("binomial", &[n[lane], p[lane]]).quantile(u[lane]), out[lane], "lane {lane}");
    }
}

#[test]
fn drawing_for_both_worlds_at_once_is_drawing_for_each() {
    let u = uniforms("both", 700);
    let with: Vec<f64> = u.iter().map(|u| (u * 1e4) % 300.0 * (u * 1e3)).map(f64::floor).collect();
    let p: Vec<f64> = u.iter().map(|u| (u * 1e7).fract()).collect();
    // Worlds that are equal everywhere, nowhere, or from some lane on; whole groups and pages, and parts of them.
    for (length, differing) in [(700, 0), (700, 700), (512, 300), (256, 256), (77, 38), (16, 3), (5, 5)] {
        let without: Vec<f64> =
            with.iter().enumerate().map(|(lane, n)| if lane < differing { n + 40.0 } else { *n }).collect();
        let worlds = [&with[..length], &without[..length]];
        let (p, u) = (&p[..length], &u[..length]);
        let mut both = [vec![0.0; length], vec![0.0; length]];
        let mut alone = vec![0.0; length];
        let [out, other] = &mut both;
        draw::binomial_in_both(worlds, p, u, [out, other]);
        for (n, both) in worlds.iter().zip(&both) {
            draw::binomial(n, p, u, &mut alone);
            assert_eq!(&alone, both, "binomial, {length} lanes, {differing} differ");
        }
        let [out, other] = &mut both;
        draw::poisson_in_both(worlds, u, [out, other]);
        for (rate, both) in worlds.iter().zip(&both) {
            draw::poisson(rate, u, &mut alone);
            assert_eq!(&alone, both, "Poisson, {length} lanes, {differing} differ");
        }
    }
}

/// log10 of a number uniform over the range.
fn logarithmic(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low..high).prop_map(|exponent| amnesty::math::pow(10.0, exponent))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        failure_persistence: None,
        // The same cases every time: a find must fail where it is made, not on somebody's machine a month later.
        rng_seed: RngSeed::Fixed(2012),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_draw_never_falls_as_u_n_or_p_rises(
        n in logarithmic(0.0, 8.0), more in logarithmic(0.0, 6.0), p in logarithmic(-7.0, 0.0), turn: bool,
        u in 1e-12..1.0_f64, step in logarithmic(-12.0, 0.0), raise in logarithmic(-9.0, 0.0),
    ) {
        let n = n.floor();
        let p = if turn { 1.0 - p } else { p };
        let one = |n: f64, p: f64, u: f64| column("binomial", &[n, p], &[u])[0];
        let base = one(n, p, u);
        prop_assert!((0.0..=n).contains(&base) && base.floor() == base);
        prop_assert!(one(n, p, (u + step).min(1.0 - 1e-16)) >= base);
        prop_assert!(one(n + more.floor(), p, u) >= base);
        prop_assert!(one(n, (p + raise * (1.0 - p)).min(1.0), u) >= base);
        let rate = n * p;
        let count = column("poisson", &[rate], &[u])[0];
        prop_assert!(column("poisson", &[rate + raise], &[u])[0] >= count && count.floor() == count);
    }

    #[test]
    fn a_hypergeometric_draw_stays_in_its_support_and_never_falls_as_u_or_successes_rise(
        population in logarithmic(0.0, 8.0), share in 0.0..=1.0_f64, drawn in 0.0..=1.0_f64,
        u in 1e-12..1.0_f64, step in logarithmic(-12.0, 0.0),
    ) {
        let population = population.floor();
        let (successes, draws) = ((share * population).floor(), (drawn * population).floor());
        let one = |successes: f64, u: f64| column("hypergeometric", &[population, successes, draws], &[u])[0];
        let base = one(successes, u);
        let (least, largest) = ((draws - (population - successes)).max(0.0), successes.min(draws));
        prop_assert!((least..=largest).contains(&base) && base.floor() == base);
        prop_assert!(one(successes, (u + step).min(1.0 - 1e-16)) >= base);
        prop_assert!(one((successes + 1.0).min(population), u) >= base);
    }
}
