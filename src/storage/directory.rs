//! A directory that receives the files of one result.

use super::lock::Lock;
use super::{Error, Io, Sink};
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The file that makes a directory a result; it gets its final name last.
pub const MARKER: &str = "record.json";

/// Room that is tried before the run for what cannot be estimated.
const PROBE: &str = ".amnesty.probe";

/// A directory held for one result: files are staged under temporary names and named together by
/// [`commit`](Self::commit). Dropped without it, the directory is left as it was found.
pub struct ResultDirectory<'a> {
    io: &'a dyn Io,
    path: PathBuf,
    created: bool,
    staged: Vec<Staged>,
    // Taken in `open`, given back in `drop` before the directory itself is removed.
    lock: Option<Lock>,
}

struct Staged {
    name: String,
    hash: blake3::Hash,
}

impl<'a> ResultDirectory<'a> {
    /// Makes or takes the directory at `path` for a result of about `bytes` bytes, before the first replicate.
    ///
    /// # Errors
    /// [`Error`] where the path is a file, cannot be written to, holds a result and `force` is not given, is
    /// being written to by another run, or has no room.
    pub fn open(io: &'a dyn Io, path: &Path, force: bool, bytes: u64) -> Result<Self, Error> {
        let refuse = |source| Error::CannotCreate { path: path.to_owned(), source };
        if path.exists() && !path.is_dir() {
            return Err(Error::NotADirectory { path: path.to_owned() });
        }
        let created = !path.exists();
        fs::create_dir_all(path).map_err(refuse)?;
        let mut directory = Self { io, path: path.to_owned(), created, staged: Vec::new(), lock: None };
        directory.lock = Some(Lock::take(path)?);
        if !force && path.join(MARKER).exists() {
            return Err(Error::Exists { path: path.to_owned() });
        }
        directory.try_room(bytes)?;
        Ok(directory)
    }

    /// Writes a file under a temporary name and syncs it.
    ///
    /// # Errors
    /// [`Error::Io`] with what was tried and the system's reason.
    pub fn stage(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let path = self.temporary(name);
        let file = self.io.create(&path).map_err(Error::io("create", &path))?;
        // Known from here on, so that a failure removes the temporary file.
        self.staged.push(Staged { name: name.to_owned(), hash: blake3::hash(&[]) });
        let hash = write_and_sync(file, fill).map_err(Error::io("write", &path))?;
        if let Some(last) = self.staged.last_mut() {
            last.hash = hash;
        }
        Ok(())
    }

    /// Gives all staged files their final names, [`MARKER`] last, and reads each back.
    ///
    /// # Errors
    /// [`Error::Io`], or [`Error::NotVerified`] where a file does not hold what was written. Each final name then
    /// holds the older file or the new one, whole.
    pub fn commit(mut self) -> Result<Vec<PathBuf>, Error> {
        self.staged.sort_by_key(|staged| staged.name == MARKER);
        for staged in &self.staged {
            let (from, to) = (self.temporary(&staged.name), self.path.join(&staged.name));
            self.io.rename(&from, &to).map_err(Error::io("rename to", &to))?;
        }
        self.io.sync_directory(&self.path).map_err(Error::io("sync", &self.path))?;
        let mut paths = Vec::new();
        for staged in &self.staged {
            let path = self.path.join(&staged.name);
            let found = self.hash(&path).map_err(Error::io("read back", &path))?;
            if found != staged.hash {
                return Err(Error::NotVerified { path });
            }
            paths.push(path);
        }
        Ok(paths)
    }

    fn temporary(&self, name: &str) -> PathBuf {
        // One writer a directory: a fixed name is enough, and what a killed run left is written over.
        self.path.join(format!(".{name}.partial"))
    }

    /// Writes as much as the result will take and removes it again: a full or read-only disk or a quota is then
    /// found in milliseconds instead of after the run.
    fn try_room(&self, bytes: u64) -> Result<(), Error> {
        let probe = self.path.join(PROBE);
        let refuse = |source| Error::CannotCreate { path: self.path.clone(), source };
        let mut file = self.io.create(&probe).map_err(refuse)?;
        let written = io::copy(&mut io::repeat(0).take(bytes), &mut *file);
        drop(file);
        let removed = self.io.remove(&probe);
        written.map_err(|source| Error::NoRoom { path: self.path.clone(), bytes, source })?;
        removed.map_err(Error::io("remove", &probe))
    }

    fn hash(&self, path: &Path) -> io::Result<blake3::Hash> {
        let mut file = self.io.open(path)?;
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut file, &mut hasher)?;
        Ok(hasher.finalize())
    }
}

impl Drop for ResultDirectory<'_> {
    fn drop(&mut self) {
        // After a commit the temporary names are gone and these do nothing. Failures here have no remedy: the
        // next run writes over what is left.
        for staged in &self.staged {
            let _ = self.io.remove(&self.temporary(&staged.name));
        }
        self.lock = None;
        if self.created {
            // Succeeds only on an empty directory: the one made for a result that never came.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

fn write_and_sync(
    file: Box<dyn Sink>,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<blake3::Hash> {
    let mut writer = BufWriter::with_capacity(1 << 16, Hashed { file, hasher: blake3::Hasher::new() });
    fill(&mut writer)?;
    let mut hashed = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    hashed.file.sync()?;
    Ok(hashed.hasher.finalize())
}

/// Hashes what really went into the file.
struct Hashed {
    file: Box<dyn Sink>,
    hasher: blake3::Hasher,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
