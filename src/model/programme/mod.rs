//! The programme: people, months, offices, status and money, with and without an amnesty.
//!
//! A block of replicates is played as columns, one value a replicate, month by month in the order of rule D8.
//! [`ProgrammePlan`] compiles a scenario, [`realise_calendar`] decides whether the law passes, [`simulate`] plays. What
//! every step means is in `docs/model.md`, rules D1–D46.

mod applications;
mod arrivals;
mod begin;
mod calendar;
mod chance;
mod columns;
mod compile;
mod conservation;
mod decisions;
mod footprint;
mod horizon;
mod ledger;
mod money;
mod offices;
mod parameters;
mod pending;
mod plan;
mod records;
mod resolve;
mod roster;
mod shared;
mod simulate;
mod state;
mod status;
mod streams;
mod structure;
mod take_up;
mod timing;
mod waiting;

pub use calendar::realise_calendar;
pub use plan::ProgrammePlan;
pub use resolve::Slots;
pub use simulate::simulate;
pub use state::Workspace;
pub use structure::Structure;
pub use timing::TimingLaw;
