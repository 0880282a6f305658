//! Numbers as people say them: "1.44 million", "38 in 100", "none of 200,000 simulated futures".
//!
//! Never more digits than the simulation error supports and never more than three, and never a chance of 0 or
//! 100 %: what was not seen in the simulated futures may still happen in a real one.

use crate::summary::Chance;

/// Significant digits at most: a reader keeps three.
const DIGITS: i32 = 3;

/// The unit by which numbers are printed: a share a year is a percentage too.
pub(super) fn scale(unit: &str) -> &str {
    if unit.starts_with("share/") { "share" } else { unit }
}

/// A number in words, with the digits that its simulation error supports.
///
/// `mcse` is the standard error; the last digit printed is the first digit of it. `unit` is `share` for a
/// percentage; other units are not printed.
pub fn number(value: f64, mcse: Option<f64>, unit: &str) -> String {
    match unit {
        "share" => share(value, supported(value, mcse), DIGITS),
        _ => scaled(round(value, supported(value, mcse)), DIGITS),
    }
}

/// A number among others that spread over `spread`: with more than three digits where all would look alike, so that a
/// hundredth of the spread is seen.
pub(super) fn number_among(value: f64, spread: f64, unit: &str) -> String {
    let digits = match spread > 0.0 && spread.is_finite() && value != 0.0 {
        true => (exponent(value) - exponent(spread) + DIGITS - 1).clamp(DIGITS, 15),
        false => DIGITS,
    };
    match unit {
        "share" => share(value, digits, digits),
        _ => scaled(round(value, digits), digits),
    }
}

fn scaled(rounded: f64, digits: i32) -> String {
    let scaled = |by: f64, word: &str| format!("{} {word}", decimal(rounded / by, digits));
    match rounded.abs() {
        0.0 => "0".to_owned(),
        size if !(1e-3..1e15).contains(&size) => exponent_form(rounded),
        size if size >= 1e12 => scaled(1e12, "trillion"),
        size if size >= 1e9 => scaled(1e9, "billion"),
        size if size >= 1e6 => scaled(1e6, "million"),
        _ => decimal(rounded, digits),
    }
}

/// A number exactly as somebody said or wrote it: "5 million", "690,679".
pub fn exact(value: f64, unit: &str) -> String {
    if unit == "share" {
        return format!("{} %", decimal(value * 100.0, 15));
    }
    let millions = value / 1e6;
    match value.abs() {
        size if size >= 1e15 => exponent_form(value),
        size if size >= 1e6 && decimal(millions, 4).len() <= 5 && round(millions, 4) == millions => {
            number(value, None, unit)
        }
        _ => decimal(value, 15),
    }
}

/// A number of one future: whole numbers in full, others to six digits.
pub fn full(value: f64, unit: &str) -> String {
    let whole = exponent(value) + 1;
    match value {
        value if unit == "share" => format!("{} %", decimal(round(value * 100.0, 6), 6)),
        value if value.abs() >= 1e15 => exponent_form(value),
        value if value.fract() == 0.0 => decimal(value, whole.max(1)),
        value if value.abs() < 1e-3 => exponent_form(round(value, 6)),
        value => decimal(round(value, whole.max(6)), whole.max(6)),
    }
}

/// A simulation error: two digits.
pub fn error(mcse: Option<f64>, unit: &str) -> String {
    match mcse {
        None => "–".to_owned(),
        Some(mcse) if unit == "share" => format!("{} %", decimal(round(mcse * 100.0, 2), 2)),
        Some(mcse) => {
            let rounded = round(mcse, 2);
            if rounded == 0.0 || (1e-3..1e6).contains(&rounded) {
                decimal(rounded, 2)
            } else {
                number(rounded, None, unit)
            }
        }
    }
}

