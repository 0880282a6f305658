//! A directory that receives the files of one result.

use super::error::size;
use super::journal::{JOURNAL, Journal, temporary};
use super::lock::Lock;
use super::staged::Content;
use super::{Error, Io, StagedFile, below};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The file that makes a directory a result; it gets its final name last.
pub const MARKER: &str = "record.json";

/// The file that makes a directory the result of a sweep.
pub const SWEEP_MARKER: &str = "sweep.json";

/// The file that makes a directory the result of a comparison; each policy's own lies in a directory below.
pub const COMPARISON_MARKER: &str = "comparison.json";

/// The directory of a sweep's records, below its own.
pub const POINTS: &str = "points";

/// The files that make a directory a result, of whatever kind.
pub const MARKERS: [&str; 3] = [MARKER, SWEEP_MARKER, COMPARISON_MARKER];

/// The files that a result may have. A new result takes those away that only the older one had: two results never lie
/// side by side.
pub const FILES: [&str; 11] = [
    MARKER,
    "summary.csv",
    "series.csv",
    "report.html",
    "draws.csv",
    "draws.parquet",
    SWEEP_MARKER,
    "sweep.csv",
    "sweep.parquet",
    COMPARISON_MARKER,
    "comparison.csv",
];

/// Room that is tried before the run for what cannot be estimated.
const PROBE: &str = ".amnesty.probe";

/// So many bytes at most are tried by writing them; for more the system's word is taken.
const MOST_TRIED: u64 = 64 << 20;

/// A directory held for one result: files are staged under temporary names and named together by
/// [`commit`](Self::commit). Dropped without it, the directory is left as it was found.
///
/// A file's name may have one directory in front, `two/record.json`: the parts of a comparison are named together.
pub struct ResultDirectory<'a> {
    io: &'a dyn Io,
    path: PathBuf,
    created: bool,
    /// Directories below that were made for its parts.
    parts: Vec<PathBuf>,
    staged: Vec<Staged>,
    /// Directories below that were filled.
    below: Vec<String>,
    /// Whether the journal is written, so that the temporary files are no longer ours to remove.
    decided: bool,
    // Taken in `open`, given back in `drop` before the directory itself is removed.
    lock: Option<Lock>,
}

struct Staged {
    name: String,
    content: Option<Content>,
}

/// Finishes what an interrupted commit left in a directory, before a result in it is read.
///
/// # Errors
/// [`Error::InUse`] where a commit is going on, or whatever keeps it from being finished.
pub fn settle(io: &dyn Io, directory: &Path) -> Result<(), Error> {
    if Journal::find(io, directory)?.is_none() {
        return Ok(());
    }
    let _lock = Lock::take(directory)?;
    roll_forward(io, directory)
}

