//! Exports: every simulated future as CSV and Parquet, the tidy tables, and Markdown.

use amnesty::engine::{self, Export, Options};
use amnesty::model::Plan;
use amnesty::output::draws::{Draws, Form};
use amnesty::scenario;
use amnesty::storage::{Disk, Io, ResultDirectory, Sink};
use amnesty::summary::{Named, Record};
use assert_cmd::Command;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use predicates::prelude::*;
use predicates::str::contains;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use tempfile::TempDir;

fn config(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(name).display().to_string()
}

/// The program in a directory of its own.
fn amnesty(directory: &TempDir, words: &str) -> Command {
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.current_dir(directory.path()).args(words.split_whitespace());
    command
}

fn record(directory: &TempDir, name: &str) -> Record {
    let text = fs::read_to_string(directory.path().join(name).join("record.json")).unwrap();
    Record::from_text(&text).unwrap()
}

/// A table by column; undefined is NaN, true is 1.
type Columns = Named<Vec<f64>>;

fn read_csv(path: &Path) -> Columns {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns = vec![Vec::new(); names.len()];
    for row in reader.records() {
        for (column, cell) in columns.iter_mut().zip(row.unwrap().iter()) {
            column.push(match cell {
                "" => f64::NAN,
                "true" => 1.0,
                "false" => 0.0,
                number => number.parse().unwrap(),
            });
        }
    }
    names.into_iter().zip(columns).collect()
}

fn read_parquet(path: &Path) -> Columns {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let fields = reader.metadata().file_metadata().schema().get_fields().to_vec();
    let mut columns = vec![Vec::new(); fields.len()];
    for row in reader.get_row_iter(None).unwrap() {
        for (column, (_, field)) in columns.iter_mut().zip(row.unwrap().get_column_iter()) {
            column.push(match field {
                Field::Null => f64::NAN,
                Field::Double(value) => *value,
                Field::Long(value) => *value as f64,
                Field::Bool(value) => f64::from(u8::from(*value)),
                other => panic!("{other}"),
            });
        }
    }
    fields.iter().map(|field| field.name().to_owned()).zip(columns).collect()
}

fn metadata(path: &Path) -> Named<String> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let pairs = reader.metadata().file_metadata().key_value_metadata().unwrap();
    pairs.iter().map(|pair| (pair.key.clone(), pair.value.clone().unwrap())).collect()
}

fn same(a: &[f64], b: &[f64]) -> bool {
    let bits = |value: f64| if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| bits(*a) == bits(*b))
}

#[test]
fn draws_are_the_futures_of_the_record_bit_by_bit_in_either_form() {
    let directory = tempfile::tempdir().unwrap();
    for (file, n) in [("demo.toml", 1_100), ("demo-static.json", 4_500)] {
        for (form, read) in [("csv", read_csv as fn(&Path) -> Columns), ("parquet", read_parquet)] {
            let out = format!("{file}-{form}");
            amnesty(&directory, &format!("run {} -n {n} -o {out} --draws {form} -q", config(file)))
                .assert()
                .success()
                .stdout(contains(format!("draws.{form}")));
            let draws = read(&directory.path().join(&out).join(format!("draws.{form}")));
            let record = record(&directory, &out);
            let sample = &record.sample;
            let numbers: Vec<f64> = (0..n).map(f64::from).collect();
            assert_eq!(draws.get("replicate"), Some(&numbers));
            assert!(sample.replicates >= 1_100);
            for (name, kept) in sample.inputs.iter().chain(sample.outputs.iter()) {
                let drawn = draws.get(name).unwrap_or_else(|| panic!("no column {name}"));
                assert!(same(&drawn[..sample.replicates], &kept.0), "{out}: {name}");
            }
            if !sample.enacted.is_empty() {
                let law: Vec<f64> = sample.enacted.iter().map(|&law| f64::from(u8::from(law))).collect();
                assert_eq!(&draws.get("enacted").unwrap()[..sample.replicates], law);
            }
            let known = 1 + usize::from(!sample.enacted.is_empty());
            assert_eq!(draws.len(), known + sample.inputs.len() + sample.outputs.len());
        }
    }
    // Both ways of having no value occur, and are told apart.
    let draws = read_parquet(&directory.path().join("demo.toml-parquet/draws.parquet"));
    assert!(draws.get("opening_month").unwrap().contains(&f64::INFINITY), "no month later than the horizon");
    assert!(draws.get("take_up_share").unwrap().iter().any(|value| value.is_nan()), "no undefined ratio");
}

