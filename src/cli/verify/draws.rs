//! The draws beside a record: drawn again on their way past the file.

use super::Failure;
use super::against::Against;
use crate::engine::{Collect, Export};
use crate::model::Plan;
use crate::output::draws::{Draws, Form};
use crate::output::numbers::count;
use crate::output::parquet;
use crate::summary::Document;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A file of draws that is compared with those of a run.
pub struct Comparing {
    export: Export<Draws<Against>>,
    form: Form,
    path: PathBuf,
}

impl Comparing {
    /// The files of draws beside a record, each ready to be compared.
    pub fn beside(record: &Path, plan: &Plan) -> Result<Vec<Self>, Failure> {
        let path = |form: Form| (form, record.with_file_name(form.file_name()));
        let there = [Form::Csv, Form::Parquet].map(path).into_iter().filter(|(_, path)| path.exists());
        there.map(|(form, path)| Self::begin(form, path, plan)).collect()
    }

    fn begin(form: Form, path: PathBuf, plan: &Plan) -> Result<Self, Failure> {
        let told = |source| Failure::Read { path: path.clone(), source };
        let table = Draws::new(plan, form).map_err(|error| Failure::Format(error.to_string()))?;
        let file = table.begin(Against::open(&path).map_err(told)?).map_err(told)?;
        Ok(Self { export: Export::new(table, file), form, path })
    }

    /// Who gets the replicates.
    pub fn collector(&self) -> &dyn Collect {
        &self.export
    }

    /// The file, and the place where it differs from the draws of the run that `document` is of.
    pub fn finish(self, document: &Document) -> Result<(PathBuf, Option<String>), Failure> {
        let Self { export, form, path } = self;
        let told = |source| Failure::Read { path: path.clone(), source };
        let (table, file, _) = export.finish().map_err(told)?;
        let against = table.end(file, document).map_err(told)?;
        let difference = against.finish().map_err(told)?;
        let place = difference.map(|byte| place(form, &path, byte)).transpose().map_err(told)?;
        Ok((path, place))
    }
}

/// A byte of a file of draws in words.
fn place(form: Form, path: &Path, byte: u64) -> io::Result<String> {
    let file = File::open(path)?;
    if byte >= file.metadata()?.len() {
        return Ok("it ends too early".to_owned());
    }
    match form {
        Form::Csv => in_csv(BufReader::new(file), byte),
        Form::Parquet => Ok(match parquet::whereabouts(file, byte) {
            Some((column, rows)) => {
                let last = count(rows.end.saturating_sub(1));
                format!("`{column}` differs in futures {} to {last}", count(rows.start))
            }
            None => format!("byte {} differs, which is of no column", count(byte)),
        }),
    }
}

/// The line and the column in which a byte lies.
fn in_csv(mut file: impl BufRead, byte: u64) -> io::Result<String> {
    let (mut header, mut line, mut start, mut number) = (String::new(), Vec::new(), 0, 0);
    loop {
        line.clear();
        let length = file.read_until(b'\n', &mut line)? as u64;
        number += 1;
        if number == 1 {
            header = String::from_utf8_lossy(&line).trim_end().to_owned();
        }
        if length == 0 || start + length > byte {
            break;
        }
        start += length;
    }
    let before = &line[..(byte.saturating_sub(start) as usize).min(line.len())];
    let commas = before.iter().filter(|&&sign| sign == b',').count();
    let column = header.split(',').nth(commas).unwrap_or_default();
    Ok(match number {
        1 => "line 1 differs, which names the columns".to_owned(),
        _ => format!("line {number} differs in `{column}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_of_a_table_is_told_by_line_and_column() {
        let table = "replicate,enacted,granted\n0,true,17\n1,false,0\n";
        let told = |byte: u64| in_csv(table.as_bytes(), byte).unwrap();
        assert_eq!(told(3), "line 1 differs, which names the columns");
        assert_eq!(told(26), "line 2 differs in `replicate`");
        assert_eq!(told(34), "line 2 differs in `granted`");
        assert_eq!(told(39), "line 3 differs in `enacted`");
    }
}
