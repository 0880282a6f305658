//! Closed forms of `data/known-answers.toml`: families marginal, truncated, product, decision,
//! copula and order.
//!
//! Each case runs 2^20 replicates of named streams under one seed, judged at z = 5: a false alarm of 5.7e-7 a
//! quantity, some 7e-5 for the 119 here, should the streams ever change. Batch statistics take 32 independent runs
//! and their own standard error.

use amnesty::dist::copula::{Copula, CorrelationError, RankCorrelation};
use amnesty::dist::{
    Beta, Dist, Exponential, Gamma, LogNormal, LogUniform, Mixture, Normal, Pert, Sampler, Triangular,
    Uniform, Univariate,
};
use amnesty::math::beta::incomplete_beta;
use amnesty::math::{ln, normal_quantile, pow};
use amnesty::random::{Kind, PAGE, Stream};
use toml::{Table, Value};

const N: usize = 1 << 20;
const Z: f64 = 5.0;
const BATCHES: usize = 32;
/// Two-sided probability of |z| > 5.
const LEVEL: f64 = 5.7e-7;

/// What one case draws: the values that statistics are taken of, and numbers that its own statistics need.
struct Case {
    values: Vec<f64>,
    special: fn(&Case, &str) -> Option<f64>,
    more: Vec<Vec<f64>>,
    numbers: Vec<f64>,
}

fn number(params: &Value, key: &str) -> f64 {
    as_number(&params[key])
}

fn as_number(value: &Value) -> f64 {
    match value {
        Value::Float(x) => *x,
        Value::Integer(x) => *x as f64,
        Value::String(text) => text.parse().expect("a number"),
        other => panic!("not a number: {other}"),
    }
}

fn list(params: &Value, key: &str) -> Vec<f64> {
    params[key].as_array().expect("a list").iter().map(as_number).collect()
}

fn uniforms(name: &str) -> Vec<f64> {
    let stream = Stream::new(20_120_503, Kind::Input, name);
    let mut column = vec![0.0; N];
    column.chunks_mut(PAGE).enumerate().for_each(|(page, chunk)| stream.uniforms(0, 0, page as u64, chunk));
    column
}

fn draws(dist: impl Into<Dist>, name: &str) -> Vec<f64> {
    let mut column = uniforms(name);
    Sampler::new(&dist.into()).fill_in_place(&mut column);
    column
}

fn sound<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    result.expect("possible parameters")
}

fn plain(values: Vec<f64>) -> Case {
    Case { values, special: |_, _| None, more: Vec::new(), numbers: Vec::new() }
}

/// A case whose `info` parameters come from the distribution itself.
fn marginal(dist: impl Into<Dist>, id: &str, special: fn(&Case, &str) -> Option<f64>) -> Case {
    let dist = dist.into();
    let z95 = normal_quantile(0.95);
    let numbers = vec![
        dist.mean().expect("exists"),
        dist.sd().expect("exists"),
        ln(dist.quantile(0.5)),
        ln(dist.quantile(0.95) / dist.quantile(0.5)) / z95,
    ];
    Case { values: draws(dist, id), special, more: Vec::new(), numbers }
}

/// The shapes of a beta stretched over [min, max], from its mean and sd.
fn pert_shapes(mean: f64, sd: f64, min: f64, max: f64) -> [f64; 2] {
    let (m, v) = ((mean - min) / (max - min), (sd / (max - min)) * (sd / (max - min)));
    let n = m * (1.0 - m) / v - 1.0;
    [m * n, (1.0 - m) * n]
}

