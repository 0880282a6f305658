//! Tables that were built already: one build serves every plan of a sweep.

use super::cells::Table;
use crate::dist::Dist;
use std::sync::{Arc, Mutex, PoisonError};

/// Tables kept, of some 40–130 KiB each; the longest unused goes first.
const KEPT: usize = 64;

/// The most recently used last.
static TABLES: Mutex<Vec<(Dist, Arc<Table>)>> = Mutex::new(Vec::new());

/// The table of a distribution, from the cache or built now.
///
/// Distributions are compared as a whole, so that nothing depends on a hash. Two threads that ask for the same new
/// table may both build it: the tables are equal.
pub(super) fn table(dist: &Dist) -> Arc<Table> {
    if let Some(table) = recall(dist) {
        return table;
    }
    let table = Arc::new(Table::new(dist));
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    if tables.len() == KEPT {
        tables.remove(0);
    }
    tables.push((dist.clone(), Arc::clone(&table)));
    table
}

fn recall(dist: &Dist) -> Option<Arc<Table>> {
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    let place = tables.iter().rposition(|(known, _)| known == dist)?;
    let entry = tables.remove(place);
    let table = Arc::clone(&entry.1);
    tables.push(entry);
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Beta;

    fn beta(alpha: f64) -> Dist {
        Beta::new(alpha, 2.0).expect("possible").into()
    }

    #[test]
    fn a_distribution_is_tabulated_once_and_the_longest_unused_is_forgotten() {
        let first = table(&beta(1.25));
        assert!(Arc::ptr_eq(&first, &table(&beta(1.25))), "the same table");
        assert!(!Arc::ptr_eq(&first, &table(&beta(1.5))), "another distribution");
        (0..KEPT).for_each(|i| drop(table(&beta(3.0 + i as f64))));
        assert!(!Arc::ptr_eq(&first, &table(&beta(1.25))), "built anew");
        assert!(TABLES.lock().expect("unpoisoned").len() <= KEPT);
    }
}
