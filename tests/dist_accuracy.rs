//! Quantile functions against an independent oracle (mpmath; `tests/data/make-quantiles.py` made the table).

use amnesty::dist::{Dist, FORMS, Univariate};

struct Row {
    name: String,
    dist: Dist,
    upper: bool,
    tail: f64,
    value: f64,
}

fn rows() -> Vec<Row> {
    let text = include_str!("data/quantiles.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.expect("the table is CSV");
            let number = |index: usize| record[index].parse::<f64>().expect("a number");
            let pairs: Vec<(&str, f64)> = record[1]
                .split(' ')
                .map(|pair| pair.split_once('=').expect("name=value"))
                .map(|(name, value)| (name, value.parse().expect("a number")))
                .collect();
            let form = FORMS
                .iter()
                .find(|form| {
                    form.family == &record[0]
                        && form.parameters.len() == pairs.len()
                        && form.parameters.iter().all(|p| pairs.iter().any(|(name, _)| *name == p.name))
                })
                .expect("a form with these parameters");
            let values: Vec<f64> = form
                .parameters
                .iter()
                .map(|p| pairs.iter().find(|(name, _)| *name == p.name).expect("given").1)
                .collect();
            Row {
                name: format!("{} {}", &record[0], &record[1]),
                dist: (form.build)(&values).expect("possible parameters"),
                upper: &record[2] == "upper",
                tail: number(3),
                value: number(4),
            }
        })
        .collect()
}

/// Relative to the value, or to the distance between the quartiles where the value passes through zero.
fn error(row: &Row, given: f64) -> f64 {
    let quartiles = row.dist.quantile(0.75) - row.dist.quantile(0.25);
    let size = if row.value.abs() < 0.1 * quartiles && row.dist.support().0 < 0.0 {
        quartiles
    } else {
        row.value.abs()
    };
    if given == row.value { 0.0 } else { (given - row.value).abs() / size }
}

#[test]
fn quantiles_agree_with_the_oracle_to_1e_12_from_1e_300_to_the_last_upper_bit() {
    let mut worst: std::collections::BTreeMap<String, (f64, String)> = std::collections::BTreeMap::new();
    for row in rows() {
        let given = if row.upper { row.dist.quantile_upper(row.tail) } else { row.dist.quantile(row.tail) };
        let error = error(&row, given);
        let entry = worst.entry(row.name.clone()).or_insert((0.0, String::new()));
        if error >= entry.0 || error.is_nan() {
            let side = if row.upper { "upper" } else { "lower" };
            *entry = (error, format!("{side} {:e}: {given:e}, oracle {:e}", row.tail, row.value));
        }
    }
    for (name, (error, place)) in &worst {
        println!("{error:9.1e}  {name}  {place}");
    }
    let bad: Vec<_> = worst.iter().filter(|(_, (error, _))| error.is_nan() || *error > 1e-12).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
