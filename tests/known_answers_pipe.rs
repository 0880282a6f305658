//! Known answers through the whole pipe: scenario text → plan → engine → document.
//!
//! Every estimate is judged by the standard error printed beside it, five of them at most, under each design with a
//! fixed seed. So both the number and its stated error must be right: an error stated too large would pass here,
//! and is caught by `tests/coverage.rs`.
//!
//! A change of the streams that harms nothing fails an estimate with a chance of 6e-7 under `random`, and of 1.6e-4
//! where the error has the 15 degrees of freedom of the batches: 1.1 % for the 34 estimates under three designs.

use amnesty::engine::{self, Options};
use amnesty::math::{exp, ln, normal_cdf};
use amnesty::model::Plan;
use amnesty::scenario::{self, Format};
use amnesty::summary::{Document, OutputSummary, summarise};

const REPLICATES: u64 = 1 << 16;
const DESIGNS: [&str; 3] = ["random", "latin-hypercube", "sobol"];

/// The document of a static scenario with these inputs and outputs.
fn document(design: &str, body: &str) -> Document {
    let text = format!("format = 1\ntitle = \"Known answer\"\nevidence = \"assumption\"\n{body}");
    let sets = [format!("run.design=\"{design}\""), "run.seed=1".to_owned()];
    let scenario = scenario::load_text("known.toml", &text, Format::Toml, &sets)
        .unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Plan::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    let tally = engine::run(&plan, REPLICATES, &Options::default()).expect("it runs");
    summarise(&plan, &tally, REPLICATES)
}

