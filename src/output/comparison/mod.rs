//! A comparison of policies on the same futures: a screen for people, tidy CSV for tools.

mod csv;
mod screen;
mod words;

pub use csv::table;
pub use screen::screen;
