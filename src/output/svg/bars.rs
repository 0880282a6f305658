//! A funnel: how many are left at each step, as bars from nothing with their ranges.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, Size, fit};
use super::{Caption, Chart, both};

/// A step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// Median and range in words.
    pub words: String,
    /// 5, 50 and 95 %.
    pub quantiles: [f64; 3],
}

/// The steps, the first at the top; `None` without steps.
pub fn bars(caption: Caption<'_>, unit: &str, steps: &[Bar]) -> Option<Chart> {
    both(caption, |size| draw(unit, steps, size))
}

fn draw(unit: &str, steps: &[Bar], size: Size) -> Option<Drawing> {
    let most = steps.iter().map(|step| step.quantiles[2]).fold(0.0, f64::max);
    if steps.is_empty() {
        return None;
    }
    let ticks = if size == Size::Wide { 7 } else { 4 };
    let axis = Axis::new(0.0, most, (16.0, size.width() - 16.0), ticks, unit);
    let row = if size == Size::Wide { 46.0 } else { 63.0 };
    let bottom = row * steps.len() as f64 + 4.0;
    let mut drawing = Drawing::new(bottom + 44.0);
    axis.draw_below(&mut drawing, 0.0, bottom, &axis.scale.word);
    for (index, step) in steps.iter().enumerate() {
        let top = index as f64 * row;
        let start = axis.at(0.0);
        // Beside the line of the axis, not on it.
        let beside = start + 4.0;
        let bar = if size == Size::Wide {
            let label = format!("{}: {}", step.label, step.words);
            drawing.text("label halo", beside, top + 17.0, Anchor::Start, &fit(&label, size.width() - 24.0));
            top + 24.0
        } else {
            drawing.text(
                "label halo",
                beside,
                top + 17.0,
                Anchor::Start,
                &fit(&step.label, size.width() - 24.0),
            );
            drawing.text(
                "label halo",
                beside,
                top + 34.0,
                Anchor::Start,
                &fit(&step.words, size.width() - 24.0),
            );
            top + 41.0
        };
        let [low, middle, high] = step.quantiles.map(|value| axis.at(value));
        drawing.rect("band b0", start, bar, middle - start, 14.0);
        drawing.line("whisker", low, bar + 7.0, high, bar + 7.0);
        drawing.line("median", middle, bar - 2.0, middle, bar + 16.0);
    }
    Some(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_start_at_nothing_and_end_at_the_median() {
        let step = |label: &str, middle| Bar {
            label: label.into(),
            words: "w".into(),
            quantiles: [0.5 * middle, middle, 2.0 * middle],
        };
        let caption = Caption { id: "b", title: "t", description: "d" };
        let chart = bars(caption, "people", &[step("all", 500.0), step("some", 100.0)]).expect("steps");
        // 0 … 1,000 from 16 to 704: the medians lie at 360 and 84.8.
        assert!(chart.wide.contains(r#"x="16" y="24" width="344""#), "{}", chart.wide);
        assert!(chart.wide.contains(r#"x="16" y="70" width="68.8""#), "{}", chart.wide);
    }
}
