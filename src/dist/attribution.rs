//! Which of the pooled estimates each future follows, given the value that the pool gave it (rule D43).

use super::{Dist, Mixture};
use crate::math::width::{Kernel, dispatch};
use crate::math::{columns, exp};

/// Futures attributed at once.
const CHUNK: usize = 256;

/// Attributes values of a linear pool to its components: with the probability weight × density, scaled to sum 1.
///
/// # Precision
/// Pools of normals, and of log-normals, take the ratios of densities from differences of exponents: within 1e-11 of
/// [`Mixture::responsibility`], which answers everywhere else.
#[derive(Clone, Debug)]
pub struct Attribution {
    pool: Mixture,
    normals: Option<Normals>,
}

/// Normal densities on one scale, in proportion to the first.
#[derive(Clone, Debug)]
struct Normals {
    /// Whether the values' logarithms are normal.
    of_logarithms: bool,
    /// Components with a weight above 0.
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    /// Place among all components.
    component: f64,
    mean: f64,
    /// 1 / standard deviation.
    precision: f64,
    /// weight / sd, over that of the first part.
    factor: f64,
}

impl Attribution {
    /// Of values that are draws of this pool.
    pub fn new(pool: &Mixture) -> Self {
        Self { normals: Normals::of(pool), pool: pool.clone() }
    }

    /// Writes to `out` the place of the component that each future follows, drawn with its uniform in `u`.
    ///
    /// # Panics
    /// Where the columns differ in length.
    pub fn follow(&self, values: &[f64], u: &[f64], out: &mut [f64]) {
        assert!(values.len() == u.len() && u.len() == out.len(), "columns of one length");
        let Some(normals) = &self.normals else {
            return out
                .iter_mut()
                .zip(values)
                .zip(u)
                .for_each(|((out, x), u)| *out = self.follow_one(*x, *u));
        };
        for ((values, u), out) in values.chunks(CHUNK).zip(u.chunks(CHUNK)).zip(out.chunks_mut(CHUNK)) {
            if !normals.follow(values, u, out) {
                let unclear = |((_, _), out): &((&f64, &f64), &mut f64)| out.is_nan();
                for ((x, u), out) in values.iter().zip(u).zip(out).filter(unclear) {
                    *out = self.follow_one(*x, *u);
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

impl Normals {
    /// `None` where a component is of another family.
    fn of(pool: &Mixture) -> Option<Self> {
        let of_logarithms = pool.components().all(|(_, dist)| matches!(dist, Dist::LogNormal(_)));
        let mut parts = Vec::new();
        for (component, (weight, dist)) in pool.components().enumerate() {
            let (mean, sd) = match dist {
                Dist::Normal(normal) if !of_logarithms => (normal.location(), normal.scale()),
                Dist::LogNormal(lognormal) if of_logarithms => (lognormal.mu(), lognormal.sigma()),
                _ => return None,
            };
            if weight > 0.0 {
                parts.push(Part {
                    component: component as f64,
                    mean,
                    precision: 1.0 / sd,
                    factor: weight / sd,
                });
            }
        }
        let first = parts.first()?.factor;
        parts.iter_mut().for_each(|part| part.factor /= first);
        Some(Self { of_logarithms, parts })
    }

    /// At most [`CHUNK`] futures; NaN, and the answer `false`, where the ratios of densities overflow.
    fn follow(&self, values: &[f64], u: &[f64], out: &mut [f64]) -> bool {
        let (mut scale, mut total) = ([0.0; CHUNK], [0.0; CHUNK]);
        let (scale, total) = (&mut scale[..values.len()], &mut total[..values.len()]);
        if self.of_logarithms {
            columns::ln(values, scale);
        } else {
            scale.copy_from_slice(values);
        }
        let first = self.parts[0];
        for part in &self.parts {
            dispatch(Add { first, part: *part, x: scale, total });
        }
        let mut upto = [0.0; CHUNK];
        let upto = &mut upto[..values.len()];
        out.fill(first.component);
        for pair in self.parts.windows(2) {
            dispatch(Add { first, part: pair[0], x: scale, total: upto });
            dispatch(Pass { upto, total, u, next: pair[1].component, out });
        }
        dispatch(Check { total, out })
    }
}

/// Adds a part's density over that of the first.
struct Add<'a> {
    first: Part,
    part: Part,
    x: &'a [f64],
    total: &'a mut [f64],
}

impl Kernel for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { first, part, x, total } = self;
        if part.component == first.component {
            total.iter_mut().for_each(|total| *total += 1.0);
            return;
        }
        for (total, x) in total.iter_mut().zip(x) {
            let (a, b) = ((x - first.mean) * first.precision, (x - part.mean) * part.precision);
            // a² − b² as a product: the squares may be large where their difference is small.
            *total += part.factor * exp(0.5 * ((a - b) * (a + b)));
        }
    }
}

/// Goes on to the next part where the uniform lies beyond the parts so far.
struct Pass<'a> {
    upto: &'a [f64],
    total: &'a [f64],
    u: &'a [f64],
    next: f64,
    out: &'a mut [f64],
}

impl Kernel for Pass<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { upto, total, u, next, out } = self;
        for (((out, upto), total), u) in out.iter_mut().zip(upto).zip(total).zip(u) {
            *out = if *upto <= u * total { next } else { *out };
        }
    }
}

/// Whether all totals are finite; those that are not leave no answer.
struct Check<'a> {
    total: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for Check<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let mut unclear = 0;
        for (out, total) in self.out.iter_mut().zip(self.total) {
            let clear = *total < f64::INFINITY;
            *out = if clear { *out } else { f64::NAN };
            unclear += u64::from(!clear);
        }
        unclear == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::{LogNormal, Normal, Univariate};

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
