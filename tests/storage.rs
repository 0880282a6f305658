//! Every file operation of storing a result is made to fail once, and is once the last that happens; whoever opens
//! the directory next finds the whole older result or the whole new one, and the error says what failed and where.

use amnesty::storage::{COMPARISON_MARKER, Disk, Error, Io, MARKER, ResultDirectory, Sink, settle};
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The disk, but the operation at which the countdown ends fails, or a rename does nothing.
struct Faulty {
    countdown: Arc<Countdown>,
    lose_renames: bool,
}

struct Countdown {
    left: AtomicI64,
    /// Nothing reaches the disk any more after the operation that failed, as when the program is killed there.
    kills: bool,
}

impl Faulty {
    fn at(operation: i64, kills: bool) -> Self {
        let countdown = Arc::new(Countdown { left: AtomicI64::new(operation), kills });
        Self { countdown, lose_renames: false }
    }

    fn fired(&self) -> bool {
        self.countdown.left.load(Ordering::Relaxed) <= 0
    }
}

fn step(countdown: &Countdown) -> io::Result<()> {
    let left = countdown.left.fetch_sub(1, Ordering::Relaxed) - 1;
    let fails = left == 0 || (left < 0 && countdown.kills);
    if fails { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
}

struct FaultySink {
    inner: Box<dyn Sink>,
    countdown: Arc<Countdown>,
}

impl Write for FaultySink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step(&self.countdown)?;
        // Short writes as well: a disk may take only a part.
        self.inner.write(&bytes[..bytes.len().min(4096)])
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Sink for FaultySink {
    fn sync(&mut self) -> io::Result<()> {
        step(&self.countdown)?;
        self.inner.sync()
    }
}

impl Io for Faulty {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        step(&self.countdown)?;
        Ok(Box::new(FaultySink { inner: Disk.create(path)?, countdown: Arc::clone(&self.countdown) }))
    }
    fn append(&self, path: &Path, end: u64) -> io::Result<Box<dyn Sink>> {
        step(&self.countdown)?;
        Ok(Box::new(FaultySink { inner: Disk.append(path, end)?, countdown: Arc::clone(&self.countdown) }))
    }
    fn sync_everything(&self, directory: &Path) -> io::Result<()> {
        step(&self.countdown)?;
        Disk.sync_everything(directory)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        step(&self.countdown)?;
        Disk.open(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        step(&self.countdown)?;
        if self.lose_renames { Ok(()) } else { Disk.rename(from, to) }
    }
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        step(&self.countdown)?;
        Disk.sync_directory(path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        step(&self.countdown)?;
        Disk.remove(path)
    }
    fn free(&self, directory: &Path) -> io::Result<Option<u64>> {
        step(&self.countdown)?;
        Disk.free(directory)
    }
}

fn store(io: &dyn Io, directory: &Path, record: &[u8], force: bool) -> Result<(), Error> {
    store_all(io, directory, &[(MARKER, record), ("summary.csv", b"a,b\n")], force)
}

fn store_all(io: &dyn Io, directory: &Path, files: &[(&str, &[u8])], force: bool) -> Result<(), Error> {
    let mut result = ResultDirectory::open(io, directory, force, 10_000)?;
    for (name, bytes) in files {
        if name.starts_with("draws") {
            let mut file = result.stream(name)?;
            file.write_all(bytes).map_err(|error| result.failed(name, error))?;
            result.keep(file)?;
        } else {
            result.stage(name, |file| file.write_all(bytes))?;
        }
    }
    result.commit().map(|_| ())
}

/// The files of a directory by name, parts included, the lock of a killed run aside.
fn found(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            let below = found(&entry.path()).into_iter();
            files.extend(below.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else if name != ".amnesty.lock" {
            files.push((name, fs::read(entry.path()).unwrap()));
        }
    }
    files.sort();
    files
}

fn is_temporary(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|file| file.starts_with('.'))
}

