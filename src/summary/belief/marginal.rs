//! The distribution of a quantity over everything that is uncertain about it, its parameters included.

use crate::dist::{Dist, Univariate};
use crate::scenario::Belief;

/// Points of the lattice over uncertain parameters; a power of two, so that the weights are exact.
const POINTS: usize = 1024;

/// Square roots of these give the lattice directions that are rationally independent (Richtmyer, 1951).
const PRIMES: [f64; 16] =
    [2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0, 41.0, 43.0, 47.0, 53.0];

/// The distribution that a belief implies, and whether it is approximate.
///
/// A belief whose parameters are uncertain becomes a mixture over a lattice of 1,024 values of them: its
/// percentiles are right to two or three digits.
pub(super) fn marginal(belief: &Belief) -> (Dist, bool) {
    match belief {
        Belief::Fixed(value) => (Dist::Constant(*value), false),
        Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => (dist.clone(), false),
        Belief::Hierarchical { .. } => {
            let points = (0..POINTS).filter_map(|index| at(belief, index, &mut 0));
            let parts: Vec<(f64, Dist)> = points.map(|dist| (1.0 / POINTS as f64, dist)).collect();
            // Validation has tried the far ends of all parameters: every point has its distribution.
            (Dist::linear_pool(parts).unwrap_or(Dist::Constant(f64::NAN)), true)
        }
    }
}

/// The distribution at a point of the lattice; `dimension` counts the uniforms taken.
fn at(belief: &Belief, index: usize, dimension: &mut usize) -> Option<Dist> {
    match belief {
        Belief::Fixed(value) => Some(Dist::Constant(*value)),
        Belief::Drawn(dist) | Belief::Pooled { pooled: dist, .. } => Some(dist.clone()),
        Belief::Hierarchical { form, parameters } => {
            let values: Option<Vec<f64>> = parameters
                .iter()
                .map(|parameter| match at(parameter, index, dimension)? {
                    Dist::Constant(value) => Some(value),
                    dist => Some(dist.quantile(uniform(index, dimension))),
                })
                .collect();
            (form.build)(&values?).ok()
        }
    }
}

/// A coordinate of a lattice point, in (0, 1).
fn uniform(index: usize, dimension: &mut usize) -> f64 {
    let place = (index as f64 + 0.5) / POINTS as f64;
    let coordinate = match *dimension {
        0 => place,
        n => (index as f64 * PRIMES[(n - 1) % PRIMES.len()].sqrt() + 0.5).fract(),
    };
    *dimension += 1;
    coordinate.clamp(1e-6, 1.0 - 1e-6)
}
