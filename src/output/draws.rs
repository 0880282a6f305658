//! Every replicate of a run as a table: its number, the law's fate, the inputs drawn, what came of them.
//!
//! Two ways of having no value are told apart: "later than the horizon" is +∞ (`inf`), "undefined" (a ratio without
//! cases) is null, an empty cell in CSV.

use super::parquet::{self, Kind, Schema, Values};
use crate::catalogue::OutputKind;
use crate::engine::Format;
use crate::model::{OutputSource, Plan, PlannedOutput};
use crate::storage::StagedFile;
use crate::summary::{Document, Provenance};
use crate::tally::{Layout, Part, Rows};
use std::io::{self, Write};
use std::marker::PhantomData;

/// In which form draws are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Form {
    /// Name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "draws.csv",
            Self::Parquet => "draws.parquet",
        }
    }

    /// Bytes of a number: eight, or up to so many digits and a comma.
    fn bytes_a_number(self) -> u64 {
        match self {
            Self::Csv => 19,
            Self::Parquet => 8,
        }
    }
}

/// The table of a plan's replicates, in one form, on its way to a file or to whatever else takes bytes.
#[derive(Debug)]
pub struct Draws<W = StagedFile> {
    columns: Vec<Column>,
    form: Encoder,
    out: PhantomData<fn(W)>,
}

#[derive(Debug)]
enum Encoder {
    Csv,
    Parquet(Schema),
}

/// A column of the table.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    label: String,
    unit: String,
    content: Content,
}

/// Where a column's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// The number of the replicate.
    Replicate,
    /// Whether the law passes.
    Enacted,
    /// An input, by its place among the tallied columns.
    Input(usize),
    /// An output, by its place among the tallied columns, and whether it can be undefined.
    Output(usize, bool),
}

/// A file of draws that is being written.
pub enum File<W: Write + Send> {
    /// Text.
    Csv(W),
    /// Row groups.
    Parquet(Box<parquet::Writer<W>>),
}

/// A group of replicates in the form of the file.
pub enum Encoded {
    /// Lines.
    Csv(Vec<u8>),
    /// A row group.
    Parquet(parquet::Encoded),
}

impl<W: Write + Send> Draws<W> {
    /// The table of a plan.
    ///
    /// # Errors
    /// None in practice: a plan's columns have names of their own. Passed on rather than assumed.
    pub fn new(plan: &Plan, form: Form) -> io::Result<Self> {
        let columns = columns(plan);
        let form = match form {
            Form::Csv => Encoder::Csv,
            Form::Parquet => Encoder::Parquet(Schema::new(&columns.iter().map(field).collect::<Vec<_>>())?),
        };
        Ok(Self { columns, form, out: PhantomData })
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// About what so many replicates take on disk, in bytes.
    pub fn bytes(&self, replicates: u64) -> u64 {
        let form = match self.form {
            Encoder::Csv => Form::Csv,
            Encoder::Parquet(_) => Form::Parquet,
        };
        replicates.saturating_mul(self.columns.len() as u64).saturating_mul(form.bytes_a_number())
    }

    /// Begins the file.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn begin(&self, mut out: W) -> io::Result<File<W>> {
        match &self.form {
            Encoder::Csv => {
                let names: Vec<String> = self.columns.iter().map(|column| quoted(&column.name)).collect();
                writeln!(out, "{}", names.join(","))?;
                Ok(File::Csv(out))
            }
            Encoder::Parquet(schema) => Ok(File::Parquet(Box::new(parquet::Writer::new(out, schema)?))),
        }
    }

    /// Ends the file; Parquet says in its metadata what made it, and of each column what it is.
    ///
    /// # Errors
    /// What the file reports.
    pub fn end(&self, file: File<W>, document: &Document) -> io::Result<W> {
        match file {
            File::Csv(out) => Ok(out),
            File::Parquet(writer) => writer.finish(&self.about(document)),
        }
    }

    fn about(&self, document: &Document) -> Vec<(String, String)> {
        let made = Provenance::of(document);
        let run = &document.run;
        let columns: serde_json::Map<_, _> =
            self.columns.iter().map(|column| (column.name.clone(), column.about())).collect();
        let pairs = [
            ("program", format!("{} {}", made.program, made.version)),
            ("stream_version", made.stream_version.to_string()),
            ("title", document.scenario.title.clone()),
            ("scenario_hash", made.scenario_hash),
            ("seed", made.seed.to_string()),
            ("design", made.design),
            ("replicates", run.replicates.to_string()),
            ("complete", run.complete.to_string()),
            ("columns", serde_json::Value::Object(columns).to_string()),
            ("missing", "+inf: later than the horizon; null: undefined, a ratio without cases".to_owned()),
        ];
        pairs.into_iter().map(|(key, value)| (format!("amnesty.{key}"), value)).collect()
    }

    fn rows(&self, pages: &[Rows]) -> Vec<u8> {
        let replicates: usize = pages.iter().map(|page| page.n).sum();
        let mut out = Vec::with_capacity(replicates * self.columns.len() * 12);
        for page in pages {
            let columns: Vec<&[f64]> = self.columns.iter().map(|column| column.numbers(page)).collect();
            for row in 0..page.n {
                for (column, numbers) in self.columns.iter().zip(&columns) {
                    if column.content != Content::Replicate {
                        out.push(b',');
                    }
                    // Writing into memory cannot fail.
                    let _ = match column.content {
                        Content::Replicate => write!(out, "{}", page.first + row as u64),
                        Content::Enacted => write!(out, "{}", numbers[row] > 0.0),
                        Content::Input(_) | Content::Output(..) => cell(&mut out, numbers[row]),
                    };
                }
                out.push(b'\n');
            }
        }
        out
    }
}

