//! How a command ends: the exit codes, and the failures that lead to them.

use crate::engine;
use crate::math::width::WidthError;
use crate::output::report::TemplateError;
use crate::scenario::Diagnostics;
use crate::storage;
use crate::study::compare;
use crate::study::sweep::StoreError;
use crate::summary::RecordError;
use crate::summary::belief::UnknownPath;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// An exit code: the standard ones of `sysexits.h` where they fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed while running.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The precision asked for was not reached; results are written.
    PrecisionNotReached = 3,
    /// A verification failed.
    VerificationFailed = 4,
    /// The scenario, a record or a template is invalid.
    ScenarioInvalid = 65,
    /// An input file is missing or cannot be read.
    InputMissing = 66,
    /// The program is wrong.
    Internal = 70,
    /// The output cannot be created or is in use.
    CannotCreate = 73,
    /// Reading or writing failed.
    Io = 74,
    /// Interrupted (Ctrl-C); what is done is kept.
    Interrupted = 130,
    /// Terminated; what is done is kept.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The reader of the output went away, as `head` does: nothing to tell, nothing went wrong.
    #[error("standard output was closed")]
    ClosedPipe,
    /// Standard output cannot be written to.
    #[error("cannot write to standard output: {0}")]
    Output(io::Error),
    /// The scenario has problems.
    #[error(transparent)]
    Scenario(#[from] Diagnostics),
    /// The result cannot be stored.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The points of a sweep cannot be kept.
    #[error(transparent)]
    Sweep(StoreError),
    /// The run failed.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// A file to be made is there already.
    #[error("`{}` exists already; give another name, or `--force` to replace it", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Nothing is known under that code.
    #[error("no problem has the code `{0}`; codes look like E012 or W003 and stand in front of each message")]
    UnknownCode(String),
    /// `AMNESTY_WIDTH` names no width of this machine.
    #[error(transparent)]
    Width(#[from] WidthError),
    /// The scenario has no such quantity.
    #[error(transparent)]
    UnknownPath(#[from] UnknownPath),
    /// A file that was named cannot be read.
    #[error("cannot read `{}`: {}", path.display(), super::record::reason(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A record cannot be used.
    #[error("`{}`: {source}", path.display())]
    Record {
        /// The record.
        path: PathBuf,
        /// What is wrong with it.
        source: RecordError,
    },
    /// One file cannot hold several pages.
    #[error("`--out` names one page; without it each record gets a page beside it")]
    OnePage,
    /// A template cannot be used.
    #[error("cannot make the page: {0}")]
    Template(#[from] TemplateError),
    /// The run has no such future.
    #[error("there is no future {replicate} in this run of {replicates}: give a number from 0 to {}", .replicates.saturating_sub(1))]
    NoSuchReplicate {
        /// The number asked for.
        replicate: u64,
        /// Futures of the run.
        replicates: u64,
    },
    /// A future played again is not the one in the record.
    #[error(
        "future {replicate} is another one now: `{name}` is not what the record holds; `amnesty verify` says more"
    )]
    OtherFuture {
        /// Its number.
        replicate: u64,
        /// The first column that differs.
        name: String,
    },
    /// The draws need more room than there is.
    #[error("{source}; {sum} are too many: ask for fewer with `-n`, or leave out `--draws`")]
    NoRoomForDraws {
        /// What the disk has.
        source: storage::Error,
        /// Where the need comes from.
        sum: String,
    },
    /// A comparison that cannot be made as asked.
    #[error(transparent)]
    Comparison(compare::Error),
    /// One scenario alone, without a variant.
    #[error(
        "nothing to compare `{}` with: name another scenario, or write a variant under `[policy.NAME]`", .0.display()
    )]
    NothingToCompare(PathBuf),
    /// Axes without a scenario.
    #[error("nothing to sweep: name a scenario, as in `amnesty sweep scenario.toml --lhs 100 PATH=LO..HI`")]
    NothingToSweep,
    /// No policy of that name is compared.
    #[error("`--against {name}`: no policy of that name is compared; {help}")]
    UnknownPolicy {
        /// The name.
        name: String,
        /// What may have been meant.
        help: String,
    },
    /// The run does not fit into memory.
    #[error(
        "this run takes about {needed} of memory and {free} are free: {size} are too many; give fewer threads with `-j`, or make the scenario smaller"
    )]
    NoMemory {
        /// What the run takes.
        needed: String,
        /// What is free.
        free: String,
        /// Where the need comes from.
        size: String,
    },
    /// A result could not be put into its format.
    #[error("cannot write the result in this format: {0}")]
    Format(String),
}

/// Codes of problems that mean "this file is not there or cannot be read".
const UNREADABLE: [&str; 2] = ["E001", "E008"];

impl Failure {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::ClosedPipe => Exit::Done,
            Self::Output(_) => Exit::Io,
            Self::Scenario(diagnostics) => {
                let unreadable =
                    diagnostics.problems.iter().any(|problem| UNREADABLE.contains(&problem.code));
                if unreadable { Exit::InputMissing } else { Exit::ScenarioInvalid }
            }
            Self::Sweep(StoreError::Foreign { .. }) => Exit::CannotCreate,
            Self::Sweep(StoreError::Storage(error)) if error.is_refusal() => Exit::CannotCreate,
            Self::Sweep(_) => Exit::Io,
            Self::Storage(error) if error.is_refusal() => Exit::CannotCreate,
            Self::Storage(_) => Exit::Io,
            Self::Engine(engine::Error::Panicked { .. } | engine::Error::Point { .. }) => Exit::Internal,
            Self::Engine(_) => Exit::Failed,
            Self::Exists(_) => Exit::CannotCreate,
            Self::Write { source, .. } if is_full(source) => Exit::Io,
            Self::Write { .. } => Exit::CannotCreate,
            Self::Comparison(_) | Self::NothingToCompare(_) | Self::UnknownPolicy { .. } => Exit::Usage,
            Self::NothingToSweep => Exit::Usage,
            Self::OnePage | Self::UnknownCode(_) | Self::UnknownPath(_) | Self::Width(_) => Exit::Usage,
            Self::Read { .. } => Exit::InputMissing,
            Self::Record { .. } | Self::Template(_) | Self::NoMemory { .. } => Exit::ScenarioInvalid,
            Self::NoSuchReplicate { .. } => Exit::Usage,
            Self::OtherFuture { .. } => Exit::VerificationFailed,
            Self::NoRoomForDraws { .. } => Exit::Io,
            Self::Format(_) => Exit::Internal,
        }
    }

    /// A failed write to standard output.
    pub(super) fn output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::Output(error) }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Rows(error) => Self::output(error),
            other => Self::Sweep(other),
        }
    }
}
