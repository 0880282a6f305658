//! From a tallied column to the numbers that describe its distribution, each with its Monte Carlo error.

use super::{Chance, Exceedance, InputSummary, OutputSummary, PERCENTILES};
use crate::stats::{Moments, QuantileCounts};
use crate::tally::{Batch, Column};

/// A column with its batches merged.
pub struct Described<'a> {
    column: &'a Column,
    moments: Moments,
    counts: QuantileCounts,
}

impl<'a> Described<'a> {
    /// Merges the batches in their order.
    pub fn new(column: &'a Column) -> Self {
        let mut counts = column.batches[0].counts.clone();
        column.batches[1..].iter().for_each(|batch| counts.merge(&batch.counts));
        let moments = column.batches.iter().fold(Moments::default(), |all, batch| all.merge(&batch.moments));
        Self { column, moments, counts }
    }

    /// The buckets of all values.
    pub fn counts(&self) -> &QuantileCounts {
        &self.counts
    }

    /// An uncertain input of a run of `replicates`.
    pub fn input(&self, unit: String, replicates: u64) -> InputSummary {
        let quantiles = PERCENTILES.iter().map(|(key, level)| (*key, self.quantile(*level))).collect();
        let described = self.counts.defined() + self.counts.undefined();
        let described_by = (described < replicates).then_some(described);
        InputSummary { unit, described_by, mean: self.moments.mean(), sd: self.moments.sd(), quantiles }
    }

    /// A scalar output with the chances of reaching its thresholds.
    pub fn output(&self, label: &str, unit: String, thresholds: &[f64]) -> OutputSummary {
        let (defined, censored) = (self.counts.defined(), self.counts.censored());
        let all = defined + self.counts.undefined();
        let share = |part: u64, of: u64| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        let mean = self.moments.mean();
        let (plain, if_reached) = if censored > 0 { (None, mean) } else { (mean, None) };
        OutputSummary {
            label: label.to_owned(),
            unit,
            mean: plain,
            mean_if_reached: if_reached,
            mean_mcse: self.mean_error(),
            sd: if censored > 0 { None } else { self.moments.sd() },
            sd_mcse: if censored > 0 { None } else { sd_error(&self.moments) },
            min: self.counts.min().filter(|value| value.is_finite()),
            max: self.counts.max().filter(|value| value.is_finite()),
            defined: share(defined, all),
            censored: share(censored, defined),
            quantiles: PERCENTILES.iter().map(|(key, level)| (*key, self.quantile(*level))).collect(),
            quantiles_mcse: PERCENTILES
                .iter()
                .map(|(key, level)| (*key, self.quantile_error(*level)))
                .collect(),
            exceedance: self.exceedance(thresholds),
            money: None,
        }
    }

    /// Mean of the finite values.
    pub fn mean(&self) -> Option<f64> {
        self.moments.mean()
    }

    /// The percentile, `None` where it lies beyond the horizon or nothing is defined.
    pub fn quantile(&self, level: f64) -> Option<f64> {
        self.counts.quantile(level).filter(|value| value.is_finite())
    }

    /// Share of the defined values below `value`, those equal to it counted half.
    pub fn percentile_of(&self, value: f64) -> Option<f64> {
        self.counts.mid_rank(value)
    }

    /// Standard error of the mean: from the spread of independent draws, or of the batches of a design.
    pub fn mean_error(&self) -> Option<f64> {
        match self.column.batches.as_slice() {
            [_] => self.moments.standard_error(),
            batches => batch_error(batches.iter().map(|batch| batch.moments.mean())),
        }
    }

    /// Standard error of the percentile: the spread of independent draws or of batches, and what buckets leave unknown.
    fn quantile_error(&self, level: f64) -> Option<f64> {
        let sampling = match self.column.batches.as_slice() {
            [_] => return plain_quantile_error(&self.counts, level),
            batches => self.batched_quantile_error(batches, level)?,
        };
        with_buckets(&self.counts, level, sampling)
    }

    /// The percentile of all batches together differs from the mean of theirs by a part of the spacing of a batch's
    /// values: batches of a good design have their k-th value in one cell, and batches that find the same rank of the
    /// same bucket even agree. The variance of such a rounding, spacing²/12, is added; where batches differ by more,
    /// it adds nothing that matters.
    fn batched_quantile_error(&self, batches: &[Batch], level: f64) -> Option<f64> {
        let spread = batch_error(batches.iter().map(|batch| batch.counts.quantile(level)))?;
        let spacings = batches.iter().map(|batch| batch.counts.spacing(level));
        let squares: f64 = spacings.map(|spacing| spacing.map(|s| s * s)).sum::<Option<f64>>()?;
        let n = batches.len() as f64;
        Some((spread * spread + squares / (12.0 * n * n)).sqrt())
    }

    fn exceedance(&self, thresholds: &[f64]) -> Vec<Exceedance> {
        let chance = |place: usize| {
            let parts = self
                .column
                .batches
                .iter()
                .map(|b| (b.exceeding[place], b.counts.defined()))
                .collect::<Vec<_>>();
            chance(&parts)
        };
        thresholds
            .iter()
            .enumerate()
            .map(|(i, &threshold)| Exceedance { threshold, chance: chance(i) })
            .collect()
    }
}

/// Standard error of the percentile of independent draws, with what buckets leave unknown.
pub fn plain_quantile_error(counts: &QuantileCounts, level: f64) -> Option<f64> {
    with_buckets(counts, level, counts.quantile_standard_error(level)?)
}

fn with_buckets(counts: &QuantileCounts, level: f64, sampling: f64) -> Option<f64> {
    let bucket = counts.bucket_error(level)?;
    Some((sampling * sampling + bucket * bucket).sqrt()).filter(|error| error.is_finite())
}

/// Standard error of the standard deviation: that of the variance over 2 sd (delta method).
fn sd_error(moments: &Moments) -> Option<f64> {
    let (sd, error) = (moments.sd()?, moments.variance_standard_error()?);
    if sd == 0.0 { Some(0.0) } else { Some(error / (2.0 * sd)).filter(|error| error.is_finite()) }
}

/// A chance from (holds, judged) by batch: binomial for one batch, else from the spread of the batches.
///
/// A batch of n futures knows its share to 1/n at best; the variance of that rounding is added, so that batches which
/// agree to the last future do not claim an error of 0.
pub fn chance(batches: &[(u64, u64)]) -> Chance {
    let (holds, of) = batches.iter().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    let mut chance = Chance::of_counts(holds, of);
    if batches.len() > 1 && 0 < holds && holds < of {
        let share = |&(holds, of): &(u64, u64)| (of > 0).then(|| holds as f64 / of as f64);
        let n = batches.len() as f64;
        let rounding =
            batches.iter().map(|(_, of)| 1.0 / (*of as f64 * *of as f64)).sum::<f64>() / (12.0 * n * n);
        let spread = batch_error(batches.iter().map(share));
        chance.mcse = spread.map(|spread| (spread * spread + rounding).sqrt());
    }
    chance
}

/// Standard error of the mean of independent batches of one size: their standard deviation over the root of their
/// number. `None` unless every batch has a finite value.
pub fn batch_error(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    let moments = Moments::of_finite(&values);
    (moments.count() == values.len() as u64).then(|| moments.standard_error())?
}
