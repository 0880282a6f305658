//! A small chart of block characters: how likely each stretch of values is, above the ranges.

use super::numbers::{number_among, scale};
use super::text::length;
use crate::summary::belief::{BeliefSummary, Bin};

/// Lines of the bars.
const HEIGHT: usize = 5;

/// Bars of eighths of a line.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Characters across that the bars aim at.
const ACROSS: usize = 48;

/// The chart, indented by two; empty where there is nothing to draw.
pub(super) fn chart(belief: &BeliefSummary, width: usize) -> String {
    let bins = fitted(&belief.histogram, width.saturating_sub(4).max(1));
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return String::new() };
    let thick = (ACROSS.min(width.saturating_sub(4)) / bins.len()).max(1);
    let mut lines = bars(&bins, thick);
    lines.push(ranges(belief, &bins, thick));
    // Intervals around whole numbers end between them; the percentiles are values.
    let end = |key: &str, edge: f64| belief.shape.quantiles.get(key).copied().unwrap_or(edge);
    let unit = scale(&belief.unit);
    let (low, high) = (end("p01", first.from), end("p99", last.to));
    let [low, high] = [low, high].map(|value| number_among(value, high - low, unit));
    let gap = (bins.len() * thick).saturating_sub(length(&low) + length(&high)).max(2);
    lines.push(format!("{low}{}{high}", " ".repeat(gap)));
    lines.iter().map(|line| format!("  {}\n", line.trim_end())).collect()
}

/// Neighbours joined until they fit.
fn fitted(bins: &[Bin], room: usize) -> Vec<Bin> {
    let joined = bins.len().div_ceil(room).max(1);
    let join = |few: &[Bin]| Bin {
        from: few[0].from,
        to: few[few.len() - 1].to,
        probability: few.iter().map(|bin| bin.probability).sum(),
    };
    bins.chunks(joined).map(join).collect()
}

fn bars(bins: &[Bin], thick: usize) -> Vec<String> {
    let highest = bins.iter().map(|bin| bin.probability).fold(f64::MIN_POSITIVE, f64::max);
    let eighths = |bin: &Bin| match (bin.probability / highest * (HEIGHT * 8) as f64).round() as usize {
        // What can happen is seen.
        0 if bin.probability > 0.0 => 1,
        eighths => eighths,
    };
    let line = |row: usize| {
        let block = |bin: &Bin| BLOCKS[eighths(bin).saturating_sub(row * 8).min(8)];
        bins.iter().flat_map(|bin| std::iter::repeat_n(block(bin), thick)).collect()
    };
    (0..HEIGHT).rev().map(line).collect()
}

/// The 90 % range as a thin line, its middle half thick, the median across it.
fn ranges(belief: &BeliefSummary, bins: &[Bin], thick: usize) -> String {
    let across = bins.len() * thick;
    let (start, end) = (bins[0].from, bins[bins.len() - 1].to);
    let place = |key: &str| {
        let value = belief.shape.quantiles.get(key).copied().unwrap_or(start);
        (((value - start) / (end - start) * across as f64) as usize).min(across - 1)
    };
    let (p05, p25, p50, p75, p95) = (place("p05"), place("p25"), place("p50"), place("p75"), place("p95"));
    let sign = |column: usize| match column {
        _ if column == p50 => '┿',
        _ if (p25..=p75).contains(&column) => '━',
        _ if column == p05 => '├',
        _ if column == p95 => '┤',
        _ if (p05..=p95).contains(&column) => '─',
        _ => ' ',
    };
    (0..across).map(sign).collect()
}
