//! A drawing: elements of SVG, escaped, with coordinates of one decimal.

use super::Caption;
use crate::output::plain;
use std::fmt::Write;

/// How wide the place is that a chart is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 720 units.
    Wide,
    /// 340 units, so that a telephone of 375 pixels shows text in its own size.
    Narrow,
}

impl Size {
    /// Width in units of the drawing, which are pixels where the page has that much room.
    pub fn width(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 340.0,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A drawing under way.
#[derive(Clone, Debug)]
pub struct Drawing {
    body: String,
    /// Height so far.
    pub height: f64,
}

impl Drawing {
    /// Nothing yet.
    pub fn new(height: f64) -> Self {
        Self { body: String::new(), height }
    }

    /// A rectangle.
    pub fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, width, height) = (n(x), n(y), n(width.max(0.0)), n(height.max(0.0)));
        self.push(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
        ));
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, x1: f64, y1: f64, x2: f64, y2: f64) {
        let (x1, y1, x2, y2) = (n(x1), n(y1), n(x2), n(y2));
        self.push(format_args!(r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#));
    }

    /// A circle.
    pub fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let (x, y, radius) = (n(x), n(y), n(radius));
        self.push(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    /// A path through points, closed where `closed`.
    pub fn polygon(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>, closed: bool) {
        let mut path = String::new();
        for (x, y) in points {
            let letter = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{} {}", n(x), n(y));
        }
        if closed {
            path.push('Z');
        }
        self.path(class, &path);
    }

    /// A path, as SVG writes it.
    pub fn path(&mut self, class: &str, path: &str) {
        self.push(format_args!(r#"<path class="{class}" d="{path}"/>"#));
    }

    /// A line of text; whatever stands in it, it is text.
    pub fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, text: &str) {
        let end = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " mid",
            Anchor::End => " end",
        };
        let (x, y, text) = (n(x), n(y), apart(text));
        self.push(format_args!(r#"<text class="{class}{end}" x="{x}" y="{y}">{text}</text>"#));
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(element);
    }

    /// The drawing as one `svg` element, named and described.
    pub fn finish(self, caption: Caption<'_>, size: Size) -> String {
        let (name, width, height) = (size.name(), n(size.width()), n(self.height));
        let id = format!("{}-{name}", caption.id);
        let (title, description) = (escape(caption.title), escape(caption.description));
        format!(
            r#"<svg class="{name}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>{}</svg>"#,
            self.body
        )
    }
}

/// A coordinate to a tenth, without a zero at the end.
pub(super) fn n(value: f64) -> String {
    let text = format!("{:.1}", if value.is_finite() { value } else { 0.0 });
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text in which nothing is markup, without control characters and changes of direction.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A name that is written from right to left stands apart from what is said of it, so that numbers stay in their order.
fn apart(text: &str) -> String {
    let to_the_left = |c| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FEFC}');
    match text.split_once(": ") {
        Some((name, words)) if name.contains(to_the_left) => {
            format!(r#"<tspan class="apart">{}</tspan>: {}"#, escape(name), escape(words))
        }
        _ => escape(text),
    }
}

/// Font size of a drawing's text.
const FONT: f64 = 13.0;

/// About how wide a character is, in font sizes: a little too wide rather than too narrow, for a wide common font.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '\'' | ' ' | 'I' | '!' | '(' | ')' => 0.42,
        'f' | 'r' | 't' => 0.45,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' => 1.02,
        'A'..='Z' | '“' | '”' | '+' | '−' | '=' | '<' | '>' | '&' => 0.8,
        c if c < '\u{2E80}' => 0.65,
        _ => 1.05,
    }
}

/// About how wide a text is.
pub fn width_of(text: &str) -> f64 {
    text.chars().map(em).sum::<f64>() * FONT
}

/// The text cut to a width, with an ellipsis where something is missing.
pub fn fit(text: &str, width: f64) -> String {
    let text = plain(text);
    if width_of(&text) <= width {
        return text;
    }
    let mut left = width - em('…') * FONT;
    let fits = |c: &char| {
        left -= em(*c) * FONT;
        left >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// The text in lines of a width, at most `most` of them; longer words and the rest are cut.
pub fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let text = plain(text);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || width_of(&longer) <= width || count == most {
            *line = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.iter().map(|line| fit(line, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let mut drawing = Drawing::new(10.0);
        drawing.text("t", 1.0, 2.25, Anchor::End, "<script>a&b\"'\u{202E}\n");
        let caption = Caption { id: "x", title: "</title><b>", description: "d" };
        let svg = drawing.finish(caption, Size::Narrow);
        let text = r#"<text class="t end" x="1" y="2.2">&lt;script&gt;a&amp;b&quot;&#39; </text>"#;
        assert!(svg.contains(text), "{svg}");
        assert!(svg.contains(r#"<title id="x-narrow-t">&lt;/title&gt;&lt;b&gt;</title>"#), "{svg}");
        assert!(svg.starts_with(
            r#"<svg class="narrow" viewBox="0 0 340 10" role="img" aria-labelledby="x-narrow-t x-narrow-d">"#
        ));
    }

    #[test]
    fn a_name_from_right_to_left_leaves_its_numbers_in_order() {
        assert_eq!(
            apart("خدمة: 1.5 million (1 to 2)"),
            r#"<tspan class="apart">خدمة</tspan>: 1.5 million (1 to 2)"#
        );
        assert_eq!(apart("service: 1.5 million"), "service: 1.5 million");
    }

    #[test]
    fn long_words_and_long_texts_are_cut() {
        assert_eq!(fit("Donaudampfschifffahrt", 80.0), "Donauda…");
        assert_eq!(fit("short", 80.0), "short");
        assert_eq!(lines("one two three four", 70.0, 2), ["one two", "three f…"]);
        assert!(width_of("WWWW") > 1.5 * width_of("aaaa"));
    }

    #[test]
    fn coordinates_are_short_and_never_not_a_number() {
        assert_eq!([n(1.0), n(-0.04), n(2.55), n(f64::NAN)], ["1", "0", "2.5", "0"]);
    }
}
