//! Tables as Apache Parquet: what pandas, R arrow and DuckDB read as it is.
//!
//! A [`Schema`] turns rows into an [`Encoded`] group, on any thread and several at once; a [`Writer`] appends groups in
//! order. Numbers are written plainly: no dictionary, no compression, no statistics. Random numbers do not compress,
//! and a run makes them faster than anything else could write them. So a column of numbers is a copy and a page header:
//! its room is used again group after group, because memory that is new to the process costs more than the copy.

use ::parquet::basic::{
    Compression, CompressionCodec, Encoding, EncodingMask, LogicalType, Repetition, Type as Physical,
};
use ::parquet::column::page::{CompressedPage, Page, PageWriter};
use ::parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ColumnChunkMetaData, KeyValue};
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::{ColumnDescPtr, SchemaDescPtr, SchemaDescriptor, Type};
use bytes::Bytes;
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers, 64 bits with sign.
    Integer,
    /// Numbers; each is there.
    Number,
    /// Numbers of which some may be missing: NaN is written as null.
    OptionalNumber,
    /// True or false.
    Flag,
    /// Text, UTF-8.
    Text,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name, unique in its table.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// The values of one column for the rows of a group, in runs that follow one another.
#[derive(Clone, Debug)]
pub enum Values<'a> {
    /// For [`Kind::Integer`].
    Integers(Vec<&'a [i64]>),
    /// For [`Kind::Number`] and [`Kind::OptionalNumber`].
    Numbers(Vec<&'a [f64]>),
    /// For [`Kind::Flag`].
    Flags(Vec<&'a [bool]>),
    /// For [`Kind::Text`].
    Texts(Vec<&'a str>),
}

/// The columns of a table and how they are encoded.
#[derive(Debug)]
pub struct Schema {
    descriptor: SchemaDescPtr,
    properties: WriterPropertiesPtr,
    room: Arc<Room>,
}

/// Room of chunks that were written, for those that come.
#[derive(Debug, Default)]
struct Room(Mutex<Vec<Vec<u8>>>);

/// Bytes whose room goes back when they are no longer needed.
struct Lent {
    bytes: Vec<u8>,
    room: Arc<Room>,
}

/// A row group that is ready to be appended.
#[derive(Debug)]
pub struct Encoded {
    columns: Vec<(Bytes, ColumnCloseResult)>,
}

/// A Parquet file that is being written.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
}

impl Schema {
    /// A table of some columns.
    ///
    /// # Errors
    /// Where the columns make no table: none at all, or a name twice.
    pub fn new(columns: &[Column]) -> io::Result<Self> {
        let fields: Vec<_> = columns.iter().map(field).collect::<Result<_, _>>().map_err(reason)?;
        let twice = |(at, column): (usize, &Column)| columns[..at].iter().any(|c| c.name == column.name);
        if fields.is_empty() || columns.iter().enumerate().any(twice) {
            return Err(io::Error::other("a table needs columns, each with a name of its own"));
        }
        let root = Type::group_type_builder("schema").with_fields(fields).build().map_err(reason)?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("amnesty version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_dictionary_enabled(false)
            .set_compression(Compression::UNCOMPRESSED)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_offset_index_disabled(true)
            .set_max_row_group_row_count(None)
            .build();
        let descriptor = Arc::new(SchemaDescriptor::new(Arc::new(root)));
        Ok(Self { descriptor, properties: Arc::new(properties), room: Arc::default() })
    }

    /// Encodes a row group: one entry of `values` a column, all of the same number of rows.
    ///
    /// # Errors
    /// Where the values are not of the columns' kinds.
    pub fn encode(&self, values: &[Values<'_>]) -> io::Result<Encoded> {
        if values.len() != self.descriptor.num_columns() {
            return Err(io::Error::other("a row group needs values for each column"));
        }
        let columns = values.iter().enumerate().map(|(index, values)| self.encode_column(index, values));
        Ok(Encoded { columns: columns.collect::<Result<_, _>>().map_err(reason)? })
    }

    fn encode_column(
        &self,
        index: usize,
        values: &Values<'_>,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let descriptor = self.descriptor.column(index);
        let may_miss = descriptor.max_def_level() > 0;
        if let (Values::Numbers(runs), Physical::DOUBLE, false) =
            (values, descriptor.physical_type(), may_miss)
        {
            return self.encode_plainly(descriptor, runs);
        }
        let mut chunk = TrackedWrite::new(Vec::with_capacity(values.bytes()));
        let pages = Box::new(SerializedPageWriter::new(&mut chunk));
        let mut writer = get_column_writer(descriptor, Arc::clone(&self.properties), pages);
        match (&mut writer, values) {
            (ColumnWriter::Int64ColumnWriter(column), Values::Integers(runs)) => {
                runs.iter().try_for_each(|run| column.write_batch(run, None, None).map(drop))?;
            }
            (ColumnWriter::DoubleColumnWriter(column), Values::Numbers(runs)) => {
                let (mut there, mut levels) = (Vec::new(), Vec::new());
                for run in runs {
                    there.clear();
                    there.extend(run.iter().filter(|value| !value.is_nan()));
                    levels.clear();
                    levels.extend(run.iter().map(|value| i16::from(!value.is_nan())));
                    column.write_batch(&there, Some(&levels), None)?;
                }
            }
            (ColumnWriter::BoolColumnWriter(column), Values::Flags(runs)) => {
                runs.iter().try_for_each(|run| column.write_batch(run, None, None).map(drop))?;
            }
            (ColumnWriter::ByteArrayColumnWriter(column), Values::Texts(texts)) => {
                let texts: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(*text)).collect();
                column.write_batch(&texts, None, None)?;
            }
            _ => return Err(ParquetError::General("values are not of their column's kind".to_owned())),
        }
        let closed = writer.close()?;
        Ok((Bytes::from(chunk.into_inner()?), closed))
    }
}

impl Schema {
    /// Numbers of which none is missing, as one page: what the general writer makes of them, in a copy less and in room
    /// that is there already.
    fn encode_plainly(
        &self,
        descriptor: ColumnDescPtr,
        runs: &[&[f64]],
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let rows: usize = runs.iter().map(|run| run.len()).sum();
        let mut numbers = self.lend();
        numbers.bytes.reserve(8 * rows);
        for run in runs {
            numbers.bytes.extend(run.iter().flat_map(|value| value.to_le_bytes()));
        }
        let page = Page::DataPage {
            buf: Bytes::from_owner(numbers),
            num_values: rows as u32,
            encoding: Encoding::PLAIN,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let mut chunk = TrackedWrite::new(self.lend());
        let mut pages = SerializedPageWriter::new(&mut chunk);
        let written = pages.write_page(CompressedPage::new(page, 8 * rows))?;
        pages.close()?;
        let metadata = ColumnChunkMetaData::builder(descriptor)
            .set_compression_codec(CompressionCodec::UNCOMPRESSED)
            .set_encodings_mask(EncodingMask::new_from_encodings([Encoding::PLAIN, Encoding::RLE].iter()))
            .set_total_compressed_size(written.compressed_size as i64)
            .set_total_uncompressed_size(written.uncompressed_size as i64)
            .set_num_values(rows as i64)
            .set_data_page_offset(written.offset as i64)
            .build()?;
        let closed = ColumnCloseResult {
            bytes_written: written.bytes_written,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok((Bytes::from_owner(chunk.into_inner()?), closed))
    }

    fn lend(&self) -> Lent {
        let bytes = self.room.lock().pop().unwrap_or_default();
        Lent { bytes, room: Arc::clone(&self.room) }
    }
}

impl Room {
    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        self.room.lock().push(bytes);
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Write for Lent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Values<'_> {
    /// About what these take in a file.
    fn bytes(&self) -> usize {
        const HEADERS: usize = 1024;
        HEADERS
            + match self {
                Self::Integers(runs) => 8 * runs.iter().map(|run| run.len()).sum::<usize>(),
                Self::Numbers(runs) => 8 * runs.iter().map(|run| run.len()).sum::<usize>(),
                Self::Flags(runs) => runs.iter().map(|run| run.len()).sum::<usize>() / 8,
                Self::Texts(texts) => texts.iter().map(|text| 4 + text.len()).sum(),
            }
    }
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn new(out: W, schema: &Schema) -> io::Result<Self> {
        let root = schema.descriptor.root_schema_ptr();
        let file = SerializedFileWriter::new(out, root, Arc::clone(&schema.properties));
        Ok(Self { file: file.map_err(reason)? })
    }

    /// Appends a group that the file's own schema encoded.
    ///
    /// # Errors
    /// What the file reports.
    pub fn append(&mut self, group: Encoded) -> io::Result<()> {
        let mut rows = self.file.next_row_group().map_err(reason)?;
        for (bytes, closed) in group.columns {
            rows.append_column(&bytes, closed).map_err(reason)?;
        }
        rows.close().map(drop).map_err(reason)
    }

    /// Ends the file with what there is to say about it, as pairs of key and value, and gives back what it went to.
    ///
    /// # Errors
    /// What the file reports.
    pub fn finish(mut self, about: &[(String, String)]) -> io::Result<W> {
        for (key, value) in about {
            self.file.append_key_value_metadata(KeyValue::new(key.clone(), value.clone()));
        }
        self.file.into_inner().map_err(reason)
    }
}

/// Where a byte of a file lies: the column, and the rows of its group. `None` outside of all columns, and where the file
/// cannot be understood.
pub fn whereabouts(file: File, byte: u64) -> Option<(String, Range<u64>)> {
    let reader = SerializedFileReader::new(file).ok()?;
    let mut first = 0;
    for group in reader.metadata().row_groups() {
        let rows = first..first + group.num_rows().unsigned_abs();
        for column in group.columns() {
            let (start, length) = column.byte_range();
            if (start..start + length).contains(&byte) {
                return Some((column.column_path().string(), rows));
            }
        }
        first = rows.end;
    }
    None
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, repetition, logical) = match column.kind {
        Kind::Integer => (Physical::INT64, Repetition::REQUIRED, None),
        Kind::Number => (Physical::DOUBLE, Repetition::REQUIRED, None),
        Kind::OptionalNumber => (Physical::DOUBLE, Repetition::OPTIONAL, None),
        Kind::Flag => (Physical::BOOLEAN, Repetition::REQUIRED, None),
        Kind::Text => (Physical::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
    };
    let builder = Type::primitive_type_builder(&column.name, physical);
    Ok(Arc::new(builder.with_repetition(repetition).with_logical_type(logical).build()?))
}

/// The system's own reason where there is one: a full disk must stay a full disk.
fn reason(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::record::Field;

    fn columns(kinds: &[(&str, Kind)]) -> Vec<Column> {
        kinds.iter().map(|&(name, kind)| Column { name: name.to_owned(), kind }).collect()
    }

    fn table() -> Vec<u8> {
        let kinds = [
            ("n", Kind::Integer),
            ("take_up.eligible", Kind::Number),
            ("month", Kind::OptionalNumber),
            ("enacted", Kind::Flag),
            ("name", Kind::Text),
        ];
        let schema = Schema::new(&columns(&kinds)).unwrap();
        let mut writer = Writer::new(Vec::new(), &schema).unwrap();
        for numbers in [[0, 1, 2], [3, 4, 5]] {
            let group = [
                Values::Integers(vec![&numbers[..1], &numbers[1..]]),
                Values::Numbers(vec![&[0.1 + 0.2, -0.0], &[1e-310]]),
                Values::Numbers(vec![&[f64::NAN, 7.0], &[f64::INFINITY]]),
                Values::Flags(vec![&[true, false, true]]),
                Values::Texts(vec!["a", "Grüße", ""]),
            ];
            writer.append(schema.encode(&group).unwrap()).unwrap();
        }
        writer.finish(&[("unit".to_owned(), "people".to_owned())]).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_to_the_bit() {
        let reader = SerializedFileReader::new(Bytes::from(table())).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let metadata = reader.metadata().file_metadata();
        let pair = &metadata.key_value_metadata().unwrap()[0];
        assert_eq!((pair.key.as_str(), pair.value.as_deref()), ("unit", Some("people")));
        let rows: Vec<Vec<Field>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect())
            .collect();
        assert_eq!(rows.len(), 6);
        let bits = |field: &Field| match field {
            Field::Double(value) => value.to_bits(),
            other => panic!("{other} is no number"),
        };
        assert_eq!(rows[4][0], Field::Long(4));
        assert_eq!(bits(&rows[3][1]), (0.1f64 + 0.2).to_bits());
        assert_eq!(bits(&rows[4][1]), (-0.0f64).to_bits());
        assert_eq!(bits(&rows[5][1]), 1e-310f64.to_bits());
        assert_eq!((&rows[3][2], &rows[4][2]), (&Field::Null, &Field::Double(7.0)));
        assert_eq!(bits(&rows[5][2]), f64::INFINITY.to_bits());
        assert_eq!((&rows[4][3], &rows[4][4]), (&Field::Bool(false), &Field::Str("Grüße".to_owned())));
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        assert_eq!(table(), table());
    }

    #[test]
    fn values_of_another_kind_and_names_twice_are_refused() {
        assert!(Schema::new(&columns(&[("a", Kind::Number), ("a", Kind::Flag)])).is_err());
        assert!(Schema::new(&[]).is_err());
        let schema = Schema::new(&columns(&[("a", Kind::Number)])).unwrap();
        assert!(schema.encode(&[Values::Flags(vec![&[true]])]).is_err());
        assert!(schema.encode(&[]).is_err());
    }

    /// A disk with room for so many bytes.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_stays_a_full_disk() {
        let schema = Schema::new(&columns(&[("a", Kind::Number)])).unwrap();
        let rows = vec![0.5; 10_000];
        let mut failed = None;
        let mut writer = Writer::new(Small(100_000), &schema).unwrap();
        for _ in 0..3 {
            let group = schema.encode(&[Values::Numbers(vec![&rows])]).unwrap();
            failed = failed.or(writer.append(group).err());
        }
        let failed = failed.or_else(|| writer.finish(&[]).err()).expect("there is no room");
        assert_eq!(failed.kind(), io::ErrorKind::StorageFull);
    }
}
