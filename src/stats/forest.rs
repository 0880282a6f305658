//! Moments of many cells, merged in the complete binary tree over page numbers.

use super::Moments;
use std::collections::BTreeMap;

/// Page → moments of every cell, merged as soon as two siblings of the complete binary tree are there.
///
/// Whatever the order of insertion and however a range of pages was split, the same nodes remain: the maximal
/// aligned subtrees of the pages inserted, O(log n) of them for a contiguous range. So the same pages always give
/// the same bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MomentForest {
    /// First page → level (2^level pages) and moments.
    nodes: BTreeMap<u64, (u32, Vec<Moments>)>,
}

/// A page that is there already: it would be counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("page {page} is counted already")]
pub struct Overlap {
    /// The page.
    pub page: u64,
}

impl MomentForest {
    /// No pages.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the moments of one page.
    ///
    /// # Errors
    /// [`Overlap`] where the page is there already; nothing is changed then.
    pub fn insert(&mut self, page: u64, moments: Vec<Moments>) -> Result<(), Overlap> {
        self.insert_node(page, 0, moments)
    }

    /// Adds the pages of another forest.
    ///
    /// # Errors
    /// [`Overlap`] where both hold a page.
    pub fn merge(&mut self, other: Self) -> Result<(), Overlap> {
        if let Some((&page, _)) = other.nodes.iter().find(|(page, (level, _))| self.holds(**page, *level)) {
            return Err(Overlap { page });
        }
        other
            .nodes
            .into_iter()
            .try_for_each(|(page, (level, moments))| self.insert_node(page, level, moments))
    }

    /// The moments of one cell over all pages.
    pub fn cell(&self, cell: usize) -> Moments {
        self.nodes.values().fold(Moments::default(), |all, (_, moments)| all.merge(&moments[cell]))
    }

    /// Number of pages: the ledger.
    pub fn pages(&self) -> u64 {
        self.nodes.values().map(|(level, _)| 1u64 << level).sum()
    }

    /// Number of nodes kept.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    fn holds(&self, page: u64, level: u32) -> bool {
        let end = page + (1 << level);
        let overlaps = |(&start, (level, _)): (&u64, &(u32, Vec<Moments>))| start + (1 << level) > page;
        self.nodes.range(..end).next_back().is_some_and(overlaps)
    }

    fn insert_node(&mut self, page: u64, level: u32, moments: Vec<Moments>) -> Result<(), Overlap> {
        if self.holds(page, level) {
            return Err(Overlap { page });
        }
        let (mut page, mut level, mut moments) = (page, level, moments);
        while let Some((_, sibling)) = self.take_sibling(page, level) {
            let is_left = page & (1 << level) == 0;
            let (mut left, right) = if is_left { (moments, sibling) } else { (sibling, moments) };
            left.iter_mut().zip(&right).for_each(|(a, b)| *a = a.merge(b));
            moments = left;
            page &= !(1 << level);
            level += 1;
        }
        self.nodes.insert(page, (level, moments));
        Ok(())
    }

    fn take_sibling(&mut self, page: u64, level: u32) -> Option<(u32, Vec<Moments>)> {
        let sibling = page ^ (1 << level);
        let is_whole = self.nodes.get(&sibling).is_some_and(|(other, _)| *other == level);
        if is_whole { self.nodes.remove(&sibling) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u64) -> Vec<Moments> {
        let values: Vec<f64> = (0..256).map(|lane| ((number * 256 + lane) as f64 * 0.37).sqrt()).collect();
        vec![Moments::of_finite(&values)]
    }

    fn forest(pages: impl Iterator<Item = u64>) -> MomentForest {
        let mut forest = MomentForest::new();
        pages.for_each(|number| forest.insert(number, page(number)).unwrap());
        forest
    }

    #[test]
    fn any_order_and_any_split_give_the_same_bits() {
        let whole = forest(0..1_000);
        assert_eq!(whole.pages(), 1_000);
        assert_eq!(whole.nodes(), 6, "the binary digits of 1,000");
        assert_eq!(forest((0..1_000).rev()), whole);
        assert_eq!(forest((0..1_000).map(|i| i * 7 % 1_000)), whole);
        for cut in [1, 2, 333, 999] {
            let mut merged = forest(cut..1_000);
            merged.merge(forest(0..cut)).unwrap();
            assert_eq!(merged, whole);
        }
    }

    #[test]
    fn a_page_that_comes_twice_is_refused() {
        let mut whole = forest(0..8);
        assert_eq!(whole.insert(5, page(5)), Err(Overlap { page: 5 }));
        assert_eq!(whole.merge(forest(7..9)), Err(Overlap { page: 7 }));
        assert_eq!(whole.pages(), 8, "nothing was changed");
    }
}
