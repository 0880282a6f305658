//! A distribution as dots, each standing for the same number of futures, over the ranges that hold them.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, fit, lines};
use super::{Caption, Chart, both};

/// Height that the dots may take.
const ROOM: f64 = 190.0;

/// A mark further away than this, in lengths of the dots' own range, stands at the edge with an arrow.
const NEAR: f64 = 2.5;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Distribution {
    /// Name of the axis, without the unit.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// The values of the dots in ascending order; those beyond the horizon are left out.
    pub values: Vec<f64>,
    /// Central ranges, the narrowest first: words, lower and upper end.
    pub bands: Vec<(String, f64, f64)>,
    /// The median and its words.
    pub median: Option<(f64, String)>,
    /// Numbers that people quote.
    pub marks: Vec<Mark>,
}

/// A number that people quote.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub value: f64,
    /// What is said.
    pub label: String,
}

/// Dots over bands; `None` without values.
pub fn dots(caption: Caption<'_>, of: &Distribution) -> Option<Chart> {
    both(caption, |size| draw(of, size))
}

fn draw(of: &Distribution, size: Size) -> Option<Drawing> {
    let (&least, &largest) = (of.values.first()?, of.values.last()?);
    let (left, right) = (16.0, size.width() - 16.0);
    let near = |mark: &&Mark| mark.value <= largest + NEAR * (largest - least.min(0.0));
    let marked = of.marks.iter().filter(near).map(|mark| mark.value);
    let reach = |start: f64, more: fn(f64, f64) -> f64| {
        let bands = of.bands.iter().flat_map(|(_, low, high)| [*low, *high]);
        marked.clone().chain(bands).fold(start, more)
    };
    let ticks = if size == Size::Wide { 7 } else { 4 };
    let axis = Axis::new(reach(least, f64::min), reach(largest, f64::max), (left, right), ticks, &of.unit);

    let mut drawing = Drawing::new(0.0);
    let marks = marks_height(of, size);
    let (radius, stacks) = stacks(of, &axis);
    let tallest = stacks.iter().map(|(_, count)| *count).max().unwrap_or(1) as f64;
    let top = marks + 8.0;
    let bottom = top + (tallest * 2.0 * radius).max(60.0) + 4.0;
    axis.draw_below(&mut drawing, top, bottom, &axis.title(&of.name));
    for (x, count) in stacks {
        for level in 0..count {
            drawing.circle("dot", x, bottom - radius * (2.0 * level as f64 + 1.0), radius * 0.9);
        }
    }
    draw_marks(&mut drawing, of, &axis, size, bottom);
    drawing.height = draw_bands(&mut drawing, of, &axis, size, bottom + 52.0);
    Some(drawing)
}

/// The largest radius with which the highest stack fits, and the stacks: place and number of dots.
fn stacks(of: &Distribution, axis: &Axis) -> (f64, Vec<(f64, usize)>) {
    let mut radius = 7.0;
    loop {
        let mut stacks: Vec<(f64, usize)> = Vec::new();
        for &value in &of.values {
            let x = axis.at(value);
            match stacks.last_mut() {
                // A dot joins the stack that it would touch.
                Some((first, count)) if x - *first < 2.0 * radius => *count += 1,
                _ => stacks.push((x, 1)),
            }
        }
        let tallest = stacks.iter().map(|(_, count)| *count).max().unwrap_or(1) as f64;
        if tallest * 2.0 * radius <= ROOM || radius <= 1.5 {
            return (radius, stacks);
        }
        radius -= 0.5;
    }
}

fn marks_height(of: &Distribution, size: Size) -> f64 {
    of.marks.iter().map(|mark| 17.0 * words(mark, size).len() as f64 + 4.0).sum()
}

fn words(mark: &Mark, size: Size) -> Vec<String> {
    lines(&mark.label, size.width() * 0.55, 4)
}

/// Each mark's words stand above the plot, its line goes down to the axis; one off the axis points there.
fn draw_marks(drawing: &mut Drawing, of: &Distribution, axis: &Axis, size: Size, bottom: f64) {
    let mut y = 14.0;
    for mark in &of.marks {
        let off = mark.value > axis.high || mark.value < axis.low;
        let x = axis.at(mark.value);
        let middle = size.width() / 2.0;
        let (anchor, side) = if x > middle { (Anchor::End, -6.0) } else { (Anchor::Start, 6.0) };
        let first = y;
        for line in words(mark, size) {
            drawing.text("said", x + side, y, anchor, &line);
            y += 17.0;
        }
        if off {
            let (tip, back) = if x > middle { (x + 14.0, x) } else { (x - 14.0, x) };
            let points = [(back, first - 10.0), (tip, first - 4.0), (back, first + 2.0)];
            drawing.polygon("arrow", points, true);
        } else {
            drawing.line("mark", x, first - 10.0, x, bottom);
        }
        y += 4.0;
    }
}

fn draw_bands(drawing: &mut Drawing, of: &Distribution, axis: &Axis, size: Size, top: f64) -> f64 {
    let mut y = top;
    for (index, (words, low, high)) in of.bands.iter().enumerate() {
        y += 16.0;
        drawing.text("label", axis.at(axis.low), y, Anchor::Start, &fit(words, size.width() - 24.0));
        let (from, to) = (axis.at(*low), axis.at(*high));
        drawing.rect(&format!("band b{index}"), from, y + 6.0, (to - from).max(2.0), 10.0);
        if let Some((median, _)) = &of.median {
            let x = axis.at(*median);
            drawing.line("median", x, y + 4.0, x, y + 18.0);
        }
        y += 20.0;
    }
    if let Some((_, words)) = &of.median {
        y += 16.0;
        drawing.text("label", axis.at(axis.low), y, Anchor::Start, &fit(words, size.width() - 24.0));
    }
    y + 8.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOTS: usize = 50;

    fn chart(marks: Vec<Mark>) -> Chart {
        let values = (0..DOTS).map(|i| 100.0 + 10.0 * i as f64).collect();
        let of = Distribution {
            name: "Permits".into(),
            unit: "people".into(),
            values,
            bands: vec![("50 %: 200 to 400".into(), 200.0, 400.0)],
            median: Some((300.0, "half: 300".into())),
            marks,
        };
        dots(Caption { id: "d", title: "t", description: "d" }, &of).expect("values")
    }

    #[test]
    fn every_dot_is_drawn_and_stands_on_or_above_the_axis() {
        let chart = chart(Vec::new());
        for svg in [&chart.wide, &chart.narrow] {
            assert_eq!(svg.matches(r#"class="dot""#).count(), DOTS);
        }
        assert!(chart.wide.contains("Permits, people"));
    }

    #[test]
    fn a_quoted_number_far_away_is_an_arrow_at_the_edge_instead_of_a_squeezed_chart() {
        let near = chart(vec![Mark { value: 900.0, label: "900".into() }]);
        assert!(near.wide.contains(r#"class="mark""#) && !near.wide.contains("arrow"));
        let far = chart(vec![Mark { value: 5e6, label: "5 million".into() }]);
        assert!(far.wide.contains("arrow") && !far.wide.contains(r#"class="mark""#));
        assert!(far.wide.contains(">5 million</text>"));
    }

    #[test]
    fn without_values_there_is_no_chart() {
        let caption = Caption { id: "d", title: "t", description: "d" };
        assert_eq!(dots(caption, &Distribution::default()), None);
    }
}
