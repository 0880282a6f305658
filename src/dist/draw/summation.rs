//! Draws of small variance: probabilities are summed from 0 by their ratios until they reach the uniform.

use super::column::{LANES, Lanes, Law, Parameters, of_lane, placed};

/// A draw below this upper tail is left to the exact functions, as a sum from 0 has lost its digits there. With it
/// the search ends after a bounded number of steps.
const LEAST_UPPER_TAIL: f64 = 1.0 / 1_048_576.0;

/// Steps after which a lane is left to the exact functions. With a variance below 16 the mean is
/// below 64 (32 for binomial and Poisson laws); no quantile at an upper tail of 2^−20 lies beyond.
const MOST_STEPS: usize = 128;

/// Steps between two looks at whether all lanes are done.
const STEPS_AT_ONCE: usize = 4;

/// 1/(k + 1), the same for all lanes of a step.
const RECIPROCALS: [f64; MOST_STEPS] = {
    let mut table = [0.0; MOST_STEPS];
    let mut k = 0;
    while k < MOST_STEPS {
        table[k] = 1.0 / (k as f64 + 1.0);
        k += 1;
    }
    table
};

/// Draws a group of small variances.
#[inline(always)]
pub(super) fn invert<L: Law<N>, const N: usize>(parameters: Parameters<'_, N>, u: &Lanes, out: &mut Lanes) {
    let (mut target, mut probability) = ([0.0; LANES], [0.0; LANES]);
    let (mut a, mut b, mut c) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    let mut far = [0_u64; LANES];
    for lane in 0..LANES {
        // X' is the least k with F(k) ≥ u or, mirrored, with F(k) > 1 − u, which is the same as reaching the next
        // number above 1 − u.
        let mirrored = f64::from_bits((1.0 - u[lane]).to_bits() + 1);
        target[lane] = if L::turned(of_lane(&parameters, lane)).mirrored { mirrored } else { u[lane] };
        far[lane] = u64::from(1.0 - target[lane] < LEAST_UPPER_TAIL);
    }
    // Loops of their own: together they have more live values than the compiler keeps in vectors.
    for (lane, probability) in probability.iter_mut().enumerate() {
        *probability = L::first(of_lane(&parameters, lane));
    }
    for lane in 0..LANES {
        [a[lane], b[lane], c[lane]] = L::steps(of_lane(&parameters, lane));
    }
    // Sum and target grow by the denominators of the ratios, instead of dividing at every step.
    let mut sum = probability;
    let mut count = [0.0; LANES];
    for (block, reciprocals) in RECIPROCALS.chunks_exact(STEPS_AT_ONCE).enumerate() {
        let mut below = 0_u64;
        for lane in 0..LANES {
            below |= u64::from(sum[lane] < target[lane]);
        }
        if below == 0 {
            break;
        }
        for (step, &reciprocal) in reciprocals.iter().enumerate() {
            let k = (block * STEPS_AT_ONCE + step) as f64;
            for lane in 0..LANES {
                count[lane] += if sum[lane] < target[lane] { 1.0 } else { 0.0 };
                let (numerator, denominator) = L::ratio([a[lane], b[lane], c[lane]], k, reciprocal);
                probability[lane] *= numerator;
                sum[lane] = sum[lane] * denominator + probability[lane];
                target[lane] *= denominator;
            }
        }
    }
    for lane in 0..LANES {
        far[lane] |= u64::from(sum[lane] < target[lane]);
        out[lane] = placed(L::turned(of_lane(&parameters, lane)), count[lane]);
    }
    if far.iter().fold(0, |any, far| any | far) > 0 {
        for lane in 0..LANES {
            if far[lane] > 0 {
                out[lane] = in_far_tail::<L, N>(of_lane(&parameters, lane), u[lane]);
            }
        }
    }
}

#[cold]
#[inline(never)]
fn in_far_tail<L: Law<N>, const N: usize>(parameters: [f64; N], u: f64) -> f64 {
    L::exact(parameters, u, 1.0 - u)
}
