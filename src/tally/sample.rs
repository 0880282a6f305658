//! The first replicates in full: for drivers, scatter plots and quantile dots.

use super::Layout;
use crate::model::{Plan, Workspace};
use crate::random::PAGE;
use std::collections::BTreeMap;

/// Pages that are kept in full: 4,096 replicates.
pub const SAMPLE_PAGES: u64 = 16;

/// Replicates 0–4,095: every tallied scalar column, page by page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Page → whether the law passes, then each column of [`Layout`]'s second selection.
    pages: BTreeMap<u64, Page>,
}

#[derive(Clone, Debug, PartialEq)]
struct Page {
    enacted: Vec<bool>,
    columns: Vec<Vec<f64>>,
    /// Conditions in the order of the plan: 1 where one holds, NaN where it is undefined.
    conditions: Vec<Vec<f64>>,
}

impl Sample {
    /// Keeps a page of a played block, if it is among the first.
    pub fn keep(
        &mut self,
        layout: &Layout,
        plan: &Plan,
        space: &Workspace,
        page: u64,
        start: usize,
        n: usize,
    ) {
        if page >= SAMPLE_PAGES {
            return;
        }
        let range = start..start + n;
        let enacted = plan.enacted(space)[range.clone()].iter().map(|&value| value > 0.0).collect();
        let columns =
            layout.parts[1].iter().map(|part| plan.column(space, *part)[range.clone()].to_vec()).collect();
        let condition = |formula| plan.formula_column(space, formula)[range.clone()].to_vec();
        let conditions = plan.conditions().iter().map(|planned| condition(planned.formula)).collect();
        self.pages.insert(page, Page { enacted, columns, conditions });
    }

    /// Takes over the pages of another sample.
    pub fn absorb(&mut self, other: Self) {
        self.pages.extend(other.pages);
    }

    /// Number of replicates in the longest prefix that is kept.
    pub fn len(&self) -> usize {
        self.prefix().map(|page| page.enacted.len()).sum()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column by its place among the scalar columns, one value a replicate.
    pub fn column(&self, place: usize) -> Vec<f64> {
        self.prefix().flat_map(|page| page.columns[place].iter().copied()).collect()
    }

    /// A condition by its place in the plan, one value a replicate: 1 where it holds, 0 where not, NaN where it is
    /// undefined.
    pub fn condition(&self, place: usize) -> Vec<f64> {
        self.prefix().flat_map(|page| page.conditions[place].iter().copied()).collect()
    }

    /// Whether the law passes, one value a replicate.
    pub fn enacted(&self) -> Vec<bool> {
        self.prefix().flat_map(|page| page.enacted.iter().copied()).collect()
    }

    fn prefix(&self) -> impl Iterator<Item = &Page> {
        (0u64..).map_while(|page| self.pages.get(&page))
    }
}

const _: () = assert!(SAMPLE_PAGES as usize * PAGE == 4_096);
