//! One look at a column before it is counted: ends, and whether all values are whole.

use crate::math::width::{Kernel, dispatch};

/// What a scan has seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Least and largest bits, as signed numbers: positive floats are ordered like them.
    least: i64,
    most: i64,
    /// Whether every value is a whole number; only looked at where that was asked for.
    pub(super) whole: bool,
}

impl Seen {
    /// Whether no value is 0, negative, infinite or NaN.
    pub(super) fn is_positive_and_finite(&self) -> bool {
        const INFINITY: i64 = f64::INFINITY.to_bits() as i64;
        // The sign bit makes the number negative; a NaN lies above infinity.
        self.least > 0 && self.most < INFINITY
    }

    /// The least value, where all are positive and finite.
    pub(super) fn least(&self) -> f64 {
        f64::from_bits(self.least as u64)
    }

    /// The largest value, where all are positive and finite.
    pub(super) fn most(&self) -> f64 {
        f64::from_bits(self.most as u64)
    }
}

/// Scans a column; `whole` asks whether the values are whole numbers.
pub(super) fn scan(values: &[f64], whole: bool) -> Seen {
    if whole { dispatch(Scan::<true>(values)) } else { dispatch(Scan::<false>(values)) }
}

struct Scan<'a, const WHOLE: bool>(&'a [f64]);

impl<const WHOLE: bool> Kernel for Scan<'_, WHOLE> {
    type Output = Seen;

    #[inline(always)]
    fn run(self) -> Seen {
        // From here on doubles are whole numbers; below, adding it rounds to one.
        const TWO_52: f64 = 4_503_599_627_370_496.0;
        let (mut least, mut most, mut fraction) = (i64::MAX, i64::MIN, 0);
        for value in self.0 {
            let bits = value.to_bits();
            least = least.min(bits as i64);
            most = most.max(bits as i64);
            if WHOLE {
                let rounded = ((value + TWO_52) - TWO_52).to_bits();
                fraction |= if *value < TWO_52 { rounded ^ bits } else { 0 };
            }
        }
        Seen { least, most, whole: WHOLE && fraction == 0 }
    }
}

/// Gathers `sign × value` wherever that is positive and finite; returns how many there are.
pub(super) fn keep_positive(values: &[f64], sign: f64, kept: &mut [f64]) -> usize {
    let mut n = 0;
    for value in values {
        // Written in any case, and passed over by not counting it: no branch to mispredict.
        kept[n] = sign * value;
        n += usize::from(kept[n] > 0.0 && kept[n] < f64::INFINITY);
    }
    n
}
