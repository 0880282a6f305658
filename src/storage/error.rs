//! Why a result could not be stored.

use std::io;
use std::path::{Path, PathBuf};

/// A result that could not be stored; each variant says what stood in the way and, where it helps, what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory cannot be made or written to.
    #[error("cannot write results to `{}`: {source}", path.display())]
    CannotCreate {
        /// The directory.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The path is a file.
    #[error("`{}` is a file, not a directory; give the name of a directory for the results", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// A result is there already.
    #[error("`{}` already holds a result; give another directory, or `--force` to replace it", path.display())]
    Exists {
        /// The directory.
        path: PathBuf,
    },
    /// A file is there already.
    #[error("`{}` exists already; give another name, or `--force` to replace it", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// Another run is writing there.
    #[error(
        "another run{} is writing to `{}`; wait for it, or give another directory",
        owner.as_ref().map(|pid| format!(" (process {pid})")).unwrap_or_default(), path.display()
    )]
    InUse {
        /// The directory.
        path: PathBuf,
        /// The other's process id, where it could be read.
        owner: Option<String>,
    },
    /// There is too little room.
    #[error("no room for the results in `{}`: about {} are needed ({source})", path.display(), size(*bytes))]
    NoRoom {
        /// The directory.
        path: PathBuf,
        /// Bytes that the results are estimated to take.
        bytes: u64,
        /// The system's reason.
        source: io::Error,
    },
    /// The journal of an interrupted commit is not one.
    #[error(
        "`{}` was to finish an interrupted write but cannot be understood; remove it and run again with `--force`",
        path.display()
    )]
    Unreadable {
        /// The journal.
        path: PathBuf,
    },
    /// A file operation failed.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// What was read back is not what was written.
    #[error("`{}` does not hold what was written to it; do not trust this disk", path.display())]
    NotVerified {
        /// The file.
        path: PathBuf,
    },
}

/// A number of bytes as people say it, rounded up.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["MB", "GB", "TB", "PB", "EB"];
    let (mut thousands, mut unit) = (bytes.div_ceil(1_000_000), 0);
    while thousands >= 10_000 && unit + 1 < UNITS.len() {
        (thousands, unit) = (thousands.div_ceil(1000), unit + 1);
    }
    format!("{thousands} {}", UNITS[unit])
}

impl Error {
    /// Whether the output could not be created or is in use, found before anything was computed, as against an
    /// input or output error in the middle.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::CannotCreate { .. }
                | Self::NotADirectory { .. }
                | Self::Exists { .. }
                | Self::FileExists { .. }
                | Self::InUse { .. }
        )
    }

    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
