//! Latin hypercubes of points: each axis is cut into as many equal cells as there are points, and every cell of every
//! axis holds one point (McKay, Beckman and Conover 1979, Technometrics 21).

use crate::random::{Kind, PAGE, Stream};

/// Seed of the points; the futures have a seed of their own, so that another seed keeps the points.
const SEED: u64 = 1;

/// Where on an axis each of `points` points lies, as shares of its range in (0, 1).
///
/// An axis's points depend on its path and their number alone: another axis moves none of them.
pub(super) fn shares(path: &str, points: usize) -> Vec<f64> {
    let order = uniforms(&format!("sweep/{path}/order"), points);
    let within = uniforms(&format!("sweep/{path}"), points);
    let mut cells: Vec<usize> = (0..points).collect();
    // Equal uniforms are all but impossible; the place decides then.
    cells.sort_by(|&a, &b| order[a].total_cmp(&order[b]).then(a.cmp(&b)));
    cells.iter().zip(within).map(|(&cell, within)| (cell as f64 + within) / points as f64).collect()
}

fn uniforms(name: &str, count: usize) -> Vec<f64> {
    let stream = Stream::new(SEED, Kind::Design, name);
    let mut values = vec![0.0; count.next_multiple_of(PAGE)];
    for (page, values) in (0..).zip(values.chunks_mut(PAGE)) {
        stream.uniforms(0, 0, page, values);
    }
    values.truncate(count);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_an_axis_holds_one_point_and_axes_are_laid_out_apart() {
        let (a, b) = (shares("a", 300), shares("b", 300));
        for axis in [&a, &b] {
            let mut cells: Vec<usize> = axis.iter().map(|share| (share * 300.0) as usize).collect();
            cells.sort_unstable();
            assert_eq!(cells, (0..300).collect::<Vec<_>>());
        }
        let together = a.iter().zip(&b).filter(|(a, b)| (*a < &0.5) == (*b < &0.5)).count();
        // 150 of 300 expected, standard deviation 8.7 (hypergeometric): five of them either way.
        assert!((107..=193).contains(&together), "{together}");
        assert_eq!(shares("a", 300), a);
    }
}
