//! Two names of a point that are known by their few bytes: its scenario's hash, and its record's place.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A BLAKE3 hash, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hash = blake3::Hash::from_hex(text).map_err(|_| format!("`{text}` is no hash"))?;
        Ok(Self(*hash.as_bytes()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

/// The file of a point's record below the sweep's directory: `points/0012/record.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordName {
    point: usize,
    digits: u8,
}

impl RecordName {
    /// The record of a point, by its number from 1, among so many.
    pub fn new(point: usize, points: usize) -> Self {
        let digits = points.checked_ilog10().unwrap_or(0) + 1;
        Self { point, digits: digits.max(4) as u8 }
    }

    /// Digits of the point's number, leading zeros included.
    pub(super) fn digits(self) -> u8 {
        self.digits
    }

    pub(super) fn with_digits(point: usize, digits: u8) -> Self {
        Self { point, digits }
    }
}

impl FromStr for RecordName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_prefix("points/").and_then(|rest| rest.strip_suffix("/record.json"));
        let digits = number.filter(|number| number.bytes().all(|sign| sign.is_ascii_digit()));
        let name = digits.and_then(|number| {
            Some(Self { point: number.parse().ok()?, digits: u8::try_from(number.len()).ok()? })
        });
        // Anything else would lead out of the sweep's directory.
        name.ok_or_else(|| format!("`{text}` is no record of a point"))
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "points/{:0digits$}/record.json", self.point, digits = usize::from(self.digits))
    }
}

/// Written and read by their texts.
macro_rules! by_text {
    ($($name:ty),+) => {$(
        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.to_string()
            }
        }
    )+};
}

by_text!(Digest, RecordName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written_and_nothing_else_is() {
        for (point, points, text) in [
            (1, 9_999, "points/0001/record.json"),
            (12, 10_000, "points/00012/record.json"),
            (1_000_000, 1_000_000, "points/1000000/record.json"),
        ] {
            assert_eq!(RecordName::new(point, points).to_string(), text);
            assert_eq!(text.parse(), Ok(RecordName::new(point, points)));
        }
        for text in
            ["points/../record.json", "points//record.json", "points/+1/record.json", "/etc/passwd", ""]
        {
            assert!(text.parse::<RecordName>().is_err(), "{text}");
        }
        let hash = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        assert_eq!(hash.parse::<Digest>().unwrap().to_string(), hash);
        assert!("af13".parse::<Digest>().is_err());
    }
}
