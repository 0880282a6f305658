//! The report: made from the record alone, whole, escaped, small.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::output::report::{self, Page};
use amnesty::scenario::{self, Format};
use amnesty::summary::{Record, summarise};
use assert_cmd::Command;
use predicates::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

const CONFIGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/configs");

fn record_of(text: &str, sets: &[&str]) -> Record {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    record(scenario::load_text("test.toml", text, Format::Toml, &sets).expect("a good scenario"))
}

fn config(name: &str, replicates: u64) -> Record {
    let set = format!("run.replicates={replicates}");
    record(scenario::load(&Path::new(CONFIGS).join(name), &[set]).expect("a good scenario"))
}

fn record(scenario: scenario::Scenario) -> Record {
    let plan = Plan::new(scenario).expect("a good plan");
    let tally = engine::run(&plan, plan.replicates(), &Options::default()).expect("a run");
    let document = summarise(&plan, &tally, plan.replicates());
    Record::new(&plan, &tally, document)
}

/// The text of a page without its markup.
fn text(html: &str) -> String {
    let body = &html[html.find("<body>").expect("a body")..];
    let body = body.split("<script>").next().expect("a page before the script");
    let mut out = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn shipped() -> Vec<String> {
    let files = fs::read_dir(CONFIGS).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = files
        .filter(|path| path.is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_sections_come_in_the_order_in_which_a_reader_asks() {
    let html = report::html(&config("russia-2012.toml", 4096)).unwrap();
    let order = [
        "answer",
        "figures",
        "spread",
        "unknown",
        "distribution",
        "exceedance",
        "estimates",
        "people",
        "months",
        "chances",
        "drivers",
        "assumptions",
        "warnings",
        "quality",
        "reproduce",
        "glossary",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|id| html.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_flagship_says_what_was_quoted_who_is_right_and_what_is_assumed() {
    let html = report::html(&config("russia-2012.toml", 4096)).unwrap();
    let text = text(&html);
    for words in [
        "If the law passes, which it does in",
        "5 million: “Five million people become citizens”",
        "If “Experts, from money sent home” is right (weight 35\u{a0}%; published: 10 million)",
        "Without papers when the window opens",
        "set, no source",
        "Not a blind test",
        "the largest number among them",
    ] {
        let expected = words != "Not a blind test";
        assert_eq!(
            text.contains(words) || text.replace('\u{a0}', " ").contains(&words.replace('\u{a0}', " ")),
            expected,
            "{words}"
        );
    }
    assert!(
        text.contains("of the spread of “Permits granted” comes from inputs that are graded “assumption”")
    );
}

#[test]
fn the_page_says_how_to_check_it_and_how_well_its_drivers_are_known() {
    let page = Page::new(&config("russia-2012.toml", 4096));
    let commands: Vec<&str> = page.reproduce.commands.iter().map(|(command, _)| command.as_str()).collect();
    assert!(commands.contains(&"amnesty verify record.json"), "{commands:?}");
    // The law passes in 619 of the 4,096: 1/√618 is 0.04.
    let told = "n = 619 futures kept for it: each correlation is known to ±0.04";
    assert!(page.drivers.iter().all(|figure| figure.note.contains(told)), "{}", page.drivers[0].note);
    assert!(page.spread.expect("assumptions").method.contains("±0.04"));
}

#[test]
fn the_table_behind_a_chart_of_two_worlds_has_both() {
    let page = Page::new(&config("russia-2012.toml", 256));
    let irregular = page.months.iter().find(|figure| figure.id == "months-irregular").expect("two series");
    assert_eq!(irregular.table.head.len(), 7, "{:?}", irregular.table.head);
    assert!(irregular.table.head[4].starts_with("Irregular without the amnesty"));
    assert!(irregular.table.rows.iter().all(|row| row.len() == 7));
}

#[test]
fn a_shares_published_figure_is_a_percentage_and_a_number_of_people_names_them() {
    let text = r#"
format = 1
title = "Two ways to say it"
headline = ["granted"]
[inputs]
people.estimate.a = { label = "A", weight = 0.5, lognormal = { p05 = 1000, p95 = 9000 }, quoted = 5_000_000 }
people.estimate.b = { label = "B", weight = 0.5, lognormal = { p05 = 2000, p95 = 9000 } }
people.unit = "people"
share.estimate.a = { label = "C", weight = 0.5, beta = { mean = 0.4, sd = 0.1 }, quoted = 0.1 }
share.estimate.b = { label = "D", weight = 0.5, beta = { mean = 0.3, sd = 0.1 } }
share.unit = "share"
[outputs]
granted.formula = "people * share"
granted.unit = "people"
[run]
replicates = 512
"#;
    let page = Page::new(&record_of(text, &[]));
    let beliefs = page.assumptions.expect("a scenario of today").beliefs;
    let values: Vec<&str> =
        beliefs.iter().flat_map(|belief| &belief.estimates).map(|one| one.value.as_str()).collect();
    assert!(values.contains(&"weight 50 %; published: 5 million people"), "{values:?}");
    assert!(values.contains(&"weight 50 %; published: 10 %"), "{values:?}");
}

#[test]
fn a_hindcast_says_where_reality_fell() {
    let page = Page::new(&config("spain-2005.toml", 4096));
    let hindcast = page.hindcast.expect("something was observed");
    assert!(
        hindcast.sentences.iter().any(|sentence| sentence.starts_with("Applications: 690,679, inside the"))
    );
    assert!(hindcast.verdict[0].starts_with("Not a blind test"), "{:?}", hindcast.verdict);
    assert_eq!(hindcast.figures.len(), 3);
}

#[test]
fn the_table_behind_a_curve_of_chances_rises_from_its_first_row_to_its_last() {
    let record = config("demo-static.json", 2048);
    let page = Page::new(&record);
    let curve = page.exceedances.first().expect("the headline has a curve");
    let values: Vec<f64> =
        curve.table.rows.iter().map(|row| row[0].replace(',', "").parse().unwrap()).collect();
    // Three thresholds of the scenario among seven chances.
    assert_eq!(values.len(), 10);
    assert!(values.is_sorted(), "{values:?}");
}

#[test]
fn chances_are_never_nothing_or_everything_and_small_ones_name_an_assumption() {
    let page = Page::new(&config("russia-2012.toml", 4096));
    let items: Vec<_> = page.conditions.iter().flat_map(|group| &group.items).collect();
    assert!(items.iter().all(|item| !item.chance.starts_with("0 ") && !item.chance.contains("100 in 100")));
    let claim =
        items.iter().find(|item| item.words == "Five million people become citizens").expect("the claim");
    assert!(claim.chance.starts_with("None of "), "{}", claim.chance);
    assert!(
        claim.notes.iter().any(|note| note.contains("The assumption that would most change")),
        "{:?}",
        claim.notes
    );
    assert!(!claim.path.is_empty());
}

#[test]
fn every_shipped_scenario_has_a_small_page_that_asks_the_network_for_nothing() {
    for name in shipped() {
        let html = report::html(&config(&name, 1024)).unwrap();
        assert!(html.len() < 400_000, "{name}: {} bytes", html.len());
        for outside in ["http:", "https:", "src=", "@import", "url(", "<link rel=\"stylesheet\""] {
            assert!(!html.contains(outside), "{name}: {outside}");
        }
        for figure in html.split("<figure").skip(1) {
            let figure = figure.split("</figure>").next().unwrap();
            assert!(figure.matches("role=\"img\"").count() == 2, "{name}: both widths");
            assert!(
                figure.contains("<details>") && figure.contains("<table"),
                "{name}: a table behind the chart"
            );
        }
        assert!(!html.contains("NaN") && !text(&html).contains(" inf "), "{name}");
    }
}

#[test]
fn what_a_scenario_says_is_text_and_never_markup() {
    let hostile = r#"
format = 1
title = "<script>alert('t')</script> \u202E & <b>bold"
question = "</p><img src=x onerror=alert(1)> مرحبا שלום?"
headline = ["granted"]
[inputs]
population.lognormal = { p05 = 1000, p95 = 9000 }
population.unit = "people"
population.source = "<i>source</i>"
population.note = "<svg onload=alert(2)>\"quoted\" 'apostrophe'"
population.evidence = "assumption"
share.beta = { mean = 0.4, sd = 0.1 }
share.unit = "share"
[outputs]
granted.formula = "population * share"
granted.unit = "people"
granted.label = "</text></svg><script>alert(3)</script> Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
granted.thresholds = [1000]
[claim.said]
words = "</title><script>alert(4)</script>"
output = "granted"
at_least = 1200
[success.good]
words = "<style>body{display:none}</style>"
condition = "granted > 500"
[run]
replicates = 2048
"#;
    let html = report::html(&record_of(hostile, &[])).unwrap();
    // The page's own: one script, one style, and nothing that a scenario could add.
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("<style").count(), 1);
    for markup in ["<img", "<i>", "<b>", "<svg onload", "onerror=alert(1)>", "\u{202E}"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert!(html.contains("&lt;svg onload=alert(2)&gt;"), "the note is there to be read");
}

#[test]
fn a_static_estimate_has_a_funnel_and_no_months() {
    let page = Page::new(&config("russia-2012-funnel.toml", 2048));
    assert!(page.months.is_empty() && page.hindcast.is_none());
    let flow = page.flow.expect("a funnel");
    let labels: Vec<&str> = flow.table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(labels, ["Population", "Applications", "Granted"]);
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.command("run")
            .arg(Path::new(CONFIGS).join("demo.toml"))
            .args(["-n", "2000", "-q", "-o", "out"])
            .assert()
            .success();
        desk
    }

    fn command(&self, word: &str) -> Command {
        let mut command = Command::cargo_bin("amnesty").unwrap();
        command.current_dir(self.0.path()).arg(word);
        command
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn page(&self) -> Vec<u8> {
        fs::read(self.path("out/report.html")).unwrap()
    }
}

#[test]
fn a_page_from_the_record_alone_is_the_page_beside_the_run() {
    let desk = Desk::new();
    let page = desk.page();
    desk.command("report").args(["out", "-o", "again.html"]).assert().success();
    assert!(fs::read(desk.path("again.html")).unwrap() == page);
    fs::remove_file(desk.path("out/report.html")).unwrap();
    desk.command("report").arg("out/record.json").assert().success();
    assert!(desk.page() == page);
    desk.command("report").arg("out").assert().success().stderr(predicate::str::contains("up to date"));
}

#[test]
fn a_page_that_differs_is_kept_unless_forced_and_a_template_makes_another() {
    let desk = Desk::new();
    fs::write(
        desk.path("own.html"),
        "<title>{{ page.title }}</title>{% for f in page.key_figures %}{{ f.range }};{% endfor %}",
    )
    .unwrap();
    let own = ["out", "--template", "own.html"];
    desk.command("report").args(own).assert().code(73).stderr(predicate::str::contains("--force"));
    desk.command("report").args(own).arg("--force").assert().success();
    let page = String::from_utf8(desk.page()).unwrap();
    assert!(page.starts_with("<title>Demo: an amnesty in an invented country</title>"), "{page}");
    fs::write(desk.path("own.html"), "line one\n{{ page.nonsense }}").unwrap();
    let refused = desk.command("report").args(own).arg("--force").assert().code(65);
    refused.stderr(predicate::str::contains("the template given").and(predicate::str::contains("line 2")));
    assert!(String::from_utf8(desk.page()).unwrap() == page, "nothing is written by a template that fails");
}

#[test]
fn a_record_that_is_missing_damaged_or_newer_is_refused_with_a_sentence() {
    let desk = Desk::new();
    let whole = fs::read_to_string(desk.path("out/record.json")).unwrap();
    let refused = |text: &str, words: &str| {
        fs::write(desk.path("bad.json"), text).unwrap();
        let refused = desk.command("report").args(["bad.json", "-o", "bad.html"]).assert().code(65);
        refused.stderr(predicate::str::contains("bad.json").and(predicate::str::contains(words)));
        assert!(!desk.path("bad.html").exists());
    };
    refused(&whole[..whole.len() / 2], "missing");
    refused(&whole.replacen("demo", "dema", 1), "damaged");
    refused(&whole.replacen("\"format\": 1", "\"format\": 2", 1), "newer");
    refused("not a record", "not a record");
    desk.command("report").arg("nowhere").assert().code(66).stderr(predicate::str::contains("nowhere"));
    desk.command("report").args(["out", "-o", "no/such/place.html"]).assert().code(73);
}

#[test]
fn a_comparison_and_a_sweep_have_pages_that_their_documents_make_again() {
    let desk = Desk::new();
    let demo = Path::new(CONFIGS).join("demo.toml");
    desk.command("compare").arg(&demo).args(["-n", "2000", "-q", "-o", "compared"]).assert().success();
    let grid = ["-n", "1000", "-q", "-o", "swept", "--grid", "window.length_months=3,6", "--grid"];
    let grid = grid.into_iter().chain(["processing.capacity_per_month=20000,40000"]);
    desk.command("sweep").arg(&demo).args(grid).assert().success();
    for (directory, words) in [("compared", "future by future"), ("swept", "→ Planned decisions a month")] {
        let file = desk.path(directory).join("report.html");
        let page = fs::read_to_string(&file).unwrap();
        assert!(page.contains(words) && page.contains("role=\"img\""), "{directory}");
        assert!(page.len() < 400_000 && !page.contains("NaN"), "{directory}: {} bytes", page.len());
        fs::remove_file(&file).unwrap();
        desk.command("report").arg(directory).assert().success();
        assert!(fs::read_to_string(&file).unwrap() == page, "{directory}");
    }
    let swept = fs::read_to_string(desk.path("swept/report.html")).unwrap();
    let told = "<code>W011</code>: take-up does not respond to <code>processing.<wbr>capacity_<wbr>per_<wbr>month</code>";
    assert!(swept.contains(told));
    let own = ["compared", "--template", "own.html", "--force"];
    fs::write(desk.path("own.html"), "{% for part in page.parts %}{{ part.title }};{% endfor %}").unwrap();
    desk.command("report").args(own).assert().success();
    let page = fs::read_to_string(desk.path("compared/report.html")).unwrap();
    assert!(page.contains("What each policy changes;"), "{page}");
    fs::write(desk.path("own.html"), "one\ntwo\n{% for part in page.parts %}").unwrap();
    let refused = desk.command("report").args(own).assert().code(65);
    refused.stderr(predicate::str::contains("the template given").and(predicate::str::contains("line 3")));
    let two = desk.command("report").args(["compared", "swept", "-o", "one.html"]).assert().code(2);
    two.stderr(predicate::str::contains("names one page"));
    fs::write(desk.path("sweep.json"), "{ \"format\": 99 }").unwrap();
    desk.command("report").arg("sweep.json").assert().code(65).stderr(predicate::str::contains("newer"));
}

#[test]
fn one_file_cannot_hold_the_pages_of_several_records() {
    let desk = Desk::new();
    desk.command("report").args(["a", "b", "--out", "page.html"]).assert().code(2).stderr(
        predicate::str::contains("`--out` names one page").and(predicate::str::contains("beside it")),
    );
    assert!(!desk.path("page.html").exists());
}
