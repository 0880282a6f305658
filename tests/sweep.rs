//! Sweeps from end to end: what is asked for, what is refused, what is kept, and that no kill changes a byte.

use amnesty::engine::{Options, Progress};
use amnesty::output::look::{Footer, Look};
use amnesty::output::sweep_screen::sweep_screen;
use amnesty::scenario;
use amnesty::storage::Disk;
use amnesty::study::sweep::{self, PointStatus, Request, Store, StoreError, Sweep, SweepDocument};
use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// A funnel with two levers and no effect on take-up to be warned of.
const FUNNEL: &str = r#"
format   = 1
title    = "A funnel"
headline = ["granted"]
run.replicates = 1000
[inputs]
population.lognormal = { p05 = 3e6, p95 = 6e6 }
share.beta = { mean = 0.4, sd = 0.1 }
granted_share = 0.9
[outputs]
granted = { formula = "population * share * granted_share", thresholds = [1_000_000] }
[failure]
few = { words = "Fewer than a million", condition = "granted < 1_000_000" }
"#;

/// The program in a directory of its own that holds the funnel, `funnel.toml`.
struct Desk {
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { directory: tempfile::tempdir().unwrap() };
        desk.write("funnel.toml", FUNNEL);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn sweep(&self, words: &str) -> Command {
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.current_dir(self.directory.path()).arg("sweep").args(words.split_whitespace());
        command.env_remove("NO_COLOR");
        command
    }

    fn json(&self, words: &str) -> SweepDocument {
        let output = self.sweep(&format!("{words} --json -q")).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"))
    }

    /// Every file below a directory.
    fn files(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let (root, mut found) = (self.path(name), BTreeMap::new());
        collect(&root, &root, &mut found);
        found
    }
}

fn collect(root: &Path, directory: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            collect(root, &entry, found);
        } else {
            found.insert(entry.strip_prefix(root).unwrap().to_owned(), fs::read(&entry).unwrap());
        }
    }
}

fn numbers(document: &SweepDocument, path: &str) -> Vec<f64> {
    let value = |point: sweep::Point<'_>| match point.value(path) {
        Some(sweep::AxisValue::Number(number)) => *number,
        other => panic!("{path} is {other:?}"),
    };
    document.points.iter().map(value).collect()
}

#[test]
fn a_grid_crosses_its_axes_and_each_point_is_the_run_that_set_gives() {
    let desk = Desk::new();
    let words = "funnel.toml --grid inputs.share=0.2..0.6:3 --grid inputs.granted_share=0.5,1";
    let document = desk.json(words);
    assert_eq!(numbers(&document, "inputs.share"), [0.2, 0.2, 0.4, 0.4, 0.6, 0.6]);
    assert_eq!(numbers(&document, "inputs.granted_share"), [0.5, 1.0, 0.5, 1.0, 0.5, 1.0]);
    assert!(document.run.complete && document.run.same_futures && document.run.failed == 0);
    for point in document.points.iter() {
        let [share, granted] = ["inputs.share", "inputs.granted_share"].map(|path| {
            let number = numbers(&document, path)[point.number() - 1];
            format!("{path}={number}")
        });
        let mut run = Command::cargo_bin("amnesty").unwrap();
        run.current_dir(desk.directory.path()).args(["run", "funnel.toml", "--json", "-q"]);
        let output = run.args(["--set", &share, "--set", &granted]).output().unwrap();
        let alone: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(alone["scenario"]["hash"], point.scenario_hash().unwrap().to_string());
        let answer = point.answer("granted").unwrap();
        assert_eq!(alone["outputs"]["granted"]["quantiles"]["p50"].as_f64(), answer.value);
        assert_eq!(alone["outputs"]["granted"]["mean"].as_f64(), answer.mean);
        let few = point.answer("failure.few").unwrap();
        assert_eq!(alone["failure"]["few"]["probability"].as_f64(), few.value);
    }
}

#[test]
fn all_points_play_the_same_futures() {
    let desk = Desk::new();
    let document = desk.json("funnel.toml --grid inputs.granted_share=0.25,0.5,1");
    let means: Vec<f64> =
        document.points.iter().map(|point| point.answer("granted").unwrap().mean.unwrap()).collect();
    // Twice the share is twice the people in every future: a power of two changes no digit.
    assert_eq!(means[1], 2.0 * means[0]);
    assert_eq!(means[2], 4.0 * means[0]);
}

