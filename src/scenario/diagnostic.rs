//! Located problems: what is wrong, where in which file, and what to do.

use std::fmt;
use std::ops::Range;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A byte range in a file (an index into [`Sources`]). `--set` words and stdin are sources too.
    Text {
        /// Index of the source.
        source: usize,
        /// Byte range in its text.
        range: Range<usize>,
    },
    /// Not written anywhere: a documented default.
    Default,
}

/// A text that values were read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Name as shown: the path as given, `standard input`, or `--set`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// All texts of a scenario: the file, what it extends, the `--set` words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// In the order they were read.
    pub files: Vec<SourceFile>,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The scenario cannot run.
    Error,
    /// It runs, but a person should know.
    Warning,
}

/// An underlined place with a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub origin: Origin,
    /// What stands there, such as `this is 60 %`.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub level: Level,
    /// Stable code (`E012`, `W003`) that `amnesty explain` expands.
    pub code: &'static str,
    /// Lower-case fragment: what was given with its unit, and what was expected.
    pub message: String,
    /// Dotted path of the value, where there is one.
    pub path: Option<String>,
    /// Where; the first is the main place.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without place or help yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, message)
    }

    /// A warning without place or help yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, message)
    }

    fn new(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        Self { level, code, message: message.into(), path: None, labels: Vec::new(), help: None }
    }

    /// With the dotted path of the value.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// With an underlined place.
    pub fn label(mut self, origin: Origin, text: impl Into<String>) -> Self {
        self.labels.push(Label { origin, text: text.into() });
        self
    }

    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Every problem of a scenario, with the texts they point into.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Diagnostics {
    /// The texts.
    pub sources: Sources,
    /// The problems, in file order, errors and warnings.
    pub problems: Vec<Diagnostic>,
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(formatter, "{}: {}", problem.code, problem.message)?;
        }
        Ok(())
    }
}
