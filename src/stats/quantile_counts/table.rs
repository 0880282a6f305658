//! Counts of a run of buckets, which grows at both ends.

use super::scan::Seen;

/// Counts of a run of buckets that grows at both ends, an octave at a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    /// Number of the first bucket.
    first: u64,
    counts: Store,
    /// Number of values.
    pub(super) total: u64,
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

    /// Counts scanned values, with room made for them.
    pub(super) fn take(&mut self, buckets: &[u32], seen: &Seen, shift: u32) {
        self.reserve(seen.least().to_bits() >> shift, seen.most().to_bits() >> shift, shift);
        self.add(buckets);
    }

    /// Counts a value in each of these buckets, for which there is room.
    fn add(&mut self, buckets: &[u32]) {
        self.total += buckets.len() as u64;
        if self.total > u64::from(u32::MAX) {
            self.counts.widen();
        }
        // Buckets are numbers of 22 bits, so the first one is too.
        let first = self.first as u32;
        match &mut self.counts {
            Store::Narrow(counts) => buckets.iter().for_each(|bucket| counts[(bucket - first) as usize] += 1),
            Store::Wide(counts) => buckets.iter().for_each(|bucket| counts[(bucket - first) as usize] += 1),
        }
    }

    pub(super) fn merge(&mut self, other: &Self, shift: u32) {
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
    pub(super) fn at_rank(&self, rank: u64, shift: u32, whole: bool) -> f64 {
        let Some((place, below)) = self.place_of(rank) else { return f64::INFINITY };
        let (low, width) = self.edges(place, shift);
        let within = ((rank - below) as f64 - 0.5) / self.counts.get(place) as f64;
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
    ///
    /// Buckets are passed over many at a time: a record asks for hundreds of ranks.
    fn place_of(&self, rank: u64) -> Option<(usize, u64)> {
        const STRIDE: usize = 128;
        let (mut below, mut start) = (0, 0);
        loop {
            let end = (start + STRIDE).min(self.counts.len());
            let count = self.counts.sum(start, end);
            if below + count >= rank || start >= end {
                break;
            }
            (below, start) = (below + count, end);
        }
        for place in start..self.counts.len() {
            let count = self.counts.get(place);
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

impl Table {
    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.counts.bytes()
    }
}

impl Store {
    fn len(&self) -> usize {
        match self {
            Self::Narrow(counts) => counts.len(),
            Self::Wide(counts) => counts.len(),
        }
    }

    /// Values in the buckets from `start` to before `end`.
    fn sum(&self, start: usize, end: usize) -> u64 {
        match self {
            Self::Narrow(counts) => counts[start..end].iter().map(|&count| u64::from(count)).sum(),
            Self::Wide(counts) => counts[start..end].iter().sum(),
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
