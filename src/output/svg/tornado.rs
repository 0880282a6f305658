//! A tornado: how strongly inputs and an output go together, the strongest first.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, lines};
use super::{Caption, Chart, both};

/// Height of a line of words.
const LINE: f64 = 16.0;

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strength {
    /// The input.
    pub label: String,
    /// Rank correlation, −1 … 1.
    pub rank: f64,
    /// Whether it is an assumption, and drawn as an outline.
    pub assumed: bool,
}

/// Rows in the order given; `None` without rows.
pub fn tornado(caption: Caption<'_>, rows: &[Strength]) -> Option<Chart> {
    both(caption, |size| draw(rows, size))
}

fn draw(rows: &[Strength], size: Size) -> Option<Drawing> {
    if rows.is_empty() {
        return None;
    }
    let told: Vec<Vec<String>> = rows.iter().map(|row| told(row, size)).collect();
    // The words stand over the bar, in as many lines as they need.
    let heights = told.iter().map(|lines| 26.0 + LINE * lines.len() as f64);
    let bottom = heights.clone().sum::<f64>() + 4.0;
    let largest = rows.iter().map(|row| row.rank.abs()).fold(0.0, f64::max);
    let axis = Axis::new(-largest, largest, (24.0, size.width() - 24.0), 6, "");
    let mut drawing = Drawing::new(bottom + 44.0);
    axis.draw_below(&mut drawing, 0.0, bottom, "rank correlation: ← less · more →");
    let mut top = 0.0;
    for ((row, lines), height) in rows.iter().zip(&told).zip(heights) {
        let (zero, end) = (axis.at(0.0), axis.at(row.rank));
        for (index, line) in lines.iter().enumerate() {
            drawing.text("label halo", 0.0, top + LINE * (index as f64 + 1.0), Anchor::Start, line);
        }
        let class = if row.assumed { "strength assumed" } else { "strength" };
        drawing.rect(class, zero.min(end), top + height - 20.0, (end - zero).abs().max(1.0), 14.0);
        top += height;
    }
    Some(drawing)
}

/// Rank and name: the longest name has the whole width, and a second line.
fn told(row: &Strength, size: Size) -> Vec<String> {
    lines(&format!("{} {}", signed(row.rank), row.label), size.width() - 12.0, 2)
}

/// A rank correlation with its sign: "+0.61".
fn signed(rank: f64) -> String {
    format!("{}{:.2}", if rank < 0.0 { '−' } else { '+' }, rank.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_from_nothing_to_their_side() {
        let row = |label: &str, rank, assumed| Strength { label: label.into(), rank, assumed };
        let caption = Caption { id: "t", title: "t", description: "d" };
        let chart =
            tornado(caption, &[row("take-up", 0.8, true), row("fee", -0.4, false)]).expect("two rows");
        // −1 … 1 between 24 and 696: nothing stands at 360.
        assert!(chart.wide.contains(r#"<rect class="strength assumed" x="360" y="22" width="268.8""#));
        assert!(chart.wide.contains(r#"<rect class="strength" x="225.6" y="64" width="134.4""#));
        assert!(chart.wide.contains("+0.80 take-up") && chart.wide.contains("−0.40 fee"));
        assert_eq!(tornado(caption, &[]), None);
    }
}
