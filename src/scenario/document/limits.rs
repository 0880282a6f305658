//! How large a scenario may be: far above any that a person writes, far below what would hurt.

use super::super::{Diagnostic, Origin};

/// Largest size of a scenario file, in bytes (8 MiB).
pub const MAX_BYTES: usize = 8 << 20;

/// Largest number of keys in a scenario file, in all its tables together.
pub const MAX_KEYS: usize = 100_000;

/// What to do about a file that is too large, and why it is.
pub(super) const TOO_LARGE: &str = "a scenario is a page or two of text; large data belong in a CSV file: \
`empirical = { file = \"data.csv\", column = \"name\" }`; a segment takes about 1 MiB of memory a thread, so that a \
million of them would take a terabyte";

/// Counts keys while a tree is built.
#[derive(Debug, Default)]
pub(super) struct KeyCount(usize);

impl KeyCount {
    /// Counts keys, or array elements: they cost as much.
    pub(super) fn add(&mut self, count: usize) {
        self.0 += count;
    }

    /// # Errors
    /// Where there are more than [`MAX_KEYS`].
    pub(super) fn check(&self, source: usize) -> Result<(), Vec<Diagnostic>> {
        if self.0 <= MAX_KEYS {
            return Ok(());
        }
        let message =
            format!("the file holds {} keys and values; {MAX_KEYS} are the most that are read", self.0);
        let problem = Diagnostic::error("E004", message)
            .label(Origin::Text { source, range: 0..0 }, "in this file")
            .help(TOO_LARGE);
        Err(vec![problem])
    }
}

/// The problem of a number that is infinite, not a number, or too large to be one.
pub(super) fn not_finite(written: &str, path: &str, origin: &Origin) -> Diagnostic {
    let help = if path.ends_with(".bounds") {
        "an open end is a number that no value reaches: `bounds = [8, 1e300]`"
    } else {
        "numbers reach to about 1.8e308; people are capped at 1e15"
    };
    Diagnostic::error("E016", format!("`{path}` is {written}, expected a finite number"))
        .at(path)
        .label(origin.clone(), "not a finite number")
        .help(help)
}
