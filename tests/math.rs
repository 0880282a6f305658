//! The elementary functions against reference values of 60-digit arithmetic, and at every vector width.

use amnesty::math::width::{Kernel, Width, dispatch_at};
use amnesty::math::{self, columns};

/// Rows `function, argument, …, value`; `tests/data/elementary_reference.py` made them.
const REFERENCE: &str = include_str!("data/elementary.csv");

fn apply(function: &str, x: &[f64]) -> f64 {
    match function {
        "ln" => math::ln(x[0]),
        "log2" => math::log2(x[0]),
        "log10" => math::log10(x[0]),
        "ln_1p" => math::ln_1p(x[0]),
        "exp" => math::exp(x[0]),
        "exp_m1" => math::exp_m1(x[0]),
        "pow" => math::pow(x[0], x[1]),
        "sin_turns" => math::sin_turns(x[0]),
        "cos_turns" => math::cos_turns(x[0]),
        "erfc" => math::erfc(x[0]),
        "normal_cdf" => math::normal_cdf(x[0]),
        "normal_density" => math::normal_density(x[0]),
        "normal_quantile" => math::normal_quantile(x[0]),
        other => unreachable!("the table names no {other}"),
    }
}

/// The largest relative error that each function's documentation promises.
const BOUNDS: [(&str, f64); 13] = [
    ("ln", 3e-16),
    ("log2", 2.3e-16),
    ("log10", 2.3e-16),
    ("ln_1p", 4e-16),
    ("exp", 3e-16),
    ("exp_m1", 5e-16),
    ("pow", 3e-16),
    ("sin_turns", 5e-16),
    ("cos_turns", 5e-16),
    ("erfc", 1e-15),
    ("normal_cdf", 1e-15),
    ("normal_density", 6e-16),
    ("normal_quantile", 1e-15),
];

#[test]
fn every_function_keeps_the_error_that_it_states() {
    for (function, bound) in BOUNDS {
        let mut worst = (0.0, vec![]);
        let mut rows = 0;
        for line in REFERENCE.lines().filter(|line| line.split(',').next() == Some(function)) {
            let numbers: Vec<f64> =
                line.split(',').skip(1).map(|word| word.parse().expect("a number")).collect();
            let (value, arguments) = numbers.split_last().expect("a value");
            let error = ((apply(function, arguments) - value) / value).abs();
            if error >= worst.0 {
                worst = (error, arguments.to_vec());
            }
            rows += 1;
        }
        println!("{function}: largest error {:.2e} at {:?}, {rows} values", worst.0, worst.1);
        assert!(rows >= 150, "{function} has {rows} reference values");
        // The reference itself is rounded: 1.2e-16.
        assert!(
            worst.0 < bound + 1.2e-16,
            "{function}: error {:e} at {:?}, bound {bound:e}",
            worst.0,
            worst.1
        );
    }
}

#[test]
fn the_ends_of_each_domain_have_their_limits() {
    const INF: f64 = f64::INFINITY;
    let same = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
    let cases = [
        ("ln", vec![0.0], -INF),
        ("ln", vec![INF], INF),
        ("ln", vec![-1.0], f64::NAN),
        ("ln", vec![1.0], 0.0),
        ("ln_1p", vec![-1.0], -INF),
        ("ln_1p", vec![INF], INF),
        ("ln_1p", vec![-2.0], f64::NAN),
        ("log10", vec![0.0], -INF),
        ("log2", vec![INF], INF),
        ("exp", vec![-INF], 0.0),
        ("exp", vec![INF], INF),
        ("exp", vec![f64::NAN], f64::NAN),
        ("exp", vec![0.0], 1.0),
        ("exp", vec![710.0], INF),
        ("exp_m1", vec![-INF], -1.0),
        ("exp_m1", vec![INF], INF),
        ("pow", vec![0.0, 0.0], 1.0),
        ("pow", vec![f64::NAN, 0.0], 1.0),
        ("pow", vec![1.0, f64::NAN], 1.0),
        ("pow", vec![2.0, f64::NAN], f64::NAN),
        ("pow", vec![f64::NAN, 2.0], f64::NAN),
        ("pow", vec![0.0, 2.0], 0.0),
        ("pow", vec![0.0, -2.0], INF),
        ("pow", vec![-0.0, -3.0], -INF),
        ("pow", vec![INF, -0.5], 0.0),
        ("pow", vec![INF, 3.0], INF),
        ("pow", vec![-INF, 3.0], -INF),
        ("pow", vec![2.0, INF], INF),
        ("pow", vec![0.5, INF], 0.0),
        ("pow", vec![2.0, -INF], 0.0),
        ("pow", vec![-1.0, INF], 1.0),
        ("pow", vec![-2.0, 3.0], -8.0),
        ("pow", vec![-2.0, 2.0], 4.0),
        ("pow", vec![-2.0, 0.5], f64::NAN),
        ("pow", vec![10.0, 400.0], INF),
        ("pow", vec![10.0, -400.0], 0.0),
        ("pow", vec![1e300, 1e300], INF),
        ("erfc", vec![INF], 0.0),
        ("erfc", vec![-INF], 2.0),
        ("erfc", vec![0.0], 1.0),
        ("normal_cdf", vec![INF], 1.0),
        ("normal_cdf", vec![-INF], 0.0),
        ("normal_cdf", vec![0.0], 0.5),
        ("normal_quantile", vec![0.0], -INF),
        ("normal_quantile", vec![1.0], INF),
        ("normal_quantile", vec![0.5], 0.0),
        ("normal_quantile", vec![1.1], f64::NAN),
        ("normal_quantile", vec![-0.1], f64::NAN),
        ("normal_quantile", vec![f64::NAN], f64::NAN),
        ("sin_turns", vec![0.25], 1.0),
        ("sin_turns", vec![-0.5], 0.0),
        ("cos_turns", vec![0.75], 0.0),
        ("cos_turns", vec![7.5], -1.0),
    ];
    for (function, arguments, limit) in cases {
        let value = apply(function, &arguments);
        assert!(same(value, limit), "{function}{arguments:?} = {value}, expected {limit}");
    }
}

