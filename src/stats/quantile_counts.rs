//! Quantiles from integer counts in logarithmic buckets: they merge exactly, in memory that does not grow.
//!
//! A bucket's number is the value's float bits shifted right, so an octave is cut into 1,024 or 64 equal parts and
//! a value costs a shift and an increment. Zero has a bucket of its own, negative values a table of their own;
//! +∞ ("not within the horizon"), −∞ (the difference to it) and NaN ("undefined") are counted apart.

/// Buckets of an octave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// 1,024: a value is known to within 0.1 %, interpolation makes it 20–100 times better where many lie.
    Fine,
    /// 64: within 1.6 %, for series.
    Coarse,
}

/// Counts of values by bucket.
///
/// One quantile rule: the inverse of the empirical distribution (Hyndman and Fan 1996, type 1). The counts
/// approximate that order statistic to within one bucket; where all values are whole numbers below the
/// resolution (months, small counts) they give it exactly. No answer lies outside [min, max].
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileCounts {
    shift: u32,
    positive: Table,
    negative: Table,
    zero: u64,
    censored: u64,
    /// Values at −∞: differences to what is not within the horizon.
    below: u64,
    undefined: u64,
    min: f64,
    max: f64,
    /// Whether every finite value so far is a whole number.
    whole: bool,
}

/// Counts of a run of buckets that grows at both ends, an octave at a time.
#[derive(Clone, Debug, Default, PartialEq)]
struct Table {
    /// Number of the first bucket.
    first: u64,
    counts: Store,
    total: u64,
}

/// Narrow until a bucket could overflow.
#[derive(Clone, Debug, PartialEq)]
enum Store {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Default for Store {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl QuantileCounts {
    /// Nothing counted yet.
    pub fn new(resolution: Resolution) -> Self {
        let bits = match resolution {
            Resolution::Fine => 10,
            Resolution::Coarse => 6,
        };
        Self {
            shift: f64::MANTISSA_DIGITS - 1 - bits,
            positive: Table::default(),
            negative: Table::default(),
            zero: 0,
            censored: 0,
            below: 0,
            undefined: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            whole: true,
        }
    }

    /// Counts a column.
    pub fn push(&mut self, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        if values.iter().all(|&value| value > 0.0 && value < f64::INFINITY) {
            self.push_positive(values);
        } else {
            values.iter().for_each(|&value| self.push_any(value));
        }
    }

    /// Adds the counts of another set of values.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(self.shift, other.shift, "one resolution");
        self.positive.merge(&other.positive, self.shift);
        self.negative.merge(&other.negative, self.shift);
        self.zero += other.zero;
        self.censored += other.censored;
        self.below += other.below;
        self.undefined += other.undefined;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.whole &= other.whole;
    }

    /// Number of values that are not NaN; those beyond the horizon count.
    pub fn defined(&self) -> u64 {
        self.below + self.finite() + self.censored
    }

    /// Number of values at +∞.
    pub fn censored(&self) -> u64 {
        self.censored
    }

    /// Number of values at −∞.
    pub fn censored_below(&self) -> u64 {
        self.below
    }

    /// Number of values that are NaN.
    pub fn undefined(&self) -> u64 {
        self.undefined
    }

    /// Least value; `None` where none is finite.
    pub fn min(&self) -> Option<f64> {
        (self.finite() > 0).then_some(self.min)
    }

    /// Largest finite value; `None` where none is finite.
    pub fn max(&self) -> Option<f64> {
        (self.finite() > 0).then_some(self.max)
    }

    /// The quantile at `level` in [0, 1] of the defined values: the least value x with F(x) ≥ level. ±∞ where it
    /// lies beyond the horizon; `None` where nothing is defined.
    pub fn quantile(&self, level: f64) -> Option<f64> {
        Some(self.at_rank(self.rank(level)?))
    }

    /// The rank of that quantile among all defined values, from 1; `None` where nothing is defined.
    fn rank(&self, level: f64) -> Option<u64> {
        let n = self.defined();
        // The product may exceed a whole number by its rounding alone; four units in the last place mend that.
        let rank = (level * n as f64 * (1.0 - 4.0 * f64::EPSILON)).ceil() as u64;
        (n > 0).then(|| rank.clamp(1, n))
    }

