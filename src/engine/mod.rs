//! The engine: pages of replicates to workers, tallies back. The only room that names rayon.
//!
//! Tasks are handed out in order from one counter and every task that was begun is finished, so whatever is
//! done at an interruption is a prefix of the run: its record equals that of a run of that length.

mod export;
mod many;
mod paired;
mod progress;
mod split;
mod task;
mod waves;
mod work;

pub use export::{Collect, Export, Format, GROUP_REPLICATES};
pub use many::{Expected, Keeper, Ledger, Points, run_many, seconds_per_page};
pub use paired::{run_paired, run_paired_pages};
pub use progress::{Progress, Silent};
pub use split::{Split, variance_split};
pub use task::{Error, Options, run, run_pages};
pub use waves::run_until;
