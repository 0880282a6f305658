//! A file that is there, compared with what would be written in its place, in memory of a fixed size.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// Bytes of the file in memory.
const BUFFER: usize = 1 << 20;

/// Takes what would be written and compares it with a file.
pub struct Against {
    file: BufReader<File>,
    offset: u64,
    difference: Option<u64>,
}

impl Against {
    /// The file at a path.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = BufReader::with_capacity(BUFFER, File::open(path)?);
        Ok(Self { file, offset: 0, difference: None })
    }

    /// The first byte that is not the same; `None` where all are, and nothing follows.
    pub fn finish(mut self) -> io::Result<Option<u64>> {
        if self.difference.is_none() && !self.file.fill_buf()?.is_empty() {
            self.difference = Some(self.offset);
        }
        Ok(self.difference)
    }

    fn compare(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let there = self.file.fill_buf()?;
            let length = there.len().min(bytes.len());
            let (there, expected) = (&there[..length], &bytes[..length]);
            if length == 0 || there != expected {
                let same = there.iter().zip(expected).take_while(|(a, b)| a == b).count();
                self.difference = Some(self.offset + same as u64);
                return Ok(());
            }
            self.file.consume(length);
            self.offset += length as u64;
            bytes = &bytes[length..];
        }
        Ok(())
    }
}

impl Write for Against {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.difference.is_none() {
            self.compare(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(there: &[u8], expected: &[&[u8]]) -> Option<u64> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, there).unwrap();
        let mut against = Against::open(&path).unwrap();
        expected.iter().for_each(|bytes| against.write_all(bytes).unwrap());
        against.finish().unwrap()
    }

    #[test]
    fn the_first_byte_that_differs_is_found_wherever_it_lies() {
        assert_eq!(difference(b"abcdef", &[b"abc", b"", b"def"]), None);
        assert_eq!(difference(b"abXdef", &[b"abc", b"def"]), Some(2));
        assert_eq!(difference(b"abcdeX", &[b"abc", b"def"]), Some(5));
        // Too short, too long, empty.
        assert_eq!(difference(b"abcde", &[b"abc", b"def"]), Some(5));
        assert_eq!(difference(b"abcdefg", &[b"abc", b"def"]), Some(6));
        assert_eq!(difference(b"", &[b"a"]), Some(0));
        let long = vec![7; 3 * BUFFER + 5];
        assert_eq!(difference(&long, &[&long[..BUFFER + 1], &long[BUFFER + 1..]]), None);
        assert_eq!(difference(&long, &[&long, b"more"]), Some(long.len() as u64));
    }
}
