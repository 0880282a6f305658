//! Random bits: from (seed, kind, name, month, repeat, page) to uniforms, and designs of points.
//!
//! The only place that makes random bits. No position, count or order enters an address, so adding an input, a
//! segment or months moves no other draw.

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

/// A named stream of uniforms, addressed by month, repeat and page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u64; 4],
}

impl Stream {
    /// The stream of that kind and name under a seed.
    pub fn new(seed: u64, kind: Kind, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&STREAM_VERSION.to_le_bytes());
        hasher.update(&seed.to_le_bytes());
        hasher.update(&[kind as u8]);
        hasher.update(name.as_bytes());
        let hash = *hasher.finalize().as_bytes();
        let word = |i: usize| u64::from_le_bytes(hash[8 * i..8 * i + 8].try_into().expect("eight bytes"));
        Self { key: [word(0), word(1), word(2), word(3)] }
    }

    /// Fills one page with uniforms in (0, 1), 53 bits each.
    pub fn uniforms(&self, month: u32, repeat: u32, page: u64, out: &mut [f64]) {
        debug_assert_eq!(out.len(), PAGE, "a page has 256 replicates");
        // Provisional body: SplitMix64 over the address; the lanes generator replaces it.
        let mut state = self.key[0] ^ page.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        state = state.wrapping_add(self.key[1].wrapping_mul(u64::from(month) * 2 + 1));
        state ^= self.key[2].wrapping_mul(u64::from(repeat) * 2 + 1);
        for value in out {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            *value = ((z >> 11) as f64).max(0.5) * (1.0 / 9_007_199_254_740_992.0);
        }
    }
}
