//! Uniforms and elementary functions: values per second, by page of 256, seeding included; beside them rand's small
//! generator and the functions of the standard library, in plain loops.

use std::hint::black_box;

use amnesty::math::columns;
use amnesty::random::{Kind, PAGE, Stream};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};

fn uniforms(criterion: &mut Criterion) {
    let stream = Stream::new(1, Kind::Input, "population");
    let mut group = criterion.benchmark_group("generator");
    group.throughput(Throughput::Elements(PAGE as u64));
    let mut out = [0.0; PAGE];
    let mut page = 0;
    group.bench_function("uniforms", |bench| {
        bench.iter(|| {
            page += 1;
            stream.uniforms(0, 0, page, black_box(&mut out));
        });
    });
    let mut rng = rand::rngs::SmallRng::seed_from_u64(1);
    group.bench_function("uniforms by SmallRng", |bench| {
        bench.iter(|| black_box(&mut out).iter_mut().for_each(|out| *out = rng.random()));
    });
    group.finish();
}

fn functions(criterion: &mut Criterion) {
    type Column = fn(&[f64], &mut [f64]);
    let all: [(&str, Column); 6] = [
        ("ln", columns::ln),
        ("exp", columns::exp),
        ("sin_turns", columns::sin_turns),
        ("normal_quantile", columns::normal_quantile),
        ("normal_cdf", columns::normal_cdf),
        ("pow", |x, out| columns::pow(x, 0.37, out)),
    ];
    let mut group = criterion.benchmark_group("vector mathematics");
    group.throughput(Throughput::Elements(PAGE as u64));
    let (mut input, mut out) = ([0.0; PAGE], [0.0; PAGE]);
    Stream::new(1, Kind::Input, "argument").uniforms(0, 0, 0, &mut input);
    for (name, function) in all {
        group.bench_function(name, |bench| bench.iter(|| function(black_box(&input), black_box(&mut out))));
    }
    #[expect(clippy::disallowed_methods, reason = "the baseline is what a user would write")]
    let plain: [Plain; 3] = [("ln", f64::ln), ("exp", f64::exp), ("sin", f64::sin)];
    for (name, function) in plain {
        group.bench_function(format!("{name} of std"), |bench| {
            bench.iter(|| {
                black_box(&input).iter().zip(&mut out).for_each(|(x, out)| *out = function(*x));
                black_box(&mut out);
            });
        });
    }
    group.finish();
}

/// A function of the standard library, with its name.
type Plain = (&'static str, fn(f64) -> f64);

criterion_group!(benches, uniforms, functions);
criterion_main!(benches);
