//! The words of the command line.

pub use super::sweep_arguments::SweepArguments;
use crate::output::draws::Form;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// What the program was asked for.
#[derive(Debug, Parser)]
#[command(name = "amnesty", version, about, max_term_width = 100)]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Screen")]
    pub color: When,
    /// Show results and errors only
    #[arg(short, long, global = true, help_heading = "Screen")]
    pub quiet: bool,
    /// Show every output, warning and default
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Screen")]
    pub verbose: bool,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario and say what follows
    Run(RunArguments),
    /// Run a scenario at many points, or many scenarios, on the same futures
    Sweep(SweepArguments),
    /// Make the page of a result again, from its record alone
    Report(ReportArguments),
    /// Show one simulated future of a result in full, month by month
    Replay(ReplayArguments),
    /// Run a result's record again and compare the bytes
    Verify(VerifyArguments),
    /// Compare policies on the same futures
    Compare(CompareArguments),
    /// Say what differs between two scenarios
    Diff(DiffArguments),
    /// Check a scenario without running it
    Check(CheckArguments),
    /// Show a scenario as it is understood
    Show(ShowArguments),
    /// Show what a belief implies: percentiles, a chart, what it rests on
    Dist(DistArguments),
    /// Write a commented scenario to start from
    Init(InitArguments),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Explain the code of an error or a warning
    Explain(ExplainArguments),
    /// Print completions for a shell
    Completions(CompletionsArguments),
}

/// A scenario, and what to change in it.
#[derive(Debug, Args)]
pub struct ScenarioArguments {
    /// Scenario file, TOML or JSON; `-` is standard input
    pub file: PathBuf,
    /// Replace a value, typed as in the file; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// Number of simulated futures, such as 200_000 or 1e6
    #[arg(short = 'n', long, value_name = "N", value_parser = replicates)]
    pub replicates: Option<u64>,
    /// Seed: the same seed gives the same result
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// How uncertain inputs are placed: random, latin-hypercube or sobol
    #[arg(long, value_name = "DESIGN")]
    pub design: Option<String>,
    /// Stop once half the 95 % interval of the first headline is this share of it, such as 0.01
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub stop: Option<f64>,
    /// Threads; all cores where not given
    #[arg(short = 'j', long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Directory for record.json, report.html, summary.csv and series.csv
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write every simulated future as well: draws.csv or draws.parquet in the directory
    #[arg(long, value_name = "FORM", default_value = "none", requires = "out")]
    pub draws: DrawsForm,
    /// Replace the result that is in the directory
    #[arg(long, requires = "out")]
    pub force: bool,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// Print one JSON document: short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// How to show progress: a bar on a terminal, lines elsewhere
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Screen")]
    pub progress: ProgressStyle,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Records: record.json of a result, or the directory that holds it
    #[arg(required = true, value_name = "RECORD")]
    pub records: Vec<PathBuf>,
    /// File to write; report.html beside the record where not given
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A template of your own instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    /// Replace a page that is there and differs
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// Record: record.json of a result, or the directory that holds it
    pub record: PathBuf,
    /// Number of the future, from 0, as in the draws
    #[arg(long, value_name = "N")]
    pub replicate: u64,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: ReplayFormat,
    /// Print one JSON document: short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// Record: record.json of a result, or the directory that holds it
    pub record: PathBuf,
    /// Threads; all cores where not given
    #[arg(short = 'j', long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How to show progress: a bar on a terminal, lines elsewhere
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Screen")]
    pub progress: ProgressStyle,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// Scenario file that the others are compared with; `-` is standard input
    pub base: PathBuf,
    /// Other scenario files; without any, every [policy.NAME] of the first
    #[arg(value_name = "ALT")]
    pub others: Vec<PathBuf>,
    /// A [policy.NAME] of the first file; may be given again
    #[arg(long = "policy", value_name = "NAME")]
    pub policies: Vec<String>,
    /// Compare with this policy instead of with the first file
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// Replace a value in every scenario, typed as in the file; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Number of simulated futures, such as 200_000 or 1e6
    #[arg(short = 'n', long, value_name = "N", value_parser = replicates)]
    pub replicates: Option<u64>,
    /// Seed: the same seed gives the same result
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// How uncertain inputs are placed: random, latin-hypercube or sobol
    #[arg(long, value_name = "DESIGN")]
    pub design: Option<String>,
    /// Output that policies are judged by, for regret
    #[arg(long, value_name = "OUTPUT", help_heading = "Which policy to choose")]
    pub objective: Option<String>,
    /// More of the objective is better
    #[arg(
        long,
        visible_alias = "maximise",
        conflicts_with = "minimize",
        help_heading = "Which policy to choose"
    )]
    pub maximize: bool,
    /// Less of the objective is better
    #[arg(long, visible_alias = "minimise", help_heading = "Which policy to choose")]
    pub minimize: bool,
    /// What is good enough, such as "net_present_value >= 0"; may be given again
    #[arg(long, value_name = "CONDITION", help_heading = "Which policy to choose")]
    pub satisfice: Vec<String>,
    /// Find where a lever of the first policy breaks even, such as money.fee_per_application=0..20_000
    #[arg(long, value_name = "PATH=LO..HI", requires = "of", help_heading = "Break-even")]
    pub break_even: Option<String>,
    /// Output whose mean, or condition whose chance, reaches the value
    #[arg(long, value_name = "OUTPUT", requires = "break_even", help_heading = "Break-even")]
    pub of: Option<String>,
    /// The value that it reaches
    #[arg(
        long,
        value_name = "VALUE",
        default_value_t = 0.0,
        allow_negative_numbers = true,
        value_parser = value,
        help_heading = "Break-even"
    )]
    pub at: f64,
    /// Threads; all cores where not given
    #[arg(short = 'j', long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Directory for comparison.json, comparison.csv and a record of each policy
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the result that is in the directory
    #[arg(long, requires = "out")]
    pub force: bool,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: CompareFormat,
    /// Print one JSON document: short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// How to show progress: a bar on a terminal, lines elsewhere
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Screen")]
    pub progress: ProgressStyle,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// Scenario file, TOML or JSON; `-` is standard input
    pub file: PathBuf,
    /// The other scenario file; the first where not given
    pub other: Option<PathBuf>,
    /// A [policy.NAME] of the other
    #[arg(long, value_name = "NAME")]
    pub policy: Option<String>,
    /// Replace a value in the other, typed as in the file; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// The whole scenario as JSON, `extends` and `--set` applied
    #[arg(long)]
    pub resolved: bool,
}

