//! Random bits: from (seed, kind, name, month, repeat, page) to uniforms, and designs of points.
//!
//! The only place that makes random bits. No position, count or order enters an address, so adding an input, a
//! segment or months moves no other draw. The generator is xoshiro256++ in 32 interleaved lanes, freshly seeded
//! for each page from a 256-bit key; all of it is integer arithmetic, the same on every machine.

pub mod design;
mod generator;
mod lanes;
mod latin;
mod primitive;
mod sobol;
mod stream;

pub use design::{BATCHES, Coordinate, Design};
pub use generator::PageGenerator;
pub use latin::SET_PAGES;
pub use stream::Stream;

/// Replicates of a page: 32 lanes × 8 steps, a constant of stream version 1.
pub const PAGE: usize = 256;

/// Version of the streams; a change of any sampled value raises it.
pub const STREAM_VERSION: u32 = 1;

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An uncertain input.
    Input,
    /// Permutations and scrambles of a design.
    Design,
    /// Month-to-month noise.
    Noise,
    /// Chance of individual people.
    Chance,
    /// Resampling of results.
    Bootstrap,
}
