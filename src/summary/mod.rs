//! The summary: what a run found out, as plain numbers that serialise and print nothing.

pub mod belief;
mod describe;
mod document;
mod drivers;
mod joint;
mod money;
mod named;
mod precision;
mod record;
mod recorded;
mod sealed;
mod summarise;
mod tidy;

pub(crate) use describe::{Described, batch_error, chance};
pub use document::*;
pub use joint::{JointChance, JointSummary};
pub use money::MoneyNote;
pub use named::Named;
pub use precision::{Precision, precision, replicates_for, worth_in_plain_replicates};
pub use record::*;
pub use sealed::{RecordError, seal, unseal, write_sealed};
pub(crate) use summarise::month;
pub use summarise::{chance_name, design_name, scenario_info, summarise, summarise_with_sample};
pub use tidy::{TidyRow, tidy};

/// The tally's selections: futures in which the law does not pass, and those in which it does.
const NOT_ENACTED: usize = 0;
pub(crate) const ENACTED: usize = 1;
