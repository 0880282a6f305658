//! Whether a run fits into memory: asked before it starts, because a system that runs out of memory asks nobody.

use super::Failure;
use crate::model::Plan;
use crate::output::numbers::count;
use crate::study::compare::Compared;
use crate::study::sweep::Preview;
use crate::tally::Footprint;
use std::fs;

/// What a run is refused for where the system does not say how much memory is free.
const LARGEST: u64 = 1 << 40;

/// The memory that a run takes, in bytes, where that much is free.
///
/// # Errors
/// The need, what is free, and what makes it so large.
pub fn check(plan: &Plan, threads: Option<usize>) -> Result<u64, Failure> {
    fits(Footprint::of(plan, 1), threads, &size(plan))
}

/// As [`check`], for a comparison: every policy is played at once.
///
/// # Errors
/// As [`check`].
pub fn check_compared(compared: &Compared, threads: Option<usize>) -> Result<u64, Failure> {
    let plans = compared.plans();
    // The largest of them says best what is too much.
    let largest =
        plans.iter().max_by_key(|plan| plan.block_bytes(1)).map_or_else(String::new, |plan| size(plan));
    let what = format!("{} of up to {largest}", several(plans.len(), "policy", "policies"));
    fits(Footprint::of_paired(&plans, compared.pairing(), 1), threads, &what)
}

/// As [`check`], for a sweep: each thread may have a point of its own in hand.
///
/// # Errors
/// As [`check`].
pub fn check_points(preview: &Preview, threads: Option<usize>) -> Result<u64, Failure> {
    fits(preview.footprint, threads, "a point for each thread of the sweep")
}

fn fits(footprint: Footprint, threads: Option<usize>, size: &str) -> Result<u64, Failure> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or_else(cores);
    let needed = footprint.bytes(threads);
    let free = free().unwrap_or(LARGEST);
    if needed <= free {
        return Ok(needed);
    }
    let size = format!("{size} on {}", several(threads, "thread", "threads"));
    Err(Failure::NoMemory { needed: bytes(needed), free: bytes(free), size })
}

/// `3 segments, 1 office and 60 months`.
fn size(plan: &Plan) -> String {
    let scenario = plan.scenario();
    let segments = several(scenario.segments.len(), "segment", "segments");
    let offices = several(scenario.offices.len(), "office", "offices");
    let months = several(plan.horizon().unwrap_or(0), "month", "months");
    format!("{segments}, {offices} and {months}")
}

fn several(n: usize, one: &str, more: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {more}", count(n as u64)) }
}

/// Bytes of memory that are free; `None` where the system does not say so in a way that is known here.
fn free() -> Option<u64> {
    let system = meminfo(&fs::read_to_string("/proc/meminfo").ok()?)?;
    let group =
        fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    Some(group.map_or(system, |limit: u64| limit.min(system)))
}

/// The line `MemAvailable:   7654321 kB`.
fn meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// `8.3 MiB`.
pub fn bytes(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if value < 10.0 { format!("{value:.1} {}", units[unit]) } else { format!("{value:.0} {}", units[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_understood_or_left_alone() {
        let text = "MemTotal:        8000000 kB\nMemFree:          100000 kB\nMemAvailable:    4000000 kB\n";
        assert_eq!(meminfo(text), Some(4_096_000_000));
        for strange in ["", "MemAvailable: many kB", "MemAvailable: 4 MB", "MemFree: 4 kB"] {
            assert_eq!(meminfo(strange), None, "{strange}");
        }
    }

    #[test]
    fn bytes_are_said_with_two_digits_or_more() {
        let said = [900, 8_700_000, 63 << 20, 5 << 30, 3 << 50].map(bytes);
        assert_eq!(said, ["0.9 KiB", "8.3 MiB", "63 MiB", "5.0 GiB", "3072 TiB"]);
    }
}