fn case_of(id: &str, params: &Value) -> Option<Case> {
    let p = |key: &str| number(params, key);
    let no_special: fn(&Case, &str) -> Option<f64> = |_, _| None;
    Some(match id {
        "normal-1" => marginal(sound(Normal::new(p("mean"), p("sd"))), id, no_special),
        "lognormal-median-gsd" => {
            marginal(sound(LogNormal::from_median_gsd(p("median"), p("gsd"))), id, no_special)
        }
        "lognormal-from-ci" => {
            let dist = sound(LogNormal::from_quantiles((0.05, p("lo")), (0.95, p("hi"))));
            marginal(dist, id, |case, name| match name {
                "mu" => Some(case.numbers[2]),
                "s" => Some(case.numbers[3]),
                _ => None,
            })
        }
        "loguniform" => marginal(sound(LogUniform::new(p("a"), p("b"))), id, no_special),
        "pert-0.2-0.35-0.6" | "pert-mode-at-min" => {
            let dist = sound(Pert::new(p("min"), p("mode"), p("max"), p("lam")));
            let mut case = marginal(dist, id, |case, name| match name {
                "alpha" => Some(case.numbers[0]),
                "beta" => Some(case.numbers[1]),
                _ => None,
            });
            case.numbers = pert_shapes(case.numbers[0], case.numbers[1], p("min"), p("max")).to_vec();
            case
        }
        "triangular" => marginal(sound(Triangular::new(p("min"), p("mode"), p("max"))), id, no_special),
        "beta-3.5-6.5" | "beta-u-shaped" => marginal(sound(Beta::new(p("a"), p("b"))), id, no_special),
        "gamma-2.5-4" => marginal(sound(Gamma::new(2.5, 4.0)), id, no_special),
        "truncnormal-0-1" | "truncnormal-far-tail" => {
            let normal = Dist::from(sound(Normal::new(p("mean"), p("sd"))));
            marginal(sound(normal.truncated(p("lo"), p("hi"))).0, id, no_special)
        }
        "clipped-normal-0-1" => {
            let mut values = draws(sound(Normal::new(p("mean"), p("sd"))), id);
            values.iter_mut().for_each(|x| *x = x.clamp(p("lo"), p("hi")));
            plain(values)
        }
        "product-3-lognormals" => cascade(params),
        "product-beta-lognormal" => {
            let mut values = draws(sound(LogNormal::from_median_gsd(p("median"), p("gsd"))), "N");
            let shares = draws(sound(Beta::new(p("a"), p("b"))), "p");
            values.iter_mut().zip(&shares).for_each(|(n, p)| *n *= p);
            plain(values)
        }
        "compare-two-options" => {
            let (mean, sd) = (list(params, "mean"), list(params, "sd"));
            let a = draws(sound(Normal::new(mean[0], sd[0])), "a");
            let b = draws(sound(Normal::new(mean[1], sd[1])), "b");
            let values: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
            let mut case = plain(values);
            case.special = |case, name| {
                Some(match name {
                    "P(A>B)" => share(&case.values, |d| d > 0.0),
                    // What perfect information would save: the loss of always taking A.
                    _ => mean_of(&case.values.iter().map(|d| (-d).max(0.0)).collect::<Vec<_>>()),
                })
            };
            case
        }
        "npv-annuity" => {
            let mut case = plain(Vec::new());
            let terms = (1..=p("T") as i32).map(f64::from);
            case.numbers =
                vec![terms.map(|t| p("c") * pow(1.0 + p("g"), t - 1.0) / pow(1.0 + p("r"), t)).sum()];
            case.special = |case, _| Some(case.numbers[0]);
            case
        }
        "gauss-copula-spearman-0.6" => gaussian_copula(p("spearman")),
        "sum-correlated-normals" => correlated_sum(params),
        "order-uniform" => ordered(sound(Uniform::new(0.0, 1.0)), p("n"), 5),
        "order-exponential" => ordered(sound(Exponential::new(1.0)), p("n"), 1),
        "order-normal" => ordered(sound(Normal::new(0.0, 1.0)), p("n"), 1),
        "coupon-collector" => coupons(p("n")),
        _ => return None,
    })
}

