//! A page's generator behind rand's trait, for library users who sample by other means than inversion.

use std::convert::Infallible;

use super::lanes::{LANES, PageSeed, Xoshiro};

/// Random bits of one page of a stream, without end.
///
/// The upper 53 bits of the first 256 words of 64 bits are the page's uniforms, in their order.
#[derive(Clone, Debug)]
pub struct PageGenerator {
    lanes: [Xoshiro; LANES],
    next: usize,
}

impl PageGenerator {
    pub(super) fn new(seed: PageSeed) -> Self {
        Self { lanes: std::array::from_fn(|lane| seed.lane(lane as u64)), next: 0 }
    }
}

impl rand::TryRng for PageGenerator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let word = self.lanes[self.next].next();
        self.next = (self.next + 1) % LANES;
        Ok(word)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}
