//! Tokens → nodes, by precedence climbing.
//!
//! From loose to tight: `or` · `and` · `not` · comparisons (not chained) · `+ -` · `* /` · unary minus · `^` (from
//! the right). So −2^2 is −4 and 2^−1 is a half, as in mathematics.

use super::ast::{Ast, Binary, Node, NodeId, NodeKind};
use super::codes;
use super::error::FormulaError;
use super::functions::{FUNCTIONS, Function};
use super::lexer::{Lexeme, Token, lex};
use super::suggest::nearest;
use std::ops::Range;

/// Longest text in bytes.
pub const MAX_LENGTH: usize = 65_536;
/// Deepest nesting of parentheses, calls, signs and powers.
pub const MAX_DEPTH: usize = 64;
/// Most numbers, names and operators.
pub const MAX_NODES: usize = 10_000;

/// Binding strengths; an operand binds at least as tightly as it is asked to.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const SIGN: u8 = 7;
const POWER: u8 = 8;

/// Parses a formula.
pub(super) fn parse(text: &str) -> Result<Ast, FormulaError> {
    if text.len() > MAX_LENGTH {
        let message = format!("the formula has {} bytes, more than {MAX_LENGTH}", text.len());
        return Err(FormulaError::new(codes::TOO_LONG, 0..text.len(), message)
            .advice("give parts of it names of their own"));
    }
    let mut parser = Parser { lexemes: lex(text)?, at: 0, nodes: Vec::new(), depth: 0 };
    if parser.peek().token == Token::End {
        return Err(FormulaError::new(codes::SYNTAX, 0..text.len(), "the formula is empty"));
    }
    parser.expression(OR)?;
    let next = parser.peek().clone();
    match next.token {
        Token::End => Ok(Ast { nodes: parser.nodes, length: text.len() }),
        Token::Close => Err(FormulaError::new(codes::PARENTHESIS, next.span, "`)` closes nothing")),
        _ => Err(parser.unexpected("an operator or the end of the formula")),
    }
}

struct Parser {
    lexemes: Vec<Lexeme>,
    at: usize,
    nodes: Vec<Node>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Lexeme {
        // The last lexeme is `End`, which nothing steps over.
        &self.lexemes[self.at]
    }

    fn next(&mut self) -> Lexeme {
        let lexeme = self.lexemes[self.at].clone();
        self.at = (self.at + 1).min(self.lexemes.len() - 1);
        lexeme
    }

    fn push(&mut self, kind: NodeKind, span: Range<usize>) -> Result<NodeId, FormulaError> {
        if self.nodes.len() >= MAX_NODES {
            let message = format!("the formula has more than {MAX_NODES} numbers, names and operators");
            return Err(
                FormulaError::new(codes::SIZE, span, message).advice("give parts of it names of their own")
            );
        }
        self.nodes.push(Node { kind, span });
        Ok(self.nodes.len() - 1)
    }

    fn span(&self, node: NodeId) -> Range<usize> {
        self.nodes[node].span.clone()
    }

    /// An expression whose operators bind at least as tightly as `strength`.
    fn expression(&mut self, strength: u8) -> Result<NodeId, FormulaError> {
        let mut left = self.prefix(strength)?;
        let mut compared: Option<Range<usize>> = None;
        while let Some((operator, own)) = infix(&self.peek().token)
            && own >= strength
        {
            let operator_span = self.next().span;
            if own == COMPARISON {
                if let Some(first) = compared.replace(operator_span.clone()) {
                    return Err(chained(first, operator_span));
                }
            } else {
                compared = None;
            }
            // Only powers group from the right; their exponent may carry a sign.
            let right = if own == POWER { self.nested(SIGN)? } else { self.expression(own + 1)? };
            let span = self.span(left).start..self.span(right).end;
            left = self.push(NodeKind::Binary { operator, operator_span, left, right }, span)?;
        }
        Ok(left)
    }

    /// An expression one level deeper. Right sides of the other operators need no count: their strength rises.
    fn nested(&mut self, strength: u8) -> Result<NodeId, FormulaError> {
        if self.depth == MAX_DEPTH {
            let message = format!("the formula is nested more than {MAX_DEPTH} deep");
            return Err(FormulaError::new(codes::DEPTH, self.peek().span.clone(), message)
                .advice("give inner parts names of their own"));
        }
        self.depth += 1;
        let node = self.expression(strength)?;
        self.depth -= 1;
        Ok(node)
    }

    /// A value with what stands in front of it.
    fn prefix(&mut self, strength: u8) -> Result<NodeId, FormulaError> {
        let start = self.peek().span.start;
        match self.peek().token {
            Token::Minus | Token::Plus => {
                let negative = self.next().token == Token::Minus;
                let inner = self.nested(SIGN)?;
                let span = start..self.span(inner).end;
                if negative { self.push(NodeKind::Negate(inner), span) } else { Ok(inner) }
            }
            Token::Not if strength <= NOT => {
                self.next();
                let inner = self.nested(NOT)?;
                let span = start..self.span(inner).end;
                self.push(NodeKind::Not(inner), span)
            }
            _ => self.value(),
        }
    }

