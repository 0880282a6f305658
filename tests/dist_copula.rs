//! The Gaussian copula: what it reaches, what it leaves alone, what it repairs and refuses.

use amnesty::dist::copula::{Copula, CorrelationError, RankCorrelation};

fn pair(a: &str, b: &str, rank: f64) -> RankCorrelation {
    RankCorrelation { between: [a.into(), b.into()], rank }
}

fn columns(names: &[String]) -> Vec<Vec<f64>> {
    names
        .iter()
        .map(|name| {
            let stream = amnesty::random::Stream::new(7, amnesty::random::Kind::Input, name);
            let mut column = vec![0.0; 256 * 64];
            column
                .chunks_mut(256)
                .enumerate()
                .for_each(|(page, chunk)| stream.uniforms(0, 0, page as u64, chunk));
            column
        })
        .collect()
}

fn apply(copula: &Copula, columns: &mut [Vec<f64>]) {
    copula.apply(&mut columns.iter_mut().map(Vec::as_mut_slice).collect::<Vec<_>>());
}

#[test]
fn the_first_quantity_keeps_its_draws_and_so_does_one_with_correlation_zero() {
    let copula = Copula::new(&[pair("b", "a", 0.6), pair("a", "c", 0.0)]).expect("possible");
    assert_eq!(copula.names(), ["a", "b", "c"]);
    let before = columns(copula.names());
    let mut after = before.clone();
    apply(&copula, &mut after);
    assert_eq!(before[0], after[0]);
    // c goes there and back through the normal quantile: rounding only.
    assert!(before[2].iter().zip(&after[2]).all(|(u, v)| (u - v).abs() <= 1e-15));
    assert!(before[1].iter().zip(&after[1]).any(|(u, v)| (u - v).abs() > 0.1));
}

#[test]
fn naming_one_more_pair_moves_no_quantity_that_sorts_before_it() {
    let few = Copula::new(&[pair("a", "b", 0.6)]).expect("possible");
    let more = Copula::new(&[pair("a", "b", 0.6), pair("b", "c", -0.4)]).expect("possible");
    let (mut one, mut two) = (columns(few.names()), columns(more.names()));
    apply(&few, &mut one);
    apply(&more, &mut two);
    assert_eq!(one[..2], two[..2]);
}

#[test]
fn perfect_rank_correlation_gives_the_same_uniforms() {
    let copula =
        Copula::new(&[pair("a", "b", 1.0), pair("a", "c", -1.0), pair("b", "c", -1.0)]).expect("possible");
    let mut columns = columns(copula.names());
    apply(&copula, &mut columns);
    for ((a, b), c) in columns[0].iter().zip(&columns[1]).zip(&columns[2]) {
        assert!((a - b).abs() <= 1e-15 && (a + c - 1.0).abs() <= 1e-15);
    }
}

#[test]
fn a_slightly_impossible_matrix_is_repaired_and_says_which_entries_moved() {
    let copula =
        Copula::new(&[pair("a", "b", 0.7), pair("b", "c", 0.7), pair("a", "c", -0.06)]).expect("near");
    assert!(!copula.repaired().is_empty());
    for moved in copula.repaired() {
        assert!((moved.used - moved.given).abs() <= 0.05, "{moved:?}");
    }
}

#[test]
fn a_far_impossible_matrix_is_refused_with_its_smallest_eigenvalue() {
    let error = Copula::new(&[pair("a", "b", 0.9), pair("a", "c", 0.9), pair("b", "c", -0.9)]);
    let Err(CorrelationError::Impossible { smallest_eigenvalue, nearest }) = error else {
        panic!("{error:?}")
    };
    // 1 − 2r for correlations r, r, −r, and r = 2 sin(π 0.9 / 6).
    assert!((smallest_eigenvalue - (1.0 - 4.0 * amnesty::math::sin_turns(0.9 / 12.0))).abs() < 1e-12);
    assert_eq!(nearest.len(), 3);
    // By symmetry the nearest has ±½ on the normal scale: 6/π asin ¼ = 0.4826 as a rank correlation.
    assert!(nearest.iter().all(|moved| (moved.used.abs() - 0.482_583).abs() < 1e-4), "{nearest:?}");
}

#[test]
fn duplicates_selves_and_numbers_beyond_one_are_refused() {
    assert!(matches!(
        Copula::new(&[pair("a", "b", 0.1), pair("b", "a", 0.1)]),
        Err(CorrelationError::Twice { .. })
    ));
    assert!(matches!(Copula::new(&[pair("a", "a", 0.1)]), Err(CorrelationError::WithItself { .. })));
    for rank in [1.1, -2.0, f64::NAN] {
        assert!(matches!(Copula::new(&[pair("a", "b", rank)]), Err(CorrelationError::OutOfRange { .. })));
    }
}