#[test]
fn parquet_says_what_made_it_and_what_each_column_is() {
    let directory = tempfile::tempdir().unwrap();
    amnesty(&directory, &format!("run {} -n 300 -o out --draws parquet -q", config("demo.toml")))
        .assert()
        .success();
    let about = metadata(&directory.path().join("out/draws.parquet"));
    let record = record(&directory, "out");
    assert_eq!(about.get("amnesty.scenario_hash"), Some(&record.provenance.scenario_hash));
    assert_eq!(about.get("amnesty.seed").unwrap(), "7");
    assert_eq!(about.get("amnesty.replicates").unwrap(), "300");
    assert_eq!(about.get("amnesty.complete").unwrap(), "true");
    assert!(about.get("amnesty.missing").unwrap().contains("later than the horizon"));
    let columns: serde_json::Value = serde_json::from_str(about.get("amnesty.columns").unwrap()).unwrap();
    assert_eq!(columns["population"]["kind"], "input");
    assert_eq!(columns["population"]["unit"], "people");
    assert_eq!(columns["take_up_share"]["unit"], "share");
    assert_eq!(columns["granted"]["label"], "Permits granted");
}

#[test]
fn draws_have_the_same_bytes_on_any_number_of_threads_and_leave_the_record_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    // Three row groups, the last one not full.
    let run = |words: &str| {
        let scenario = config("demo-static.json");
        amnesty(&directory, &format!("run {scenario} -n 140_001 -q {words}")).assert().success();
    };
    let bytes = |name: &str| fs::read(directory.path().join(name)).unwrap();
    run("-o none");
    for form in ["csv", "parquet"] {
        for threads in [1, 2, 5] {
            run(&format!("-j {threads} -o {form}{threads} --draws {form}"));
            let (first, this) = (format!("{form}1/draws.{form}"), format!("{form}{threads}/draws.{form}"));
            assert!(bytes(&first) == bytes(&this), "{form}: other bytes on {threads} threads");
            assert!(bytes("none/record.json") == bytes(&format!("{form}{threads}/record.json")));
        }
    }
    let path = directory.path().join("parquet1/draws.parquet");
    let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
    let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [65_536, 65_536, 140_001 - 2 * 65_536]);
}

#[test]
fn a_stopping_rule_ends_the_draws_where_it_ends_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let words = format!("run {} -n 1e6 --stop 0.01 -o out --draws csv -q", config("demo-static.json"));
    amnesty(&directory, &words).assert().success();
    let replicates = record(&directory, "out").document.run.replicates;
    assert!(replicates < 1_000_000);
    let draws = read_csv(&directory.path().join("out/draws.csv"));
    assert_eq!(draws.get("replicate").unwrap().len() as u64, replicates);
}

#[test]
fn what_cannot_fit_is_refused_before_the_run_with_the_sum_that_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let words = format!("run {} -n 1e12 -o out --draws parquet", config("demo-static.json"));
    amnesty(&directory, &words).assert().code(74).stderr(
        contains("1,000,000,000,000 futures × 7 columns")
            .and(contains("TB are needed"))
            .and(contains("-n"))
            .and(contains("--draws")),
    );
    assert!(!directory.path().join("out").exists());
    amnesty(&directory, &format!("run {} --draws csv", config("demo.toml"))).assert().code(2);
    amnesty(&directory, &format!("run {} --draws xls -o out", config("demo.toml"))).assert().code(2);
}

#[test]
fn a_new_result_takes_the_draws_of_the_old_one_away() {
    let directory = tempfile::tempdir().unwrap();
    let run = |words: &str| {
        amnesty(&directory, &format!("run {} -n 300 -o out -q {words}", config("demo-static.json")))
            .assert()
            .success();
    };
    run("--draws csv");
    run("--force --draws parquet --seed 2");
    assert!(
        !directory.path().join("out/draws.csv").exists()
            && directory.path().join("out/draws.parquet").exists()
    );
    run("--force");
    assert!(!directory.path().join("out/draws.parquet").exists());
}

/// A disk on which a file of draws has room for so many bytes.
struct Small(usize);

struct SmallFile(Box<dyn Sink>, usize);

impl Io for Small {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(SmallFile(Disk.create(path)?, self.0)))
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        Disk.open(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)
    }
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        Disk.sync_directory(path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }
    fn free(&self, path: &Path) -> io::Result<Option<u64>> {
        Disk.free(path)
    }
    fn append(&self, path: &Path, length: u64) -> io::Result<Box<dyn Sink>> {
        Disk.append(path, length)
    }
    fn sync_everything(&self, path: &Path) -> io::Result<()> {
        Disk.sync_everything(path)
    }
}

impl Write for SmallFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1 = self.1.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for SmallFile {
    fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}

fn plan(file: &str, replicates: u64) -> Plan {
    let sets = [format!("run.replicates={replicates}")];
    let loaded = scenario::load(Path::new(&config(file)), &sets).unwrap_or_else(|found| panic!("{found}"));
    Plan::new(loaded).unwrap_or_else(|found| panic!("{found:?}"))
}