    fn value(&mut self) -> Result<NodeId, FormulaError> {
        let lexeme = self.peek().clone();
        let kind = match lexeme.token {
            Token::Number(value) => NodeKind::Number(value),
            Token::True => NodeKind::Truth(true),
            Token::False => NodeKind::Truth(false),
            Token::Name(name) => {
                self.next();
                return if self.peek().token == Token::Open {
                    self.call(&name, lexeme.span)
                } else {
                    self.push(NodeKind::Name(name), lexeme.span)
                };
            }
            Token::Open => {
                self.next();
                let inner = self.nested(OR)?;
                let close = self.close(lexeme.span.clone())?;
                // The parentheses belong to what is underlined, not to the tree; a name is underlined alone.
                if !matches!(self.nodes[inner].kind, NodeKind::Name(_)) {
                    self.nodes[inner].span = lexeme.span.start..close;
                }
                return Ok(inner);
            }
            Token::Close => {
                return Err(FormulaError::new(
                    codes::PARENTHESIS,
                    lexeme.span,
                    "`)` where a value should stand",
                ));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.next();
        self.push(kind, lexeme.span)
    }

    fn call(&mut self, name: &str, name_span: Range<usize>) -> Result<NodeId, FormulaError> {
        let open = self.next().span;
        let Some(declaration) = Function::named(name) else {
            return Err(unknown_function(name, name_span));
        };
        let mut arguments = Vec::new();
        if self.peek().token != Token::Close {
            arguments.push(self.nested(OR)?);
            while self.peek().token == Token::Comma {
                self.next();
                arguments.push(self.nested(OR)?);
            }
        }
        let end = self.close(open)?;
        let count = arguments.len();
        if !(declaration.takes)(count) {
            let message =
                format!("`{name}` cannot take {count} argument{}", if count == 1 { "" } else { "s" });
            return Err(FormulaError::new(codes::ARGUMENTS, name_span.start..end, message)
                .advice(format!("its form is `{}`", declaration.form)));
        }
        self.push(NodeKind::Call { function: declaration.function, arguments }, name_span.start..end)
    }

    /// Steps over the `)` that belongs to `open`; returns its end.
    fn close(&mut self, open: Range<usize>) -> Result<usize, FormulaError> {
        match self.peek().token {
            Token::Close => Ok(self.next().span.end),
            Token::End => Err(FormulaError::new(codes::PARENTHESIS, open, "`(` is never closed")),
            Token::Comma => Err(self.unexpected("`)`").advice(
                "a comma stands only between the arguments of a function; the decimal sign is a point",
            )),
            _ => Err(self.unexpected("an operator or `)`")),
        }
    }

    fn unexpected(&self, expected: &str) -> FormulaError {
        let lexeme = self.peek();
        let found = match &lexeme.token {
            Token::End => "the formula ends".to_owned(),
            Token::Number(_) => "a number stands".to_owned(),
            Token::Name(name) => format!("`{name}` stands"),
            token => format!("`{}` stands", sign(token)),
        };
        let error =
            FormulaError::new(codes::SYNTAX, lexeme.span.clone(), format!("{found} where {expected} should"));
        match lexeme.token {
            Token::Comma => error.advice("the decimal sign is a point: 0.5"),
            Token::Not => error.advice("put what follows `not` in parentheses"),
            _ => error,
        }
    }
}

fn sign(token: &Token) -> &'static str {
    match token {
        Token::Open => "(",
        Token::Close => ")",
        Token::Comma => ",",
        Token::Not => "not",
        Token::True => "true",
        Token::False => "false",
        other => infix(other).map_or("", |(operator, _)| operator.sign()),
    }
}

fn infix(token: &Token) -> Option<(Binary, u8)> {
    Some(match token {
        Token::Or => (Binary::Or, OR),
        Token::And => (Binary::And, AND),
        Token::Less => (Binary::Less, COMPARISON),
        Token::LessEqual => (Binary::LessEqual, COMPARISON),
        Token::Greater => (Binary::Greater, COMPARISON),
        Token::GreaterEqual => (Binary::GreaterEqual, COMPARISON),
        Token::Equal => (Binary::Equal, COMPARISON),
        Token::NotEqual => (Binary::NotEqual, COMPARISON),
        Token::Plus => (Binary::Add, SUM),
        Token::Minus => (Binary::Subtract, SUM),
        Token::Times => (Binary::Multiply, PRODUCT),
        Token::Divide => (Binary::Divide, PRODUCT),
        Token::Power => (Binary::Power, POWER),
        _ => return None,
    })
}

fn chained(first: Range<usize>, second: Range<usize>) -> FormulaError {
    FormulaError::new(codes::CHAINED, second, "a comparison of a comparison")
        .label(first, "the first comparison")
        .advice("write `a < b and b < c`")
}

fn unknown_function(name: &str, span: Range<usize>) -> FormulaError {
    let names = FUNCTIONS.iter().map(|declaration| declaration.name);
    let error = FormulaError::new(codes::FUNCTION, span, format!("there is no function `{name}`"));
    match nearest(name, names) {
        Some(found) => error.advice(format!("did you mean `{found}`?")),
        None => error.advice("a product needs its `*`; the functions are listed in docs/formulas.md"),
    }
}
