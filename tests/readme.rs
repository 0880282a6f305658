//! The README's commands are run, and where it shows what they print, they print that.
//!
//! `AMNESTY_UPDATE_README=1 cargo test --test readme -- --include-ignored` writes what they print now into the
//! README; a command that the README shows without output is only run, and a line `…` stands for any number of lines.

use assert_cmd::Command;
use std::fs;
use std::path::Path;

/// A command of a `console` block and the lines below it.
struct Shown {
    words: Vec<String>,
    /// First line and end of what the README shows.
    lines: std::ops::Range<usize>,
}

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

fn commands(readme: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut inside = false;
    for (number, line) in readme.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            inside = line == "```console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let words = command.split(' ').map(str::to_owned).collect();
            found.push(Shown { words, lines: number + 1..number + 1 });
        } else if let (true, Some(last)) = (inside, found.last_mut()) {
            last.lines.end = number + 1;
        }
    }
    found
}

/// What a command prints on standard output, in a directory with the repository's `configs`.
fn run(words: &[String], directory: &Path) -> String {
    let mut command = Command::cargo_bin("amnesty").unwrap();
    command.current_dir(directory).args(words);
    let output = command.assert().success().get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What is printed, with as many lines before and after a line `…` as the README shows there.
fn cut(shown: &[String], printed: &[String]) -> Vec<String> {
    let Some(first) = shown.iter().position(|line| line == "…") else { return printed.to_vec() };
    let last = shown.len() - first - 1;
    if first + last >= printed.len() {
        return printed.to_vec();
    }
    [&printed[..first], &["…".to_owned()], &printed[printed.len() - last..]].concat()
}

/// Runs the commands that start with `first` and compares, or updates, what the README shows.
fn check(first: &[&str]) {
    let directory = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("configs"), &directory.path().join("configs"));
    let text = readme();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let update = std::env::var_os("AMNESTY_UPDATE_README").is_some();
    let (mut tried, mut moved) = (0, 0_isize);
    for shown in commands(&text) {
        let Some(words) =
            shown.words.strip_prefix(first.iter().map(|&w| w.to_owned()).collect::<Vec<_>>().as_slice())
        else {
            continue;
        };
        tried += 1;
        let printed = run(words, directory.path());
        let printed: Vec<String> = printed.trim_end().lines().map(str::to_owned).collect();
        let place =
            shown.lines.start.saturating_add_signed(moved)..shown.lines.end.saturating_add_signed(moved);
        let shown_now = cut(&lines[place.clone()], &printed);
        if update && words[0] != "completions" {
            moved += shown_now.len() as isize - place.len() as isize;
            lines.splice(place, shown_now);
        } else if !place.is_empty() {
            assert_eq!(lines[place], shown_now, "README and program differ for {words:?}");
        }
    }
    assert!(tried > 0, "the README shows no such command");
    if update {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), lines.join("\n") + "\n").unwrap();
    }
}

#[test]
fn the_tour_prints_what_the_readme_shows() {
    check(&["amnesty"]);
}

#[test]
#[ignore = "slow: run by .ci/run with --ignored"]
fn the_main_command_prints_what_the_readme_shows() {
    check(&["cargo", "run", "--release", "--"]);
}
