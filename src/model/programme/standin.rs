//! Stand-in for the column draws of `dist::draw`, until they land: inversion, exact for small means.
#![allow(clippy::disallowed_methods, clippy::excessive_precision, reason = "stand-in until `math` lands")]

pub(super) fn normal_quantile(u: f64) -> f64 {
    // Acklam (2003), relative error 1e-9.
    let a = [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383577518672690e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00,
    ];
    let b = [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
    ];
    let c = [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00,
    ];
    let d = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00];
    let tail = |q: f64| {
        (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5])
            / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0)
    };
    if u < 0.02425 {
        tail((-2.0 * u.ln()).sqrt())
    } else if u > 1.0 - 0.02425 {
        -tail((-2.0 * (1.0 - u).ln()).sqrt())
    } else {
        let q = u - 0.5;
        let r = q * q;
        (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
            / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0)
    }
}

fn search(u: f64, most: f64, mut p: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut k, mut cdf) = (0.0, p);
    while u > cdf && k < most {
        p *= ratio(k);
        k += 1.0;
        cdf += p;
        if p < 1e-300 {
            break;
        }
    }
    k
}

pub(super) fn binomial(u: &[f64], n: &[f64], p: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        let (flip, q) = if p[i] > 0.5 { (true, 1.0 - p[i]) } else { (false, p[i]) };
        let u = if flip { 1.0 - u[i] } else { u[i] };
        let n = n[i];
        let k = if q <= 0.0 || n <= 0.0 {
            0.0
        } else if n * q > 200.0 {
            let s = (n * q * (1.0 - q)).sqrt();
            (n * q + s * normal_quantile(u) + 0.5).floor().clamp(0.0, n)
        } else {
            search(u, n, (n * (-q).ln_1p()).exp(), |k| (n - k) / (k + 1.0) * q / (1.0 - q))
        };
        out[i] = if flip { n - k } else { k };
    }
}

pub(super) fn poisson(u: &[f64], mean: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        let m = mean[i];
        out[i] = if m <= 0.0 {
            0.0
        } else if m > 200.0 {
            (m + m.sqrt() * normal_quantile(u[i]) + 0.5).floor().max(0.0)
        } else {
            search(u[i], f64::INFINITY, (-m).exp(), |k| m / (k + 1.0))
        };
    }
}

pub(super) fn hypergeometric(u: &[f64], all: &[f64], marked: &[f64], taken: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        let (a, k, n) = (all[i], marked[i], taken[i]);
        if a <= 0.0 || n <= 0.0 || k <= 0.0 {
            out[i] = 0.0;
            continue;
        }
        let (lo, hi) = ((n + k - a).max(0.0), n.min(k));
        let f = k / a;
        let var = if a > 1.0 { n * f * (1.0 - f) * (a - n) / (a - 1.0) } else { 0.0 };
        if var > 200.0 || a > 1e4 {
            out[i] = (n * f + var.sqrt() * normal_quantile(u[i]) + 0.5).floor().clamp(lo, hi);
        } else {
            // log p(lo) by products
            let lnc = |n: f64, k: f64| {
                let mut s = 0.0;
                let mut j = 0.0;
                while j < k {
                    s += ((n - j) / (k - j)).ln();
                    j += 1.0;
                }
                s
            };
            let mut p = (lnc(k, lo) + lnc(a - k, n - lo) - lnc(a, n)).exp();
            let (mut x, mut cdf) = (lo, p);
            while u[i] > cdf && x < hi {
                p *= (k - x) * (n - x) / ((x + 1.0) * (a - k - n + x + 1.0));
                x += 1.0;
                cdf += p;
            }
            out[i] = x;
        }
    }
}
