//! Tallies: what is kept of the replicates, in memory that does not grow with their number.
//!
//! Counts are integers and merge exactly in any order; moments are merged in the complete binary tree over page
//! numbers. Any split of a run into page ranges therefore ends in the same bits. An exact ledger counts the
//! replicates that entered, because statistics cannot see a lost one.

mod batch;
mod counts;
mod footprint;
mod joint;
mod layout;
mod page;
pub mod paired;
mod rows;
mod sample;
mod total;
mod worker;

pub use footprint::Footprint;
pub use joint::Judged;
pub use layout::{Layout, Part, Selection};
pub use paired::{PairedTally, PairedWorker, Pairing};
pub use rows::Rows;
pub use sample::Sample;
pub use total::{Batch, Column, MergeError, Tally};
pub use worker::Worker;
