//! Chance: the draws of a month, as whole people or as their means, on named streams.
//!
//! The only place of the kernel that touches uniforms. A draw in which no lane has anything at stake takes none:
//! streams are addressed by name and month, so leaving one out moves no other.

use super::columns::{Column, STRETCH, any, any_in_both};
use crate::dist::draw;
use crate::math::{exp, ln_1p, normal_quantile};
use crate::model::Block;
use crate::random::{PAGE, Stream};

/// Draws chance and noise for the lanes of one block, in the kernel's order of lanes.
#[derive(Debug)]
pub(super) struct Chance {
    individual: bool,
    block: Block,
    month: u32,
    /// The replicate of the block that stands in each lane.
    order: Vec<u32>,
    in_order: bool,
    natural: Column,
    uniforms: Column,
}

impl Chance {
    pub fn new(individual: bool, lanes: usize) -> Self {
        Self {
            individual,
            block: Block { first_page: 0, pages: lanes / PAGE, noise_repeat: 0, chance_repeat: 0 },
            month: 0,
            order: (0..lanes as u32).collect(),
            in_order: true,
            natural: vec![0.5; lanes],
            uniforms: vec![0.5; lanes],
        }
    }

    /// Turns to a block, at month 0; `order[lane]` is the replicate that stands in a lane.
    pub fn begin(&mut self, block: Block, order: &[u32]) {
        self.block = block;
        self.month = 0;
        self.order.copy_from_slice(order);
        self.in_order = order.iter().enumerate().all(|(lane, &replicate)| lane as u32 == replicate);
    }

    pub fn turn_to(&mut self, month: usize) {
        self.month = month as u32;
    }

    /// Whether people are whole.
    pub fn is_individual(&self) -> bool {
        self.individual
    }

    /// Whether every replicate stands in its own lane.
    pub fn is_in_order(&self) -> bool {
        self.in_order
    }

    /// Of `n` people each does it with probability `p`.
    pub fn binomial(&mut self, stream: &Stream, n: &[f64], p: &[f64], out: &mut [f64]) {
        if !any_in_both(n, p) {
            out.fill(0.0);
        } else if self.individual {
            self.draw(stream, self.block.chance_repeat, n.len());
            draw::binomial(n, p, &self.uniforms[..n.len()], out);
        } else {
            multiply(n, p, out);
        }
    }

    /// The same event in both worlds, on the same uniforms: where the worlds are equal, so are the draws.
    pub fn binomial_in_both(&mut self, stream: &Stream, n: [&[f64]; 2], p: &[f64], out: [&mut [f64]; 2]) {
        let [with, without] = out;
        if !self.individual {
            multiply(n[0], p, with);
            multiply(n[1], p, without);
        } else if any_in_both(n[0], p) || any_in_both(n[1], p) {
            self.draw(stream, self.block.chance_repeat, p.len());
            draw::binomial_in_both(n, p, &self.uniforms[..p.len()], [with, without]);
        } else {
            with.fill(0.0);
            without.fill(0.0);
        }
    }

    /// A count of independent rare events with this mean.
    pub fn poisson(&mut self, stream: &Stream, mean: &[f64], out: &mut [f64]) {
        if !any(mean) {
            out.fill(0.0);
        } else if self.individual {
            self.draw(stream, self.block.chance_repeat, mean.len());
            draw::poisson(mean, &self.uniforms[..mean.len()], out);
        } else {
            out.copy_from_slice(mean);
        }
    }

    /// The same count in both worlds, on the same uniforms.
    pub fn poisson_in_both(&mut self, stream: &Stream, mean: [&[f64]; 2], out: [&mut [f64]; 2]) {
        let [with, without] = out;
        if !self.individual {
            with.copy_from_slice(mean[0]);
            without.copy_from_slice(mean[1]);
        } else if any(mean[0]) || any(mean[1]) {
            self.draw(stream, self.block.chance_repeat, mean[0].len());
            draw::poisson_in_both(mean, &self.uniforms[..mean[0].len()], [with, without]);
        } else {
            with.fill(0.0);
            without.fill(0.0);
        }
    }

    /// Of `population` people `marked` are of a kind; of `taken` taken at random, so many are of that kind.
    pub fn hypergeometric(
        &mut self,
        stream: &Stream,
        population: &[f64],
        marked: &[f64],
        taken: &[f64],
        out: &mut [f64],
    ) {
        if self.individual && is_open(population, marked, taken) {
            self.draw(stream, self.block.chance_repeat, population.len());
            draw::hypergeometric(population, marked, taken, &self.uniforms[..population.len()], out);
        } else {
            for ((out, &all), (&marked, &taken)) in
                out.iter_mut().zip(population).zip(marked.iter().zip(taken))
            {
                // Exact where all or none are taken or marked, which is all there is without individual chance.
                *out = if taken >= all {
                    marked
                } else if marked >= all {
                    taken
                } else {
                    marked * (taken / all)
                };
            }
        }
    }

    /// Log-normal factors with mean 1 and standard deviation `sd`, one a lane.
    pub fn noise(&mut self, stream: &Stream, sd: &[f64], out: &mut [f64]) {
        if !any(sd) {
            out.fill(1.0);
            return;
        }
        self.draw(stream, self.block.noise_repeat, sd.len());
        for ((out, &sd), &u) in out.iter_mut().zip(sd).zip(&self.uniforms) {
            let variance = ln_1p(sd * sd);
            *out = exp(variance.sqrt() * normal_quantile(u) - 0.5 * variance);
        }
    }

    /// Uniforms of the first `lanes` lanes.
    fn draw(&mut self, stream: &Stream, repeat: u32, lanes: usize) {
        let target = if self.in_order { &mut self.uniforms } else { &mut self.natural };
        for (page, out) in (self.block.first_page..).zip(target.chunks_exact_mut(PAGE)) {
            stream.uniforms(self.month, repeat, page, out);
        }
        if self.in_order {
            return;
        }
        let out = self.uniforms[..lanes].iter_mut().zip(&self.order);
        match <&[f64; PAGE]>::try_from(&self.natural[..]) {
            // Within a page, the common case, the compiler sees that no number can be out of bounds.
            Ok(page) => out.for_each(|(out, &replicate)| *out = page[replicate as usize % PAGE]),
            Err(_) => out.for_each(|(out, &replicate)| *out = self.natural[replicate as usize]),
        }
    }
}

/// Whether chance has a say in any lane: there neither all nor none are of the kind, or taken.
fn is_open(population: &[f64], marked: &[f64], taken: &[f64]) -> bool {
    let mut stretches = population.chunks(STRETCH).zip(marked.chunks(STRETCH)).zip(taken.chunks(STRETCH));
    stretches.any(|((population, marked), taken)| {
        let lanes = population.iter().zip(marked).zip(taken);
        lanes.fold(0, |open, ((&all, &marked), &taken)| {
            open | u64::from((marked > 0.0) & (marked < all) & (taken > 0.0) & (taken < all))
        }) > 0
    })
}

fn multiply(n: &[f64], p: &[f64], out: &mut [f64]) {
    for ((out, n), p) in out.iter_mut().zip(n).zip(p) {
        *out = n * p;
    }
}
