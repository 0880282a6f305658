//! The formula language: grammar, truth tables, units, errors, bombs, and an independent evaluator.

mod bombs;
mod documentation;
mod errors;
mod order;
mod twin;
mod units;
mod values;
mod world;
