//! The screen of a sweep: how each headline moves along each axis, where a chance passes one half, best and worst.

use super::look::{Footer, Look};
use super::numbers::{self, count, exact, number};
use super::text::{columns, length, paragraph, plain};
use crate::study::sweep::findings::{KeptAt, along, breaks, extremes, idle_axes, kept, not_told_from, range};
use crate::study::sweep::{
    AxisInfo, AxisKind, AxisValue, HeadlineInfo, HeadlineKind, Point, PointAnswer, PointStatus, SweepDocument,
};

/// A condition that nobody asked for is shown where its chance moves by so much.
const MOVES: f64 = 0.1;
/// Cells of a grid on a screen.
const MOST_CELLS: usize = 240;
/// Failed points and warnings on a screen; the rest with `-v`.
const FIRST: usize = 6;
/// From lightest to darkest.
const SHADES: [&str; 4] = ["·", "░", "▒", "▓"];

/// The screen of a sweep that is done, or as far as it is.
pub fn sweep_screen(document: &SweepDocument, look: Look, footer: &Footer) -> String {
    let look = Look { width: look.width.max(40), ..look };
    let mut page = Page { document, look, out: String::new() };
    page.title();
    let (mut still, mut shown) = (Vec::new(), 0);
    for (name, info) in document.headline.iter() {
        if info.added && !look.all && !moves(document, name) {
            still.push(name);
        } else {
            page.headline(name, info);
            shown += 1;
        }
    }
    if !still.is_empty() {
        page.blank();
        let text = match (still.len(), shown) {
            (1, _) => format!("{} moves by less than 10 in 100 (-v shows it).", still[0]),
            (n, _) => format!("{n} more failures move by less than 10 in 100 each (-v shows them)."),
        };
        page.paragraph(&text, "", 0);
    }
    page.idle();
    page.failed();
    page.warnings();
    page.footer(footer);
    page.out
}

/// One line: how many points of what.
pub fn points_in_words(axes: &[AxisInfo], points: usize) -> String {
    let values = |axis: &AxisInfo| match axis.kind {
        AxisKind::LatinHypercube => format!("{} (Latin hypercube)", axis.path),
        _ if axis.values.len() == 1 => format!("{} (1 value)", axis.path),
        _ => format!("{} ({} values)", axis.path, count(axis.values.len() as u64)),
    };
    let axes: Vec<String> = axes.iter().map(values).collect();
    let points = match points {
        1 => "1 point".to_owned(),
        more => format!("{} points", count(more as u64)),
    };
    if axes.is_empty() { points } else { format!("{points}: {}", axes.join(", ")) }
}

fn moves(document: &SweepDocument, name: &str) -> bool {
    range(document, name).is_some_and(|[low, high]| high - low >= MOVES)
}

struct Page<'a> {
    document: &'a SweepDocument,
    look: Look,
    out: String,
}

