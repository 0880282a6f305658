//! Counts of a run of buckets, which grows at both ends, in a ring.

use super::scan::Seen;
use std::ops::{AddAssign, Range};

/// Buckets that are summed and merged at once; an octave is one or more of them.
const RUN: usize = 64;

/// Counts of a run of buckets that grows at both ends, an octave at a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    /// Number of the first bucket.
    first: u64,
    /// Buckets in the run.
    len: usize,
    counts: Ring,
    /// Number of values.
    pub(super) total: u64,
}

/// A power of two of counts; that of a bucket lies where the low bits of its number say.
///
/// So a value costs a mask and an increment: nothing is subtracted and no bound is checked. Narrow until a bucket could
/// overflow.
#[derive(Clone, Debug, PartialEq)]
enum Ring {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Default for Ring {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Table {
    /// Makes room for buckets `low..=high`, in whole octaves.
    fn reserve(&mut self, low: u64, high: u64, shift: u32) {
        let octave = 1u64 << (f64::MANTISSA_DIGITS - 1 - shift);
        let (low, high) = (low & !(octave - 1), (high | (octave - 1)) + 1);
        if self.len == 0 {
            self.first = low;
        }
        let (first, end) = (self.first.min(low), (self.first + self.len as u64).max(high));
        let len = (end - first) as usize;
        if len > self.len {
            self.counts.grow(self.first, self.len, len);
            (self.first, self.len) = (first, len);
        }
    }

    /// Counts scanned values, having made room for them.
    pub(super) fn take(&mut self, values: &[f64], seen: &Seen, shift: u32) {
        self.reserve(seen.least().to_bits() >> shift, seen.most().to_bits() >> shift, shift);
        self.total += values.len() as u64;
        if self.total > u64::from(u32::MAX) {
            self.counts.widen();
        }
        match &mut self.counts {
            Ring::Narrow(counts) => add_to(counts, values, shift),
            Ring::Wide(counts) => add_to(counts, values, shift),
        }
    }

    pub(super) fn merge(&mut self, other: &Self, shift: u32) {
        if other.total == 0 {
            return;
        }
        self.reserve(other.first, other.first + other.len as u64 - 1, shift);
        self.total += other.total;
        if self.total > u64::from(u32::MAX) {
            self.counts.widen();
        }
        for bucket in (other.first..other.first + other.len as u64).step_by(RUN) {
            self.counts.add_run(bucket, &other.counts);
        }
    }

    /// The count at a place in the run.
    fn count(&self, place: usize) -> u64 {
        self.counts.get(self.first + place as u64)
    }

    /// The value at a rank from 1 to `total`, by size.
    pub(super) fn at_rank(&self, rank: u64, shift: u32, whole: bool) -> f64 {
        self.at_rank_from(&mut (0, 0), rank, shift, whole)
    }

    /// As [`at_rank`](Self::at_rank), for ranks that do not fall: `passed` is how far the one before has come, at
    /// first (0, 0), so that many ranks together pass over the buckets once.
    pub(super) fn at_rank_from(&self, passed: &mut (usize, u64), rank: u64, shift: u32, whole: bool) -> f64 {
        let Some((place, below)) = self.place_from(passed, rank) else { return f64::INFINITY };
        let (low, width) = self.edges(place, shift);
        let within = ((rank - below) as f64 - 0.5) / self.count(place) as f64;
        let value = low + width * within;
        if whole { whole_in(low, width, value) } else { value }
    }

    /// Error of interpolating in the bucket of a rank. Of the two neighbours that which is more alike counts:
    /// the other may lie beyond an edge of the distribution.
    pub(super) fn bucket_error(&self, rank: u64, shift: u32, whole: bool) -> f64 {
        let Some((place, _)) = self.place_of(rank) else { return 0.0 };
        let (_, width) = self.edges(place, shift);
        if whole && width <= 1.0 {
            return 0.0;
        }
        let count = self.count(place) as f64;
        let beside = |place: Option<usize>| {
            let other = place.filter(|place| *place < self.len).map_or(0, |place| self.count(place));
            (other as f64 - count).abs() / count
        };
        let uneven = beside(place.checked_sub(1)).min(beside(Some(place + 1)));
        width * if uneven < 1.0 { uneven / 8.0 } else { 12_f64.sqrt().recip() }
    }

    /// Where the bucket of a rank from 1 to `total` is, and how many values lie below it.
    ///
    /// Buckets are passed over many at a time.
    fn place_of(&self, rank: u64) -> Option<(usize, u64)> {
        self.place_from(&mut (0, 0), rank)
    }