/// The largest of `n` independent columns and as many of the `least` as are asked for, column by column: fifty at once
/// would take 400 MiB.
fn ordered(dist: impl Into<Dist>, n: f64, least: usize) -> Case {
    let (dist, n) = (dist.into(), n as usize);
    let mut smallest = vec![vec![f64::INFINITY; N]; least];
    let mut largest = vec![f64::NEG_INFINITY; N];
    for column in 0..n {
        let values = draws(dist.clone(), &format!("order-{n}-{column}"));
        for (i, &value) in values.iter().enumerate() {
            largest[i] = largest[i].max(value);
            let mut carried = value;
            for kept in &mut smallest {
                let larger = kept[i].max(carried);
                kept[i] = kept[i].min(carried);
                carried = larger;
            }
        }
    }
    let mut case = plain(largest);
    case.more = smallest;
    case.special = |case, name| match name {
        "E U_(1)" | "E min" => Some(mean_of(&case.more[0])),
        "E U_(5)" => Some(mean_of(&case.more[4])),
        "E range" => Some(mean_of(&case.values) - mean_of(&case.more[0])),
        // The largest.
        _ => None,
    };
    case
}

/// Draws until each of `n` cells was seen: with k cells left the wait is geometric, one draw and as many failures as there
/// are whole numbers in an exponential time of rate −ln(1 − k/n).
fn coupons(n: f64) -> Case {
    let mut values = vec![n; N];
    let mut left = n - 1.0;
    while left > 0.0 {
        let time = sound(Exponential::new(-ln(1.0 - left / n)));
        let times = draws(time, &format!("coupons-{left}"));
        values.iter_mut().zip(&times).for_each(|(value, time)| *value += time.floor());
        left -= 1.0;
    }
    plain(values)
}

/// N · E · A with the pick-freeze columns that variance shares need.
fn cascade(params: &Value) -> Case {
    let (median, gsd) = (list(params, "median"), list(params, "gsd"));
    let base = |suffix: &str| -> Vec<Vec<f64>> {
        (0..3)
            .map(|k| draws(sound(LogNormal::from_median_gsd(median[k], gsd[k])), &format!("{k}{suffix}")))
            .collect()
    };
    let (a, b) = (base(""), base("'"));
    let product = |x: [&[f64]; 3]| -> Vec<f64> { (0..N).map(|i| x[0][i] * x[1][i] * x[2][i]).collect() };
    let mut more = vec![product([&b[0], &b[1], &b[2]])];
    for k in 0..3 {
        let pick = |j: usize| -> &[f64] { if j == k { &b[j] } else { &a[j] } };
        more.push(product([pick(0), pick(1), pick(2)]));
    }
    let mu = median.iter().map(|m| ln(*m)).sum();
    let s = gsd.iter().map(|g| ln(*g) * ln(*g)).sum::<f64>().sqrt();
    let special: fn(&Case, &str) -> Option<f64> = |case, name| {
        let (f, fb) = (&case.values, &case.more[0]);
        let k = ["[N]", "[E]", "[A]"].iter().position(|end| name.ends_with(end));
        match (name, k) {
            ("mu", _) => Some(case.numbers[0]),
            ("s", _) => Some(case.numbers[1]),
            (_, Some(k)) => {
                let fk = &case.more[k + 1];
                let total = name.starts_with("ST");
                let term = |i: usize| {
                    if total { 0.5 * (f[i] - fk[i]) * (f[i] - fk[i]) } else { fb[i] * (fk[i] - f[i]) }
                };
                Some((0..N).map(term).sum::<f64>() / N as f64 / variance_of(f))
            }
            _ => None,
        }
    };
    Case { values: product([&a[0], &a[1], &a[2]]), special, more, numbers: vec![mu, s] }
}

