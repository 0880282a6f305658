//! Exact inversion of a counted cdf from a starting guess.

use crate::math::normal_quantile;

/// The least whole k in `support` with F(k) ≥ `u`, given mean, sd and both tails of the law.
///
/// `q` = 1 − `u`: where `u` is above ½ the upper tail is compared with `q`, so that no digits are lost. The search
/// starts at the normal approximation, doubles its step until it has a bracket, and halves that.
pub(in crate::dist) fn invert(
    mean: f64,
    sd: f64,
    (least, largest): (f64, f64),
    u: f64,
    q: f64,
    tails: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let z = if u < 0.5 { normal_quantile(u) } else { -normal_quantile(q) };
    let guess = (mean + sd * z + (z * z - 1.0) / 6.0).round().clamp(least, largest);
    search(guess, (least, largest), u, q, tails)
}

/// The least whole k in `support` with F(k) ≥ `u`, from a whole `guess` inside the support.
pub(in crate::dist) fn search(
    guess: f64,
    (least, largest): (f64, f64),
    u: f64,
    q: f64,
    tails: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let reaches = |k: f64| {
        let (lower, upper) = tails(k);
        if u < q { lower >= u } else { upper <= q }
    };
    // Invariant: `below` does not reach u (or lies outside the support), `above` does.
    let (mut below, mut above, mut step) = (guess, guess, 1.0);
    if guess >= largest || reaches(guess) {
        loop {
            below = above - step;
            if below < least {
                below = least - 1.0;
                break;
            }
            if !reaches(below) {
                break;
            }
            above = below;
            step *= 2.0;
        }
    } else {
        loop {
            above = below + step;
            if above >= largest {
                above = largest;
                break;
            }
            if reaches(above) {
                break;
            }
            below = above;
            step *= 2.0;
        }
    }
    while above - below > 1.0 {
        let middle = (below + 0.5 * (above - below)).floor();
        // Beyond 2^53 whole numbers are not dense; then the bracket cannot shrink further.
        if middle <= below || middle >= above {
            break;
        }
        if reaches(middle) { above = middle } else { below = middle }
    }
    above
}
