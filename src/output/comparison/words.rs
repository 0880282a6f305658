//! Differences as people say them.

use super::super::numbers::{self, chance, number, range};
use crate::study::compare::{Better, Difference};
use crate::summary::Chance;

/// A difference with its sign: "+41,000", "−3.2 points", "0".
pub(super) fn signed(value: f64, mcse: Option<f64>, unit: &str) -> String {
    let text = if unit == "share" {
        // A hundred-thousandth of a point matters to nobody.
        let points = 100.0 * value;
        let points = if points.abs() < 1e-5 { 0.0 } else { points };
        let points = number(points, mcse.map(|mcse| 100.0 * mcse), "");
        if ["1", "−1"].contains(&points.as_str()) {
            format!("{points} point")
        } else {
            format!("{points} points")
        }
    } else {
        number(value, mcse, unit)
    };
    let is_zero = text.bytes().all(|sign| !(b'1'..=b'9').contains(&sign));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// The simulation error of a difference.
pub(super) fn error(mcse: Option<f64>, unit: &str) -> String {
    match (mcse, unit) {
        (Some(mcse), "share") => format!("{} points", numbers::error(Some(100.0 * mcse), "")),
        _ => numbers::error(mcse, unit),
    }
}

/// The mean of a difference; a dash where the horizon leaves none.
pub(super) fn mean(difference: &Difference) -> String {
    match difference.mean {
        Some(mean) => signed(mean, difference.mean_mcse, &difference.unit),
        None => "–".to_owned(),
    }
}

/// The 90 % range of a difference.
pub(super) fn spread(difference: &Difference) -> String {
    let (low, high) = (percentile(difference, "p05", 0.05), percentile(difference, "p95", 0.95));
    if low == high { low } else { range(&low, &high) }
}

/// A percentile; "earlier" and "later" where one of the two lies beyond the horizon, so that nobody knows by how much.
pub(super) fn percentile(difference: &Difference, key: &str, level: f64) -> String {
    let error = difference.quantiles_mcse.get(key).copied().flatten();
    match difference.quantiles.get(key).copied().flatten() {
        Some(value) => signed(value, error, &difference.unit),
        None if difference.n == 0 => "–".to_owned(),
        None if level <= difference.earlier_beyond_horizon => "earlier".to_owned(),
        None => "later".to_owned(),
    }
}

/// In how many of 100 futures there is more and less, or it is better and worse where that is known.
pub(super) fn verdict(difference: &Difference) -> String {
    let of = difference.more.of;
    if of == 0 {
        return "never both".to_owned();
    }
    let (first, second, words) = match difference.better {
        Some(Better::More) => (&difference.more, &difference.less, ["better", "worse"]),
        Some(Better::Less) => (&difference.less, &difference.more, ["better", "worse"]),
        None => (&difference.more, &difference.less, ["more", "less"]),
    };
    if difference.same.futures == of {
        return "always the same".to_owned();
    }
    let part = |chance: &Chance, word: &str| match chance.futures {
        0 => None,
        all if all == of => Some(format!("all {word}")),
        futures => {
            let hundredths = 100.0 * futures as f64 / of as f64;
            let rounded = hundredths.round();
            Some(match hundredths {
                few if few < 0.5 => format!("<1 {word}"),
                many if many > 99.0 && rounded > 99.0 => format!(">99 {word}"),
                _ => format!("{rounded} {word}"),
            })
        }
    };
    let parts: Vec<String> = [part(first, words[0]), part(second, words[1])].into_iter().flatten().collect();
    parts.join(", ")
}

/// "87 of 100 futures": what stands after "in".
pub(super) fn futures(of: &Chance) -> String {
    let often = chance(of).replacen(" in ", " of ", 1);
    if often.ends_with("futures") { often } else { format!("{often} futures") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_its_sign_and_shares_differ_by_points() {
        assert_eq!(signed(41_234.0, Some(120.0), "people"), "+41,200");
        assert_eq!(signed(-41_234.0, Some(120.0), "people"), "−41,200");
        assert_eq!(signed(0.0, Some(0.0), "people"), "0");
        assert_eq!(signed(0.0321, Some(0.0004), "share"), "+3.21 points");
        assert_eq!(signed(-0.01, Some(0.0), "share"), "−1 point");
    }

    #[test]
    fn a_verdict_counts_both_sides() {
        let counts = |more, less, same| Difference {
            n: more + less + same,
            more: Chance::of_counts(more, more + less + same),
            less: Chance::of_counts(less, more + less + same),
            same: Chance::of_counts(same, more + less + same),
            ..Difference::default()
        };
        assert_eq!(verdict(&counts(870, 100, 30)), "87 more, 10 less");
        assert_eq!(verdict(&counts(0, 1_000, 0)), "all less");
        assert_eq!(verdict(&counts(999, 1, 0)), ">99 more, <1 less");
        assert_eq!(verdict(&counts(0, 0, 5)), "always the same");
        let known = Difference { better: Some(Better::Less), ..counts(870, 130, 0) };
        assert_eq!(verdict(&known), "13 better, 87 worse");
    }
}
