//! The record of a run: everything needed to draw its report again, to check it, and to run it again.
//!
//! A record is JSON with one top-level member a line and a BLAKE3 checksum as its last. It holds no clock, no
//! machine and no thread count: the same scenario, seed and version give the same bytes.

use super::sealed::{RecordError, seal, unseal};
use super::{Document, Named};
use serde::{Deserialize, Serialize};

/// Version of the record's shape; a newer one is refused.
pub const RECORD_FORMAT: u32 = 1;

/// Points of a quantile grid: the quantiles at (i + ½) / 256.
pub const GRID_POINTS: usize = 256;

/// Replicates kept in full: 0 … 4,095.
pub const SAMPLE_REPLICATES: usize = 4096;

/// A run on disk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`RECORD_FORMAT`].
    pub format: u32,
    /// Which program made it, and how to do it again.
    pub provenance: Provenance,
    /// The resolved scenario, sources included: `extends` and `--set` applied.
    pub scenario: serde_json::Value,
    /// What `run --json` prints, without the timing.
    pub document: Document,
    /// Quantiles of each scalar output at (i + ½) / 256.
    pub grids: Named<Grid>,
    /// The first replicates in full.
    pub sample: Sample,
}

/// Which program made a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name of the program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Version of the random streams.
    pub stream_version: u32,
    /// BLAKE3 of the resolved scenario.
    pub scenario_hash: String,
    /// First replicate, and the one after the last.
    pub replicates: [u64; 2],
    /// Seed.
    pub seed: u64,
    /// Design of the points.
    pub design: String,
}

/// Quantiles of a scalar at (i + ½) / 256.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Over all futures that define it.
    pub all: Column,
    /// Over those in which the law passes; absent where enactment is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_enacted: Option<Column>,
}

/// The first replicates, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// How many.
    pub replicates: usize,
    /// In which of them the law passes; empty where enactment is certain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enacted: Vec<bool>,
    /// Uncertain inputs by path.
    pub inputs: Named<Column>,
    /// Scalar outputs by name.
    pub outputs: Named<Column>,
}

/// A column of numbers as the kernel has them: +∞ is "not within the horizon" and is written `"later"`, NaN is
/// "undefined" and is written `null`.
#[derive(Clone, Debug, Default)]
pub struct Column(pub Vec<f64>);

/// Two columns are equal where their bits are: an undefined value equals itself here.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

impl From<Vec<f64>> for Column {
    fn from(values: Vec<f64>) -> Self {
        Self(values)
    }
}

/// One number of a column, as JSON has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// A word that stands for one.
    Word(Word),
    /// Undefined: `null`.
    Undefined,
}

/// What stands instead of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// Not within the horizon.
    Later,
}

impl Cell {
    /// A number as the kernel has it.
    pub fn of(value: f64) -> Self {
        match value {
            value if value.is_finite() => Self::Number(value),
            f64::INFINITY => Self::Word(Word::Later),
            _ => Self::Undefined,
        }
    }

    /// The number as the kernel has it.
    pub fn value(self) -> f64 {
        match self {
            Self::Number(value) => value,
            Self::Word(Word::Later) => f64::INFINITY,
            Self::Undefined => f64::NAN,
        }
    }
}

impl Serialize for Column {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|&value| Cell::of(value)))
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cells = Vec::<Cell>::deserialize(deserializer)?;
        Ok(Self(cells.into_iter().map(Cell::value).collect()))
    }
}

impl Record {
    /// The record as text, checksum included.
    ///
    /// # Errors
    /// None in practice: every type here has a JSON form. Passed on rather than assumed.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let mut text = String::from("{\n");
        let mut member = |name: &str, value: String| {
            let comma = if text.len() > 2 { ",\n" } else { "" };
            text.push_str(&format!("{comma}\"{name}\": {value}"));
        };
        member("format", self.format.to_string());
        member("provenance", serde_json::to_string(&self.provenance)?);
        member("scenario", serde_json::to_string(&self.scenario)?);
        // A record says nothing that differs between two runs of the same.
        let document = Document { timing: None, ..self.document.clone() };
        member("document", serde_json::to_string(&document)?);
        member("grids", serde_json::to_string(&self.grids)?);
        member("sample", serde_json::to_string(&self.sample)?);
        Ok(seal(&text))
    }

    /// Values at (i + ½) / 256 of an output, given enactment where enactment can fail; +∞ is beyond the horizon, and
    /// nothing is known of an unknown output.
    pub fn judged_grid(&self, output: &str) -> &[f64] {
        let grid = self.grids.get(output);
        grid.map_or(&[], |grid| grid.if_enacted.as_ref().unwrap_or(&grid.all).0.as_slice())
    }

    /// Reads a record back.
    ///
    /// # Errors
    /// [`RecordError`]: every truncation and every changed byte is found, and a newer format refused.
    pub fn from_text(text: &str) -> Result<Self, RecordError> {
        unseal(text, RECORD_FORMAT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::Timing;

    fn record() -> Record {
        let mut record = Record { format: RECORD_FORMAT, ..Default::default() };
        record.scenario = serde_json::json!({ "title": "Grüße", "run": { "seed": 7 } });
        let column = Column(vec![0.1 + 0.2, f64::INFINITY, f64::NAN, -0.0, 1e-310]);
        record.grids.insert("granted", Grid { all: column.clone(), if_enacted: None });
        record.sample.outputs.insert("granted", column);
        record
    }

    #[test]
    fn a_record_survives_writing_and_reading_to_the_bit() {
        let text = record().to_text().unwrap();
        assert_eq!(Record::from_text(&text).unwrap(), record());
        assert!(text.contains(r#"[0.30000000000000004,"later",null,-0.0,1e-310]"#), "{text}");
        serde_json::from_str::<serde_json::Value>(&text).expect("a record is plain JSON");
    }

    #[test]
    fn how_long_a_run_took_does_not_enter_its_record() {
        let mut slow = record();
        slow.document.timing = Some(Timing { seconds: 9.0, ..Default::default() });
        assert_eq!(slow.to_text().unwrap(), record().to_text().unwrap());
    }

    #[test]
    fn every_truncation_and_every_flipped_bit_is_found() {
        let text = record().to_text().unwrap();
        for length in 0..text.len() {
            let Some(cut) = text.get(..length) else { continue };
            assert!(Record::from_text(cut).is_err(), "cut at {length}");
        }
        for bit in 0..8 * text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(flipped) = String::from_utf8(bytes) {
                assert!(Record::from_text(&flipped).is_err(), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_newer_format_is_refused_with_what_to_do() {
        let newer = Record { format: RECORD_FORMAT + 1, ..record() }.to_text().unwrap();
        let error = Record::from_text(&newer).unwrap_err().to_string();
        assert!(error.contains("format 2") && error.contains("newer"), "{error}");
    }
}
