//! A record is run again from itself alone, and every byte is compared.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::scenario;
use amnesty::summary::{Record, summarise};
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn config(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name)
}

fn amnesty(directory: &TempDir, words: &str) -> Command {
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.current_dir(directory.path()).args(words.split_whitespace());
    command
}

/// A run of 300 futures in `out`.
fn run(file: &str, words: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let scenario = config(file).display().to_string();
    amnesty(&directory, &format!("run {scenario} -n 300 -o out -q {words}")).assert().success();
    directory
}

fn record(directory: &TempDir) -> Record {
    Record::from_text(&fs::read_to_string(directory.path().join("out/record.json")).unwrap()).unwrap()
}

fn write(directory: &TempDir, record: &Record) {
    fs::write(directory.path().join("out/record.json"), record.to_text().unwrap()).unwrap();
}

#[test]
fn every_shipped_scenario_is_verified_from_its_record_alone() {
    let mut tried = 0;
    for entry in fs::read_dir(config("")).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            continue;
        }
        tried += 1;
        let name = entry.file_name().into_string().unwrap();
        let directory = run(&name, "");
        // Neither the scenario nor what it extends is there any more for the record's directory.
        amnesty(&directory, "verify out -j 3").assert().success().stdout(
            contains("Verified: 300 futures").and(contains("record.json")).and(contains("DIFFERENT").not()),
        );
    }
    assert!(tried > 5);
}

#[test]
fn what_was_set_on_the_command_line_is_part_of_what_is_verified() {
    for words in [
        "--set take_up.eligible=0.5 --seed 9",
        "--design sobol",
        "--stop 0.5",
        "--stop 0.000001",
        "--design latin-hypercube",
    ] {
        let directory = tempfile::tempdir().unwrap();
        let scenario = config("demo.toml").display().to_string();
        let ran = amnesty(&directory, &format!("run {scenario} -n 400 -o out -q {words}")).output().unwrap();
        assert!([Some(0), Some(3)].contains(&ran.status.code()), "{words}");
        amnesty(&directory, "verify out").assert().success().stdout(contains("same       out/record.json"));
    }
}

#[test]
fn a_changed_number_is_named_with_both_values() {
    let directory = run("demo-static.json", "");
    let mut changed = record(&directory);
    let mut granted = changed.document.outputs.get("granted").unwrap().clone();
    granted.max = Some(12_345.0);
    changed.document.outputs.insert("granted", granted);
    write(&directory, &changed);
    amnesty(&directory, "verify out/record.json").assert().code(4).stdout(
        contains("DIFFERENT  out/record.json: document.outputs.granted.max is 12345.0 in the file")
            .and(contains("same       out/summary.csv"))
            .and(contains("NOT verified")),
    );
}

#[test]
fn a_changed_file_beside_the_record_is_named_with_its_line() {
    let directory = run("demo.toml", "");
    let path = directory.path().join("out/series.csv");
    let text = fs::read_to_string(&path).unwrap();
    let third = text.lines().nth(2).unwrap().to_owned();
    fs::write(&path, text.replacen(&third, "changed", 1)).unwrap();
    fs::remove_file(directory.path().join("out/summary.csv")).unwrap();
    amnesty(&directory, "verify out").assert().code(4).stdout(
        contains("DIFFERENT  out/series.csv: line 3 is changed in the file")
            .and(contains("same       out/record.json"))
            .and(contains("not there  out/summary.csv")),
    );
}

#[test]
fn another_program_or_other_streams_are_said_first() {
    let directory = run("demo-static.json", "");
    let mut other = record(&directory);
    other.provenance.version = "0.0.9".to_owned();
    other.document.version = "0.0.9".to_owned();
    other.provenance.stream_version += 1;
    write(&directory, &other);
    amnesty(&directory, "verify out")
        .assert()
        .code(4)
        .stderr(contains("made by amnesty 0.0.9 with random streams 2"))
        .stdout(contains("nothing but the versions"));
}

#[test]
fn damaged_and_newer_records_are_refused_with_a_sentence() {
    let directory = run("demo-static.json", "");
    let path = directory.path().join("out/record.json");
    let text = fs::read_to_string(&path).unwrap();
    let refused = |text: &str, code: i32, words: &str| {
        fs::write(&path, text).unwrap();
        amnesty(&directory, "verify out").assert().code(code).stderr(contains(words)).stdout("");
    };
    refused(&text.replacen("granted", "Granted", 1), 65, "damaged");
    refused(&text[..text.len() / 2], 65, "missing");
    refused("", 65, "not a record");
    refused(&text.replacen("\"format\": 1", "\"format\": 2", 1), 65, "use a newer `amnesty`");
    fs::remove_file(&path).unwrap();
    amnesty(&directory, "verify out").assert().code(66).stderr(contains("no such file"));
}

