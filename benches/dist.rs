//! Draws per second of the families: as the pipe draws them (a table or a formula over a page), by the exact quantile,
//! by statrs' quantile, and by the samplers of rand_distr.

use amnesty::dist::{Beta, Dist, Gamma, LogNormal, Normal, Sampler, StudentT, Univariate};
use amnesty::random::{Kind, PAGE, Stream};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_distr::Distribution;
use statrs::distribution::ContinuousCDF;
use std::hint::black_box;

fn uniforms() -> Vec<f64> {
    let mut page = vec![0.0; PAGE];
    Stream::new(1, Kind::Input, "u").uniforms(0, 0, 0, &mut page);
    page
}

fn family(
    criterion: &mut Criterion,
    name: &str,
    dist: impl Into<Dist>,
    statrs: impl ContinuousCDF<f64, f64>,
    rand_distr: impl Distribution<f64>,
) {
    let mut group = criterion.benchmark_group(format!("quantile/{name}"));
    group.throughput(Throughput::Elements(PAGE as u64));
    let (dist, u, mut out) = (dist.into(), uniforms(), vec![0.0; PAGE]);
    let sampler = Sampler::new(&dist);
    let fast = if sampler.is_tabulated() { "table" } else { "formula" };
    group.bench_function(fast, |bencher| bencher.iter(|| sampler.fill(black_box(&u), &mut out)));
    group.bench_function("exact", |bencher| {
        bencher.iter(|| black_box(&u).iter().zip(&mut out).for_each(|(u, out)| *out = dist.quantile(*u)));
    });
    group.bench_function("statrs", |bencher| {
        bencher.iter(|| {
            black_box(&u).iter().zip(&mut out).for_each(|(u, out)| *out = statrs.inverse_cdf(*u));
        });
    });
    let mut rng = rand::rngs::SmallRng::seed_from_u64(1);
    group.bench_function("rand_distr", |bencher| {
        bencher.iter(|| out.iter_mut().for_each(|out| *out = rand_distr.sample(&mut rng)));
    });
    group.finish();
}

fn quantiles(criterion: &mut Criterion) {
    use statrs::distribution as s;
    family(
        criterion,
        "normal",
        Normal::new(0.0, 1.0).expect("possible"),
        s::Normal::new(0.0, 1.0).expect("possible"),
        rand_distr::Normal::new(0.0, 1.0).expect("possible"),
    );
    family(
        criterion,
        "lognormal",
        LogNormal::new(1.0, 0.4).expect("possible"),
        s::LogNormal::new(1.0, 0.4).expect("possible"),
        rand_distr::LogNormal::new(1.0, 0.4).expect("possible"),
    );
    family(
        criterion,
        "beta",
        Beta::new(3.5, 6.5).expect("possible"),
        s::Beta::new(3.5, 6.5).expect("possible"),
        rand_distr::Beta::new(3.5, 6.5).expect("possible"),
    );
    family(
        criterion,
        "gamma",
        Gamma::new(2.25, 1_600.0).expect("possible"),
        s::Gamma::new(2.25, 1.0 / 1_600.0).expect("possible"),
        rand_distr::Gamma::new(2.25, 1_600.0).expect("possible"),
    );
    family(
        criterion,
        "student t",
        StudentT::new(5.0, 0.0, 1.0).expect("possible"),
        s::StudentsT::new(0.0, 1.0, 5.0).expect("possible"),
        rand_distr::StudentT::new(5.0).expect("possible"),
    );
}

/// Building a table: a distribution that was not seen before, each time.
fn tables(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("table");
    let mut alpha = 3.0;
    group.bench_function("build a beta", |bencher| {
        bencher.iter(|| {
            alpha += 1e-6;
            Sampler::new(&Beta::new(alpha, 6.5).expect("possible").into())
        });
    });
    let known = Dist::from(Beta::new(2.0, 6.5).expect("possible"));
    group.bench_function("recall a beta", |bencher| bencher.iter(|| Sampler::new(&known)));
    group.finish();
}

criterion_group!(benches, quantiles, tables);
criterion_main!(benches);