impl Page<'_> {
    fn title(&mut self) {
        let document = self.document;
        self.bold(&plain(&document.title));
        if let Some(question) = &document.question {
            self.paragraph(&plain(question), "", 0);
        }
        let run = &document.run;
        if !run.complete {
            let text = format!("INCOMPLETE: {} of {} points are done.", run.done, run.points);
            self.paragraph(&text, "", 0);
        }
        self.blank();
        let futures = match run.replicates {
            Some(replicates) => format!("{} simulated futures at each", count(replicates)),
            None => "as many simulated futures at each as its scenario says".to_owned(),
        };
        let same = if run.same_futures { ", the same futures at every point" } else { "" };
        let text = format!("{}; {futures}{same}.", points_in_words(&document.axes, run.points));
        self.paragraph(&plain(&text), "  ", 2);
    }

    fn headline(&mut self, name: &str, info: &HeadlineInfo) {
        self.blank();
        let what = match info.kind {
            HeadlineKind::Output if info.unit.is_empty() => format!("{}: median", info.label),
            HeadlineKind::Output if info.unit == "share" => format!("{}: median", info.label),
            HeadlineKind::Output => format!("{}: median, {}", info.label, info.unit),
            _ => format!("{}: chance ({name})", info.label.trim_end_matches('.')),
        };
        self.bold(&plain(&what));
        match &self.document.axes[..] {
            [rows, columns] if self.fits_a_grid(rows, columns) => self.grid(name, info, rows, columns),
            axes => axes.iter().for_each(|axis| self.levels(name, info, axis)),
        }
        self.breaks(name);
        self.extremes(name, info);
    }

    fn fits_a_grid(&self, rows: &AxisInfo, columns: &AxisInfo) -> bool {
        let crossed = |axis: &AxisInfo| matches!(axis.kind, AxisKind::Grid | AxisKind::Scenario);
        let cells = rows.values.len() * columns.values.len();
        crossed(rows) && crossed(columns) && cells == self.document.points.len() && cells <= MOST_CELLS
    }

    /// Two crossed axes: the one with more values runs across where it fits.
    fn grid(&mut self, name: &str, info: &HeadlineInfo, rows: &AxisInfo, across: &AxisInfo) {
        let document = self.document;
        let (low, high) = match (info.kind, range(document, name)) {
            (HeadlineKind::Output, Some([low, high])) => (low, high),
            _ => (0.0, 1.0),
        };
        let cell = |row: &AxisValue, column: &AxisValue| {
            let at = |point: &Point<'_>| {
                point.value(&rows.path) == Some(row) && point.value(&across.path) == Some(column)
            };
            match document.points.iter().find(at) {
                Some(point) => answer_cell(point, name, info, (low, high)),
                None => String::new(),
            }
        };
        let head =
            std::iter::once(String::new()).chain(across.values.iter().map(|value| shown(value, across)));
        let mut table: Vec<Vec<String>> = vec![head.collect()];
        for row in &rows.values {
            let cells = across.values.iter().map(|column| cell(row, column));
            table.push(std::iter::once(shown(row, rows)).chain(cells).collect());
        }
        self.paragraph(&plain(&format!("{} down, {} across", rows.path, across.path)), "  ", 2);
        let text = columns(&table, self.look.width.saturating_sub(2));
        if text.lines().all(|line| length(line) + 2 <= self.look.width) {
            self.indented(&text);
        } else {
            self.levels(name, info, rows);
            self.levels(name, info, across);
        }
        self.largest_error(name, info);
    }

    fn largest_error(&mut self, name: &str, info: &HeadlineInfo) {
        let errors = self.document.points.iter().filter_map(|point| point.answer(name)?.mcse);
        if let Some(largest) = errors.reduce(f64::max) {
            let text = format!("Simulation error: at most {}.", numbers::error(Some(largest), &info.unit));
            self.paragraph(&text, "  ", 2);
        }
    }

    /// One axis: a line for each value, or range of values.
    fn levels(&mut self, name: &str, info: &HeadlineInfo, axis: &AxisInfo) {
        let levels = along(self.document, name, axis);
        let is_only = self.document.axes.len() == 1 && levels.iter().all(|level| level.points == 1);
        let middle = if is_only { "" } else { "mean over points" };
        let mut rows =
            vec![vec![plain(&axis.path), middle.to_owned(), String::new(), "simulation error".to_owned()]];
        let (low, high) = range_of(levels.iter().filter_map(|level| level.mean));
        for level in &levels {
            let [first, last] = level.values.clone();
            let value = if first == last {
                shown(&first, axis)
            } else {
                numbers::range(&shown(&first, axis), &shown(&last, axis))
            };
            let (mean, bar) = match level.mean {
                Some(mean) => (number(mean, level.mcse, &info.unit), bar(mean, low, high)),
                None => (absent(level.points).to_owned(), String::new()),
            };
            rows.push(vec![value, mean, bar, numbers::error(level.mcse, &info.unit)]);
        }
        self.indented(&columns(&rows, self.look.width.saturating_sub(2)));
    }

    fn breaks(&mut self, name: &str) {
        let document = self.document;
        // Along the axis with most values: it says most finely where.
        let longest =
            document.axes.iter().filter(|axis| axis.values.len() > 1).max_by_key(|axis| axis.values.len());
        let Some(axis) = longest else { return };
        self.kept(name, axis);
        let found = breaks(document, name, axis);
        for passed in found.iter().take(2 * FIRST) {
            let beside: Vec<String> =
                passed.beside.iter().map(|(path, value)| self.setting(path, value)).collect();
            let beside =
                if beside.is_empty() { String::new() } else { format!("With {}, it", beside.join(", ")) };
            let it = if beside.is_empty() { "It".to_owned() } else { beside };
            let [from, to] = passed.between.map(|value| exact(value, &axis.unit));
            let way = if passed.chances[1] > passed.chances[0] { "more" } else { "less" };
            let text = format!("{it} becomes {way} likely than not between {} {from} and {to}.", axis.path);
            self.paragraph(&plain(&text), "  ", 4);
        }
    }

    /// Where a failure stays below one in ten: what somebody who plans wants to know before where it breaks.
    fn kept(&mut self, name: &str, axis: &AxisInfo) {
        let found = kept(self.document, name, axis);
        let tells = |place: KeptAt| !matches!(place, KeptAt::Everywhere | KeptAt::Nowhere);
        if found.len() > 2 * FIRST || !found.iter().any(|kept| tells(kept.place)) {
            return;
        }
        let mut groups: Vec<(KeptAt, Vec<String>)> = Vec::new();
        for kept in &found {
            // The name of a single other axis is said once.
            let value_alone = kept.beside.len() == 1 && !groups.is_empty();
            let beside = kept.beside.iter().map(|(path, value)| match value_alone {
                true => self.value(path, value),
                false => self.setting(path, value),
            });
            let beside = beside.collect::<Vec<_>>().join(", ");
            match groups.last_mut().filter(|(place, _)| *place == kept.place) {
                Some((_, besides)) => besides.push(beside),
                None => groups.push((kept.place, vec![beside])),
            }
        }
        let is_failure =
            self.document.headline.get(name).is_some_and(|info| info.kind == HeadlineKind::Failure);
        let often = if is_failure { "At most 10 in 100" } else { "At least 90 in 100" };
        let group = |(place, besides): &(KeptAt, Vec<String>)| {
            let place = match place {
                KeptAt::Everywhere => "everywhere".to_owned(),
                KeptAt::Nowhere => "nowhere".to_owned(),
                KeptAt::From(value) => format!("from {}", exact(*value, &axis.unit)),
                KeptAt::UpTo(value) => format!("up to {}", exact(*value, &axis.unit)),
            };
            let besides = besides.join(" and ");
            if besides.is_empty() { place } else { format!("{place} with {besides}") }
        };
        let places: Vec<String> = groups.iter().map(group).collect();
        let text = format!("{often} along {}: {}.", axis.path, places.join("; "));
        self.paragraph(&plain(&text), "  ", 4);
    }

    fn extremes(&mut self, name: &str, info: &HeadlineInfo) {
        let Some([least, largest]) = extremes(self.document, name) else { return };
        let words = match info.kind {
            HeadlineKind::Output => ["Lowest", "Highest"],
            HeadlineKind::Failure => ["Best", "Worst"],
            HeadlineKind::Success => ["Worst", "Best"],
        };
        let value = |point: Point<'_>| point.answer(name).and_then(|answer| answer.value);
        if value(least) == value(largest) {
            return self.paragraph("The same at every point.", "  ", 2);
        }
        for (word, point) in words.iter().zip([least, largest]) {
            let Some(answer) = point.answer(name) else { continue };
            let near = match not_told_from(self.document, name, point) {
                0 => String::new(),
                1 => "; 1 other point cannot be told from it".to_owned(),
                more => format!("; {} other points cannot be told from it", count(more as u64)),
            };
            let text =
                format!("{word}: {}, at {}{near}.", answer_in_words(&answer, info), self.settings(point));
            self.paragraph(&plain(&text), "  ", 4);
        }
    }

    fn settings(&self, point: Point<'_>) -> String {
        let all: Vec<String> = point.values().map(|(path, value)| self.setting(path, value)).collect();
        if all.is_empty() { format!("point {}", point.number()) } else { all.join(", ") }
    }

    fn value(&self, path: &str, value: &AxisValue) -> String {
        let axis = self.document.axes.iter().find(|axis| axis.path == path);
        axis.map_or_else(String::new, |axis| shown(value, axis))
    }

    fn setting(&self, path: &str, value: &AxisValue) -> String {
        let value = self.value(path, value);
        if path == "scenario" { value } else { format!("{path} {value}") }
    }

    fn idle(&mut self) {
        for axis in idle_axes(self.document) {
            self.blank();
            let text = format!("{} changes none of these: nothing in them depends on it.", axis.path);
            self.paragraph(&plain(&text), "", 0);
        }
    }

    fn failed(&mut self) {
        let failed: Vec<Point<'_>> =
            self.document.points.iter().filter(|point| point.status() == PointStatus::Failed).collect();
        if failed.is_empty() {
            return;
        }
        self.blank();
        self.bold(&format!("{} of {} points failed", failed.len(), self.document.run.points));
        let shown = if self.look.all { failed.len() } else { FIRST };
        for &point in failed.iter().take(shown) {
            let problem = point.problem().unwrap_or_default();
            let text = format!("Point {} ({}): {problem}", point.number(), self.settings(point));
            self.paragraph(&plain(&text), "  ", 4);
        }
        if failed.len() > shown {
            self.paragraph(&format!("and {} more: run with -v", failed.len() - shown), "  ", 2);
        }
    }

    fn warnings(&mut self) {
        let warnings = &self.document.warnings;
        if warnings.is_empty() {
            return;
        }
        self.blank();
        self.bold("Know before you use it");
        let first = if self.look.all { warnings.len() } else { FIRST };
        for warning in warnings.iter().take(first) {
            self.paragraph(&format!("{}  {}", warning.code, plain(&warning.message)), "  ", 8);
        }
        if warnings.len() > first {
            self.paragraph(&format!("and {} more: run with -v", warnings.len() - first), "  ", 2);
        }
    }

    fn footer(&mut self, footer: &Footer) {
        self.blank();
        for (index, file) in footer.files.iter().enumerate() {
            let label = if index == 0 { "Written  " } else { "         " };
            self.out.push_str(&format!("{label}{}\n", plain(file)));
        }
        if !footer.command.is_empty() {
            self.out.push_str(&format!("Again    {}\n", plain(&footer.command)));
        }
    }

    fn indented(&mut self, text: &str) {
        for line in text.lines() {
            self.out.push_str(&format!("  {line}\n"));
        }
    }

    fn paragraph(&mut self, text: &str, first: &str, rest: usize) {
        self.out.push_str(&paragraph(text, first, rest, self.look.width));
    }

    fn bold(&mut self, text: &str) {
        for line in paragraph(text, "", 0, self.look.width).lines() {
            if self.look.colour {
                self.out.push_str(&format!("\u{1b}[1m{line}\u{1b}[0m\n"));
            } else {
                self.out.push_str(&format!("{line}\n"));
            }
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}

/// A swept value as people say it.
fn shown(value: &AxisValue, axis: &AxisInfo) -> String {
    match value {
        AxisValue::Number(number) => exact(*number, &axis.unit),
        AxisValue::Text(text) => text.clone(),
    }
}

/// Why no number stands there.
fn absent(points: usize) -> &'static str {
    if points == 0 { "–" } else { "not always" }
}

