//! Studies: programs over the pipe that ask more than one run can answer.
//!
//! Design points go in, documents come out; nothing here prints or reads a terminal. A study uses the model through
//! the same seam as a run and has no branch inside it.

pub mod again;
pub mod compare;
pub mod diff;
pub mod replay;
pub mod sweep;

pub use compare::Comparison;
pub use diff::{Diff, diff};
pub use replay::{Future, replay};
pub use sweep::SweepDocument;
