//! A heat map: an output over two settings, its numbers written in the fields.

use super::drawing::{Anchor, Drawing, Size, fit, width_of};
use super::{Caption, Chart, both};

/// Steps of colour; each has its own colour of text, so that every number can be read.
pub const STEPS: usize = 5;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Heat {
    /// Name of the columns' setting.
    pub across: String,
    /// Name of the rows' setting.
    pub down: String,
    /// Settings of the columns, each in full and in short.
    pub columns: Vec<[String; 2]>,
    /// Settings of the rows, each with its fields.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// A field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What is written in it.
    pub words: String,
    /// The same where there is little room; nothing is written where this does not fit either.
    pub short: String,
    /// What is coloured; `None` stays blank.
    pub value: Option<f64>,
}

/// The map; `None` without fields.
pub fn heat(caption: Caption<'_>, of: &Heat) -> Option<Chart> {
    both(caption, |size| draw(of, size))
}

fn draw(of: &Heat, size: Size) -> Option<Drawing> {
    let values = || of.rows.iter().flat_map(|(_, cells)| cells.iter().filter_map(|cell| cell.value));
    values().next()?;
    let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let widest = of.rows.iter().map(|(setting, _)| width_of(setting) + 14.0).fold(0.0, f64::max);
    let left = widest.clamp(if size == Size::Wide { 90.0 } else { 52.0 }, 0.4 * size.width());
    let width = (size.width() - left - 4.0) / of.columns.len() as f64;
    let (top, tall) = (46.0, 34.0);
    // Names are set one size smaller than the labels that widths are measured by: 13 / 12.
    let mut drawing = Drawing::new(top + tall * of.rows.len() as f64 + 28.0);
    drawing.text("name", 0.0, 14.0, Anchor::Start, &fit(&of.across, 1.08 * size.width()));
    for (index, column) in of.columns.iter().enumerate() {
        let x = left + (index as f64 + 0.5) * width;
        drawing.text("tick", x, 36.0, Anchor::Middle, whole([&column[0], &column[1]], width));
    }
    for (row, (setting, cells)) in of.rows.iter().enumerate() {
        let y = top + row as f64 * tall;
        drawing.text("tick", left - 6.0, y + 22.0, Anchor::End, &fit(setting, left - 8.0));
        for (column, cell) in cells.iter().enumerate() {
            let x = left + column as f64 * width;
            let step = cell.value.map_or(0, |value| step(value, low, high));
            drawing.rect(&format!("heat h{step}"), x + 1.0, y + 1.0, width - 2.0, tall - 2.0);
            let words = whole([&cell.words, &cell.short], width - 4.0);
            drawing.text(&format!("cell c{step}"), x + width / 2.0, y + 22.0, Anchor::Middle, words);
        }
    }
    let bottom = top + tall * of.rows.len() as f64 + 20.0;
    drawing.text("name", 0.0, bottom, Anchor::Start, &fit(&of.down, 1.08 * size.width()));
    Some(drawing)
}

/// The first of two ways to say it that fits; a number that is cut is another number.
fn whole(ways: [&str; 2], width: f64) -> &str {
    ways.into_iter().find(|way| width_of(way) <= width).unwrap_or_default()
}

fn step(value: f64, low: f64, high: f64) -> usize {
    if high <= low {
        return STEPS / 2;
    }
    (((value - low) / (high - low) * STEPS as f64) as usize).min(STEPS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_said_in_short_or_not_at_all_but_never_cut() {
        assert_eq!(whole(["650,000", "650k"], 100.0), "650,000");
        assert_eq!(whole(["650,000", "650k"], 47.0), "650k");
        assert_eq!(whole(["650,000", "650k"], 20.0), "");
    }

    #[test]
    fn settings_of_rows_have_the_room_that_they_need() {
        let cell = Cell { words: "1".into(), short: String::new(), value: Some(1.0) };
        let of = Heat {
            across: "odds".into(),
            down: "fee".into(),
            columns: vec![["0.3".into(), "0.3".into()]],
            rows: vec![("20,000".into(), vec![cell])],
        };
        let chart = heat(Caption { id: "h", title: "t", description: "d" }, &of).expect("fields");
        for drawing in [&chart.wide, &chart.narrow] {
            assert!(drawing.contains(">20,000<"), "{drawing}");
        }
    }

    #[test]
    fn colours_go_from_the_least_to_the_largest() {
        assert_eq!([0.0, 19.0, 20.0, 99.0, 100.0].map(|value| step(value, 0.0, 100.0)), [0, 0, 1, 4, 4]);
        assert_eq!(step(7.0, 7.0, 7.0), 2, "all the same");
        let cell = |value| Cell { words: format!("{value}"), short: String::new(), value: Some(value) };
        let of = Heat {
            across: "capacity".into(),
            down: "window".into(),
            columns: ["50", "100"].map(|setting| [setting.into(), setting.into()]).to_vec(),
            rows: vec![("3".into(), vec![cell(1.0), cell(2.0)])],
        };
        let chart = heat(Caption { id: "h", title: "t", description: "d" }, &of).expect("fields");
        assert!(chart.wide.contains("heat h0") && chart.wide.contains("heat h4"));
    }
}
