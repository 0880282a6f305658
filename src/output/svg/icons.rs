//! A hundred futures as dots, those in which something comes true filled.

use super::drawing::n;
use std::fmt::Write;

/// A hundred dots in ten columns, `filled` of them filled from the top; drawn as lines of round dashes, so that a page of
/// them stays small.
///
/// `id` names it and `words` say the chance to those who do not see it.
pub fn icons(id: &str, words: &str, filled: u8) -> String {
    let mut body = String::new();
    let filled = usize::from(filled.min(100));
    for row in 0..10_usize {
        let full = filled.saturating_sub(10 * row).min(10);
        for (class, from, to) in [("full", 0, full), ("empty", full, 10)] {
            if from < to {
                // Dashes of no length with round ends are dots.
                let y = n(4.0 + 8.0 * row as f64);
                let (x1, x2) = (n(4.0 + 8.0 * from as f64), n(4.0 + 8.0 * (to - 1) as f64 + 0.1));
                let _ = write!(body, r#"<path class="{class}" d="M{x1} {y}H{x2}"/>"#);
            }
        }
    }
    let words = super::escape(words);
    format!(
        r#"<svg class="icons" viewBox="0 0 80 80" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{words}</title><desc id="{id}-d">A hundred dots, {filled} of them filled.</desc>{body}</svg>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fill_from_the_top() {
        let svg = icons("i", "37 in 100", 37);
        assert_eq!(svg.matches(r#"class="full""#).count(), 4);
        assert_eq!(svg.matches(r#"class="empty""#).count(), 7);
        assert!(svg.contains(r#"<path class="full" d="M4 28H52.1"/>"#), "{svg}");
        assert!(!icons("i", "none", 0).contains("full"));
    }
}
