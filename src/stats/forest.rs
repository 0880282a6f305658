//! Moments of many cells, merged in the complete binary tree over page numbers.

use super::Moments;

/// Page → moments of every cell, merged as soon as two siblings of the complete binary tree are there.
///
/// Whatever the order of insertion and however a range of pages was split, the same nodes remain: the maximal
/// aligned subtrees of the pages inserted, O(log n) of them for a contiguous range. So the same pages always give
/// the same bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MomentForest {
    /// By first page: sorted, without overlap. A few, so that a search and a shift cost less than a tree's nodes.
    nodes: Vec<Node>,
}

/// An aligned subtree of the pages.
#[derive(Clone, Debug, PartialEq)]
struct Node {
    /// The first of its 2^level pages.
    page: u64,
    level: u32,
    /// Of every cell.
    moments: Vec<Moments>,
}

impl Node {
    fn end(&self) -> u64 {
        self.page + (1 << self.level)
    }

    /// Takes in the moments of the other half of the parent.
    fn merge(mut self, sibling: Self) -> Self {
        let (mut left, right) = if self.page < sibling.page {
            (self.moments, sibling.moments)
        } else {
            (sibling.moments, self.moments)
        };
        left.iter_mut().zip(&right).for_each(|(a, b)| *a = a.merge(b));
        self.moments = left;
        self.page = self.page.min(sibling.page);
        self.level += 1;
        self
    }
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
        self.insert_node(Node { page, level: 0, moments })
    }

    /// Adds the pages of another forest.
    ///
    /// # Errors
    /// [`Overlap`] where both hold a page.
    pub fn merge(&mut self, other: Self) -> Result<(), Overlap> {
        if let Some(node) = other.nodes.iter().find(|node| self.free_place(node).is_none()) {
            return Err(Overlap { page: node.page });
        }
        other.nodes.into_iter().try_for_each(|node| self.insert_node(node))
    }

    /// The moments of one cell over all pages.
    pub fn cell(&self, cell: usize) -> Moments {
        self.nodes.iter().fold(Moments::default(), |all, node| all.merge(&node.moments[cell]))
    }

    /// Number of pages: the ledger.
    pub fn pages(&self) -> u64 {
        self.nodes.iter().map(|node| node.end() - node.page).sum()
    }

    /// Number of nodes kept.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Where a node belongs; `None` where some of its pages are there already.
    fn free_place(&self, node: &Node) -> Option<usize> {
        let place = self.nodes.partition_point(|other| other.page < node.end());
        let is_free = place.checked_sub(1).is_none_or(|before| self.nodes[before].end() <= node.page);
        is_free.then_some(place)
    }

    fn insert_node(&mut self, mut node: Node) -> Result<(), Overlap> {
        let Some(mut place) = self.free_place(&node) else { return Err(Overlap { page: node.page }) };
        // Pages are sorted, so a sibling is the neighbour.
        while let Some(beside) = self.sibling(&node, place) {
            place = beside;
            node = node.merge(self.nodes.remove(beside));
        }
        self.nodes.insert(place, node);
        Ok(())
    }

    /// The place of a node's sibling, if it is whole.
    fn sibling(&self, node: &Node, place: usize) -> Option<usize> {
        let sibling = node.page ^ (1 << node.level);
        let beside = if sibling > node.page { place } else { place.checked_sub(1)? };
        let other = self.nodes.get(beside)?;
        (other.page == sibling && other.level == node.level).then_some(beside)
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
