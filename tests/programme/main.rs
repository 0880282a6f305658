//! The programme model: analytic laws, known answers, and a slow readable twin.

mod agreement;
mod examples;
mod extremes;
mod gap;
mod generated;
mod known_answers;
mod laws;
mod page;
mod setting;
mod split;
mod twin;
