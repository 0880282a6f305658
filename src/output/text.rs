//! Plain text for a terminal: wrapping, columns, and no control characters from a scenario.

/// The text without control characters and bidirectional overrides: a title must not move a cursor, hide a line
/// or turn the reading direction of what follows.
pub fn plain(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|&c| !hidden(c)).collect()
}

/// Breaks text at spaces into lines of at most `width` characters; a longer word stands alone.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if length(line) + 1 + length(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Wraps text under an indent of `first` characters in the first line and `rest` in the others.
pub(super) fn paragraph(text: &str, first: &str, rest: usize, width: usize) -> String {
    let mut out = String::new();
    let room = width.saturating_sub(rest.max(length(first))).max(20);
    for (index, line) in wrap(text, room).iter().enumerate() {
        let indent = if index == 0 { first.to_owned() } else { " ".repeat(rest) };
        out.push_str(&format!("{indent}{line}\n"));
    }
    out
}

/// Least room for labels beside their numbers.
const LEAST_LABEL: usize = 16;

/// Rows in columns: the first is flush left and wrapped into the room that the others leave, the others are
/// flush right. Where that room is too small the labels have lines of their own, above their numbers.
pub(super) fn columns(rows: &[Vec<String>], width: usize) -> String {
    if label_room(rows, width) < LEAST_LABEL.min(widths(rows).first().copied().unwrap_or(0)) {
        return stacked(rows, width);
    }
    let widths = widths(rows);
    let first = widths.first().copied().unwrap_or(0).min(label_room(rows, width));
    let mut out = String::new();
    for row in rows {
        let label = wrap(row.first().map_or("", String::as_str), first);
        for (index, line) in label.iter().enumerate() {
            out.push_str(line);
            // Numbers stand in the last line of a wrapped label.
            if index + 1 == label.len() {
                let mut gap = first.saturating_sub(length(line));
                for (cell, width) in row.iter().zip(&widths).skip(1) {
                    out.push_str(&" ".repeat(gap + 2 + width - length(cell)));
                    out.push_str(cell);
                    gap = 0;
                }
            }
            let kept = out.trim_end_matches(' ').len();
            out.truncate(kept);
            out.push('\n');
        }
    }
    out
}

/// Each label in lines of its own, its numbers in the line below.
fn stacked(rows: &[Vec<String>], width: usize) -> String {
    let mut out = String::new();
    let mut numbers: Vec<Vec<String>> = rows.to_vec();
    numbers.iter_mut().filter_map(|row| row.first_mut()).for_each(String::clear);
    for (row, line) in rows.iter().zip(columns(&numbers, width).lines()) {
        let label = row.first().map_or("", String::as_str);
        wrap(label, width).iter().filter(|line| !line.is_empty()).for_each(|line| {
            out.push_str(line);
            out.push('\n');
        });
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Room that the other columns leave to the first.
pub(super) fn label_room(rows: &[Vec<String>], width: usize) -> usize {
    width.saturating_sub(widths(rows).iter().skip(1).map(|column| column + 2).sum())
}

fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| length(cell)).max();
    (0..n_columns).map(|column| widest(column).unwrap_or(0)).collect()
}

/// Number of characters; near enough to columns for the scripts that scenario labels are written in.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mred\u{202E}\nb\0"), "a[31mred b");
    }

    #[test]
    fn long_labels_wrap_and_numbers_stay_in_their_columns() {
        let rows = vec![
            vec!["".into(), "median".into()],
            vec!["Irregular at the horizon without the amnesty".into(), "3.2 million".into()],
        ];
        let text = columns(&rows, 34);
        let expected = [
            "                            median",
            "Irregular at the",
            "horizon without the",
            "amnesty                3.2 million",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
        assert!(text.lines().all(|line| line.chars().count() <= 34));
    }

    #[test]
    fn labels_without_room_stand_above_their_numbers() {
        let rows = vec![
            vec!["".into(), "median".into()],
            vec!["Irregular at the horizon without the amnesty".into(), "3.2 million".into()],
        ];
        let expected =
            ["       median", "Irregular at the", "horizon without the", "amnesty", "  3.2 million"];
        assert_eq!(columns(&rows, 19).lines().collect::<Vec<_>>(), expected);
    }
}
