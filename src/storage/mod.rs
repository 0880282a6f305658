//! Results on disk: whole or not at all, one writer a directory, and nothing overwritten unasked.
//!
//! A file is written to a temporary neighbour, synced, renamed over its final name, and read back. Whatever
//! fails and whenever the program is killed, a final name holds the older file or the new one, never a part.

mod directory;
mod error;
mod io;
mod lock;

pub use directory::{MARKER, ResultDirectory};
pub use error::Error;
pub use io::{Disk, Io, Sink};
