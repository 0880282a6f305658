//! The stable codes of problems in formulas (E101–E129), for messages and `amnesty explain`.

/// A code with its explanation.
#[derive(Debug)]
pub struct Code {
    /// Stable code, such as `E111`.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means, with an example and the way out.
    pub explanation: &'static str,
}

/// The formula is longer than the limit.
pub const TOO_LONG: &str = "E101";
/// A character that the language does not have.
pub const CHARACTER: &str = "E102";
/// A number that cannot be read.
pub const NUMBER: &str = "E103";
/// A value, an operator or the end was expected.
pub const SYNTAX: &str = "E104";
/// A parenthesis without its partner.
pub const PARENTHESIS: &str = "E105";
/// An operator of another language.
pub const OPERATOR: &str = "E106";
/// A comparison of a comparison.
pub const CHAINED: &str = "E107";
/// Too deeply nested.
pub const DEPTH: &str = "E108";
/// Too many parts.
pub const SIZE: &str = "E109";
/// Too much work over the horizon.
pub const WORK: &str = "E110";
/// A name that stands for nothing.
pub const NAME: &str = "E111";
/// A function that does not exist.
pub const FUNCTION: &str = "E112";
/// A wrong number of arguments.
pub const ARGUMENTS: &str = "E113";
/// A monthly series where one value is needed.
pub const SERIES: &str = "E114";
/// One value where a monthly series is needed.
pub const NO_SERIES: &str = "E115";
/// A condition where a number is needed.
pub const CONDITION: &str = "E116";
/// A number where a condition is needed.
pub const NO_CONDITION: &str = "E117";
/// Two units that do not go together.
pub const UNITS: &str = "E118";
/// A unit that a function or power cannot take.
pub const UNIT_OF_ARGUMENT: &str = "E119";
/// The result is of another kind or unit than declared.
pub const RESULT: &str = "E120";
/// Formulas that depend on one another in a circle.
pub const CYCLE: &str = "E121";

/// Every code of a formula, in order.
pub const CODES: &[Code] = &[
    Code {
        code: TOO_LONG,
        title: "formula too long",
        explanation: "A formula may have 65,536 bytes. Give its parts names as outputs of their own and use those names.",
    },
    Code {
        code: CHARACTER,
        title: "character not in the language",
        explanation: "Formulas use + - * / ^, comparisons, parentheses, commas, numbers and names. A decimal comma, `%`, `×` \
or `≤` is not read: write `0.6` for 60 %, `*`, `<=`. A name with a space or hyphen stands in quotes: `segment.\"other breach\".take_up.eligible`.",
    },
    Code {
        code: NUMBER,
        title: "number that cannot be read",
        explanation: "Numbers are written `12`, `0.25`, `1_000_000` or `3.5e6`: digits on both sides of the point, `_` only \
between digits, and no larger than 1.8e308. A product needs its `*`: `12 * months`, not `12months`.",
    },
    Code {
        code: SYNTAX,
        title: "value or operator expected",
        explanation: "The formula stops or goes on where it should not: `2 *`, `granted refused`, `max(, 2)` or an empty text. \
Two values need an operator between them.",
    },
    Code {
        code: PARENTHESIS,
        title: "parenthesis without partner",
        explanation: "Every `(` needs a `)` after it. The underlined one has none.",
    },
    Code {
        code: OPERATOR,
        title: "operator of another language",
        explanation: "Equality is `==`, inequality `!=`, a power `^`; conditions are joined by the words `and`, `or`, `not`.",
    },
    Code {
        code: CHAINED,
        title: "comparison of a comparison",
        explanation: "`a < b < c` is read differently by different people. Write `a < b and b < c`.",
    },
    Code {
        code: DEPTH,
        title: "nested too deeply",
        explanation: "Parentheses, functions, signs and powers may be nested 64 deep. Give inner parts names as outputs of their own.",
    },
    Code {
        code: SIZE,
        title: "too many parts",
        explanation: "A formula may have 10,000 numbers, names and operators. Give its parts names as outputs of their own.",
    },
    Code {
        code: WORK,
        title: "too much work over the horizon",
        explanation: "What stands inside `sum`, `mean`, `min`, `max` or `first_month` is computed in every month; together a \
formula may need 1,000,000 operations a simulated future. Shorten it, or the horizon.",
    },
    Code {
        code: NAME,
        title: "unknown name",
        explanation: "A name is an own input, output or condition (bare), a built-in output or monthly series, or the dotted path \
of a value of the scenario (`processing.capacity_per_month`). `month` stands only inside a series.",
    },
    Code {
        code: FUNCTION,
        title: "unknown function",
        explanation: "The functions are if, min, max, abs, sqrt, exp, ln, round, floor, ceil, at, sum, mean and first_month.",
    },
    Code {
        code: ARGUMENTS,
        title: "wrong number of arguments",
        explanation: "The message shows the form of the function. `min` and `max` take one series, or two or more values.",
    },
    Code {
        code: SERIES,
        title: "series where one value is needed",
        explanation: "A series has a value every month. `at(legal, closing_month)` takes one of them; `sum`, `mean`, `min` and \
`max` take all together.",
    },
    Code {
        code: NO_SERIES,
        title: "one value where a series is needed",
        explanation: "The first argument of `at`, `sum`, `mean`, `first_month`, and the only one of `min` or `max`, must change \
from month to month: it must contain the name of a monthly series.",
    },
    Code {
        code: CONDITION,
        title: "condition used as a number",
        explanation: "A comparison is true or false, no number. Use `if(condition, 1, 0)` to count it.",
    },
    Code {
        code: NO_CONDITION,
        title: "number used as a condition",
        explanation: "`and`, `or`, `not`, `if` and `first_month` need conditions: compare the number, as in `granted > 0`.",
    },
    Code {
        code: UNITS,
        title: "units do not go together",
        explanation: "Only like may be added or compared with like: people with people, money with money. Nothing is converted. \
A bare number takes the unit of what it meets; multiplied with a quantity it may stand for months, so that \
`12 * processing.capacity_per_month` (people a month) can be compared with people.",
    },
    Code {
        code: UNIT_OF_ARGUMENT,
        title: "unit that the function cannot take",
        explanation: "`exp`, `ln` and exponents take plain numbers, `at`, `sum` and `mean` count months, `sqrt` needs even powers. \
Divide by a quantity of the same unit first, as in `ln(population / granted)`.",
    },
    Code {
        code: RESULT,
        title: "result is not what was declared",
        explanation: "The formula's value has another unit than its `unit` says, or is a condition where a number is declared, or the \
other way round. Correct the one that is wrong; nothing is converted.",
    },
    Code {
        code: CYCLE,
        title: "formulas depend on one another in a circle",
        explanation: "An output may use other outputs, but not itself through them. Break the circle at one of the names in the message.",
    },
];

/// The explanation of a code, if it is one of a formula.
pub fn explain(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_without_gap_so_that_none_is_listed_twice() {
        for (index, entry) in CODES.iter().enumerate() {
            assert_eq!(entry.code, format!("E{}", 101 + index));
            assert!(explain(entry.code).is_some_and(|found| found.title == entry.title));
        }
        assert!(explain("E999").is_none());
    }
}
