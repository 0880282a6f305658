//! Directories below a result: the points of a sweep, the policies of a comparison.
//!
//! They are filled under a directory of their own and come into place in the commit of the result that names them, so
//! that the older result is whole until the new one is. Of what they replace only files that a result may have are
//! removed; whatever else somebody put there stays where it was.

use super::directory::FILES;
use super::{Error, Io};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where directories are filled.
const NEW: &str = ".amnesty.new";
/// Where those lie that they replace, until they are cleared.
const OLD: &str = ".amnesty.old";

/// Where a directory below a result is filled until the commit.
pub(super) fn staged(directory: &Path, name: &str) -> PathBuf {
    directory.join(NEW).join(name)
}

/// Puts a filled directory into its place; what is done already is passed over, so that it can be done again.
pub(super) fn put_in_place(io: &dyn Io, directory: &Path, name: &str) -> Result<(), Error> {
    let (new, place, old) = (staged(directory, name), directory.join(name), directory.join(OLD).join(name));
    if new.exists() {
        if place.exists() {
            // What an interrupted replacement left there is cleared before it is used again.
            empty_into(io, &old, &place)?;
            fs::create_dir_all(directory.join(OLD)).map_err(Error::io("create", &old))?;
            io.rename(&place, &old).map_err(Error::io("rename to", &old))?;
        }
        io.rename(&new, &place).map_err(Error::io("rename to", &place))?;
    }
    empty_into(io, &old, &place)
}

/// Takes away what a result had in a directory below it, and the directory where nothing else is in it.
pub(super) fn clear(io: &dyn Io, path: &Path) -> Result<(), Error> {
    for (entry, is_directory) in entries(path)? {
        if is_directory {
            clear(io, &entry)?;
        } else if is_ours(&entry) {
            io.remove(&entry).map_err(Error::io("remove", &entry))?;
        }
    }
    remove_if_empty(path);
    Ok(())
}

/// Takes away what was staged and will not come into place.
pub(super) fn clear_staged(io: &dyn Io, directory: &Path) -> Result<(), Error> {
    clear(io, &directory.join(NEW))?;
    remove_if_empty(&directory.join(OLD));
    Ok(())
}

/// Clears a directory that was replaced; files of somebody else move to where they were.
fn empty_into(io: &dyn Io, old: &Path, place: &Path) -> Result<(), Error> {
    for (entry, is_directory) in entries(old)? {
        let to = place.join(entry.file_name().unwrap_or_default());
        if is_directory {
            empty_into(io, &entry, &to)?;
        } else if is_ours(&entry) {
            io.remove(&entry).map_err(Error::io("remove", &entry))?;
        } else {
            fs::create_dir_all(place).map_err(Error::io("create", place))?;
            io.rename(&entry, &to).map_err(Error::io("rename to", &to))?;
        }
    }
    remove_if_empty(old);
    Ok(())
}

/// A file that a result may have, or one that was on its way to be it.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let partial = name.strip_prefix('.').and_then(|name| name.strip_suffix(".partial"));
    FILES.contains(&partial.unwrap_or(name)) || name == super::lock::LOCK
}

/// What is in a directory, and whether each is a directory itself (a link to one is not); nothing where it is not there.
fn entries(path: &Path) -> Result<Vec<(PathBuf, bool)>, Error> {
    let told = Error::io("read", path);
    let read = || -> io::Result<Vec<(PathBuf, bool)>> {
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            Ok((entry.path(), entry.file_type()?.is_dir()))
        };
        match fs::read_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            entries => entries?.map(entry).collect(),
        }
    };
    read().map_err(told)
}

/// A directory that is not empty holds something of somebody else: it stays.
fn remove_if_empty(path: &Path) {
    let _ = fs::remove_dir(path);
}
