//! A figure: a chart in two widths, what it says, and the numbers behind it.

use crate::output::svg::Chart;
use serde::Serialize;

/// A chart with its table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figure {
    /// Identifier, one of its kind on the page.
    pub id: String,
    /// What it shows, as a heading.
    pub title: String,
    /// What to see in it, in a sentence.
    pub note: String,
    /// SVG for wide pages and paper.
    pub wide: String,
    /// SVG for telephones.
    pub narrow: String,
    /// The numbers behind it.
    pub table: Table,
    /// Values and chances for the slider, as JSON; empty where there is none.
    pub curve: String,
    /// Unit of the slider's numbers.
    pub unit: String,
}

impl Figure {
    /// A figure.
    pub fn new(id: &str, title: &str, note: &str, chart: Chart, table: Table) -> Self {
        let (wide, narrow) = (chart.wide, chart.narrow);
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            note: note.to_owned(),
            wide,
            narrow,
            table,
            ..Self::default()
        }
    }
}

/// The text with no line break between a number and its "million" or "%".
pub fn unbroken(text: &str) -> String {
    [" million", " billion", " trillion", " %"]
        .iter()
        .fold(text.to_owned(), |text, unit| text.replace(unit, &unit.replace(' ', "\u{a0}")))
}

/// Rows under a head; the first cell of a row names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// Which columns hold words alone, no numbers: they are set flush left.
    pub words: Vec<bool>,
}

impl Table {
    /// A table.
    pub fn new<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Self {
        let rows = rows.into_iter().map(|row| row.iter().map(|cell| unbroken(cell)).collect()).collect();
        Self::of(head.map(str::to_owned).to_vec(), rows)
    }

    /// A table of as many columns as its head has.
    pub fn of(head: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let words = (0..head.len()).map(|column| are_words(rows.iter().filter_map(|row| row.get(column))));
        Self { words: words.collect(), head, rows }
    }
}

/// Whether cells hold words and none a digit; where nothing is told a dash stands.
fn are_words<'a>(cells: impl Iterator<Item = &'a String> + Clone) -> bool {
    let has = |test: fn(char) -> bool| cells.clone().any(|cell| cell.contains(test));
    has(char::is_alphabetic) && !has(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_words_is_told_from_one_of_numbers() {
        let row = |cells: [&str; 4]| cells.map(str::to_owned);
        let rows =
            [row(["Fee", "No fee", "none of 512", "–"]), row(["Window", "As written", "7 in 10", "–"])];
        assert_eq!(Table::new(["", "", "", ""], rows).words, [true, true, false, false]);
    }
}
