//! Ranges side by side on one axis: rival estimates, records, what happened.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, fit};
use super::{Caption, Chart, both};

/// Height of a row: its words, then its bar.
const ROW: f64 = 46.0;

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
    // On a telephone the range has a line of its own.
    let row_height = if size == Size::Wide { ROW } else { ROW + 17.0 };
    let bottom = row_height * rows.len() as f64 + 4.0;
    let mut drawing = Drawing::new(bottom + 44.0);
    axis.draw_below(&mut drawing, 0.0, bottom, &format!("{name}, {}", axis.scale.word));
    for (index, row) in rows.iter().enumerate() {
        draw_row(&mut drawing, &axis, row, index as f64 * row_height, size);
    }
    Some(drawing)
}

fn draw_row(drawing: &mut Drawing, axis: &Axis, row: &Interval, top: f64, size: Size) {
    let start = axis.at(axis.low);
    let bar = match size {
        Size::Wide => {
            let label = format!("{}: {}", row.label, row.words);
            drawing.text("label halo", start, top + 17.0, Anchor::Start, &fit(&label, size.width() - 24.0));
            top + 30.0
        }
        Size::Narrow => {
            drawing.text(
                "label halo",
                start,
                top + 17.0,
                Anchor::Start,
                &fit(&row.label, size.width() - 24.0),
            );
            drawing.text(
                "label halo",
                start,
                top + 34.0,
                Anchor::Start,
                &fit(&row.words, size.width() - 24.0),
            );
            top + 47.0
        }
    };
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
