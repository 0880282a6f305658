//! Sobol' points with Owen scrambling, a page at a time.
//!
//! A dimension's direction numbers follow from a primitive polynomial and its initial numbers (Sobol', 1967;
//! Bratley and Fox, 1988). Polynomials are enumerated here; initial numbers are those of [`CHOSEN`], the best of 64
//! hashed candidates by the quality of all two-dimensional projections on earlier dimensions. Scrambling is nested
//! and uniform (Owen, 1995), by a hash in which every digit depends only on those before it (Laine and Karras,
//! 2011; Burley, 2020), here of 64 bits with eight keyed multiplications.

use super::lanes::{mix, unit};
use super::primitive::primitive;
use super::{PAGE, Stream};
use crate::math::width::{Kernel, dispatch};

/// Scrambles of a design, each independent of the others; page p belongs to scramble p mod 16.
pub(super) const SCRAMBLES: u64 = 16;
/// Digits of the point number: 2^52 points a scramble.
const DIGITS: usize = 52;
/// Keyed rounds of the scramble.
const ROUNDS: usize = 4;
/// Words of key in a round.
const ROUND_WORDS: usize = 3;

/// For each dimension the candidate whose projections are best; made by `search` in the tests. Further dimensions
/// take the first candidate.
#[rustfmt::skip]
const CHOSEN: [u8; 128] = [
    0, 0, 0, 1, 4, 19, 25, 55, 14, 11, 43, 25, 21, 40, 27, 63,
    32, 25, 10, 53, 57, 15, 52, 42, 48, 7, 5, 57, 36, 18, 53, 4, 28, 50, 55, 9, 27, 56, 25,
    45, 18, 26, 30, 1, 61, 20, 52, 28, 63, 7, 22, 54, 14, 0, 35, 50, 4, 61, 7, 44, 0, 21, 62, 1, 27, 28,
    34, 10, 38, 48, 63, 29, 62, 35, 14, 62, 48, 8, 41, 30, 50, 14, 6, 17, 42, 57, 42, 55,
    18, 16, 23, 41, 61, 57, 25, 8, 6, 58, 41, 47,
    4, 51, 15, 48, 24, 59, 37, 14, 18, 37, 41, 24, 19, 62, 8, 0, 44, 41, 27, 9, 21, 12, 52, 59, 3, 35, 63, 7,
];

/// One coordinate of the scrambled points.
#[derive(Clone, Debug)]
pub(super) struct Coordinate {
    /// Digits of the first 256 points, the leading digit lowest.
    first_page: Vec<u64>,
    /// Direction numbers of the digits above the first eight, the leading digit lowest.
    directions: [u64; DIGITS],
    scrambles: Vec<[[u64; ROUND_WORDS]; ROUNDS]>,
}

impl Coordinate {
    /// The coordinate of that number (0 is the first), scrambled with keys of that stream.
    pub(super) fn new(stream: &Stream, dimension: usize) -> Self {
        let directions = directions(dimension, chosen(dimension)).map(u64::reverse_bits);
        let point = |index: usize| (0..8).filter(|j| index >> j & 1 == 1).fold(0, |x, j| x ^ directions[j]);
        let key = |scramble| {
            let mut words = stream.words(scramble);
            std::array::from_fn(|_| std::array::from_fn(|_| words.next()))
        };
        Self {
            first_page: (0..PAGE).map(point).collect(),
            directions,
            scrambles: (0..SCRAMBLES).map(key).collect(),
        }
    }

    /// The next 256 points of the page's scramble.
    pub(super) fn uniforms(&self, page: u64, out: &mut [f64]) {
        let block = page / SCRAMBLES;
        let high = self.directions[8..].iter().enumerate().filter(|(j, _)| block >> j & 1 == 1);
        let base = high.fold(0, |x, (_, direction)| x ^ direction);
        let keys = &self.scrambles[(page % SCRAMBLES) as usize];
        dispatch(Points { digits: &self.first_page, base, keys, out });
    }
}

/// A page of points, compiled for each vector width.
struct Points<'a> {
    digits: &'a [u64],
    base: u64,
    keys: &'a [[u64; ROUND_WORDS]; ROUNDS],
    out: &'a mut [f64],
}

impl Kernel for Points<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let keys = *self.keys;
        for (value, digits) in self.out.iter_mut().zip(self.digits) {
            *value = unit(scramble(digits ^ self.base, &keys).reverse_bits());
        }
    }
}

/// Nested uniform scrambling of digits, the leading one lowest.
///
/// Sums, odd multiples and `x ^ even multiple` carry only upwards, so digit i is flipped by a function of the
/// digits before it.
#[inline(always)]
fn scramble(mut x: u64, keys: &[[u64; ROUND_WORDS]; ROUNDS]) -> u64 {
    for [add, odd, even] in keys {
        x = x.wrapping_add(*add).wrapping_mul(odd | 1);
        x ^= x.wrapping_mul(even & !1);
    }
    x
}

fn chosen(dimension: usize) -> u64 {
    CHOSEN.get(dimension).map_or(0, |candidate| u64::from(*candidate))
}

