//! The pipe in simulated futures per second: loading, compiling, the kernel, the tally, the engine; beside them plain
//! loops over rand_distr, as a careful user would write them.

mod plain;

use amnesty::engine::{self, Options};
use amnesty::model::{Block, Plan, Workspace};
use amnesty::output::report;
use amnesty::random::PAGE;
use amnesty::scenario::{self, Format, Scenario};
use amnesty::stats::{Moments, QuantileCounts, Resolution};
use amnesty::study::sweep;
use amnesty::summary::{Record, summarise};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

const W1: &str = include_str!("scenarios/w1.toml");
const W2: &str = include_str!("scenarios/w2.toml");

fn w1() -> Scenario {
    scenario::load_text("w1.toml", W1, Format::Toml, &[]).expect("a good scenario")
}

/// W2 with settings changed.
fn w2(changes: &[&str]) -> Scenario {
    let changes: Vec<String> = changes.iter().map(|&change| change.to_owned()).collect();
    scenario::load_text("w2.toml", W2, Format::Toml, &changes).expect("a good scenario")
}

fn config(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name);
    scenario::load(&path, &[]).expect("a good scenario")
}

/// Loading and compiling: what stands before the first future.
fn loading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scenario");
    group.throughput(Throughput::Elements(1));
    group.bench_function("load w1", |bencher| bencher.iter(|| black_box(w1())));
    group
        .bench_function("load russia-2012", |bencher| bencher.iter(|| black_box(config("russia-2012.toml"))));
    let scenario = config("russia-2012.toml");
    group.bench_function("compile russia-2012", |bencher| {
        bencher.iter(|| Plan::new(black_box(scenario.clone())).expect("a good plan"));
    });
    group.finish();
}

/// One block at a time on one thread: inputs, then the programme given them.
fn kernel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kernel");
    group.throughput(Throughput::Elements(PAGE as u64));
    let block = Block { first_page: 0, pages: 1, noise_repeat: 0, chance_repeat: 0 };
    let plans = [("w1", w1()), ("demo", config("demo.toml")), ("russia-2012", config("russia-2012.toml"))];
    for (name, scenario) in plans {
        let plan = Plan::new(scenario).expect("a good plan");
        let mut space: Workspace = plan.workspace(1);
        group.bench_function(format!("inputs {name}"), |bencher| {
            bencher.iter(|| plan.draw(&block, &mut space))
        });
        plan.draw(&block, &mut space);
        group.bench_function(format!("play {name}"), |bencher| {
            bencher.iter(|| plan.play(&block, &mut space, &mut ()));
        });
    }
    group.finish();
}

/// Counting a page of values, and moments beside it; the other ways to percentiles that a user would think of.
fn tally(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tally");
    group.throughput(Throughput::Elements(PAGE as u64));
    let plan = Plan::new(w1()).expect("a good plan");
    let mut space = plan.workspace(1);
    plan.draw(&Block { first_page: 0, pages: 1, noise_repeat: 0, chance_repeat: 0 }, &mut space);
    let page = space.inputs.column(0).to_vec();
    for (name, resolution) in [("fine", Resolution::Fine), ("coarse", Resolution::Coarse)] {
        let mut counts = QuantileCounts::new(resolution);
        group.bench_function(format!("counts {name}"), |bencher| {
            bencher.iter(|| counts.push(black_box(&page)))
        });
    }
    group.bench_function("moments", |bencher| bencher.iter(|| Moments::of_finite(black_box(&page))));
    let mut histogram = hdrhistogram::Histogram::<u64>::new(3).expect("three digits");
    group.bench_function("hdrhistogram", |bencher| {
        bencher.iter(|| black_box(&page).iter().for_each(|value| histogram.saturating_record(*value as u64)));
    });
    group.bench_function("sort", |bencher| {
        bencher.iter(|| {
            let mut values = black_box(&page).clone();
            values.sort_unstable_by(f64::total_cmp);
            values
        });
    });
    // Selection pays with many values: five percentiles of a million, sorting them beside it.
    let million: Vec<f64> = (0..1_000_000).map(|i| page[i % PAGE] * (1.0 + i as f64 * 1e-7)).collect();
    group.sample_size(10).throughput(Throughput::Elements(1_000_000));
    group.bench_function("select from a million", |bencher| {
        bencher.iter(|| plain::describe(black_box(&million).clone()));
    });
    group.bench_function("sort a million", |bencher| {
        bencher.iter(|| {
            let mut values = black_box(&million).clone();
            values.sort_unstable_by(f64::total_cmp);
            values
        });
    });
    group.bench_function("counts of a million", |bencher| {
        bencher.iter(|| {
            let mut counts = QuantileCounts::new(Resolution::Fine);
            counts.push(black_box(&million));
            counts.quantile(0.5)
        });
    });
    group.finish();
}

/// Whole runs on all cores, summary included, and the plain loops that they replace.
fn runs(criterion: &mut Criterion) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for (name, scenario, replicates) in [
        ("w1", w1(), 1_000_000),
        ("demo", config("demo.toml"), 8_192),
        ("russia-2012", config("russia-2012.toml"), 4_096),
    ] {
        let plan = Plan::new(scenario).expect("a good plan");
        group.throughput(Throughput::Elements(replicates));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let tally = engine::run(&plan, replicates, &Options::default()).expect("it runs");
                summarise(&plan, &tally, replicates)
            });
        });
    }
    group.throughput(Throughput::Elements(1_000_000));
    group.bench_function("w1 plain loop", |bencher| bencher.iter(|| plain::funnel(1_000_000, threads)));
    group.finish();
}

