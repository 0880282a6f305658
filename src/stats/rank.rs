//! Rank correlation of kept values.

use super::Covariance;

/// Spearman's rank correlation with mid-ranks for ties; `None` where a column does not vary.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    Covariance::of(&mid_ranks(x), &mid_ranks(y)).correlation()
}

/// Ranks from 1, ties at their mean rank; +∞ (censored) ranks last.
pub(super) fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let tied = order[start..].iter().take_while(|&&i| values[i] == values[order[start]]).count().max(1);
        let rank = (2 * start + tied + 1) as f64 / 2.0;
        order[start..start + tied].iter().for_each(|&i| ranks[i] = rank);
        start += tied;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_ignore_monotone_changes_and_share_ties() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 10.0, f64::INFINITY]), Some(1.0));
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[9.0, 4.0, 1.0]), Some(-1.0));
        assert_eq!(mid_ranks(&[2.0, 1.0, 2.0]), [2.5, 1.0, 2.5]);
        assert_eq!(spearman(&[1.0, 2.0], &[5.0, 5.0]), None);
    }
}
