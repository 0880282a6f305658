//! Axes: round ticks 1, 2 or 5 apart, and units that people say.

use super::drawing::{Anchor, Drawing, fit, width_of};

/// How numbers on an axis are written: divided by a power of ten that the axis' title names.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    divisor: f64,
    /// What one unit on the axis is: "million people", "%".
    pub word: String,
}

impl Scale {
    /// The scale for numbers up to `largest` of a unit.
    pub fn new(largest: f64, unit: &str) -> Self {
        if unit == "share" || unit.starts_with("share/") {
            let word = unit.replacen("share", "%", 1).replacen('/', " a ", 1);
            return Self { divisor: 0.01, word };
        }
        let (divisor, size) = match largest.abs() {
            most if most >= 1e12 => (1e12, "trillion"),
            most if most >= 1e9 => (1e9, "billion"),
            most if most >= 1e6 => (1e6, "million"),
            most if most >= 1e4 => (1e3, "thousand"),
            _ => (1.0, ""),
        };
        Self { divisor, word: format!("{size} {unit}").trim().to_owned() }
    }
}

/// A horizontal or vertical axis: values between two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Least value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
    step: f64,
    places: (f64, f64),
    /// How its numbers are written.
    pub scale: Scale,
}

impl Axis {
    /// An axis that holds `low` … `high` between two places and ends on ticks, of which there are about `ticks`.
    ///
    /// It starts at 0 unless all values are far from it, so that lengths compare.
    pub fn new(low: f64, high: f64, places: (f64, f64), ticks: usize, unit: &str) -> Self {
        let (mut low, mut high) = (low.min(high), low.max(high));
        if low > 0.0 && low < 0.6 * high {
            low = 0.0;
        }
        if high < 0.0 && high > 0.6 * low {
            high = 0.0;
        }
        if high <= low {
            (low, high) =
                if low == 0.0 { (0.0, 1.0) } else { (low - 0.5 * low.abs(), low + 0.5 * low.abs()) };
        }
        let step = nice((high - low) / ticks.max(1) as f64);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Self { low, high, step, places, scale: Scale::new(low.abs().max(high.abs()), unit) }
    }

    /// Where a value stands; values beyond the axis stand at its end.
    pub fn at(&self, value: f64) -> f64 {
        let (from, to) = self.places;
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        from + share * (to - from)
    }

    /// Values of the ticks, and what is written at them.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let count = ((self.high - self.low) / self.step).round() as i32;
        let step = self.step / self.scale.divisor;
        let decimals = (0..6).find(|&d| is_whole(step * f64::from(10_i32.pow(d)))).unwrap_or(6) as usize;
        (0..=count)
            .map(|index| {
                let value = self.low + f64::from(index) * self.step;
                // Steps that do not add up exactly leave a crumb where 0 should be.
                let value = if value.abs() < 1e-9 * self.step { 0.0 } else { value };
                (value, format!("{:.decimals$}", value / self.scale.divisor).replace('-', "−"))
            })
            .collect()
    }

    /// Draws it below a plot: lines across from `top`, numbers under `bottom`, its title below them.
    pub fn draw_below(&self, drawing: &mut Drawing, top: f64, bottom: f64, title: &str) {
        for (value, label) in self.ticks() {
            let x = self.at(value);
            drawing.line(if value == 0.0 { "zero" } else { "grid" }, x, top, x, bottom);
            drawing.text("tick", x, bottom + 16.0, Anchor::Middle, &label);
        }
        drawing.line("axis", self.places.0, bottom, self.places.1, bottom);
        let middle = (self.places.0 + self.places.1) / 2.0;
        drawing.text("name", middle, bottom + 34.0, Anchor::Middle, title);
    }

    /// "Permits granted, million people"; the unit alone where there is not room for both, as the chart's heading
    /// names the output.
    pub fn title(&self, name: &str) -> String {
        let unit = if self.scale.word.is_empty() { String::new() } else { format!(", {}", self.scale.word) };
        // Titles are set one size smaller than the labels that widths are measured by.
        let room = self.places.1 - self.places.0 + 20.0 - width_of(&unit);
        if width_of(name) > room && !unit.is_empty() {
            return self.scale.word.clone();
        }
        format!("{}{unit}", fit(name, room))
    }

    /// Draws it left of a plot: lines across to `right`, numbers before `left`.
    pub fn draw_left(&self, drawing: &mut Drawing, left: f64, right: f64) {
        for (value, label) in self.ticks() {
            let y = self.at(value);
            drawing.line(if value == 0.0 { "zero" } else { "grid" }, left, y, right, y);
            drawing.text("tick", left - 6.0, y + 4.0, Anchor::End, &label);
        }
    }
}

/// The least of 1, 2, 5 times a power of ten that is not below `raw`.
fn nice(raw: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= raw {
        power *= 10.0;
    }
    while power > raw && power > 1e-12 {
        power /= 10.0;
    }
    [1.0, 2.0, 5.0].map(|digit| digit * power).into_iter().find(|&step| step >= raw).unwrap_or(10.0 * power)
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, unit: &str) -> (Vec<String>, String) {
        let axis = Axis::new(low, high, (0.0, 100.0), 5, unit);
        (axis.ticks().into_iter().map(|(_, label)| label).collect(), axis.scale.word)
    }

    #[test]
    fn ticks_are_round_and_units_are_said_once() {
        let (ticks, unit) = labels(211_000.0, 1_240_000.0, "people");
        assert_eq!((ticks.join(" "), unit.as_str()), ("0.0 0.5 1.0 1.5".into(), "million people"));
        let (ticks, unit) = labels(0.192, 0.653, "share");
        assert_eq!((ticks.join(" "), unit.as_str()), ("0 20 40 60 80".into(), "%"));
        let (ticks, unit) = labels(-9.1e9, 2.2e10, "RUB");
        assert_eq!((ticks.join(" "), unit.as_str()), ("−10 0 10 20 30".into(), "billion RUB"));
        let (ticks, unit) = labels(0.0, 0.0, "people");
        assert_eq!((ticks.join(" "), unit.as_str()), ("0.0 0.2 0.4 0.6 0.8 1.0".into(), "people"));
    }

    #[test]
    fn an_axis_starts_at_nothing_unless_all_values_are_far_from_it() {
        assert_eq!(labels(900.0, 1000.0, "people").0, ["900", "920", "940", "960", "980", "1000"]);
        assert_eq!(labels(300.0, 1000.0, "people").0[0], "0");
    }

    #[test]
    fn values_beyond_the_axis_stand_at_its_end() {
        let axis = Axis::new(0.0, 10.0, (50.0, 150.0), 5, "");
        assert_eq!([axis.at(-1.0), axis.at(5.0), axis.at(99.0)], [50.0, 100.0, 150.0]);
    }
}
