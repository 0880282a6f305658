//! Named streams: a key hashed once, pages of uniforms by address.

use super::generator::PageGenerator;
use super::lanes::{PageSeed, Xoshiro, fill};
use super::{Kind, PAGE, STREAM_VERSION};
use crate::math::width::{Kernel, dispatch};

/// A named stream of uniforms, addressed by month, repeat and page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u64; 4],
}

impl Stream {
    /// The stream of that kind and name under a seed.
    ///
    /// The key is the BLAKE3 hash of stream version, seed, kind and name: 256 bits, so streams never meet.
    pub fn new(seed: u64, kind: Kind, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&STREAM_VERSION.to_le_bytes());
        hasher.update(&seed.to_le_bytes());
        hasher.update(&[kind as u8]);
        hasher.update(name.as_bytes());
        let hash = *hasher.finalize().as_bytes();
        let word = |i: usize| u64::from_le_bytes(std::array::from_fn(|byte| hash[8 * i + byte]));
        Self { key: [word(0), word(1), word(2), word(3)] }
    }

    /// Fills one page with uniforms in (0, 1), 53 bits each.
    ///
    /// Replicate `256 page + i` has value i, whatever else is drawn.
    ///
    /// # Panics
    /// Where `out` is not one page long.
    #[inline]
    pub fn uniforms(&self, month: u32, repeat: u32, page: u64, out: &mut [f64]) {
        let out = out.try_into().expect("a page has 256 replicates");
        dispatch(Fill { seed: PageSeed::new(&self.key, month, repeat, page), out });
    }

    /// Random bits of a page, for sampling with rand's distributions.
    ///
    /// ```
    /// use amnesty::random::{Kind, Stream};
    /// use rand_distr::{Distribution, Normal};
    ///
    /// let mut generator = Stream::new(1, Kind::Chance, "example").generator(0, 0, 0);
    /// let height = Normal::new(170.0, 8.0).unwrap().sample(&mut generator);
    /// assert!(height > 100.0);
    /// ```
    pub fn generator(&self, month: u32, repeat: u32, page: u64) -> PageGenerator {
        PageGenerator::new(PageSeed::new(&self.key, month, repeat, page))
    }

    /// Hashed words of the stream, for keys of permutations and scrambles.
    pub(super) fn words(&self, index: u64) -> Xoshiro {
        PageSeed::new(&self.key, 0, 0, index).lane(0)
    }
}

/// One page, compiled for each vector width.
struct Fill<'a> {
    seed: PageSeed,
    out: &'a mut [f64; PAGE],
}

impl Kernel for Fill<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        fill(self.seed, self.out);
    }
}
