//! Chance draws of the programme's kernel: counts of individual people, one column at a time.
//!
//! Every lane has parameters of its own and takes one uniform, inverted: the draw is the least count whose cdf
//! reaches the uniform. Hence equal parameters and uniforms give equal draws, wherever the lane stands; a larger
//! uniform never gives a smaller count; and a draw never leaves its support. Whole numbers are held in `f64`.

pub(super) mod search;
pub(super) mod tails;

use search::invert;

/// Successes of `n` trials of chance `p`, one draw a lane.
///
/// `n` are whole numbers from 0 to 10^15, `p` lie in [0, 1], `u` in (0, 1); all columns have one length.
pub fn binomial(n: &[f64], p: &[f64], u: &[f64], out: &mut [f64]) {
    for (((&n, &p), &u), out) in n.iter().zip(p).zip(u).zip(out) {
        *out = binomial_exact(n, p, u, 1.0 - u);
    }
}

/// Events at the given `rate` (the mean, from 0 to 10^15), one draw a lane; `u` in (0, 1).
pub fn poisson(rate: &[f64], u: &[f64], out: &mut [f64]) {
    for ((&rate, &u), out) in rate.iter().zip(u).zip(out) {
        *out = poisson_exact(rate, u, 1.0 - u);
    }
}

/// Successes among `draws` people taken without replacement from a `population` that holds `successes` of them,
/// one draw a lane.
///
/// Whole numbers up to 10^15, `successes` and `draws` at most `population`; `u` in (0, 1).
pub fn hypergeometric(population: &[f64], successes: &[f64], draws: &[f64], u: &[f64], out: &mut [f64]) {
    let parameters = population.iter().zip(successes).zip(draws);
    for ((((&population, &successes), &draws), &u), out) in parameters.zip(u).zip(out) {
        *out = hypergeometric_exact(population, successes, draws, u, 1.0 - u);
    }
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
        let mut out = [9.0; 5];
        let (population, successes) = ([0.0, 9.0, 9.0, 9.0, 9.0], [0.0, 0.0, 9.0, 4.0, 4.0]);
        hypergeometric(&population, &successes, &[0.0, 5.0, 5.0, 0.0, 9.0], &[0.3; 5], &mut out);
        assert_eq!(out, [0.0, 0.0, 5.0, 0.0, 4.0]);
    }
}
