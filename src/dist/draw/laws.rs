//! The three counted laws as columns: what turns, expands and steps each of them.

use super::column::{Lanes, Law, Turned};
use super::expansion::{self, Expanded};
use super::{binomial_exact, hypergeometric_exact, poisson_exact, tails};
use crate::math::{exp, ln_1p};

/// Binomial lanes.
pub(super) struct Binomial {
    n: Lanes,
    p: Lanes,
}

impl Binomial {
    /// The chance of the rarer side, 1 − p being exact for p above ½.
    #[inline(always)]
    fn rarer(&self, lane: usize) -> f64 {
        let p = self.p[lane];
        if p > 0.5 { 1.0 - p } else { p }
    }
}

impl From<[Lanes; 2]> for Binomial {
    #[inline(always)]
    fn from([n, p]: [Lanes; 2]) -> Self {
        Self { n, p }
    }
}

impl Law for Binomial {
    #[inline(always)]
    fn turned(&self, lane: usize) -> Turned {
        let (n, p) = (self.n[lane], self.rarer(lane));
        let mirrored = self.p[lane] > 0.5;
        let base = if mirrored { n } else { 0.0 };
        Turned { base, mirrored, largest: n, variance: n * p * (1.0 - p) }
    }
    #[inline(always)]
    fn expanded(&self, lane: usize, z: f64) -> Expanded {
        let (n, p) = (self.n[lane], self.rarer(lane));
        expansion::binomial(n * p, n * p * (1.0 - p), 1.0 - 2.0 * p, z)
    }
    #[inline(always)]
    fn first(&self, lane: usize) -> f64 {
        exp(self.n[lane] * ln_1p(-self.rarer(lane)))
    }
    #[inline(always)]
    fn steps(&self, lane: usize) -> [f64; 3] {
        let p = self.rarer(lane);
        [self.n[lane], p / (1.0 - p), 0.0]
    }
    #[inline(always)]
    fn ratio([n, odds, _]: [f64; 3], k: f64, reciprocal: f64) -> f64 {
        (n - k) * (odds * reciprocal)
    }
    fn tails(&self, lane: usize, k: f64) -> (f64, f64) {
        tails::binomial(self.n[lane], self.p[lane], k)
    }
    fn exact(&self, lane: usize, u: f64, q: f64) -> f64 {
        binomial_exact(self.n[lane], self.p[lane], u, q)
    }
}

/// Poisson lanes.
pub(super) struct Poisson {
    rate: Lanes,
}

impl From<[Lanes; 1]> for Poisson {
    #[inline(always)]
    fn from([rate]: [Lanes; 1]) -> Self {
        Self { rate }
    }
}

impl Law for Poisson {
    #[inline(always)]
    fn turned(&self, lane: usize) -> Turned {
        Turned { base: 0.0, mirrored: false, largest: f64::INFINITY, variance: self.rate[lane] }
    }
    #[inline(always)]
    fn expanded(&self, lane: usize, z: f64) -> Expanded {
        expansion::binomial(self.rate[lane], self.rate[lane], 1.0, z)
    }
    #[inline(always)]
    fn first(&self, lane: usize) -> f64 {
        exp(-self.rate[lane])
    }
    #[inline(always)]
    fn steps(&self, lane: usize) -> [f64; 3] {
        [self.rate[lane], 0.0, 0.0]
    }
    #[inline(always)]
    fn ratio([rate, _, _]: [f64; 3], _: f64, reciprocal: f64) -> f64 {
        rate * reciprocal
    }
    fn tails(&self, lane: usize, k: f64) -> (f64, f64) {
        tails::poisson(self.rate[lane], k)
    }
    fn exact(&self, lane: usize, u: f64, q: f64) -> f64 {
        poisson_exact(self.rate[lane], u, q)
    }
}

/// Hypergeometric lanes.
pub(super) struct Hypergeometric {
    population: Lanes,
    successes: Lanes,
    draws: Lanes,
}

/// A hypergeometric law whose draws and successes are at most half of the population.
#[derive(Clone, Copy)]
struct Halved {
    population: f64,
    successes: f64,
    draws: f64,
}

impl Hypergeometric {
    /// Counts failures where they are rarer, and those left out where they are fewer than those drawn.
    #[inline(always)]
    fn halved(&self, lane: usize) -> Halved {
        let (population, successes, draws) = (self.population[lane], self.successes[lane], self.draws[lane]);
        let (failures, left) = (population - successes, population - draws);
        Halved {
            population,
            successes: if failures < successes { failures } else { successes },
            draws: if left < draws { left } else { draws },
        }
    }
}

impl Halved {
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

impl From<[Lanes; 3]> for Hypergeometric {
    #[inline(always)]
    fn from([population, successes, draws]: [Lanes; 3]) -> Self {
        Self { population, successes, draws }
    }
}

impl Law for Hypergeometric {
    #[inline(always)]
    fn turned(&self, lane: usize) -> Turned {
        let (population, successes, draws) = (self.population[lane], self.successes[lane], self.draws[lane]);
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
        let halved = self.halved(lane);
        let largest = if halved.successes < halved.draws { halved.successes } else { halved.draws };
        Turned { base, mirrored: few_failures != few_left, largest, variance: halved.variance() }
    }
    #[inline(always)]
    fn expanded(&self, lane: usize, z: f64) -> Expanded {
        let halved = self.halved(lane);
        let Halved { population: n, successes: k, draws: m } = halved;
        let variance = halved.variance();
        let skew = (n - 2.0 * k) / n * ((n - 2.0 * m) / (n - 2.0));
        let kurtosis = ((n * (n + 1.0) - 6.0 * k * (n - k) - 6.0 * m * (n - m)) / (n - 2.0)
            + 6.0 * variance * ((5.0 * n - 6.0) / (n - 2.0)))
            / (n - 3.0);
        expansion::hypergeometric(halved.mean(), variance, skew, kurtosis, z)
    }
    #[inline(always)]
    fn first(&self, lane: usize) -> f64 {
        let halved = self.halved(lane);
        tails::hypergeometric_at_zero(halved.population, halved.successes, halved.draws)
    }
    #[inline(always)]
    fn steps(&self, lane: usize) -> [f64; 3] {
        let halved = self.halved(lane);
        [halved.successes, halved.draws, halved.population - halved.successes - halved.draws + 1.0]
    }
    #[inline(always)]
    fn ratio([successes, draws, rest]: [f64; 3], k: f64, reciprocal: f64) -> f64 {
        (successes - k) * (draws - k) * reciprocal / (rest + k)
    }
    fn tails(&self, lane: usize, k: f64) -> (f64, f64) {
        tails::hypergeometric(self.population[lane], self.successes[lane], self.draws[lane], k)
    }
    fn exact(&self, lane: usize, u: f64, q: f64) -> f64 {
        hypergeometric_exact(self.population[lane], self.successes[lane], self.draws[lane], u, q)
    }
}