    /// Monte Carlo interval of the quantile: the values at ranks p ± z √(p (1 − p) / n).
    pub fn quantile_interval(&self, level: f64, z: f64) -> Option<(f64, f64)> {
        let n = self.defined();
        let half = z * (level * (1.0 - level) / n as f64).sqrt();
        let at = |level: f64| self.quantile(level.clamp(0.0, 1.0));
        Some((at(level - half)?, at(level + half)?))
    }

    /// Standard error of the quantile: half its Monte Carlo interval at z = 1. `None` with fewer than two values;
    /// not finite where the interval reaches beyond the horizon.
    pub fn quantile_standard_error(&self, level: f64) -> Option<f64> {
        let (low, high) = self.quantile_interval(level, 1.0)?;
        (self.defined() > 1).then_some((high - low) / 2.0)
    }

    /// Mean distance from the quantile at `level` to the values next to it: it is known no finer. `None` where
    /// nothing is defined.
    pub fn spacing(&self, level: f64) -> Option<f64> {
        let rank = self.rank(level)?;
        let (below, above) = ((rank - 1).max(self.below + 1), (rank + 1).min(self.below + self.finite()));
        Some(if above > below {
            (self.at_rank(above) - self.at_rank(below)) / (above - below) as f64
        } else {
            0.0
        })
    }

    /// Error of interpolating in the bucket of the quantile at `level` as if its values lay evenly: where the counts
    /// change by a share r to the next bucket, at most width × r / 8; an atom has that of a value of which only the
    /// bucket is known, width/√12.
    ///
    /// 0 where buckets give the value exactly; `None` where nothing is defined.
    pub fn bucket_error(&self, level: f64) -> Option<f64> {
        let Some(rank) = self.finite_rank(self.rank(level)?) else { return Some(0.0) };
        let negative = self.negative.total;
        Some(if rank <= negative {
            self.negative.bucket_error(negative + 1 - rank, self.shift, self.whole)
        } else if rank > negative + self.zero && rank <= self.finite() {
            self.positive.bucket_error(rank - negative - self.zero, self.shift, self.whole)
        } else {
            0.0
        })
    }

    /// Share of the defined values below `value`, those equal to it counted half; to within one bucket.
    pub fn mid_rank(&self, value: f64) -> Option<f64> {
        let n = self.defined();
        if n == 0 || value.is_nan() {
            return None;
        }
        if value == f64::NEG_INFINITY {
            return Some(self.below as f64 / 2.0 / n as f64);
        }
        let below = self.below as f64
            + if value < 0.0 {
                self.negative.total as f64 - self.negative.below(-value, self.shift, self.whole)
            } else {
                let zero = if value == 0.0 { self.zero as f64 / 2.0 } else { self.zero as f64 };
                let positive =
                    if value > 0.0 { self.positive.below(value, self.shift, self.whole) } else { 0.0 };
                self.negative.total as f64 + zero + positive
            };
        Some(below / n as f64)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.positive.counts.bytes() + self.negative.counts.bytes()
    }

    fn finite(&self) -> u64 {
        self.positive.total + self.negative.total + self.zero
    }

    fn push_positive(&mut self, values: &[f64]) {
        let (mut min, mut max, mut whole) = (f64::INFINITY, 0.0_f64, true);
        for &value in values {
            min = min.min(value);
            max = max.max(value);
            whole &= value == value.trunc();
        }
        self.min = self.min.min(min);
        self.max = self.max.max(max);
        self.whole &= whole;
        self.positive.reserve(min.to_bits() >> self.shift, max.to_bits() >> self.shift, self.shift);
        self.positive.add(values, self.shift);
    }

    fn push_any(&mut self, value: f64) {
        if value.is_nan() {
            self.undefined += 1;
        } else if value == f64::INFINITY {
            self.censored += 1;
        } else if value == f64::NEG_INFINITY {
            self.below += 1;
        } else {
            self.min = self.min.min(value);
            self.max = self.max.max(value);
            self.whole &= value == value.trunc();
            let table = if value > 0.0 { &mut self.positive } else { &mut self.negative };
            if value == 0.0 {
                self.zero += 1;
            } else {
                let bucket = value.abs().to_bits() >> self.shift;
                table.reserve(bucket, bucket, self.shift);
                table.add(&[value.abs()], self.shift);
            }
        }
    }

