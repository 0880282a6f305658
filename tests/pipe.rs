//! The whole pipe as a library: scenario file in, document out.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::random::PAGE;
use amnesty::scenario;
use amnesty::summary::{Document, summarise};
use amnesty::tally::Tally;
use std::path::Path;

fn plan(file: &str, sets: &[&str]) -> Plan {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs").join(file);
    let scenario = scenario::load(&path, &sets).unwrap_or_else(|problems| panic!("{problems}"));
    Plan::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn document(plan: &Plan, tally: &Tally, replicates: u64) -> Document {
    summarise(plan, tally, replicates)
}

fn bytes(document: &Document) -> String {
    serde_json::to_string(document).expect("a document serialises")
}

#[test]
fn the_same_bytes_come_from_any_number_of_threads_and_any_size_of_block() {
    for file in ["russia-2012.toml", "russia-2012-funnel.toml"] {
        let plan = plan(file, &[]);
        // Not a whole number of pages: the last page is partial.
        let replicates = 9 * PAGE as u64 - 100;
        let run = |threads, block_pages| {
            let options =
                Options { threads: Some(threads), block_pages: Some(block_pages), ..Options::default() };
            let tally = engine::run(&plan, replicates, &options).expect("it runs");
            bytes(&document(&plan, &tally, replicates))
        };
        let reference = run(1, 1);
        for (threads, block_pages) in [(2, 1), (3, 2), (8, 4), (1, 8)] {
            assert!(run(threads, block_pages) == reference, "{file}: {threads} threads, {block_pages} pages");
        }
    }
}

#[test]
fn page_ranges_merge_to_the_same_bytes_in_any_order() {
    let plan = plan("russia-2012-funnel.toml", &[]);
    let replicates = 21 * PAGE as u64 + 7;
    let options = Options::default();
    let whole = engine::run(&plan, replicates, &options).expect("it runs");
    let whole = bytes(&document(&plan, &whole, replicates));
    for cuts in [vec![0, 22], vec![0, 5, 22], vec![0, 1, 2, 8, 13, 16, 21, 22]] {
        let part =
            |cut: &[u64]| engine::run_pages(&plan, cut[0]..cut[1], replicates, &options).expect("it runs");
        let mut parts: Vec<Tally> = cuts.windows(2).map(part).collect();
        parts.reverse();
        let merged = parts.into_iter().reduce(|a, b| a.merge(b).expect("disjoint")).expect("a part");
        assert!(bytes(&document(&plan, &merged, replicates)) == whole, "cut at {cuts:?}");
    }
}

#[test]
fn a_page_that_is_tallied_twice_is_refused() {
    let plan = plan("russia-2012-funnel.toml", &[]);
    let part = |pages| engine::run_pages(&plan, pages, 2048, &Options::default()).expect("it runs");
    assert!(part(0..4).merge(part(3..8)).is_err());
}

#[test]
fn replicate_i_is_the_same_world_in_a_short_and_a_long_run() {
    let plan = plan("demo.toml", &[]);
    let kept =
        |replicates| engine::run(&plan, replicates, &Options::default()).expect("it runs").sample().column(3);
    let (short, long) = (kept(300), kept(2_000));
    assert_eq!(short.len(), 300);
    assert!(short.iter().zip(&long).all(|(a, b)| a.to_bits() == b.to_bits()));
}

#[test]
fn every_replicate_is_counted_once() {
    let plan = plan("demo.toml", &[]);
    for replicates in [1, 255, 256, 257, 1_000] {
        let tally = engine::run(&plan, replicates, &Options::default()).expect("it runs");
        assert_eq!(document(&plan, &tally, replicates).run.replicates, replicates);
    }
}

#[test]
fn uncertain_parameters_stay_where_validation_has_checked_them() {
    // Replicates 11,849,984–11,850,239 of seed 1 hold a mean and an sd beyond the 1e-6 quantiles that no beta has.
    let text = "format = 1\ntitle = \"h\"\n[inputs]\na.unit = \"share\"\n\
        a.beta = { mean = { beta = { mean = 0.5, sd = 0.1 } }, sd = { uniform = { min = 0.05, max = 0.30 } } }\n\
        [outputs.x]\nformula = \"a\"\nunit = \"share\"\n[run]\nreplicates = 20_000_000\n";
    let loaded = scenario::load_text("h.toml", text, scenario::Format::Toml, &[]);
    let scenario = loaded.unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Plan::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    let page = 11_849_984 / PAGE as u64;
    engine::run_pages(&plan, page..page + 1, 20_000_000, &Options::default()).expect("it runs");
}

#[test]
fn a_run_of_more_than_a_million_futures_says_how_many_of_them_describe_its_inputs() {
    let (million, page) = (1 << 20, PAGE as u64);
    let plan = plan("demo-static.json", &[]);
    let described_by = |replicates| {
        let tally = engine::run(&plan, replicates, &Options::default()).expect("it runs");
        let document = document(&plan, &tally, replicates);
        document.inputs.iter().map(|(_, input)| input.described_by).collect::<Vec<_>>()
    };
    assert!(described_by(page).iter().all(Option::is_none), "all of a short run");
    let long = described_by(million + page);
    assert!(!long.is_empty() && long.iter().all(|futures| *futures == Some(million)), "{long:?}");
}