impl<W: Write + Send> Format for Draws<W> {
    type Encoded = Encoded;
    type File = File<W>;

    fn encode(&self, pages: &[Rows]) -> io::Result<Encoded> {
        let Encoder::Parquet(schema) = &self.form else { return Ok(Encoded::Csv(self.rows(pages))) };
        let first = pages.first().map_or(0, |page| page.first);
        let replicates: usize = pages.iter().map(|page| page.n).sum();
        let numbers: Vec<i64> = (first as i64..).take(replicates).collect();
        let enacted: Vec<bool> = pages.iter().flat_map(|page| page.enacted()).map(|&law| law > 0.0).collect();
        let values = self.columns.iter().map(|column| match column.content {
            Content::Replicate => Values::Integers(vec![&numbers]),
            Content::Enacted => Values::Flags(vec![&enacted]),
            _ => Values::Numbers(pages.iter().map(|page| column.numbers(page)).collect()),
        });
        schema.encode(&values.collect::<Vec<_>>()).map(Encoded::Parquet)
    }

    fn append(&self, file: &mut Self::File, group: Encoded) -> io::Result<()> {
        match (file, group) {
            (File::Csv(out), Encoded::Csv(lines)) => out.write_all(&lines),
            (File::Parquet(writer), Encoded::Parquet(group)) => writer.append(group),
            _ => Err(io::Error::other("a file and its rows are of two forms")),
        }
    }
}

/// The columns: replicate, the law's fate where it is open, inputs, outputs.
fn columns(plan: &Plan) -> Vec<Column> {
    let mut columns = vec![column("replicate", "Number of the future", "", Content::Replicate)];
    if plan.enactment_is_uncertain() {
        columns.push(column("enacted", "Whether the law passes", "", Content::Enacted));
    }
    let parts = || Layout::new(plan).parts[1].clone().into_iter().enumerate();
    for (place, part) in parts() {
        let Part::Input(index) = part else { continue };
        let path = &plan.inputs().columns()[index].path;
        let unit = plan.input_unit(path).to_string();
        add(&mut columns, column(&path.replace('/', "."), "", &unit, Content::Input(place)), "input");
    }
    for (place, part) in parts() {
        let Part::Output(index) = part else { continue };
        let output = &plan.outputs()[index];
        let content = Content::Output(place, can_be_undefined(output));
        let unit = output.unit.to_string();
        add(&mut columns, column(&output.name, &output.label, &unit, content), "output");
    }
    columns
}

fn column(name: &str, label: &str, unit: &str, content: Content) -> Column {
    Column { name: name.to_owned(), label: label.to_owned(), unit: unit.to_owned(), content }
}

/// Adds a column; a name that is taken already gets its kind in front.
fn add(columns: &mut Vec<Column>, mut column: Column, kind: &str) {
    while columns.iter().any(|known| known.name == column.name) {
        column.name = format!("{kind}.{}", column.name);
    }
    columns.push(column);
}

/// Whether some futures may have no value: ratios without cases, formulas that divide by nothing.
fn can_be_undefined(output: &PlannedOutput) -> bool {
    output.kind == OutputKind::Ratio || matches!(output.source, OutputSource::Formula(_))
}

fn field(column: &Column) -> parquet::Column {
    let kind = match column.content {
        Content::Replicate => Kind::Integer,
        Content::Enacted => Kind::Flag,
        Content::Output(_, true) => Kind::OptionalNumber,
        Content::Input(_) | Content::Output(_, false) => Kind::Number,
    };
    parquet::Column { name: column.name.clone(), kind }
}

impl Column {
    /// The column's values on a page; of no meaning for the number of the replicate.
    fn numbers<'a>(&self, page: &'a Rows) -> &'a [f64] {
        match self.content {
            Content::Replicate | Content::Enacted => page.enacted(),
            Content::Input(place) | Content::Output(place, _) => page.column(place),
        }
    }

    fn about(&self) -> serde_json::Value {
        let kind = match self.content {
            Content::Replicate => "replicate",
            Content::Enacted => "enacted",
            Content::Input(_) => "input",
            Content::Output(..) => "output",
        };
        serde_json::json!({ "kind": kind, "unit": self.unit, "label": self.label })
    }
}

/// A number that reads back to the same bits; whole numbers without a point.
pub(super) fn cell(out: &mut Vec<u8>, value: f64) -> io::Result<()> {
    /// Beyond it not every whole number has bits of its own.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    match value {
        value if value.is_nan() => Ok(()),
        value
            if value.fract() == 0.0 && value.abs() < WHOLE && (value != 0.0 || value.is_sign_positive()) =>
        {
            write!(out, "{}", value as i64)
        }
        value => write!(out, "{value:?}"),
    }
}

/// A name as CSV has it.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_back_to_the_same_bits() {
        let text = |value| {
            let mut out = Vec::new();
            cell(&mut out, value).unwrap();
            String::from_utf8(out).unwrap()
        };
        for value in
            [0.1 + 0.2, -0.0, 1e300, 5e-324, 123_456_789.0, -7.0, 9_007_199_254_740_993.0, f64::INFINITY]
        {
            assert_eq!(text(value).parse::<f64>().unwrap().to_bits(), value.to_bits(), "{}", text(value));
        }
        assert_eq!(
            (text(1_437_215.0), text(f64::INFINITY), text(f64::NAN)),
            ("1437215".into(), "inf".into(), String::new())
        );
    }
}