fn gaussian_copula(spearman: f64) -> Case {
    let copula = sound(Copula::new(&[RankCorrelation { between: ["u".into(), "v".into()], rank: spearman }]));
    let (mut u, mut v) = (uniforms("u"), uniforms("v"));
    copula.apply(&mut [&mut u, &mut v]);
    let mut case = plain(Vec::new());
    case.numbers = vec![copula.normal_correlation(0, 1)];
    case.more = vec![u, v];
    case.special = |case, name| {
        let (u, v) = (&case.more[0], &case.more[1]);
        let both = |hit: &dyn Fn(f64) -> bool| {
            u.iter().zip(v).filter(|(u, v)| hit(**u) && hit(**v)).count() as f64 / N as f64
        };
        Some(match name {
            "normal correlation" => case.numbers[0],
            "spearman" => spearman_of(u, v),
            "kendall" => kendall_of(u, v),
            "P(both above median)" => both(&|x| x > 0.5),
            "P(U<0.1,V<0.1)" => both(&|x| x < 0.1),
            "P(U>0.9,V>0.9)" => both(&|x| x > 0.9),
            _ => return None,
        })
    };
    case
}

/// Ranks that give these normal correlations: the inverse of 2 sin(π ρ / 6).
fn rank(normal: f64) -> f64 {
    6.0 / std::f64::consts::PI * (normal / 2.0).asin()
}

fn pairs(r: [f64; 3]) -> Vec<RankCorrelation> {
    let pair = |a: &str, b: &str, r| RankCorrelation { between: [a.into(), b.into()], rank: rank(r) };
    vec![pair("x1", "x2", r[0]), pair("x1", "x3", r[1]), pair("x2", "x3", r[2])]
}

fn correlated_sum(params: &Value) -> Case {
    let p = |key: &str| number(params, key);
    let copula = sound(Copula::new(&pairs([p("r12"), p("r13"), p("r23")])));
    let mut columns = ["x1", "x2", "x3"].map(uniforms);
    let [a, b, c] = &mut columns;
    copula.apply(&mut [a, b, c]);
    for (column, sd) in columns.iter_mut().zip(list(params, "sd")) {
        Sampler::new(&Dist::from(sound(Normal::new(0.0, sd)))).fill_in_place(column);
    }
    let mut case = plain((0..N).map(|i| columns[0][i] + columns[1][i] + columns[2][i]).collect());
    case.special = |_, name| {
        (name == "non-positive-definite input").then(|| match Copula::new(&pairs([0.9, 0.9, -0.9])) {
            Err(CorrelationError::Impossible { smallest_eigenvalue, .. }) => smallest_eigenvalue,
            other => panic!("must be refused: {other:?}"),
        })
    };
    case
}

fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance_of(values: &[f64]) -> f64 {
    let mean = mean_of(values);
    values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / values.len() as f64
}

fn share(values: &[f64], hit: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|x| hit(**x)).count() as f64 / values.len() as f64
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

fn ranks(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
    let mut ranks = vec![0; values.len()];
    order.iter().enumerate().for_each(|(rank, index)| ranks[*index as usize] = rank as u32);
    ranks
}

