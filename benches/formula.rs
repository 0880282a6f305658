//! Values a second of compiled formulas against the same formula written by hand as one loop.

use amnesty::formula::{Columns, Names, Symbol, SymbolKind, compile};
use amnesty::units::Unit;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Replicates in a block: two pages.
const LANES: usize = 512;
const HORIZON: usize = 180;

/// Four scalars without unit, `a` … `d`, and one series.
struct Block {
    scalars: Vec<Vec<f64>>,
    series: Vec<Vec<f64>>,
}

impl Names for Block {
    fn scalar(&self, name: &str) -> Option<Symbol> {
        let column = ["a", "b", "c", "d"].iter().position(|known| *known == name)?;
        Some(Symbol { column, unit: Unit::number(), kind: SymbolKind::Scalar })
    }

    fn series(&self, name: &str) -> Option<Symbol> {
        (name == "legal").then(|| Symbol { column: 0, unit: Unit::number(), kind: SymbolKind::Series })
    }

    fn all(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Columns for Block {
    fn scalar(&self, column: usize) -> &[f64] {
        &self.scalars[column]
    }

    fn series(&self, _column: usize, month: usize) -> Option<&[f64]> {
        self.series.get(month).map(Vec::as_slice)
    }

    fn horizon(&self) -> usize {
        HORIZON
    }
}

fn block() -> Block {
    let column = |seed: usize| (0..LANES).map(|lane| 0.1 + ((lane * 37 + seed * 11) % 101) as f64).collect();
    Block { scalars: (0..4).map(column).collect(), series: (0..=HORIZON).map(column).collect() }
}

fn formulas(criterion: &mut Criterion) {
    let block = block();
    let mut group = criterion.benchmark_group("formula");
    group.throughput(Throughput::Elements(LANES as u64));
    let texts = [
        ("product of three", "a * b * c"),
        ("condition", "a > 24 or b > 12 * c"),
        ("choice", "if(a > b, c, d / a)"),
        ("exponential", "exp(-a / 50)"),
        ("month of a series", "at(legal, 1 * a + 60) < 0.6 * b"),
        ("sum of a series", "sum(legal)"),
        ("first month", "first_month(legal > 99.5)"),
    ];
    for (name, text) in texts {
        let program = compile(text, &block).expect("a formula of the bench compiles");
        let (mut scratch, mut out) = (program.scratch(LANES), vec![0.0; LANES]);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                program.eval(black_box(&block), &mut scratch, &mut out);
                black_box(out[LANES - 1])
            });
        });
    }
    by_hand(&mut group, &block);
    group.finish();
}

/// The first two formulas as a person would write them, with the same rule for results that are not finite.
fn by_hand(group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>, block: &Block) {
    let mut out = vec![0.0; LANES];
    group.bench_function("product of three, by hand", |bencher| {
        bencher.iter(|| {
            let [a, b, c, _] = &black_box(block).scalars[..] else { return 0.0 };
            for (((slot, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                let product = a * b * c;
                *slot = if product.is_finite() { product } else { f64::NAN };
            }
            black_box(out[LANES - 1])
        });
    });
    group.bench_function("condition, by hand", |bencher| {
        bencher.iter(|| {
            let [a, b, c, _] = &black_box(block).scalars[..] else { return 0.0 };
            for (((slot, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                let defined = !(a.is_nan() | b.is_nan() | c.is_nan());
                let truth = if (*a > 24.0) | (*b > 12.0 * c) { 1.0 } else { 0.0 };
                *slot = if defined { truth } else { f64::NAN };
            }
            black_box(out[LANES - 1])
        });
    });
}

criterion_group!(benches, formulas);
criterion_main!(benches);
