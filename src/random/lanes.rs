//! The generator of a page: xoshiro256++ in 32 interleaved lanes, seeded from the page's address.

use super::PAGE;

/// Interleaved generators of a page.
pub(super) const LANES: usize = 32;
/// Values that each lane gives to a page.
pub(super) const STEPS: usize = PAGE / LANES;

/// 2^64 divided by the golden ratio, odd: the increment of SplitMix64 (Steele, Lea and Flood, 2014).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// An odd increment for the second word, unrelated to the first: a fractional part of √3.
const SECOND: u64 = 0xBB67_AE85_84CA_A73B;

/// The state of xoshiro256++ (Blackman and Vigna, 2021).
#[derive(Clone, Copy, Debug)]
pub(super) struct Xoshiro([u64; 4]);

impl Xoshiro {
    /// The next 64 bits.
    #[inline(always)]
    pub(super) fn next(&mut self) -> u64 {
        let [s0, s1, s2, s3] = self.0;
        let result = s0.wrapping_add(s3).rotate_left(23).wrapping_add(s0);
        let (s2, s3) = (s2 ^ s0, s3 ^ s1);
        self.0 = [s0 ^ s3, s1 ^ s2, s2 ^ (s1 << 17), s3.rotate_left(45)];
        result
    }
}

/// The finaliser of SplitMix64: a bijection in which each input bit moves about half of the output bits.
#[inline(always)]
pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Key and address of a page, mixed into the 256 bits from which its lanes are filled.
///
/// A Feistel network of four rounds, so a bijection of the 128-bit address for each key: two pages of a stream
/// never share the first two words. The key is a hash, so streams share them with probability 2^−128.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageSeed([u64; 4]);

impl PageSeed {
    /// The seed of that page of the stream with that key.
    #[inline]
    pub(super) fn new(key: &[u64; 4], month: u32, repeat: u32, page: u64) -> Self {
        let mut a = key[0] ^ page;
        let mut b = key[1] ^ (u64::from(month) | u64::from(repeat) << 32);
        a = a.wrapping_add(mix(b ^ key[2]));
        b = b.wrapping_add(mix(a ^ key[3]));
        a = a.wrapping_add(mix(b ^ key[0]));
        b = b.wrapping_add(mix(a ^ key[1]));
        let c = mix(a ^ b.rotate_left(32) ^ key[2]);
        let d = mix(b ^ c ^ key[3]);
        Self([a, b, c, d])
    }

    /// The state of one lane: each word by a SplitMix64 step, the lanes one increment apart; never all zero.
    #[inline(always)]
    pub(super) fn lane(&self, lane: u64) -> Xoshiro {
        let [a, b, c, d] = self.0;
        let golden = GOLDEN.wrapping_mul(lane + 1);
        let second = SECOND.wrapping_mul(lane + 1);
        let first = mix(a.wrapping_add(golden));
        let first = if first == 0 { GOLDEN } else { first };
        Xoshiro([
            first,
            mix(b.wrapping_add(second)),
            mix(c.wrapping_add(golden)),
            mix(d.wrapping_add(second)),
        ])
    }
}

/// The upper 53 bits as a number in (0, 1): a multiple of 2^−53, or 2^−54 for 0.
#[inline(always)]
pub(super) fn unit(bits: u64) -> f64 {
    let k = (bits >> 11) as f64;
    (if k < 0.5 { 0.5 } else { k }) * (1.0 / 9_007_199_254_740_992.0)
}

/// Fills a page: value `32 step + lane` is that step of that lane.
#[inline(always)]
pub(super) fn fill(seed: PageSeed, out: &mut [f64; PAGE]) {
    for lane in 0..LANES {
        let mut state = seed.lane(lane as u64);
        // Unrolled by the compiler, whereupon it vectorises the loop over the lanes.
        for step in 0..STEPS {
            out[step * LANES + lane] = unit(state.next());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xoshiro256_plus_plus_gives_its_known_values() {
        let mut state = Xoshiro([1, 2, 3, 4]);
        let known =
            [0x0000_0000_0280_0001, 0x0000_0000_0380_0067, 0x000c_c000_0380_0067, 0x000c_c201_9944_00b2];
        assert_eq!([0; 4].map(|_: u64| state.next()), known);
    }

    #[test]
    fn splitmix64_gives_its_known_values() {
        let four = |state: u64| [1, 2, 3, 4].map(|i: u64| mix(state.wrapping_add(GOLDEN.wrapping_mul(i))));
        assert_eq!(
            four(0),
            [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f, 0xf88b_b8a8_724c_81ec]
        );
        assert_eq!(
            four(1_234_567),
            [0x599e_d017_fb08_fc85, 0x2c73_f084_5854_0fa5, 0x883e_bce5_a3f2_7c77, 0x3fbe_f740_e917_7b3f]
        );
    }

    #[test]
    fn the_ends_of_the_unit_interval_are_never_reached() {
        assert_eq!(unit(0), 0.5 / 9_007_199_254_740_992.0);
        assert_eq!(unit(1 << 11), 1.0 / 9_007_199_254_740_992.0);
        assert_eq!(unit(u64::MAX), 1.0 - 1.0 / 9_007_199_254_740_992.0);
    }
}
