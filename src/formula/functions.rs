//! The functions of the language: names, forms and numbers of arguments.

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    If,
    Min,
    Max,
    Abs,
    Sqrt,
    Exp,
    Ln,
    Round,
    Floor,
    Ceil,
    At,
    Sum,
    Mean,
    FirstMonth,
}

/// What the documentation and messages say about a function.
pub(super) struct Declaration {
    pub function: Function,
    pub name: &'static str,
    pub form: &'static str,
    /// Whether a number of arguments is right.
    pub takes: fn(usize) -> bool,
}

const fn one(
    function: Function,
    name: &'static str,
    form: &'static str,
    takes: fn(usize) -> bool,
) -> Declaration {
    Declaration { function, name, form, takes }
}

/// Every function.
pub(super) const FUNCTIONS: &[Declaration] = &[
    one(Function::If, "if", "if(condition, value, other value)", |n| n == 3),
    one(Function::Min, "min", "min(series) or min(value, value, …)", |n| n >= 1),
    one(Function::Max, "max", "max(series) or max(value, value, …)", |n| n >= 1),
    one(Function::Abs, "abs", "abs(value)", |n| n == 1),
    one(Function::Sqrt, "sqrt", "sqrt(value)", |n| n == 1),
    one(Function::Exp, "exp", "exp(value)", |n| n == 1),
    one(Function::Ln, "ln", "ln(value)", |n| n == 1),
    one(Function::Round, "round", "round(value)", |n| n == 1),
    one(Function::Floor, "floor", "floor(value)", |n| n == 1),
    one(Function::Ceil, "ceil", "ceil(value)", |n| n == 1),
    one(Function::At, "at", "at(series, month)", |n| n == 2),
    one(Function::Sum, "sum", "sum(series) or sum(series, from, to)", |n| n == 1 || n == 3),
    one(Function::Mean, "mean", "mean(series) or mean(series, from, to)", |n| n == 1 || n == 3),
    one(Function::FirstMonth, "first_month", "first_month(condition on a series)", |n| n == 1),
];

impl Function {
    /// The function of that name.
    pub fn named(name: &str) -> Option<&'static Declaration> {
        FUNCTIONS.iter().find(|declaration| declaration.name == name)
    }

    /// Whether its first argument is a series that it turns into one value.
    pub fn is_aggregate(self, arguments: usize) -> bool {
        match self {
            Self::At | Self::Sum | Self::Mean | Self::FirstMonth => true,
            Self::Min | Self::Max => arguments == 1,
            _ => false,
        }
    }

    /// Its name in a formula.
    pub fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|declaration| declaration.function == self).map_or("", |found| found.name)
    }
}
