//! Mean and central moments, merged without loss.

use crate::math::width::{Kernel, dispatch};

/// Number, mean and central sums up to the fourth order.
///
/// # Precision
/// Values are summed 256 at a time about the mean of the first 32, with 32 partial sums in a fixed order, so that every
/// vector width gives the same bits, and merged by the update formulas of Pébay (2008, Sandia report SAND2008-6212,
/// eqs. 3.1): no loss on large offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

/// Values that are summed about one centre.
const CHUNK: usize = PARTIAL * ROWS;
/// Partial sums: a fixed number, so that the order of additions does not depend on the machine.
const PARTIAL: usize = 32;
/// Rows of partial sums that are unrolled, whereupon the compiler vectorises the loop over the partial sums.
const ROWS: usize = 8;

impl Moments {
    /// Moments of the finite values of a column; ±∞ (censored) and NaN (undefined) are left out.
    pub fn of_finite(values: &[f64]) -> Self {
        let merge = |all: Self, chunk: &[f64]| all.merge(&Self::of_chunk(chunk));
        values.chunks(CHUNK).fold(Self::default(), merge)
    }

    fn of_chunk(values: &[f64]) -> Self {
        let moments = Self::of(values);
        if moments.m4.is_finite() {
            return moments;
        }
        // Something is missing, or the fourth power of huge numbers overflows.
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        Self::of(&finite)
    }

    fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let (centre, [s1, s2, s3, s4]) = dispatch(PowerSums(values));
        // From the centre to the mean. The centre is the mean of 32 or more of the n ≤ 256 values, hence no further from
        // that of all than √(n / 32) < 3 standard deviations: what cancels below is one digit of m2, two of m4.
        let n = values.len() as f64;
        let shift = s1 / n;
        // Where sums of huge numbers overflow, those of their shares do not.
        let mean =
            if shift.is_finite() { centre + shift } else { values.iter().map(|value| value / n).sum() };
        // Where powers overflow, the difference of two infinities means the same.
        let known = |sum: f64| if sum.is_nan() { f64::INFINITY } else { sum };
        Self {
            count: values.len() as u64,
            mean,
            m2: known(s2 - s1 * shift).max(0.0),
            m3: s3 - shift * (3.0 * s2 - 2.0 * s1 * shift),
            m4: known(s4 - shift * (4.0 * s3 - shift * (6.0 * s2 - 3.0 * s1 * shift))),
        }
    }

    /// The moments of both sets together.
    pub fn merge(&self, other: &Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { *other } else { *self };
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let n = a + b;
        let delta = other.mean - self.mean;
        let (d, ab) = (delta / n, a * b);
        let d2 = d * d;
        Self {
            count: self.count + other.count,
            mean: self.mean + b * d,
            m2: self.m2 + other.m2 + delta * d * ab,
            m3: self.m3 + other.m3 + delta * d2 * ab * (a - b) + 3.0 * d * (a * other.m2 - b * self.m2),
            m4: self.m4
                + other.m4
                + delta * d2 * d * ab * (a * a - ab + b * b)
                + 6.0 * d2 * (a * a * other.m2 + b * b * self.m2)
                + 4.0 * d * (a * other.m3 - b * self.m3),
        }
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Unbiased variance; `None` with fewer than two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.m2 / (self.count - 1) as f64)
    }

    /// Standard deviation; `None` with fewer than two values.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Standard error of the mean of independent values; `None` with fewer than two.
    pub fn standard_error(&self) -> Option<f64> {
        self.sd().map(|sd| sd / (self.count as f64).sqrt())
    }

    /// Standard error of the variance of independent values, √((μ₄ − σ⁴) / n); `None` with fewer than two.
    pub fn variance_standard_error(&self) -> Option<f64> {
        let variance = self.variance()?;
        let n = self.count as f64;
        let spread = self.m4 / n - variance * variance;
        // Where both overflow, nothing is known of it.
        Some(if spread.is_nan() { f64::INFINITY } else { (spread.max(0.0) / n).sqrt() })
    }

    /// Skewness g₁; `None` where the values do not vary.
    pub fn skewness(&self) -> Option<f64> {
        let n = self.count as f64;
        (self.m2 > 0.0).then(|| self.m3 / n / (self.m2 / n * (self.m2 / n).sqrt()))
    }

    /// Excess kurtosis g₂; `None` where the values do not vary.
    pub fn excess_kurtosis(&self) -> Option<f64> {
        let n = self.count as f64;
        (self.m2 > 0.0).then(|| n * self.m4 / (self.m2 * self.m2) - 3.0)
    }
}

/// The sum of all partial sums, the first half added to the second until one is left.
#[inline(always)]
fn pairwise(sums: &[f64; PARTIAL]) -> f64 {
    let (mut a, mut b, mut c) = ([0.0; 16], [0.0; 8], [0.0; 4]);
    for lane in 0..16 {
        a[lane] = sums[lane] + sums[lane + 16];
    }
    for lane in 0..8 {
        b[lane] = a[lane] + a[lane + 8];
    }
    for lane in 0..4 {
        c[lane] = b[lane] + b[lane + 4];
    }
    (c[0] + c[2]) + (c[1] + c[3])
}

/// The mean of the first values of a column, and the sums of the first four powers of the distances of all to it.
///
/// Value i is added to partial sum i mod 32, in order; then the partial sums pairwise.
struct PowerSums<'a>(&'a [f64]);

