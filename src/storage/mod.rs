//! Results on disk: whole or not at all, one writer a directory, and nothing overwritten unasked.
//!
//! Each file is written to a temporary neighbour and synced. When all of them are there, a small journal decides that
//! the new result replaces the old one; then the files get their final names and are read back. Whatever fails and
//! whenever the program is killed, whoever opens the directory next finds the whole older result or the whole new one.

mod below;
mod directory;
mod error;
mod file;
mod io;
mod journal;
mod lock;
mod log;
mod staged;

pub use directory::{
    COMPARISON_MARKER, FILES, MARKER, MARKERS, POINTS, ResultDirectory, SWEEP_MARKER, settle,
};
pub use error::Error;
pub use file::write_file;
pub use io::{Disk, Io, Sink};
pub use log::{Found, Log, Place};
pub use staged::StagedFile;
