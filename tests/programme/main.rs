//! The programme model: analytic laws, known answers, and a slow readable twin.

mod laws;
mod setting;
