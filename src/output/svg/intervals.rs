//! Ranges side by side on one axis: rival estimates, records, what happened.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, fit, lines};
use super::{Caption, Chart, both};

/// Height of a row: its words, then its bar.
const ROW: f64 = 46.0;

/// Height of a line of words.
const LINE: f64 = 17.0;

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interval {
    /// Who or what.
    pub label: String,
    /// The range in words.
    pub words: String,
    /// 5, 25, 50, 75 and 95 %; `None` where one lies beyond the horizon.
    pub quantiles: [Option<f64>; 5],
    /// A number marked on it: what was published, or what happened.
    pub mark: Option<f64>,
}

/// Labels stand so far from the line of the axis.
const BESIDE: f64 = 4.0;

/// Rows of ranges over one axis; `None` without rows.
pub fn intervals(caption: Caption<'_>, name: &str, unit: &str, rows: &[Interval]) -> Option<Chart> {
    both(caption, |size| draw(name, unit, rows, size))
}

fn draw(name: &str, unit: &str, rows: &[Interval], size: Size) -> Option<Drawing> {
    let values = || rows.iter().flat_map(|row| row.quantiles.into_iter().chain([row.mark])).flatten();
    values().next()?;
    let (left, right) = (16.0, size.width() - 16.0);
    let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let axis = Axis::new(low, high, (left, right), if size == Size::Wide { 7 } else { 4 }, unit);
    let told: Vec<Vec<String>> = rows.iter().map(|row| told(row, size)).collect();
    let heights = told.iter().map(|lines| ROW + LINE * (lines.len() as f64 - 1.0));
    let bottom = heights.clone().sum::<f64>() + 4.0;
    let mut drawing = Drawing::new(bottom + 44.0);
    axis.draw_below(&mut drawing, 0.0, bottom, &axis.title(name));
    let mut top = 0.0;
    for ((row, lines), height) in rows.iter().zip(&told).zip(heights) {
        for (index, line) in lines.iter().enumerate() {
            let y = top + LINE * (index as f64 + 1.0);
            drawing.text("label halo", axis.at(axis.low) + BESIDE, y, Anchor::Start, line);
        }
        draw_row(&mut drawing, &axis, row, top + height - 16.0);
        top += height;
    }
    Some(drawing)
}

/// Name and range in one line; on a telephone the range has a line of its own, and the name two where it needs them.
fn told(row: &Interval, size: Size) -> Vec<String> {
    let room = size.width() - 24.0;
    match size {
        Size::Wide => vec![fit(&format!("{}: {}", row.label, row.words), room)],
        Size::Narrow => lines(&row.label, room, 2).into_iter().chain(lines(&row.words, room, 2)).collect(),
    }
}

fn draw_row(drawing: &mut Drawing, axis: &Axis, row: &Interval, bar: f64) {
    // A percentile beyond the horizon is drawn at the end of the axis.
    let [p05, p25, p50, p75, p95] = row.quantiles.map(|value| axis.at(value.unwrap_or(axis.high)));
    drawing.line("whisker", p05, bar, p95, bar);
    drawing.rect("band b0", p25, bar - 5.0, (p75 - p25).max(1.0), 10.0);
    drawing.line("median", p50, bar - 8.0, p50, bar + 8.0);
    if let Some(mark) = row.mark {
        let x = axis.at(mark);
        drawing.polygon("arrow", [(x, bar - 7.0), (x + 6.0, bar), (x, bar + 7.0), (x - 6.0, bar)], true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_beyond_the_horizon_reaches_the_end_of_the_axis() {
        let row = Interval {
            label: "service".into(),
            words: "3 to never".into(),
            quantiles: [Some(0.0), Some(5.0), Some(10.0), None, None],
            mark: None,
        };
        let caption = Caption { id: "i", title: "t", description: "d" };
        let chart = intervals(caption, "Cleared", "months", &[row]).expect("a row");
        // The axis runs from 16 to 704, from month 0 to 10.
        assert!(chart.wide.contains(r#"class="whisker" x1="16" y1="30" x2="704""#), "{}", chart.wide);
        assert_eq!(intervals(caption, "Cleared", "months", &[Interval::default()]), None);
    }
}
