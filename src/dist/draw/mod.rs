//! Chance draws of the programme's kernel: counts of individual people, one column at a time.
//!
//! Every lane has parameters of its own and takes one uniform, inverted: the draw is the least count whose cdf
//! reaches the uniform. Hence equal parameters and uniforms give equal draws, wherever the lane stands; a larger
//! uniform never gives a smaller count; and a draw never leaves its support. Whole numbers are held in `f64`.
//!
//! # Precision
//! Where the variance is at most 10^6 the draw is the exact quantile, as far as the double-precision cdf tells two
//! neighbouring counts apart (a total variation distance of about 1e-13). Above, the rounded Cornish–Fisher
//! expansion is taken as it is: a total variation distance below 5e-9, most of which is the rounding of means
//! near 10^15. `docs/draws.md` has the method and the measured figures.

mod column;
mod expansion;
mod laws;
pub(super) mod search;
mod summation;
pub(super) mod tails;

use crate::math::width::{Kernel, dispatch};
use column::Law;
use search::invert;
use std::marker::PhantomData;

/// Successes of `n` trials of chance `p`, one draw a lane.
///
/// `n` are whole numbers from 0 to 10^15, `p` lie in [0, 1], `u` in (0, 1).
///
/// # Panics
/// Where the columns differ in length.
pub fn binomial(n: &[f64], p: &[f64], u: &[f64], out: &mut [f64]) {
    draw::<laws::Binomial, 2>([n, p], u, out);
}

/// [`binomial`] twice at the same uniforms, with the trials of either world; faster than two calls.
///
/// # Panics
/// Where the columns differ in length.
pub fn binomial_in_both(n: [&[f64]; 2], p: &[f64], u: &[f64], out: [&mut [f64]; 2]) {
    draw_pair::<laws::Binomial, 2>([[n[0], p], [n[1], p]], u, out);
}

/// Events at the given `rate` (the mean, from 0 to 10^15), one draw a lane; `u` in (0, 1).
///
/// # Panics
/// Where the columns differ in length.
pub fn poisson(rate: &[f64], u: &[f64], out: &mut [f64]) {
    draw::<laws::Poisson, 1>([rate], u, out);
}

/// [`poisson`] twice at the same uniforms, with the rate of either world; faster than two calls.
///
/// # Panics
/// Where the columns differ in length.
pub fn poisson_in_both(rate: [&[f64]; 2], u: &[f64], out: [&mut [f64]; 2]) {
    draw_pair::<laws::Poisson, 1>([[rate[0]], [rate[1]]], u, out);
}

/// Successes among `draws` people taken without replacement from a `population` that holds `successes` of them,
/// one draw a lane.
///
/// Whole numbers up to 10^15, `successes` and `draws` at most `population`; `u` in (0, 1).
///
/// # Panics
/// Where the columns differ in length.
pub fn hypergeometric(population: &[f64], successes: &[f64], draws: &[f64], u: &[f64], out: &mut [f64]) {
    draw::<laws::Hypergeometric, 3>([population, successes, draws], u, out);
}

/// The binomial quantile at `u`, where `q` = 1 − `u`.
pub(super) fn binomial_one(n: f64, p: f64, u: f64, q: f64) -> f64 {
    column::invert_one::<laws::Binomial, 2>([n, p], u, q)
}

/// The Poisson quantile at `u`, where `q` = 1 − `u`.
pub(super) fn poisson_one(rate: f64, u: f64, q: f64) -> f64 {
    column::invert_one::<laws::Poisson, 1>([rate], u, q)
}

/// The hypergeometric quantile at `u`, where `q` = 1 − `u`.
pub(super) fn hypergeometric_one(population: f64, successes: f64, draws: f64, u: f64, q: f64) -> f64 {
    column::invert_one::<laws::Hypergeometric, 3>([population, successes, draws], u, q)
}

/// A column of draws of one law with N parameters.
struct Column<'a, L, const N: usize> {
    law: PhantomData<L>,
    parameters: [&'a [f64]; N],
    u: &'a [f64],
    out: &'a mut [f64],
}

impl<L: Law<N>, const N: usize> Kernel for Column<'_, L, N> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        column::invert::<L, N>(self.parameters, self.u, None, self.out);
    }
}

/// Two columns of draws of one law at the same uniforms.
struct Pair<'a, L, const N: usize> {
    law: PhantomData<L>,
    parameters: [[&'a [f64]; N]; 2],
    u: &'a [f64],
    out: [&'a mut [f64]; 2],
}

impl<L: Law<N>, const N: usize> Kernel for Pair<'_, L, N> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        column::invert_pair::<L, N>(self.parameters, self.u, self.out);
    }
}

fn draw<L: Law<N>, const N: usize>(parameters: [&[f64]; N], u: &[f64], out: &mut [f64]) {
    assert_one_length(&parameters, u, out);
    dispatch(Column { law: PhantomData::<L>, parameters, u, out });
}