fn spearman_of(u: &[f64], v: &[f64]) -> f64 {
    let n = u.len() as f64;
    let squares: f64 = ranks(u)
        .iter()
        .zip(ranks(v))
        .map(|(a, b)| (f64::from(*a) - f64::from(b)) * (f64::from(*a) - f64::from(b)))
        .sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

/// 1 − 4 · inversions / (n (n − 1)), inversions counted by merging.
fn kendall_of(u: &[f64], v: &[f64]) -> f64 {
    let rank_of_v = ranks(v);
    let mut order: Vec<usize> = (0..u.len()).collect();
    order.sort_by(|a, b| u[*a].total_cmp(&u[*b]));
    let mut sequence: Vec<u32> = order.iter().map(|index| rank_of_v[*index]).collect();
    let n = u.len() as f64;
    1.0 - 4.0 * inversions(&mut sequence) as f64 / (n * (n - 1.0))
}

fn inversions(sequence: &mut [u32]) -> u64 {
    if sequence.len() < 2 {
        return 0;
    }
    let (left, right) = sequence.split_at_mut(sequence.len() / 2);
    let mut count = inversions(left) + inversions(right);
    let (mut merged, mut i, mut j) = (Vec::with_capacity(left.len() + right.len()), 0, 0);
    while i < left.len() || j < right.len() {
        if j == right.len() || (i < left.len() && left[i] < right[j]) {
            merged.push(left[i]);
            i += 1;
        } else {
            count += (left.len() - i) as u64;
            merged.push(right[j]);
            j += 1;
        }
    }
    sequence.copy_from_slice(&merged);
    count
}

/// `P(X>145)`, `P(Y=0)`, … as a share of the values.
fn probability(values: &[f64], name: &str) -> Option<f64> {
    let inner = name.strip_prefix("P(")?.strip_suffix(')')?;
    let threshold: f64 = inner[2..].parse().ok()?;
    match inner.as_bytes()[1] {
        b'>' => Some(share(values, |x| x > threshold)),
        b'<' => Some(share(values, |x| x < threshold)),
        b'=' => Some(share(values, |x| x == threshold)),
        _ => None,
    }
}

fn tail_mean(values: &[f64], level: f64) -> f64 {
    let sorted = sorted(values);
    mean_of(&sorted[(level * values.len() as f64).ceil() as usize..])
}

fn gini(values: &[f64]) -> f64 {
    let (sorted, n) = (sorted(values), values.len() as f64);
    let weighted: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * (i as f64 + 1.0) - n - 1.0) * x).sum();
    weighted / (n * sorted.iter().sum::<f64>())
}

fn estimate(case: &Case, q: &Table) -> f64 {
    let (name, stat) = (q["name"].as_str().expect("text"), q["stat"].as_str().expect("text"));
    if let Some(value) = (case.special)(case, name) {
        return value;
    }
    match stat {
        "mean" => mean_of(&case.values),
        "variance" => variance_of(&case.values),
        "quantile" => {
            let rank = (as_number(&q["level"]) * N as f64).ceil() as usize;
            sorted(&case.values)[rank - 1]
        }
        "probability" => probability(&case.values, name).unwrap_or_else(|| panic!("{name} is not covered")),
        _ => panic!("{stat} `{name}` is not covered"),
    }
}

/// Complaints about one quantity.
fn judge(case: &Case, q: &Table) -> Option<String> {
    let (name, value) = (q["name"].as_str().expect("text"), as_number(&q["value"]));
    match q["judge"].as_str().expect("text") {
        "z" => {
            let estimate = estimate(case, q);
            let expected_count = N as f64 * value.min(1.0 - value);
            if q["stat"].as_str() == Some("probability") && expected_count < 25.0 {
                let count = (estimate * N as f64).round();
                // P(K ≥ count) and P(K ≤ count) of a binomial.
                let at_least = if count > 0.0 {
                    incomplete_beta(count, N as f64 - count + 1.0, value, 1.0 - value).0
                } else {
                    1.0
                };
                let at_most = incomplete_beta(count + 1.0, N as f64 - count, value, 1.0 - value).1;
                let sound = at_least.min(at_most) > LEVEL / 2.0;
                return (!sound).then(|| format!("{name}: {count} hits, expected {expected_count}"));
            }
            let z = (estimate - value) / (as_number(&q["se1"]) / (N as f64).sqrt());
            (z.abs() > Z || z.is_nan()).then(|| format!("{name}: {estimate}, expected {value}, z = {z:.2}"))
        }
        "batch" => {
            let statistic = |values: &[f64]| match q["stat"].as_str() {
                Some("variance") => variance_of(values),
                Some("tail-mean") => tail_mean(values, 0.95),
                Some("gini") => gini(values),
                other => panic!("{other:?} is not covered"),
            };
            let runs: Vec<f64> = case.values.chunks(N / BATCHES).map(statistic).collect();
            let error = (variance_of(&runs) / (BATCHES as f64 - 1.0)).sqrt();
            let z = (mean_of(&runs) - value) / error;
            (z.abs() > Z).then(|| format!("{name}: {}, expected {value}, z = {z:.2}", mean_of(&runs)))
        }
        // exact and info
        _ => {
            let given = (case.special)(case, name).unwrap_or_else(|| panic!("{name} is not covered"));
            let error = (given / value - 1.0).abs();
            (error > 1e-12).then(|| format!("{name}: {given}, expected {value}, relative error {error:e}"))
        }
    }
}