type Files<'a> = Vec<(&'a str, &'a [u8])>;

#[test]
fn wherever_a_replacement_ends_all_files_are_the_old_ones_or_all_are_the_new_ones() {
    let old: Files = vec![
        ("draws.csv", &[b'd'; 9_000]),
        (MARKER, b"old"),
        ("series.csv", b"old"),
        ("summary.csv", b"old"),
    ];
    let new: Files = vec![("draws.parquet", &[b'D'; 9_000]), (MARKER, b"new"), ("summary.csv", b"new")];
    replace_and_fail_everywhere(&old, &new, MARKER);
}

#[test]
fn the_parts_of_a_comparison_are_replaced_together_or_not_at_all() {
    let old: Files = vec![
        ("base/record.json", b"old"),
        ("base/series.csv", b"old"),
        (COMPARISON_MARKER, b"old"),
        ("other/record.json", b"old"),
    ];
    let new: Files = vec![
        ("base/record.json", b"new"),
        (COMPARISON_MARKER, b"new"),
        ("other/record.json", b"new"),
        ("other/series.csv", b"new"),
    ];
    replace_and_fail_everywhere(&old, &new, COMPARISON_MARKER);
}

#[test]
fn a_part_takes_the_place_of_no_other_result_and_a_failed_one_leaves_no_directory() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    store(&Disk, &path.join("base"), b"a run", false).unwrap();
    fs::write(path.join("file"), "").unwrap();
    let mut result = ResultDirectory::open(&Disk, path, false, 100).unwrap();
    assert!(matches!(result.part("base", false), Err(Error::Exists { .. })));
    assert!(matches!(result.part("file", true), Err(Error::NotADirectory { .. })));
    assert!(result.part("base", true).is_ok() && result.part("other", false).is_ok());
    result.stage("other/record.json", |file| file.write_all(b"half")).unwrap();
    assert!(path.join("other").exists());
    drop(result);
    assert!(!path.join("other").exists());
}

/// Replaces one result by another, each file operation failing in turn, or being the last one.
fn replace_and_fail_everywhere(old: &Files, new: &Files, marker: &str) {
    let owned = |files: &[(&str, &[u8])]| -> Vec<(String, Vec<u8>)> {
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
    };
    for kills in [false, true] {
        let mut outcomes = [0, 0];
        for operation in 1.. {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path();
            store_all(&Disk, path, old, false).unwrap();
            let io = Faulty::at(operation, kills);
            let outcome = store_all(&io, path, new, true);
            if !io.fired() {
                break;
            }
            // A reader comes along.
            settle(&Disk, path).unwrap();
            let is_new = fs::read(path.join(marker)).unwrap() == b"new";
            assert!(is_new || outcome.is_err(), "operation {operation}: success without the new result");
            let whole = owned(if is_new { new } else { old });
            let there: Vec<_> = found(path).into_iter().filter(|(name, _)| !is_temporary(name)).collect();
            assert!(there == whole, "operation {operation}, kills: {kills}: a mix of two results");
            outcomes[usize::from(is_new)] += 1;
            // A writer comes along, and finds nothing in its way.
            store_all(&Disk, path, old, true).unwrap();
            assert!(found(path) == owned(old), "operation {operation}: something is left behind");
        }
        assert!(
            outcomes[0] > 15 && outcomes[1] > 5,
            "{outcomes:?}: too few points before or after the commit"
        );
    }
}

#[test]
fn an_interrupted_commit_is_finished_by_the_next_writer_even_where_it_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    store(&Disk, path, b"old", false).unwrap();
    fs::write(path.join(".record.json.partial"), "new").unwrap();
    fs::write(path.join(".amnesty.commit"), "amnesty commit 1\nname record.json\ngone summary.csv\nend\n")
        .unwrap();
    let error = store(&Disk, path, b"third", false).unwrap_err();
    assert!(matches!(error, Error::Exists { .. }), "{error}");
    assert_eq!(found(path), [(MARKER.to_owned(), b"new".to_vec())]);
    fs::write(path.join(".amnesty.commit"), "no journal").unwrap();
    let error = settle(&Disk, path).unwrap_err().to_string();
    assert!(error.contains(".amnesty.commit") && error.contains("--force"), "{error}");
}

