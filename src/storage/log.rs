//! A log of what a long study has finished: appended to as results come, so that a killed study can go on.
//!
//! A head that names the study, then frames: length, checksum, payload. A frame that a kill or a loss of power cut
//! short is found by its checksum; it and everything after it is dropped, and the log goes on from there.

use super::{Error, Io, Sink};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// First bytes: what it is, and the version of its shape.
const HEAD: &[u8] = b"amnesty study log 1\n";
/// Bytes of a frame before its payload: four of length, sixteen of checksum.
const FRAME: u64 = 20;
/// A longer payload is no payload of ours.
const LONGEST: u32 = 1 << 30;

/// A log that is appended to.
pub struct Log {
    path: PathBuf,
    file: Box<dyn Sink>,
    end: u64,
    is_synced: bool,
}

/// Where a payload lies in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    offset: u64,
    length: u32,
}

/// What was found in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The study that wrote it.
    pub identity: Vec<u8>,
    /// Bytes that are whole.
    end: u64,
}

impl Log {
    /// Reads a log frame by frame up to the first that is not whole; `None` where there is no log, or not even its
    /// head.
    ///
    /// # Errors
    /// [`Error::Io`] where the file is there and cannot be read.
    pub fn read(
        io: &dyn Io,
        path: &Path,
        visit: &mut dyn FnMut(Place, &[u8]),
    ) -> Result<Option<Found>, Error> {
        let file = match io.open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(Error::io("read", path))?,
        };
        let mut file = BufReader::with_capacity(1 << 16, file);
        let mut head = [0; HEAD.len()];
        if file.read_exact(&mut head).is_err() || head != HEAD {
            return Ok(None);
        }
        let mut end = HEAD.len() as u64;
        let Some(identity) = next(&mut file) else { return Ok(None) };
        end += FRAME + identity.len() as u64;
        while let Some(payload) = next(&mut file) {
            visit(Place { offset: end, length: payload.len() as u32 }, &payload);
            end += FRAME + payload.len() as u64;
        }
        Ok(Some(Found { identity, end }))
    }

    /// Begins a log in place of whatever is there.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn begin(io: &dyn Io, path: &Path, identity: &[u8]) -> Result<Self, Error> {
        let mut log = Self::at(io, path, 0)?;
        log.file.write_all(HEAD).map_err(Error::io("write", path))?;
        log.end = HEAD.len() as u64;
        log.append(identity)?;
        log.sync()?;
        Ok(log)
    }

    /// Goes on with a log that was read; what was not whole in it is cut off.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn go_on(io: &dyn Io, path: &Path, found: &Found) -> Result<Self, Error> {
        Self::at(io, path, found.end)
    }

    fn at(io: &dyn Io, path: &Path, end: u64) -> Result<Self, Error> {
        let file = io.append(path, end).map_err(Error::io("write", path))?;
        Ok(Self { path: path.to_owned(), file, end, is_synced: true })
    }

    /// Appends a payload of less than a gigabyte.
    ///
    /// # Errors
    /// [`Error::Io`]; the log is then of no further use to this process, and whole up to here for the next.
    pub fn append(&mut self, payload: &[u8]) -> Result<Place, Error> {
        let told = Error::io("write", &self.path);
        let length = u32::try_from(payload.len()).ok().filter(|length| *length <= LONGEST);
        let Some(length) = length else { return Err(told(io::ErrorKind::FileTooLarge.into())) };
        let mut frame = Vec::with_capacity(FRAME as usize + payload.len());
        frame.extend_from_slice(&length.to_le_bytes());
        frame.extend_from_slice(&checksum(payload));
        frame.extend_from_slice(payload);
        self.file.write_all(&frame).map_err(told)?;
        let place = Place { offset: self.end, length };
        self.end += frame.len() as u64;
        self.is_synced = false;
        Ok(place)
    }

    /// Makes what was appended survive a loss of power; nothing to do where nothing was.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&mut self) -> Result<(), Error> {
        if !self.is_synced {
            self.file.sync().map_err(Error::io("sync", &self.path))?;
            self.is_synced = true;
        }
        Ok(())
    }

    /// Reads payloads back, in the order of their places.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read, [`Error::NotVerified`] where a payload is not what was appended.
    pub fn payloads<I: Iterator<Item = Place>>(
        &self,
        places: I,
    ) -> Result<impl Iterator<Item = Result<Vec<u8>, Error>> + use<I>, Error> {
        let file = File::open(&self.path).map_err(Error::io("read", &self.path))?;
        let (mut file, mut at) = (BufReader::with_capacity(1 << 16, file), 0);
        let path = self.path.clone();
        Ok(places.map(move |place| {
            // Payloads lie nearly in the order in which they are read: most steps stay within the buffer.
            file.seek_relative(place.offset as i64 - at).map_err(Error::io("read", &path))?;
            at = (place.offset + FRAME + u64::from(place.length)) as i64;
            match next(&mut file) {
                Some(payload) if payload.len() == place.length as usize => Ok(payload),
                _ => Err(Error::NotVerified { path: path.clone() }),
            }
        }))
    }
}