#[test]
fn powers_of_ten_and_two_have_whole_logarithms() {
    for k in -300..=300_i32 {
        let power = u64::try_from(1023 + k).expect("a biased exponent") << 52;
        let x: f64 = format!("1e{k}").parse().expect("a number");
        // 1e-300 itself is rounded; its logarithm is off by 1e-19, which rounds to k.
        assert_eq!(math::log10(x), f64::from(k));
        assert_eq!(math::log2(f64::from_bits(power)), f64::from(k));
        assert_eq!(math::pow(2.0, f64::from(k)).to_bits(), power);
    }
}

#[test]
fn the_normal_quantile_never_falls_as_its_argument_grows() {
    // Over the seams of its regions, by steps of one unit in the last place.
    for centre in [0.075, 0.925, 0.5, 1e-10, 0.25] {
        let start = f64::to_bits(centre) - 20_000;
        let mut last = f64::NEG_INFINITY;
        for step in 0..40_000 {
            let x = math::normal_quantile(f64::from_bits(start + step));
            // Rounding may put neighbours in the wrong order by the stated error, not by more.
            assert!(x >= last - 1e-15 * x.abs(), "at {:e}", f64::from_bits(start + step));
            last = last.max(x);
        }
    }
}

/// All functions over the table's arguments, at one width.
struct Everything<'a>(&'a [f64], &'a mut [f64]);

impl Kernel for Everything<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (out, x) in self.1.chunks_exact_mut(10).zip(self.0) {
            out[0] = math::ln(*x);
            out[1] = math::ln_1p(*x);
            out[2] = math::exp(*x);
            out[3] = math::exp_m1(*x);
            out[4] = math::pow(*x, 1.7);
            out[5] = math::sin_turns(*x);
            out[6] = math::normal_cdf(*x);
            out[7] = math::normal_quantile(*x);
            out[8] = math::erfc(*x);
            out[9] = math::log10(*x);
        }
    }
}

#[test]
fn every_width_gives_the_same_bits() {
    let arguments: Vec<f64> =
        REFERENCE.lines().filter_map(|line| line.split(',').nth(1)?.parse().ok()).collect();
    let run = |width| {
        let mut out = vec![0.0; arguments.len() * 10];
        dispatch_at(width, Everything(&arguments, &mut out));
        out.into_iter().map(canonical).collect::<Vec<u64>>()
    };
    let baseline = run(Width::Baseline);
    for width in Width::available() {
        assert!(run(width) == baseline, "{width:?} differs from the baseline");
    }
}

#[test]
fn columns_give_the_bits_of_the_scalar_functions() {
    type Scalar = fn(f64) -> f64;
    type Column = fn(&[f64], &mut [f64]);
    let functions: [(Column, Scalar); 12] = [
        (columns::ln, math::ln),
        (columns::ln_1p, math::ln_1p),
        (columns::log2, math::log2),
        (columns::log10, math::log10),
        (columns::exp, math::exp),
        (columns::exp_m1, math::exp_m1),
        (columns::sin_turns, math::sin_turns),
        (columns::cos_turns, math::cos_turns),
        (columns::erfc, math::erfc),
        (columns::normal_cdf, math::normal_cdf),
        (columns::normal_density, math::normal_density),
        (columns::normal_quantile, math::normal_quantile),
    ];
    let arguments: Vec<f64> =
        REFERENCE.lines().filter_map(|line| line.split(',').nth(1)?.parse().ok()).collect();
    let mut column = vec![0.0; arguments.len()];
    for (index, (by_column, scalar)) in functions.into_iter().enumerate() {
        by_column(&arguments, &mut column);
        for (x, value) in arguments.iter().zip(&column) {
            assert_eq!(canonical(*value), canonical(scalar(*x)), "function {index} at {x}");
        }
    }
    columns::pow(&arguments, -0.3, &mut column);
    for (x, value) in arguments.iter().zip(&column) {
        assert_eq!(canonical(*value), canonical(math::pow(*x, -0.3)), "pow at {x}");
    }
}

/// The bits, with one NaN for all: which NaN an operation gives is not specified.
fn canonical(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }
}