#[test]
fn zips_lists_and_latin_hypercubes_lay_out_their_points() {
    let desk = Desk::new();
    let zip = desk.json("funnel.toml --zip inputs.share=0.2,0.4 --zip inputs.granted_share=1,0.5 -n 256");
    assert_eq!(numbers(&zip, "inputs.share"), [0.2, 0.4]);
    assert_eq!(numbers(&zip, "inputs.granted_share"), [1.0, 0.5]);

    let output = desk
        .sweep("funnel.toml --json -q -n 256 --point")
        .arg("inputs.share=0.3; inputs.granted_share=0.7")
        .args(["--point", "inputs.granted_share=0.6; inputs.share=0.5"])
        .output()
        .unwrap();
    let list: SweepDocument = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(numbers(&list, "inputs.share"), [0.3, 0.5]);
    assert_eq!(numbers(&list, "inputs.granted_share"), [0.7, 0.6]);

    let words = "funnel.toml -n 256 --lhs 8 inputs.share=0.2..0.6 inputs.granted_share=0.5..0.9";
    let cube = desk.json(words);
    for path in ["inputs.share", "inputs.granted_share"] {
        let low = if path == "inputs.share" { 0.2 } else { 0.5 };
        let mut cells: Vec<usize> =
            numbers(&cube, path).iter().map(|value| ((value - low) / 0.05) as usize).collect();
        cells.sort_unstable();
        assert_eq!(cells, [0, 1, 2, 3, 4, 5, 6, 7], "{path}");
    }
    let again = desk.json(&format!("{words} --seed 77"));
    assert_eq!(
        numbers(&cube, "inputs.share"),
        numbers(&again, "inputs.share"),
        "another seed, the same points"
    );
}

#[test]
fn a_sweep_file_says_the_same_as_flags() {
    let desk = Desk::new();
    desk.write(
        "sweep.toml",
        "format = 1\ntitle = \"Mine\"\n[sweep]\nbase = \"funnel.toml\"\nreplicates = 300\n\
         [sweep.grid]\ninputs.share = { from = 0.1, to = 0.3, points = 3 }\n\
         [sweep.zip]\ninputs.granted_share = [0.5, 0.6]\n[sweep.fixed]\nrun.seed = 9\n",
    );
    let file = desk.json("sweep.toml");
    let flags = desk.json(
        "funnel.toml -n 300 --seed 9 --grid inputs.share=0.1..0.3:3 --zip inputs.granted_share=0.5,0.6",
    );
    assert_eq!(file.title, "Mine");
    assert_eq!(file.run.replicates, Some(300));
    assert_eq!(file.run.seed, Some(9));
    assert_eq!(numbers(&file, "inputs.share"), [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]);
    let answers = |document: &SweepDocument| -> Vec<_> {
        document.points.iter().map(|point| point.summary().headline).collect()
    };
    assert_eq!(answers(&file), answers(&flags));
}

#[test]
fn several_scenarios_and_directories_are_swept_as_they_are() {
    let desk = Desk::new();
    fs::create_dir(desk.path("all")).unwrap();
    desk.write("all/a.toml", FUNNEL);
    desk.write("all/b.toml", &FUNNEL.replace("granted_share = 0.9", "granted_share = 0.45"));
    desk.write("all/notes.txt", "not a scenario");
    desk.write("all/sweep.toml", "format = 1\ntitle = \"s\"\n[sweep]\nbase = \"a.toml\"\n");
    let document = desk.json("all");
    assert_eq!(document.files, ["a.toml", "b.toml"]);
    let means: Vec<f64> =
        document.points.iter().map(|point| point.answer("granted").unwrap().mean.unwrap()).collect();
    assert_eq!(means[0], 2.0 * means[1]);
    let files = desk.json("all/b.toml all/a.toml --grid inputs.share=0.2,0.4");
    assert_eq!(files.points.len(), 4);
    desk.sweep("all").assert().success().stdout(contains("scenario")).stderr(contains("left out"));
}

