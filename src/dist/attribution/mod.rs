//! Which of the pooled estimates each future follows, given the value that the pool gave it (rule D43).

mod cells;
mod normals;

use super::Mixture;
use cells::Cells;
use normals::Normals;

/// Futures attributed at once.
const CHUNK: usize = 256;

/// Attributes values of a linear pool to its components: with the probability weight × density, scaled to sum 1.
///
/// # Precision
/// Pools of normals, and of log-normals, take the ratios of densities from differences of exponents: within 1e-11 of
/// [`Mixture::responsibility`], which answers everywhere else. Where bounds of the shares near a value already tell, no
/// density is computed: the same component.
#[derive(Clone, Debug)]
pub struct Attribution {
    pool: Mixture,
    normals: Option<(Cells, Normals)>,
}

impl Attribution {
    /// Of values that are draws of this pool.
    pub fn new(pool: &Mixture) -> Self {
        let normals = Normals::of(pool).map(|normals| (Cells::new(&normals), normals));
        Self { normals, pool: pool.clone() }
    }

    /// Writes to `out` the place of the component that each future follows, drawn with its uniform in `u`.
    ///
    /// # Panics
    /// Where the columns differ in length.
    pub fn follow(&self, values: &[f64], u: &[f64], out: &mut [f64]) {
        assert!(values.len() == u.len() && u.len() == out.len(), "columns of one length");
        let Some((cells, normals)) = &self.normals else {
            return out
                .iter_mut()
                .zip(values)
                .zip(u)
                .for_each(|((out, x), u)| *out = self.follow_one(*x, *u));
        };
        for ((values, u), out) in values.chunks(CHUNK).zip(u.chunks(CHUNK)).zip(out.chunks_mut(CHUNK)) {
            let mut unclear = [0; CHUNK];
            cells.follow(values, u, out, &mut unclear);
            // Eight at a time: hardly one of them is unclear.
            for (first, eight) in (0..).step_by(8).zip(unclear.as_chunks::<8>().0) {
                if *eight == [0; 8] {
                    continue;
                }
                for lane in (first..first + 8).filter(|lane| unclear[*lane] > 0) {
                    let component = normals.follow(values[lane], u[lane]);
                    out[lane] =
                        if component.is_nan() { self.follow_one(values[lane], u[lane]) } else { component };
                }
            }
        }
    }

    fn follow_one(&self, value: f64, u: f64) -> f64 {
        let mut shares = [0.0; Mixture::MAX_ATTRIBUTED];
        let shares = &mut shares[..self.pool.components().count()];
        self.pool.responsibility(value, shares);
        let mut upto = 0.0;
        let passed = |share: &&f64| {
            upto += **share;
            upto <= u
        };
        shares.iter().take_while(passed).count().min(shares.len() - 1) as f64
    }
}

impl Mixture {
    /// Components of a pool whose futures can be attributed to them, at most.
    pub const MAX_ATTRIBUTED: usize = 64;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::{Dist, LogNormal, Normal, Univariate};

    fn lognormals() -> Mixture {
        let dist = |median, gsd| Dist::from(LogNormal::from_median_gsd(median, gsd).expect("possible"));
        let parts = vec![
            (0.5, dist(4.2e6, 1.2214)),
            (0.0, dist(1.0, 2.0)),
            (0.3, dist(7.5e6, 1.3231)),
            (0.2, dist(5e6, 1.05)),
        ];
        Mixture::new(parts).expect("weights of sum 1")
    }

    #[test]
    fn columns_follow_the_component_that_the_responsibilities_say() {
        let pool = lognormals();
        let n = 2_000;
        let grid = |step: usize| (0..n).map(move |i| ((i * step % n) as f64 + 0.5) / n as f64);
        let x: Vec<f64> = grid(1).map(|u| pool.quantile(u)).collect();
        let u: Vec<f64> = grid(727).collect();
        let mut out = vec![0.0; n];
        let attribution = Attribution::new(&pool);
        assert!(attribution.normals.is_some());
        attribution.follow(&x, &u, &mut out);
        for i in 0..n {
            assert_eq!(out[i], attribution.follow_one(x[i], u[i]), "x = {}, u = {}", x[i], u[i]);
        }
        assert!([0.0, 2.0, 3.0].iter().all(|component| out.contains(component)) && !out.contains(&1.0));
    }

    #[test]
    fn cells_decide_nearly_every_future_and_as_the_densities_do() {
        let normal = |mean, sd| Dist::from(Normal::new(mean, sd).expect("possible"));
        let normals =
            Mixture::new(vec![(0.4, normal(-3.0, 1.0)), (0.25, normal(0.0, 0.5)), (0.35, normal(2.0, 3.0))]);
        for pool in [lognormals(), normals.expect("weights of sum 1")] {
            let (cells, normals) = Attribution::new(&pool).normals.expect("normal");
            let grid =
                |step: usize| (0..CHUNK).map(move |i| ((i * step % CHUNK) as f64 + 0.5) / CHUNK as f64);
            let x: Vec<f64> = grid(1).map(|u| pool.quantile(u)).collect();
            let mut left = 0;
            for step in (1..400).step_by(2) {
                let u: Vec<f64> = grid(step).collect();
                let (mut out, mut unclear) = ([7.0; CHUNK], [0; CHUNK]);
                cells.follow(&x, &u, &mut out, &mut unclear);
                for lane in (0..CHUNK).filter(|lane| unclear[*lane] == 0) {
                    assert_eq!(
                        out[lane],
                        normals.follow(x[lane], u[lane]),
                        "x = {}, u = {}",
                        x[lane],
                        u[lane]
                    );
                }
                left += unclear.iter().filter(|&&unclear| unclear > 0).count();
            }
            assert!(left < 200 * CHUNK / 40, "{left} left to the densities");
        }
    }

    #[test]
    fn values_outside_all_cells_are_left_to_the_densities() {
        let (cells, _) = Attribution::new(&lognormals()).normals.expect("normal");
        let mut unclear = [0; CHUNK];
        cells.follow(&[-1.0, 0.0, 1e-300, 1e300, f64::INFINITY], &[0.5; 5], &mut [7.0; 5], &mut unclear);
        assert_eq!(unclear[..6], [1, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn a_value_far_from_the_first_component_is_still_attributed() {
        // The ratio of the densities is e^5000: the scalar answer steps in.
        let dist = |mean| Dist::from(Normal::new(mean, 1.0).expect("possible"));
        let pool = Mixture::new(vec![(0.5, dist(0.0)), (0.5, dist(100.0))]).expect("weights of sum 1");
        let mut out = [7.0; 3];
        Attribution::new(&pool).follow(&[0.5, 100.2, 50.0], &[0.9, 0.1, 0.7], &mut out);
        assert_eq!(out, [0.0, 1.0, 1.0], "and the middle is shared evenly");
    }

    #[test]
    fn other_families_are_attributed_value_by_value() {
        let parts =
            vec![(0.4, Dist::Constant(3.0)), (0.6, Dist::from(Normal::new(0.0, 1.0).expect("possible")))];
        let mut out = [7.0; 2];
        Attribution::new(&Mixture::new(parts).expect("weights")).follow(&[3.0, 1.0], &[0.99, 0.01], &mut out);
        assert_eq!(out, [0.0, 1.0], "an atom is its own, a density the other's");
    }
}
