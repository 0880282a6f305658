//! One file, whole or not at all.

use super::{Error, Io};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Writes a file under a temporary name beside it, syncs it, gives it its name and reads it back.
///
/// # Errors
/// [`Error::FileExists`] where it is there and `force` is not given; [`Error::CannotCreate`] where nothing can be made
/// there; [`Error::Io`] and [`Error::NotVerified`] as results have them. The name then holds the older file or the new
/// one, whole.
pub fn write_file(io: &dyn Io, path: &Path, bytes: &[u8], force: bool) -> Result<(), Error> {
    if !force && path.exists() || path.is_dir() {
        return Err(Error::FileExists { path: path.to_owned() });
    }
    let refuse = |source| Error::CannotCreate { path: path.to_owned(), source };
    let partial = partial(path);
    let mut file = io.create(&partial).map_err(refuse)?;
    let written = file.write_all(bytes).and_then(|()| file.sync());
    drop(file);
    let named = written
        .map_err(Error::io("write", &partial))
        .and_then(|()| io.rename(&partial, path).map_err(Error::io("rename to", path)));
    if named.is_err() {
        // The reason is told; what is left of a file that cannot be removed is written over the next time.
        let _ = io.remove(&partial);
    }
    named?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    io.sync_directory(directory).map_err(Error::io("sync", directory))?;
    let mut found = Vec::new();
    let read = io.open(path).and_then(|mut file| file.read_to_end(&mut found));
    read.map_err(Error::io("read back", path))?;
    if found == bytes { Ok(()) } else { Err(Error::NotVerified { path: path.to_owned() }) }
}

/// Not the temporary name of a run's files: a run may be under way in the same directory.
fn partial(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.new"))
}