/// A cell of the grid: the number and a shade that the eye can follow.
fn answer_cell(point: Point<'_>, name: &str, info: &HeadlineInfo, (low, high): (f64, f64)) -> String {
    let Some(answer) = point.answer(name) else {
        return if point.status() == PointStatus::Failed { "failed" } else { "" }.to_owned();
    };
    match (answer.value, answer.futures) {
        (_, Some([_, 0])) => "–".to_owned(),
        (_, Some([0, _])) => format!("none {}", SHADES[0]),
        (_, Some([futures, of])) if futures == of => format!("all {}", SHADES[3]),
        (Some(value), _) => format!("{} {}", number(value, answer.mcse, &info.unit), shade(value, low, high)),
        (None, _) if answer.censored.is_some_and(|share| share > 0.0) => "later".to_owned(),
        (None, _) => "–".to_owned(),
    }
}

fn answer_in_words(answer: &PointAnswer, info: &HeadlineInfo) -> String {
    let error = numbers::error(answer.mcse, &info.unit);
    match (answer.value, answer.futures) {
        (Some(probability), Some([futures, of])) => {
            let chance =
                crate::summary::Chance { probability: Some(probability), mcse: answer.mcse, futures, of };
            format!("{} (simulation error {error})", numbers::chance(&chance))
        }
        (Some(value), None) => {
            let middle = number(value, answer.mcse, &info.unit);
            let range = match (answer.p05, answer.p95) {
                (Some(low), Some(high)) => {
                    let [low, high] = [low, high].map(|end| number(end, None, &info.unit));
                    format!("90 % range {}; ", numbers::range(&low, &high))
                }
                _ => String::new(),
            };
            format!("{middle} ({range}simulation error {error})")
        }
        (None, _) => "–".to_owned(),
    }
}

fn shade(value: f64, low: f64, high: f64) -> &'static str {
    let share = if high > low { (value - low) / (high - low) } else { 0.0 };
    SHADES[((share * SHADES.len() as f64) as usize).min(SHADES.len() - 1)]
}

/// A bar from the least to the largest of a table.
fn bar(value: f64, low: f64, high: f64) -> String {
    const WIDTH: f64 = 16.0;
    let share = if high > low { (value - low.min(0.0)) / (high - low.min(0.0)) } else { 1.0 };
    let full = "█".repeat((share * WIDTH).round().clamp(0.0, WIDTH) as usize);
    format!("{full}{}", "·".repeat(WIDTH as usize - full.chars().count()))
}

fn range_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}
