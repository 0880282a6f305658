//! How much of a column other columns explain together, in a linear model of ranks.

use super::Covariance;
use super::rank::mid_ranks;

/// A pivot below this share of its column's variance is rounding: the column is a combination of earlier ones, as
/// the last of several shares that sum to 1 is.
const NOTHING: f64 = 1e-9;

/// Columns as ranks, and how they go together.
///
/// Ranks rather than values, because outputs of products and queues are skewed and bent but monotone in most inputs
/// (Saltelli and Sobol', Reliability Engineering & System Safety 50, 1995, section 2.3, on where this fails).
#[derive(Clone, Debug)]
pub struct RankModel {
    rows: usize,
    ranks: Vec<Vec<f64>>,
    /// Correlations of the ranks, row by row; NaN where a column does not vary.
    correlations: Vec<Vec<f64>>,
}

impl RankModel {
    /// The model of columns of one length.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a [f64]>) -> Self {
        let ranks: Vec<Vec<f64>> = columns.into_iter().map(mid_ranks).collect();
        let rows = ranks.first().map_or(0, Vec::len);
        let correlations = ranks.iter().map(|a| ranks.iter().map(|b| correlation(a, b)).collect()).collect();
        Self { rows, ranks, correlations }
    }

    /// Spearman's rank correlation of each column with `output`; `None` where one of the two does not vary.
    pub fn correlations_with(&self, output: &[f64]) -> Vec<Option<f64>> {
        let output = mid_ranks(output);
        self.ranks
            .iter()
            .map(|ranks| Some(correlation(ranks, &output)).filter(|value| !value.is_nan()))
            .collect()
    }

    /// The share of the variance of an output's ranks that the `chosen` columns explain together, adjusted for their
    /// number (Ezekiel's 1 − (1 − R²)(n − 1)/(n − k − 1)) and never below 0.
    ///
    /// `with_output` comes from [`correlations_with`](Self::correlations_with). `None` where nothing varies or the rows
    /// are fewer than twice the columns.
    pub fn explained(&self, chosen: &[usize], with_output: &[Option<f64>]) -> Option<f64> {
        let chosen: Vec<usize> = chosen.iter().copied().filter(|&i| with_output[i].is_some()).collect();
        if with_output.iter().all(Option::is_none) || self.rows < 2 * chosen.len() + 2 {
            return None;
        }
        let (mut explained, mut used) = (0.0, 0);
        // Cholesky factors of the correlations, row by row, the output as a last row: its entries' squares are what
        // each column adds to R².
        let mut factors: Vec<(usize, Vec<f64>)> = Vec::new();
        let mut output: Vec<f64> = Vec::new();
        for &column in &chosen {
            let mut row: Vec<f64> = Vec::with_capacity(factors.len() + 1);
            for (other, factor) in &factors {
                let done: f64 = row.iter().zip(factor).map(|(a, b)| a * b).sum();
                row.push((self.correlations[column][*other] - done) / factor[factor.len() - 1]);
            }
            let pivot = 1.0 - row.iter().map(|entry| entry * entry).sum::<f64>();
            if pivot < NOTHING {
                continue;
            }
            let done: f64 = row.iter().zip(&output).map(|(a, b)| a * b).sum();
            row.push(pivot.sqrt());
            let entry = (with_output[column].unwrap_or(0.0) - done) / pivot.sqrt();
            output.push(entry);
            explained += entry * entry;
            used += 1;
            factors.push((column, row));
        }
        let (n, k) = (self.rows as f64, f64::from(used));
        Some((1.0 - (1.0 - explained) * (n - 1.0) / (n - k - 1.0)).clamp(0.0, 1.0))
    }
}

/// NaN where one of the two does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    Covariance::of(a, b).correlation().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns that go through all combinations: uncorrelated to the last bit.
    fn grid() -> [Vec<f64>; 2] {
        let rows = 0..400;
        [rows.clone().map(|i| f64::from(i % 20)).collect(), rows.map(|i| f64::from(i / 20)).collect()]
    }

    #[test]
    fn independent_inputs_share_the_spread_as_their_squared_correlations() {
        let [x, y] = grid();
        let output: Vec<f64> = x.iter().zip(&y).map(|(x, y)| 20.0 * x + y).collect();
        let model = RankModel::new([x.as_slice(), y.as_slice()]);
        let with = model.correlations_with(&output);
        let (all, first) = (model.explained(&[0, 1], &with), model.explained(&[0], &with));
        // 400 distinct values ordered by x, then y: all is explained, 399/400 of it by x.
        assert!((all.unwrap() - 1.0).abs() < 1e-12, "{all:?}");
        assert!((first.unwrap() - 0.9975).abs() < 1e-4, "{first:?}");
    }

    #[test]
    fn shares_that_sum_to_one_count_once_and_constants_not_at_all() {
        let [x, _] = grid();
        let (rest, constant): (Vec<f64>, Vec<f64>) = x.iter().map(|x| (20.0 - x, 3.0)).unzip();
        let model = RankModel::new([x.as_slice(), rest.as_slice(), constant.as_slice()]);
        let with = model.correlations_with(&x);
        assert_eq!(with[2], None);
        let explained = model.explained(&[0, 1, 2], &with).unwrap();
        assert!((explained - 1.0).abs() < 1e-12, "{explained}");
        assert_eq!(model.explained(&[0], &model.correlations_with(&constant)), None, "nothing to explain");
    }

    #[test]
    fn noise_explains_nothing_once_the_number_of_inputs_is_allowed_for() {
        // A permutation of 0 … 400 by a multiplier of long period stands for an unrelated input.
        let [x, _] = grid();
        let noise: Vec<f64> = (0..400).map(|i: i32| f64::from((i * 7919) % 401)).collect();
        let model = RankModel::new([noise.as_slice()]);
        assert!(model.explained(&[0], &model.correlations_with(&x)).unwrap() < 0.02);
    }
}
