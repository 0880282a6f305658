//! The formula language: grammar, truth tables, units, errors, bombs, and an independent evaluator.

mod world;

mod values;
