//! Units: what a number counts, and whether two numbers may be added or compared.
//!
//! A unit is a product of base dimensions to whole powers (`people`, `month`, a currency code). A share, a
//! ratio and a plain number have no dimension. Nothing is ever converted: a unit is checked, and shown.

use std::collections::BTreeMap;
use std::fmt;

/// The currency of scenarios without money: "no currency involved" (ISO 4217).
pub const NO_CURRENCY: &str = "XXX";

/// A unit of measurement: its dimensions and the words it is shown with.
///
/// Two units are equal when their dimensions are; the label is display only.
#[derive(Clone, Debug)]
pub struct Unit {
    label: String,
    dimensions: BTreeMap<String, i32>,
}

/// A unit that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a unit; write for example people, share, months, RUB, RUB/person or RUB/month")]
pub struct UnitError {
    /// The text as written.
    pub given: String,
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.dimensions == other.dimensions
    }
}
impl Eq for Unit {}

impl Unit {
    /// A number without a dimension, shown without a unit.
    pub fn number() -> Self {
        Self { label: String::new(), dimensions: BTreeMap::new() }
    }

    /// A share or probability in [0, 1]; no dimension.
    pub fn share() -> Self {
        Self { label: "share".into(), dimensions: BTreeMap::new() }
    }

    /// Whole persons.
    pub fn people() -> Self {
        Self::base("people", "people")
    }

    /// Months.
    pub fn months() -> Self {
        Self::base("months", "month")
    }

    /// Reads `people`, `share`, `months`, `RUB`, `RUB/person`, `people/month`, `per year`, ….
    ///
    /// # Errors
    /// [`UnitError`] where a factor is neither a known word nor a three-letter currency code.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let error = || UnitError { given: text.to_owned() };
        let mut dimensions = BTreeMap::new();
        let normal = text.trim().replace("per ", "1/");
        for (index, side) in normal.split('/').enumerate() {
            let sign = if index == 0 { 1 } else { -1 };
            for factor in side.split(['*', '·']).map(str::trim) {
                if let Some(dimension) = base_dimension(factor).ok_or_else(error)? {
                    *dimensions.entry(dimension).or_insert(0) += sign;
                }
            }
        }
        dimensions.retain(|_, power| *power != 0);
        Ok(Self { label: text.trim().to_owned(), dimensions })
    }

    /// The product of two units.
    pub fn times(&self, other: &Self) -> Self {
        self.combine(other, 1)
    }

    /// The quotient of two units.
    pub fn per(&self, other: &Self) -> Self {
        self.combine(other, -1)
    }

    /// The unit multiplied with itself `exponent` times; a negative exponent divides.
    pub fn power(&self, exponent: i32) -> Self {
        if exponent == 1 {
            return self.clone();
        }
        let mut dimensions = self.dimensions.clone();
        dimensions.values_mut().for_each(|power| *power = power.saturating_mul(exponent));
        dimensions.retain(|_, power| *power != 0);
        Self { label: label_of(&dimensions), dimensions }
    }

    /// The unit whose square this is; `None` where a power is odd.
    pub fn square_root(&self) -> Option<Self> {
        let mut dimensions = self.dimensions.clone();
        if dimensions.values().any(|power| power % 2 != 0) {
            return None;
        }
        dimensions.values_mut().for_each(|power| *power /= 2);
        Some(Self { label: label_of(&dimensions), dimensions })
    }

    /// Whether the unit has no dimension at all.
    pub fn is_number(&self) -> bool {
        self.dimensions.is_empty()
    }

    /// Whether the two differ at most in powers of the month: a bare number may stand for months.
    pub fn equal_up_to_months(&self, other: &Self) -> bool {
        let without = |unit: &Self| {
            unit.dimensions
                .iter()
                .filter(|(name, _)| *name != "month")
                .map(|(n, p)| (n.clone(), *p))
                .collect()
        };
        let (a, b): (Vec<_>, Vec<_>) = (without(self), without(other));
        a == b
    }

    fn base(label: &str, dimension: &str) -> Self {
        Self { label: label.into(), dimensions: BTreeMap::from([(dimension.to_owned(), 1)]) }
    }

    fn combine(&self, other: &Self, sign: i32) -> Self {
        let mut dimensions = self.dimensions.clone();
        for (name, power) in &other.dimensions {
            *dimensions.entry(name.clone()).or_insert(0) += sign * power;
        }
        dimensions.retain(|_, power| *power != 0);
        let label = label_of(&dimensions);
        Self { label, dimensions }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.label)
    }
}

/// `Some(None)` for words without a dimension, `None` for words that are no unit.
fn base_dimension(word: &str) -> Option<Option<String>> {
    match word {
        "" | "1" | "share" | "number" | "ratio" | "odds ratio" => Some(None),
        "people" | "person" | "persons" | "application" | "applications" | "file" | "files" => {
            Some(Some("people".into()))
        }
        "month" | "months" => Some(Some("month".into())),
        "year" | "years" => Some(Some("year".into())),
        "staff" => Some(Some("staff".into())),
        code if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) => Some(Some(code.into())),
        _ => None,
    }
}

fn label_of(dimensions: &BTreeMap<String, i32>) -> String {
    let word = |name: &str, below: bool| match (name, below) {
        ("people", true) => "person".to_owned(),
        ("month", false) => "months".to_owned(),
        (other, _) => other.to_owned(),
    };
    let side = |below: bool| -> Vec<String> {
        dimensions
            .iter()
            .filter(|(_, power)| (**power < 0) == below)
            .flat_map(|(name, power)| std::iter::repeat_n(word(name, below), power.unsigned_abs() as usize))
            .collect()
    };
    let (above, below) = (side(false), side(true));
    match (above.is_empty(), below.is_empty()) {
        (_, true) => above.join("·"),
        (true, false) => format!("1/{}", below.join("/")),
        (false, false) => format!("{}/{}", above.join("·"), below.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_per_person_times_people_is_money() {
        let rate = Unit::parse("RUB/person").expect("a unit");
        assert_eq!(rate.times(&Unit::people()), Unit::parse("RUB").expect("a unit"));
        assert_eq!(rate.to_string(), "RUB/person");
        assert_eq!(Unit::parse("RUB").unwrap().per(&Unit::people()).to_string(), "RUB/person");
    }

    #[test]
    fn a_square_root_undoes_a_square_and_odd_powers_have_none() {
        assert_eq!(Unit::people().power(2).to_string(), "people·people");
        assert_eq!(Unit::people().power(2).square_root(), Some(Unit::people()));
        assert_eq!(Unit::people().power(-1).to_string(), "1/person");
        assert_eq!(Unit::people().power(0), Unit::number());
        assert_eq!(Unit::people().square_root(), None);
    }

    #[test]
    fn a_word_that_is_no_unit_is_refused_with_examples() {
        let error = Unit::parse("furlongs").expect_err("no unit");
        assert!(error.to_string().contains("furlongs"));
    }
}