/// Two numbers as a range: "1.1 to 1.6 million".
pub fn range(low: &str, high: &str) -> String {
    let unit_of = |text: &str| text.rsplit_once(' ').map(|(_, unit)| unit.to_owned());
    match (low.rsplit_once(' '), unit_of(high)) {
        (Some((number, unit)), Some(other)) if unit == other && is_number(number) => {
            format!("{number} to {high}")
        }
        _ => format!("{low} to {high}"),
    }
}

/// A chance as a natural frequency.
///
/// Between 1 and 99 in 100: "7 in 10", "38 in 100". Rarer: "1 in 2,500". Never seen: "none of 200,000 simulated
/// futures". Where the futures are too few for that, the plain count: "5 of 16 simulated futures".
pub fn chance(chance: &Chance) -> String {
    let Some(probability) = chance.probability else {
        return "no future to judge it in".to_owned();
    };
    let of = count(chance.of);
    let rare = |p: f64| format!("1 in {}", decimal(round(1.0 / p, 2), 15));
    // Two standard errors in every hundred: below, the second digit means nothing.
    let coarse = chance.mcse.is_none_or(|mcse| mcse > 0.02);
    match chance.futures {
        0 => format!("none of {of} simulated futures"),
        n if n == chance.of => format!("all of {of} simulated futures"),
        n if chance.of < 100 || (n.min(chance.of - n) < 10) => {
            format!("{} of {of} simulated futures", count(n))
        }
        _ if probability < 0.01 => rare(probability),
        _ if probability > 0.99 => format!("all but {}", rare(1.0 - probability)),
        _ => frequency(probability, coarse),
    }
}

/// A whole number with its thousands set apart.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

fn frequency(probability: f64, coarse: bool) -> String {
    let hundredths = (probability * 100.0).round().clamp(1.0, 99.0);
    let tenths = (probability * 10.0).round().clamp(1.0, 9.0);
    if coarse {
        format!("about {tenths} in 10")
    } else if hundredths % 10.0 == 0.0 {
        format!("{} in 10", hundredths / 10.0)
    } else {
        format!("{hundredths} in 100")
    }
}

/// `given` digits of the value are rounded to, `shown` at most are printed.
fn share(value: f64, given: i32, shown: i32) -> String {
    match round(value * 100.0, given) {
        r if r >= 100.0 && value < 1.0 => "over 99.9 %".to_owned(),
        r if r.abs() < 0.001 && value != 0.0 => "under 0.001 %".to_owned(),
        r => format!("{} %", decimal(r, shown)),
    }
}

/// Digits from the first of the value to the first of its error.
fn supported(value: f64, mcse: Option<f64>) -> i32 {
    match mcse {
        Some(mcse) if mcse > 0.0 && mcse.is_finite() => {
            (exponent(value) - exponent(mcse) + 1).clamp(1, DIGITS)
        }
        _ => DIGITS,
    }
}

