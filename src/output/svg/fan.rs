//! A fan: how a number moves month by month, with the ranges that hold half and nine in ten of the futures.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, fit};
use super::{Caption, Chart, both};

/// Up to so many months, months are named rather than years.
const QUARTERS: usize = 16;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Fan {
    /// Unit.
    pub unit: String,
    /// Year and month (1–12) of month 0, where the calendar is known.
    pub start: Option<(i32, u8)>,
    /// One series, or two to compare.
    pub lines: Vec<Line>,
}

/// A series.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Name.
    pub label: String,
    /// 5, 25, 50, 75 and 95 % of each month.
    pub quantiles: [Vec<f64>; 5],
}

/// The fan; `None` without months.
pub fn fan(caption: Caption<'_>, of: &Fan) -> Option<Chart> {
    both(caption, |size| draw(of, size))
}

fn draw(of: &Fan, size: Size) -> Option<Drawing> {
    let months = of.lines.first()?.quantiles[2].len();
    if months < 2 {
        return None;
    }
    let (left, right) = (44.0, size.width() - 20.0);
    // One series is named by the figure's heading.
    let keys = if of.lines.len() > 1 { of.lines.len() } else { 0 };
    let top = 24.0 * (keys as f64 + 1.0) + 4.0;
    let bottom = top + if size == Size::Wide { 220.0 } else { 190.0 };
    let all = || of.lines.iter().flat_map(|line| line.quantiles.iter().flatten().copied());
    let (low, high) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
    let y = Axis::new(low, high, (bottom, top), 4, &of.unit);
    let x = |month: usize| left + month as f64 / (months - 1) as f64 * (right - left);
    let mut drawing = Drawing::new(bottom + 44.0);
    y.draw_left(&mut drawing, left, right);
    draw_calendar(&mut drawing, of, months, size, &x, (top, bottom));
    for (index, line) in of.lines.iter().enumerate() {
        draw_line(&mut drawing, line, index, &x, &y);
        if index >= keys {
            continue;
        }
        let at = 24.0 * index as f64;
        drawing.rect(&format!("key k{index}"), 0.0, at + 4.0, 18.0, 12.0);
        drawing.line(&format!("series s{index}"), 0.0, at + 10.0, 18.0, at + 10.0);
        let room = size.width() - 30.0;
        drawing.text("label", 26.0, at + 15.0, Anchor::Start, &fit(&line.label, room));
    }
    drawing.text("name", 0.0, top - 12.0, Anchor::Start, &y.scale.word);
    Some(drawing)
}

fn draw_line(drawing: &mut Drawing, line: &Line, index: usize, x: &dyn Fn(usize) -> f64, y: &Axis) {
    let points = |values: &[f64]| {
        values.iter().enumerate().map(|(month, &value)| (x(month), y.at(value))).collect::<Vec<_>>()
    };
    let between = |low: &[f64], high: &[f64]| {
        let mut edge = points(low);
        edge.extend(points(high).into_iter().rev());
        edge
    };
    let [p05, p25, p50, p75, p95] = &line.quantiles;
    if index == 0 {
        drawing.polygon("fan f90", between(p05, p95), true);
        drawing.polygon("fan f50", between(p25, p75), true);
    } else {
        // The second would hide the first: its range is drawn by its edges.
        drawing.polygon("edge", points(p05), false);
        drawing.polygon("edge", points(p95), false);
    }
    drawing.polygon(&format!("series s{index}"), points(p50), false);
}

