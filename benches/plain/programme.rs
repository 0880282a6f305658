//! `scenarios/w2.toml` by a plain parallel loop: the people of one future after the other, month by month.
//!
//! The same events on the same numbers of people as the engine's, with as few draws as a careful user would need:
//! a pool that nobody is in draws nothing, refused people are not told apart from other irregular ones, and permits
//! are a ring of twelve months, as nobody leaves between two renewals.

use super::{Described, describe};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Beta, Binomial, Distribution, Hypergeometric, LogNormal, Poisson};
use rayon::prelude::*;

const SHARES: [f64; 4] = [0.50, 0.25, 0.15, 0.10];
const MONTHS: usize = 60;
const OPENING: usize = 5;
const CLOSING: usize = 11;
const PERMIT: usize = 12;
const CAPACITY: f64 = 100_000.0;
/// Monthly series: applications, grants, backlog, legal, irregular, irregular without the amnesty.
const SERIES: usize = 6;
const SCALARS: usize = 8;
/// Numbers that a future leaves behind.
pub const OUTPUTS: usize = SERIES * (MONTHS + 1) + SCALARS;

/// The uncertain inputs of a future.
struct Inputs {
    population: f64,
    eligible: f64,
    take_up: f64,
    grant: f64,
    renewal: f64,
    arrivals: f64,
    leave: f64,
    other_routes: f64,
    lapse: f64,
}

/// The laws of the inputs, made once.
pub struct Laws {
    population: LogNormal<f64>,
    betas: [Beta<f64>; 8],
}

impl Laws {
    pub fn new() -> Self {
        let beta = |mean: f64, sd: f64| {
            let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
            Beta::new(mean * size, (1.0 - mean) * size).unwrap()
        };
        Self {
            population: LogNormal::new(4.2e6_f64.ln(), 1.2214_f64.ln()).unwrap(),
            betas: [
                beta(0.40, 0.13),
                beta(0.45, 0.15),
                beta(0.88, 0.06),
                beta(0.82, 0.08),
                beta(0.12, 0.05),
                beta(0.12, 0.05),
                beta(0.05, 0.03),
                beta(0.40, 0.15),
            ],
        }
    }

    fn draw(&self, rng: &mut SmallRng) -> Inputs {
        let population = self.population.sample(rng).round();
        let [eligible, take_up, grant, renewal, arrivals, leave, other_routes, lapse] =
            std::array::from_fn(|i| self.betas[i].sample(rng));
        let monthly = |yearly: f64| 1.0 - (1.0 - yearly).powf(1.0 / 12.0);
        let (leave, other_routes, lapse) = (monthly(leave), monthly(other_routes), monthly(lapse));
        Inputs { population, eligible, take_up, grant, renewal, arrivals, leave, other_routes, lapse }
    }
}

/// Where the people of a segment are.
#[derive(Clone, Copy, Default)]
struct Segment {
    eligible: u64,
    ineligible: u64,
    others: u64,
    other_routes: u64,
    waiting: u64,
    permits: [u64; PERMIT],
    without: u64,
    other_routes_without: u64,
}

/// Six series of 61 months and eight scalars, each with mean, sd and five percentiles.
pub fn programme(replicates: usize, threads: usize) -> Vec<Described> {
    let laws = Laws::new();
    let chunk = replicates.div_ceil(threads * 16);
    let rows: Vec<[f64; OUTPUTS]> = (0..replicates.div_ceil(chunk))
        .into_par_iter()
        .flat_map_iter(|task| {
            let (mut rng, laws) = (SmallRng::seed_from_u64(task as u64), &laws);
            (0..chunk.min(replicates - task * chunk)).map(move |_| future(laws, &mut rng))
        })
        .collect();
    (0..OUTPUTS)
        .into_par_iter()
        .map(|output| describe(rows.iter().map(|row| row[output]).collect()))
        .collect()
}

