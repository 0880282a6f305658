//! Pools of rival estimates: linear (each future follows one of them) and logarithmic (a compromise of all).

use super::error::weights;
use super::invert::Level;
use super::{
    Beta, Dist, Exponential, Gamma, LogNormal, Mixture, Normal, ParameterError, Uniform, Univariate,
};
use crate::math::{exp, ln};

impl Dist {
    /// The linear pool of (weight, estimate): the weighted mean of their cdfs.
    ///
    /// # Errors
    /// No estimate; weights that are negative or do not sum to 1 within 1e-9.
    pub fn linear_pool(estimates: Vec<(f64, Self)>) -> Result<Self, ParameterError> {
        Mixture::new(estimates).map(Self::Mixture)
    }

    /// The logarithmic pool of (weight, estimate): the weighted geometric mean of their densities, scaled to 1.
    ///
    /// Normals, log-normals, betas, gammas, exponentials and uniforms pool to their own family; others numerically.
    ///
    /// # Errors
    /// No estimate; weights that are negative or do not sum to 1 within 1e-9; an estimate with isolated values,
    /// which have no density; estimates that exclude each other.
    ///
    /// Source: Genest and Zidek (1986), Statistical Science 1(1).
    pub fn log_pool(estimates: Vec<(f64, Self)>) -> Result<Self, ParameterError> {
        if estimates.is_empty() {
            return Err(ParameterError::new("estimate", 0.0, "at least one estimate"));
        }
        let given: Vec<f64> = estimates.iter().map(|part| part.0).collect();
        weights("weight", &given)?;
        let mut estimates: Vec<_> = estimates.into_iter().filter(|part| part.0 > 0.0).collect();
        if let Some((_, dist)) = estimates.iter().find(|(_, dist)| !dist.is_continuous()) {
            let value = dist.quantile(0.5);
            return Err(ParameterError::new("pool", value, "estimates with a density in a logarithmic pool")
                .advice("isolated values have none; use pool = \"linear\""));
        }
        if estimates.len() == 1 {
            return Ok(estimates.remove(0).1);
        }
        if let Some(own_family) = conjugate(&estimates) {
            return own_family;
        }
        LogPool::new(estimates).map(Self::LogPool)
    }
}

/// The pool within one family, where all estimates are of it.
fn conjugate(estimates: &[(f64, Dist)]) -> Option<Result<Dist, ParameterError>> {
    /// Σ weight × value(estimate), where every estimate is of the wanted family.
    fn mean<const N: usize>(
        estimates: &[(f64, Dist)],
        values: impl Fn(&Dist) -> Option<[f64; N]>,
    ) -> Option<[f64; N]> {
        estimates.iter().try_fold([0.0; N], |mut sums, (weight, dist)| {
            let values = values(dist)?;
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
            Some(sums)
        })
    }
    /// Natural parameters of a normal: precision × mean and precision.
    fn natural(mean: f64, sd: f64) -> [f64; 2] {
        [mean / (sd * sd), 1.0 / (sd * sd)]
    }
    let normal = |dist: &Dist| match dist {
        Dist::Normal(normal) => Some(natural(normal.location(), normal.scale())),
        _ => None,
    };
    let lognormal = |dist: &Dist| match dist {
        Dist::LogNormal(lognormal) => Some(natural(lognormal.mu(), lognormal.sigma())),
        _ => None,
    };
    let beta = |dist: &Dist| match dist {
        Dist::Beta(beta) => Some(beta.parameters().into()),
        _ => None,
    };
    let gamma = |dist: &Dist| match dist {
        Dist::Gamma(gamma) => Some([gamma.parameters().0, 1.0 / gamma.parameters().1]),
        Dist::Exponential(exponential) => exponential.mean().map(|mean| [1.0, 1.0 / mean]),
        _ => None,
    };
    if let Some([weighted, precision]) = mean(estimates, normal) {
        return Some(Normal::new(weighted / precision, 1.0 / precision.sqrt()).map(Dist::Normal));
    }
    if let Some([weighted, precision]) = mean(estimates, lognormal) {
        return Some(LogNormal::new(weighted / precision, 1.0 / precision.sqrt()).map(Dist::LogNormal));
    }
    if let Some([a, b]) = mean::<2>(estimates, beta) {
        return Some(Beta::new(a, b).map(Dist::Beta));
    }
    if let Some([shape, rate]) = mean(estimates, gamma) {
        return Some(if shape == 1.0 {
            Exponential::new(rate).map(Dist::Exponential)
        } else {
            Gamma::new(shape, 1.0 / rate).map(Dist::Gamma)
        });
    }
    if estimates.iter().all(|(_, dist)| matches!(dist, Dist::Uniform(_))) {
        let (min, max) = common_support(estimates);
        return Some(if min < max {
            Uniform::new(min, max).map(Dist::Uniform)
        } else {
            Err(excluding_each_other())
        });
    }
    None
}

