//! Instructions of the kernels, counted by callgrind on the AVX2 path: the same on a busy machine and a quiet one.
//!
//! `cargo bench --bench instructions` counts every kernel, prints the figures beside those stored in
//! `benches/instructions.toml`, and fails where one has grown by more than 5 %. With `-- --update` it stores the new
//! figures. Valgrind must be installed.

use amnesty::dist::{Beta, Dist, Sampler, draw};
use amnesty::math::columns;
use amnesty::model::{Block, Plan};
use amnesty::random::{Kind, PAGE, Stream};
use amnesty::scenario::{self, Format};
use amnesty::stats::{Moments, QuantileCounts, Resolution};
use amnesty::tally::{Tally, Worker};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};

/// What is counted: a name, how many values one repetition makes, and the kernel.
struct Counted {
    name: &'static str,
    /// Values (or replicates) of a repetition.
    values: usize,
    repetitions: usize,
    prepare: fn() -> Box<dyn FnMut()>,
}

/// Growth of a figure that is a failure.
const TOLERANCE: f64 = 0.05;

const KERNELS: [Counted; 15] = [
    Counted { name: "uniforms", values: PAGE, repetitions: 64, prepare: uniforms },
    Counted { name: "ln", values: PAGE, repetitions: 64, prepare: || column(columns::ln) },
    Counted { name: "exp", values: PAGE, repetitions: 64, prepare: || column(columns::exp) },
    Counted {
        name: "normal quantile",
        values: PAGE,
        repetitions: 64,
        prepare: || column(columns::normal_quantile),
    },
    Counted { name: "quantile table", values: PAGE, repetitions: 64, prepare: table },
    Counted { name: "table of a beta", values: 1, repetitions: 1, prepare: table_of_a_beta },
    Counted { name: "counts", values: PAGE, repetitions: 64, prepare: counts },
    Counted { name: "moments", values: PAGE, repetitions: 64, prepare: moments },
    Counted { name: "binomial, large", values: PAGE, repetitions: 32, prepare: || binomial(1e6, 0.3) },
    Counted { name: "binomial, small", values: PAGE, repetitions: 32, prepare: || binomial(1e3, 0.01) },
    Counted { name: "w1 inputs", values: PAGE, repetitions: 32, prepare: || inputs(w1()) },
    Counted { name: "w1 formulas", values: PAGE, repetitions: 32, prepare: || play(w1()) },
    Counted { name: "w1 pages", values: 4 * PAGE, repetitions: 32, prepare: || pages(w1()) },
    Counted { name: "w2 page", values: PAGE, repetitions: 1, prepare: || page(w2()) },
    Counted { name: "russia-2012 page", values: PAGE, repetitions: 1, prepare: || page(flagship()) },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = &arguments[..]
        && flag == "--kernel"
        && let Some(counted) = KERNELS.iter().find(|counted| counted.name == name)
    {
        let mut kernel = (counted.prepare)();
        // Some before, so that buckets and buffers are there. What a cache would answer is not repeated.
        if counted.values > 1 {
            (0..counted.repetitions).for_each(|_| kernel());
        }
        measured(&mut *kernel, counted.repetitions);
        return ExitCode::SUCCESS;
    }
    match count_all(arguments.iter().any(|word| word == "--update")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The only function whose instructions callgrind collects.
#[inline(never)]
fn measured(kernel: &mut dyn FnMut(), repetitions: usize) {
    for _ in 0..repetitions {
        kernel();
    }
}

/// Counts every kernel and compares it with the stored figure.
fn count_all(update: bool) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.toml");
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let stored: BTreeMap<String, f64> = toml::from_str(&stored).map_err(|error| error.to_string())?;
    let mut text = String::from(
        "# Instructions a value (a replicate for the pages), on the AVX2 path: `cargo bench --bench instructions`.\n",
    );
    let mut grown = Vec::new();
    for counted in &KERNELS {
        let figure = instructions(counted)? / (counted.values * counted.repetitions) as f64;
        let change = stored.get(counted.name).map(|old| figure / old - 1.0);
        let words = change.map_or("new".into(), |change| format!("{:+.1} %", 100.0 * change));
        println!("{:<20} {figure:>12.2} instructions a value   {words}", counted.name);
        let _ = writeln!(text, "{:?} = {figure:.2}", counted.name);
        if change.is_none_or(|change| change > TOLERANCE) {
            grown.push(counted.name);
        }
        if change.is_some_and(|change| change < -TOLERANCE) {
            println!("  better: store it with `cargo bench --bench instructions -- --update`");
        }
    }
    if update {
        return std::fs::write(&path, text).map_err(|error| error.to_string());
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "more than 5 % above the stored figure, or without one: {}; if that is meant, `cargo bench --bench instructions -- --update`",
        grown.join(", ")
    ))
}

