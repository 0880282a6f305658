//! A file that is being written under its temporary name.

use super::{Error, Sink};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Bytes that are collected before they go to the system.
const BUFFER: usize = 1 << 20;

/// A file on its way: written to by whoever fills it, and given back to its directory to be kept.
pub struct StagedFile {
    pub(super) name: String,
    pub(super) path: PathBuf,
    writer: BufWriter<Hashed>,
}

/// What a file must hold when it is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub length: u64,
    /// `None` for files that are too large to be read twice.
    pub hash: Option<blake3::Hash>,
}

impl StagedFile {
    pub(super) fn new(name: &str, path: PathBuf, file: Box<dyn Sink>, hash: bool) -> Self {
        let hashed = Hashed { file, length: 0, hasher: hash.then(blake3::Hasher::new) };
        Self { name: name.to_owned(), path, writer: BufWriter::with_capacity(BUFFER, hashed) }
    }

    /// Writes what is left and syncs.
    pub(super) fn close(self) -> Result<Content, Error> {
        let told = Error::io("write", &self.path);
        let close = |writer: BufWriter<Hashed>| {
            let mut hashed = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
            hashed.file.sync()?;
            let hash = hashed.hasher.map(|hasher| hasher.finalize());
            Ok(Content { length: hashed.length, hash })
        };
        close(self.writer).map_err(told)
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Counts and hashes what really went into the file.
struct Hashed {
    file: Box<dyn Sink>,
    length: u64,
    hasher: Option<blake3::Hasher>,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&bytes[..written]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
