//! The checksum at the end of every JSON file that is a result: damage is found before anything is believed.
//!
//! The text of an object ends with a member `checksum`, the BLAKE3 hash of everything before the comma in front of it.
//! `format` is the first member, so that a newer shape is told from damage.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Write};

/// A record, or the document of a study, that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is not a record, or not all of one.
    #[error("this is not a record of `amnesty`, or its beginning or end is missing; run the scenario again")]
    NotARecord,
    /// Bytes were changed, lost or added.
    #[error("the record is damaged: its checksum does not match; run the scenario again")]
    Damaged,
    /// A later program wrote it.
    #[error("the record has format {found}, this program reads up to format {known}; use a newer `amnesty`")]
    Newer {
        /// Its format.
        found: u64,
        /// The newest that this program reads.
        known: u32,
    },
    /// Whole, but not of the shape that its format says.
    #[error("the record is whole but cannot be understood: {0}")]
    Shape(#[from] serde_json::Error),
}

/// What every object ends with.
const LAST: &str = "\n}\n";
const TRAILER: &str = ",\n\"checksum\": \"";
const END: &str = "\"\n}\n";
const HASH_DIGITS: usize = 64;

/// The text of an object, closing brace included, with its checksum as last member.
pub fn seal(text: &str) -> String {
    let body = text.strip_suffix(LAST).unwrap_or(text);
    let checksum = blake3::hash(body.as_bytes()).to_hex();
    format!("{body}{TRAILER}{checksum}{END}")
}

/// Writes a value's indented JSON with its checksum as last member, as [`seal`] gives it, without holding the text.
///
/// # Errors
/// What `out` reports.
pub fn write_sealed(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    let mut body = Body { out, hasher: blake3::Hasher::new(), held: Vec::with_capacity(HELD) };
    serde_json::to_writer_pretty(&mut body, value)?;
    body.close()
}

/// Bytes that are collected before they are hashed and written.
const HELD: usize = 1 << 16;

/// An object on its way, its closing line held back until it is known that it is the last.
struct Body<W> {
    out: W,
    hasher: blake3::Hasher,
    held: Vec<u8>,
}

impl<W: Write> Body<W> {
    fn pass_on(&mut self, bytes: usize) -> io::Result<()> {
        self.hasher.update(&self.held[..bytes]);
        self.out.write_all(&self.held[..bytes])?;
        self.held.drain(..bytes);
        Ok(())
    }

    fn close(mut self) -> io::Result<()> {
        // The writer ends without the line break that the text has.
        let brace = LAST.trim_end();
        let body = self.held.strip_suffix(brace.as_bytes()).unwrap_or(&self.held).len();
        self.pass_on(body)?;
        write!(self.out, "{TRAILER}{}{END}", self.hasher.finalize().to_hex())
    }
}

impl<W: Write> Write for Body<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() > HELD {
            self.pass_on(self.held.len() - LAST.len())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads an object back that was [sealed](seal), its format no newer than `known`.
///
/// # Errors
/// [`RecordError`]: every truncation and every changed byte is found, and a newer format refused.
pub fn unseal<T: DeserializeOwned>(text: &str, known: u32) -> Result<T, RecordError> {
    let found = format_of(text).ok_or(RecordError::NotARecord)?;
    if found > u64::from(known) {
        return Err(RecordError::Newer { found, known });
    }
    let (body, checksum) = split_checksum(text).ok_or(RecordError::NotARecord)?;
    if blake3::hash(body.as_bytes()).to_hex().as_str() != checksum {
        return Err(RecordError::Damaged);
    }
    Ok(serde_json::from_str(&format!("{body}{LAST}"))?)
}

/// The format, which every version writes first.
fn format_of(text: &str) -> Option<u64> {
    let after = text.strip_prefix('{')?.trim_start().strip_prefix("\"format\":")?.trim_start();
    after.split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

fn split_checksum(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_suffix(END)?;
    let (rest, checksum) = rest.split_at_checked(rest.len().checked_sub(HASH_DIGITS)?)?;
    Some((rest.strip_suffix(TRAILER)?, checksum))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Study {
        format: u32,
        points: Vec<f64>,
    }

    fn study(format: u32) -> (Study, String) {
        let study = Study { format, points: vec![0.1 + 0.2, 1e-310] };
        let text = seal(&(serde_json::to_string_pretty(&study).unwrap() + "\n"));
        (study, text)
    }

    #[test]
    fn an_indented_document_survives_and_every_flipped_bit_is_found() {
        let (study, text) = study(3);
        assert_eq!(unseal::<Study>(&text, 3).unwrap(), study);
        serde_json::from_str::<serde_json::Value>(&text).expect("still plain JSON");
        for bit in 0..8 * text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(flipped) = String::from_utf8(bytes) {
                assert!(unseal::<Study>(&flipped, 3).is_err(), "bit {bit}");
            }
        }
        for length in 0..text.len() {
            assert!(unseal::<Study>(&text[..length], 3).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn what_is_written_piece_by_piece_is_the_sealed_text() {
        for points in [0, 1, 3, 10_000] {
            let study =
                Study { format: 3, points: (0..points).map(|point| f64::from(point) / 7.0).collect() };
            let mut written = Vec::new();
            write_sealed(&study, &mut written).unwrap();
            let text = seal(&(serde_json::to_string_pretty(&study).unwrap() + "\n"));
            assert!(written == text.as_bytes(), "{points} points");
        }
    }

    #[test]
    fn a_newer_format_is_told_from_damage_wherever_its_end_lies() {
        let (_, text) = study(4);
        for text in [text.as_str(), "{ \"format\": 99 }", "{\"format\":4,"] {
            let error = unseal::<Study>(text, 3).unwrap_err().to_string();
            assert!(error.contains("up to format 3; use a newer"), "{error}");
        }
        for text in ["", "{}", "[]", "{\"format\": x", "{\"format\": 3}"] {
            assert!(matches!(unseal::<Study>(text, 3), Err(RecordError::NotARecord)), "{text}");
        }
    }
}
