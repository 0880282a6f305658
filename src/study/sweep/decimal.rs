//! Decimal numbers as people write them, so that steps between them are exact: a fifth of the way from 0.1 to 0.6 is
//! 0.2 and not 0.30000000000000004's neighbour.

/// Most digits that are read; people and money need fewer.
const MAX_DIGITS: usize = 18;

/// `units × 10^-scale`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// Reads `12`, `-0.5`, `50_000` or `1.5e6`; `None` for anything else and beyond eighteen digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = text.trim().replace('_', "");
        let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (plain.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let digits = format!("{unsigned}{fraction}");
        let is_number = !unsigned.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || digits.len() > MAX_DIGITS || exponent.unsigned_abs() > MAX_DIGITS as u32 {
            return None;
        }
        let sign = if whole.starts_with('-') { -1 } else { 1 };
        let units = sign * digits.parse::<i128>().ok()?;
        match i32::try_from(fraction.len()).ok()? - exponent {
            scale if scale >= 0 => Some(Self { units, scale: scale.unsigned_abs() }),
            scale => Some(Self { units: units.checked_mul(10_i128.pow(scale.unsigned_abs()))?, scale: 0 }),
        }
    }

    /// The number that is written shortest among those that this float is nearest to.
    pub(super) fn of(value: f64) -> Option<Self> {
        Self::parse(&format!("{value:e}"))
    }

    /// The nearest float.
    pub(super) fn to_f64(self) -> f64 {
        // The standard library rounds a decimal text correctly, whatever its length.
        format!("{}e-{}", self.units, self.scale).parse().unwrap_or(f64::NAN)
    }

    /// The nearest float to the point that lies `step / steps` of the way to another number.
    pub(super) fn on_the_way(self, other: Self, step: usize, steps: usize) -> f64 {
        /// Digits after those of the ends; a third of them has no last one.
        const FURTHER: u32 = 19;
        let scale = self.scale.max(other.scale);
        let at = |number: Self| number.units.checked_mul(10_i128.checked_pow(scale - number.scale)?);
        let exact = || {
            let (step, steps) = (step as i128, (steps as i128).max(1));
            let sum = at(self)?.checked_mul(steps - step)?.checked_add(at(other)?.checked_mul(step)?)?;
            // The largest power of ten that still fits.
            let (power, units) = (0..=FURTHER)
                .rev()
                .find_map(|power| Some((power, sum.checked_mul(10_i128.checked_pow(power)?)?)))?;
            Some(Self { units: units / steps, scale: scale + power }.to_f64())
        };
        let share = step as f64 / steps.max(1) as f64;
        exact().unwrap_or_else(|| self.to_f64() + (other.to_f64() - self.to_f64()) * share)
    }

    /// A number near `share` of the way to another one, with six digits of the way between them: what a person can
    /// read and type again. Whole where `whole` says so.
    pub(super) fn rounded_on_the_way(self, other: Self, share: f64, whole: bool) -> f64 {
        let (from, to) = (self.to_f64(), other.to_f64());
        let value = from + (to - from) * share;
        let digits = format!("{:e}", to - from);
        let exponent =
            digits.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok()).unwrap_or(0);
        let decimals = usize::try_from(if whole { 0 } else { 5 - exponent }).unwrap_or(0);
        let (low, high) = if from <= to { (from, to) } else { (to, from) };
        format!("{value:.decimals$}").parse().unwrap_or(value).clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn steps_between_decimals_are_those_that_a_person_would_write() {
        let steps = |from: &str, to: &str, n: usize| {
            (0..n).map(|i| decimal(from).on_the_way(decimal(to), i, n - 1)).collect::<Vec<_>>()
        };
        assert_eq!(steps("0.1", "0.5", 5), [0.1, 0.2, 0.3, 0.4, 0.5]);
        assert_eq!(steps("50_000", "300_000", 6), [5e4, 1e5, 1.5e5, 2e5, 2.5e5, 3e5]);
        assert_eq!(steps("0", "1", 4), [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]);
        assert_eq!(steps("-0.3", "0.3", 7), [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]);
        assert_eq!(steps("1e15", "2e15", 3), [1e15, 1.5e15, 2e15]);
        assert_eq!(steps("0.7", "0.1", 4), [0.7, 0.5, 0.3, 0.1], "downwards too");
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in
            [("12", 12.0), ("-0.5", -0.5), ("50_000", 5e4), ("1.5e6", 1.5e6), ("2E-3", 0.002)]
        {
            assert_eq!(decimal(text).to_f64(), value, "{text}");
        }
        for text in ["", "-", ".", "1.2.3", "0x10", "nan", "inf", "1e999", "1234567890123456789"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::of(0.1), Decimal::parse("0.1"));
    }

    #[test]
    fn points_within_a_range_have_few_digits_and_stay_inside() {
        let (low, high) = (decimal("50_000"), decimal("300_000"));
        assert_eq!(low.rounded_on_the_way(high, 0.123_456_789, false), 80_864.0);
        assert_eq!(decimal("0.1").rounded_on_the_way(decimal("0.2"), 1.0 / 3.0, false), 0.133_333);
        assert_eq!(decimal("3").rounded_on_the_way(decimal("12"), 0.5, true), 8.0);
        assert_eq!(decimal("0.26").rounded_on_the_way(decimal("0.4"), 0.0, true), 0.26);
    }
}
