//! Gaussian copula: which quantities go together, stated by rank correlations of named pairs.
//!
//! Works on the uniforms before any quantile function: u → z = Φ⁻¹(u) → L z → Φ. Quantities are taken in sorted
//! order of their names and the Cholesky factor is lower triangular, so that naming one more pair moves no draw of
//! a quantity that comes before both of it, and quantities that no pair names are not touched at all.

use crate::math::width::{Kernel, dispatch};
use crate::math::{normal_cdf, normal_quantile, sin_turns};

/// Largest change of an entry that counts as a repair.
pub const LARGEST_REPAIR: f64 = 0.05;

/// A rank correlation of two quantities.
#[derive(Clone, Debug, PartialEq)]
pub struct RankCorrelation {
    /// Names of the two quantities.
    pub between: [String; 2],
    /// Spearman's rank correlation in [−1, 1].
    pub rank: f64,
}

/// An entry that a repair moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Names of the two quantities, sorted; the pair need not have been stated.
    pub between: [String; 2],
    /// Rank correlation as stated; 0 for a pair that was not.
    pub given: f64,
    /// Rank correlation after the repair.
    pub used: f64,
}

/// Rank correlations that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CorrelationError {
    /// A number outside [−1, 1] or NaN.
    #[error("the rank correlation of `{}` and `{}` is {given}, expected a number from -1 to 1", between[0], between[1])]
    OutOfRange {
        /// The pair.
        between: [String; 2],
        /// Its value.
        given: f64,
    },
    /// A quantity with itself.
    #[error("`{name}` is correlated with itself")]
    WithItself {
        /// The quantity.
        name: String,
    },
    /// The same pair twice.
    #[error("the correlation of `{}` and `{}` is given twice", between[0], between[1])]
    Twice {
        /// The pair, sorted.
        between: [String; 2],
    },
    /// No quantities can be correlated so, by far.
    #[error(
        "these rank correlations cannot all hold: the smallest eigenvalue of their matrix is {smallest_eigenvalue:.4}; the nearest that can: {}",
        describe(nearest)
    )]
    Impossible {
        /// Of the matrix of normal correlations; a possible one has none below 0.
        smallest_eigenvalue: f64,
        /// The entries of the nearest possible matrix that differ.
        nearest: Vec<Moved>,
    },
}

fn describe(moved: &[Moved]) -> String {
    let entry =
        |m: &Moved| format!("`{}`–`{}` {:.3} (given {})", m.between[0], m.between[1], m.used, m.given);
    moved.iter().map(entry).collect::<Vec<_>>().join(", ")
}

/// A Gaussian copula over named quantities.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    /// Sorted.
    names: Vec<String>,
    /// Lower triangular Cholesky factor, row-major n × n.
    factor: Vec<f64>,
    /// The correlation of the normals, row-major n × n.
    normal: Vec<f64>,
    repaired: Vec<Moved>,
}

impl Copula {
    /// From rank correlations of named pairs; pairs not named are 0.
    ///
    /// A matrix that is not possible is repaired where no rank correlation moves by more than
    /// [`LARGEST_REPAIR`]; [`Copula::repaired`] says which did.
    ///
    /// # Errors
    /// [`CorrelationError`].
    pub fn new(pairs: &[RankCorrelation]) -> Result<Self, CorrelationError> {
        let mut names: Vec<String> = pairs.iter().flat_map(|pair| pair.between.clone()).collect();
        names.sort();
        names.dedup();
        let n = names.len();
        let stated = matrix_of(pairs, &names)?;
        let (values, _) = eigen(&stated, n);
        let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
        // A matrix on the edge (rank ±1) is possible; what lies below by rounding only is not a repair.
        if n == 0 || smallest >= -1e-12 {
            return Ok(Self { factor: cholesky(&stated, n), names, normal: stated, repaired: Vec::new() });
        }
        let nearest = nearest_correlation(&stated, n);
        let moved = differences(&stated, &nearest, &names);
        if moved.iter().any(|entry| (entry.used - entry.given).abs() > LARGEST_REPAIR) {
            return Err(CorrelationError::Impossible { smallest_eigenvalue: smallest, nearest: moved });
        }
        Ok(Self { factor: cholesky(&nearest, n), names, normal: nearest, repaired: moved })
    }