    /// The same from the start of a run on, of which it is known how many values lie below: fewer than `rank`. Moves on
    /// to the run of the bucket.
    fn place_from(&self, passed: &mut (usize, u64), rank: u64) -> Option<(usize, u64)> {
        let (mut start, mut below) = *passed;
        while start < self.len {
            let count = self.counts.sum_run(self.first + start as u64);
            if below + count >= rank {
                break;
            }
            (below, start) = (below + count, start + RUN);
        }
        *passed = (start, below);
        for place in start..self.len {
            let count = self.count(place);
            if below + count >= rank {
                return Some((place, below));
            }
            below += count;
        }
        None
    }

    /// Number of values below `value`, half of those that are equal; its bucket's share by interpolation.
    pub(super) fn below(&self, value: f64, shift: u32, whole: bool) -> f64 {
        let bucket = value.to_bits() >> shift;
        let place = bucket.saturating_sub(self.first).min(self.len as u64) as usize;
        let below: u64 = (0..place).map(|place| self.count(place)).sum();
        if bucket < self.first || place == self.len {
            return below as f64;
        }
        let (low, width) = self.edges(place, shift);
        let within = if whole && width <= 1.0 { 0.5 } else { (value - low) / width };
        below as f64 + self.count(place) as f64 * within
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

impl Table {
    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.counts.bytes()
    }
}

/// Counts positive values in their buckets.
fn add_to<T: AddAssign + From<u8>>(counts: &mut [T], values: &[f64], shift: u32) {
    let Some(mask) = counts.len().checked_sub(1) else { return };
    let counts = &mut counts[..=mask];
    // Unrolled: the loop itself would cost as much as the increments. Beside their stores, a shift for each is free; a
    // column of buckets made by vectors is not.
    let (eights, rest) = values.as_chunks::<8>();
    for eight in eights {
        for value in eight {
            counts[(value.to_bits() >> shift) as usize & mask] += T::from(1);
        }
    }
    for value in rest {
        counts[(value.to_bits() >> shift) as usize & mask] += T::from(1);
    }
}

impl Ring {
    fn get(&self, bucket: u64) -> u64 {
        match self {
            Self::Narrow(counts) => u64::from(counts[bucket as usize & (counts.len() - 1)]),
            Self::Wide(counts) => counts[bucket as usize & (counts.len() - 1)],
        }
    }

    /// Values in the [`RUN`] buckets from one on.
    fn sum_run(&self, bucket: u64) -> u64 {
        let run = self.run(bucket);
        match self {
            // The total fits 32 bits, so every part of it does; narrow sums take a quarter of the instructions.
            Self::Narrow(counts) => u64::from(counts[run].iter().sum::<u32>()),
            Self::Wide(counts) => counts[run].iter().sum(),
        }
    }

    /// Adds the counts of the [`RUN`] buckets from one on. A narrow ring has room for the total, so for every bucket.
    fn add_run(&mut self, bucket: u64, other: &Self) {
        let from = other.run(bucket);
        let count = |place: usize| match other {
            Self::Narrow(counts) => u64::from(counts[from.start + place]),
            Self::Wide(counts) => counts[from.start + place],
        };
        let run = self.run(bucket);
        match self {
            Self::Narrow(counts) => (0..).zip(&mut counts[run]).for_each(|(i, sum)| *sum += count(i) as u32),
            Self::Wide(counts) => (0..).zip(&mut counts[run]).for_each(|(i, sum)| *sum += count(i)),
        }
    }

    /// Where the [`RUN`] buckets from one on lie: side by side, as octaves and rings are whole runs.
    fn run(&self, bucket: u64) -> Range<usize> {
        let start = bucket as usize & (self.len() - 1);
        start..start + RUN
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(counts) => counts.len(),
            Self::Wide(counts) => counts.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Narrow(counts) => counts.capacity() * 4,
            Self::Wide(counts) => counts.capacity() * 8,
        }
    }

    /// Makes room for a run of `len` buckets, those of the run so far among them.
    fn grow(&mut self, first: u64, held: usize, len: usize) {
        fn grown<T: Copy + Default>(counts: &[T], first: usize, held: usize, len: usize) -> Vec<T> {
            let mut grown = vec![T::default(); len];
            for bucket in first..first + held {
                grown[bucket & (len - 1)] = counts[bucket & (counts.len() - 1)];
            }
            grown
        }
        let (first, len) = (first as usize, len.next_power_of_two());
        match self {
            Self::Narrow(counts) if counts.len() < len => *counts = grown(counts, first, held, len),
            Self::Wide(counts) if counts.len() < len => *counts = grown(counts, first, held, len),
            Self::Narrow(_) | Self::Wide(_) => {}
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(counts) = self {
            *self = Self::Wide(counts.iter().map(|&count| u64::from(count)).collect());
        }
    }
}