impl Kernel for PowerSums<'_> {
    type Output = (f64, [f64; 4]);

    #[inline(always)]
    fn run(self) -> (f64, [f64; 4]) {
        let mut first = [0.0; PARTIAL];
        let known = PARTIAL.min(self.0.len());
        first[..known].copy_from_slice(&self.0[..known]);
        let centre = pairwise(&first) / known as f64;
        let mut sums = [[0.0; PARTIAL]; 4];
        let (blocks, rest) = self.0.as_chunks::<CHUNK>();
        for block in blocks {
            for lane in 0..PARTIAL {
                let mut here = [sums[0][lane], sums[1][lane], sums[2][lane], sums[3][lane]];
                for row in 0..ROWS {
                    let terms = powers(block[row * PARTIAL + lane] - centre);
                    for k in 0..4 {
                        here[k] += terms[k];
                    }
                }
                for k in 0..4 {
                    sums[k][lane] = here[k];
                }
            }
        }
        let (rows, rest) = rest.as_chunks::<PARTIAL>();
        for row in rows {
            for lane in 0..PARTIAL {
                let terms = powers(row[lane] - centre);
                for k in 0..4 {
                    sums[k][lane] += terms[k];
                }
            }
        }
        for (lane, value) in rest.iter().enumerate() {
            let terms = powers(value - centre);
            for k in 0..4 {
                sums[k][lane] += terms[k];
            }
        }
        (centre, [pairwise(&sums[0]), pairwise(&sums[1]), pairwise(&sums[2]), pairwise(&sums[3])])
    }
}

/// The first four powers of a distance.
#[inline(always)]
fn powers(d: f64) -> [f64; 4] {
    let d2 = d * d;
    [d, d2, d2 * d, d2 * d2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_blocks_merge_exactly() {
        // reliability figure `weighted-mean-merge`: (3, 2, 2) + (5, 10, 40) → (8, 7, 162).
        let a = Moments { count: 3, mean: 2.0, m2: 2.0, ..Moments::default() };
        let b = Moments { count: 5, mean: 10.0, m2: 40.0, ..Moments::default() };
        let both = a.merge(&b);
        assert_eq!((both.count, both.mean, both.m2), (8, 7.0, 162.0));
    }

    #[test]
    fn any_partition_equals_the_whole() {
        let values: Vec<f64> = (0..10_000).map(|i| ((i * 7919) % 10_007) as f64 * 1e3 + 1e9).collect();
        let whole = Moments::of_finite(&values);
        for size in [1, 3, 256, 999, 5_000] {
            let merged = values
                .chunks(size)
                .map(Moments::of_finite)
                .fold(Moments::default(), |all, part| all.merge(&part));
            // 10⁴ merges round some 10⁻¹⁶ each, relative to a spread of the size of the values.
            assert!((merged.mean / whole.mean - 1.0).abs() < 1e-13);
            for (a, b) in [(merged.m2, whole.m2), (merged.m4, whole.m4)] {
                assert!((a / b - 1.0).abs() < 1e-12, "{a} {b}");
            }
            assert!((merged.m3 - whole.m3).abs() < 1e-11 * whole.m4 / whole.sd().unwrap());
        }
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        // NIST NumAcc4: 10⁷ + 0.2 and alternating ±0.1; sd 0.1 exactly. Bar: 8 digits.
        let values: Vec<f64> = std::iter::once(10_000_000.2)
            .chain((0..1_000).map(|i| 10_000_000.1 + 0.2 * f64::from(i % 2)))
            .collect();
        let sd = Moments::of_finite(&values).sd().unwrap();
        assert!((sd / 0.1 - 1.0).abs() < 1e-8, "{sd}");
    }

    #[test]
    fn what_does_not_exist_is_none() {
        assert_eq!(Moments::default().mean(), None);
        let one = Moments::of_finite(&[3.0, f64::NAN, f64::INFINITY]);
        assert_eq!((one.count(), one.mean(), one.sd()), (1, Some(3.0), None));
    }

    #[test]
    fn sums_that_overflow_leave_the_mean() {
        let mean = Moments::of_finite(&[1.6e308; 40]).mean().unwrap();
        assert!((mean / 1.6e308 - 1.0).abs() < 1e-14, "{mean}");
    }

    #[test]
    fn first_values_far_from_the_others_cost_a_digit_at_the_worst() {
        // 32 zeros, then 224 values around 10⁶ with known distances: exact sums of whole numbers as the reference.
        let mut values = vec![0.0; 32];
        values.extend((0..224).map(|i| 1e6 + f64::from(i % 7)));
        let (n, sum) = (256_i128, values.iter().map(|x| *x as i128).sum::<i128>());
        // n⁴ times the central sums, in whole numbers.
        let central =
            |power: u32| values.iter().map(|x| (n * *x as i128 - sum).pow(power)).sum::<i128>() as f64;
        let moments = Moments::of_finite(&values);
        let scaled = [moments.m2, moments.m3, moments.m4].map(|sum| sum * 256.0);
        let exact = [central(2) / 256.0, central(3) / 65_536.0, central(4) / 16_777_216.0];
        for (sum, exact) in scaled.into_iter().zip(exact) {
            // Some hundred additions and the shift round 10⁻¹⁶ each; ten times that is lost.
            assert!((sum / exact - 1.0).abs() < 1e-13, "{sum} {exact}");
        }
    }

    #[test]
    fn equal_values_do_not_vary_however_many_they_are() {
        for n in 1..=1_000 {
            let moments = Moments::of_finite(&vec![0.1; n]);
            assert_eq!((moments.mean(), moments.m2), (Some(0.1), 0.0), "{n}");
        }
    }

    #[test]
    fn powers_that_overflow_are_infinite_not_unknown() {
        let moments = Moments::of_finite(&[1e100, -1e100, 3e99]);
        assert!(moments.mean().is_some_and(f64::is_finite) && moments.sd().is_some_and(f64::is_finite));
        assert_eq!(moments.variance_standard_error(), Some(f64::INFINITY));
    }
}
