//! A small picture of an output for the screen: how often it comes out where, over its ranges.

use super::chart::chart;
use crate::summary::OutputSummary;
use crate::summary::belief::{BeliefSummary, Bin, Shape};

/// Bars.
const BARS: usize = 48;

/// Values fewer than this make no picture.
const FEWEST: usize = 32;

/// The picture of the values at (i + ½) / n; empty where there are none, all are one, or the horizon cuts many off.
pub(super) fn sketch(grid: &[f64], output: &OutputSummary, width: usize) -> String {
    let finite: Vec<f64> = grid.iter().copied().filter(|value| value.is_finite()).collect();
    let (Some(&least), Some(&p99)) = (finite.first(), finite.get(finite.len() * 99 / 100)) else {
        return String::new();
    };
    if finite.len() < FEWEST || finite.len() * 100 < grid.len() * 95 || least >= p99 {
        return String::new();
    }
    // Lengths compare only where bars start at nothing.
    let from = if least >= 0.0 && least < 0.5 * p99 { 0.0 } else { least };
    let picture = BeliefSummary {
        unit: output.unit.clone(),
        shape: Shape { quantiles: quantiles(output, from, p99), ..Shape::default() },
        histogram: histogram(&finite, from, p99),
        ..BeliefSummary::default()
    };
    chart(&picture, width)
}

/// The ends of the axis stand where a belief has its 1st and 99th percentile.
fn quantiles(output: &OutputSummary, from: f64, to: f64) -> crate::summary::Named<f64> {
    let known = output.quantiles.iter().filter_map(|(key, value)| Some((key.to_owned(), (*value)?)));
    [("p01".to_owned(), from), ("p99".to_owned(), to)].into_iter().chain(known).collect()
}

fn histogram(values: &[f64], from: f64, to: f64) -> Vec<Bin> {
    let width = (to - from) / BARS as f64;
    let bin = |index: usize| {
        let (low, high) = (from + index as f64 * width, from + (index + 1) as f64 * width);
        let inside =
            |value: &&f64| **value >= low && (**value < high || (index + 1 == BARS && **value <= to));
        let count = values.iter().filter(inside).count();
        Bin { from: low, to: high, probability: count as f64 / values.len() as f64 }
    };
    (0..BARS).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(p05: f64, p50: f64, p95: f64) -> OutputSummary {
        let quantiles = [("p05", p05), ("p25", p50), ("p50", p50), ("p75", p50), ("p95", p95)];
        let quantiles = quantiles.into_iter().map(|(key, value)| (key, Some(value))).collect();
        OutputSummary { unit: "people".into(), quantiles, ..Default::default() }
    }

    #[test]
    fn a_picture_starts_at_nothing_and_fits_the_screen() {
        let grid: Vec<f64> = (0..256).map(|i| 1000.0 + 10.0 * f64::from(i)).collect();
        let picture = sketch(&grid, &output(1100.0, 2280.0, 3400.0), 60);
        let lines: Vec<&str> = picture.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= 60), "{picture}");
        assert!(lines.last().is_some_and(|line| line.trim_start().starts_with('0')), "{picture}");
        assert!(picture.contains('┿') && picture.contains('█'), "{picture}");
    }

    #[test]
    fn there_is_no_picture_of_one_value_or_of_what_the_horizon_cuts_off() {
        assert_eq!(sketch(&[5.0; 256], &output(5.0, 5.0, 5.0), 80), "");
        let mut grid: Vec<f64> = (0..256).map(f64::from).collect();
        grid[200..].fill(f64::INFINITY);
        assert_eq!(sketch(&grid, &output(1.0, 2.0, 3.0), 80), "");
        assert_eq!(sketch(&[], &output(1.0, 2.0, 3.0), 80), "");
    }
}
