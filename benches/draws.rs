//! Chance draws per second over the range of parameters, beside the rejection samplers of rand_distr.
//!
//! Parameters differ by lane, as they do in the kernel: each is spread by ±20 %. rand_distr therefore has to set up
//! each law anew, which is what a plain loop would do.

use amnesty::dist::draw;
use amnesty::random::{Kind, PAGE, Stream};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_distr::Distribution;
use std::hint::black_box;

/// A page of uniforms of that name.
fn uniforms(name: &str) -> Vec<f64> {
    let mut page = vec![0.0; PAGE];
    Stream::new(1, Kind::Chance, name).uniforms(0, 0, 0, &mut page);
    page
}

/// `value` spread by ±20 %.
fn spread(value: f64, name: &str) -> Vec<f64> {
    uniforms(name).iter().map(|u| value * (0.8 + 0.4 * u)).collect()
}

fn whole(column: Vec<f64>) -> Vec<f64> {
    column.into_iter().map(f64::round).collect()
}

fn binomial(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw/binomial");
    group.throughput(Throughput::Elements(PAGE as u64));
    let u = uniforms("u");
    let mut out = vec![0.0; PAGE];
    for (n, p) in [
        (5e6, 0.3),
        (1e6, 0.003),
        (1e5, 0.9),
        (1e4, 0.02),
        (1e3, 0.03),
        (1e3, 0.01),
        (100.0, 0.1),
        (20.0, 0.3),
        (100.0, 1e-4),
    ] {
        let (n, p) = (whole(spread(n, "n")), spread(p, "p"));
        let p: Vec<f64> = p.into_iter().map(|p| p.min(0.95)).collect();
        let name = format!("n~{:.0} p~{:.4}", n[0], p[0]);
        group.bench_function(format!("inversion {name}"), |bencher| {
            bencher.iter(|| draw::binomial(black_box(&n), black_box(&p), black_box(&u), &mut out));
        });
        let mut rng = rand::rngs::SmallRng::seed_from_u64(1);
        group.bench_function(format!("rand_distr {name}"), |bencher| {
            bencher.iter(|| {
                for ((&n, &p), out) in black_box(&n).iter().zip(black_box(&p)).zip(&mut out) {
                    let law = rand_distr::Binomial::new(n as u64, p).expect("a legal law");
                    *out = law.sample(&mut rng) as f64;
                }
            });
        });
    }
    group.finish();
}

fn poisson(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw/poisson");
    group.throughput(Throughput::Elements(PAGE as u64));
    let u = uniforms("u");
    let mut out = vec![0.0; PAGE];
    for rate in [1e6, 1e3, 30.0, 10.0, 1.0, 0.01] {
        let rates = spread(rate, "rate");
        group.bench_function(format!("inversion rate~{rate}"), |bencher| {
            bencher.iter(|| draw::poisson(black_box(&rates), black_box(&u), &mut out));
        });
        let mut rng = rand::rngs::SmallRng::seed_from_u64(1);
        group.bench_function(format!("rand_distr rate~{rate}"), |bencher| {
            bencher.iter(|| {
                for (&rate, out) in black_box(&rates).iter().zip(&mut out) {
                    *out = rand_distr::Poisson::new(rate).expect("a legal law").sample(&mut rng);
                }
            });
        });
    }
    group.finish();
}

fn hypergeometric(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw/hypergeometric");
    group.throughput(Throughput::Elements(PAGE as u64));
    let u = uniforms("u");
    let mut out = vec![0.0; PAGE];
    for (population, successes, draws) in [
        (1e6, 3e5, 4e5),
        (1e5, 2e3, 4e4),
        (1e3, 300.0, 400.0),
        (1e3, 40.0, 300.0),
        (1e6, 30.0, 3e5),
        (50.0, 20.0, 20.0),
    ] {
        let (population, successes) = (whole(spread(population, "n")), whole(spread(successes, "k")));
        let draws = whole(spread(draws, "m"));
        let name = format!("{} {} {}", population[0], successes[0], draws[0]);
        group.bench_function(format!("inversion {name}"), |bencher| {
            bencher.iter(|| {
                draw::hypergeometric(
                    black_box(&population),
                    black_box(&successes),
                    black_box(&draws),
                    &u,
                    &mut out,
                );
            });
        });
        let mut rng = rand::rngs::SmallRng::seed_from_u64(1);
        group.bench_function(format!("rand_distr {name}"), |bencher| {
            bencher.iter(|| {
                let parameters =
                    black_box(&population).iter().zip(black_box(&successes)).zip(black_box(&draws));
                for (((&population, &successes), &draws), out) in parameters.zip(&mut out) {
                    let (population, successes) = (population as u64, successes as u64);
                    let law = rand_distr::Hypergeometric::new(population, successes, draws as u64);
                    *out = law.expect("a legal law").sample(&mut rng) as f64;
                }
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(std::time::Duration::from_millis(200))
        .measurement_time(std::time::Duration::from_millis(600));
    targets = binomial, poisson, hypergeometric
}
criterion_main!(benches);