fn common_support(estimates: &[(f64, Dist)]) -> (f64, f64) {
    estimates
        .iter()
        .map(|(_, dist)| dist.support())
        .fold((f64::NEG_INFINITY, f64::INFINITY), |a, b| (a.0.max(b.0), a.1.min(b.1)))
}

fn excluding_each_other() -> ParameterError {
    ParameterError::new("pool", 0.0, "estimates that share some values in a logarithmic pool")
        .advice("these exclude each other; use pool = \"linear\", in which each future follows one of them")
}

/// A logarithmic pool across families.
///
/// With x = Q(y), Q the quantile of the linear pool, its density in y is the geometric over the arithmetic mean
/// of the densities, which lies in [0, 1]: it is integrated on panels in logit y, each a polynomial.
///
/// # Precision
/// Ranks to 1e-9 where the densities are smooth, 1e-4 of a panel's mass where a density jumps.
#[derive(Clone, Debug, PartialEq)]
pub struct LogPool {
    linear: Mixture,
    panels: Vec<Panel>,
    /// The integral of the geometric mean of the densities.
    total: f64,
    support: (f64, f64),
}

/// A stretch of logit y.
#[derive(Clone, Debug, PartialEq)]
struct Panel {
    /// Legendre coefficients of the density in logit y.
    legendre: [f64; NODES],
    /// Integral over all panels before this one.
    before: f64,
    /// Integral over this one and all after it.
    onwards: f64,
}

const NODES: usize = 6;
const PANEL: f64 = 0.25;
const FIRST_LOGIT: f64 = -40.0;
const N_PANELS: usize = 320;

impl LogPool {
    fn new(estimates: Vec<(f64, Dist)>) -> Result<Self, ParameterError> {
        let support = common_support(&estimates);
        let mut pool =
            Self { linear: Mixture::from_parts(estimates), panels: Vec::new(), total: 0.0, support };
        let mut before = 0.0;
        for index in 0..N_PANELS {
            let legendre = pool.legendre(index);
            pool.panels.push(Panel { legendre, before, onwards: 0.0 });
            before += integral(&legendre, 1.0);
        }
        let mut onwards = 0.0;
        for panel in pool.panels.iter_mut().rev() {
            onwards += integral(&panel.legendre, 1.0);
            panel.onwards = onwards;
        }
        pool.total = before;
        if pool.total > 1e-100 { Ok(pool) } else { Err(excluding_each_other()) }
    }

    /// The density in logit y on a panel, from its Gauss–Legendre nodes.
    fn legendre(&self, index: usize) -> [f64; NODES] {
        /// Six-point nodes and weights on [−1, 1].
        const RULE: [(f64, f64); NODES] = [
            (-0.932_469_514_203_152, 0.171_324_492_379_170_36),
            (-0.661_209_386_466_264_5, 0.360_761_573_048_138_6),
            (-0.238_619_186_083_196_9, 0.467_913_934_572_691_04),
            (0.238_619_186_083_196_9, 0.467_913_934_572_691_04),
            (0.661_209_386_466_264_5, 0.360_761_573_048_138_6),
            (0.932_469_514_203_152, 0.171_324_492_379_170_36),
        ];
        let mut coefficients = [0.0; NODES];
        for (node, weight) in RULE {
            let density = self.density_in_logit(logit_at(index, node));
            for (power, value) in legendre_values(node).into_iter().take(NODES).enumerate() {
                coefficients[power] += weight * density * value * (power as f64 + 0.5);
            }
        }
        coefficients
    }

    fn density_in_logit(&self, logit: f64) -> f64 {
        let decay = exp(-logit.abs());
        let spread = decay / ((1.0 + decay) * (1.0 + decay));
        let x = self.value(logit);
        let arithmetic = self.linear.smooth_density(x);
        if arithmetic > 0.0 && arithmetic < f64::INFINITY {
            spread * (self.geometric(x) / arithmetic)
        } else {
            0.0
        }
    }

