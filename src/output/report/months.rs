//! Month by month: applications, backlog, irregular with and without, in status, citizens.

use super::figure::{Figure, Table};
use super::subject::Subject;
use crate::output::numbers::{number, range};
use crate::output::plain;
use crate::output::svg::{Caption, Fan, Line, fan};
use crate::summary::SeriesSummary;

/// Charts: identifier, title, and series; a second one is drawn beside the first.
const CHARTS: [(&str, &str, &[&str]); 5] = [
    ("applications", "Applications each month", &["applications"]),
    ("backlog", "Files waiting", &["backlog"]),
    (
        "irregular",
        "People without papers, with and without the amnesty",
        &["irregular", "irregular_without_amnesty"],
    ),
    ("legal", "People with a status through the programme", &["legal"]),
    ("citizens", "Citizens through the programme", &["citizens"]),
];

/// Rows of the table behind a chart, at most.
const ROWS: usize = 16;

/// The charts of series in which something happens.
pub fn months(subject: &Subject<'_>) -> Vec<Figure> {
    CHARTS.iter().filter_map(|(id, title, series)| figure(subject, id, title, series)).collect()
}

fn figure(subject: &Subject<'_>, id: &str, title: &str, names: &[&str]) -> Option<Figure> {
    let all: Vec<&SeriesSummary> = names.iter().filter_map(|name| subject.series().get(name)).collect();
    let first = all.first()?;
    let mut lines: Vec<Line> = all.iter().filter_map(|series| line(series)).collect();
    let most = lines.iter().flat_map(|line| line.quantiles[4].iter().copied()).fold(0.0, f64::max);
    if most == 0.0 {
        return None;
    }
    let shown = cut(&mut lines);
    let start = subject.document().scenario.start.as_deref().and_then(calendar);
    let chart = fan(
        Caption {
            id: &format!("months-{id}"),
            title,
            description: "A line for the median of each month, dark and light bands for half and nine in ten of the futures.",
        },
        &Fan { unit: plain(&first.unit), start, lines: lines.clone() },
    )?;
    let mut note =
        "Line: the median of each month. Dark band: half of the futures; light band: nine in ten.".to_owned();
    if let [line] = lines.as_slice() {
        note.push_str(&at_the_end(line));
    }
    if all.len() > 1 {
        note.push_str(" Dashed: without the amnesty, thin lines for nine futures in ten.");
        note.push_str(&change(subject));
    }
    note.push_str(&format!(" n = {}.", subject.futures()));
    Some(Figure::new(&format!("months-{id}"), title, &note, chart, table(&all, start, shown)))
}

/// Leaves out the months after the last in which anything happens, but for a few that show it; returns how many stay.
fn cut(lines: &mut [Line]) -> usize {
    let ends = lines.iter().map(|line| line.quantiles[4].iter().rposition(|&value| value > 0.0).unwrap_or(0));
    let months = ends.max().unwrap_or(0) + 1;
    let shown = months + (months / 8).max(3);
    lines.iter_mut().flat_map(|line| &mut line.quantiles).for_each(|column| column.truncate(shown));
    shown
}

/// The two worlds share their futures: their difference is far better known than either.
fn change(subject: &Subject<'_>) -> String {
    let Some(change) = subject.outputs().get("irregular_change_at_horizon") else { return String::new() };
    format!(
        " Compared future by future, the amnesty changes the number at the horizon by {} (median {}).",
        subject.range(change),
        subject.at(change, "p50")
    )
}

fn line(series: &SeriesSummary) -> Option<Line> {
    let column = |key: &str| series.quantiles.get(key)?.iter().copied().collect::<Option<Vec<f64>>>();
    let quantiles = [column("p05")?, column("p25")?, column("p50")?, column("p75")?, column("p95")?];
    Some(Line { label: plain(&series.label), quantiles })
}

/// " At the end: 4,520 to 56,700.", where something is left.
fn at_the_end(line: &Line) -> String {
    let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    let (low, high) = (last(&line.quantiles[0]), last(&line.quantiles[4]));
    if high == 0.0 {
        return String::new();
    }
    let ends = range(&number(low, None, "people"), &number(high, None, "people"));
    format!(" At the end: {ends}.")
}

/// Some of the months drawn, of every series side by side.
fn table(all: &[&SeriesSummary], start: Option<(i32, u8)>, shown: usize) -> Table {
    let months = all.first().map_or(&[][..], |series| &series.month[..shown.min(series.month.len())]);
    let step = months.len().div_ceil(ROWS).max(1);
    let last = months.len().saturating_sub(1);
    let mut head = vec!["Month".to_owned()];
    for series in all {
        let of = if all.len() > 1 { format!("{}: ", plain(&series.label)) } else { String::new() };
        head.extend(["5 %", "median", "95 %"].map(|level| format!("{of}{level}")));
    }
    let cells = |index: usize| {
        let mut row = vec![date(months[index], start)];
        for series in all {
            row.extend(["p05", "p50", "p95"].map(|key| {
                let value = series.quantiles.get(key).and_then(|column| column.get(index).copied().flatten());
                value.map_or("–".to_owned(), |value| number(value, None, &series.unit))
            }));
        }
        row
    };
    let shown = (0..months.len()).filter(|index| index % step == 0 || *index == last);
    Table::of(head, shown.map(cells).collect())
}

/// "2012-05" as year and month.
fn calendar(start: &str) -> Option<(i32, u8)> {
    let (year, month) = start.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok().filter(|month| (1..=12).contains(month))?))
}

/// "2013-01", or the number of the month where there is no calendar.
fn date(month: u32, start: Option<(i32, u8)>) -> String {
    let Some((year, first)) = start else { return month.to_string() };
    let months = i64::from(year) * 12 + i64::from(first) - 1 + i64::from(month);
    format!("{}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_from_the_start() {
        assert_eq!(date(8, calendar("2012-05")), "2013-01");
        assert_eq!(date(0, calendar("2012-05")), "2012-05");
        assert_eq!(date(3, calendar("nonsense")), "3");
    }
}