/// Arguments of `dist`.
#[derive(Debug, Args)]
pub struct DistArguments {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// Quantity, such as population or take_up.eligible; all uncertain ones where not given
    pub path: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// File to write
    #[arg(default_value = "amnesty.toml")]
    pub file: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Code, such as E012 or W003; all codes where not given
    pub code: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// What `run` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The answer in words and a table
    Table,
    /// One JSON document
    Json,
    /// One statistic a row
    Csv,
    /// The answer and a table, for pasting
    Markdown,
}

/// What `compare` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// Each policy beside the first, in words and tables
    Table,
    /// One JSON document
    Json,
    /// One statistic a row
    Csv,
}

/// What `replay` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReplayFormat {
    /// Tables
    Table,
    /// One JSON document
    Json,
    /// One number a row
    Csv,
}

/// In which form `run` writes every simulated future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DrawsForm {
    /// Comma-separated text, for spreadsheets and short runs
    Csv,
    /// Apache Parquet, for pandas, R arrow and DuckDB
    Parquet,
    /// Not at all
    None,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to show progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgressStyle {
    /// A bar on a terminal, lines elsewhere
    Auto,
    /// A bar
    Bar,
    /// A line every few seconds
    Plain,
    /// A JSON object a line
    Json,
    /// Nothing
    None,
}

/// More than anybody can wait for; counts stay exact far beyond.
const MOST_REPLICATES: u64 = 1_000_000_000_000_000;

/// Reads `200000`, `200_000`, `200,000` or `2e5`.
pub(super) fn replicates(text: &str) -> Result<u64, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let whole = |value: f64| (value.fract() == 0.0 && (0.0..=1e15).contains(&value)).then_some(value as u64);
    let number = plain.parse::<u64>().ok().or_else(|| plain.parse::<f64>().ok().and_then(whole));
    match number {
        Some(number @ 1..=MOST_REPLICATES) => Ok(number),
        _ => Err("expected a whole number from 1 to 10^15, such as 200_000 or 1e6".to_owned()),
    }
}

impl ReplayArguments {
    /// What to print, `--json` included.
    pub fn format(&self) -> ReplayFormat {
        if self.json { ReplayFormat::Json } else { self.format }
    }
}

impl RunArguments {
    /// What to print, `--json` included.
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// The form of the file of draws, if one is asked for.
    pub fn draws_form(&self) -> Option<Form> {
        match self.draws {
            DrawsForm::Csv => Some(Form::Csv),
            DrawsForm::Parquet => Some(Form::Parquet),
            DrawsForm::None => None,
        }
    }