/// One future.
pub fn future(laws: &Laws, rng: &mut SmallRng) -> [f64; OUTPUTS] {
    let inputs = laws.draw(rng);
    let mut segments = [Segment::default(); 4];
    let (mut left, mut share_left) = (inputs.population as u64, 1.0);
    for (segment, share) in segments.iter_mut().zip(SHARES) {
        let stock = binomial(left, (share / share_left).min(1.0), rng);
        (left, share_left) = (left - stock, share_left - share);
        segment.eligible = binomial(stock, inputs.eligible, rng);
        segment.ineligible = stock - segment.eligible;
        segment.without = stock;
    }
    let mut out = [0.0; OUTPUTS];
    let (mut applications, mut granted, mut refused, mut lapsed, mut peak) = (0, 0, 0, 0, 0);
    record(0, &segments, [0, 0], &mut out);
    for month in 1..=MONTHS {
        for (segment, share) in segments.iter_mut().zip(SHARES) {
            segment.arrive(month, share * inputs.population * inputs.arrivals / 12.0, &inputs, rng);
            segment.leave(inputs.leave, rng);
            lapsed += segment.renew(month, inputs.renewal, rng);
        }
        let mut files = 0;
        if OPENING < month && month <= CLOSING {
            let (before, step) = ((month - OPENING - 1) as f64, 1.0);
            let length = (CLOSING - OPENING) as f64;
            let hazard = inputs.take_up * step / (length - inputs.take_up * before);
            for segment in &mut segments {
                let filed = binomial(segment.eligible, hazard.min(1.0), rng);
                segment.eligible -= filed;
                segment.waiting += filed;
                files += filed;
            }
        }
        let grants = decide(month, &mut segments, &inputs, &mut refused, rng);
        for segment in &mut segments {
            segment.other_routes(&inputs, rng);
            if month == CLOSING {
                segment.others += std::mem::take(&mut segment.eligible);
                segment.others += std::mem::take(&mut segment.ineligible);
            }
        }
        applications += files;
        granted += grants;
        peak = peak.max(segments.iter().map(|segment| segment.waiting).sum());
        record(month, &segments, [files, grants], &mut out);
    }
    let at_horizon = |series: usize| out[series * (MONTHS + 1) + MONTHS];
    let scalars = [applications, granted, refused, lapsed, peak].map(|count: u64| count as f64);
    let stocks = [at_horizon(3), at_horizon(4), at_horizon(5)];
    out[SERIES * (MONTHS + 1)..][..5].copy_from_slice(&scalars);
    out[SERIES * (MONTHS + 1) + 5..].copy_from_slice(&stocks);
    out
}

/// The offices decide what they can; which segment's files is by lot. Returns the grants.
fn decide(
    month: usize,
    segments: &mut [Segment; 4],
    inputs: &Inputs,
    refused: &mut u64,
    rng: &mut SmallRng,
) -> u64 {
    let mut all: u64 = segments.iter().map(|segment| segment.waiting).sum();
    if all == 0 {
        return 0;
    }
    let possible: f64 = Poisson::new(CAPACITY).unwrap().sample(rng);
    let mut decisions = (possible as u64).min(all);
    let mut granted = 0;
    for segment in segments {
        let decided = if decisions < all {
            Hypergeometric::new(all, segment.waiting, decisions).unwrap().sample(rng)
        } else {
            segment.waiting
        };
        all -= segment.waiting;
        decisions -= decided;
        segment.waiting -= decided;
        let grants = binomial(decided, inputs.grant, rng);
        segment.permits[month % PERMIT] += grants;
        segment.others += decided - grants;
        granted += grants;
        *refused += decided - grants;
    }
    granted
}

impl Segment {
    fn arrive(&mut self, month: usize, mean: f64, inputs: &Inputs, rng: &mut SmallRng) {
        let arrivals = if mean > 0.0 { Poisson::new(mean).unwrap().sample(rng) as u64 } else { 0 };
        self.without += arrivals;
        if month <= CLOSING {
            let eligible = binomial(arrivals, inputs.eligible, rng);
            self.eligible += eligible;
            self.ineligible += arrivals - eligible;
        } else {
            self.others += arrivals;
        }
    }

    fn leave(&mut self, probability: f64, rng: &mut SmallRng) {
        for pool in [&mut self.eligible, &mut self.ineligible, &mut self.others, &mut self.without] {
            *pool -= binomial(*pool, probability, rng);
        }
    }

    /// Other legal routes, and those who fall back.
    fn other_routes(&mut self, inputs: &Inputs, rng: &mut SmallRng) {
        for pool in [&mut self.eligible, &mut self.ineligible, &mut self.others] {
            let routes = binomial(*pool, inputs.other_routes, rng);
            *pool -= routes;
            self.other_routes += routes;
        }
        let routes = binomial(self.without, inputs.other_routes, rng);
        self.without -= routes;
        self.other_routes_without += routes;
        let lapse = binomial(self.other_routes, inputs.lapse, rng);
        self.other_routes -= lapse;
        self.others += lapse;
        let lapse = binomial(self.other_routes_without, inputs.lapse, rng);
        self.other_routes_without -= lapse;
        self.without += lapse;
    }

    /// Permits of a year ago are renewed or lapse; what is granted this month comes into the same place of the ring.
    fn renew(&mut self, month: usize, probability: f64, rng: &mut SmallRng) -> u64 {
        let due = self.permits[month % PERMIT];
        let renewed = binomial(due, probability, rng);
        self.permits[month % PERMIT] = renewed;
        self.others += due - renewed;
        due - renewed
    }
}

fn binomial(n: u64, p: f64, rng: &mut SmallRng) -> u64 {
    if n == 0 { 0 } else { Binomial::new(n, p).unwrap().sample(rng) }
}

fn record(month: usize, segments: &[Segment; 4], flows: [u64; 2], out: &mut [f64; OUTPUTS]) {
    let sum = |of: &dyn Fn(&Segment) -> u64| segments.iter().map(of).sum::<u64>();
    let values = [
        flows[0],
        flows[1],
        sum(&|s| s.waiting),
        sum(&|s| s.permits.iter().sum()),
        sum(&|s| s.eligible + s.ineligible + s.others + s.waiting),
        sum(&|s| s.without),
    ];
    for (series, value) in values.into_iter().enumerate() {
        out[series * (MONTHS + 1) + month] = value as f64;
    }
}
