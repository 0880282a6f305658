//! One future played again is the one that was inside the run, bit by bit.

use amnesty::output::future;
use amnesty::output::look::Look;
use amnesty::study::{self, again};
use amnesty::summary::Record;
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn config(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name).display().to_string()
}

fn amnesty(directory: &TempDir, words: &str) -> Command {
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.current_dir(directory.path()).args(words.split_whitespace());
    command
}

/// A run in `out`, draws included.
fn run(file: &str, n: u32) -> (TempDir, Record) {
    let directory = tempfile::tempdir().unwrap();
    amnesty(&directory, &format!("run {} -n {n} -o out --draws csv -q", config(file))).assert().success();
    let text = fs::read_to_string(directory.path().join("out/record.json")).unwrap();
    (directory, Record::from_text(&text).unwrap())
}

fn json(directory: &TempDir, replicate: u32) -> Value {
    let output = amnesty(directory, &format!("replay out --replicate {replicate} --json")).assert().success();
    serde_json::from_slice(&output.get_output().stdout).unwrap()
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Null => f64::NAN,
        Value::String(later) if later == "later" => f64::INFINITY,
        number => number.as_f64().unwrap(),
    }
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

#[test]
fn a_replayed_future_is_the_row_of_the_record_and_of_the_draws() {
    // A static scenario as well, and beyond the futures that a record keeps in full.
    for (file, n, replicates) in
        [("demo.toml", 600, vec![0, 17, 255, 256, 599]), ("demo-static.json", 5_000, vec![3, 4_095, 4_999])]
    {
        let (directory, record) = run(file, n);
        let mut reader = csv::Reader::from_path(directory.path().join("out/draws.csv")).unwrap();
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for replicate in replicates {
            let future = json(&directory, replicate);
            let row = &rows[replicate as usize];
            for (name, cell) in header.iter().zip(row.iter()) {
                let drawn = cell.parse().unwrap_or(f64::NAN);
                let replayed = match name.as_str() {
                    "replicate" => future["replicate"].as_f64().unwrap(),
                    "enacted" => {
                        assert_eq!(future["enacted"].to_string(), cell);
                        continue;
                    }
                    name => {
                        let input = &future["inputs"][name];
                        number(
                            if input.is_null() { &future["outputs"][name] } else { input }
                                .get("value")
                                .unwrap(),
                        )
                    }
                };
                assert!(
                    same(drawn, replayed),
                    "{file}, future {replicate}: {name} is {drawn} and {replayed}"
                );
            }
            let kept = |column: &amnesty::summary::Column| column.0.get(replicate as usize).copied();
            for (name, column) in record.sample.outputs.iter() {
                let value = number(&future["outputs"][name]["value"]);
                assert!(kept(column).is_none_or(|kept| same(kept, value)), "{file}, {replicate}: {name}");
            }
        }
    }
}

#[test]
fn the_months_of_a_future_lead_to_its_scalars() {
    let (directory, record) = run("demo.toml", 300);
    let plan = again::plan(&record).unwrap_or_else(|problems| panic!("{problems}"));
    for replicate in [0, 17, 42] {
        let future = study::replay(&plan, replicate);
        let scalar = |name: &str| future.outputs.get(name).unwrap().value.value();
        let series = |name: &str| &future.series.get(name).unwrap().values.0;
        // Whole people: sums are exact.
        assert_eq!(series("applications").iter().sum::<f64>(), scalar("applications"));
        assert_eq!(series("granted").iter().sum::<f64>(), scalar("granted"));
        assert_eq!(series("irregular").last().copied(), Some(scalar("irregular_at_horizon")));
        assert_eq!(series("backlog").iter().copied().fold(0.0, f64::max), scalar("backlog_peak"));
        assert_eq!(series("legal").len(), future.months.len());
        for month in 0..future.months.len() {
            let segments: f64 =
                future.segments.iter().map(|(_, s)| s.get("legal").unwrap().values.0[month]).sum();
            assert_eq!(segments, series("legal")[month], "month {month}");
            // Files wait in some office or nowhere; whole numbers, so the sum is exact.
            let waiting: f64 = future.offices.iter().map(|(_, path)| path.values.0[month]).sum();
            assert_eq!(waiting, series("backlog")[month], "month {month}");
        }
    }
    let lines = amnesty(&directory, "replay out/record.json --replicate 17 --format csv").assert().success();
    let text = String::from_utf8(lines.get_output().stdout.clone()).unwrap();
    assert!(
        text.starts_with("replicate,kind,name,segment,month,value,unit\n17,enacted,enacted,,,1,\n"),
        "{text}"
    );
    assert!(text.contains("\n17,series,applications,,0,0,people\n"));
    assert!(text.contains("\n17,series,legal,families,"));
}

#[test]
fn the_screen_of_a_future_fits_and_shows_segments_on_request() {
    let (directory, record) = run("demo.toml", 300);
    let plan = again::plan(&record).unwrap_or_else(|problems| panic!("{problems}"));
    let future = study::replay(&plan, 17);
    for width in [80, 100, 140] {
        for all in [false, true] {
            let text = future::screen(&future, Look { width, colour: false, all });
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= width, "{longest} characters in {width}:\n{text}");
            assert_eq!(text.contains("Month by month: families"), all);
            for (_, path) in future.series.iter() {
                assert!(path.label.split(' ').all(|word| text.contains(word)), "{} is missing", path.label);
            }
        }
    }
    amnesty(&directory, "replay out --replicate 17")
        .assert()
        .success()
        .stdout(contains("Future 17 of seed 7").and(contains("2030-08")).and(contains("Month by month")));
}

#[test]
fn a_future_outside_the_run_and_a_record_that_is_none_are_refused() {
    let (directory, _) = run("demo-static.json", 300);
    amnesty(&directory, "replay out --replicate 300").assert().code(2).stderr(contains("from 0 to 299"));
    amnesty(&directory, "replay out --replicate -1").assert().code(2);
    amnesty(&directory, "replay nowhere --replicate 1").assert().code(66).stderr(contains("nowhere"));
    fs::write(directory.path().join("some.json"), "{}").unwrap();
    amnesty(&directory, "replay some.json --replicate 1").assert().code(65).stderr(contains("not a record"));
}

#[test]
fn a_record_that_holds_another_future_is_found_out() {
    let (directory, mut record) = run("demo-static.json", 300);
    let mut column = record.sample.outputs.get("granted").unwrap().clone();
    column.0[7] += 1.0;
    record.sample.outputs.insert("granted", column);
    fs::write(directory.path().join("changed.json"), record.to_text().unwrap()).unwrap();
    amnesty(&directory, "replay changed.json --replicate 6").assert().success();
    amnesty(&directory, "replay changed.json --replicate 7").assert().code(4).stderr(contains("`granted`"));
}