#[test]
fn the_record_of_an_interrupted_run_is_verified_as_one_of_its_length() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("out")).unwrap();
    let loaded = scenario::load(&config("demo.toml"), &["run.replicates=1000".to_owned()]).unwrap();
    let plan = Plan::new(loaded).unwrap();
    let tally = engine::run(&plan, 700, &Options::default()).unwrap();
    let document = summarise(&plan, &tally, 1000);
    assert!(!document.run.complete);
    write(&directory, &Record::new(&plan, &tally, document));
    amnesty(&directory, "verify out")
        .assert()
        .success()
        .stdout(contains("700 futures, an interrupted run's"));
}

#[test]
fn a_replacement_that_was_interrupted_is_finished_before_it_is_read() {
    let directory = run("demo-static.json", "");
    let out = directory.path().join("out");
    let old = fs::read(out.join("record.json")).unwrap();
    let scenario = config("demo-static.json").display().to_string();
    amnesty(&directory, &format!("run {scenario} -n 300 --seed 2 -o new -q")).assert().success();
    // As it is after a kill between the renames of a commit.
    let journal =
        "amnesty commit 1\nname summary.csv\nname report.html\nname record.json\ngone series.csv\nend\n";
    fs::write(out.join(".amnesty.commit"), journal).unwrap();
    for name in ["report.html", "summary.csv"] {
        fs::copy(directory.path().join("new").join(name), out.join(name)).unwrap();
    }
    fs::copy(directory.path().join("new/record.json"), out.join(".record.json.partial")).unwrap();
    amnesty(&directory, "verify out").assert().success().stdout(contains("of seed 2"));
    assert!(fs::read(out.join("record.json")).unwrap() != old);
    assert!(!out.join(".amnesty.commit").exists());
}

/// Changes one byte of a file.
fn change(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn the_draws_are_drawn_again_and_a_changed_one_is_named_with_its_column() {
    for (form, words) in [("csv", "line 3 differs in `"), ("parquet", "differs in futures 0 to 299")] {
        let directory = run("demo.toml", &format!("--draws {form}"));
        let path = directory.path().join(format!("out/draws.{form}"));
        amnesty(&directory, "verify out")
            .assert()
            .success()
            .stdout(contains(format!("same       out/draws.{form}")));
        let text = fs::read(&path).unwrap();
        let at = match form {
            "csv" => text.iter().enumerate().filter(|(_, sign)| **sign == b'\n').nth(1).unwrap().0 + 15,
            _ => text.len() / 2,
        };
        change(&path, at);
        amnesty(&directory, "verify out -j 2").assert().code(4).stdout(
            contains(format!("DIFFERENT  out/draws.{form}: "))
                .and(contains(words))
                .and(contains("same       out/record.json")),
        );
        fs::write(&path, &text[..text.len() - 1]).unwrap();
        amnesty(&directory, "verify out").assert().code(4).stdout(contains("it ends too early"));
    }
}

#[test]
fn the_draws_of_a_run_that_met_its_rule_are_verified_to_its_length() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = config("demo-static.json").display().to_string();
    let words = format!("run {scenario} -n 1e6 --stop 0.01 -o out --draws parquet -q");
    amnesty(&directory, &words).assert().success();
    amnesty(&directory, "verify out").assert().success().stdout(contains("same       out/draws.parquet"));
}

/// A comparison of 300 futures in `out`.
fn compare(words: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::copy(config("demo.toml"), directory.path().join("demo.toml")).unwrap();
    let text = "extends = \"demo.toml\"\n[policy.longer]\nwindow.length_months = 9\n";
    fs::write(directory.path().join("two.toml"), text).unwrap();
    let mut command = amnesty(&directory, "compare two.toml --policy longer -n 300 -o out -q");
    command.args(words.split(' ').filter(|word| !word.is_empty())).assert().success();
    directory
}

