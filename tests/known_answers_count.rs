//! The counted families against the closed forms of `known-answers.toml`, family "count".
//!
//! 2^20 replicates of each case on the crate's own streams with a fixed seed, judged at z = 5: a harmless change of
//! the streams fails one of the 38 judged quantities with a chance of 2e-5.

use amnesty::dist::{BetaBinomial, Gamma, NegativeBinomial, Univariate, draw};
use amnesty::random::{Kind, PAGE, Stream};

const REPLICATES: usize = 1 << 20;

/// One uniform for each replicate.
fn uniforms(name: &str) -> Vec<f64> {
    let stream = Stream::new(1, Kind::Chance, name);
    let mut column = vec![0.0; REPLICATES];
    for (page, values) in column.chunks_mut(PAGE).enumerate() {
        stream.uniforms(0, 0, page as u64, values);
    }
    column
}

fn binomial(n: &[f64], p: &[f64], name: &str) -> Vec<f64> {
    let mut out = vec![0.0; REPLICATES];
    draw::binomial(n, p, &uniforms(name), &mut out);
    out
}

/// The counts of a case, one column for each component.
fn simulated(id: &str, params: &toml::Table) -> Option<Vec<Vec<f64>>> {
    let number = |key: &str| -> f64 {
        let value = &params[key];
        value.as_float().or(value.as_integer().map(|i| i as f64)).expect("a number")
    };
    let column = |value: f64| vec![value; REPLICATES];
    let by_quantile = |dist: &dyn Univariate| uniforms(id).into_iter().map(|u| dist.quantile(u)).collect();
    Some(match id {
        "binomial-5M" | "binomial-small-p" | "binomial-12" => {
            vec![binomial(&column(number("n")), &column(number("p")), id)]
        }
        "poisson-3.7" | "poisson-1e6" => {
            let mut out = column(0.0);
            draw::poisson(&column(number("lam")), &uniforms(id), &mut out);
            vec![out]
        }
        "negbin" => {
            vec![by_quantile(&NegativeBinomial::new(number("mean"), number("k")).expect("legal"))]
        }
        "betabinomial-60" => {
            vec![by_quantile(&BetaBinomial::new(number("n"), number("a"), number("b")).expect("legal"))]
        }
        "dirichlet-multinomial" => dirichlet_multinomial(id, params["alpha"].as_array()?, number("n")),
        _ => return None,
    })
}

/// Gamma quantiles normalised, then conditional binomials, each on a stream of its own.
fn dirichlet_multinomial(id: &str, alpha: &[toml::Value], n: f64) -> Vec<Vec<f64>> {
    let weights: Vec<Vec<f64>> = alpha
        .iter()
        .enumerate()
        .map(|(index, alpha)| {
            let gamma = Gamma::new(alpha.as_float().expect("a number"), 1.0).expect("legal");
            uniforms(&format!("{id}/gamma/{index}")).into_iter().map(|u| gamma.quantile(u)).collect()
        })
        .collect();
    let mut left = vec![n; REPLICATES];
    let mut counts = Vec::new();
    for index in 0..weights.len() {
        let share =
            |lane: usize| weights[index][lane] / weights[index..].iter().map(|w| w[lane]).sum::<f64>();
        let p: Vec<f64> = (0..REPLICATES).map(share).collect();
        let taken = binomial(&left, &p, &format!("{id}/count/{index}"));
        left.iter_mut().zip(&taken).for_each(|(left, taken)| *left -= taken);
        counts.push(taken);
    }
    counts
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    values.sum::<f64>() / REPLICATES as f64
}

/// The estimate of a quantity such as `mean[2]`, `variance`, `cov[0,1]`, `P(X<=20)` or `P(X=0)`.
fn estimate(name: &str, columns: &[Vec<f64>]) -> f64 {
    let parse = |text: &str| text.parse::<f64>().expect("a number");
    if let Some(bound) = name.strip_prefix("P(X<=").and_then(|rest| rest.strip_suffix(')')) {
        return mean(columns[0].iter().map(|&x| f64::from(x <= parse(bound))));
    }
    if let Some(value) = name.strip_prefix("P(X=").and_then(|rest| rest.strip_suffix(')')) {
        return mean(columns[0].iter().map(|&x| f64::from(x == parse(value))));
    }
    let centred = |index: usize| {
        let centre = mean(columns[index].iter().copied());
        columns[index].iter().map(move |x| x - centre)
    };
    match name {
        "mean" => mean(columns[0].iter().copied()),
        "variance" => mean(centred(0).map(|x| x * x)),
        "cov[0,1]" => mean(centred(0).zip(centred(1)).map(|(x, y)| x * y)),
        _ => {
            let index = name.strip_prefix("mean[").and_then(|rest| rest.strip_suffix(']'));
            let index: usize = index.and_then(|i| i.parse().ok()).expect("a quantity of this list");
            mean(columns[index].iter().copied())
        }
    }
}

#[test]
fn every_counted_case_is_met_within_five_standard_errors() {
    let document: toml::Table = include_str!("data/known-answers.toml").parse().expect("legal TOML");
    let cases = document["case"].as_array().expect("cases");
    let counted = |case: &&toml::Value| case["family"].as_str() == Some("count");
    let mut judged = 0;
    for case in cases.iter().filter(counted) {
        let id = case["id"].as_str().expect("an id");
        let params = case["params"].as_table().expect("parameters");
        let columns = simulated(id, params).unwrap_or_else(|| panic!("case `{id}` has no test"));
        for quantity in case["q"].as_array().expect("quantities") {
            let name = quantity["name"].as_str().expect("a name");
            let value = quantity["value"].as_float().expect("a value");
            if name == "sum" {
                let sum = |lane: usize| columns.iter().map(|column| column[lane]).sum::<f64>();
                assert!((0..REPLICATES).all(|lane| sum(lane) == value), "{id}: counts do not add up");
            } else {
                let error = quantity["se1"].as_float().expect("an error") / (REPLICATES as f64).sqrt();
                let z = (estimate(name, &columns) - value) / error;
                assert!(z.abs() <= 5.0, "{id}, {name}: z = {z:.2}");
            }
            judged += 1;
        }
    }
    assert_eq!(judged, 39, "quantities of the family");
}
