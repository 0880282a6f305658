//! The memory that a run is said to take, held to what it really asks the allocator for.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::scenario::{Format, load_text};
use amnesty::tally::paired::Objective;
use amnesty::tally::{Footprint, Pairing};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, with a count of the bytes in use and of their peak.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed to the system's allocator as it came; only counters are kept beside.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promises about `layout` are passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promises about `pointer` and `layout` are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A programme with some segments and offices.
fn programme(segments: usize, offices: usize, horizon: usize) -> String {
    let mut text = format!(
        "format = 1\ntitle = \"x\"\n[time]\nstart = \"2012-05\"\nhorizon_months = {horizon}\n\
         [population]\nlognormal = {{ p05 = 3e6, p95 = 5e6 }}\n[window]\nlength_months = 6\n\
         [take_up]\neligible.beta = {{ mean = 0.45, sd = 0.15 }}\n\
         [status]\npermanent = {{ months_after_grant = 36, per_year = 0.4 }}\n"
    );
    for segment in 0..segments {
        write!(text, "[segment.s{segment}]\nlabel = \"s\"\n").unwrap();
    }
    if segments > 0 {
        text += "[segment_shares]\n";
        (0..segments).for_each(|s| writeln!(text, "s{s} = {}", 1.0 / segments as f64).unwrap());
    }
    for office in 0..offices {
        write!(text, "[office.o{office}]\nshare = {}\n", 1.0 / offices as f64).unwrap();
    }
    text
}

fn plan(text: &str) -> Plan {
    let scenario =
        load_text("x.toml", text, Format::Toml, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    Plan::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"))
}

// One test: the counters are shared by everything in the process.
#[test]
fn the_memory_of_a_run_is_within_a_factor_of_two_of_what_is_said() {
    let funnel = "format = 1\ntitle = \"x\"\n[inputs.a]\nlognormal = { p05 = 1e5, p95 = 1e6 }\n\
                  [outputs.b]\nformula = \"a / 2\"\n";
    let cases = [
        ("a funnel", funnel.to_owned()),
        ("sobol", format!("{funnel}[run]\ndesign = \"sobol\"\n")),
        ("a programme", programme(0, 0, 60)),
        ("a long programme", programme(0, 0, 360)),
        ("an uncertain law", programme(0, 0, 120) + "[enactment]\nprobability = 0.3\n"),
        ("segments", programme(12, 0, 60)),
        ("segments and offices", programme(12, 8, 36)),
    ];
    let options = Options { threads: Some(1), ..Options::default() };
    for (name, text) in &cases {
        let plan = plan(text);
        let run = || drop(engine::run(&plan, 17 * 256, &options).expect("it runs"));
        hold(name, Footprint::of(&plan, 1), run);
    }
    // A comparison is a run of each policy and the differences: the small ones tell.
    for (name, text) in &cases[..3] {
        let plan = plan(text);
        // Another policy, so that there are differences to count.
        let other =
            self::plan(&text.replace("formula = \"a / 2\"", "formula = \"a / 3\"").replace("0.45", "0.35"));
        let plans = [&plan, &other, &other];
        let mut pairing = Pairing::of(&plans);
        pairing.objective = Some(Objective { output: 0, maximise: true });
        let compare = || drop(engine::run_paired(&plans, &pairing, 17 * 256, &options).expect("it runs"));
        hold(&format!("{name}, three policies"), Footprint::of_paired(&plans, &pairing, 1), compare);
    }
}

/// Holds what is said of one thread to what something takes.
fn hold(name: &str, said: Footprint, takes: impl FnOnce()) {
    let before = NOW.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    takes();
    let taken = (PEAK.load(Ordering::Relaxed) - before) as f64;
    let said = said.bytes(1) as f64;
    println!("{name}: {:.1} MiB said, {:.1} MiB taken", said / 1048576.0, taken / 1048576.0);
    assert!((0.5..2.0).contains(&(said / taken)), "{name}: {said} said, {taken} taken");
}