fn judge_family(family: &str, not_offered: &[&str]) {
    let file: Table = include_str!("data/known-answers.toml").parse().expect("TOML");
    let mut problems = Vec::new();
    let mut judged = 0;
    for case in
        file["case"].as_array().expect("cases").iter().filter(|c| c["family"].as_str() == Some(family))
    {
        let id = case["id"].as_str().expect("text");
        if not_offered.contains(&id) {
            continue;
        }
        let empty = Value::Table(Table::new());
        let drawn = case_of(id, case.get("params").unwrap_or(&empty))
            .unwrap_or_else(|| panic!("{id} is not covered"));
        for q in case["q"].as_array().expect("quantities") {
            judged += 1;
            problems
                .extend(judge(&drawn, q.as_table().expect("a table")).map(|text| format!("{id}: {text}")));
        }
    }
    println!("{family}: {judged} quantities");
    assert!(judged > 0, "no case of {family}");
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn marginal_distributions_meet_their_closed_forms() {
    judge_family("marginal", &[]);
}

#[test]
fn truncation_conditions_and_does_not_clip() {
    judge_family("truncated", &[]);
}

#[test]
fn products_of_inputs_meet_their_closed_forms() {
    judge_family("product", &[]);
}

#[test]
fn decisions_meet_their_closed_forms() {
    judge_family("decision", &[]);
}

#[test]
fn the_gaussian_copula_meets_its_closed_forms() {
    // Correlation is by Gaussian copula only; a Clayton copula is not offered.
    judge_family("copula", &["clayton-copula"]);
}

#[test]
fn order_statistics_meet_their_closed_forms() {
    judge_family("order", &[]);
}

#[test]
fn a_linear_pool_meets_the_closed_forms_of_a_mixture() {
    let normal = |mean, sd| Dist::from(sound(Normal::new(mean, sd)));
    let pool = sound(Mixture::new(vec![(0.65, normal(4.2, 0.8)), (0.35, normal(7.5, 2.0))]));
    let values = draws(pool.clone(), "pool");
    let root = (N as f64).sqrt();
    // mean = Σ w m; variance = Σ w (s² + m²) − mean²; its error by the fourth moment, bounded by 4 for this law.
    let mean = 0.65 * 4.2 + 0.35 * 7.5;
    let variance: f64 = 0.65 * (0.8 * 0.8 + 4.2 * 4.2) + 0.35 * (2.0 * 2.0 + 7.5 * 7.5) - mean * mean;
    assert!((mean_of(&values) - mean).abs() <= Z * variance.sqrt() / root);
    assert!((variance_of(&values) - variance).abs() <= Z * 2.0 * variance / root);
    for threshold in [3.0, 5.0, 8.0, 11.0] {
        let p = 0.65 * normal(4.2, 0.8).cdf(threshold) + 0.35 * normal(7.5, 2.0).cdf(threshold);
        let error = Z * (p * (1.0 - p)).sqrt() / root;
        assert!((share(&values, |x| x <= threshold) - p).abs() <= error, "P(X <= {threshold})");
    }
    // Given its value a future follows an estimate with the posterior weight; on average that is the prior weight,
    // and the mean of the values weighted so is the estimate's own mean.
    let (mut weight, mut weighted) = (0.0, 0.0);
    let mut out = [0.0; 2];
    for x in &values {
        pool.responsibility(*x, &mut out);
        weight += out[0] / N as f64;
        weighted += out[0] * x / N as f64;
    }
    assert!((weight - 0.65).abs() <= Z * 0.5 / root);
    assert!((weighted / weight - 4.2).abs() <= Z * 2.0 / root);
}