    fn value(&self, logit: f64) -> f64 {
        let decay = exp(-logit.abs());
        let tail = decay / (1.0 + decay);
        let level = if logit < 0.0 { Level::lower(tail) } else { Level::upper(tail) };
        level.quantile(&self.linear)
    }

    fn geometric(&self, x: f64) -> f64 {
        exp(self.linear.components().map(|(weight, dist)| weight * ln(dist.smooth_density(x))).sum())
    }

    /// The panel and the place in it, −1 to 1, where `x` lies on the linear pool.
    fn place(&self, x: f64) -> (usize, f64) {
        let (p, q) = (self.linear.cdf(x), self.linear.survival(x));
        let logit = (ln(p) - ln(q)).clamp(FIRST_LOGIT, -FIRST_LOGIT);
        let steps = (logit - FIRST_LOGIT) / PANEL;
        let index = (steps as usize).min(N_PANELS - 1);
        (index, 2.0 * (steps - index as f64) - 1.0)
    }

    fn inverse(&self, level: Level) -> f64 {
        let falling = level.q < level.p;
        let target = self.total * if falling { level.q } else { level.p };
        let next = if falling {
            self.panels.partition_point(|panel| panel.onwards > target)
        } else {
            self.panels.partition_point(|panel| panel.before < target)
        };
        let index = next.saturating_sub(1);
        let panel = &self.panels[index];
        let whole = integral(&panel.legendre, 1.0);
        let wanted = if falling { panel.onwards - target } else { target - panel.before };
        // Bisection: the polynomial's integral is monotone where the density is positive.
        let (mut low, mut high) = (-1.0, 1.0);
        for _ in 0..50 {
            let place = 0.5 * (low + high);
            if integral(&panel.legendre, place) < wanted.min(whole) { low = place } else { high = place }
        }
        self.value(logit_at(index, high)).clamp(self.support.0, self.support.1)
    }
}

fn logit_at(index: usize, place: f64) -> f64 {
    FIRST_LOGIT + PANEL * (index as f64 + 0.5 * (place + 1.0))
}

/// P₀ … P_NODES at t.
fn legendre_values(t: f64) -> [f64; NODES + 1] {
    let mut values = [1.0; NODES + 1];
    values[1] = t;
    for n in 1..NODES {
        let k = n as f64;
        values[n + 1] = ((2.0 * k + 1.0) * t * values[n] - k * values[n - 1]) / (k + 1.0);
    }
    values
}

/// The integral over a panel from its start to `place`, in logit.
fn integral(legendre: &[f64; NODES], place: f64) -> f64 {
    let values = legendre_values(place);
    let mut sum = legendre[0] * (place + 1.0);
    for n in 1..NODES {
        sum += legendre[n] * (values[n + 1] - values[n - 1]) / (2.0 * n as f64 + 1.0);
    }
    sum * 0.5 * PANEL
}

impl Univariate for LogPool {
    fn quantile(&self, u: f64) -> f64 {
        self.inverse(Level::lower(u))
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.inverse(Level::upper(q))
    }
    fn cdf(&self, x: f64) -> f64 {
        let (index, place) = self.place(x);
        let panel = &self.panels[index];
        ((panel.before + integral(&panel.legendre, place)) / self.total).clamp(0.0, 1.0)
    }
    fn survival(&self, x: f64) -> f64 {
        let (index, place) = self.place(x);
        let panel = &self.panels[index];
        ((panel.onwards - integral(&panel.legendre, place)) / self.total).clamp(0.0, 1.0)
    }
    fn density(&self, x: f64) -> f64 {
        if (self.support.0..=self.support.1).contains(&x) { self.geometric(x) / self.total } else { 0.0 }
    }
    fn mean(&self) -> Option<f64> {
        Some(self.moments().0)
    }
    fn sd(&self) -> Option<f64> {
        Some(self.moments().1.sqrt())
    }
    fn support(&self) -> (f64, f64) {
        self.support
    }
}

impl LogPool {
    /// Mean and variance, over the panels.
    fn moments(&self) -> (f64, f64) {
        super::integrate::mean_and_variance(|p, q| {
            self.inverse(if p <= q { Level::lower(p) } else { Level::upper(q) })
        })
    }
}