/// Closed forms of one output.
struct Truth {
    output: &'static str,
    mean: Option<f64>,
    quantiles: Vec<(&'static str, f64)>,
    /// Threshold, and the chance of reaching it.
    exceedance: Vec<(f64, f64)>,
}

impl Truth {
    /// Fails where an estimate of `found` is more than five of its own standard errors off.
    fn judge(&self, found: &OutputSummary, what: &str) {
        let near = |name: &str, estimate: Option<f64>, error: Option<f64>, truth: f64| {
            let (estimate, error) = (estimate.expect("an estimate"), error.expect("an error"));
            let z = (estimate - truth) / error;
            println!("{what} {name}: {estimate} ± {error} against {truth}, z = {z:.2}");
            assert!(z.abs() < 5.0, "{what} {name}: {estimate} ± {error} against {truth}");
        };
        if let Some(mean) = self.mean {
            near("mean", found.mean, found.mean_mcse, mean);
        }
        for &(key, truth) in &self.quantiles {
            let [estimate, error] = [&found.quantiles, &found.quantiles_mcse].map(|of| *of.get(key).unwrap());
            near(key, estimate, error, truth);
        }
        for &(threshold, truth) in &self.exceedance {
            let reached = found.exceedance.iter().find(|e| e.threshold == threshold).expect("a threshold");
            near("exceedance", reached.chance.probability, reached.chance.mcse, truth);
        }
    }
}

/// Judges every design's document of a scenario.
fn judge(what: &str, body: &str, truths: &[Truth]) {
    for design in DESIGNS {
        let document = document(design, body);
        assert_eq!(document.run.replicates, REPLICATES);
        for truth in truths {
            let output = document.outputs.get(truth.output).expect("an output");
            truth.judge(output, &format!("{what}, {design}, {}", truth.output));
        }
    }
}

/// The value of a quantity in `known-answers.toml`.
fn known(case: &str, quantity: &str) -> f64 {
    let all: toml::Table = toml::from_str(include_str!("data/known-answers.toml")).expect("TOML");
    let named = |list: &toml::Value, key: &str, name: &str| {
        let is_it = |entry: &&toml::Value| entry[key].as_str() == Some(name);
        list.as_array().and_then(|list| list.iter().find(is_it)).cloned().expect("an entry of that name")
    };
    named(&named(&all["case"], "id", case)["q"], "name", quantity)["value"].as_float().expect("a number")
}

#[test]
fn a_product_of_three_lognormals() {
    let case = "product-3-lognormals";
    judge(
        case,
        r#"
        [inputs]
        population = { lognormal = { median = 5e6, gsd = 1.35 }, unit = "people" }
        eligible   = { lognormal = { median = 0.6, gsd = 1.2 } }
        take_up    = { lognormal = { median = 0.3, gsd = 1.5 } }
        [outputs.applicants]
        formula    = "population * eligible * take_up"
        unit       = "people"
        thresholds = [1.5e6]
        "#,
        &[Truth {
            output: "applicants",
            mean: Some(known(case, "mean")),
            quantiles: ["p05", "p50", "p95"].map(|key| (key, known(case, key))).to_vec(),
            exceedance: vec![(1.5e6, known(case, "P(Y>1.5e6)"))],
        }],
    );
}

#[test]
fn a_funnel_of_a_population_and_a_share() {
    let case = "product-beta-lognormal";
    judge(
        case,
        r#"
        [inputs]
        population  = { lognormal = { median = 5e6, gsd = 1.35 }, unit = "people" }
        grant_share = { beta = { alpha = 3.5, beta = 6.5 }, unit = "share" }
        [outputs.granted]
        formula    = "population * grant_share"
        unit       = "people"
        thresholds = [2.5e6]
        "#,
        &[Truth {
            output: "granted",
            mean: Some(known(case, "mean")),
            quantiles: ["p05", "p50", "p95"].map(|key| (key, known(case, key))).to_vec(),
            exceedance: vec![(2.5e6, known(case, "P(Y>2.5e6)"))],
        }],
    );
}

#[test]
fn truncated_normals_near_the_centre_and_in_the_far_tail() {
    let truth = |output, case| Truth {
        output,
        mean: Some(known(case, "mean")),
        quantiles: ["p05", "p50", "p95"].map(|key| (key, known(case, key))).to_vec(),
        exceedance: Vec::new(),
    };
    judge(
        "truncated",
        r#"
        [inputs]
        near = { normal = { mean = 0.35, sd = 0.25 }, bounds = [0, 1], unit = "share" }
        far  = { normal = { mean = 0, sd = 1 }, bounds = [8, 1e300] }
        [outputs.share]
        formula = "near"
        unit    = "share"
        [outputs.tail]
        formula = "far"
        "#,
        &[truth("share", "truncnormal-0-1"), truth("tail", "truncnormal-far-tail")],
    );
}

#[test]
fn a_mixture_of_two_lognormals() {
    // Own closed form: weights, medians, geometric standard deviations.
    let parts = [(0.65, 4e6, 1.25), (0.35, 9e6, 1.4)];
    let below = |x: f64| parts.iter().map(|(w, m, g)| w * normal_cdf(ln(x / m) / ln(*g))).sum::<f64>();
    let quantile = |level: f64| {
        let (mut low, mut high) = (1e5, 1e9);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if below(middle) < level { low = middle } else { high = middle }
        }
        low
    };
    let levels = [("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)];
    judge(
        "mixture",
        r#"
        [inputs.population]
        mixture = [
            { weight = 0.65, lognormal = { median = 4e6, gsd = 1.25 } },
            { weight = 0.35, lognormal = { median = 9e6, gsd = 1.4 } },
        ]
        unit = "people"
        [outputs.hidden]
        formula    = "population"
        unit       = "people"
        thresholds = [1e7]
        "#,
        &[Truth {
            output: "hidden",
            mean: Some(parts.iter().map(|(w, m, g)| w * m * exp(0.5 * ln(*g) * ln(*g))).sum()),
            quantiles: levels.map(|(key, level)| (key, quantile(level))).to_vec(),
            exceedance: vec![(1e7, 1.0 - below(1e7))],
        }],
    );
}

#[test]
fn a_decision_between_two_options() {
    // The expected value of perfect information is what the worse choice is worth where it turns out better.
    let case = "compare-two-options";
    let truth = |output, mean, exceedance| Truth { output, mean, quantiles: Vec::new(), exceedance };
    judge(
        case,
        r#"
        [inputs]
        a = { normal = { mean = 120, sd = 40 } }
        b = { normal = { mean = 100, sd = 30 } }
        [outputs.difference]
        formula    = "a - b"
        thresholds = [0]
        [outputs.regret]
        formula = "max(b - a, 0)"
        "#,
        &[
            truth("difference", Some(20.0), vec![(0.0, known(case, "P(A>B)"))]),
            truth("regret", Some(known(case, "EVPI")), Vec::new()),
        ],
    );
}

/// A scenario of `n` inputs of one distribution and these outputs of the largest and least of them.
fn extremes(n: usize, distribution: &str, outputs: &[(&str, &str)]) -> String {
    let inputs: String = (1..=n).map(|i| format!("x{i} = {{ {distribution} }}\n")).collect();
    let all = (1..=n).map(|i| format!("x{i}")).collect::<Vec<_>>().join(", ");
    let formula = |formula: &str| formula.replace("ALL", &all);
    let outputs: String =
        outputs.iter().map(|(name, f)| format!("{name}.formula = \"{}\"\n", formula(f))).collect();
    format!("[inputs]\n{inputs}[outputs]\n{outputs}")
}

#[test]
fn extremes_of_ten_twenty_and_fifty_inputs() {
    let truth = |output, case, quantity| Truth {
        output,
        mean: Some(known(case, quantity)),
        quantiles: Vec::new(),
        exceedance: Vec::new(),
    };
    let [least, most] = [("least", "min(ALL)"), ("most", "max(ALL)")];
    let range = ("range", "max(ALL) - min(ALL)");
    let case = "order-normal";
    let truths = [truth("most", case, "E max"), truth("range", case, "E range")];
    judge(case, &extremes(10, "normal = { mean = 0, sd = 1 }", &[most, range]), &truths);
    let case = "order-uniform";
    let truths = [truth("least", case, "E U_(1)"), truth("most", case, "E U_(20)")];
    judge(case, &extremes(20, "uniform = { min = 0, max = 1 }", &[least, most]), &truths);
    let case = "order-exponential";
    let truths = [truth("least", case, "E min"), truth("most", case, "E max")];
    judge(case, &extremes(50, "exponential = { mean = 1 }", &[least, most]), &truths);
}

#[test]
fn a_truncated_belief_and_a_mixture_that_go_together() {
    // Both lie below their medians with chance 1/4 + arcsin(r) / 2π, where r = 2 sin(π ρ / 6) is the correlation of the
    // normal copula whose rank correlation is ρ = 0.4 (Kruskal 1958). The medians: half of the normal's upper tail
    // beyond ½ lies beyond 1.01830; half of the mixture lies below 0.5 / 0.7.
    judge(
        "rank correlation of 0.4",
        r#"
        [inputs]
        tail  = { normal = { mean = 0, sd = 1 }, bounds = [0.5, 1e300] }
        worlds.mixture = [{ weight = 0.7, uniform = { min = 0, max = 1 } }, { weight = 0.3, uniform = { min = 2, max = 3 } }]
        [[correlation]]
        between = ["inputs.tail", "inputs.worlds"]
        rank    = 0.4
        [outputs.both_low]
        formula = "if(tail < 1.0182955159602793 and worlds < 0.7142857142857143, 1, 0)"
        "#,
        &[Truth {
            output: "both_low",
            mean: Some(0.318_253_276_258_444_35),
            quantiles: vec![],
            exceedance: vec![],
        }],
    );
}