/// Direction numbers of a dimension, the leading digit highest: number j has its last digit at place j.
///
/// Dimension 0 is van der Corput's sequence; dimension d > 0 has the d-th primitive polynomial.
fn directions(dimension: usize, candidate: u64) -> [u64; DIGITS] {
    let mut m = [1u64; DIGITS];
    if let Some(polynomial) = dimension.checked_sub(1).and_then(|index| primitive().nth(index)) {
        let degree = polynomial.degree as usize;
        for i in 0..DIGITS {
            m[i] = if i < degree {
                let hash = mix(mix(dimension as u64) ^ mix(candidate << 32 | i as u64));
                hash >> (63 - i) | 1
            } else {
                (1..=degree)
                    .filter(|j| polynomial.bits >> (degree - j) & 1 == 1)
                    .fold(m[i - degree], |sum, j| sum ^ m[i - j] << j)
            };
        }
    }
    std::array::from_fn(|j| m[j] << (63 - j))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Kind;

    /// The strength t of the first 2^m points in two dimensions as a (t, m, 2)-net (Niederreiter, 1987).
    fn strength(first: &[u64; DIGITS], second: &[u64; DIGITS], m: usize) -> usize {
        let row = |v: &[u64; DIGITS], digit: usize| {
            (0..m).fold(0u64, |row, j| row | (v[j] >> (63 - digit) & 1) << j)
        };
        let mut basis: Vec<u64> = Vec::new();
        let mut independent = m;
        for a in 0..=m {
            let mut extended = basis.clone();
            let b = (0..m).take_while(|b| insert(&mut extended, row(second, *b))).count();
            independent = independent.min(a + b);
            if a < m && !insert(&mut basis, row(first, a)) {
                break;
            }
        }
        m - independent
    }

    /// Adds a vector to a reduced basis; false where it depends on it.
    fn insert(basis: &mut Vec<u64>, vector: u64) -> bool {
        let reduced = basis.iter().fold(vector, |v, b| v.min(v ^ b));
        if reduced != 0 {
            basis.push(reduced);
            basis.sort_unstable_by(|a, b| b.cmp(a));
        }
        reduced != 0
    }

    /// How bad the projections on earlier dimensions are: Σ 2^t over them and over 2^4 … 2^16 points, the worst
    /// weighing most.
    fn badness(earlier: &[[u64; DIGITS]], directions: &[u64; DIGITS]) -> u64 {
        earlier
            .iter()
            .map(|e| (4..=16).step_by(2).map(|m| 1 << strength(e, directions, m)).sum::<u64>())
            .sum()
    }

    /// The table [`CHOSEN`]: greedily, dimension after dimension.
    fn search(dimensions: usize) -> Vec<u8> {
        let (mut earlier, mut chosen) = (Vec::new(), Vec::new());
        for dimension in 0..dimensions {
            let candidates = if dimension < 3 { 0..1 } else { 0..64 };
            let best = candidates
                .min_by_key(|c| badness(&earlier, &directions(dimension, u64::from(*c))))
                .unwrap_or(0);
            earlier.push(directions(dimension, u64::from(best)));
            chosen.push(best);
        }
        chosen
    }

    #[test]
    fn the_first_candidates_are_those_of_the_search() {
        assert_eq!(search(12), CHOSEN[..12]);
    }

    #[test]
    #[ignore = "slow: run by .ci/run with --ignored"]
    fn the_candidates_are_those_of_the_search() {
        // The whole table takes a minute; these take five seconds and would show any change of the search.
        assert_eq!(search(40), CHOSEN[..40]);
    }

    #[test]
    fn projections_of_few_dimensions_are_good_nets() {
        // 20 dimensions, 190 pairs, 4,096 points: t = 0 is ideal, 2^-(12 - t) the worst empty box.
        let all: Vec<_> = (0..20).map(|d| directions(d, chosen(d))).collect();
        let pairs = (0..20).flat_map(|b| (0..b).map(move |a| (a, b)));
        let strengths: Vec<usize> = pairs.map(|(a, b)| strength(&all[a], &all[b], 12)).collect();
        let (worst, mean) = (strengths.iter().max(), strengths.iter().sum::<usize>() as f64 / 190.0);
        println!("largest t {worst:?}, mean {mean}");
        assert!(worst <= Some(&7) && mean < 3.5, "largest t {worst:?}, mean {mean}");
    }

    #[test]
    fn scrambling_flips_each_digit_by_its_prefix_alone() {
        let keys = Coordinate::new(&Stream::new(1, Kind::Design, "a"), 0).scrambles[3];
        for digit in 0..64 {
            let low = (1u64 << digit) - 1;
            for sample in 0..50 {
                let x = mix(sample * 64 + digit);
                let other = (x & low) | (mix(x) & !low);
                assert_eq!((scramble(x, &keys) ^ x) & low, (scramble(other, &keys) ^ other) & low);
                assert_eq!(
                    (scramble(x, &keys) ^ scramble(x ^ (1 << digit), &keys)) & (low << 1 | 1),
                    1 << digit
                );
            }
        }
    }

    #[test]
    fn the_flips_of_the_first_three_levels_are_independent_fair_coins() {
        // The seven flips of a tree of three levels have 128 patterns, over 2,048 scrambles: χ² with 127 degrees of
        // freedom between 63 and 226 (false alarm about 1e-7 on either side).
        let mut counts = [0.0; 128];
        for index in 0..128 {
            let coordinate = Coordinate::new(&Stream::new(index, Kind::Design, "a"), 0);
            for keys in &coordinate.scrambles {
                let flip =
                    |prefix: u64, digit: u32| ((scramble(prefix, keys) ^ prefix) >> digit & 1) as usize;
                let nodes = [(0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2), (3, 2)];
                let pattern = nodes.iter().fold(0, |p, (prefix, digit)| p << 1 | flip(*prefix, *digit));
                counts[pattern] += 1.0;
            }
        }
        let chi: f64 = counts.iter().map(|c| (c - 16.0) * (c - 16.0) / 16.0).sum();
        assert!((63.0..226.0).contains(&chi), "{chi}");
    }
}
