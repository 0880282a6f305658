//! What a number may be: the catalogue's range in the field's words, and the advice where a value lies outside.

use super::words;
use crate::catalogue::{Quantity, UnitKind};

/// The values that a quantity may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Legal {
    pub min: f64,
    pub max: f64,
    /// Whether `max` is a law (a share) rather than a guard against slips.
    pub max_is_law: bool,
    unit: Option<UnitKind>,
}

impl Legal {
    /// Any finite number: own inputs.
    pub(super) const ANY: Self =
        Self { min: f64::NEG_INFINITY, max: f64::INFINITY, max_is_law: false, unit: None };

    pub(super) fn of(quantity: &Quantity) -> Self {
        let (min, max) = (quantity.min, quantity.max);
        Self { min, max, max_is_law: max == 1.0, unit: Some(quantity.unit) }
    }

    pub(super) fn contains(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value)
    }

    /// `a share from 0 to 1`, `people from 0 to 1e15`, ….
    pub(super) fn expected(&self) -> String {
        let noun = match self.unit {
            Some(UnitKind::Share) => "a share",
            Some(UnitKind::PerYear) if self.max_is_law => "a yearly probability",
            Some(UnitKind::People) => "people",
            Some(UnitKind::Months) => "months",
            _ => "a number",
        };
        match (self.min.is_finite(), self.max.is_finite()) {
            (true, true) => format!("{noun} from {} to {}", words::number(self.min), words::number(self.max)),
            (true, false) => format!("{noun} not below {}", words::number(self.min)),
            (false, true) => format!("{noun} not above {}", words::number(self.max)),
            (false, false) => noun.to_owned(),
        }
    }

    /// What to do with a value outside, where that can be guessed: 60 where 0.6 is meant.
    pub(super) fn advice(&self, value: f64) -> Option<String> {
        if self.max_is_law && value > 1.0 && value <= 100.0 {
            return Some(format!(
                "shares run from 0 to 1: if {0} % is meant, write {1}",
                words::number(value),
                words::number(value / 100.0)
            ));
        }
        match self.unit {
            Some(UnitKind::People) if value > self.max => {
                Some("more people than have ever lived; check the zeros".to_owned())
            }
            _ => None,
        }
    }

    /// The `bounds` that keep a distribution inside.
    pub(super) fn bounds(&self) -> String {
        let end = |value: f64| if value.is_finite() { words::number(value) } else { "…".to_owned() };
        format!("[{}, {}]", end(self.min), end(self.max))
    }
}
