//! Sweeps: one scenario at many points, or many scenarios, on the same futures.
//!
//! A [`Request`] says what is swept, a [`Sweep`] binds it to its scenarios and knows the points by number, a [`Store`]
//! keeps what they find out, [`run`] plays those that it has not got, and [`describe`] says what all of them found out.

mod check;
mod decimal;
mod document;
pub mod findings;
mod latin;
mod names;
mod ordered;
mod points;
mod request;
mod rows;
mod run;
mod space;
mod store;
mod table;
mod values;

pub use document::*;
pub use names::{Digest, RecordName};
pub use ordered::RowSink;
pub use points::Finished;
pub(super) use points::answers;
pub use request::Request;
pub use run::{Preview, RunError, describe, run, timing};
pub use space::{Base, Sweep};
pub use store::{PointRows, Store, StoreError};
pub use table::{Point, PointTable};
