//! The command line from end to end: what goes where, and how each command ends.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, is_match};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The program in a directory of its own that holds a small scenario, `small.toml`.
struct Desk {
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { directory: tempfile::tempdir().unwrap() };
        desk.amnesty("init small.toml").assert().success();
        desk
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    fn amnesty(&self, words: &str) -> Command {
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.current_dir(self.directory.path()).args(words.split_whitespace()).env_remove("NO_COLOR");
        command
    }

    /// A run of 512 futures.
    fn run(&self, words: &str) -> Command {
        self.amnesty(&format!("run small.toml -n 512 {words}"))
    }
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_prints_its_answer_and_the_command_that_gives_it_again() {
    let desk = Desk::new();
    let screen = desk.run("--seed 3 --set title=\"Mine\"").assert().success();
    screen
        .stdout(contains("applications are filed").and(contains("simulation error")))
        .stdout(contains("amnesty run small.toml --set"))
        .stdout(contains("-n 512 --seed 3"))
        .stdout(contains('±').not());
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    let record = |threads: u32| {
        desk.run(&format!("-j {threads} -o out{threads} -q")).assert().success();
        fs::read(desk.path(&format!("out{threads}/record.json"))).unwrap()
    };
    let one = record(1);
    assert!(one == record(2) && one == record(3), "records differ between numbers of threads");
}

#[test]
fn json_is_one_document_and_nothing_else_is_on_standard_output() {
    let desk = Desk::new();
    let output = desk.run("--json --progress json").assert().success().get_output().clone();
    let document: amnesty::summary::Document = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document.run.replicates, 512);
    assert!(document.outputs.get("applications").is_some_and(|output| output.mean.is_some()));
    assert_eq!(document.scenario.file.as_deref(), Some("small.toml"));
}

#[test]
fn csv_has_one_statistic_a_row() {
    Desk::new()
        .run("--format csv")
        .assert()
        .success()
        .stdout(is_match(r"\n[^\n]*,applications,all,,,p50,[0-9.]+,").unwrap());
}

#[test]
fn the_scenario_may_come_from_standard_input() {
    let desk = Desk::new();
    let text = fs::read_to_string(desk.path("small.toml")).unwrap();
    desk.amnesty("run - -n 256").write_stdin(text).assert().success().stdout(contains("A first scenario"));
    desk.amnesty("check -").write_stdin("").assert().code(65);
}

#[test]
fn without_a_terminal_there_is_no_colour_and_no_bar() {
    let desk = Desk::new();
    let escape = '\u{1b}';
    desk.run("").assert().success().stdout(contains(escape).not()).stderr(contains(escape).not());
    desk.run("--color always").assert().success().stdout(contains(escape));
    desk.run("").env("NO_COLOR", "1").assert().success().stdout(contains(escape).not());
    desk.amnesty("check missing.toml").assert().stderr(contains(escape).not());
}

#[test]
fn quiet_says_nothing_beside_the_result() {
    Desk::new().run("-q").assert().success().stderr(is_empty());
}

#[test]
fn each_way_to_end_has_its_exit_code() {
    let desk = Desk::new();
    let code = |words: &str, code: i32| {
        desk.amnesty(words).assert().code(code).stderr(is_empty().not());
    };
    code("run", 2);
    code("run small.toml -n 0", 2);
    code("run small.toml -n 1e17", 2);
    code("run small.toml -j 0", 2);
    code("run small.toml --format xml", 2);
    code("run small.toml --force", 2);
    code("dance", 2);
    code("explain E000", 2);
    code("run small.toml --set take_up.eligible=60", 65);
    code("run small.toml --set take_up.elligible=0.6", 65);
    code("run small.toml --design sobbol", 65);
    code("check missing.toml", 66);
    code("run missing.toml", 66);
    code("check .", 66);
    code("init small.toml", 73);
    code("init no/such/directory.toml", 73);
}

#[test]
fn a_problem_says_where_it_is_and_what_to_do() {
    let desk = Desk::new();
    let text = fs::read_to_string(desk.path("small.toml")).unwrap();
    fs::write(desk.path("typo.toml"), text.replace("capacity_per_month", "capacity_per_moth")).unwrap();
    desk.amnesty("check typo.toml").assert().code(65).stdout(is_empty()).stderr(
        contains("typo.toml:").and(contains("capacity_per_moth")).and(contains("capacity_per_month")),
    );
}

#[test]
fn an_existing_result_is_kept_unless_forced() {
    let desk = Desk::new();
    desk.run("-o out").assert().success().stdout(contains("record.json"));
    let first = fs::read(desk.path("out/record.json")).unwrap();
    desk.run("-o out --seed 2").assert().code(73).stderr(contains("--force")).stdout(is_empty());
    assert!(fs::read(desk.path("out/record.json")).unwrap() == first);
    desk.run("-o out --seed 2 --force").assert().success();
    assert!(fs::read(desk.path("out/record.json")).unwrap() != first);
    assert_eq!(names(&desk.path("out")), ["record.json", "report.html", "series.csv", "summary.csv"]);
}

#[test]
fn a_record_can_be_read_and_holds_the_first_futures() {
    let desk = Desk::new();
    desk.run("-o out").assert().success();
    let text = fs::read_to_string(desk.path("out/record.json")).unwrap();
    let record = amnesty::summary::Record::from_text(&text).unwrap();
    assert_eq!(record.sample.replicates, 512);
    let applications = record.sample.outputs.get("applications").unwrap();
    assert_eq!(applications.0.len(), 512);
    assert_eq!(record.grids.get("applications").unwrap().all.0.len(), 256);
}

