//! The programme model: analytic laws, known answers, and a slow readable twin.

mod agreement;
mod laws;
mod setting;
mod twin;