#[test]
fn what_is_wrong_with_the_points_is_told_at_once_before_anything_runs() {
    let desk = Desk::new();
    desk.sweep("funnel.toml --grid inputs.shar=1,2 --grid popluation=1,2 --out out")
        .assert()
        .code(65)
        .stdout(is_empty())
        .stderr(
            contains("no input `shar`")
                .and(contains("did you mean `share`?"))
                .and(contains("did you mean `population`?")),
        );
    assert!(!desk.path("out").exists(), "nothing was begun");
    for (words, part) in [
        ("--grid inputs.share=0.2..0.4", "how many values"),
        ("--grid inputs.share", "not PATH=VALUES"),
        ("--grid inputs.share=1,2 --zip inputs.share=3,4", "swept twice"),
        ("--grid inputs.share=1,2 --set inputs.share=3", "swept and set"),
        ("--zip inputs.share=1,2 --zip inputs.granted_share=1,2,3", "has 3 values"),
        ("--grid inputs.share=0.2,0.4,0.20", "the value 0.2 twice"),
        ("--grid inputs.share=1..2:1_000_001", "has 1_000_001 values, expected 2 to 1_000_000 values"),
        ("--grid seed=1,2", "did you mean `run.seed`?"),
        ("--lhs many inputs.share=0..1", "not a number of points"),
        ("--lhs 10 inputs.share=0..x", "not a range"),
        ("--grid inputs.share=1..2:2000 --grid inputs.granted_share=1..2:2000", "more than 1_000_000 points"),
    ] {
        desk.sweep(&format!("funnel.toml {words}")).assert().code(65).stderr(contains(part));
    }
    desk.sweep("--lhs 4 inputs.share=0..1").assert().code(2).stderr(contains("nothing to sweep"));
    desk.sweep("-n 64 --lhs 4 inputs.share=0..1 funnel.toml").assert().success();
    desk.write(
        "sweep.toml",
        "format = 1\ntitle = \"s\"\n[sweep]\nbase = \"none.toml\"\n[sweep.gird]\na = [1]\n",
    );
    desk.sweep("sweep.toml").assert().code(66).stderr(contains("none.toml"));
    desk.write(
        "sweep.toml",
        "format = 1\ntitle = \"s\"\n[sweep]\nbase = \"funnel.toml\"\n[sweep.gird]\na = [1]\n",
    );
    desk.sweep("sweep.toml").assert().code(65).stderr(contains("did you mean `grid`?"));
    desk.write("sweep.toml", "format = 1\ntitle = \"s\"\nrun.seed = 4\n[sweep]\nbase = \"funnel.toml\"\n");
    desk.sweep("sweep.toml").assert().code(65).stderr(contains("a sweep file has no `run`"));
}

#[test]
fn one_bad_point_stops_no_other_and_the_exit_code_says_so() {
    let desk = Desk::new();
    desk.write("demo.toml", &fs::read_to_string(config("demo.toml")).unwrap());
    let words = "demo.toml -n 256 --grid take_up.eligible=0.4,1.5,0.6 --out out";
    desk.sweep(words)
        .assert()
        .code(1)
        .stderr(contains("`take_up.eligible` is 1.5, expected a share from 0 to 1"))
        .stdout(contains("1 of 3 points failed").and(contains("Point 2 (take_up.eligible 150 %)")));
    let document: SweepDocument =
        serde_json::from_slice(&fs::read(desk.path("out/sweep.json")).unwrap()).unwrap();
    let statuses: Vec<PointStatus> = document.points.iter().map(|point| point.status()).collect();
    assert_eq!(statuses, [PointStatus::Done, PointStatus::Failed, PointStatus::Done]);
    let table = fs::read_to_string(desk.path("out/sweep.csv")).unwrap();
    assert!(table.lines().any(|line| line.starts_with("3,0.6,")));
    assert!(!table.lines().any(|line| line.starts_with("2,")));
}

#[test]
fn removed_uncertainties_and_levers_without_effect_are_named() {
    let desk = Desk::new();
    desk.write("demo.toml", &fs::read_to_string(config("demo.toml")).unwrap());
    let axes = "--grid take_up.eligible=0.4,0.6 --grid window.length_months=3,6 --grid money.fee_per_application=0,100";
    desk.sweep(&format!("demo.toml -n 256 {axes}")).assert().success().stdout(
        contains("uncertainty of `take_up.eligible` removed")
            .and(contains("take-up does not respond to `window.length_months`"))
            .and(contains("respond to `money.fee_per_application`").not()),
    );
    let mut run = Command::cargo_bin("amnesty").unwrap();
    run.current_dir(desk.directory.path()).args(["run", "demo.toml", "-n", "256", "--json", "-q"]);
    let output = run.args(["--set", "take_up.eligible=0.4"]).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let warnings = document["warnings"].as_array().unwrap();
    assert!(
        warnings.iter().any(|warning| warning["code"] == "W010"),
        "it stands in the record: {warnings:?}"
    );
}