/// The power of ten of the first digit. Taken from the decimal form: no logarithm, and right at every power.
fn exponent(value: f64) -> i32 {
    let text = format!("{value:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

fn round(value: f64, digits: i32) -> f64 {
    let decimals = usize::try_from(digits - 1).unwrap_or(0);
    format!("{value:.decimals$e}").parse().unwrap_or(value)
}

/// Grouped thousands, at most `digits` significant digits after rounding, no zeros at the end of a fraction.
fn decimal(value: f64, digits: i32) -> String {
    let decimals = usize::try_from(digits - 1 - exponent(value)).unwrap_or(0).min(15);
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{sign}{}{point}{fraction}", grouped(whole))
}

fn exponent_form(value: f64) -> String {
    format!("{value:e}").replace('-', "−")
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '−' | '+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(value: f64, mcse: f64) -> String {
        number(value, Some(mcse), "people")
    }

    #[test]
    fn a_number_has_the_digits_that_its_error_supports() {
        assert_eq!(people(1_437_215.0, 2_345.0), "1.44 million");
        assert_eq!(people(1_437_215.0, 23_450.0), "1.44 million");
        assert_eq!(people(1_437_215.0, 234_500.0), "1.4 million");
        assert_eq!(people(690_679.0, 300.0), "691,000");
        assert_eq!(people(690_679.0, 30_000.0), "690,000");
        assert_eq!(people(999_999.0, 1.0), "1 million");
        assert_eq!(people(37.0, 0.1), "37");
        assert_eq!(people(12.3456, 0.5), "12.3");
        assert_eq!(people(-2_500_000_000.0, 1e6), "−2.5 billion");
        assert_eq!(people(0.0, 0.1), "0");
        assert_eq!(people(12_345.0, 80_000.0), "10,000");
        assert_eq!(number(0.3871, Some(0.0004), "share"), "38.7 %");
        assert_eq!(number(0.99999, Some(1e-9), "share"), "over 99.9 %");
    }

    #[test]
    fn numbers_that_lie_close_together_are_told_apart() {
        assert_eq!(number_among(2_012_345.0, 20_000.0, "people"), "2.012 million");
        assert_eq!(number_among(2_012_346.0, 500.0, "people"), "2.01235 million");
        assert_eq!(number_among(2_012_345.0, 3e6, "people"), "2.01 million");
        assert_eq!(number_among(0.500_123, 0.000_3, "share"), "50.012 %");
        assert_eq!(number_among(0.0, 1e-9, "people"), "0");
        assert_eq!(number_among(5.0, 0.0, "people"), "5");
    }

    #[test]
    fn what_somebody_said_is_repeated_exactly() {
        assert_eq!(exact(5_000_000.0, "people"), "5 million");
        assert_eq!(exact(690_679.0, "people"), "690,679");
        assert_eq!(exact(1_234_567.0, "people"), "1,234,567");
        assert_eq!(exact(0.8, "share"), "80 %");
    }

    #[test]
    fn numbers_of_one_future_are_whole_or_have_six_digits() {
        assert_eq!(full(5_000_000.0, "people"), "5,000,000");
        assert_eq!(full(1_234_567.891, "people"), "1,234,568");
        assert_eq!(full(-12.345_678_9, "months"), "−12.3457");
        assert_eq!(full(0.0, "people"), "0");
        assert_eq!(full(0.513_456_789, "share"), "51.3457 %");
        assert_eq!(full(1.25e-7, ""), "1.25e−7");
    }

    #[test]
    fn ranges_name_their_scale_once() {
        assert_eq!(range("1.1 million", "1.6 million"), "1.1 to 1.6 million");
        assert_eq!(range("210,000", "1.6 million"), "210,000 to 1.6 million");
        assert_eq!(range("38 %", "51 %"), "38 to 51 %");
    }

    #[test]
    fn chances_are_natural_frequencies_and_never_nothing_or_everything() {
        let words = |futures, of| chance(&Chance::of_counts(futures, of));
        assert_eq!(words(76_000, 200_000), "38 in 100");
        assert_eq!(words(140_000, 200_000), "7 in 10");
        assert_eq!(words(80, 200_000), "1 in 2,500");
        assert_eq!(words(2, 200_000), "2 of 200,000 simulated futures");
        assert_eq!(words(0, 200_000), "none of 200,000 simulated futures");
        assert_eq!(words(200_000, 200_000), "all of 200,000 simulated futures");
        assert_eq!(words(199_920, 200_000), "all but 1 in 2,500");
        assert_eq!(words(5, 16), "5 of 16 simulated futures");
        assert_eq!(words(100, 256), "about 4 in 10");
        assert_eq!(words(0, 0), "no future to judge it in");
    }

    #[test]
    fn errors_have_two_digits() {
        assert_eq!(error(Some(2_345.0), "people"), "2,300");
        assert_eq!(error(Some(0.000_412), "share"), "0.041 %");
        assert_eq!(error(Some(0.0), "months"), "0");
        assert_eq!(error(Some(12_345_678.0), "RUB"), "12 million");
        assert_eq!(error(None, "people"), "–");
    }
}