#[test]
fn a_comparison_is_verified_from_the_records_of_its_policies() {
    for words in [
        "",
        "--objective granted --maximize --satisfice granted>=1000",
        "--break-even money.fee_per_application=0..9000 --of granted --at 100000",
        "--set run.stop.relative=0.5 --seed 3",
    ] {
        let directory = compare(words);
        // The scenario is not needed.
        fs::remove_file(directory.path().join("two.toml")).unwrap();
        fs::remove_file(directory.path().join("demo.toml")).unwrap();
        let all =
            ["comparison.json", "comparison.csv", "report.html", "two/record.json", "longer/series.csv"];
        let verified = amnesty(&directory, "verify out").assert();
        let text = String::from_utf8(verified.get_output().stdout.clone()).unwrap();
        verified.success();
        for name in all {
            assert!(text.contains(&format!("same       out/{name}")), "{words}: {name}\n{text}");
        }
        assert!(text.contains("300 futures") && text.contains("each of 2 policies"), "{text}");
    }
}

#[test]
fn a_comparison_that_was_changed_is_named_or_refused() {
    let directory = compare("");
    let path = directory.path().join("out/comparison.json");
    let text = fs::read_to_string(&path).unwrap();
    for command in ["verify out", "report out --force"] {
        change(&path, text.len() / 2);
        amnesty(&directory, command).assert().code(65).stderr(contains("damaged: its checksum"));
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        amnesty(&directory, command).assert().code(65).stderr(contains("missing"));
        fs::write(&path, text.replacen("\"format\": 1", "\"format\": 7", 1)).unwrap();
        amnesty(&directory, command)
            .assert()
            .code(65)
            .stderr(contains("has format 7").and(contains("newer")));
        fs::write(&path, &text).unwrap();
    }
    change(&directory.path().join("out/comparison.csv"), 5);
    amnesty(&directory, "verify out").assert().code(4).stdout(
        contains("DIFFERENT  out/comparison.csv: line 1 is").and(contains("same       out/comparison.json")),
    );
    // Whole, but another number: a document that somebody made.
    let body: &str = text.rsplit_once(",\n\"checksum\"").unwrap().0;
    let forged = amnesty::summary::seal(&(body.replacen("\"more\": {", "\"more\":  {", 1) + "\n}\n"));
    fs::write(&path, forged).unwrap();
    amnesty(&directory, "verify out").assert().code(4).stdout(contains("or how it is laid out"));
}

/// A sweep over three windows in `out`.
fn sweep() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let scenario = config("demo.toml").display().to_string();
    let words = format!(
        "sweep {scenario} --grid window.length_months=3,6,12 -n 300 --set run.stop.relative=0.5 -o out -q"
    );
    amnesty(&directory, &words).assert().success();
    directory
}

#[test]
fn a_sweep_is_verified_point_by_point_and_so_is_one_point_alone() {
    let directory = sweep();
    let whole = "same       out/sweep.csv\nsame       out/sweep.parquet\nsame       out/report.html\nsame       out/sweep.json";
    amnesty(&directory, "verify out")
        .assert()
        .success()
        .stdout(contains("same       3 records of points").and(contains(whole)).and(contains("3 points of")));
    amnesty(&directory, "verify out/points/0002").assert().success().stdout(
        contains("same       out/points/0002/record.json")
            .and(contains("not there  out/points/0002/summary.csv")),
    );
}

#[test]
fn a_sweep_that_was_changed_is_named_or_refused() {
    let directory = sweep();
    let out = directory.path().join("out");
    change(&out.join("sweep.parquet"), 100);
    let csv = out.join("sweep.csv");
    let table = fs::read_to_string(&csv).unwrap();
    // A digit of the first swept value: `1,3,…`.
    change(&csv, table.find('\n').unwrap() + 3);
    let place = "DIFFERENT  out/sweep.csv: line 2 differs in `window.length_months`";
    amnesty(&directory, "verify out")
        .assert()
        .code(4)
        .stdout(contains("DIFFERENT  out/sweep.parquet: `point` differs in rows 0 to").and(contains(place)));
    let path = out.join("points/0003/record.json");
    let mut other = Record::from_text(&fs::read_to_string(&path).unwrap()).unwrap();
    other.document.scenario.title = "another".to_owned();
    fs::write(&path, other.to_text().unwrap()).unwrap();
    amnesty(&directory, "verify out").assert().code(4).stdout(
        contains("DIFFERENT  out/points/0003/record.json: document.scenario.title")
            .and(contains("same       2 records of points")),
    );
    let path = out.join("sweep.json");
    let text = fs::read_to_string(&path).unwrap();
    change(&path, text.len() / 2);
    for command in ["verify out", "report out --force"] {
        amnesty(&directory, command).assert().code(65).stderr(contains("damaged: its checksum"));
    }
    fs::remove_file(out.join("points/0001/record.json")).unwrap();
    fs::write(&path, text).unwrap();
    amnesty(&directory, "verify out").assert().code(66).stderr(contains("points/0001/record.json"));
}
