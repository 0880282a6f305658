//! Counts of a variance above a million, where a draw is the rounded expansion as it is: how far its law lies from the
//! exact one.
//!
//! The law of the draws is found without looking inside: as draws never fall when u rises, P(draw ≤ k) is the least
//! uniform at which the draw exceeds k, found by bisection to the last bit. The exact side is the cdf, which
//! `tests/draws.rs` holds to references in 40 digits. Both errors of a cdf are then seen together: what the expansion
//! leaves out and the rounding of its sums.

use amnesty::dist::draw;
use amnesty::dist::{Binomial, Hypergeometric, Poisson, Univariate};

/// Counts compared, evenly from −4.4 to 4.4 standard deviations: beyond 4.5 the exact search answers.
const COUNTS: u32 = 177;

/// Largest difference of the cdfs: what Kolmogorov's test of some 10^20 draws could see.
const KOLMOGOROV: f64 = 5e-10;
/// Total variation distance, as `docs/draws.md` states it.
const TOTAL_VARIATION: f64 = 5e-9;

/// How far two laws lie apart.
#[derive(Clone, Copy, Debug)]
struct Distance {
    /// Largest difference of the cdfs.
    kolmogorov: f64,
    /// Half the sum, over the cells between counts, of the difference of their probabilities: the error of the cdf is a
    /// polynomial of low order times the normal density, which turns a few times only, so that cells of a twentieth
    /// of a standard deviation miss nothing of it.
    total_variation: f64,
}

impl Distance {
    fn hold(&self, label: &str) {
        println!("{label}: {self:?}");
        assert!(self.kolmogorov < KOLMOGOROV && self.total_variation < TOTAL_VARIATION, "{label}: {self:?}");
    }
}

/// The largest uniform at which the draw is at most `k`, by bisection around the `exact` cdf.
fn reached(k: f64, exact: f64, draw: &impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (exact * 0.999, exact + 0.001 * (1.0 - exact));
    assert!(draw(low) <= k && draw(high) > k, "the cdf is off by a thousandth at {k}");
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return low;
        }
        if draw(middle) <= k { low = middle } else { high = middle }
    }
}

/// Compares the law of the draws with the exact one.
fn distance(law: &impl Univariate, draw: impl Fn(f64) -> f64) -> Distance {
    let (mean, sd) = (law.mean().expect("exists"), law.sd().expect("exists"));
    let (mut kolmogorov, mut total, mut before) = (0.0_f64, 0.0, 0.0);
    for count in 0..COUNTS {
        let z = 0.05 * f64::from(count) - 4.4;
        let k = (mean + z * sd).floor();
        let exact = law.cdf(k);
        let difference = reached(k, exact, &draw) - exact;
        kolmogorov = kolmogorov.max(difference.abs());
        total += (difference - before).abs();
        before = difference;
    }
    Distance { kolmogorov, total_variation: 0.5 * (total + before.abs()) }
}

fn one(column: impl Fn(&[f64], &mut [f64])) -> impl Fn(f64) -> f64 {
    move |u| {
        let mut out = [0.0];
        column(&[u], &mut out);
        out[0]
    }
}

const VARIANCES: [f64; 5] = [1.000_1e6, 1e7, 1e8, 1e10, 1e12];

#[test]
fn large_binomial_draws_keep_their_stated_distance() {
    for variance in VARIANCES {
        // A p above ½ is turned to its rarer side exactly, and then is one of these.
        for p in [1e-3_f64, 0.05, 0.3, 0.5] {
            let n = (variance / (p * (1.0 - p))).ceil();
            if n > 1e15 {
                continue;
            }
            let law = Binomial::new(n, p).expect("legal");
            let found = distance(&law, one(|u, out| draw::binomial(&[n], &[p], u, out)));
            found.hold(&format!("binomial {n} {p}"));
        }
    }
}

#[test]
fn large_poisson_draws_keep_their_stated_distance() {
    for variance in VARIANCES {
        if variance > 1e12 {
            continue;
        }
        let law = Poisson::new(variance).expect("legal");
        let found = distance(&law, one(|u, out| draw::poisson(&[variance], u, out)));
        found.hold(&format!("poisson {variance}"));
    }
}

#[test]
fn large_hypergeometric_draws_keep_their_stated_distance() {
    for variance in VARIANCES {
        for (a, b) in [(1e-3, 0.2), (0.01, 0.01), (0.1, 0.1), (0.5, 0.5), (0.9, 0.2), (0.4, 0.03), (0.7, 0.7)]
        {
            let all = f64::ceil(variance / (a * (1.0 - a) * b * (1.0 - b))) + 1.0;
            if all > 1e15 {
                continue;
            }
            let (successes, draws) = (f64::round(a * all), f64::round(b * all));
            let law = Hypergeometric::new(all, successes, draws).expect("legal");
            let found =
                distance(&law, one(|u, out| draw::hypergeometric(&[all], &[successes], &[draws], u, out)));
            found.hold(&format!("hypergeometric {all} {successes} {draws}"));
        }
    }
}