#[test]
fn the_table_is_tidy_and_csv_on_a_pipe_is_the_same_as_the_file() {
    let desk = Desk::new();
    let words = "funnel.toml --grid inputs.share=0.2,0.4";
    let printed = desk.sweep(&format!("{words} --format csv -q --out out")).output().unwrap();
    let file = fs::read_to_string(desk.path("out/sweep.csv")).unwrap();
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), file);
    let alone = desk.sweep(&format!("{words} --format csv -q")).output().unwrap();
    assert_eq!(String::from_utf8(alone.stdout).unwrap(), file);
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("point,inputs.share,output,condition,segment,statistic,value,mcse,unit"));
    assert!(lines.clone().all(|line| line.split(',').count() == 9));
    let chance = lines.find(|line| line.starts_with("2,0.4,failure.few,")).unwrap();
    assert!(chance.contains(",probability,0."), "{chance}");
    let parquet = fs::read(desk.path("out/sweep.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
}

#[test]
fn csv_comes_point_by_point_and_ends_quietly_where_nobody_reads_on() {
    let desk = Desk::new();
    let words = "funnel.toml -n 20_000 --grid inputs.share=0.1..0.6:400 --format csv -q";
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_amnesty"));
    command.current_dir(desk.directory.path()).arg("sweep").args(words.split_whitespace());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut first).unwrap();
    assert!(first.starts_with("point,inputs.share,output,"), "{first}");
    first.clear();
    lines.read_line(&mut first).unwrap();
    assert!(first.starts_with("1,0.1,granted,"), "{first}");
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_parquet_table_has_the_rows_of_the_csv() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    let desk = Desk::new();
    desk.sweep("funnel.toml --grid inputs.share=0.2,0.4 --out out").assert().success();
    let file = fs::File::open(desk.path("out/sweep.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    let mut csv = csv::Reader::from_path(desk.path("out/sweep.csv")).unwrap();
    let records: Vec<_> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), records.len());
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!(row.get_long(0).unwrap().to_string(), record[0]);
        assert_eq!(row.get_double(1).unwrap().to_string(), record[1]);
        assert_eq!(row.get_string(5).unwrap(), &record[5]);
        let value = row.get_double(6).map(|value| value.to_string()).unwrap_or_default();
        assert_eq!(value, record[6]);
    }
}

#[test]
fn the_files_are_the_same_on_any_number_of_threads() {
    let desk = Desk::new();
    let words = "funnel.toml --grid inputs.share=0.2..0.6:5 --grid inputs.granted_share=0.5,1";
    for threads in 1..=3 {
        desk.sweep(&format!("{words} -j {threads} --out out{threads}")).assert().success();
    }
    assert_eq!(desk.files("out1"), desk.files("out2"));
    assert_eq!(desk.files("out1"), desk.files("out3"));
    let names: Vec<PathBuf> = desk.files("out1").into_keys().collect();
    assert!(names.contains(&PathBuf::from("points/0010/record.json")));
    assert_eq!(names.len(), 14, "ten records, two tables, the document, the page: {names:?}");
}

/// Milliseconds after which a sweep is killed: from before its first point to after its last.
fn moments() -> impl Iterator<Item = u64> {
    // A linear congruential generator (Knuth, MMIX), its high bits: any spread of moments would do.
    let step = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(2026_u64), step).skip(1).map(|state| 5 + (state >> 33) % 120)
}

#[test]
fn a_sweep_that_is_killed_at_any_moment_and_resumed_ends_in_the_same_bytes() {
    let desk = Desk::new();
    let words = "funnel.toml -n 5_000 --grid inputs.share=0.2..0.6:8 --grid inputs.granted_share=0.5..0.9:5";
    desk.sweep(&format!("{words} --out whole")).assert().success();
    let whole = desk.files("whole");
    assert_eq!(whole.len(), 44);
    let (mut resumed, mut cut) = (Vec::new(), 0);
    for (trial, moment) in moments().take(20).enumerate() {
        let out = format!("killed{trial}");
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("amnesty"))
            .current_dir(desk.directory.path())
            .args(["sweep"])
            .args(words.split_whitespace())
            .args(["--out", &out])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(moment));
        // SIGKILL: nothing of the program runs any more.
        child.kill().unwrap();
        let was_killed = !child.wait().unwrap().success();
        if desk.path(&out).join("sweep.json").exists() && !desk.path(&out).join(".amnesty.sweep").exists() {
            assert_eq!(desk.files(&out), whole, "complete when it was killed after {moment} ms");
            continue;
        }
        cut += usize::from(was_killed);
        let document = desk.json(&format!("{words} --out {out}"));
        resumed.push(document.timing.unwrap().resumed);
        assert_eq!(desk.files(&out), whole, "killed after {moment} ms");
    }
    // On a machine of any speed some kills fall before the end.
    assert!(cut > 0, "no trial was cut short: {resumed:?}");
}