/// The next payload; `None` where there is no whole one.
fn next(file: &mut impl Read) -> Option<Vec<u8>> {
    let (mut length, mut sum) = ([0; 4], [0; 16]);
    file.read_exact(&mut length).and_then(|()| file.read_exact(&mut sum)).ok()?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return None;
    }
    let mut payload = Vec::new();
    // Not reserved beforehand: a wrong length must not cost a gigabyte.
    file.take(u64::from(length)).read_to_end(&mut payload).ok()?;
    (payload.len() == length as usize && checksum(&payload) == sum).then_some(payload)
}

/// Sixteen bytes of the BLAKE3 hash of length and payload.
fn checksum(payload: &[u8]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(payload.len() as u64).to_le_bytes());
    hasher.update(payload);
    let hash = *hasher.finalize().as_bytes();
    std::array::from_fn(|byte| hash[byte])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Disk;
    use std::fs;

    fn payloads(path: &Path) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
        let mut found = Vec::new();
        let read = Log::read(&Disk, path, &mut |_, payload| found.push(payload.to_vec())).unwrap();
        read.map(|read| (read.identity, found))
    }

    fn written(directory: &Path) -> PathBuf {
        let path = directory.join("log");
        let mut log = Log::begin(&Disk, &path, b"me").unwrap();
        for payload in [&b"one"[..], b"", b"three"] {
            log.append(payload).unwrap();
        }
        path
    }

    #[test]
    fn every_cut_and_every_flipped_bit_leaves_the_frames_before_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = written(directory.path());
        let bytes = fs::read(&path).unwrap();
        let whole: Vec<Vec<u8>> = vec![b"one".to_vec(), Vec::new(), b"three".to_vec()];
        assert_eq!(payloads(&path), Some((b"me".to_vec(), whole.clone())));
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            if let Some((identity, found)) = payloads(&path) {
                assert!(identity == b"me" && found.len() < 3 && whole.starts_with(&found), "cut at {length}");
            }
        }
        for bit in 0..8 * bytes.len() {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, &flipped).unwrap();
            if let Some((identity, found)) = payloads(&path) {
                assert!(identity == b"me" && found.len() < 3 && whole.starts_with(&found), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_torn_end_is_cut_off_and_the_log_goes_on() {
        let directory = tempfile::tempdir().unwrap();
        let path = written(directory.path());
        let length = fs::metadata(&path).unwrap().len();
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length - 1).unwrap();
        let found = Log::read(&Disk, &path, &mut |_, _| {}).unwrap().unwrap();
        let mut log = Log::go_on(&Disk, &path, &found).unwrap();
        let place = log.append(b"again").unwrap();
        assert_eq!(payloads(&path).unwrap().1, [&b"one"[..], b"", b"again"]);
        let read: Vec<_> = log.payloads([place].into_iter()).unwrap().map(Result::unwrap).collect();
        assert_eq!(read, [b"again"]);
    }

    #[test]
    fn what_is_no_log_is_begun_anew() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        assert_eq!(payloads(&path), None);
        fs::write(&path, "something else").unwrap();
        assert_eq!(payloads(&path), None);
    }
}