#[test]
fn more_than_the_disk_can_hold_is_refused_before_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("result");
    let error =
        ResultDirectory::open(&Disk, &path, false, u64::MAX / 2).err().expect("no disk is that large");
    let text = error.to_string();
    assert!(
        matches!(error, Error::NoRoom { .. }) && text.contains(" PB are needed") && text.contains("are free"),
        "{text}"
    );
    assert!(!path.exists());
}

#[test]
fn whatever_operation_fails_the_older_result_or_the_new_one_is_whole() {
    let (old, new) = (vec![b'o'; 20_000], vec![b'n'; 30_000]);
    let mut failures = 0;
    for operation in 1.. {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("result");
        store(&Disk, &path, &old, false).unwrap();
        let io = Faulty::at(operation, false);
        let outcome = store(&io, &path, &new, true);
        if !io.fired() {
            assert!(outcome.is_ok());
            break;
        }
        let found = fs::read(path.join(MARKER)).unwrap();
        assert!(found == old || found == new, "operation {operation} left a part of a record");
        // Removing what is left after a failure is no part of storing, so the fault may fire there unseen.
        if let Err(error) = outcome {
            failures += 1;
            assert!(error.to_string().contains("result"), "no path in: {error}");
        } else {
            assert!(found == new);
        }
        // And the next run is not in its way.
        store(&Disk, &path, &new, true).unwrap();
        let left: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "left behind: {left:?}");
    }
    assert!(failures > 15, "only {failures} operations failed");
}

#[test]
fn the_first_result_of_a_directory_is_there_whole_or_not_at_all() {
    for operation in 1.. {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("result");
        let io = Faulty::at(operation, false);
        let outcome = store(&io, &path, &[7; 20_000], false);
        if !io.fired() {
            return;
        }
        let found = fs::read(path.join(MARKER)).ok();
        assert!(found.is_none_or(|bytes| bytes == [7; 20_000]), "operation {operation}");
        assert!(outcome.is_err() || path.join(MARKER).exists());
    }
}

#[test]
fn a_rename_that_does_nothing_is_found_out() {
    let directory = tempfile::tempdir().unwrap();
    let io = Faulty { lose_renames: true, ..Faulty::at(i64::MAX, false) };
    store(&io, directory.path(), b"lost", false).unwrap_err();
    store(&Disk, directory.path(), b"old", false).unwrap();
    let error = store(&io, directory.path(), b"new", true).unwrap_err();
    assert!(matches!(error, Error::NotVerified { .. }), "{error}");
}

#[test]
fn an_existing_result_is_kept_unless_forced() {
    let directory = tempfile::tempdir().unwrap();
    store(&Disk, directory.path(), b"first", false).unwrap();
    let error = store(&Disk, directory.path(), b"second", false).unwrap_err();
    assert!(error.is_refusal() && error.to_string().contains("--force"), "{error}");
    assert_eq!(fs::read(directory.path().join(MARKER)).unwrap(), b"first");
    store(&Disk, directory.path(), b"second", true).unwrap();
    assert_eq!(fs::read(directory.path().join(MARKER)).unwrap(), b"second");
}

#[test]
fn a_path_that_is_a_file_is_refused_and_an_unused_directory_goes_again() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "text").unwrap();
    let error = store(&Disk, &file, b"x", true).unwrap_err();
    assert!(matches!(error, Error::NotADirectory { .. }), "{error}");

    let fresh = directory.path().join("fresh");
    drop(ResultDirectory::open(&Disk, &fresh, false, 0).unwrap());
    assert!(!fresh.exists(), "a directory made for a result that never came stays behind");
}
