//! The examples of `docs/inputs.md`: every one builds, every family has one, and the figures beside them are true.

use amnesty::dist::{Discrete, Dist, Empirical, FORMS, Metalog, Univariate, from_percentiles};
use toml::{Table, Value};

fn number(value: &Value) -> f64 {
    value.as_float().or(value.as_integer().map(|x| x as f64)).expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

/// The distribution of a family with parameters as written, or `None` for a key that is no family.
fn build(family: &str, given: &Value) -> Option<Dist> {
    let table = given.as_table()?;
    let pairs =
        || -> Vec<(&str, f64)> { table.iter().map(|(key, value)| (key.as_str(), number(value))).collect() };
    match family {
        "discrete" => {
            return Some(
                Discrete::new(&numbers(&table["values"]), &numbers(&table["weights"])).expect("sound").into(),
            );
        }
        "empirical" => return Some(Empirical::new(&numbers(&table["values"]), None).expect("sound").into()),
        "quantiles" => {
            let bound = |key: &str| table.get(key).map(number);
            let points: Vec<_> = pairs().into_iter().filter(|(key, _)| key.starts_with('p')).collect();
            return Some(
                Metalog::from_percentiles(&points, bound("min"), bound("max")).expect("feasible").into(),
            );
        }
        _ => {}
    }
    if table.keys().all(|key| key.starts_with("p0") || key.starts_with("p9")) {
        return Some(from_percentiles(family, &pairs()).expect("sound"));
    }
    let form = FORMS.iter().find(|form| {
        form.family == family
            && table.keys().all(|key| form.parameters.iter().any(|p| p.name == key))
            && form.parameters.iter().all(|p| p.default.is_some() || table.contains_key(p.name))
    })?;
    let value = |name: &str, default: Option<f64>| table.get(name).map(number).or(default).expect("given");
    let values: Vec<f64> = form.parameters.iter().map(|p| value(p.name, p.default)).collect();
    Some((form.build)(&values).expect("possible"))
}

fn collect(table: &Table, found: &mut Vec<(String, Dist)>) {
    for (key, value) in table {
        match build(key, value) {
            Some(dist) => found.push((key.clone(), dist)),
            None => {
                if let Some(inner) = value.as_table() {
                    collect(inner, found);
                }
            }
        }
    }
}

fn examples() -> Vec<(String, Dist)> {
    let page = include_str!("../docs/inputs.md");
    let mut found = Vec::new();
    for block in page.split("```toml\n").skip(1) {
        let text = block.split("```").next().expect("a closed block");
        collect(&text.parse::<Table>().expect("TOML"), &mut found);
    }
    found
}

#[test]
fn every_family_has_an_example_that_builds() {
    let examples = examples();
    for form in FORMS.iter().filter(|form| form.family != "constant") {
        let page = include_str!("../docs/inputs.md");
        assert!(page.contains(form.family), "{} is not on the page", form.family);
    }
    for family in
        ["pert", "lognormal", "beta", "gamma", "quantiles", "normal", "discrete", "empirical", "pareto"]
    {
        assert!(examples.iter().any(|(name, _)| name == family), "{family} has no example");
    }
    assert!(examples.len() >= 30, "{}", examples.len());
}

#[test]
fn the_figures_of_the_quick_path_are_true() {
    let examples = examples();
    let (pert, lognormal) = (&examples[0].1, &examples[1].1);
    // To the digits printed on the page.
    let near = |x: f64, stated: f64| assert!((x - stated).abs() <= 0.05e6, "{x}, the page says {stated}");
    near(pert.quantile(0.25), 4.5e6);
    near(pert.quantile(0.75), 5.8e6);
    near(pert.quantile(0.05), 3.7e6);
    near(pert.quantile(0.95), 6.8e6);
    near(lognormal.quantile(0.5), 4.9e6);
    near(lognormal.quantile(0.95), 8.0e6);
    near(examples[2].1.quantile(0.5), 5.0e6);
}
