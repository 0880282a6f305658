//! `amnesty init`: a commented scenario to start from.

use super::arguments::InitArguments;
use super::{Exit, Failure, Terminal};
use std::fs::OpenOptions;
use std::io::{self, Write};

/// The scenario that `init` writes; it runs as it stands.
pub const STARTER: &str = include_str!("starter.toml");

/// Writes the starter; an existing file is kept unless `--force` is given.
pub fn init(arguments: &InitArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let path = &arguments.file;
    let mut options = OpenOptions::new();
    options.write(true);
    if arguments.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(path).and_then(|mut file| file.write_all(STARTER.as_bytes()));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => Failure::Exists(path.clone()),
        _ => Failure::Write { path: path.clone(), source },
    })?;
    let shown = path.display();
    terminal.say(&format!("wrote `{shown}`; change it, then: amnesty run {shown}"));
    Ok(Exit::Done)
}
