//! The `amnesty` command.

use amnesty::cli::{self, Arguments, Exit};
use clap::Parser;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Words that make no sense end here, with exit code 2.
    let arguments = Arguments::parse();

    // A panic is a belief about the code that was wrong: one line, and an exit code of its own.
    panic::set_hook(Box::new(|info| eprintln!("internal error, please report it: {info}")));

    let exit = panic::catch_unwind(|| cli::execute(&arguments));
    exit.unwrap_or(Exit::Internal).into()
}
