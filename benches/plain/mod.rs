//! What a careful user would write by hand: loops over rand_distr, a vector, a selection. The baseline of the benches.

#![expect(clippy::disallowed_methods, reason = "a baseline does what a user would do: libm and all")]

pub mod programme;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Beta, Distribution, Gamma, LogNormal};
use rayon::prelude::*;

/// Mean, standard deviation and five percentiles of an output.
pub type Described = (f64, f64, [f64; 5]);

/// The static funnel of `scenarios/w1.toml` by a plain parallel loop.
pub fn funnel(replicates: usize, threads: usize) -> Vec<Described> {
    let service = LogNormal::new(4.2e6_f64.ln(), 1.2214_f64.ln()).unwrap();
    let experts = LogNormal::new(7.5e6_f64.ln(), 1.3231_f64.ln()).unwrap();
    let beta = |mean: f64, sd: f64| {
        let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
        Beta::new(mean * size, (1.0 - mean) * size).unwrap()
    };
    let (eligible, take_up, grant) = (beta(0.40, 0.13), beta(0.45, 0.15), beta(0.88, 0.06));
    let cost = Gamma::new((3600.0_f64 / 2400.0).powi(2), 2400.0 * 2400.0 / 3600.0).unwrap();
    let chunk = replicates.div_ceil(threads * 16);
    let rows: Vec<[f64; 5]> = (0..replicates.div_ceil(chunk))
        .into_par_iter()
        .flat_map_iter(|task| {
            let mut rng = SmallRng::seed_from_u64(task as u64);
            (0..chunk.min(replicates - task * chunk)).map(move |_| {
                let population = if rng.random::<f64>() < 0.65 {
                    service.sample(&mut rng)
                } else {
                    experts.sample(&mut rng)
                };
                let eligible = population * eligible.sample(&mut rng);
                let applications = eligible * take_up.sample(&mut rng);
                let granted = applications * grant.sample(&mut rng);
                [
                    eligible,
                    applications,
                    granted,
                    applications - granted,
                    applications * cost.sample(&mut rng),
                ]
            })
        })
        .collect();
    (0..5).map(|output| describe(rows.iter().map(|row| row[output]).collect())).collect()
}

/// Mean, standard deviation, and percentiles by selection.
pub fn describe(mut values: Vec<f64>) -> Described {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    let percentiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| {
        let rank = ((p * n).ceil() as usize).clamp(1, values.len()) - 1;
        *values.select_nth_unstable_by(rank, f64::total_cmp).1
    });
    (mean, sd, percentiles)
}
