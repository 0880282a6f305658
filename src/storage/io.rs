//! The few file operations that storing a result needs, behind a trait so that tests can make each one fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// File operations.
pub trait Io {
    /// Creates or empties a file.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>>;
    /// Opens a file to write from byte `end` on, making it where it is not there; what follows is cut off.
    fn append(&self, path: &Path, end: u64) -> io::Result<Box<dyn Sink>>;
    /// Opens a file for reading.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>>;
    /// Gives a file its final name, replacing what had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes renames in a directory survive a loss of power.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;
    /// Makes everything that was written on a directory's file system survive a loss of power.
    fn sync_everything(&self, directory: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Bytes that may still be written below a directory; `None` where the system does not say.
    fn free(&self, directory: &Path) -> io::Result<Option<u64>>;
}

/// A file that is being written, by whichever thread has something to write.
pub trait Sink: Write + Send {
    /// Makes what was written survive a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Io for Disk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(File::create(path)?))
    }

    fn append(&self, path: &Path, end: u64) -> io::Result<Box<dyn Sink>> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        Ok(Box::new(file))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(File::open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(unix)]
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    /// Elsewhere a directory cannot be opened as a file; the rename itself is all there is.
    #[cfg(not(unix))]
    fn sync_directory(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    #[cfg(target_os = "linux")]
    fn sync_everything(&self, directory: &Path) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(directory)?)?)
    }

    /// Elsewhere no such call is safe to reach; what was written is left to the system.
    #[cfg(not(target_os = "linux"))]
    fn sync_everything(&self, _directory: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    #[cfg(unix)]
    fn free(&self, directory: &Path) -> io::Result<Option<u64>> {
        let system = rustix::fs::statvfs(directory)?;
        Ok(Some(system.f_bavail.saturating_mul(system.f_frsize)))
    }

    #[cfg(not(unix))]
    fn free(&self, _directory: &Path) -> io::Result<Option<u64>> {
        Ok(None)
    }
}

impl Sink for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}
