//! Every file operation of storing a result is made to fail once; whatever fails, a final name holds the older
//! result or the new one, whole, and the error says what and where.

use amnesty::storage::{Disk, Error, Io, MARKER, ResultDirectory, Sink};
use std::cell::Cell;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::rc::Rc;

/// The disk, but the `fails_at`-th operation fails, or a rename does nothing.
struct Faulty {
    countdown: Rc<Cell<i64>>,
    lose_renames: bool,
}

impl Faulty {
    fn at(operation: i64) -> Self {
        Self { countdown: Rc::new(Cell::new(operation)), lose_renames: false }
    }

    fn fired(&self) -> bool {
        self.countdown.get() <= 0
    }
}

fn step(countdown: &Cell<i64>) -> io::Result<()> {
    countdown.set(countdown.get() - 1);
    if countdown.get() == 0 { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
}

struct FaultySink {
    inner: Box<dyn Sink>,
    countdown: Rc<Cell<i64>>,
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
        Ok(Box::new(FaultySink { inner: Disk.create(path)?, countdown: Rc::clone(&self.countdown) }))
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
}

fn store(io: &dyn Io, directory: &Path, record: &[u8], force: bool) -> Result<(), Error> {
    let mut result = ResultDirectory::open(io, directory, force, 10_000)?;
    result.stage(MARKER, |file| file.write_all(record))?;
    result.stage("summary.csv", |file| file.write_all(b"a,b\n"))?;
    result.commit().map(|_| ())
}

#[test]
fn whatever_operation_fails_the_older_result_or_the_new_one_is_whole() {
    let (old, new) = (vec![b'o'; 20_000], vec![b'n'; 30_000]);
    let mut failures = 0;
    for operation in 1.. {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("result");
        store(&Disk, &path, &old, false).unwrap();
        let io = Faulty::at(operation);
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
        let io = Faulty::at(operation);
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
    let io = Faulty { countdown: Rc::new(Cell::new(i64::MAX)), lose_renames: true };
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
