//! Latin hypercubes: independent sets of 1,024 replicates, one hashed permutation for each input and set.

use super::lanes::unit;
use super::{PAGE, Stream};
use crate::math::width::{Kernel, dispatch};

/// log2 of the replicates of a set.
const BITS: u32 = 10;
/// Replicates of a set, and its cells.
pub(super) const SET: u64 = 1 << BITS;
/// Pages of a set.
pub const SET_PAGES: u64 = SET / PAGE as u64;
/// Rounds of the permutation.
const ROUNDS: usize = 6;

/// One coordinate of the hypercubes.
#[derive(Clone, Debug)]
pub(super) struct Coordinate {
    /// Where in its cell a point lies.
    jitter: Stream,
    /// Keys of the permutations.
    keys: Stream,
}

impl Coordinate {
    pub(super) fn new(jitter: Stream, keys: Stream) -> Self {
        Self { jitter, keys }
    }

    /// The page's quarter of its set.
    pub(super) fn uniforms(&self, page: u64, out: &mut [f64]) {
        self.jitter.uniforms(0, 0, page, out);
        let mut words = self.keys.words(page / SET_PAGES);
        let keys = std::array::from_fn(|_| words.next() as u32);
        let first = (page % SET_PAGES) as u32 * PAGE as u32;
        dispatch(Cells { first, keys, out });
    }
}

/// A page of cells, compiled for each vector width.
struct Cells<'a> {
    first: u32,
    keys: [u32; ROUNDS],
    out: &'a mut [f64],
}

impl Kernel for Cells<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        /// 2^43: the digits below the ten of the cell.
        const FINE: f64 = 8_796_093_022_208.0;
        for (i, value) in (0..).zip(self.out) {
            let cell = u64::from(permuted(self.first + i, &self.keys));
            // The leading 43 digits of the jitter below the ten of the cell: 53, of which none is rounded up.
            let fine = (*value * FINE) as i64 as u64;
            *value = unit((cell << 43 | fine) << 11);
        }
    }
}

/// Where `x` goes in a permutation of the set: rounds of an odd multiple, a sum and a shifted difference, each a
/// bijection of ten bits. A key word gives nine bits to the multiplier and ten to the sum.
#[inline(always)]
fn permuted(mut x: u32, keys: &[u32; ROUNDS]) -> u32 {
    const MASK: u32 = (1 << BITS) - 1;
    for key in keys {
        x = x.wrapping_mul(key | 1).wrapping_add(key >> BITS) & MASK;
        x ^= x >> (BITS / 2);
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Kind;

    fn permutation(stream: &Stream, set: u64) -> Vec<u32> {
        let mut words = stream.words(set);
        let keys = std::array::from_fn(|_| words.next() as u32);
        (0..SET as u32).map(|x| permuted(x, &keys)).collect()
    }

    #[test]
    fn every_cell_is_taken_once() {
        let stream = Stream::new(1, Kind::Design, "population");
        for set in 0..50 {
            let mut cells = permutation(&stream, set);
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..SET as u32));
        }
    }

    #[test]
    fn two_inputs_are_paired_as_at_random() {
        // The rank correlation r of two random permutations has mean 0 and variance 1/(n − 1); over 4,000 pairs
        // Σ r²(n − 1) is χ² with 4,000 degrees of freedom: 4,000 ± 89. Five errors: a false alarm of 6e-7.
        let (a, b) = (Stream::new(1, Kind::Design, "a"), Stream::new(1, Kind::Design, "b"));
        let n = SET as f64;
        let (mut sum, mut squares, mut moved) = (0.0, 0.0, 0.0);
        for set in 0..4_000 {
            let (x, y) = (permutation(&a, set), permutation(&b, set));
            let centre = |v: u32| f64::from(v) - (n - 1.0) / 2.0;
            let cross: f64 = x.iter().zip(&y).map(|(x, y)| centre(*x) * centre(*y)).sum();
            let r = cross / (n * (n * n - 1.0) / 12.0);
            sum += r * (n - 1.0).sqrt();
            squares += r * r * (n - 1.0);
            moved += x.iter().zip(&y).filter(|(x, y)| x == y).count() as f64;
        }
        let pairs = 4_000_f64;
        assert!(sum.abs() < 5.0 * pairs.sqrt(), "mean {sum}");
        assert!((squares - pairs).abs() < 5.0 * (2.0 * pairs).sqrt(), "squares {squares}");
        // Common points of two random permutations: mean 1, variance 1.
        assert!((moved - pairs).abs() < 5.0 * pairs.sqrt(), "coincidences {moved}");
    }

    #[test]
    fn neighbours_go_to_unrelated_cells() {
        // Differences of neighbours' cells modulo 1,024, in 32 classes by size: χ² with 31 degrees of freedom below
        // 91 and above 6 (false alarm below 1e-7 on either side).
        let stream = Stream::new(2, Kind::Design, "a");
        let mut counts = [0.0; 32];
        for set in 0..2_000 {
            for pair in permutation(&stream, set).windows(2) {
                let difference = pair[1].wrapping_sub(pair[0]) % SET as u32;
                counts[(difference / 32) as usize] += 1.0;
            }
        }
        let total: f64 = counts.iter().sum();
        // A difference of 0 cannot be: the first class has 31 of the 1,023.
        let expected = |class: usize| total * if class == 0 { 31.0 } else { 32.0 } / 1_023.0;
        let chi: f64 =
            (0..32).map(|c| (counts[c] - expected(c)) * (counts[c] - expected(c)) / expected(c)).sum();
        assert!((6.0..91.0).contains(&chi), "{chi}");
    }
}
