//! How fast the mean of a product of three log-normals converges under each design: the data of the plot.
//!
//! `cargo bench --bench designs` prints CSV: design, replicates, root-mean-square relative error over 16 seeds; then, for
//! each design, the slope of a line through the logarithms. No clock is read: the numbers are the same on every machine.

use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::scenario::{Format, load_text};
use amnesty::summary::summarise;

const TEXT: &str = r#"
format = 1
title = "Convergence"
[inputs]
population = { lognormal = { median = 5e6, gsd = 1.35 }, unit = "people" }
eligible   = { lognormal = { median = 0.6, gsd = 1.2 } }
take_up    = { lognormal = { median = 0.3, gsd = 1.5 } }
[outputs.applicants]
formula = "population * eligible * take_up"
unit    = "people"
"#;

const DESIGNS: [&str; 3] = ["random", "latin-hypercube", "sobol"];
/// A Latin hypercube takes its errors from 16 batches of 1,024, so it starts there; the others start with it.
const SIZES: std::ops::RangeInclusive<u32> = 14..=20;
const SEEDS: u64 = 16;

fn main() {
    // A mean of log-normals: the product of median · exp(ln² gsd / 2).
    let exact: f64 = [(5e6, 1.35_f64), (0.6, 1.2), (0.3, 1.5)]
        .iter()
        .map(|&(median, gsd)| {
            median * amnesty::math::exp(0.5 * amnesty::math::ln(gsd) * amnesty::math::ln(gsd))
        })
        .product();
    println!("design,replicates,relative_error");
    let mut slopes = Vec::new();
    for design in DESIGNS {
        let mut points = Vec::new();
        for power in SIZES {
            let squares: f64 =
                (1..=SEEDS).map(|seed| square(mean(design, 1 << power, seed) / exact - 1.0)).sum();
            let error = (squares / SEEDS as f64).sqrt();
            println!("{design},{},{error:e}", 1_u64 << power);
            points.push((f64::from(power), amnesty::math::ln(error) / amnesty::math::ln(2.0)));
        }
        slopes.push((design, slope(&points)));
    }
    for (design, slope) in slopes {
        println!("# {design}: error falls as replicates to the power {slope:.2}");
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// The mean of a run.
fn mean(design: &str, replicates: u64, seed: u64) -> f64 {
    let sets = [
        format!("run.design=\"{design}\""),
        format!("run.seed={seed}"),
        format!("run.replicates={replicates}"),
    ];
    let scenario = load_text("convergence.toml", TEXT, Format::Toml, &sets).expect("a scenario");
    let plan = Plan::new(scenario).expect("a plan");
    let tally = engine::run(&plan, plan.replicates(), &Options::default()).expect("a run");
    let document = summarise(&plan, &tally, plan.replicates());
    document.outputs.get("applicants").and_then(|output| output.mean).expect("a mean")
}

/// Least squares through (x, y).
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let along: f64 = points.iter().map(|(px, py)| (px - x) * (py - y)).sum();
    along / points.iter().map(|(px, _)| (px - x) * (px - x)).sum::<f64>()
}
