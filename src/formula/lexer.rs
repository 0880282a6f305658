//! Text → tokens with byte ranges.

use super::codes;
use super::error::FormulaError;
use std::ops::Range;

/// The smallest parts of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// Bare or dotted, quotes removed.
    Name(String),
    Plus,
    Minus,
    Times,
    Divide,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Not,
    True,
    False,
    Open,
    Close,
    Comma,
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lexeme {
    pub token: Token,
    pub span: Range<usize>,
}

/// Two-character operators first, so that `<=` is not read as `<`.
const OPERATORS: &[(&str, Token)] = &[
    ("<=", Token::LessEqual),
    (">=", Token::GreaterEqual),
    ("==", Token::Equal),
    ("!=", Token::NotEqual),
    ("+", Token::Plus),
    ("-", Token::Minus),
    ("*", Token::Times),
    ("/", Token::Divide),
    ("^", Token::Power),
    ("<", Token::Less),
    (">", Token::Greater),
    ("(", Token::Open),
    (")", Token::Close),
    (",", Token::Comma),
];

/// Operators of other languages, and what stands for them here.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("**", "^"),
    ("<>", "!="),
    ("=<", "<="),
    ("=>", ">="),
    ("===", "=="),
    ("=", "=="),
    ("!", "not"),
    ("&", "and"),
    ("|", "or"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("·", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("–", "-"),
];

/// Splits a text into lexemes, the last one `End`.
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme>, FormulaError> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let start = at;
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let token = if first.is_ascii_digit() || first == '.' {
            number(text, &mut at)?
        } else if starts_name(first) {
            name(text, &mut at)?
        } else {
            operator(text, &mut at)?
        };
        lexemes.push(Lexeme { token, span: start..at });
    }
    lexemes.push(Lexeme { token: Token::End, span: at..at });
    Ok(lexemes)
}

fn starts_name(character: char) -> bool {
    character.is_alphabetic() || character == '_' || character == '"'
}

fn continues_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn operator(text: &str, at: &mut usize) -> Result<Token, FormulaError> {
    let rest = &text[*at..];
    let own = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign));
    let foreign = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign));
    match (own, foreign) {
        // `**`, `<>` begin with an own sign but are longer; `==` begins with the foreign `=` but is longer.
        (Some((sign, token)), other) if other.is_none_or(|(longer, _)| longer.len() <= sign.len()) => {
            *at += sign.len();
            Ok(token.clone())
        }
        (_, Some((sign, instead))) => {
            let span = *at..*at + sign.len();
            Err(FormulaError::new(codes::OPERATOR, span, format!("`{sign}` is not an operator here"))
                .advice(format!("write `{instead}`")))
        }
        _ => Err(foreign_character(text, *at)),
    }
}

fn foreign_character(text: &str, at: usize) -> FormulaError {
    let character = text[at..].chars().next().unwrap_or(' ');
    let span = at..at + character.len_utf8();
    let message = format!("`{}` is not part of a formula", character.escape_debug());
    let error = FormulaError::new(codes::CHARACTER, span, message);
    match character {
        '%' => error.advice("write a share: 0.6 for 60 %"),
        '[' | ']' | '{' | '}' => error.advice("use parentheses: ( and )"),
        '?' | ':' => error.advice("write `if(condition, value, other value)`"),
        '\'' | '`' => error.advice("names stand bare, or in double quotes where they hold a space or hyphen"),
        ';' => error.advice("separate arguments by commas"),
        _ => error,
    }
}

fn name(text: &str, at: &mut usize) -> Result<Token, FormulaError> {
    let start = *at;
    let mut path = String::new();
    loop {
        path.push_str(name_part(text, at)?);
        let mut rest = text[*at..].chars();
        if rest.next() != Some('.') {
            break;
        }
        let dot = *at;
        *at += 1;
        if !rest.next().is_some_and(|next| continues_name(next) || next == '"') {
            return Err(FormulaError::new(codes::SYNTAX, dot..dot + 1, "a name ends in a dot")
                .advice("a dotted path goes on after the dot, as in `status.permit_months`"));
        }
        path.push('.');
    }
    Ok(match &text[start..*at] {
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        "true" => Token::True,
        "false" => Token::False,
        _ => Token::Name(path),
    })
}

/// One part of a path, without its quotes.
fn name_part<'a>(text: &'a str, at: &mut usize) -> Result<&'a str, FormulaError> {
    let start = *at;
    let rest = &text[start..];
    if let Some(quoted) = rest.strip_prefix('"') {
        let Some(length) = quoted.find('"') else {
            return Err(FormulaError::new(codes::SYNTAX, start..start + 1, "a quote that is not closed")
                .advice("close the name with a second `\"`"));
        };
        *at += length + 2;
        return Ok(&quoted[..length]);
    }
    let length = rest.find(|character| !continues_name(character)).unwrap_or(rest.len());
    *at += length;
    Ok(&rest[..length])
}

/// Digits with `_` between them, a fraction, an exponent.
fn number(text: &str, at: &mut usize) -> Result<Token, FormulaError> {
    let start = *at;
    let bytes = text.as_bytes();
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let sign_of_exponent =
            matches!(byte, b'+' | b'-') && matches!(bytes[end - usize::from(end > start)], b'e' | b'E');
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || sign_of_exponent) {
            break;
        }
        end += 1;
    }
    *at = end;
    let word = &text[start..end];
    let error = |message: String| FormulaError::new(codes::NUMBER, start..end, message);
    if !is_number(word) {
        return Err(error(format!("`{word}` is not a number"))
            .advice("write for example 12, 0.25, 1_000_000 or 3.5e6; a product needs its `*`"));
    }
    match word.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Token::Number(value)),
        _ => Err(error(format!("`{word}` is too large for a number")).advice("the largest is 1.8e308")),
    }
}

/// `digits [. digits] [e [+|-] digits]`, each group of digits with `_` only between digits.
fn is_number(word: &str) -> bool {
    let digits = |group: &str| {
        group.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let exponent_reads = exponent.is_none_or(|power| digits(power.strip_prefix(['+', '-']).unwrap_or(power)));
    exponent_reads && mantissa.splitn(2, '.').all(digits)
}
