//! Sizes that would not fit are refused before the first future, with the estimate that says why.
//!
//! Where free memory decides, a million threads stand in for a large scenario: no machine has room for their blocks.

use amnesty::model::Plan;
use amnesty::scenario::{Format, load_text};
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use std::fmt::Write;
use std::fs;
use tempfile::TempDir;

/// The program in a directory with the starting scenario and a policy, `small.toml`.
struct Desk {
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { directory: tempfile::tempdir().unwrap() };
        desk.amnesty("init small.toml").assert().success();
        let path = desk.directory.path().join("small.toml");
        let policy = "\n[policy.long]\nwindow.length_months = 12\n";
        fs::write(&path, fs::read_to_string(&path).unwrap() + policy).unwrap();
        desk
    }

    fn amnesty(&self, words: &str) -> Command {
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.current_dir(self.directory.path()).args(words.split_whitespace());
        command
    }

    /// That a command is refused as an invalid scenario, in these words, and leaves no file.
    #[track_caller]
    fn refuses(&self, words: &str, code: i32, told: &[&str]) {
        let mut assert = self.amnesty(words).assert().code(code).stdout("");
        for told in told {
            assert = assert.stderr(contains(*told));
        }
        drop(assert);
        assert!(!self.directory.path().join("large").exists(), "`{words}` leaves nothing behind");
    }
}

/// A programme with many segments and offices.
fn programme(segments: usize, offices: usize) -> String {
    let mut text = "format = 1\ntitle = \"x\"\n[time]\nstart = \"2012-05\"\nhorizon_months = 60\n\
         [population]\nlognormal = { p05 = 3e6, p95 = 5e6 }\n[window]\nlength_months = 6\n\
         [take_up]\neligible.beta = { mean = 0.45, sd = 0.15 }\n"
        .to_owned();
    for segment in 0..segments {
        write!(text, "[segment.s{segment}]\nlabel = \"s\"\n").unwrap();
    }
    text += "[segment_shares]\n";
    (0..segments).for_each(|s| writeln!(text, "s{s} = {}", 1.0 / segments as f64).unwrap());
    for office in 0..offices {
        write!(text, "[office.o{office}]\nshare = {}\n", 1.0 / offices as f64).unwrap();
    }
    text
}

#[test]
fn more_futures_than_anybody_can_wait_for_are_refused_with_what_they_would_take() {
    let desk = Desk::new();
    let told = ["E029", "1e15", "takes a core 116 days at the very least", "8000 TB a column"];
    for command in ["run", "compare"] {
        desk.refuses(&format!("{command} small.toml -n 1e15 -o large"), 65, &told);
    }
    desk.refuses("run small.toml -n 1e15 -o large --draws parquet", 65, &told);
}

#[test]
fn draws_that_fit_no_disk_are_refused_with_their_sum() {
    let told = ["no room for the results", "1,000,000,000,000 futures ×", "leave out `--draws`"];
    Desk::new().refuses("run small.toml -n 1e12 -o large --draws csv", 74, &told);
}

#[test]
fn a_horizon_of_a_million_months_is_refused() {
    let told = ["E029", "time.horizon_months", "time and memory grow with every month"];
    Desk::new().refuses("run small.toml -o large --set time.horizon_months=1_000_000", 65, &told);
}

#[test]
fn what_does_not_fit_into_memory_is_refused_by_every_command_that_simulates() {
    let desk = Desk::new();
    desk.amnesty("run small.toml -n 256 -q -o result").assert().success();
    let told = ["of memory and", "free", "on 1,000,000 threads are too many", "fewer threads with `-j`"];
    desk.refuses("run small.toml -n 256 -o large -j 1000000", 65, &told);
    desk.refuses("verify result/record.json -j 1000000", 65, &told);
    desk.refuses(
        "compare small.toml -n 256 -o large -j 1000000",
        65,
        &[told[0], told[2], "2 policies of up to"],
    );
    desk.refuses(
        "sweep small.toml --grid processing.capacity_per_month=1,2 -n 256 -o large -j 1000000",
        65,
        &[told[0], told[2], "a point for each thread"],
    );
}

#[test]
fn a_million_segments_are_refused_before_they_are_read() {
    let desk = Desk::new();
    let large = desk.directory.path().join("large.toml");
    let told = ["E004", "a segment takes about 1 MiB of memory a thread"];
    // As large a file as such a scenario is, and one of as many keys as are read, and some.
    fs::write(&large, "# a segment a line\n".repeat(1_000_000)).unwrap();
    desk.refuses("run large.toml", 65, &[told[0], "larger than 8 MiB", told[1]]);
    fs::write(&large, (0..50_001).map(|s| format!("segment.s{s}.label = \"\"\n")).collect::<String>())
        .unwrap();
    desk.refuses("run large.toml", 65, &[told[0], "100000 are the most", told[1]]);
}

#[test]
fn queues_that_would_not_even_compile_are_refused_before_they_are_made() {
    let compiled = |segments, offices| {
        let text = programme(segments, offices);
        let scenario = load_text("x.toml", &text, Format::Toml, &[]).unwrap();
        Plan::new(scenario).map(|_| ())
    };
    assert!(compiled(50, 40).is_ok());
    let problems = compiled(2_000, 1_001).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "E073");
    assert!(problems[0].message.contains("2002000 pairs"), "{}", problems[0].message);
    let help = problems[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("11 GiB of memory a thread"), "{help}");
}

#[test]
fn a_problem_of_size_is_explained() {
    let explained = Desk::new().amnesty("explain E073").assert().success();
    drop(explained.stdout(contains("queues").and(contains("million pairs"))));
}
