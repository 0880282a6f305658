//! Every built-in quantity and output, declared once: path or name, unit, range, default, meaning.
//!
//! No behaviour lives here. The scenario's schema and validation, the plan, the summary and the documentation
//! all read these tables, so a quantity or an output exists in exactly one place. Rules D1–D46 are those of
//! `docs/model.md`.

mod better;
mod failures;
mod features;
mod outputs;
mod quantities;

pub use better::{BETTER, Better, better};
pub use failures::{CAPACITY, FAILURES, Failure, When};
pub use features::{FEATURES, Feature};
pub use outputs::{OUTPUTS, Output, OutputKind, SERIES, Series};
pub use quantities::{Fallback, GROUPS, Group, Kind, LEVERS, QUANTITIES, Quantity, Scope};

use crate::units::Unit;

/// A built-in unit; money stands in the scenario's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Persons.
    People,
    /// Persons a month.
    PeoplePerMonth,
    /// A share or probability in [0, 1].
    Share,
    /// Months.
    Months,
    /// A yearly probability or rate.
    PerYear,
    /// A ratio or plain number.
    Number,
    /// The scenario's currency.
    Money,
    /// Currency per person or file.
    MoneyPerPerson,
    /// Currency per month (and person).
    MoneyPerMonth,
    /// Staff-months.
    StaffMonths,
    /// Persons (files) per staff-month.
    PeoplePerStaffMonth,
}

impl UnitKind {
    /// The unit with the scenario's currency filled in.
    pub fn unit(self, currency: &str) -> Unit {
        let text = match self {
            Self::People => "people".to_owned(),
            Self::PeoplePerMonth => "people/month".to_owned(),
            Self::Share => "share".to_owned(),
            Self::Months => "months".to_owned(),
            Self::PerYear => "share/year".to_owned(),
            Self::Number => return Unit::number(),
            Self::Money => currency.to_owned(),
            Self::MoneyPerPerson => format!("{currency}/person"),
            Self::MoneyPerMonth => format!("{currency}/month"),
            Self::StaffMonths => "staff*months".to_owned(),
            Self::PeoplePerStaffMonth => "people/staff/month".to_owned(),
        };
        Unit::parse(&text).unwrap_or_else(|_| Unit::number())
    }
}

/// Finds the declaration of a path as written in a scenario.
///
/// `segment.NAME.` and `office.NAME.` in front are taken off first; a `*` in a declared path stands for one name.
/// Returns the declaration, or `None` where no built-in quantity has that path.
pub fn quantity(path: &str) -> Option<&'static Quantity> {
    let (_, local) = split_scope(path);
    QUANTITIES.iter().find(|quantity| matches(quantity.path, local))
}

/// Splits `segment.NAME.rest` or `office.NAME.rest` into the scope (`segment.NAME`) and the rest.
///
/// `office.NAME.share` is a quantity of its own and is left whole.
pub fn split_scope(path: &str) -> (Option<&str>, &str) {
    for kind in ["segment.", "office."] {
        if let Some(after) = path.strip_prefix(kind)
            && let Some(dot) = after.find('.')
            && !(kind == "office." && &after[dot + 1..] == "share")
        {
            let cut = kind.len() + dot;
            return (Some(&path[..cut]), &path[cut + 1..]);
        }
    }
    (None, path)
}

/// The declaration of a scalar output, by name.
pub fn output(name: &str) -> Option<&'static Output> {
    OUTPUTS.iter().find(|output| output.name == name)
}

/// The declaration of a monthly series, by name.
pub fn series(name: &str) -> Option<&'static Series> {
    SERIES.iter().find(|series| series.name == name)
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some("*"), Some(word)) if !word.is_empty() => {}
            (Some(a), Some(b)) if a == b => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_override_has_the_declaration_of_its_path() {
        let found = quantity("segment.other_breach.take_up.ineligible").expect("declared");
        assert_eq!(found.path, "take_up.ineligible");
        assert!(quantity("eligibility.criterion.clean_record.pass_share").is_some());
        assert!(quantity("take_up.elligible").is_none());
        assert_eq!(split_scope("office.moscow.share"), (None, "office.moscow.share"));
    }

    #[test]
    fn every_lever_is_a_quantity() {
        assert!(LEVERS.iter().all(|path| quantity(path).is_some()));
    }

    #[test]
    fn names_are_declared_once() {
        for (index, a) in QUANTITIES.iter().enumerate() {
            assert!(QUANTITIES[index + 1..].iter().all(|b| a.path != b.path), "{} twice", a.path);
        }
        for (index, a) in OUTPUTS.iter().enumerate() {
            assert!(OUTPUTS[index + 1..].iter().all(|b| a.name != b.name), "{} twice", a.name);
        }
    }
}
