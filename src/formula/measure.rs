//! Units of expressions: exact, free (bare numbers), or known up to months.
//!
//! A bare number fits any unit. A bare number times a quantity keeps the quantity's unit, but may have stood for
//! months: `12 * processing.capacity_per_month` is people a month on paper and people in the writer's mind. Such
//! products are therefore compared apart from powers of the month.

use crate::units::Unit;
use std::fmt;

/// The unit of a numeric expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Bare numbers only: fits every unit.
    Free,
    /// A unit.
    Exact(Unit),
    /// A unit apart from powers of the month, as a bare number was multiplied in.
    UpToMonths(Unit),
}

impl Measure {
    /// Whether a value of this measure may stand where `unit` is declared.
    pub fn fits(&self, unit: &Unit) -> bool {
        match self {
            Self::Free => true,
            Self::Exact(own) => own == unit,
            Self::UpToMonths(own) => own.equal_up_to_months(unit),
        }
    }

    /// The unit to show; a plain number for bare numbers.
    pub fn unit(&self) -> Unit {
        match self {
            Self::Free => Unit::number(),
            Self::Exact(unit) | Self::UpToMonths(unit) => unit.clone(),
        }
    }

    /// The measure of a sum, difference, choice or comparison; `None` where the two do not go together.
    pub(super) fn joined(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Free, measure) | (measure, Self::Free) => Some(measure.clone()),
            (Self::Exact(a), Self::Exact(b)) => (a == b).then(|| self.clone()),
            (Self::Exact(a), Self::UpToMonths(b)) | (Self::UpToMonths(b), Self::Exact(a)) => {
                a.equal_up_to_months(b).then(|| Self::Exact(a.clone()))
            }
            (Self::UpToMonths(a), Self::UpToMonths(b)) => {
                // Months win, so that a month that is not reached stays one whichever side it stands on.
                let joined = if other.is_months() { other } else { self };
                a.equal_up_to_months(b).then(|| joined.clone())
            }
        }
    }

    /// The measure of a product.
    pub(super) fn times(&self, other: &Self) -> Self {
        self.combined(other, Unit::times)
    }

    /// The measure of a quotient.
    pub(super) fn per(&self, other: &Self) -> Self {
        self.combined(other, Unit::per)
    }

    /// The measure of a whole power.
    pub(super) fn power(&self, exponent: i32) -> Self {
        self.mapped(|unit| unit.power(exponent))
    }

    /// The measure of a square root; `None` where a power is odd.
    pub(super) fn square_root(&self) -> Option<Self> {
        match self {
            Self::Free => Some(Self::Free),
            Self::Exact(unit) => unit.square_root().map(Self::Exact),
            // The months of such a unit are unknown anyway: they are left out where they are odd.
            Self::UpToMonths(unit) => {
                let without = unit.square_root().or_else(|| unit.times(&Unit::months()).square_root());
                without.map(Self::UpToMonths)
            }
        }
    }

    /// Whether it can be read as a plain number.
    pub(super) fn is_number(&self) -> bool {
        self.fits(&Unit::number())
    }

    /// Whether values may be months that are not reached: +∞ is then kept and not "undefined".
    pub(super) fn is_months(&self) -> bool {
        !matches!(self, Self::Free) && self.unit() == Unit::months()
    }

    fn combined(&self, other: &Self, combine: impl Fn(&Unit, &Unit) -> Unit) -> Self {
        match (self, other) {
            (Self::Free, Self::Free) => Self::Free,
            (Self::Exact(a), Self::Exact(b)) => Self::Exact(combine(a, b)),
            _ => Self::UpToMonths(combine(&self.unit(), &other.unit())),
        }
    }

    fn mapped(&self, map: impl Fn(&Unit) -> Unit) -> Self {
        match self {
            Self::Free => Self::Free,
            Self::Exact(unit) => Self::Exact(map(unit)),
            Self::UpToMonths(unit) => Self::UpToMonths(map(unit)),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free => formatter.write_str("a bare number"),
            Self::Exact(unit) | Self::UpToMonths(unit) if unit.to_string().is_empty() => {
                formatter.write_str("a plain number")
            }
            Self::Exact(unit) => write!(formatter, "{unit}"),
            Self::UpToMonths(unit) => write!(formatter, "{unit} (apart from months)"),
        }
    }
}
