//! Several policies on the same futures: differences, regrets and conditions, counted future by future.
//!
//! Like a run's tally, in memory that does not grow with the number of futures, and with the same bits for any split.
//! Futures are kept in two selections: those in which the law passes under every policy, which are judged, and the
//! rest.

mod counts;
mod page;
mod pairing;
mod total;
mod worker;

pub use counts::{Both, Verdicts};
pub use pairing::{Objective, Pairing};
pub use total::{PairedTally, RegretColumn};
pub use worker::PairedWorker;

/// Futures in which the law does not pass under every policy.
const REST: usize = 0;
/// Those in which it does.
const JUDGED: usize = 1;

/// What a policy's value is above another's, in one future.
///
/// A month beyond the horizon (+∞) is later than any within; two of them are equal. Undefined (NaN) where either is.
fn difference(with: f64, against: f64) -> f64 {
    if with == against { 0.0 } else { with - against }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beyond_the_horizon_is_later_and_two_of_it_are_equal() {
        let beyond = f64::INFINITY;
        assert_eq!(difference(beyond, beyond), 0.0);
        assert_eq!(difference(beyond, 7.0), beyond);
        assert_eq!(difference(7.0, beyond), -beyond);
        assert!(difference(f64::NAN, beyond).is_nan() && difference(7.0, f64::NAN).is_nan());
    }
}
