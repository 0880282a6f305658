//! A screen that is being written.

use super::look::Look;
use super::text::paragraph;

/// Text so far, and how it should look.
pub(super) struct Page {
    pub look: Look,
    pub out: String,
}

impl Page {
    /// An empty page, 40 characters wide at least.
    pub fn new(look: Look) -> Self {
        Self { look: Look { width: look.width.max(40), ..look }, out: String::new() }
    }

    pub fn paragraph(&mut self, text: &str, first: &str, rest: usize) {
        // Lines of running text longer than this are hard to read.
        let width = self.look.width.min(100);
        self.out.push_str(&paragraph(text, first, rest, width));
    }

    pub fn bold(&mut self, text: &str) {
        let text = paragraph(text, "", 0, self.look.width);
        if self.look.colour {
            self.out.push_str(&format!("\u{1b}[1m{}\u{1b}[0m\n", text.trim_end()));
        } else {
            self.out.push_str(&text);
        }
    }

    pub fn blank(&mut self) {
        self.out.push('\n');
    }
}
