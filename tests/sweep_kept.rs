//! What a sweep or a comparison leaves on disk when it is interrupted, killed, or told to replace an older result.

use amnesty::study::sweep::SweepDocument;
use assert_cmd::Command;
use predicates::str::contains;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const FUNNEL: &str = r#"
format = 1
title  = "A funnel"
headline = ["granted"]
[inputs]
population.lognormal = { p05 = 3e6, p95 = 6e6 }
share.beta = { mean = 0.4, sd = 0.1 }
granted_share = 0.9
[outputs]
granted = { formula = "population * share * granted_share" }
"#;

/// The program in a directory of its own that holds the funnel, `funnel.toml`.
struct Desk {
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(desk.path("funnel.toml"), FUNNEL).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn amnesty(&self, words: &str) -> Command {
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.current_dir(self.directory.path()).args(words.split_whitespace()).env_remove("NO_COLOR");
        command
    }

    fn spawn(&self, words: &str) -> Child {
        let mut command = Process::new(assert_cmd::cargo::cargo_bin("amnesty"));
        command.current_dir(self.directory.path()).args(words.split_whitespace());
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The files below a directory that are a result or somebody else's: none that begins with a dot.
    fn files(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let (root, mut found) = (self.path(name), BTreeMap::new());
        collect(&root, &root, &mut found);
        found
    }
}

fn collect(root: &Path, directory: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap()) {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        } else if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}

/// Waits until a file is there; `false` where the program ended before.
fn appears(file: &Path, child: &mut Child) -> bool {
    let started = Instant::now();
    while !file.exists() {
        assert!(started.elapsed() < Duration::from_secs(120), "no {} in two minutes", file.display());
        if child.try_wait().unwrap().is_some() {
            return file.exists();
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    true
}

#[cfg(unix)]
#[test]
fn an_interrupted_sweep_says_so_keeps_its_points_and_goes_on_to_the_same_bytes() {
    let desk = Desk::new();
    // Longer each time, should a fast machine be done before it hears of the signal.
    for (trial, replicates) in [40_000, 160_000, 640_000].into_iter().enumerate() {
        let words = format!("sweep funnel.toml -j 1 -n {replicates} --grid inputs.share=0.2..0.6:60");
        let out = format!("out{trial}");
        let mut child = desk.spawn(&format!("{words} --out {out}"));
        assert!(appears(&desk.path(&out).join(".amnesty.new/points/0002/record.json"), &mut child));
        let id = child.id().to_string();
        assert!(Process::new("kill").args(["-INT", &id]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        if output.status.code() == Some(0) {
            continue;
        }
        assert_eq!(output.status.code(), Some(130));
        let screen = String::from_utf8(output.stdout).unwrap();
        assert!(screen.contains("INCOMPLETE: "), "{screen}");
        assert!(!desk.path(&out).join("sweep.json").exists(), "no result yet");

        let again = desk.amnesty(&format!("{words} --out {out} --json -q")).output().unwrap();
        let document: SweepDocument = serde_json::from_slice(&again.stdout).unwrap();
        let resumed = document.timing.unwrap().resumed;
        assert!((2..60).contains(&resumed), "{resumed} points were kept");
        desk.amnesty(&format!("{words} --out whole -q")).assert().success();
        assert_eq!(desk.files(&out), desk.files("whole"));
        return;
    }
    panic!("no trial could be interrupted");
}

#[test]
fn a_forced_sweep_replaces_the_older_one_when_it_is_done_and_not_before() {
    let desk = Desk::new();
    desk.amnesty("sweep funnel.toml -n 500 --grid inputs.share=0.2..0.5:12 --out out").assert().success();
    fs::write(desk.path("out/points/0001/notes.txt"), "mine").unwrap();
    fs::write(desk.path("out/notes.txt"), "mine too").unwrap();
    let old = desk.files("out");

    // Far more futures than are played until the first point is there.
    let new = "sweep funnel.toml -n 200_000 -j 1 --grid inputs.share=0.3..0.6:8 --out out --force";
    let mut child = desk.spawn(new);
    assert!(appears(&desk.path("out/.amnesty.new/points/0001/record.json"), &mut child));
    child.kill().unwrap();
    let was_killed = !child.wait().unwrap().success();
    if was_killed && desk.path("out/.amnesty.sweep").exists() && !desk.path("out/.amnesty.commit").exists() {
        assert!(desk.files("out") == old, "the older result is whole");
    }
    // The same words without --force go on with what was begun with it.
    desk.amnesty(new.trim_end_matches(" --force")).assert().success();
    desk.amnesty(&new.replace("--out out --force", "--out alone")).assert().success();
    let mut replaced = desk.files("out");
    assert_eq!(replaced.remove(Path::new("points/0001/notes.txt")).unwrap(), b"mine");
    assert_eq!(replaced.remove(Path::new("notes.txt")).unwrap(), b"mine too");
    assert_eq!(replaced, desk.files("alone"), "twelve points are gone, eight are there");
    assert!(!desk.path("out/.amnesty.new").exists() && !desk.path("out/.amnesty.old").exists());
}

#[test]
fn points_that_no_sweep_is_known_to_have_put_there_are_refused() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("out/points")).unwrap();
    fs::write(desk.path("out/points/readme"), "mine").unwrap();
    let words = "sweep funnel.toml -n 500 --grid inputs.share=0.2,0.3 --out out";
    desk.amnesty(words).assert().code(73).stderr(contains("points"));
    desk.amnesty(&format!("{words} --force")).assert().success();
    assert_eq!(fs::read(desk.path("out/points/readme")).unwrap(), b"mine");
}

const POLICIES: &str = r#"
[policy.quick]
processing.capacity_per_month = 16_000
[policy.long]
window.length_months = 12
"#;

#[test]
fn a_forced_comparison_leaves_no_policy_that_is_no_longer_compared() {
    let desk = Desk::new();
    desk.amnesty("init small.toml").assert().success();
    let path = desk.path("small.toml");
    fs::write(&path, fs::read_to_string(&path).unwrap() + POLICIES).unwrap();
    desk.amnesty("compare small.toml -n 256 -q -o out").assert().success();
    fs::write(desk.path("out/long/notes.txt"), "mine").unwrap();
    let words = "compare small.toml --policy quick -n 256 -q";
    desk.amnesty(&format!("{words} -o out --force")).assert().success();
    desk.amnesty(&format!("{words} -o alone")).assert().success();
    let mut replaced = desk.files("out");
    assert_eq!(replaced.remove(Path::new("long/notes.txt")).unwrap(), b"mine");
    assert_eq!(replaced, desk.files("alone"));
    assert!(!desk.path("out/.amnesty.new").exists());
    // What somebody else keeps in a directory of a policy's name stays there.
    fs::create_dir_all(desk.path("other/quick")).unwrap();
    fs::write(desk.path("other/quick/notes.txt"), "mine").unwrap();
    desk.amnesty(&format!("{words} -o other")).assert().success();
    assert_eq!(fs::read(desk.path("other/quick/notes.txt")).unwrap(), b"mine");
}