    /// A rank counted from the first value above −∞, from 1; `None` where it falls on −∞.
    fn finite_rank(&self, rank: u64) -> Option<u64> {
        (rank > self.below).then(|| rank - self.below)
    }

    fn at_rank(&self, rank: u64) -> f64 {
        let Some(rank) = self.finite_rank(rank) else { return f64::NEG_INFINITY };
        let negative = self.negative.total;
        let value = if rank <= negative {
            -self.negative.at_rank(negative + 1 - rank, self.shift, self.whole)
        } else if rank <= negative + self.zero {
            0.0
        } else if rank <= self.finite() {
            self.positive.at_rank(rank - negative - self.zero, self.shift, self.whole)
        } else {
            return f64::INFINITY;
        };
        value.clamp(self.min, self.max)
    }
}

impl Table {
    /// Makes room for buckets `low..=high`, in whole octaves.
    fn reserve(&mut self, low: u64, high: u64, shift: u32) {
        let octave = 1u64 << (f64::MANTISSA_DIGITS - 1 - shift);
        let (low, high) = (low & !(octave - 1), (high | (octave - 1)) + 1);
        let len = self.counts.len() as u64;
        if len == 0 {
            self.first = low;
        }
        let (first, end) = (self.first.min(low), (self.first + len).max(high));
        if end - first > len {
            self.counts.grow((self.first - first) as usize, (end - self.first - len) as usize);
            self.first = first;
        }
    }

    fn add(&mut self, values: &[f64], shift: u32) {
        self.total += values.len() as u64;
        if self.total > u64::from(u32::MAX) {
            self.counts.widen();
        }
        let bucket = |value: f64| ((value.to_bits() >> shift) - self.first) as usize;
        match &mut self.counts {
            Store::Narrow(counts) => values.iter().for_each(|&value| counts[bucket(value)] += 1),
            Store::Wide(counts) => values.iter().for_each(|&value| counts[bucket(value)] += 1),
        }
    }

    fn merge(&mut self, other: &Self, shift: u32) {
        if other.total == 0 {
            return;
        }
        self.reserve(other.first, other.first + other.counts.len() as u64 - 1, shift);
        self.total += other.total;
        if self.total > u64::from(u32::MAX) {
            self.counts.widen();
        }
        let start = (other.first - self.first) as usize;
        for place in 0..other.counts.len() {
            let count = other.counts.get(place);
            match &mut self.counts {
                // The total fits 32 bits, so every bucket does.
                Store::Narrow(counts) => counts[start + place] += count as u32,
                Store::Wide(counts) => counts[start + place] += count,
            }
        }
    }

    /// The value at a rank from 1 to `total`, by size.
    fn at_rank(&self, rank: u64, shift: u32, whole: bool) -> f64 {
        let Some((place, below)) = self.place_of(rank) else { return f64::INFINITY };
        let (low, width) = self.edges(place, shift);
        let within = ((rank - below) as f64 - 0.5) / self.counts.get(place) as f64;
        let value = low + width * within;
        if whole { whole_in(low, width, value) } else { value }
    }

    /// Error of interpolating in the bucket of a rank. Of the two neighbours that which is more alike counts:
    /// the other may lie beyond an edge of the distribution.
    fn bucket_error(&self, rank: u64, shift: u32, whole: bool) -> f64 {
        let Some((place, _)) = self.place_of(rank) else { return 0.0 };
        let (_, width) = self.edges(place, shift);
        if whole && width <= 1.0 {
            return 0.0;
        }
        let count = self.counts.get(place) as f64;
        let beside = |place: Option<usize>| {
            let other =
                place.filter(|place| *place < self.counts.len()).map_or(0, |place| self.counts.get(place));
            (other as f64 - count).abs() / count
        };
        let uneven = beside(place.checked_sub(1)).min(beside(Some(place + 1)));
        width * if uneven < 1.0 { uneven / 8.0 } else { 12_f64.sqrt().recip() }
    }

    /// Where the bucket of a rank from 1 to `total` is, and how many values lie below it.
    fn place_of(&self, rank: u64) -> Option<(usize, u64)> {
        let mut below = 0;
        for place in 0..self.counts.len() {
            let count = self.counts.get(place);
            if below + count >= rank {
                return Some((place, below));
            }
            below += count;
        }
        None
    }

