//! Ten times the futures, ten times the time, in the same memory: W1 on one thread, from 10^4 to 10^8 futures.
//!
//! `cargo bench --bench growth` prints nanoseconds of processor time a future, summary included, and the peak of memory.
//! Each size is played in a process of its own, because a peak is never taken back.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::scenario::{Format, load_text};
use amnesty::summary::summarise;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

const SIZES: std::ops::RangeInclusive<u32> = 4..=8;
/// Futures played for each size, at least: some tens of ticks of the clock.
const ENOUGH: u64 = 10_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, size] = &arguments[..]
        && flag == "--size"
    {
        return play(size.parse().expect("a number of futures"));
    }
    println!("{:>12} {:>12} {:>10}", "futures", "ns a future", "peak MiB");
    let this = std::env::current_exe().expect("a program has a file");
    for power in SIZES {
        let size = 10_u64.pow(power);
        let output = Command::new(&this).args(["--size", &size.to_string()]).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        print!("{:>12} {}", format!("10^{power}"), String::from_utf8_lossy(&output.stdout));
    }
}

/// Plays a size and prints what it took.
fn play(size: u64) {
    let text = include_str!("scenarios/w1.toml");
    let plan = Plan::new(load_text("w1.toml", text, Format::Toml, &[]).expect("a good scenario"));
    let plan = plan.expect("a good plan");
    let options = Options { threads: Some(1), ..Options::default() };
    let rounds = (ENOUGH / size).max(1);
    let started = Instant::now();
    let before = processor_seconds();
    for _ in 0..rounds {
        let tally = engine::run(&plan, size, &options).expect("it runs");
        black_box(summarise(&plan, &tally, size));
    }
    // What other programs take from the machine is not counted where the system tells them apart.
    let seconds = match (before, processor_seconds()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed().as_secs_f64(),
    };
    let nanoseconds = 1e9 * seconds / (size * rounds) as f64;
    println!("{nanoseconds:>12.1} {:>10}", peak().unwrap_or_else(|| "unknown".into()));
}

/// Processor time of this process so far, its threads together, where the system says so: fields 14 and 15 of
/// `/proc/self/stat`, in hundredths of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().skip(11).take(2);
    Some(ticks.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

/// The most memory that this process ever held, in MiB, where the system says so.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(format!("{:.1}", kibibytes / 1024.0))
}
