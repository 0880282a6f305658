//! Mean and central moments, merged without loss.

use crate::math::width::{Kernel, dispatch};

/// Number, mean and central sums up to the fourth order.
///
/// # Precision
/// Pages are summed in two passes with 32 partial sums in a fixed order, so that every vector width gives the
/// same bits, and merged by the update formulas of Pébay (2008, Sandia report SAND2008-6212, eqs. 3.1): no loss on
/// large offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

/// Partial sums of a page: a fixed number, so that the order of additions does not depend on the machine.
const PARTIAL: usize = 32;
/// Rows of partial sums that are unrolled, whereupon the compiler vectorises the loop over the partial sums.
const ROWS: usize = 8;

impl Moments {
    /// Moments of the finite values of a column; ±∞ (censored) and NaN (undefined) are left out.
    pub fn of_finite(values: &[f64]) -> Self {
        let [sum] = dispatch(Sums(values));
        if sum.is_finite() {
            return Self::about(values, sum);
        }
        // Something is missing, or the sum of huge numbers overflows.
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let [sum] = dispatch(Sums(&finite));
        Self::about(&finite, sum)
    }

    /// Moments of values whose sum is known.
    fn about(values: &[f64], sum: f64) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let n = values.len() as f64;
        let mean = sum / n;
        let [m1, m2, m3, m4] = dispatch(CentralSums(values, mean));
        // What rounding left in the first central sum shifts the mean; the second order is corrected for it
        // (Chan, Golub and LeVeque 1983), in the higher ones it is of the order of the rounding itself.
        let shift = m1 / n;
        Self { count: values.len() as u64, mean: mean + shift, m2: (m2 - m1 * shift).max(0.0), m3, m4 }
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
        Some(((self.m4 / n - variance * variance).max(0.0) / n).sqrt())
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

/// Adds `$terms` of every value of a column: value i to partial sum i mod 32, in order; the partial sums pairwise.
///
/// A macro and not a function of closures, which cannot be forced inline: a loop around a call stays scalar.
macro_rules! partial_sums {
    ($values:expr, $K:literal, $value:ident => $terms:expr) => {{
        let mut sums = [[0.0; PARTIAL]; $K];
        let (blocks, rest) = $values.as_chunks::<{ PARTIAL * ROWS }>();
        for block in blocks {
            for lane in 0..PARTIAL {
                let mut here = [0.0; $K];
                for k in 0..$K {
                    here[k] = sums[k][lane];
                }
                for row in 0..ROWS {
                    let $value = block[row * PARTIAL + lane];
                    let terms = $terms;
                    for k in 0..$K {
                        here[k] += terms[k];
                    }
                }
                for k in 0..$K {
                    sums[k][lane] = here[k];
                }
            }
        }
        let (rows, rest) = rest.as_chunks::<PARTIAL>();
        for row in rows {
            for lane in 0..PARTIAL {
                let $value = row[lane];
                let terms = $terms;
                for k in 0..$K {
                    sums[k][lane] += terms[k];
                }
            }
        }
        for row in rest.chunks(PARTIAL) {
            for (lane, value) in row.iter().enumerate() {
                let $value = *value;
                let terms = $terms;
                for k in 0..$K {
                    sums[k][lane] += terms[k];
                }
            }
        }
        let mut totals = [0.0; $K];
        for k in 0..$K {
            totals[k] = pairwise(&sums[k]);
        }
        totals
    }};
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

/// The sum of a column.
struct Sums<'a>(&'a [f64]);

impl Kernel for Sums<'_> {
    type Output = [f64; 1];

    #[inline(always)]
    fn run(self) -> [f64; 1] {
        partial_sums!(self.0, 1, value => [value])
    }
}

/// Sums of the first four powers of the distances to a centre.
struct CentralSums<'a>(&'a [f64], f64);

impl Kernel for CentralSums<'_> {
    type Output = [f64; 4];

    #[inline(always)]
    fn run(self) -> [f64; 4] {
        let centre = self.1;
        partial_sums!(self.0, 4, value => {
            let d = value - centre;
            let d2 = d * d;
            [d, d2, d2 * d, d2 * d2]
        })
    }
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
}