    /// Number of values below `value`, half of those that are equal; its bucket's share by interpolation.
    fn below(&self, value: f64, shift: u32, whole: bool) -> f64 {
        let bucket = value.to_bits() >> shift;
        let place = bucket.saturating_sub(self.first).min(self.counts.len() as u64) as usize;
        let below: u64 = (0..place).map(|place| self.counts.get(place)).sum();
        if bucket < self.first || place == self.counts.len() {
            return below as f64;
        }
        let (low, width) = self.edges(place, shift);
        let within = if whole && width <= 1.0 { 0.5 } else { (value - low) / width };
        below as f64 + self.counts.get(place) as f64 * within
    }

    /// Lower edge and width of the bucket at a place.
    fn edges(&self, place: usize, shift: u32) -> (f64, f64) {
        let edge = |bucket: u64| f64::from_bits(bucket << shift);
        let bucket = self.first + place as u64;
        (edge(bucket), edge(bucket + 1) - edge(bucket))
    }
}

/// The whole number of a bucket that lies nearest below an interpolated value; the only one where the bucket is no
/// wider than 1.
fn whole_in(low: f64, width: f64, value: f64) -> f64 {
    if width <= 1.0 { low.ceil() } else { value.floor() }
}

impl Store {
    fn len(&self) -> usize {
        match self {
            Self::Narrow(counts) => counts.len(),
            Self::Wide(counts) => counts.len(),
        }
    }

    fn get(&self, place: usize) -> u64 {
        match self {
            Self::Narrow(counts) => u64::from(counts[place]),
            Self::Wide(counts) => counts[place],
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Narrow(counts) => counts.capacity() * 4,
            Self::Wide(counts) => counts.capacity() * 8,
        }
    }