/// Stops a sweep when some of it is done.
struct StopAt {
    share: f64,
    cancel: AtomicBool,
}

impl Progress for StopAt {
    fn advanced(&self, done: u64, total: u64) {
        if done as f64 >= self.share * total as f64 {
            self.cancel.store(true, Ordering::Relaxed);
        }
    }
}

fn bound(desk: &Desk, values: &str) -> Sweep {
    let mut request = Request::default();
    request.grid(values);
    let base = scenario::read(&desk.path("funnel.toml"), &[]).unwrap();
    Sweep::new(request.finish().unwrap(), vec![("funnel.toml".to_owned(), base)], &[]).unwrap()
}

/// Runs a part of a sweep into a directory; returns how many replicates were played.
fn part(desk: &Desk, sweep: &Sweep, share: f64) -> (u64, SweepDocument) {
    let stop = StopAt { share, cancel: AtomicBool::new(false) };
    let preview = sweep.preview().unwrap();
    let mut store = Store::in_directory(&Disk, &desk.path("out"), false, sweep).unwrap();
    let options = Options { threads: Some(1), cancel: &stop.cancel, progress: &stop, ..Options::default() };
    let ledger = sweep::run(sweep, &preview, &mut store, &options).unwrap();
    (ledger.replicates, sweep::describe(sweep, &preview, &mut store))
}

#[test]
fn a_resumed_sweep_plays_only_the_points_that_were_not_done() {
    let desk = Desk::new();
    let sweep = bound(&desk, "inputs.share=0.2..0.6:10");
    // A page is 256 replicates, a point of 1,000 is one task: the third point's task reaches 30 %.
    let (first, document) = part(&desk, &sweep, 0.3);
    let done = document.run.done;
    assert!(!document.run.complete && (1..=3).contains(&done), "{done} points were done");
    assert!(first >= 1_000 * done as u64);
    let (second, document) = part(&desk, &sweep, 2.0);
    assert!(document.run.complete);
    assert_eq!(second, 1_000 * (10 - done as u64));
}

#[test]
fn a_record_that_is_gone_or_damaged_is_made_again() {
    let desk = Desk::new();
    let sweep = bound(&desk, "inputs.share=0.2..0.6:10");
    let done = part(&desk, &sweep, 0.5).1.run.done;
    assert!(done >= 2);
    fs::write(desk.path("out/.amnesty.new/points/0001/record.json"), "{}").unwrap();
    fs::remove_file(desk.path("out/.amnesty.new/points/0002/record.json")).unwrap();
    let (played, document) = part(&desk, &sweep, 2.0);
    assert!(document.run.complete);
    assert_eq!(played, 1_000 * (10 - done as u64 + 2));
}

#[test]
fn an_unfinished_sweep_of_another_kind_is_refused_and_force_begins_anew() {
    let desk = Desk::new();
    part(&desk, &bound(&desk, "inputs.share=0.2..0.6:10"), 0.3);
    let other = bound(&desk, "inputs.share=0.2..0.7:10");
    let refused = Store::in_directory(&Disk, &desk.path("out"), false, &other).err().unwrap();
    assert!(matches!(refused, StoreError::Foreign { .. }));
    assert!(
        refused.to_string().contains("its scenarios, values, seed or number of futures differ"),
        "{refused}"
    );
    let fewer = bound(&desk, "inputs.share=0.2..0.6:9");
    let refused = Store::in_directory(&Disk, &desk.path("out"), false, &fewer).err().unwrap();
    assert!(refused.to_string().contains("it has 10 points, this one has 9"), "{refused}");
    desk.sweep("funnel.toml --grid inputs.share=0.1,0.2 --out out").assert().code(73).stdout(is_empty());
    desk.sweep("funnel.toml --grid inputs.share=0.1,0.2 --out out --force").assert().success();
    assert_eq!(desk.files("out").len(), 6, "nothing of the other is left");
    desk.sweep("funnel.toml --grid inputs.share=0.1,0.2 --out out")
        .assert()
        .code(73)
        .stderr(contains("already holds a result"));
}

