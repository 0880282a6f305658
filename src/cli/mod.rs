//! The command line: words become calls, results become text, problems become exit codes.
//!
//! One file a command. Data goes to standard output and everything else to standard error, so that a pipe gets
//! nothing but data. The only room that names terminal crates.

pub mod arguments;
mod check;
mod compare;
mod completions;
pub mod diagnostics;
mod diff;
mod dist;
mod draws;
mod exit;
mod explain;
mod init;
mod interrupt;
mod progress;
mod record;
mod replay;
mod report;
mod room;
mod run;
mod scenario;
mod schema;
mod show;
mod simulate;
mod sweep;
mod sweep_arguments;
mod terminal;
mod verify;

pub use arguments::{Arguments, Command};
pub use exit::{Exit, Failure};
pub use terminal::Terminal;

use crate::math::width::Width;

/// Does what the arguments ask for and says how it ended; a failure has been told on standard error.
pub fn execute(arguments: &Arguments) -> Exit {
    let terminal = Terminal::new(arguments);
    interrupt::ignore_size_limit();
    // A width that cannot be had would be passed over without a word, and the wrong code tested.
    let width = Width::forced().map_err(Failure::from);
    width.and_then(|_| obey(arguments, &terminal)).unwrap_or_else(|failure| {
        terminal.tell(&failure);
        failure.exit()
    })
}

fn obey(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Run(run) => run::run(run, terminal),
        Command::Sweep(sweep) => sweep::sweep(sweep, terminal),
        Command::Report(report) => report::report(report, terminal),
        Command::Replay(replay) => replay::replay(replay, terminal),
        Command::Verify(verify) => verify::verify(verify, terminal),
        Command::Compare(compare) => compare::compare(compare, terminal),
        Command::Diff(diff) => diff::diff(diff, terminal),
        Command::Check(check) => check::check(check, terminal),
        Command::Show(show) => show::show(show, terminal),
        Command::Dist(dist) => dist::dist(dist, terminal),
        Command::Init(init) => init::init(init, terminal),
        Command::Schema => schema::schema(terminal),
        Command::Explain(explain) => explain::explain(explain, terminal),
        Command::Completions(completions) => completions::completions(completions, terminal),
    }
}