    fn grow(&mut self, front: usize, back: usize) {
        fn extended<T: Copy + Default>(counts: &[T], front: usize, back: usize) -> Vec<T> {
            let mut grown = vec![T::default(); front + counts.len() + back];
            grown[front..front + counts.len()].copy_from_slice(counts);
            grown
        }
        match self {
            Self::Narrow(counts) => *counts = extended(counts, front, back),
            Self::Wide(counts) => *counts = extended(counts, front, back),
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(counts) = self {
            *self = Self::Wide(counts.iter().map(|&count| u64::from(count)).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(values: &[f64]) -> QuantileCounts {
        let mut counts = QuantileCounts::new(Resolution::Fine);
        counts.push(values);
        counts
    }

    #[test]
    fn whole_numbers_are_attained_exactly() {
        let counts = counts(&[5.0, 1.0, 0.0, -3.0, 180.0]);
        let at = |level| counts.quantile(level).unwrap();
        assert_eq!(
            [at(0.0), at(0.2), at(0.21), at(0.4), at(0.6), at(0.8), at(1.0)],
            [-3.0, -3.0, 0.0, 0.0, 1.0, 5.0, 180.0]
        );
    }

    #[test]
    fn a_quantile_agrees_with_the_order_statistic_to_a_bucket() {
        let mut values: Vec<f64> =
            (1..=20_011).map(|i| ((i * 7_919) % 20_011) as f64 * 313.37 - 2e6).collect();
        let counts = counts(&values);
        values.sort_by(f64::total_cmp);
        for level in [0.001, 0.05, 0.31, 0.5, 0.77, 0.95, 0.999] {
            let exact = values[(level * values.len() as f64).ceil() as usize - 1];
            let error = (counts.quantile(level).unwrap() - exact).abs();
            assert!(error <= exact.abs() / 1024.0, "{level}: {error}");
        }
        assert_eq!((counts.min(), counts.max()), (Some(values[0]), Some(values[20_010])));
    }

    #[test]
    fn missing_values_are_counted_apart_and_the_horizon_counts_as_later() {
        let counts = counts(&[3.0, f64::INFINITY, f64::NAN, 7.0]);
        assert_eq!((counts.defined(), counts.censored(), counts.undefined()), (3, 1, 1));
        assert_eq!(counts.quantile(0.5), Some(7.0));
        assert_eq!(counts.quantile(0.9), Some(f64::INFINITY));
        assert_eq!(QuantileCounts::new(Resolution::Coarse).quantile(0.5), None);
    }

    #[test]
    fn a_difference_to_what_lies_beyond_the_horizon_is_below_or_above_every_number() {
        let counts = counts(&[f64::NEG_INFINITY, f64::NEG_INFINITY, -3.0, 2.0, f64::INFINITY]);
        assert_eq!((counts.defined(), counts.censored_below(), counts.censored()), (5, 2, 1));
        let at = |level| counts.quantile(level).unwrap();
        assert_eq!(
            [at(0.0), at(0.4), at(0.41), at(0.8), at(1.0)],
            [f64::NEG_INFINITY, f64::NEG_INFINITY, -3.0, 2.0, f64::INFINITY]
        );
        assert_eq!((counts.min(), counts.max()), (Some(-3.0), Some(2.0)));
        assert_eq!([0.2, 0.6, 0.9].map(|level| counts.bucket_error(level)), [Some(0.0); 3]);
        assert_eq!((counts.spacing(0.6), counts.mid_rank(0.0)), (Some(5.0), Some(0.6)));
    }

    #[test]
    fn merging_in_any_order_equals_pushing_all() {
        let values: Vec<f64> = (0..5_000).map(|i| (i as f64 - 700.0) * 1.7e3).collect();
        let whole = counts(&values);
        for size in [1, 17, 256, 4_999] {
            let mut parts: Vec<_> = values.chunks(size).map(counts).collect();
            parts.reverse();
            let mut merged = QuantileCounts::new(Resolution::Fine);
            parts.iter().for_each(|part| merged.merge(part));
            assert_eq!(merged, whole);
        }
    }

    #[test]
    fn the_standard_error_of_a_median_is_that_of_theory() {
        // Uniform values: se = √(p (1 − p) / n) / density = 0.5/√n.
        let n = 10_000;
        let values: Vec<f64> = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n)).collect();
        let error = counts(&values).quantile_standard_error(0.5).unwrap();
        // One bucket of [0.5, 1) is 0.0005 wide, interpolated.
        assert!((error - 0.005).abs() < 1e-4, "{error}");
        let rank = counts(&values).mid_rank(0.25).unwrap();
        assert!((rank - 0.25).abs() < 1e-4, "{rank}");
    }

    #[test]
    fn buckets_say_what_they_leave_unknown() {
        // A bucket of [1024, 2048) is 1 wide. Even values leave their spacing; an atom leaves the bucket.
        let even: Vec<f64> = (0..10_000).map(|i| 1_500.0 + (f64::from(i) + 0.5) / 100.0).collect();
        let even = counts(&even);
        assert!((even.spacing(0.5).unwrap() - 0.01).abs() < 1e-12);
        assert_eq!([0.0, 0.5, 1.0].map(|level| even.bucket_error(level)), [Some(0.0); 3]);
        assert_eq!(counts(&[1_500.25; 64]).bucket_error(0.5), Some(1.0 / 12_f64.sqrt()));
        for exact in [[1_500.0, 1_501.0, 3.0], [0.0, 0.0, 0.5], [f64::INFINITY, f64::INFINITY, -1.0]] {
            assert_eq!(counts(&exact).bucket_error(0.66), Some(0.0), "{exact:?}");
        }
        assert_eq!(counts(&[1.0, 9.0, f64::INFINITY, f64::INFINITY]).spacing(0.5), Some(8.0));
        assert_eq!((counts(&[]).spacing(0.5), counts(&[7.5]).spacing(0.5)), (None, Some(0.0)));
    }

    #[test]
    fn pages_of_either_sign_may_follow_one_another() {
        let mut counts = counts(&[0.0, -5.0, 3.0]);
        counts.push(&[100.0, 2e6]);
        counts.push(&[1e-3]);
        assert_eq!((counts.min(), counts.max()), (Some(-5.0), Some(2e6)));
        assert_eq!(counts.defined(), 6);
    }

    #[test]
    fn counts_beyond_32_bits_are_kept() {
        let mut counts = counts(&[2.0; 1_000]);
        for _ in 0..23 {
            let copy = counts.clone();
            counts.merge(&copy);
        }
        assert_eq!(counts.defined(), 1_000 << 23);
        assert_eq!(counts.quantile(1.0), Some(2.0));
    }
}
