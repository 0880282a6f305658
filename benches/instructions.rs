//! Instructions of the kernels, counted by callgrind on the AVX2 path: the same on a busy machine and a quiet one.
//!
//! `cargo bench --bench instructions` counts every kernel, prints the figures beside those stored in
//! `benches/instructions.toml`, and fails where one has grown by more than 5 %. With `-- --update` it stores the new
//! figures. Another compiler gives other instructions for the same source, so figures of another rustc are shown and
//! judge nothing. Where there is nothing to count with – no valgrind, a processor without AVX2 – it says so and passes.

use amnesty::dist::{Beta, Dist, Sampler, draw};
use amnesty::math::columns;
use amnesty::math::width::Width;
use amnesty::model::{Block, Plan};
use amnesty::random::{Kind, PAGE, Stream};
use amnesty::scenario::{self, Format};
use amnesty::stats::{Moments, QuantileCounts, Resolution};
use amnesty::tally::{Tally, Worker};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::ErrorKind;
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
    let update = arguments.iter().any(|word| word == "--update");
    match obstacle().map_or_else(|| count_all(update), |why| Ok(Outcome::NotCounted(why))) {
        Ok(Outcome::Held) => ExitCode::SUCCESS,
        Ok(Outcome::NotCounted(why)) => {
            println!("NOT COUNTED: {why}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// How counting ended, where nothing has grown.
enum Outcome {
    Held,
    NotCounted(String),
}

/// The only function whose instructions callgrind collects.
#[inline(never)]
fn measured(kernel: &mut dyn FnMut(), repetitions: usize) {
    for _ in 0..repetitions {
        kernel();
    }
}

/// Why this machine cannot count, if it cannot.
fn obstacle() -> Option<String> {
    if !Width::available().any(|width| width == Width::Avx2) {
        return Some("this processor has no AVX2, on which the figures were taken".to_owned());
    }
    let outcome = Command::new("valgrind").arg("--version").output();
    let why = match outcome {
        Ok(output) if output.status.success() => return None,
        Ok(output) => output.status.to_string(),
        Err(error) => error.to_string(),
    };
    Some(format!("valgrind could not be started ({why}); `apt-get install valgrind`"))
}

/// Counts every kernel and compares it with the stored figure.
fn count_all(update: bool) -> Result<Outcome, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.toml");
    let stored = Stored::read(&path)?;
    let compiler = compiler()?;
    let same_compiler = stored.rustc == compiler;
    if !same_compiler {
        println!("built by {compiler}, stored figures by {}: nothing is judged", or_nobody(&stored.rustc));
    }
    let mut now = Stored { rustc: compiler, instructions: BTreeMap::new() };
    let mut grown = Vec::new();
    for counted in &KERNELS {
        let total = match instructions(counted)? {
            Some(total) => total,
            None => return Ok(Outcome::NotCounted(UNKNOWN.to_owned())),
        };
        let figure = total / (counted.values * counted.repetitions) as f64;
        let change = stored.instructions.get(counted.name).map(|old| figure / old - 1.0);
        let words = change.map_or("new".into(), |change| format!("{:+.1} %", 100.0 * change));
        println!("{:<20} {figure:>12.2} instructions a value   {words}", counted.name);
        now.instructions.insert(counted.name.to_owned(), figure);
        if change.is_none_or(|change| change > TOLERANCE) {
            grown.push(counted.name);
        }
        if change.is_some_and(|change| change < -TOLERANCE) {
            println!("  better: store it with `cargo bench --bench instructions -- --update`");
        }
    }
    if update {
        now.write(&path)?;
    } else if same_compiler && !grown.is_empty() {
        return Err(format!(
            "more than 5 % above the stored figure, or without one: {}; if that is meant, `cargo bench --bench instructions -- --update`",
            grown.join(", ")
        ));
    }
    Ok(Outcome::Held)
}

/// `benches/instructions.toml`.
#[derive(Default, Deserialize)]
struct Stored {
    rustc: String,
    instructions: BTreeMap<String, f64>,
}

impl Stored {
    /// The stored figures; none where there is no file.
    fn read(path: &Path) -> Result<Self, String> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| error.to_string()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    fn write(&self, path: &Path) -> Result<(), String> {
        let mut text = String::from(
            "# Instructions a value (a replicate for pages, a table for tables) on the AVX2 path, by `cargo bench --bench instructions`.\n",
        );
        let _ = writeln!(text, "rustc = {:?}\n\n[instructions]", self.rustc);
        for (name, figure) in &self.instructions {
            let _ = writeln!(text, "{name:?} = {figure:.2}");
        }
        std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

fn or_nobody(rustc: &str) -> &str {
    if rustc.is_empty() { "nobody" } else { rustc }
}

/// What compiled this: cargo runs benches under the toolchain that built them.
fn compiler() -> Result<String, String> {
    let told = |error: std::io::Error| format!("rustc does not tell its version: {error}");
    let output = Command::new("rustc").arg("--version").output().map_err(told)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

const UNKNOWN: &str = "this valgrind does not know an instruction of this machine; a newer one may";

/// The instructions of one kernel's repetitions, counted in a process of its own; `None` where valgrind met one that it
/// does not know.
///
/// The environment is left out: its size moves the stack, and with it how memory is copied.
fn instructions(counted: &Counted) -> Result<Option<f64>, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .arg("--toggle-collect=instructions::measured*")
        .arg(this)
        .args(["--kernel", counted.name])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("AMNESTY_WIDTH", "avx2")
        .output()
        .map_err(|error| format!("valgrind could not be started: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if text.contains("unhandled instruction bytes") || text.contains("Illegal opcode") {
        return Ok(None);
    }
    let collected = text.lines().find_map(|line| line.split("Collected :").nth(1));
    match collected.and_then(|number| number.trim().parse::<f64>().ok()) {
        Some(number) if number > 0.0 && output.status.success() => Ok(Some(number)),
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
