//! `run --draws`: every replicate on its way into the result's directory.

use super::Failure;
use crate::engine::{Collect, Export};
use crate::model::Plan;
use crate::output::draws::{Draws, Form};
use crate::output::numbers::count;
use crate::storage::{self, ResultDirectory};
use crate::summary::Document;
use std::io;

/// The table of draws that was asked for, before the run.
pub struct Asked {
    table: Draws,
    form: Form,
    replicates: u64,
}

/// The file of draws while it is being written.
pub struct Writing {
    export: Export<Draws>,
    name: &'static str,
}

impl Asked {
    /// The table of a plan.
    pub fn new(plan: &Plan, form: Form) -> Result<Self, Failure> {
        let table = Draws::new(plan, form).map_err(|error| Failure::Format(error.to_string()))?;
        Ok(Self { table, form, replicates: plan.replicates() })
    }

    /// About what it takes on disk, in bytes.
    pub fn bytes(&self) -> u64 {
        self.table.bytes(self.replicates)
    }

    /// A lack of room told with the sum that it comes from.
    pub fn explain(&self, error: storage::Error) -> Failure {
        let storage::Error::NoRoom { .. } = error else { return error.into() };
        let (futures, columns) = (count(self.replicates), self.table.width());
        Failure::NoRoomForDraws { source: error, sum: format!("{futures} futures × {columns} columns") }
    }

    /// Begins the file.
    pub fn begin(self, directory: &mut ResultDirectory<'_>) -> Result<Writing, Failure> {
        let name = self.form.file_name();
        let file = directory.stream(name)?;
        let begun = self.table.begin(file).map_err(|source| directory.failed(name, source))?;
        Ok(Writing { export: Export::new(self.table, begun), name })
    }
}

impl Writing {
    /// Who gets the replicates.
    pub fn collector(&self) -> &dyn Collect {
        &self.export
    }

    /// Ends the file with what there is to say about the run, and leaves it with its directory.
    pub fn finish(self, document: &Document, directory: &mut ResultDirectory<'_>) -> Result<(), Failure> {
        let name = self.name;
        let told = |source: io::Error| Failure::from(directory.failed(name, source));
        let (table, file, replicates) = self.export.finish().map_err(told)?;
        if replicates != document.run.replicates {
            let counted = document.run.replicates;
            return Err(Failure::Format(format!(
                "{replicates} draws of {counted} futures: please report it"
            )));
        }
        let file = table.end(file, document).map_err(told)?;
        Ok(directory.keep(file)?)
    }
}