fn draw_pair<L: Law<N>, const N: usize>(parameters: [[&[f64]; N]; 2], u: &[f64], out: [&mut [f64]; 2]) {
    for (parameters, out) in parameters.iter().zip(&out) {
        assert_one_length(parameters, u, out);
    }
    dispatch(Pair { law: PhantomData::<L>, parameters, u, out });
}

fn assert_one_length(parameters: &[&[f64]], u: &[f64], out: &[f64]) {
    let one_length = parameters.iter().all(|column| column.len() == out.len()) && u.len() == out.len();
    assert!(one_length, "columns of one length");
}

/// The least k with F(k) ≥ `u`, where `q` = 1 − `u`; the smaller of the two decides.
pub(super) fn binomial_exact(n: f64, p: f64, u: f64, q: f64) -> f64 {
    if n <= 0.0 || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return n;
    }
    invert(n * p, (n * p * (1.0 - p)).sqrt(), (0.0, n), u, q, |k| tails::binomial(n, p, k))
}

/// The least k with F(k) ≥ `u`, where `q` = 1 − `u`.
pub(super) fn poisson_exact(rate: f64, u: f64, q: f64) -> f64 {
    if rate <= 0.0 {
        return 0.0;
    }
    invert(rate, rate.sqrt(), (0.0, f64::INFINITY), u, q, |k| tails::poisson(rate, k))
}

/// The least k with F(k) ≥ `u`, where `q` = 1 − `u`.
pub(super) fn hypergeometric_exact(population: f64, successes: f64, draws: f64, u: f64, q: f64) -> f64 {
    let least = (draws - (population - successes)).max(0.0);
    let largest = successes.min(draws);
    if least >= largest {
        return largest;
    }
    let (a, b) = (successes / population, draws / population);
    let sd = (population * a * (1.0 - a) * b * (1.0 - b)).sqrt();
    invert(draws * a, sd, (least, largest), u, q, |k| tails::hypergeometric(population, successes, draws, k))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trivial_parameters_give_their_only_value() {
        let mut out = [9.0; 4];
        binomial(&[0.0, 7.0, 7.0, 1e15], &[0.3, 0.0, 1.0, 1.0], &[0.5; 4], &mut out);
        assert_eq!(out, [0.0, 0.0, 7.0, 1e15]);
        let mut out = [9.0];
        poisson(&[0.0], &[0.999], &mut out);
        assert_eq!(out, [0.0]);
        let mut out = [9.0; 6];
        let (population, successes) = ([0.0, 9.0, 9.0, 9.0, 9.0, 1.0], [0.0, 0.0, 9.0, 4.0, 4.0, 1.0]);
        hypergeometric(&population, &successes, &[0.0, 5.0, 5.0, 0.0, 9.0, 1.0], &[0.3; 6], &mut out);
        assert_eq!(out, [0.0, 0.0, 5.0, 0.0, 4.0, 1.0]);
    }

    /// Uniforms from both ends to the middle; none a simple fraction, where rounding would decide a tie.
    fn uniforms() -> Vec<f64> {
        let tails = (1..=53).map(|bits| f64::from_bits((1023 - bits) << 52) * 1.000_001);
        let inner = (1..400).map(|i| f64::from(i) / 400.0 + 1e-7);
        tails.clone().chain(tails.map(|u| 1.0 - u)).chain(inner).collect()
    }

    #[test]
    fn columns_equal_the_exact_search_up_to_a_variance_of_a_million() {
        let u = uniforms();
        let mut out = vec![0.0; u.len()];
        let check = |out: &[f64], exact: &dyn Fn(f64, f64) -> f64, words: String| {
            for (&u, &out) in u.iter().zip(out) {
                assert_eq!(out, exact(u, 1.0 - u), "{words}, u {u:e}");
            }
        };
        for variance in [0.001, 0.1, 1.0, 5.0, 15.9, 16.1, 50.0, 300.0, 1e4, 9e5] {
            for p in [1e-9_f64, 1e-3, 0.1, 0.3, 0.5, 0.6, 0.9, 0.999] {
                let n = (variance / (p * (1.0 - p))).ceil();
                binomial(&vec![n; u.len()], &vec![p; u.len()], &u, &mut out);
                check(&out, &|u, q| binomial_exact(n, p, u, q), format!("binomial {n} {p}"));
            }
            poisson(&vec![variance; u.len()], &u, &mut out);
            check(&out, &|u, q| poisson_exact(variance, u, q), format!("poisson {variance}"));
            for (a, b) in [(1e-3, 1e-2), (0.5, 0.5), (0.9, 0.2), (0.1, 0.99), (0.7, 0.7)] {
                let all = f64::ceil(variance / (a * (1.0 - a) * b * (1.0 - b))) + 1.0;
                let (successes, draws) = ((a * all).round(), (b * all).round());
                let column = |x: f64| vec![x; u.len()];
                hypergeometric(&column(all), &column(successes), &column(draws), &u, &mut out);
                let exact = |u, q| hypergeometric_exact(all, successes, draws, u, q);
                check(&out, &exact, format!("hypergeometric {all} {successes} {draws}"));
            }
        }
    }
}