    /// The quantities, sorted: the order of the columns of [`Copula::apply`].
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The entries that a repair moved; none in a matrix that was possible.
    pub fn repaired(&self) -> &[Moved] {
        &self.repaired
    }

    /// The correlation of the normals behind two quantities: 2 sin(π ρ / 6).
    pub fn normal_correlation(&self, row: usize, column: usize) -> f64 {
        self.normal[row * self.names.len() + column]
    }

    /// Replaces independent uniforms by correlated ones, in place; one column a name, all of the same length.
    ///
    /// The first column in sorted order keeps its draws to the last bit.
    pub fn apply(&self, columns: &mut [&mut [f64]]) {
        debug_assert_eq!(columns.len(), self.names.len(), "one column a name");
        let n = columns.len();
        for column in columns.iter_mut().skip(1) {
            dispatch(ToNormal(column));
        }
        let mut sum = vec![0.0; columns.first().map_or(0, |column| column.len())];
        // From the last row up, so that each row still finds the independent normals of those before it.
        for row in (1..n).rev() {
            let weights = &self.factor[row * n..=row * n + row];
            let (before, rest) = columns.split_at_mut(row);
            let own = &mut *rest[0];
            if weights[..row].iter().all(|weight| *weight == 0.0) {
                dispatch(ToUniform(own));
                continue;
            }
            sum.iter_mut().zip(own.iter()).for_each(|(sum, z)| *sum = weights[row] * z);
            for (index, (weight, column)) in weights.iter().zip(before.iter()).enumerate() {
                if *weight != 0.0 {
                    dispatch(AddNormal { sum: &mut sum, column, weight: *weight, is_uniform: index == 0 });
                }
            }
            own.copy_from_slice(&sum);
            dispatch(ToUniform(own));
        }
    }
}

struct ToNormal<'a>(&'a mut [f64]);

impl Kernel for ToNormal<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        self.0.iter_mut().for_each(|value| *value = normal_quantile(*value));
    }
}

/// Φ, kept inside (0, 1) where it rounds to an end.
struct ToUniform<'a>(&'a mut [f64]);

impl Kernel for ToUniform<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        const LAST: f64 = 1.0 - f64::EPSILON / 2.0;
        self.0.iter_mut().for_each(|value| *value = normal_cdf(*value).clamp(f64::MIN_POSITIVE, LAST));
    }
}

struct AddNormal<'a> {
    sum: &'a mut [f64],
    column: &'a [f64],
    weight: f64,
    /// The first column stays as uniforms.
    is_uniform: bool,
}

impl Kernel for AddNormal<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let weight = self.weight;
        let both = self.sum.iter_mut().zip(self.column);
        if self.is_uniform {
            both.for_each(|(sum, u)| *sum += weight * normal_quantile(*u));
        } else {
            both.for_each(|(sum, z)| *sum += weight * z);
        }
    }
}

/// Pearson's correlation of the normals with Spearman's ρ between them: 2 sin(π ρ / 6).
/// Source: Pearson (1907), Further methods of determining correlation.
pub fn normal_from_rank(rank: f64) -> f64 {
    2.0 * sin_turns(rank / 12.0)
}

/// The inverse, by Newton's method.
fn rank_from_normal(normal: f64) -> f64 {
    let mut rank = normal;
    for _ in 0..50 {
        let slope = std::f64::consts::PI / 3.0 * crate::math::cos_turns(rank / 12.0);
        rank -= (normal_from_rank(rank) - normal) / slope;
    }
    rank.clamp(-1.0, 1.0)
}

/// The matrix of normal correlations in the order of `names`.
fn matrix_of(pairs: &[RankCorrelation], names: &[String]) -> Result<Vec<f64>, CorrelationError> {
    let n = names.len();
    let mut matrix = identity(n);
    let mut seen = std::collections::BTreeSet::new();
    for pair in pairs {
        let [a, b] = &pair.between;
        if a == b {
            return Err(CorrelationError::WithItself { name: a.clone() });
        }
        let between = if a < b { [a.clone(), b.clone()] } else { [b.clone(), a.clone()] };
        if !(-1.0..=1.0).contains(&pair.rank) {
            return Err(CorrelationError::OutOfRange { between, given: pair.rank });
        }
        let place = |name: &String| names.partition_point(|other| other < name);
        let (i, j) = (place(a), place(b));
        // At the ends exactly ±1: the sine's last bit must not decide whether a matrix is possible.
        let normal = if pair.rank.abs() == 1.0 { pair.rank } else { normal_from_rank(pair.rank) };
        matrix[i * n + j] = normal;
        matrix[j * n + i] = normal;
        if !seen.insert(between.clone()) {
            return Err(CorrelationError::Twice { between });
        }
    }
    Ok(matrix)
}

fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|k| if k / n == k % n { 1.0 } else { 0.0 }).collect()
}

/// Lower triangular L with L Lᵀ = the matrix; a pivot that rounds below 0 is 0 (perfect correlation).
fn cholesky(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut factor = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| factor[i * n + k] * factor[j * n + k]).sum();
            let rest = matrix[i * n + j] - known;
            factor[i * n + j] = if i == j {
                if rest > 1e-14 { rest.sqrt() } else { 0.0 }
            } else if factor[j * n + j] > 0.0 {
                rest / factor[j * n + j]
            } else {
                0.0
            };
        }
    }
    factor
}

/// Eigenvalues and eigenvectors (columns, row-major) of a symmetric matrix by cyclic Jacobi rotations.
/// Source: Golub and Van Loan (2013), Matrix Computations, algorithm 8.5.2.
fn eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = matrix.to_vec();
    let mut vectors = identity(n);
    for _ in 0..60 {
        let off: f64 = (0..n * n).filter(|k| k / n != k % n).map(|k| a[k] * a[k]).sum();
        if off < 1e-30 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), vectors)
}

fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    if a[p * n + q] == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        let (x, y) = (vectors[k * n + p], vectors[k * n + q]);
        vectors[k * n + p] = c * x - s * y;
        vectors[k * n + q] = s * x + c * y;
    }
}

/// The nearest correlation matrix in the Frobenius norm, its eigenvalues at least 1e-8.
/// Source: Higham (2002), Computing the nearest correlation matrix, IMA J. Numerical Analysis 22, algorithm 3.3.
fn nearest_correlation(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut y = matrix.to_vec();
    let mut correction = vec![0.0; n * n];
    for _ in 0..2000 {
        let r: Vec<f64> = y.iter().zip(&correction).map(|(y, c)| y - c).collect();
        let x = project_to_positive(&r, n);
        correction = x.iter().zip(&r).map(|(x, r)| x - r).collect();
        let mut next = x;
        (0..n).for_each(|i| next[i * n + i] = 1.0);
        let change = next.iter().zip(&y).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        y = next;
        if change < 1e-12 {
            break;
        }
    }
    // The last projection was onto the unit diagonal: shrink the rest by what the eigenvalues still lack.
    let (values, _) = eigen(&y, n);
    let lacking = (1e-10 - values.iter().copied().fold(f64::INFINITY, f64::min)).max(0.0);
    y.iter().enumerate().map(|(k, v)| if k / n == k % n { 1.0 } else { v / (1.0 + lacking) }).collect()
}

/// The nearest matrix with eigenvalues of at least 1e-8.
fn project_to_positive(matrix: &[f64], n: usize) -> Vec<f64> {
    let (values, vectors) = eigen(matrix, n);
    let mut out = vec![0.0; n * n];
    for (k, value) in values.iter().enumerate() {
        let value = value.max(1e-8);
        for i in 0..n {
            for j in 0..n {
                out[i * n + j] += value * vectors[i * n + k] * vectors[j * n + k];
            }
        }
    }
    out
}

/// The entries that differ by more than rounding, as rank correlations.
fn differences(stated: &[f64], nearest: &[f64], names: &[String]) -> Vec<Moved> {
    let n = names.len();
    let mut moved = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            let (given, used) = (stated[i * n + j], nearest[i * n + j]);
            if (given - used).abs() > 1e-6 {
                moved.push(Moved {
                    between: [names[i].clone(), names[j].clone()],
                    given: rounded(rank_from_normal(given)),
                    used: rank_from_normal(used),
                });
            }
        }
    }
    moved
}

/// A rank correlation as it was written: there and back again costs the last bits.
fn rounded(rank: f64) -> f64 {
    (rank * 1e12).round() / 1e12
}
