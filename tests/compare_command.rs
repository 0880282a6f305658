//! `amnesty compare` and `amnesty diff` from the command line.

use amnesty::study::{Comparison, Diff};
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use std::fs;
use tempfile::TempDir;

/// The program in a directory with a small programme of two policies, `small.toml`.
struct Desk {
    directory: TempDir,
}

const POLICIES: &str = r#"
[policy.quick]
label = "Twice the offices"
processing.capacity_per_month = 16_000

[policy.long]
window.length_months = 12
"#;

impl Desk {
    fn new() -> Self {
        let desk = Self { directory: tempfile::tempdir().unwrap() };
        desk.amnesty("init small.toml").assert().success();
        let path = desk.directory.path().join("small.toml");
        fs::write(&path, fs::read_to_string(&path).unwrap() + POLICIES).unwrap();
        desk
    }

    fn amnesty(&self, words: &str) -> Command {
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.current_dir(self.directory.path()).args(words.split_whitespace()).env_remove("NO_COLOR");
        command
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.directory.path().join(name)).unwrap()
    }
}

#[test]
fn every_policy_of_a_file_is_compared_with_it() {
    let desk = Desk::new();
    let screen = desk.amnesty("compare small.toml -n 512").assert().success();
    screen
        .stdout(contains("3 policies on the same 512 futures").and(contains("Twice the offices")))
        .stdout(contains("quick minus small, future by future").and(contains("long minus small")))
        .stdout(contains("window.length_months: 6 → 12 months"))
        .stdout(contains("amnesty compare small.toml -n 512"))
        .stdout(contains('±').not());
}

#[test]
fn json_is_one_document_and_nothing_else_is_on_standard_output() {
    let desk = Desk::new();
    let words =
        "compare small.toml --policy quick -n 512 --json --progress json --objective granted --maximize";
    let output = desk.amnesty(words).assert().success().get_output().clone();
    let document: Comparison = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document.policies.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["small", "quick"]);
    assert_eq!(document.run.replicates, 512);
    assert_eq!(document.regret.unwrap().because, "asked");
    assert!(String::from_utf8(output.stderr).unwrap().contains(r#""done":512"#));
}

#[test]
fn quiet_says_nothing_beside_the_result() {
    let desk = Desk::new();
    desk.amnesty("compare small.toml --policy quick -n 256 -q --format csv")
        .assert()
        .success()
        .stdout(contains("quick,small,granted,all,difference_mean,"))
        .stderr(is_empty());
}

#[test]
fn a_comparison_is_kept_with_a_record_of_each_policy() {
    let desk = Desk::new();
    let words = "compare small.toml --policy quick -n 512 -o out -q";
    desk.amnesty(words).assert().success().stdout(contains("Written  out/quick/record.json"));
    let document: Comparison = serde_json::from_slice(&desk.read("out/comparison.json")).unwrap();
    assert!(document.timing.is_none(), "the same bytes each time");
    let csv = String::from_utf8(desk.read("out/comparison.csv")).unwrap();
    assert!(csv.starts_with("policy,against,output,condition,statistic,value,mcse,unit\n"));
    let record =
        amnesty::summary::Record::from_text(&String::from_utf8(desk.read("out/quick/record.json")).unwrap());
    assert_eq!(record.unwrap().document.run.replicates, 512);

    let first = desk.read("out/comparison.json");
    desk.amnesty(words).assert().code(73).stderr(contains("already holds a result"));
    desk.amnesty(&format!("{words} --force -j 3")).assert().success();
    assert!(first == desk.read("out/comparison.json"), "threads changed the bytes");
}

#[test]
fn a_break_even_is_told_with_its_error() {
    let desk = Desk::new();
    // Twice as many files as can be decided in a year: a chance that falls with capacity.
    let words = "compare small.toml --policy quick -n 512 --break-even processing.capacity_per_month=2_000..40_000 \
                 --of backlog_peak --at 5_000 --against quick";
    let screen = desk.amnesty(words).assert().success();
    screen
        .stdout(contains("Where processing.capacity_per_month breaks even"))
        .stdout(contains("the mean of “Largest backlog” is 5,000").and(contains("falls")))
        .stdout(contains("small minus quick").and(contains("--against quick")));
}

#[test]
fn what_cannot_be_compared_is_refused_before_the_first_future() {
    let desk = Desk::new();
    desk.amnesty("init alone.toml").assert().success();
    desk.amnesty("compare alone.toml").assert().code(2).stderr(contains("[policy.NAME]"));
    desk.amnesty("compare small.toml --policy quik")
        .assert()
        .code(65)
        .stderr(contains("did you mean `quick`?"));
    desk.amnesty("compare small.toml missing.toml").assert().code(66);
    let other = "compare small.toml --objective grantd";
    desk.amnesty(other).assert().code(2).stderr(contains("did you mean `granted`?"));
    desk.amnesty("compare small.toml --satisfice granted>=")
        .assert()
        .code(65)
        .stderr(contains("--satisfice"));
    desk.amnesty("compare small.toml --break-even fee=3 --of granted").assert().code(2);
}

#[test]
fn a_diff_says_what_differs_and_succeeds() {
    let desk = Desk::new();
    desk.amnesty("diff small.toml --policy quick").assert().success().stdout(
        contains("processing.capacity_per_month: 8_000 → 16_000 people/month")
            .or(contains("→ 16000 people/month")),
    );
    desk.amnesty("diff small.toml small.toml").assert().success().stdout(contains("Nothing differs."));
    let set = desk.amnesty("diff small.toml --set run.seed=7 --json").assert().success().get_output().clone();
    let diff: Diff = serde_json::from_slice(&set.stdout).unwrap();
    assert!(!diff.same && diff.changes.len() == 1 && diff.changes[0].path == "run.seed");
    desk.amnesty("diff small.toml").assert().code(2);
    desk.amnesty("diff small.toml missing.toml").assert().code(66);
}