#[test]
fn progress_json_and_quiet_work_where_there_is_no_terminal() {
    let desk = Desk::new();
    let words = "funnel.toml --grid inputs.share=0.2,0.4";
    let output = desk.sweep(&format!("{words} --json --progress json")).output().unwrap();
    serde_json::from_slice::<SweepDocument>(&output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let last = told.lines().rfind(|line| line.starts_with('{')).expect("a line of progress");
    let line: Value = serde_json::from_str(last).unwrap();
    assert_eq!(line["done"], 2_000);
    assert_eq!(line["total"], 2_000);
    assert!(
        told.contains("2 points: inputs.share (2 values); 1,000 simulated futures at each; about a second")
    );
    desk.sweep(&format!("{words} -q")).assert().success().stderr(is_empty());
    desk.sweep(&format!("{words} --dry-run")).assert().success().stdout(is_empty());
}

#[test]
fn the_screen_fits_eighty_columns_and_says_best_worst_and_where_it_breaks() {
    let desk = Desk::new();
    let words = "funnel.toml --grid inputs.share=0.1..0.4:4 --grid inputs.granted_share=0.5,0.9 -q";
    let document = desk.json(&words.replace(" -q", ""));
    let shown = |width| {
        let footer = Footer { files: Vec::new(), command: "amnesty sweep funnel.toml".into() };
        sweep_screen(&document, Look { width, colour: false, all: false }, &footer)
    };
    for width in [50, 60, 80, 120] {
        let screen = shown(width);
        assert!(screen.lines().all(|line| line.chars().count() <= width), "{width}:\n{screen}");
    }
    let screen = shown(80);
    assert!(screen.contains("Fewer than a million: chance (failure.few)"), "{screen}");
    assert!(screen.contains("becomes less likely than not between"), "{screen}");
    assert!(screen.contains("Best: ") && screen.contains("Worst: "), "{screen}");
    assert!(screen.contains("Lowest: ") && screen.contains("Highest: "), "{screen}");
    assert!(!screen.contains('±'), "{screen}");
    insta::assert_snapshot!(screen);
    let idle = desk.sweep("funnel.toml --grid run.horizon=1,2 -q").output().unwrap();
    assert!(!idle.status.success());
}

fn config(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name)
}

#[test]
fn the_shipped_sweeps_run() {
    let directory = tempfile::tempdir().unwrap();
    for (name, points, headline) in
        [("sweep-window-capacity", 24, "failure.backlog"), ("sweep-fee-belief", 15, "fees_total")]
    {
        let file = config("sweeps").join(format!("{name}.toml"));
        let out = directory.path().join(name);
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.arg("sweep").arg(file).args(["-n", "256", "--out"]).arg(&out).assert().success();
        let document: SweepDocument =
            serde_json::from_slice(&fs::read(out.join("sweep.json")).unwrap()).unwrap();
        assert_eq!((document.points.len(), document.run.failed), (points, 0), "{name}");
        assert!(document.points.iter().all(|point| point.answer(headline).is_some()), "{name}");
    }
}

#[test]
fn the_backlog_of_the_flagship_breaks_where_capacity_is_small_and_the_window_short() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("out");
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.arg("sweep").arg(config("russia-2012.toml")).args(["-n", "512", "-q", "--out"]).arg(&out);
    let axes = ["window.length_months=3,12", "processing.capacity_per_month=50_000,300_000"];
    command.args(axes.iter().flat_map(|axis| ["--grid", axis])).args(["--set", "enactment.probability=1"]);
    command.assert().success().stdout(
        // 512 futures: about 56 and 0 in 100, so that no other seed would say otherwise.
        contains("failure.backlog").and(contains("becomes less likely than not between")),
    );
    let mut table = csv::Reader::from_path(out.join("sweep.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let chance = |window: &str, capacity: &str| -> f64 {
        let row = rows.iter().find(|row| {
            &row[1] == window
                && &row[2] == capacity
                && &row[3] == "failure.backlog"
                && &row[6] == "probability"
        });
        row.unwrap()[7].parse().unwrap()
    };
    assert!(chance("3", "50000") > 0.4);
    assert!(chance("12", "300000") < 0.1);
}
