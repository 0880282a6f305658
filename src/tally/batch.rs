//! Batches of a structured design: its standard errors come from the spread between them.

use crate::random::{BATCHES, Design, SET_PAGES};

/// Number of batches that are tallied apart: one for independent draws.
pub fn batches(design: Design) -> usize {
    match design {
        Design::Random => 1,
        Design::LatinHypercube | Design::Sobol => BATCHES as usize,
    }
}

/// The batch of a page, and the page's number within the batch.
pub fn place(design: Design, page: u64) -> (usize, u64) {
    match design {
        Design::Random => (0, page),
        Design::LatinHypercube => {
            let (set, within) = (page / SET_PAGES, page % SET_PAGES);
            ((set % BATCHES) as usize, set / BATCHES * SET_PAGES + within)
        }
        Design::Sobol => ((page % BATCHES) as usize, page / BATCHES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_batch_are_numbered_without_gaps() {
        for design in [Design::Random, Design::LatinHypercube, Design::Sobol] {
            let mut next = vec![0; batches(design)];
            for page in 0..16 * 16 {
                let (batch, local) = place(design, page);
                assert_eq!(design.batch(page).unwrap_or(0), batch, "the design's own batch");
                assert_eq!(local, next[batch], "{design:?}, page {page}");
                next[batch] += 1;
            }
        }
    }
}