#[test]
fn a_disk_that_fills_up_ends_the_run_early_and_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out");
    let plan = plan("demo-static.json", 50_000_000);
    let io = Small(20_000_000);
    for form in [Form::Csv, Form::Parquet] {
        let mut result = ResultDirectory::open(&io, &path, false, 1000).unwrap();
        let table = Draws::new(&plan, form).unwrap();
        let file = table.begin(result.stream(form.file_name()).unwrap()).unwrap();
        let export = Export::new(table, file);
        let options = Options { threads: Some(3), draws: Some(&export), ..Options::default() };
        let tally = engine::run(&plan, plan.replicates(), &options).unwrap();
        assert!(tally.replicates(&[0, 1]) < 5_000_000, "{form:?}: the run went on in vain");
        let error = export.finish().err().expect("the disk is full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{form:?}");
        drop(result);
        assert!(!path.exists(), "{form:?}: something is left");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_keeps_the_draws_that_are_done() {
    use std::process::{Command as Process, Stdio};
    for form in ["csv", "parquet"] {
        let directory = tempfile::tempdir().unwrap();
        let mut process = Process::new(assert_cmd::cargo::cargo_bin("amnesty"));
        let words =
            format!("run {} -n 5e7 -j 2 -o out --progress json --draws {form}", config("demo-static.json"));
        process.current_dir(directory.path()).args(words.split_whitespace());
        let mut child = process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stderr.as_mut().unwrap().read_exact(&mut [0; 1]).unwrap();
        assert!(Process::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
        let replicates = record(&directory, "out").document.run.replicates;
        let path = directory.path().join("out").join(format!("draws.{form}"));
        let rows = if form == "csv" {
            fs::read(&path).unwrap().iter().filter(|byte| **byte == b'\n').count() as u64 - 1
        } else {
            let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
            assert_eq!(metadata(&path).get("amnesty.complete").unwrap(), "false");
            reader.metadata().file_metadata().num_rows() as u64
        };
        assert_eq!(rows, replicates, "{form}");
    }
}

#[test]
fn each_estimate_of_the_tidy_tables_stands_beside_its_simulation_error() {
    let directory = tempfile::tempdir().unwrap();
    amnesty(&directory, &format!("run {} -n 800 -o out -q", config("demo.toml"))).assert().success();
    for (file, rows) in [("summary.csv", 1_000), ("series.csv", 1_000)] {
        let mut reader = csv::Reader::from_path(directory.path().join("out").join(file)).unwrap();
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut expected =
            vec!["scenario", "output", "condition", "month", "segment", "statistic", "value", "mcse", "unit"];
        if file == "series.csv" {
            expected.insert(4, "date");
        }
        assert_eq!(header, expected);
        let mut count = 0;
        for row in reader.records() {
            let row = row.unwrap();
            let mut row: Vec<&str> = row.iter().collect();
            if file == "series.csv" {
                // The demo starts in January 2030.
                let (month, date) = (row[3].parse::<u32>().unwrap(), row.remove(4));
                assert_eq!(date, format!("{}-{:02}-01", 2030 + month / 12, month % 12 + 1));
            }
            count += 1;
            let extreme = ["min", "max"].contains(&row[5]) || (row[5] == "sd" && !row[4].is_empty());
            // Undefined everywhere: there are no judged futures whose share could be censored.
            let nothing = row[5] == "censored" && row[6] == "0";
            if row[6].is_empty() {
                assert!(row[7].is_empty(), "an error without a value: {row:?}");
            } else if !extreme {
                // A percentile whose interval reaches beyond the horizon has no finite error.
                let beyond = row[5].starts_with('p') && row[8] == "months";
                assert!(!row[7].is_empty() || beyond || nothing, "{file}: no simulation error: {row:?}");
                assert!(row[7].is_empty() || row[7].parse::<f64>().unwrap() >= 0.0);
            }
        }
        assert!(count > rows, "{file} has {count} rows");
    }
}

#[test]
fn markdown_has_the_answer_the_table_and_the_way_to_repeat_it() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = config("demo.toml");
    let mut command = amnesty(&directory, &format!("run {scenario} -n 1000 --format markdown"));
    command.args(["--set", "title=\"<b>|_x_\""]).assert().success().stdout(
        contains("# &lt;b&gt;\\|\\_x\\_\n")
            .and(contains("applications are filed"))
            .and(contains("| | median | its simulation error | 90 % range | mean | its simulation error |"))
            .and(contains("| Applications | 231,000 | 3,100 |"))
            .and(contains("What moves “Applications” most (rank correlation):\n\n- "))
            .and(contains("at least one of these |"))
            .and(contains("## Know before you use it"))
            .and(contains("```sh\namnesty run"))
            .and(contains("seed 7"))
            .and(contains('±').not()),
    );
}
