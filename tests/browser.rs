//! The reports of every shipped scenario in a real browser: Debian's chromium, spoken to over a pipe.
//!
//! Run by `.ci/run`, stage `browser`, which makes sure that chromium is there:
//! `cargo test --release --test browser -- --ignored`. Screenshots are kept in `target/screenshots`.

#![cfg(target_os = "linux")]

mod devtools;

use devtools::Browser;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is asked of every page, in the page: a list of complaints.
const INSPECTION: &str = include_str!("devtools/inspect.js");

/// Width, and what it stands for.
const WIDTHS: [(u32, &str); 3] = [(375, "narrow"), (768, "middle"), (1280, "wide")];

/// Width of A4 without its margins, at 96 pixels an inch.
const PAPER: u32 = 688;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A page of each shipped scenario, sweep and set of policies from few futures, and pages full of hostile texts.
fn pages(directory: &Path) -> Vec<(String, PathBuf)> {
    let configs = fs::read_dir(root().join("configs")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = configs.filter(|path| path.is_file()).collect();
    files.push(root().join("tests/devtools/hostile.toml"));
    files.sort();
    let mut pages: Vec<(String, PathBuf)> =
        files.iter().map(|file| page("run", file, &["-n", "8192"], &directory.join(stem(file)))).collect();
    let compared = files.iter().filter(|file| fs::read_to_string(file).unwrap().contains("[policy."));
    pages.extend(compared.map(|file| {
        let out = directory.join(format!("compare-{}", stem(file)));
        page("compare", file, &["-n", "4096"], &out)
    }));
    let mut sweeps: Vec<PathBuf> =
        fs::read_dir(root().join("configs/sweeps")).unwrap().map(|entry| entry.unwrap().path()).collect();
    sweeps.sort();
    pages.extend(sweeps.iter().map(|file| page("sweep", file, &["-n", "512"], &directory.join(stem(file)))));
    let hostile = root().join("tests/devtools/hostile.toml");
    let grid = format!("{LONG}=0.2,0.4,0.6,0.8");
    let grid = ["-n", "512", "--grid", &grid];
    pages.push(page("sweep", &hostile, &grid, &directory.join("sweep-hostile")));
    pages
}

/// An input of the hostile scenario.
const LONG: &str = "inputs.very_long_name_of_an_input_that_somebody_wrote_without_thinking_of_paper";

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

/// The page that a command writes, with the name of its directory.
fn page(word: &str, file: &Path, arguments: &[&str], out: &Path) -> (String, PathBuf) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amnesty"));
    command.arg(word).arg(file).args(arguments).args(["-q", "--json", "-o"]).arg(out);
    let output = command.output().unwrap();
    let name = stem(out);
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let page = out.join("report.html");
    let bytes = fs::metadata(&page).unwrap().len();
    assert!(bytes < 400_000, "{name}: {bytes} bytes");
    (name, page)
}

#[test]
#[ignore = "needs chromium: run by .ci/run, stage browser"]
fn in_a_browser_every_page_is_whole_readable_and_alone_at_every_width_in_light_dark_and_print() {
    let directory = tempfile::tempdir().unwrap();
    let shots = root().join("target/screenshots");
    fs::create_dir_all(&shots).unwrap();
    let mut browser = Browser::start();
    let mut complaints: Vec<String> = Vec::new();
    for (name, file) in pages(directory.path()) {
        for scheme in ["light", "dark"] {
            for (width, word) in WIDTHS {
                let place = format!("{name}-{word}-{scheme}");
                complaints.extend(inspect(&mut browser, &file, &place, width, "screen", scheme));
                browser.screenshot(&shots.join(format!("{place}.png")), width);
            }
        }
        let place = format!("{name}-print");
        // Paper is light whatever the screen likes.
        complaints.extend(inspect(&mut browser, &file, &place, PAPER, "print", "dark"));
        browser.screenshot(&shots.join(format!("{place}.png")), PAPER);
        browser.print(&shots.join(format!("{place}.pdf")));
    }
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// Opens a page and asks it; everything that the browser said or fetched meanwhile is a complaint too.
fn inspect(
    browser: &mut Browser,
    file: &Path,
    place: &str,
    width: u32,
    media: &str,
    scheme: &str,
) -> Vec<String> {
    browser.look(width, media, scheme);
    browser.open(file);
    let found = browser.evaluate(INSPECTION);
    let found: Vec<String> = match found {
        Value::Array(found) => found.iter().map(|one| one.as_str().unwrap_or("?").to_owned()).collect(),
        other => vec![format!("the inspection failed: {other}")],
    };
    found.into_iter().chain(browser.said()).map(|complaint| format!("{place}: {complaint}")).collect()
}

#[test]
#[ignore = "needs chromium: run by .ci/run, stage browser"]
fn in_a_browser_the_slider_answers_and_the_page_is_whole_without_its_script() {
    let directory = tempfile::tempdir().unwrap();
    let flagship = root().join("configs/russia-2012.toml");
    let (_, file) = page("run", &flagship, &["-n", "8192"], &directory.path().join("russia-2012"));
    let mut browser = Browser::start();
    browser.look(1280, "screen", "light");
    browser.open(&file);
    let answer = browser.evaluate(
        "(() => { const s = document.querySelector('.slider'); const i = s.querySelector('input'); i.value = 0; \
         i.dispatchEvent(new Event('input')); return [s.hidden, s.querySelector('output').textContent]; })()",
    );
    assert_eq!(answer[0], json!(false));
    let words = answer[1].as_str().unwrap_or_default();
    assert!(words.starts_with("at least ") && words.ends_with("99 in 100 futures"), "{words}");
    browser.disable_scripts();
    browser.open(&file);
    let complaints = browser.evaluate(INSPECTION);
    assert_eq!(complaints, json!([]), "without the script");
}
