//! What a screen needs to know of where it is shown.

/// How a screen looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Characters in a line, 40 at least.
    pub width: usize,
    /// Whether headings are bold.
    pub colour: bool,
    /// Every output, warning and default, instead of those that matter first.
    pub all: bool,
}

/// What only the caller knows: where files went, and how to do it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// Files written.
    pub files: Vec<String>,
    /// The command that gives the same result.
    pub command: String,
}