#[test]
fn a_path_that_is_a_file_or_cannot_be_made_is_refused_before_the_run() {
    let desk = Desk::new();
    desk.run("-o small.toml").assert().code(73).stderr(contains("is a file"));
    desk.run("-o /proc/amnesty").assert().code(73).stderr(contains("/proc/amnesty"));
    desk.run("-o /dev/null/x").assert().code(73);
}

#[test]
fn a_failed_run_leaves_no_directory_behind() {
    let desk = Desk::new();
    desk.run("-o out --set take_up.eligible=60").assert().code(65);
    assert!(!desk.path("out").exists());
}

#[test]
fn of_two_writers_one_is_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.path("out")).unwrap();
    let held = fs::File::create(desk.path("out/.amnesty.lock")).unwrap();
    held.lock().unwrap();
    desk.run("-o out").assert().code(73).stderr(contains("another run"));
    drop(held);
    desk.run("-o out").assert().success();
    assert!(!desk.path("out/.amnesty.lock").exists());
}

#[cfg(target_os = "linux")]
mod on_linux {
    use super::*;
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    fn process(desk: &Desk, words: &str) -> Process {
        let mut process = Process::new(assert_cmd::cargo::cargo_bin("amnesty"));
        process.current_dir(desk.directory.path()).args(words.split_whitespace());
        process
    }

    #[test]
    fn a_full_standard_output_is_an_error_and_leaves_the_result_on_disk() {
        let desk = Desk::new();
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = process(&desk, "run small.toml -n 512 -o out")
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(74));
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
        assert!(desk.path("out/record.json").exists());
    }

    #[test]
    fn a_closed_pipe_ends_quietly() {
        let desk = Desk::new();
        for words in ["run small.toml -n 512 -q", "completions bash", "show small.toml -q", "explain"] {
            let mut child =
                process(&desk, words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{words}");
            assert!(output.stderr.is_empty(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// Starts a run that would take hours and waits until it is under way.
    fn long_run(desk: &Desk) -> std::process::Child {
        let words = "run small.toml -n 1e10 -j 1 -o out --progress json";
        let mut child = process(desk, words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let started = Instant::now();
        let stderr = child.stderr.as_mut().unwrap();
        let mut first = [0; 1];
        std::io::Read::read_exact(stderr, &mut first).unwrap();
        assert!(started.elapsed() < Duration::from_secs(60), "no progress within a minute");
        child
    }

    fn signal(child: &std::process::Child, name: &str) {
        let sent = Process::new("kill").args([name, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    #[test]
    fn an_interrupted_run_writes_what_is_done_and_says_so() {
        for (name, code) in [("-INT", 130), ("-TERM", 143)] {
            let desk = Desk::new();
            let child = long_run(&desk);
            signal(&child, name);
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(code));
            let screen = String::from_utf8(output.stdout).unwrap();
            assert!(screen.contains("INCOMPLETE"), "{screen}");
            let text = fs::read_to_string(desk.path("out/record.json")).unwrap();
            let record = amnesty::summary::Record::from_text(&text).unwrap();
            assert!(!record.document.run.complete && record.document.run.replicates > 0);
            // And it is the record of a run of that length, but for the mark.
            let again =
                screen.lines().find_map(|line| line.strip_prefix("Again    amnesty ")).unwrap().to_owned();
            desk.amnesty(&format!("{again} -o again -q")).assert().success();
            let text = fs::read_to_string(desk.path("again/record.json")).unwrap();
            let whole = amnesty::summary::Record::from_text(&text).unwrap();
            assert_eq!(whole.document.outputs, record.document.outputs);
            assert_eq!(whole.sample, record.sample);
        }
    }
}

#[test]
fn a_run_that_does_not_fit_into_memory_is_refused_before_it_starts_with_the_reason() {
    let desk = Desk::new();
    let refused = desk.run("-j 65535 -o out").assert().code(65);
    refused
        .stdout(is_empty())
        .stderr(
            is_match(r"takes about [0-9.]+ [GT]iB of memory and .* free: 1 segment, 1 office and").unwrap(),
        )
        .stderr(contains("on 65,535 threads are too many"));
    assert!(!desk.path("out").exists(), "nothing was begun");
}

#[test]
fn a_long_run_says_first_what_it_will_take_and_a_short_one_does_not() {
    let desk = Desk::new();
    desk.run("--progress json").assert().success().stderr(contains("estimate").not());
    // Far more than this machine does in the second after which it is stopped.
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_amnesty"))
        .args(["run", "small.toml", "-n", "1000000000", "--progress", "json", "--json"])
        .current_dir(desk.path("."))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().expect("piped")));
    let estimate = lines.map_while(Result::ok).find(|line| line.contains("estimate"));
    child.kill().expect("it is still running");
    child.wait().expect("it ends");
    let line: serde_json::Value = serde_json::from_str(&estimate.expect("an estimate")).expect("JSON");
    assert_eq!(line["estimate"]["total"], 1_000_000_000);
    assert!(line["estimate"]["seconds"].as_f64().is_some_and(|seconds| seconds > 5.0));
    assert!(line["estimate"]["memory_bytes"].as_u64().is_some_and(|bytes| bytes > 1 << 20));
}
