//! One writer a directory.

use super::Error;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Name of the lock file.
pub(super) const LOCK: &str = ".amnesty.lock";

/// The right to write into a directory, given back on drop.
///
/// The lock is the kernel's, on an open file, so a run that was killed holds nothing: its file may stay behind
/// and is simply taken over. The owner's process id in the file is for the message to others only.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of a directory.
    ///
    /// # Errors
    /// [`Error::InUse`] where another process holds it, [`Error::CannotCreate`] where the file cannot be made.
    pub fn take(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(LOCK);
        let refuse = |source| Error::CannotCreate { path: directory.to_owned(), source };
        // A holder that has just finished removes its file; whoever had opened that file then holds a lock on
        // nothing and tries again. Each round means that somebody else finished, so a few are plenty.
        for _ in 0..100 {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(refuse)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(in_use(directory, &mut file)),
                Err(TryLockError::Error(source)) => return Err(refuse(source)),
            }
            if is_still_there(&file, &path).map_err(refuse)? {
                sign(&mut file).map_err(refuse)?;
                return Ok(Self { path, _file: file });
            }
        }
        Err(Error::InUse { path: directory.to_owned(), owner: None })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is held; a failure leaves an empty file that the next run takes over.
        let _ = fs::remove_file(&self.path);
    }
}

fn in_use(directory: &Path, file: &mut File) -> Error {
    let mut owner = String::new();
    let owner = file.read_to_string(&mut owner).ok().map(|_| owner.trim().to_owned());
    Error::InUse { path: directory.to_owned(), owner: owner.filter(|pid| !pid.is_empty()) }
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((held.dev(), held.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Elsewhere an open file cannot be removed, so it is always the one that is there.
#[cfg(not(unix))]
fn is_still_there(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_refused_and_told_who_writes() {
        let directory = tempfile::tempdir().unwrap();
        let held = Lock::take(directory.path()).unwrap();
        let refused = Lock::take(directory.path()).unwrap_err();
        assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
        drop(held);
        assert!(!directory.path().join(LOCK).exists());
        Lock::take(directory.path()).unwrap();
    }

    #[test]
    fn the_lock_file_of_a_dead_process_is_taken_over() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(LOCK), "4194305\n").unwrap();
        Lock::take(directory.path()).unwrap();
    }
}
