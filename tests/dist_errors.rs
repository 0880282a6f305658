//! Impossible parameters: each is refused by name, with what was given, what was expected and what to do.

use amnesty::dist::{Dirichlet, Discrete, Dist, Empirical, FORMS, Metalog, Mixture, ParameterError, Simplex};
use amnesty::dist::{Normal, from_percentiles, percentile_level};

fn refused(family: &str, given: &[(&str, f64)]) -> ParameterError {
    let form = FORMS
        .iter()
        .find(|form| {
            form.family == family
                && given.iter().all(|(name, _)| form.parameters.iter().any(|p| p.name == *name))
        })
        .expect("a form");
    let values: Vec<f64> = form
        .parameters
        .iter()
        .map(|p| {
            given.iter().find(|(name, _)| *name == p.name).map(|(_, v)| *v).or(p.default).expect("given")
        })
        .collect();
    (form.build)(&values).expect_err("impossible")
}

#[test]
fn every_numeric_form_refuses_nan_and_infinity_in_each_parameter_by_its_name() {
    for form in FORMS {
        let sound = |name: &str| match name {
            "min" => 1.0,
            "mode" => 2.0,
            "max" => 3.0,
            "mean" | "p" | "sd" => 0.2,
            _ => 1.5,
        };
        for (index, parameter) in form.parameters.iter().enumerate() {
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let mut values: Vec<f64> = form.parameters.iter().map(|p| sound(p.name)).collect();
                assert!((form.build)(&values).is_ok(), "{} {values:?}", form.family);
                values[index] = bad;
                let error = (form.build)(&values).expect_err("refused");
                assert!(
                    error.parameter == parameter.name || bad.is_infinite(),
                    "{}: {} is {bad}, but `{}` was blamed",
                    form.family,
                    parameter.name,
                    error.parameter
                );
            }
        }
    }
}

#[test]
fn each_form_refuses_what_its_parameters_ranges_exclude() {
    for form in FORMS {
        for (index, parameter) in form.parameters.iter().enumerate() {
            for edge in [parameter.range.min, parameter.range.max].into_iter().filter(|edge| edge.is_finite())
            {
                for outside in [edge.next_down(), edge, edge.next_up()] {
                    if parameter.range.contains(outside) {
                        continue;
                    }
                    let mut values = vec![0.5; form.parameters.len()];
                    values[index] = outside;
                    assert!(
                        (form.build)(&values).is_err(),
                        "{} takes {} = {outside}",
                        form.family,
                        parameter.name
                    );
                }
            }
        }
    }
}

#[test]
fn impossible_parameters_are_told_in_words() {
    let cases = [
        (refused("normal", &[("mean", 0.0), ("sd", -1.0)]), "`sd` is -1, expected a finite number above 0"),
        (refused("uniform", &[("min", 5.0), ("max", 3.0)]), "`min` is 5, expected at most `max` (3)"),
        (
            refused("pert", &[("min", 3e6), ("mode", 1.2e7), ("max", 1e7)]),
            "`mode` is 12000000, expected from `min` (3000000) to `max` (10000000)",
        ),
        (
            refused("beta", &[("mean", 45.0), ("sd", 15.0)]),
            "`mean` is 45, expected a share between 0 and 1, ends excluded",
        ),
        (
            refused("beta", &[("mean", 0.45), ("sd", 0.6)]),
            "`sd` is 0.6, expected below 0.4975, the most that a share with mean 0.45 can spread",
        ),
        (
            refused("lognormal", &[("mu", 700.0), ("sigma", 2.0)]),
            "`sigma` is 2, expected mu + 8 sigma of at most 709, or values overflow",
        ),
        (
            refused("lognormal", &[("median", 5e6), ("gsd", 0.9)]),
            "`gsd` is 0.9, expected a finite factor above 1",
        ),
        (refused("bernoulli", &[("p", 35.0)]), "`p` is 35, expected a probability from 0 to 1"),
        (
            Discrete::new(&[1.0, 2.0], &[0.5, 0.6]).expect_err("refused"),
            "`weights` is 1.1, expected weights that sum to 1 (within 1e-9)",
        ),
        (
            Discrete::new(&[1.0, 2.0], &[1.5, -0.5]).expect_err("refused"),
            "`weights[1]` is -0.5, expected a finite weight that is not negative",
        ),
        (Empirical::new(&[], None).expect_err("refused"), "`values` is 0, expected at least one value"),
        (
            Simplex::new(&[0.5, 0.4]).expect_err("refused"),
            "`shares` is 0.9, expected weights that sum to 1 (within 1e-9)",
        ),
        (
            Dirichlet::new(&[0.5, 0.5], 0.0).expect_err("refused"),
            "`sample_size` is 0, expected a finite number above 0",
        ),
        (Mixture::new(vec![]).expect_err("refused"), "`mixture` is 0, expected at least one component"),
        (
            from_percentiles("lognormal", &[("p05", 8e6), ("p95", 3e6)]).expect_err("refused"),
            "`p95` is 3000000, expected more than `p05` (8000000)",
        ),
        (
            Metalog::new(&[(0.05, 2.0), (0.5, 4.0), (0.95, 9.0)], Some(2.5), None).expect_err("refused"),
            "`min` is 2.5, expected below `p05` (2)",
        ),
        (
            Metalog::new(&[(0.05, 1.0), (0.5, 9.9), (0.95, 10.0)], None, None).expect_err("refused"),
            "`quantiles` is 3, expected percentiles that a smooth distribution can have",
        ),
    ];
    for (error, words) in cases {
        assert_eq!(error.to_string(), words);
    }
}

#[test]
fn bounds_that_leave_nothing_are_refused_with_the_mass_left_and_where_it_lies() {
    let normal = Dist::from(Normal::new(35.0, 1.0).expect("possible"));
    let error = normal.clone().truncated(0.0, 1.0).expect_err("34 standard deviations away");
    assert_eq!(error.parameter, "bounds");
    let advice = error.advice.expect("advice");
    assert!(
        advice.contains("leaves 1.1e-253 of it, and 90 % lies from 33.4 to 36.6")
            && advice.contains("check the unit"),
        "{advice}"
    );
    assert!(normal.clone().truncated(2.0, 1.0).is_err());
    assert!(normal.clone().truncated(f64::NAN, 1.0).is_err());
    let (_, mass) = normal.truncated(37.0, f64::INFINITY).expect("some mass");
    assert!((mass - 0.022_750_131_948_179_2).abs() < 1e-15);
}

#[test]
fn a_percentile_of_one_digit_is_refused_with_both_readings() {
    assert_eq!(percentile_level("p05"), Some(Ok(0.05)));
    assert_eq!(percentile_level("p975"), Some(Ok(0.975)));
    assert_eq!(percentile_level("p0005"), Some(Ok(0.0005)));
    assert_eq!(percentile_level("population"), None);
    assert_eq!(percentile_level("p"), None);
    let error = percentile_level("p5").expect("a percentile").expect_err("refused");
    assert_eq!(error.advice.as_deref(), Some("write `p05` for 5 %, `p50` for 50 %"));
    assert!(percentile_level("p00").expect("a percentile").is_err());
}

#[test]
fn a_range_without_width_is_a_constant_exactly() {
    for (family, values) in
        [("uniform", vec![2.0, 2.0]), ("triangular", vec![2.0; 3]), ("pert", vec![2.0, 2.0, 2.0, 4.0])]
    {
        let form = FORMS.iter().find(|form| form.family == family).expect("known");
        assert_eq!((form.build)(&values), Ok(Dist::Constant(2.0)));
    }
}
