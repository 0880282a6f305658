//! Where the spread of an output comes from: what is unknown about the world, monthly noise, and individual luck.
//!
//! Each world is played three times with the same inputs: (noise 0, chance 0), (noise 0, chance 1), (noise 1,
//! chance 2). The covariance of runs 1 and 3 is the epistemic variance; that of runs 1 and 2 minus that of runs 1
//! and 3 is process noise; the variance minus that of runs 1 and 2 is chance. Each is unbiased (a law of total
//! variance by paired runs; see Sobol' 1993 for the same device on inputs).

use super::task::{Error, Options};
use crate::model::{Block, Plan, Workspace};
use crate::random::PAGE;
use crate::stats::Covariance;
use rayon::prelude::*;

/// Pages that the split is estimated from, at most: 16,384 worlds.
const SPLIT_PAGES: u64 = 64;

/// A split takes a page of every so many that a run plays, so that its three runs add a fifth to the time at most.
const ONE_IN: u64 = 16;

/// Groups of pages for the jackknife of the standard errors.
const GROUPS: usize = 16;

/// The three repeats: noise, chance.
const REPEATS: [(u32, u32); 3] = [(0, 0), (0, 1), (1, 2)];

/// Shares of an output's variance, with their standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// What is not known about the world.
    pub epistemic: (f64, f64),
    /// Month-to-month noise.
    pub noise: (f64, f64),
    /// The luck of individual people.
    pub chance: (f64, f64),
}

/// Second moments of the three runs of one output: of run 1 with itself, with run 2, with run 3.
#[derive(Clone, Copy, Debug, Default)]
struct Triple([Covariance; 3]);

/// Splits the variance of some outputs over the enacted replicates among the first pages of a run.
///
/// `None` for an output that does not vary, or is not defined in every enacted replicate, and in runs of fewer than
/// 65,536 replicates: they would not tell chance from simulation error.
///
/// # Errors
/// Where threads cannot be had.
pub fn variance_split(
    plan: &Plan,
    outputs: &[usize],
    replicates: u64,
    options: &Options<'_>,
) -> Result<Vec<Option<Split>>, Error> {
    let pages = (replicates / PAGE as u64 / ONE_IN).min(SPLIT_PAGES);
    if pages < GROUPS as u64 {
        return Ok(vec![None; outputs.len()]);
    }
    let pool = super::task::pool(options)?;
    let triples: Vec<Vec<Triple>> = pool.install(|| {
        let play = |space: &mut Workspace, page| play_page(plan, outputs, page, space);
        (0..pages).into_par_iter().map_init(|| plan.workspace(1), play).collect()
    });
    let of_output = |place: usize| split(&triples.iter().map(|page| page[place]).collect::<Vec<_>>());
    Ok((0..outputs.len()).map(of_output).collect())
}

fn play_page(plan: &Plan, outputs: &[usize], page: u64, space: &mut Workspace) -> Vec<Triple> {
    let mut runs: [Vec<Vec<f64>>; 3] = Default::default();
    for (run, (noise_repeat, chance_repeat)) in runs.iter_mut().zip(REPEATS) {
        let block = Block { first_page: page, pages: 1, noise_repeat, chance_repeat };
        plan.draw(&block, space);
        plan.play(&block, space, &mut ());
        let enacted = plan.enacted(space);
        let chosen = |column: &[f64]| {
            column
                .iter()
                .zip(enacted)
                .filter(|(_, enacted)| **enacted > 0.0)
                .map(|(value, _)| *value)
                .collect()
        };
        *run = outputs.iter().map(|&output| chosen(plan.output_column(space, output))).collect();
    }
    let triple =
        |place: usize| Triple([0, 1, 2].map(|run| Covariance::of(&runs[0][place], &runs[run][place])));
    (0..outputs.len()).map(triple).collect()
}

/// Shares from all pages, and their jackknife errors over groups of pages.
fn split(pages: &[Triple]) -> Option<Split> {
    let merged = |left_out: Option<usize>| {
        let kept = pages.iter().enumerate().filter(|(page, _)| Some(page % GROUPS) != left_out);
        kept.fold(Triple::default(), |all, (_, page)| all.merge(page)).shares()
    };
    let whole = merged(None)?;
    let left_out: Vec<[f64; 3]> = (0..GROUPS).map(|group| merged(Some(group))).collect::<Option<_>>()?;
    let part = |place: usize| {
        let mean = left_out.iter().map(|shares| shares[place]).sum::<f64>() / GROUPS as f64;
        let squares: f64 =
            left_out.iter().map(|shares| (shares[place] - mean) * (shares[place] - mean)).sum();
        (whole[place], (squares * (GROUPS - 1) as f64 / GROUPS as f64).sqrt())
    };
    Some(Split { epistemic: part(0), noise: part(1), chance: part(2) })
}

impl Triple {
    fn merge(&self, other: &Self) -> Self {
        Self([0, 1, 2].map(|run| self.0[run].merge(&other.0[run])))
    }

    /// Shares of epistemic, noise and chance; `None` where the variance is 0 or undefined.
    fn shares(&self) -> Option<[f64; 3]> {
        let [variance, same_noise, other_noise] = [0, 1, 2].map(|run| self.0[run].covariance());
        let (variance, same_noise, other_noise) = (variance?, same_noise?, other_noise?);
        let shares = [
            other_noise / variance,
            (same_noise - other_noise) / variance,
            (variance - same_noise) / variance,
        ];
        (variance > 0.0 && shares.iter().all(|share| share.is_finite())).then_some(shares)
    }
}
