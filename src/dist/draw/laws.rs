//! The three counted laws as columns: what turns, expands and steps each of them.

use super::column::{Law, Turned};
use super::expansion::{self, Expanded};
use super::{binomial_exact, hypergeometric_exact, poisson_exact, tails};
use crate::math::{exp, ln_1p};

/// Binomial, of n and p.
pub(super) struct Binomial;

/// The chance of the rarer side, 1 − p being exact for p above ½.
#[inline(always)]
fn rarer(p: f64) -> f64 {
    if p > 0.5 { 1.0 - p } else { p }
}

impl Law<2> for Binomial {
    #[inline(always)]
    fn turned([n, p]: [f64; 2]) -> Turned {
        let rarer = rarer(p);
        let mirrored = p > 0.5;
        let base = if mirrored { n } else { 0.0 };
        Turned { base, mirrored, largest: n, variance: n * rarer * (1.0 - rarer) }
    }
    #[inline(always)]
    fn expanded([n, p]: [f64; 2], z: f64) -> Expanded {
        let p = rarer(p);
        expansion::binomial(n * p, n * p * (1.0 - p), 1.0 - 2.0 * p, z)
    }
    #[inline(always)]
    fn first([n, p]: [f64; 2]) -> f64 {
        exp(n * ln_1p(-rarer(p)))
    }
    #[inline(always)]
    fn steps([n, p]: [f64; 2]) -> [f64; 3] {
        let p = rarer(p);
        [n, p / (1.0 - p), 0.0]
    }
    #[inline(always)]
    fn ratio([n, odds, _]: [f64; 3], k: f64, reciprocal: f64) -> (f64, f64) {
        ((n - k) * (odds * reciprocal), 1.0)
    }
    fn tails([n, p]: [f64; 2], k: f64) -> (f64, f64) {
        tails::binomial(n, p, k)
    }
    fn exact([n, p]: [f64; 2], u: f64, q: f64) -> f64 {
        binomial_exact(n, p, u, q)
    }
}

/// Poisson, of the rate.
pub(super) struct Poisson;

impl Law<1> for Poisson {
    #[inline(always)]
    fn turned([rate]: [f64; 1]) -> Turned {
        Turned { base: 0.0, mirrored: false, largest: f64::INFINITY, variance: rate }
    }
    #[inline(always)]
    fn expanded([rate]: [f64; 1], z: f64) -> Expanded {
        expansion::binomial(rate, rate, 1.0, z)
    }
    #[inline(always)]
    fn first([rate]: [f64; 1]) -> f64 {
        exp(-rate)
    }
    #[inline(always)]
    fn steps([rate]: [f64; 1]) -> [f64; 3] {
        [rate, 0.0, 0.0]
    }
    #[inline(always)]
    fn ratio([rate, _, _]: [f64; 3], _: f64, reciprocal: f64) -> (f64, f64) {
        (rate * reciprocal, 1.0)
    }
    fn tails([rate]: [f64; 1], k: f64) -> (f64, f64) {
        tails::poisson(rate, k)
    }
    fn exact([rate]: [f64; 1], u: f64, q: f64) -> f64 {
        poisson_exact(rate, u, q)
    }
}

/// Hypergeometric, of population, successes and draws.
pub(super) struct Hypergeometric;

/// A hypergeometric law whose draws and successes are at most half of the population.
#[derive(Clone, Copy)]
struct Halved {
    population: f64,
    successes: f64,
    draws: f64,
}

impl Halved {
    /// Counts failures where they are rarer, and those left out where they are fewer than those drawn.
    #[inline(always)]
    fn of([population, successes, draws]: [f64; 3]) -> Self {
        let (failures, left) = (population - successes, population - draws);
        Self {
            population,
            successes: if failures < successes { failures } else { successes },
            draws: if left < draws { left } else { draws },
        }
    }
    #[inline(always)]
    fn mean(&self) -> f64 {
        // An empty population has no draws.
        let population = if self.population > 0.0 { self.population } else { 1.0 };
        self.draws * (self.successes / population)
    }
    #[inline(always)]
    fn variance(&self) -> f64 {
        let others = if self.population > 1.0 { self.population - 1.0 } else { 1.0 };
        let population = others + 1.0;
        self.mean() * ((population - self.successes) / population) * ((population - self.draws) / others)
    }
}

impl Law<3> for Hypergeometric {
    #[inline(always)]
    fn turned([population, successes, draws]: [f64; 3]) -> Turned {
        let few_failures = population - successes < successes;
        let few_left = population - draws < draws;
        // Successes drawn = draws − failures drawn = successes − successes left
        //                 = draws − failures + failures left.
        let base = match (few_failures, few_left) {
            (false, false) => 0.0,
            (true, false) => draws,
            (false, true) => successes,
            (true, true) => draws - (population - successes),
        };
        let halved = Halved::of([population, successes, draws]);
        let largest = if halved.successes < halved.draws { halved.successes } else { halved.draws };
        Turned { base, mirrored: few_failures != few_left, largest, variance: halved.variance() }
    }
    #[inline(always)]
    fn expanded(parameters: [f64; 3], z: f64) -> Expanded {
        let halved = Halved::of(parameters);
        let Halved { population: n, successes: k, draws: m } = halved;
        let variance = halved.variance();
        let skew = (n - 2.0 * k) / n * ((n - 2.0 * m) / (n - 2.0));
        let kurtosis = ((n * (n + 1.0) - 6.0 * k * (n - k) - 6.0 * m * (n - m)) / (n - 2.0)
            + 6.0 * variance * ((5.0 * n - 6.0) / (n - 2.0)))
            / (n - 3.0);
        expansion::hypergeometric(halved.mean(), variance, skew, kurtosis, z)
    }
    #[inline(always)]
    fn first(parameters: [f64; 3]) -> f64 {
        let Halved { population, successes, draws } = Halved::of(parameters);
        tails::hypergeometric_at_zero(population, successes, draws)
    }
    #[inline(always)]
    fn steps(parameters: [f64; 3]) -> [f64; 3] {
        let Halved { population, successes, draws } = Halved::of(parameters);
        [successes, draws, 1.0 / (population - successes - draws + 1.0)]
    }
    #[inline(always)]
    fn ratio([successes, draws, inverse_rest]: [f64; 3], k: f64, reciprocal: f64) -> (f64, f64) {
        ((successes - k) * (draws - k) * (inverse_rest * reciprocal), 1.0 + k * inverse_rest)
    }
    fn tails([population, successes, draws]: [f64; 3], k: f64) -> (f64, f64) {
        tails::hypergeometric(population, successes, draws, k)
    }
    fn exact([population, successes, draws]: [f64; 3], u: f64, q: f64) -> f64 {
        hypergeometric_exact(population, successes, draws, u, q)
    }
}
