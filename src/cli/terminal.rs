//! Where text goes: standard output for data, standard error for the rest, with or without colour.

use super::arguments::{Arguments, When};
use super::{Failure, diagnostics};
use crate::scenario::{Diagnostic, Diagnostics, Sources};
use std::io::{self, BufWriter, IsTerminal, Write};

/// Width of a line where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;

/// The two streams and how they like their text.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    quiet: bool,
    verbose: bool,
    colour_out: bool,
    colour_err: bool,
    width: usize,
}

impl Terminal {
    /// The terminal that the arguments ask for.
    pub fn new(arguments: &Arguments) -> Self {
        let forced = match arguments.color {
            When::Always => Some(true),
            When::Never => Some(false),
            When::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => Some(false),
            When::Auto if std::env::var_os("TERM").is_some_and(|value| value == "dumb") => Some(false),
            When::Auto => None,
        };
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            quiet: arguments.quiet,
            verbose: arguments.verbose,
            colour_out: forced.unwrap_or_else(|| io::stdout().is_terminal()),
            colour_err: forced.unwrap_or_else(|| io::stderr().is_terminal()),
            width: width.unwrap_or(DEFAULT_WIDTH),
        }
    }

    /// Whether only results and errors are wanted.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether everything is wanted.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether standard output likes colour.
    pub fn colour(&self) -> bool {
        self.colour_out
    }

    /// Characters in a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes data.
    ///
    /// # Errors
    /// [`Failure::ClosedPipe`] where nobody reads any more, [`Failure::Output`] where writing fails.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)
    }

    /// Writes data piece by piece.
    ///
    /// # Errors
    /// As [`Self::print`].
    pub fn stream(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        fill(&mut out).and_then(|()| out.flush()).map_err(Failure::output)
    }

    /// Says something that is not data; silent where `-q` is given.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            // Nothing can be done where even standard error is closed.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Tells problems of a scenario that can run; silent where `-q` is given.
    pub fn warn(&self, problems: &[Diagnostic], sources: &Sources) {
        if !self.quiet && !problems.is_empty() {
            let found = Diagnostics { sources: sources.clone(), problems: problems.to_vec() };
            let text = diagnostics::render(&found, self.colour_err);
            let _ = write!(io::stderr().lock(), "{text}");
        }
    }

    /// Tells a failure.
    pub fn tell(&self, failure: &Failure) {
        let text = match failure {
            Failure::ClosedPipe => return,
            Failure::Scenario(found) => diagnostics::render(found, self.colour_err),
            other => {
                format!("{}: {other}\n", if self.colour_err { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" })
            }
        };
        let _ = write!(io::stderr().lock(), "{text}");
    }
}
