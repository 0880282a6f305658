//! The words of `amnesty sweep`.

use super::arguments::{Format, ProgressStyle, quoted, replicates};
use clap::Args;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub struct SweepArguments {
    /// Scenario to sweep, a file with a `[sweep]` table, several scenarios, or a directory of them
    #[arg(required_unless_present = "lhs", value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// Values crossed with everything else: 3,6,12 or 0.1..0.5:5; may be given again
    #[arg(long, value_name = "PATH=VALUES", help_heading = "Points")]
    pub grid: Vec<String>,
    /// Values walked in step with those of the other --zip
    #[arg(long, value_name = "PATH=VALUES", help_heading = "Points")]
    pub zip: Vec<String>,
    /// One point, such as 'window.length_months=3; money.fee_per_application=0'; may be given again
    #[arg(long, value_name = "PATH=VALUE;…", help_heading = "Points")]
    pub point: Vec<String>,
    /// Latin hypercube of N points over ranges
    #[arg(long, value_names = ["N", "PATH=LO..HI"], num_args = 2.., help_heading = "Points")]
    pub lhs: Vec<String>,
    /// Outputs and conditions to show, such as failure.backlog,granted
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub headline: Vec<String>,
    /// Replace a value at every point, typed as in the file; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Number of simulated futures at each point, such as 20_000
    #[arg(short = 'n', long, value_name = "N", value_parser = replicates)]
    pub replicates: Option<u64>,
    /// Seed: the same seed gives the same futures at every point
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// How uncertain inputs are placed: random, latin-hypercube or sobol
    #[arg(long, value_name = "DESIGN")]
    pub design: Option<String>,
    /// Threads; all cores where not given
    #[arg(short = 'j', long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Directory for sweep.csv, sweep.parquet, sweep.json and a record of each point
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the result that is in the directory, or begin anew there
    #[arg(long, requires = "out")]
    pub force: bool,
    /// Only say how many points there are and how long they take
    #[arg(long)]
    pub dry_run: bool,
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

impl SweepArguments {
    /// What to print, `--json` included.
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// `-n`, `--seed`, `--design` and `--headline` as `--set` words after those given.
    pub fn sets(&self) -> Vec<String> {
        let mut sets = self.sets.clone();
        sets.extend(self.replicates.map(|n| format!("run.replicates={n}")));
        sets.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        sets.extend(self.design.as_ref().map(|design| format!("run.design={design:?}")));
        if !self.headline.is_empty() {
            sets.push(format!("headline={:?}", self.headline));
        }
        sets
    }

    /// The scenarios; a file after the axes of `--lhs` is one of them, though it stands where another axis might.
    pub fn files(&self) -> Vec<PathBuf> {
        let after_axes = self.lhs.iter().skip(1).filter(|word| is_file(word)).map(PathBuf::from);
        self.files.iter().cloned().chain(after_axes).collect()
    }

    /// The words of each `--lhs`: a number, then its axes.
    pub fn hypercubes(&self) -> Vec<Vec<String>> {
        let mut cubes: Vec<Vec<String>> = Vec::new();
        let files_apart = self.lhs.iter().enumerate().filter(|(place, word)| *place == 0 || !is_file(word));
        for (_, word) in files_apart {
            match cubes.last_mut() {
                Some(cube) if word.contains('=') => cube.push(word.clone()),
                _ => cubes.push(vec![word.clone()]),
            }
        }
        cubes
    }

    /// The words of each `--point`: one for each path.
    pub fn points(&self) -> Vec<Vec<String>> {
        let words = |point: &String| {
            let words = point.split(';').map(str::trim).filter(|word| !word.is_empty());
            words.map(str::to_owned).collect()
        };
        self.point.iter().map(words).collect()
    }

    /// The command that gives the same result.
    pub fn command(&self) -> String {
        let mut words = vec!["amnesty sweep".to_owned()];
        words.extend(self.files().iter().map(|file| quoted(&file.to_string_lossy())));
        for (flag, given) in
            [("grid", &self.grid), ("zip", &self.zip), ("point", &self.point), ("set", &self.sets)]
        {
            words.extend(given.iter().map(|value| format!("--{flag} {}", quoted(value))));
        }
        for cube in self.hypercubes() {
            let cube: Vec<String> = cube.iter().map(|word| quoted(word)).collect();
            words.push(format!("--lhs {}", cube.join(" ")));
        }
        if !self.headline.is_empty() {
            words.push(format!("--headline {}", quoted(&self.headline.join(","))));
        }
        words.extend(self.replicates.map(|n| format!("-n {n}")));
        words.extend(self.seed.map(|seed| format!("--seed {seed}")));
        words.extend(self.design.as_ref().map(|design| format!("--design {}", quoted(design))));
        words.join(" ")
    }
}

/// Whether a word of `--lhs` is neither an axis nor a number of points.
fn is_file(word: &str) -> bool {
    !word.contains('=') && word.contains(|sign: char| !sign.is_ascii_digit() && sign != '_')
}

#[cfg(test)]
mod tests {
    use super::super::{Arguments, Command};
    use clap::Parser;

    #[test]
    fn the_command_to_sweep_again_has_every_axis() {
        let line = "amnesty sweep a.toml --grid x=1,2 --zip y=1..2:2 --zip z=3,4 --lhs 10 u=0..1 v=1..2 \
                    --headline failure.backlog,granted -n 1e3";
        let words = line.split_whitespace().chain(["--point", "p=1; q=2"]);
        let Command::Sweep(sweep) = Arguments::parse_from(words).command else { unreachable!("a sweep") };
        assert_eq!(sweep.hypercubes(), [["10", "u=0..1", "v=1..2"]]);
        assert_eq!(sweep.points(), [["p=1", "q=2"]]);
        assert_eq!(sweep.sets(), ["run.replicates=1000", "headline=[\"failure.backlog\", \"granted\"]"]);
        assert_eq!(
            sweep.command(),
            "amnesty sweep a.toml --grid x=1,2 --zip y=1..2:2 --zip z=3,4 --point 'p=1; q=2' \
             --lhs 10 u=0..1 v=1..2 --headline failure.backlog,granted -n 1000"
        );
    }

    #[test]
    fn a_scenario_may_stand_after_the_axes_of_a_hypercube() {
        let words = "amnesty sweep --lhs 10 u=0..1 --lhs 1_000 v=1..2 a.toml".split_whitespace();
        let Command::Sweep(sweep) = Arguments::parse_from(words).command else { unreachable!("a sweep") };
        assert_eq!(sweep.hypercubes(), [["10", "u=0..1"], ["1_000", "v=1..2"]]);
        assert_eq!(sweep.command(), "amnesty sweep a.toml --lhs 10 u=0..1 --lhs 1_000 v=1..2");
    }
}