/// The instructions of one kernel's repetitions, counted in a process of its own.
fn instructions(counted: &Counted) -> Result<f64, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .arg("--toggle-collect=instructions::measured*")
        .arg(this)
        .args(["--kernel", counted.name])
        .env("AMNESTY_WIDTH", "avx2")
        .output()
        .map_err(|error| format!("valgrind could not be started: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split("Collected :").nth(1));
    match collected.and_then(|number| number.trim().parse::<f64>().ok()) {
        Some(number) if number > 0.0 && output.status.success() => Ok(number),
        _ => Err(format!("callgrind counted nothing for `{}`:\n{text}", counted.name)),
    }
}

fn page_of_uniforms(name: &str) -> Vec<f64> {
    let mut page = vec![0.0; PAGE];
    Stream::new(1, Kind::Input, name).uniforms(0, 0, 0, &mut page);
    page
}

fn uniforms() -> Box<dyn FnMut()> {
    let stream = Stream::new(1, Kind::Input, "population");
    let (mut page, mut out) = (0, vec![0.0; PAGE]);
    Box::new(move || {
        page += 1;
        stream.uniforms(0, 0, page, black_box(&mut out));
    })
}

fn column(function: fn(&[f64], &mut [f64])) -> Box<dyn FnMut()> {
    let (input, mut out) = (page_of_uniforms("argument"), vec![0.0; PAGE]);
    Box::new(move || function(black_box(&input), black_box(&mut out)))
}

fn share() -> Dist {
    Beta::from_mean_sd(0.45, 0.15).expect("possible").into()
}

fn table() -> Box<dyn FnMut()> {
    let sampler = Sampler::new(&share());
    let (u, mut out) = (page_of_uniforms("u"), vec![0.0; PAGE]);
    Box::new(move || sampler.fill(black_box(&u), black_box(&mut out)))
}

fn table_of_a_beta() -> Box<dyn FnMut()> {
    Box::new(|| drop(black_box(Sampler::new(&share()))))
}

/// Values as different as those of an output.
fn amounts() -> Vec<f64> {
    let mut values = page_of_uniforms("amount");
    values.iter_mut().for_each(|value| *value = 1e6 * (0.2 + *value));
    values
}

fn counts() -> Box<dyn FnMut()> {
    let (values, mut counts) = (amounts(), QuantileCounts::new(Resolution::Fine));
    Box::new(move || counts.push(black_box(&values)))
}

fn moments() -> Box<dyn FnMut()> {
    let values = amounts();
    Box::new(move || {
        black_box(Moments::of_finite(black_box(&values)));
    })
}

fn binomial(n: f64, p: f64) -> Box<dyn FnMut()> {
    let spread = |value: f64, name: &str| -> Vec<f64> {
        page_of_uniforms(name).iter().map(|u| value * (0.8 + 0.4 * u)).collect()
    };
    let n: Vec<f64> = spread(n, "n").into_iter().map(f64::round).collect();
    let (p, u, mut out) = (spread(p, "p"), page_of_uniforms("u"), vec![0.0; PAGE]);
    Box::new(move || draw::binomial(black_box(&n), black_box(&p), black_box(&u), &mut out))
}

fn w1() -> Plan {
    let text = include_str!("scenarios/w1.toml");
    let scenario = scenario::load_text("w1.toml", text, Format::Toml, &[]).expect("a good scenario");
    Plan::new(scenario).expect("a good plan")
}

fn w2() -> Plan {
    let text = include_str!("scenarios/w2.toml");
    let scenario = scenario::load_text("w2.toml", text, Format::Toml, &[]).expect("a good scenario");
    Plan::new(scenario).expect("a good plan")
}

fn flagship() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/russia-2012.toml");
    Plan::new(scenario::load(&path, &[]).expect("a good scenario")).expect("a good plan")
}

fn block(first_page: u64) -> Block {
    Block { first_page, pages: 1, noise_repeat: 0, chance_repeat: 0 }
}

fn inputs(plan: Plan) -> Box<dyn FnMut()> {
    let mut space = plan.workspace(1);
    Box::new(move || plan.draw(&block(0), &mut space))
}

fn play(plan: Plan) -> Box<dyn FnMut()> {
    let mut space = plan.workspace(1);
    plan.draw(&block(0), &mut space);
    Box::new(move || plan.play(&block(0), &mut space, &mut ()))
}

/// A page as a worker of a run plays it, tallied and handed over.
fn page(plan: Plan) -> Box<dyn FnMut()> {
    let mut run = task(plan, 1);
    let mut page = 1_000;
    Box::new(move || {
        page += 1;
        run(page);
    })
}

/// Four pages as one task, as the engine hands them to a worker of a funnel.
fn pages(plan: Plan) -> Box<dyn FnMut()> {
    let mut run = task(plan, 4);
    let mut page = 1_000;
    Box::new(move || {
        page += 4;
        run(page);
    })
}

fn task(plan: Plan, pages: usize) -> impl FnMut(u64) {
    let (mut worker, mut tally) = (Worker::new(&plan, pages), Tally::new(&plan));
    move |first_page| {
        let block = Block { first_page, pages, noise_repeat: 0, chance_repeat: 0 };
        worker.play(&plan, &block, u64::MAX / 2);
        worker.hand_over_moments(&mut tally);
    }
}