fn roll_forward(io: &dyn Io, directory: &Path) -> Result<(), Error> {
    let Some(journal) = Journal::find(io, directory)? else { return Ok(()) };
    journal.carry_out(io, directory)?;
    Journal::close(io, directory)
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
        let mut directory = Self {
            io,
            path: path.to_owned(),
            created,
            parts: Vec::new(),
            staged: Vec::new(),
            below: Vec::new(),
            decided: false,
            lock: None,
        };
        directory.lock = Some(Lock::take(path)?);
        roll_forward(io, path)?;
        if !force && MARKERS.iter().any(|marker| path.join(marker).exists()) {
            return Err(Error::Exists { path: path.to_owned() });
        }
        directory.remove_remains()?;
        directory.try_room(bytes)?;
        Ok(directory)
    }

    /// Makes sure that a part of the result, in a directory below, takes the place of no other result.
    ///
    /// # Errors
    /// [`Error::Exists`] where a result lies there and `force` is not given; [`Error::NotADirectory`].
    pub fn part(&self, name: &str, force: bool) -> Result<(), Error> {
        let path = self.path.join(name);
        if path.exists() && !path.is_dir() {
            return Err(Error::NotADirectory { path });
        }
        if !force && MARKERS.iter().any(|marker| path.join(marker).exists()) {
            return Err(Error::Exists { path });
        }
        Ok(())
    }

    /// Where a file of the result will lie.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A failure to write a file, told with where it was to lie.
    pub fn failed(&self, name: &str, source: io::Error) -> Error {
        Error::io("write", &self.path.join(name))(source)
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
        let mut file = self.create(name, true)?;
        fill(&mut file).map_err(|source| self.failed(name, source))?;
        self.keep(file)
    }

    /// Begins a file that is filled in the course of a run, and is too large to be read back in full: its length is
    /// what is checked.
    ///
    /// # Errors
    /// [`Error::Io`] with the system's reason.
    pub fn stream(&mut self, name: &str) -> Result<StagedFile, Error> {
        self.create(name, false)
    }

    /// Takes a file back that is complete, and syncs it.
    ///
    /// # Errors
    /// [`Error::Io`] with what was tried and the system's reason.
    pub fn keep(&mut self, file: StagedFile) -> Result<(), Error> {
        let name = file.name.clone();
        let content = Some(file.close()?);
        self.staged.retain(|staged| staged.name != name);
        self.staged.push(Staged { name, content });
        Ok(())
    }

    fn create(&mut self, name: &str, hash: bool) -> Result<StagedFile, Error> {
        let path = temporary(&self.path, name);
        if let Some(part) = path.parent().filter(|part| !part.exists()) {
            fs::create_dir(part).map_err(Error::io("create", part))?;
            self.parts.push(part.to_owned());
        }
        let file = self.io.create(&path).map_err(Error::io("create", &path))?;
        // Known from here on, so that a failure removes the temporary file.
        self.staged.push(Staged { name: name.to_owned(), content: None });
        Ok(StagedFile::new(name, path, file, hash))
    }

    /// Gives all staged files their final names, [`MARKER`] last, and reads each back.
    ///
    /// # Errors
    /// [`Error::Io`], or [`Error::NotVerified`] where a file does not hold what was written. Whoever opens the
    /// directory next then finds the whole older result or the whole new one.
    pub fn commit(mut self) -> Result<Vec<PathBuf>, Error> {
        self.staged.retain(|staged| staged.content.is_some());
        self.staged.sort_by_key(|staged| MARKERS.contains(&&*staged.name));
        let names: Vec<String> = self.staged.iter().map(|staged| staged.name.clone()).collect();
        let is_result = names.iter().any(|name| MARKERS.contains(&&**name));
        let is_new = |name: &String| {
            let part = format!("{name}/");
            self.below.contains(name) || names.iter().any(|file| file.starts_with(&part))
        };
        let gone_below =
            if is_result { self.older_below().filter(|name| !is_new(name)).collect() } else { Vec::new() };
        let journal = Journal { gone: gone(&names), names, below: self.below.clone(), gone_below };
        // The journal speaks of files in directories below: these must be there to stay before it is.
        journal.sync_parts(self.io, &self.path)?;
        journal.write(self.io, &self.path)?;
        self.decided = true;
        journal.carry_out(self.io, &self.path)?;
        let paths = self.staged.iter().map(|staged| self.read_back(staged)).collect::<Result<_, _>>()?;
        Journal::close(self.io, &self.path)?;
        Ok(paths)
    }

    /// Where a directory below this one is filled: [`commit`](Self::commit) puts it into its place, after those that
    /// only the older result had were cleared. Files that are in it are the business of whoever fills it.
    pub fn below(&mut self, name: &str) -> PathBuf {
        if !self.below.iter().any(|known| known == name) {
            self.below.push(name.to_owned());
        }
        below::staged(&self.path, name)
    }

    /// Whether a directory below holds something that no commit of this result has put there.
    pub fn is_taken(path: &Path, name: &str) -> bool {
        fs::read_dir(path.join(name)).is_ok_and(|mut entries| entries.next().is_some())
            && !MARKERS.iter().any(|marker| path.join(marker).exists())
    }

    /// Takes away what an earlier, unfinished study has left below.
    ///
    /// # Errors
    /// [`Error::Io`] with what was tried and the system's reason.
    pub fn clear_below(&self) -> Result<(), Error> {
        below::clear_staged(self.io, &self.path)
    }

    /// The directories below that the older result has.
    fn older_below(&self) -> impl Iterator<Item = String> {
        let points = self.path.join(SWEEP_MARKER).exists().then(|| POINTS.to_owned());
        let comparison = fs::read(self.path.join(COMPARISON_MARKER)).ok();
        let document: Option<serde_json::Value> =
            comparison.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let policies = document.and_then(|document| Some(document.get("policies")?.as_object()?.clone()));
        // Whatever the file says, nothing outside the directory is touched.
        let is_name = |name: &String| !name.contains(['/', '\\', '\n']) && !name.starts_with('.');
        let names = policies.into_iter().flatten().map(|(name, _)| name).filter(is_name);
        points.into_iter().chain(names)
    }

    /// Places a file of its own at once, whole or not at all, in a directory that is filled [below](Self::below) this
    /// one: what a long study has finished. It is not synced; whoever goes on with the study checks what is there.
    ///
    /// # Errors
    /// [`Error::Io`] with what was tried and the system's reason.
    pub fn place(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = below::staged(&self.path, name);
        let (directory, file) = (path.parent().unwrap_or(&self.path), path.file_name().unwrap_or_default());
        fs::create_dir_all(directory).map_err(Error::io("create", directory))?;
        let partial = temporary(directory, &file.to_string_lossy());
        let write = || {
            let mut file = self.io.create(&partial)?;
            file.write_all(bytes)?;
            drop(file);
            self.io.rename(&partial, &path)
        };
        write().map_err(Error::io("write", &path))
    }

    fn read_back(&self, staged: &Staged) -> Result<PathBuf, Error> {
        let path = self.path.join(&staged.name);
        let found = self.content(&path, staged).map_err(Error::io("read back", &path))?;
        if Some(found) == staged.content { Ok(path) } else { Err(Error::NotVerified { path }) }
    }

    fn content(&self, path: &Path, staged: &Staged) -> io::Result<Content> {
        if staged.content.is_some_and(|content| content.hash.is_none()) {
            return Ok(Content { length: fs::metadata(path)?.len(), hash: None });
        }
        let mut file = self.io.open(path)?;
        let mut hasher = blake3::Hasher::new();
        let length = io::copy(&mut file, &mut hasher)?;
        Ok(Content { length, hash: Some(hasher.finalize()) })
    }

    /// Removes the temporary files of a run that was killed before its commit was decided.
    fn remove_remains(&self) -> Result<(), Error> {
        let below = fs::read_dir(&self.path).map_err(Error::io("read", &self.path))?;
        let parts = below.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir());
        for directory in std::iter::once(self.path.clone()).chain(parts) {
            let names = FILES.into_iter().chain([JOURNAL]);
            for path in names.map(|name| temporary(&directory, name)).filter(|path| path.exists()) {
                self.io.remove(&path).map_err(Error::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Asks the system for room, then writes as much as the result will take and removes it again: a full or
    /// read-only disk or a quota is then found in milliseconds instead of after the run.
    fn try_room(&self, bytes: u64) -> Result<(), Error> {
        let probe = self.path.join(PROBE);
        let refuse = |source| Error::CannotCreate { path: self.path.clone(), source };
        let no_room = |source| Error::NoRoom { path: self.path.clone(), bytes, source };
        let free = self.io.free(&self.path).map_err(refuse)?;
        if let Some(free) = free.filter(|free| *free < bytes) {
            let text = format!("{} are free", size(free));
            return Err(no_room(io::Error::new(io::ErrorKind::StorageFull, text)));
        }
        let mut file = self.io.create(&probe).map_err(refuse)?;
        let written = io::copy(&mut io::repeat(0).take(bytes.min(MOST_TRIED)), &mut *file);
        drop(file);
        let removed = self.io.remove(&probe);
        written.map_err(no_room)?;
        removed.map_err(Error::io("remove", &probe))
    }
}

/// The files of an older result, of its parts too, that a new result of these names does not have.
fn gone(names: &[String]) -> Vec<String> {
    let markers = names.iter().filter_map(|name| {
        let (part, file) = name.rsplit_once('/').unwrap_or(("", name));
        MARKERS.contains(&file).then_some(part)
    });
    let mut gone = Vec::new();
    for part in markers {
        let path = |file: &str| if part.is_empty() { file.to_owned() } else { format!("{part}/{file}") };
        gone.extend(FILES.map(path).into_iter().filter(|file| !names.contains(file)));
    }
    gone
}

impl Drop for ResultDirectory<'_> {
    fn drop(&mut self) {
        if !self.decided {
            // Failures here have no remedy: the next run removes what is left.
            for staged in &self.staged {
                let _ = self.io.remove(&temporary(&self.path, &staged.name));
            }
        }
        self.lock = None;
        if !self.decided {
            // Empty directories of points that never came.
            self.below.iter().for_each(|name| drop(fs::remove_dir(below::staged(&self.path, name))));
            let _ = fs::remove_dir(below::staged(&self.path, ""));
        }
        for part in &self.parts {
            // Succeeds only where nothing came.
            let _ = fs::remove_dir(part);
        }
        if self.created {
            // Succeeds only on an empty directory: the one made for a result that never came.
            let _ = fs::remove_dir(&self.path);
        }
    }
}
