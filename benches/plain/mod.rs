//! What a careful user would write by hand: loops over rand_distr, a vector, a selection. The baseline of the benches.

#![expect(clippy::disallowed_methods, reason = "a baseline does what a user would do: libm and all")]

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

/// A cohort programme of the size of W2 by a plain parallel loop: 4 segments × 60 months of binomial and Poisson
/// transitions among seven compartments, and five outputs. Returns them described.
pub fn programme(replicates: usize) -> Vec<Described> {
    let rows: Vec<[f64; 5]> = (0..replicates)
        .into_par_iter()
        .map_init(
            || (),
            |(), replicate| {
                let mut rng = SmallRng::seed_from_u64(replicate as u64);
                let stock = LogNormal::new(4.2e6_f64.ln(), 0.2).unwrap().sample(&mut rng);
                let mut sums = [0.0; 5];
                for segment in 0..4 {
                    let out = segment_by_hand(stock * [0.5, 0.25, 0.15, 0.1][segment], &mut rng);
                    sums.iter_mut().zip(out).for_each(|(sum, value)| *sum += value);
                }
                sums
            },
        )
        .collect();
    (0..5).map(|output| describe(rows.iter().map(|row| row[output]).collect())).collect()
}

/// Sixty months of one segment: arrivals, exits, applications, decisions, renewals.
fn segment_by_hand(stock: f64, rng: &mut SmallRng) -> [f64; 5] {
    let draw = |n: f64, p: f64, rng: &mut SmallRng| {
        rand_distr::Binomial::new(n as u64, p).unwrap().sample(rng) as f64
    };
    let (mut eligible, mut ineligible) = (stock * 0.4, stock * 0.6);
    let (mut waiting, mut temporary, mut permanent, mut other, mut left) = (0.0_f64, 0.0, 0.0, 0.0, 0.0);
    for month in 1..=60 {
        ineligible += rand_distr::Poisson::new(stock * 0.01).unwrap().sample(rng);
        for pool in [&mut eligible, &mut ineligible, &mut other, &mut temporary] {
            let exits = draw(*pool, 0.01, rng);
            *pool -= exits;
            left += exits;
        }
        for pool in [&mut eligible, &mut ineligible] {
            let routes = draw(*pool, 0.004, rng);
            *pool -= routes;
            other += routes;
        }
        if (6..12).contains(&month) {
            let files = draw(eligible, 0.1, rng);
            eligible -= files;
            waiting += files;
        }
        let capacity: f64 = rand_distr::Poisson::new(25_000.0).unwrap().sample(rng);
        let decided = capacity.min(waiting);
        waiting -= decided;
        let granted = draw(decided, 0.8, rng);
        temporary += granted;
        ineligible += decided - granted;
        let promoted = draw(temporary, 0.02, rng);
        temporary -= promoted;
        permanent += promoted;
    }
    [waiting, temporary, permanent, eligible + ineligible, left]
}
