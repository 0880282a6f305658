//! Rows of points in the order of the points, while they are finished in another.

use super::PointSummary;
use super::points::Logged;
use crate::summary::TidyRow;
use std::collections::BTreeMap;
use std::io;

/// Takes the rows of points while they are finished.
pub trait RowSink: Send {
    /// Takes the rows of a point.
    ///
    /// # Errors
    /// Where they cannot be written; the sweep ends.
    fn point(&mut self, summary: &PointSummary, rows: Vec<TidyRow>) -> io::Result<()>;

    /// Is told that none follows.
    ///
    /// # Errors
    /// Where what is left cannot be written.
    fn finish(&mut self) -> io::Result<()>;
}

/// Rows that are handed on in the order of the points: those of a point that is ahead of its time wait.
pub(super) struct Ordered<'a> {
    sink: Box<dyn RowSink + 'a>,
    next: usize,
    waiting: BTreeMap<usize, Logged>,
}

impl<'a> Ordered<'a> {
    pub fn new(sink: Box<dyn RowSink + 'a>) -> Self {
        Self { sink, next: 0, waiting: BTreeMap::new() }
    }

    /// Takes a point, and hands on what no longer waits for another.
    pub fn add(&mut self, point: usize, logged: Logged) -> io::Result<()> {
        self.waiting.insert(point, logged);
        while let Some(logged) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.hand_on(logged)?;
        }
        Ok(())
    }

    /// Hands on what still waits for points that will not come.
    pub fn finish(&mut self) -> io::Result<()> {
        std::mem::take(&mut self.waiting).into_values().try_for_each(|logged| self.hand_on(logged))?;
        self.sink.finish()
    }

    fn hand_on(&mut self, logged: Logged) -> io::Result<()> {
        let (summary, rows) = logged.into_parts();
        self.sink.point(&summary, rows)
    }
}