    /// The scenario with `-n`, `--seed` and `--design` as `--set` words after those given.
    pub fn sets(&self) -> Vec<String> {
        let mut sets = self.scenario.sets.clone();
        sets.extend(self.replicates.map(|n| format!("run.replicates={n}")));
        sets.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        sets.extend(self.design.as_ref().map(|design| format!("run.design={design:?}")));
        sets.extend(self.stop.map(|share| format!("run.stop={{ relative = {share:?} }}")));
        sets
    }

    /// The command that gives the same result; `replicates` are those done where the run was interrupted.
    pub fn command(&self, replicates: Option<u64>) -> String {
        let mut words = vec!["amnesty run".to_owned(), quoted(&self.scenario.file.to_string_lossy())];
        words.extend(self.scenario.sets.iter().map(|set| format!("--set {}", quoted(set))));
        words.extend(replicates.or(self.replicates).map(|n| format!("-n {n}")));
        words.extend(self.seed.map(|seed| format!("--seed {seed}")));
        words.extend(self.design.as_ref().map(|design| format!("--design {}", quoted(design))));
        words.extend(self.stop.map(|share| format!("--stop {share}")));
        words.join(" ")
    }
}

impl CompareArguments {
    /// What to print, `--json` included.
    pub fn format(&self) -> CompareFormat {
        if self.json { CompareFormat::Json } else { self.format }
    }

    /// `--set` words for every scenario, `-n`, `--seed` and `--design` after those given.
    pub fn sets(&self) -> Vec<String> {
        let mut sets = self.sets.clone();
        sets.extend(self.replicates.map(|n| format!("run.replicates={n}")));
        sets.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        sets.extend(self.design.as_ref().map(|design| format!("run.design={design:?}")));
        sets
    }

    /// The command that gives the same result; `replicates` are those done where the run was interrupted.
    pub fn command(&self, replicates: Option<u64>) -> String {
        let mut words = vec!["amnesty compare".to_owned(), quoted(&self.base.to_string_lossy())];
        words.extend(self.others.iter().map(|path| quoted(&path.to_string_lossy())));
        let mut option = |name: &str, value: &str| words.push(format!("--{name} {}", quoted(value)));
        self.policies.iter().for_each(|name| option("policy", name));
        self.against.iter().for_each(|name| option("against", name));
        self.sets.iter().for_each(|set| option("set", set));
        self.objective.iter().for_each(|output| option("objective", output));
        self.satisfice.iter().for_each(|condition| option("satisfice", condition));
        self.break_even.iter().for_each(|lever| option("break-even", lever));
        self.of.iter().for_each(|output| option("of", output));
        if self.at != 0.0 {
            option("at", &self.at.to_string());
        }
        words.extend(self.maximize.then(|| "--maximize".to_owned()));
        words.extend(self.minimize.then(|| "--minimize".to_owned()));
        words.extend(replicates.or(self.replicates).map(|n| format!("-n {n}")));
        words.extend(self.seed.map(|seed| format!("--seed {seed}")));
        words.extend(self.design.as_ref().map(|design| format!("--design {}", quoted(design))));
        words.join(" ")
    }
}

/// A finite number; `20_000` is one.
fn value(word: &str) -> Result<f64, String> {
    let number = word.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("`{word}` is not a number"))
}

/// A share between 0 and 1, both excluded.
fn share(word: &str) -> Result<f64, String> {
    let error = || format!("`{word}` is not a share between 0 and 1; 0.01 stops at ±1 %");
    word.parse().ok().filter(|share| *share > 0.0 && *share < 1.0).ok_or_else(error)
}

/// A word as a shell reads it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn replicates_are_read_as_people_write_them() {
        for text in ["200000", "200_000", "200,000", "2e5"] {
            assert_eq!(replicates(text), Ok(200_000), "{text}");
        }
        for text in ["0", "-1", "1.5", "1e16", "many", "", "nan"] {
            assert!(replicates(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_to_run_again_survives_a_shell() {
        let words = ["amnesty", "run", "my file.toml", "--set", "title=\"it's\"", "-n", "1e3", "--seed", "0"];
        let Command::Run(run) = Arguments::parse_from(words).command else { unreachable!("a run") };
        assert_eq!(
            run.command(None),
            r#"amnesty run 'my file.toml' --set 'title="it'\''s"' -n 1000 --seed 0"#
        );
        assert_eq!(run.sets(), ["title=\"it's\"", "run.replicates=1000", "run.seed=0"]);
    }
}
