//! The chance of reaching a number, as a curve over all numbers.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, width_of};
use super::{Caption, Chart, both};

/// Height of a line of labels.
const LINE: f64 = 17.0;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Exceedances {
    /// Name of the axis, without the unit.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Values in ascending order, each with the chance (0–1) of at least that.
    pub curve: Vec<(f64, f64)>,
    /// Thresholds that the scenario asks about.
    pub thresholds: Vec<Threshold>,
}

/// A threshold, its chance and what is written beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The number.
    pub value: f64,
    /// The chance of at least that.
    pub chance: f64,
    /// Words.
    pub label: String,
}

/// The curve; `None` without values.
pub fn exceedance(caption: Caption<'_>, of: &Exceedances) -> Option<Chart> {
    both(caption, |size| draw(of, size))
}

fn draw(of: &Exceedances, size: Size) -> Option<Drawing> {
    let (&(least, first), &(largest, _)) = (of.curve.first()?, of.curve.last()?);
    let (left, right, top) = (44.0, size.width() - 20.0, 30.0);
    let bottom = top + if size == Size::Wide { 230.0 } else { 200.0 };
    let across = if size == Size::Wide { 7 } else { 4 };
    let shown = |value: f64| value <= 1.2 * largest;
    let furthest = of.thresholds.iter().map(|t| t.value).filter(|&v| shown(v)).fold(largest, f64::max);
    let x = Axis::new(least, furthest, (left, right), across, &of.unit);
    let y = Axis::new(0.0, 1.0, (bottom, top), 5, "share");
    let mut drawing = Drawing::new(bottom + 44.0);
    y.draw_left(&mut drawing, left, right);
    x.draw_below(&mut drawing, bottom, bottom, &x.title(&of.name));
    drawing.text("name", 0.0, 14.0, Anchor::Start, "Futures in 100 with at least …");
    // Below the least value every future is above.
    let start = [(x.at(x.low), y.at(first.max(0.0)))];
    let curve = of.curve.iter().map(|&(value, chance)| (x.at(value), y.at(chance)));
    drawing.polygon("curve", start.into_iter().chain(curve), false);
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for threshold in of.thresholds.iter().filter(|threshold| shown(threshold.value)) {
        let (px, py) = (x.at(threshold.value), y.at(threshold.chance));
        drawing.circle("point", px, py, 4.5);
        let to_the_left = px > size.width() * 0.62;
        let (anchor, side) = if to_the_left { (Anchor::End, -4.0) } else { (Anchor::Start, 8.0) };
        let wide = width_of(&threshold.label);
        let from = if to_the_left { px + side - wide } else { px + side };
        let mut at = (py - 8.0).max(top + 10.0);
        // Labels of points that lie close together stand below each other.
        while taken.iter().any(|&(a, b, y)| from < b && a < from + wide && (y - at).abs() < LINE) {
            at += 1.0;
        }
        taken.push((from, from + wide, at));
        drawing.text("label halo", px + side, at, anchor, &threshold.label);
    }
    Some(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_stand_on_the_curve_and_those_far_beyond_it_in_the_table_only() {
        let of = Exceedances {
            name: "Permits".into(),
            unit: "people".into(),
            curve: vec![(0.0, 1.0), (50.0, 0.5), (100.0, 0.0)],
            thresholds: [50.0, 1e6]
                .map(|value| Threshold { value, chance: 0.5, label: format!("{value}: 5 in 10") })
                .to_vec(),
        };
        let chart = exceedance(Caption { id: "e", title: "t", description: "d" }, &of).expect("a curve");
        assert_eq!(chart.wide.matches("point").count(), 1);
        assert!(chart.wide.contains(">50: 5 in 10<") && !chart.wide.contains("1000000"));
        // Half way across and half way up: 44 + 656 / 2, 30 + 230 / 2.
        assert!(chart.wide.contains(r#"cx="372" cy="145""#), "{}", chart.wide);
    }
}