/// The programme on one thread, described: W2, the plain loop that it replaces, and the flagship.
fn programme(criterion: &mut Criterion) {
    const REPLICATES: usize = 4_096;
    let mut group = criterion.benchmark_group("programme");
    group.sample_size(10).throughput(Throughput::Elements(REPLICATES as u64));
    let options = Options { threads: Some(1), ..Options::default() };
    for (name, scenario) in [("w2", w2(&[])), ("russia-2012", config("russia-2012.toml"))] {
        let plan = Plan::new(scenario).expect("a good plan");
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let tally = engine::run(&plan, REPLICATES as u64, &options).expect("it runs");
                summarise(&plan, &tally, REPLICATES as u64)
            });
        });
    }
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    group.bench_function("w2 plain loop", |bencher| {
        bencher.iter(|| alone.install(|| plain::programme::programme(REPLICATES, 1)));
    });
    group.finish();
}

/// Sixty-four points of one page each, without files: nearly all of it is what a point costs beside its futures.
fn sweeps(criterion: &mut Criterion) {
    const POINTS: usize = 64;
    let mut group = criterion.benchmark_group("sweep");
    group.throughput(Throughput::Elements(POINTS as u64));
    let axes = [
        ("russia-2012-funnel.toml", "inputs.grant_share"),
        ("russia-2012.toml", "processing.withdrawn_share"),
    ];
    for (name, path) in axes {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name);
        let base = scenario::read(&file, &["run.replicates=256".to_owned()]).expect("a tree");
        let mut request = sweep::Request::default();
        request.grid(&format!("{path}=0.1..0.5:{POINTS}"));
        let request = request.finish().expect("a good request");
        let points = sweep::Sweep::new(request, vec![(name.to_owned(), base)], &[]).expect("a good sweep");
        let preview = points.preview().expect("a good point");
        let options = Options { threads: Some(1), ..Options::default() };
        group.bench_function(format!("points {name}"), |bencher| {
            bencher.iter(|| {
                let mut store = sweep::Store::in_memory(&points);
                sweep::run(&points, &preview, &mut store, &options).expect("a sweep that runs");
                black_box(sweep::describe(&points, &preview, &mut store))
            });
        });
    }
    group.finish();
}

/// One, two, … threads on the same run.
fn threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("thread scaling");
    group.sample_size(10);
    for (name, scenario, replicates) in [("w1", w1(), 1_000_000), ("w2", w2(&[]), 8_192)] {
        let plan = Plan::new(scenario).expect("a good plan");
        group.throughput(Throughput::Elements(replicates));
        for threads in 1..=std::thread::available_parallelism().map_or(1, usize::from) {
            let options = Options { threads: Some(threads), ..Options::default() };
            group.bench_function(format!("{name} on {threads}"), |bencher| {
                bencher.iter(|| engine::run(&plan, replicates, &options).expect("it runs"));
            });
        }
    }
    group.finish();
}

/// W2 with so many segments of one size.
fn segments(n: usize) -> Scenario {
    let (before, rest) = W2.split_once("[segment_shares]").expect("its segments");
    let (_, after) = rest.split_once("[window]").expect("its window");
    let shares: String = (0..n).map(|i| format!("s{i} = {}\n", 1.0 / n as f64)).collect();
    let labels: String = (0..n).map(|i| format!("[segment.s{i}]\nlabel = \"Segment {i}\"\n")).collect();
    let text = format!("{before}[segment_shares]\n{shares}\n{labels}\n[window]{after}");
    scenario::load_text("w2.toml", &text, Format::Toml, &[]).expect("a good scenario")
}

/// Twice the months or segments, twice the time.
fn growth_of_a_programme(criterion: &mut Criterion) {
    const REPLICATES: u64 = 4_096;
    let mut group = criterion.benchmark_group("growth of a programme");
    group.sample_size(10);
    let months = [60_u64, 120, 180].map(|months| {
        (format!("{months} months"), w2(&[&format!("time.horizon_months={months}")]), 4 * months)
    });
    let segments = [1_u64, 2, 4, 8].map(|n| (format!("{n} segments"), segments(n as usize), 60 * n));
    let options = Options { threads: Some(1), ..Options::default() };
    for (name, scenario, segment_months) in months.into_iter().chain(segments) {
        let plan = Plan::new(scenario).expect("a good plan");
        group.throughput(Throughput::Elements(REPLICATES * segment_months));
        group.bench_function(name, |bencher| {
            bencher.iter(|| engine::run(&plan, REPLICATES, &options).expect("it runs"));
        });
    }
    group.finish();
}

/// The command itself: scenario file in, document out.
fn command(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("command");
    group.sample_size(10);
    let w1 = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scenarios/w1.toml");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/demo.toml");
    for (name, file, replicates) in [("run w1", &w1, "1000000"), ("run demo", &demo, "1000")] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_amnesty"));
                command.arg("run").arg(file).args(["--json", "-q", "-n", replicates]);
                assert!(command.output().expect("it starts").status.success());
            });
        });
    }
    group.finish();
}

/// The page of the flagship from its record: read and drawn, and the template filled.
fn page(criterion: &mut Criterion) {
    let plan = Plan::new(config("russia-2012.toml")).expect("a good plan");
    let tally = engine::run(&plan, plan.replicates(), &Options::default()).expect("a run");
    let document = summarise(&plan, &tally, plan.replicates());
    let record = Record::new(&plan, &tally, document);
    let mut group = criterion.benchmark_group("page");
    group.throughput(Throughput::Elements(1));
    group.bench_function("russia-2012", |bencher| {
        bencher.iter(|| report::html(black_box(&record)).expect("a page"));
    });
    group.finish();
}

criterion_group!(
    benches,
    loading,
    kernel,
    tally,
    runs,
    programme,
    sweeps,
    threads,
    growth_of_a_programme,
    page,
    command
);
criterion_main!(benches);
