//! The draws beside a record: drawn again on their way past the file.

use super::Failure;
use super::against::Against;
use super::place::place;
use crate::engine::{Collect, Export};
use crate::model::Plan;
use crate::output::draws::{Draws, Form};
use crate::summary::Document;
use std::path::{Path, PathBuf};

/// A file of draws that is compared with those of a run.
pub struct Comparing {
    export: Export<Draws<Against>>,
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
        Ok(Self { export: Export::new(table, file), path })
    }

    /// Who gets the replicates.
    pub fn collector(&self) -> &dyn Collect {
        &self.export
    }

    /// The file, and the place where it differs from the draws of the run that `document` is of.
    pub fn finish(self, document: &Document) -> Result<(PathBuf, Option<String>), Failure> {
        let Self { export, path } = self;
        let told = |source| Failure::Read { path: path.clone(), source };
        let (table, file, _) = export.finish().map_err(told)?;
        let against = table.end(file, document).map_err(told)?;
        let difference = against.finish().map_err(told)?;
        let place = difference.map(|byte| place(&path, byte, "futures")).transpose().map_err(told)?;
        Ok((path, place))
    }
}