/// Januaries, so far apart that their years can be read; months from the start where there is no calendar.
fn draw_calendar(
    drawing: &mut Drawing,
    of: &Fan,
    months: usize,
    size: Size,
    x: &dyn Fn(usize) -> f64,
    (top, bottom): (f64, f64),
) {
    let most = if size == Size::Wide { 10 } else { 5 };
    let (first, year_zero) = match of.start {
        Some((_, 1)) => (0, of.start.map_or(0, |(year, _)| year)),
        Some((year, month)) => (13 - usize::from(month), year + 1),
        None => (0, 0),
    };
    if let Some(start) = of.start.filter(|_| months <= QUARTERS) {
        draw_quarters(drawing, start, months, x, (top, bottom));
        return;
    }
    let short = months <= 48;
    // Months apart: quarters in a short run, else years, a round number of them.
    let step = if short && of.start.is_none() {
        [3, 6, 12].into_iter().find(|step| months / step <= most).unwrap_or(12)
    } else {
        12 * [1, 2, 5, 10, 20, 50].into_iter().find(|years| months / (12 * years) <= most).unwrap_or(100)
    };
    for month in (first..months).step_by(step) {
        let label = match of.start {
            Some(_) => (year_zero + ((month - first) / 12) as i32).to_string(),
            None => month.to_string(),
        };
        drawing.line("grid", x(month), top, x(month), bottom);
        drawing.text("tick", x(month), bottom + 16.0, Anchor::Middle, &label);
    }
    drawing.line("axis", x(0), bottom, x(months - 1), bottom);
    let name = if of.start.is_some() { "January of each year shown" } else { "Months from the start" };
    drawing.text("name", (x(0) + x(months - 1)) / 2.0, bottom + 34.0, Anchor::Middle, name);
}

/// Every third month by name, where a year would be one tick or two.
fn draw_quarters(
    drawing: &mut Drawing,
    (year, first): (i32, u8),
    months: usize,
    x: &dyn Fn(usize) -> f64,
    (top, bottom): (f64, f64),
) {
    for month in (0..months).step_by(3) {
        let place = usize::from(first) - 1 + month;
        let label = format!("{}-{:02}", year + (place / 12) as i32, place % 12 + 1);
        let anchor = if month + 1 == months { Anchor::End } else { Anchor::Middle };
        drawing.line("grid", x(month), top, x(month), bottom);
        drawing.text("tick", x(month), bottom + 16.0, anchor, &label);
    }
    drawing.line("axis", x(0), bottom, x(months - 1), bottom);
    drawing.text("name", (x(0) + x(months - 1)) / 2.0, bottom + 34.0, Anchor::Middle, "Month");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str) -> Line {
        let column = |at: f64| (0..=24).map(|month| at * f64::from(month)).collect();
        Line { label: label.into(), quantiles: [1.0, 2.0, 3.0, 4.0, 5.0].map(column) }
    }

    #[test]
    fn years_stand_at_their_januaries() {
        let of = Fan { unit: "people".into(), start: Some((2012, 5)), lines: vec![line("a")] };
        let chart = fan(Caption { id: "f", title: "t", description: "d" }, &of).expect("months");
        // January 2013 is month 8 of 24 between 44 and 700.
        assert!(
            chart.wide.contains(r#"<text class="tick mid" x="262.7" y="264">2013</text>"#),
            "{}",
            chart.wide
        );
        assert!(chart.wide.contains(">2014<") && !chart.wide.contains(">2012<"));
    }

    #[test]
    fn in_a_short_run_every_third_month_has_its_name() {
        let mut short = line("a");
        short.quantiles.iter_mut().for_each(|column| column.truncate(7));
        let of = Fan { unit: "people".into(), start: Some((2003, 9)), lines: vec![short] };
        let chart = fan(Caption { id: "f", title: "t", description: "d" }, &of).expect("months");
        for month in ["2003-09", "2003-12", "2004-03"] {
            assert!(chart.wide.contains(&format!(">{month}<")), "{month}");
        }
    }

    #[test]
    fn of_two_series_the_second_does_not_hide_the_first() {
        let of = Fan { unit: "people".into(), start: None, lines: vec![line("with"), line("without")] };
        let chart = fan(Caption { id: "f", title: "t", description: "d" }, &of).expect("months");
        assert_eq!(chart.wide.matches(r#"class="fan"#).count(), 2);
        assert_eq!(chart.wide.matches(r#"class="edge""#).count(), 2);
        assert!(chart.wide.contains("Months from the start"));
    }
}
