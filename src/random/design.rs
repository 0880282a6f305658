//! Designs of points for the inputs: plain random, Latin hypercube, scrambled Sobol'.
//!
//! Each is a stream of pages that gives replicate i the same point whatever the number of replicates is.

use super::latin::SET_PAGES;
use super::sobol::SCRAMBLES;
use super::{Kind, Stream, latin, sobol};

/// How the inputs' uniforms are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Independent draws.
    Random,
    /// Independent Latin hypercubes of 1,024.
    LatinHypercube,
    /// Sixteen Owen-scrambled Sobol' sequences.
    Sobol,
}

/// Batches from which a structured design's standard errors come.
pub const BATCHES: u64 = 16;

impl Design {
    /// The number of replicates that is run where `n` are asked for: whole sets and scrambles in every batch.
    ///
    /// `n` itself for random points; for the others the next of 4,096, 8,192, 16,384, … (Sobol') or the next
    /// multiple of 16,384 (Latin hypercubes: 16 batches of whole sets).
    pub fn rounded(self, n: u64) -> u64 {
        match self {
            Self::Random => n,
            Self::LatinHypercube => n.max(1).next_multiple_of(BATCHES * latin::SET),
            Self::Sobol => n.next_power_of_two().max(4_096),
        }
    }

    /// The batch, 0–15, that a page belongs to: its set modulo 16, or its scramble. `None` for random points,
    /// whose errors need no batches.
    pub fn batch(self, page: u64) -> Option<usize> {
        match self {
            Self::Random => None,
            Self::LatinHypercube => Some((page / SET_PAGES % BATCHES) as usize),
            Self::Sobol => Some((page % SCRAMBLES) as usize),
        }
    }

    /// The coordinate of one input: `name` is the path of its uniform, `dimension` its number among the sorted
    /// paths of all inputs (only Sobol' points depend on it).
    pub fn coordinate(self, seed: u64, name: &str, dimension: usize) -> Coordinate {
        let stream = Stream::new(seed, Kind::Input, name);
        let keys = Stream::new(seed, Kind::Design, name);
        Coordinate(match self {
            Self::Random => Points::Random(stream),
            Self::LatinHypercube => Points::Latin(latin::Coordinate::new(stream, keys)),
            Self::Sobol => Points::Sobol(Box::new(sobol::Coordinate::new(&keys, dimension))),
        })
    }
}

/// One input's uniforms under a design.
#[derive(Clone, Debug)]
pub struct Coordinate(Points);

#[derive(Clone, Debug)]
enum Points {
    Random(Stream),
    Latin(latin::Coordinate),
    Sobol(Box<sobol::Coordinate>),
}

impl Coordinate {
    /// Fills one page with uniforms in (0, 1), 53 bits each.
    ///
    /// # Panics
    /// Where `out` is not one page long.
    pub fn uniforms(&self, page: u64, out: &mut [f64]) {
        match &self.0 {
            Points::Random(stream) => stream.uniforms(0, 0, page, out),
            Points::Latin(coordinate) => coordinate.uniforms(page, out),
            Points::Sobol(coordinate) => coordinate.uniforms(page, out),
        }
    }
}
