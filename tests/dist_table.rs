//! Quantile tables: their error in rank, in means and in tails, and that they are the exact function beyond.

use amnesty::dist::{Beta, Dist, Gamma, Metalog, Pert, Sampler, StudentT, Univariate};

fn tabulated() -> Vec<(&'static str, Dist)> {
    let dist = |dist: Result<Dist, _>| dist.expect("possible parameters");
    let population = vec![
        (0.65, dist(amnesty::dist::from_percentiles("lognormal", &[("p05", 3.0e6), ("p95", 5.8e6)]))),
        (0.35, dist(amnesty::dist::from_percentiles("lognormal", &[("p05", 4.7e6), ("p95", 11.9e6)]))),
    ];
    let gap = vec![
        (0.5, dist(amnesty::dist::Normal::new(0.0, 1.0).map(Dist::from))),
        (0.5, dist(amnesty::dist::Normal::new(30.0, 0.1).map(Dist::from))),
    ];
    let atom = vec![(0.3, Dist::Constant(0.4)), (0.7, dist(Beta::new(2.0, 3.0).map(Dist::from)))];
    let normal = dist(amnesty::dist::Normal::new(0.35, 0.25).map(Dist::from));
    vec![
        ("beta(3.5, 6.5)", dist(Beta::new(3.5, 6.5).map(Dist::from))),
        ("beta(0.3, 0.4)", dist(Beta::new(0.3, 0.4).map(Dist::from))),
        ("beta(4e5, 6e5)", dist(Beta::new(4e5, 6e5).map(Dist::from))),
        ("beta mean 0.88 sd 0.06", dist(Beta::from_mean_sd(0.88, 0.06).map(Dist::from))),
        ("gamma(0.15, 1)", dist(Gamma::new(0.15, 1.0).map(Dist::from))),
        ("gamma(2.5, 4)", dist(Gamma::new(2.5, 4.0).map(Dist::from))),
        ("pert(9, 15, 36)", dist(Pert::new(9.0, 15.0, 36.0, 4.0).map(Dist::from))),
        ("pert, mode at min", dist(Pert::new(0.0, 0.0, 1.0, 4.0).map(Dist::from))),
        ("student_t(3)", dist(StudentT::new(3.0, 0.0, 1.0).map(Dist::from))),
        (
            "metalog",
            dist(Metalog::new(&[(0.05, 2.0), (0.5, 4.0), (0.95, 9.0)], Some(0.0), None).map(Dist::from)),
        ),
        ("two estimates", dist(Dist::linear_pool(population))),
        ("mixture with a gap", dist(Dist::linear_pool(gap))),
        ("mixture with an atom", dist(Dist::linear_pool(atom))),
        ("normal on [0, 1]", dist(normal.truncated(0.0, 1.0).map(|(dist, _)| dist))),
    ]
}

/// Points at odd places of every scale, both sides.
fn uniforms() -> Vec<f64> {
    let near = (1..40_000).map(|i| (f64::from(i) - 0.377) / 40_000.0);
    let far = (0..2_000).flat_map(|i| {
        let w = 0.5 / amnesty::math::exp(f64::from(i) * 0.018);
        [w, 1.0 - w]
    });
    near.chain(far).filter(|u| *u > 0.0 && *u < 1.0).collect()
}

#[test]
fn the_rank_error_of_every_table_is_below_2e_8() {
    let u = uniforms();
    for (name, dist) in tabulated() {
        let sampler = Sampler::new(&dist);
        assert!(sampler.is_tabulated(), "{name}");
        let mut values = vec![0.0; u.len()];
        sampler.fill(&u, &mut values);
        let mut worst: f64 = 0.0;
        for (u, x) in u.iter().zip(&values) {
            // Exact wherever the cdf jumps: the value is the generalised inverse.
            let error =
                if *u < 0.5 { (dist.cdf(*x) - u).abs() } else { (dist.survival(*x) - (1.0 - u)).abs() };
            if *x != dist.quantile(*u) {
                worst = worst.max(error);
            }
        }
        println!("{name}: largest rank error {worst:.1e}");
        assert!(worst <= 2e-8, "{name}: {worst:e}");
    }
}

#[test]
fn a_sampler_tells_the_rank_error_of_its_table() {
    for (name, dist) in tabulated() {
        let error = Sampler::new(&dist).rank_error().expect("a table");
        assert!(error <= 2e-8, "{name}: {error:e}");
    }
    let normal = amnesty::dist::Normal::new(0.0, 1.0).expect("possible").into();
    assert_eq!(Sampler::new(&normal).rank_error(), None);
}

#[test]
fn the_rank_error_of_every_table_of_the_shipped_scenarios_is_below_2e_8() {
    let configs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let mut tables = 0;
    for entry in std::fs::read_dir(configs).expect("a directory") {
        let path = entry.expect("a file").path();
        let Ok(scenario) = amnesty::scenario::load(&path, &[]) else { continue };
        for belief in amnesty::summary::belief::uncertain(&scenario).beliefs {
            let Some(error) = belief.rank_error else { continue };
            println!("{} {}: {error:.1e}", path.display(), belief.path);
            assert!(error <= 2e-8, "{} {}: {error:e}", path.display(), belief.path);
            tables += 1;
        }
    }
    assert!(tables >= 20, "{tables} tables");
}

#[test]
fn tables_do_not_bias_means_or_tails_at_a_thousand_million_replicates() {
    // A fine deterministic grid integrates the difference table − exact without Monte Carlo noise.
    const N: usize = 1 << 15;
    let u: Vec<f64> = (0..N).map(|i| (i as f64 + 0.5) / N as f64).collect();
    for (name, dist) in tabulated() {
        let mut values = vec![0.0; N];
        Sampler::new(&dist).fill(&u, &mut values);
        let bias: f64 = values.iter().zip(&u).map(|(x, u)| x - dist.quantile(*u)).sum::<f64>() / N as f64;
        // The Monte Carlo error of a mean at 10^9 replicates is sd / 31,623; a hundredth of it is allowed.
        let limit = 0.01 * dist.sd().expect("exists") / 31_623.0;
        println!(
            "{name}: bias of the mean {:.1e} of the Monte Carlo error at 1e9",
            bias.abs() / (100.0 * limit)
        );
        assert!(bias.abs() <= limit, "{name}: bias {bias:e}, limit {limit:e}");
    }
}

#[test]
fn draws_never_fall_as_the_uniform_rises() {
    let mut u = uniforms();
    u.sort_by(f64::total_cmp);
    for (name, dist) in tabulated() {
        let mut values = vec![0.0; u.len()];
        Sampler::new(&dist).fill(&u, &mut values);
        for (pair, at) in values.windows(2).zip(&u) {
            // Two cubics meet within rounding.
            let slack = 1e-13 * pair[0].abs().max(pair[1].abs());
            assert!(pair[0] <= pair[1] + slack, "{name} falls at {at}: {pair:?}");
        }
    }
}

#[test]
fn formula_families_give_their_own_quantile_to_the_last_bit() {
    let u = uniforms();
    for form in amnesty::dist::FORMS {
        let values: Vec<f64> =
            form.parameters.iter().map(|p| if p.name == "max" { 3.0 } else { 0.45 }).collect();
        let Ok(dist) = (form.build)(&values) else { continue };
        let sampler = Sampler::new(&dist);
        if sampler.is_tabulated() {
            continue;
        }
        let mut out = vec![0.0; u.len()];
        sampler.fill(&u, &mut out);
        assert!(u.iter().zip(&out).all(|(u, x)| dist.quantile(*u) == *x), "{}", form.family);
    }
}
