//! The memory of a sweep hardly depends on how many points it has. Alone in its file: the system counts the highest
//! memory of a whole process, whatever ran in it.
#![cfg(target_os = "linux")]

use amnesty::engine::Options;
use amnesty::output::{json, report, sweep_table};
use amnesty::scenario::{Format, read_text};
use amnesty::storage::Disk;
use amnesty::study::sweep::{self, Request, Store, Sweep};
use amnesty::summary::write_sealed;
use std::fs;
use std::io;
use std::path::Path;

/// Two outputs and a failure in the headline; few futures, as points are what counts here.
const SCENARIO: &str = r#"
format   = 1
title    = "Small"
headline = ["granted", "refused", "failure.few"]
run.replicates = 256
[inputs]
people.lognormal = { p05 = 3e6, p95 = 6e6 }
share            = 0.4
[outputs]
granted.formula = "people * share"
refused.formula = "people * (1 - share)"
[failure]
few = { words = "Fewer than a million", condition = "granted < 1_000_000" }
"#;

/// Highest resident memory of this process so far, in bytes.
fn highest() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    1_024 * line.trim().strip_suffix(" kB").unwrap().trim().parse::<u64>().unwrap()
}

fn hypercube(points: u32) -> Sweep {
    let base = read_text("small.toml", SCENARIO, Format::Toml, &[]).unwrap();
    let mut request = Request::default();
    request.latin_hypercube(&[points.to_string(), "inputs.share=0.2..0.6".to_owned()]);
    Sweep::new(request.finish().unwrap(), vec![("small.toml".to_owned(), base)], &[]).unwrap()
}

/// A sweep from its request to its files, as the command makes them.
fn swept(points: u32, directory: Option<&Path>) {
    let sweep = hypercube(points);
    let preview = sweep.preview().unwrap();
    let mut store = match directory {
        Some(path) => Store::in_directory(&Disk, path, false, &sweep).unwrap(),
        None => Store::in_memory(&sweep),
    };
    let options = Options { threads: Some(2), ..Options::default() };
    sweep::run(&sweep, &preview, &mut store, &options).unwrap();
    let document = sweep::describe(&sweep, &preview, &mut store);
    assert!(document.run.complete && document.run.failed == 0);
    json::write(&document, &mut io::sink()).unwrap();
    let tables = ["sweep.csv", "sweep.parquet"];
    store.stage_rows(tables, |rows, files| sweep_table::both(&document, rows, files)).unwrap();
    let page = report::render_study(&report::sweep(&document), None).unwrap();
    store.stage("report.html", |file| file.write_all(page.as_bytes())).unwrap();
    store.stage("sweep.json", |file| write_sealed(&document, file)).unwrap();
    store.commit(&Disk).unwrap();
}

#[test]
fn four_times_the_points_take_hardly_more_memory() {
    // What a point leaves: 8 bytes a figure (7 of each output, 2 counts and 2 figures of a condition), some 40 of its
    // state and hash, 24 of its place in the log, 60 of its value in axis, column and table: about 280. Vectors that
    // double have up to twice that, and while they move three times: below 1,000. A point kept as a tree of texts, as a
    // document or as rows would be beyond 1,500, 3,000 and 6,000.
    const BYTES_A_POINT: u64 = 1_000;
    let desk = tempfile::tempdir().unwrap();
    for (name, directory) in [("in memory", false), ("in files", true)] {
        let path = |points: u32| desk.path().join(points.to_string());
        let run = |points: u32| {
            let before = highest();
            swept(points, directory.then(|| path(points)).as_deref());
            highest() - before
        };
        let few = run(2_000);
        let many = run(8_000);
        println!("{name}: 2,000 points took {few}, 6,000 more {many} bytes more");
        assert!(many <= 6_000 * BYTES_A_POINT, "{name}: {many} bytes more for 6,000 points");
    }
}
