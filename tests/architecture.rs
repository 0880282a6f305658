//! The layers of docs/architecture.md, read from the sources: a module uses those before it, none after.

use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up.
const LAYERS: &[&str] = &[
    "units",
    "math",
    "stats",
    "random",
    "dist",
    "catalogue",
    "formula",
    "scenario",
    "model",
    "tally",
    "engine",
    "summary",
    "storage",
    "study",
    "output",
    "cli",
];

/// Words that only some modules may name, and those modules.
const RESERVED: &[(&str, &[&str])] = &[
    ("rayon", &["engine"]),
    ("unsafe", &["math"]),
    ("clap", TERMINAL),
    ("clap_complete", TERMINAL),
    ("indicatif", TERMINAL),
    ("annotate_snippets", TERMINAL),
    ("anstream", TERMINAL),
    ("signal_hook", TERMINAL),
    ("terminal_size", TERMINAL),
];

/// The library talks to no terminal.
const TERMINAL: &[&str] = &["cli", "main"];

/// A word or sign of a source, and its line.
#[derive(Clone, Debug, PartialEq)]
struct Token {
    text: String,
    line: usize,
}

/// Words and signs of a Rust source, without comments, strings and characters.
fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let line_of = |rest: &str| source[..source.len() - rest.len()].matches('\n').count() + 1;
    while let Some(first) = rest.chars().next() {
        let length = match skipped(rest) {
            Some(length) => length,
            None if is_word(first) => {
                let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
                tokens.push(Token { text: rest[..length].to_owned(), line: line_of(rest) });
                length
            }
            None if rest.starts_with("::") => {
                tokens.push(Token { text: "::".to_owned(), line: line_of(rest) });
                2
            }
            None => {
                if !first.is_whitespace() {
                    tokens.push(Token { text: first.to_string(), line: line_of(rest) });
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Length of the comment, string or character at the start of a source, if one stands there.
fn skipped(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    let raw = rest.strip_prefix('b').unwrap_or(rest);
    if let Some(hashes) = raw.strip_prefix('r') {
        let count = hashes.len() - hashes.trim_start_matches('#').len();
        if hashes[count..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(count));
            let opening = rest.len() - hashes.len() + count + 1;
            return Some(rest[opening..].find(&end).map_or(rest.len(), |at| opening + at + end.len()));
        }
    }
    if let Some(inside) = rest.strip_prefix('"') {
        return Some(1 + closing_quote(inside, '"'));
    }
    let inside = rest.strip_prefix('\'')?;
    let mut characters = inside.chars();
    match (characters.next(), characters.next()) {
        (Some('\\'), _) => Some(1 + closing_quote(inside, '\'')),
        (Some(character), Some('\'')) => Some(character.len_utf8() + 2),
        // A lifetime.
        _ => None,
    }
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Length up to and with the closing quote, backslashes observed.
fn closing_quote(inside: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    inside.len()
}

/// The modules of the crate that a source names after `crate::`, or after as many `super::` as lead up to the root.
///
/// `depth` is the file's own depth below the root. `super::` inside braces is left aside: it may belong to an
/// inline module, from which it leads less far.
fn modules_used(tokens: &[Token], depth: usize) -> Vec<&Token> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let (mut used, mut braces) = (Vec::new(), 0usize);
    for index in 0..tokens.len() {
        let after = match text(index) {
            "{" => {
                braces += 1;
                continue;
            }
            "}" => {
                braces = braces.saturating_sub(1);
                continue;
            }
            "crate" if text(index + 1) == "::" => index + 2,
            "super" if braces == 0 && (index == 0 || text(index - 1) != "::") => {
                let climbs = (0..).take_while(|n| text(index + 2 * n) == "super").count();
                if climbs < depth {
                    continue;
                }
                index + 2 * climbs
            }
            _ => continue,
        };
        match text(after) {
            "{" => used.extend(group(&tokens[after + 1..])),
            _ => used.extend(tokens.get(after)),
        }
    }
    used
}

/// The first words of the members of a `{…}` whose opening brace was just read.
fn group(tokens: &[Token]) -> Vec<&Token> {
    let (mut depth, mut first, mut found) = (0, true, Vec::new());
    for token in tokens {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "," if depth == 0 => first = true,
            _ if first && depth == 0 => {
                found.push(token);
                first = false;
            }
            _ => {}
        }
    }
    found
}

/// What is wrong with a source of a top-level module, one line each.
fn violations(file: &str, module: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for token in &tokens {
        for (word, allowed) in RESERVED {
            if token.text == *word && !allowed.contains(&module) {
                found.push(format!(
                    "{file}:{}: `{word}` stands only in {}",
                    token.line,
                    allowed.join(" and ")
                ));
            }
        }
    }
    if matches!(module, "main" | "lib" | "cli") {
        return found;
    }
    let Some(own) = LAYERS.iter().position(|layer| *layer == module) else {
        found.push(format!(
            "{file}:1: module `{module}` is in no layer: give it its place in tests/architecture.rs"
        ));
        return found;
    };
    let depth = file.matches('/').count() - usize::from(file.ends_with("/mod.rs"));
    for token in modules_used(&tokens, depth) {
        if let Some(other) = LAYERS.iter().position(|layer| *layer == token.text)
            && other > own
        {
            found.push(format!(
                "{file}:{}: `{module}` uses `{}`, which comes after it",
                token.line, token.text
            ));
        }
    }
    found
}

/// Every Rust file below a directory, in order.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the directory of the sources is readable");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

#[test]
fn every_module_uses_only_those_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in sources(&root.join("src")) {
        let local = path.strip_prefix(root).expect("below the root");
        let parts: Vec<String> =
            local.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let module = parts[1].trim_end_matches(".rs");
        let source = fs::read_to_string(&path).expect("a source is text");
        found.extend(violations(&parts.join("/"), module, &source));
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_use_of_a_later_module_is_found_with_its_line() {
    let found = violations("src/dist/x.rs", "dist", "use crate::math;\n\nuse crate::model::Inputs;\n");
    assert_eq!(found, ["src/dist/x.rs:3: `dist` uses `model`, which comes after it"]);
    let inline = violations("src/dist/x.rs", "dist", "fn f() {\n    crate::engine::run()\n}");
    assert_eq!(inline, ["src/dist/x.rs:2: `dist` uses `engine`, which comes after it"]);
}

#[test]
fn groups_of_imports_are_read_member_by_member() {
    let source = "use crate::{\n    units::{model, Unit},\n    math,\n    model::{self, engine},\n};\nuse other::{study};";
    let found = violations("src/formula/f.rs", "formula", source);
    assert_eq!(found, ["src/formula/f.rs:4: `formula` uses `model`, which comes after it"]);
}

#[test]
fn a_way_around_through_super_is_found() {
    let up = "use super::super::model::Inputs;\nmod tests {\n    use super::super::model;\n}";
    assert_eq!(violations("src/dist/x.rs", "dist", up).len(), 1);
    assert_eq!(violations("src/dist/mod.rs", "dist", "use super::{model, math};").len(), 1);
    assert_eq!(violations("src/dist/x.rs", "dist", "use super::model;"), Vec::<String>::new());
}

#[test]
fn comments_strings_and_characters_are_not_code() {
    let source = r####"
        //! See `crate::cli`.
        /* crate::cli /* unsafe */ rayon */
        const A: &str = "crate::cli \" unsafe";
        const B: &str = r#"rayon " crate::cli"#;
        const C: (char, char) = ('"', '\'');
        fn f<'a>(x: &'a str) -> &'a str { x }
        #![deny(unsafe_code)]
    "####;
    assert_eq!(violations("src/units/f.rs", "units", source), Vec::<String>::new());
    assert_eq!(violations("src/units/f.rs", "units", &format!("{source}\nuse crate::cli;")).len(), 1);
}

#[test]
fn reserved_words_stand_only_in_their_modules() {
    assert_eq!(
        violations("src/tally/f.rs", "tally", "use rayon::prelude::*;"),
        ["src/tally/f.rs:1: `rayon` stands only in engine"]
    );
    assert_eq!(violations("src/engine/f.rs", "engine", "use rayon::prelude::*;"), Vec::<String>::new());
    assert_eq!(
        violations("src/random/f.rs", "random", "\nunsafe { x() }"),
        ["src/random/f.rs:2: `unsafe` stands only in math"]
    );
    assert_eq!(
        violations("src/output/f.rs", "output", "clap::Parser")[0],
        "src/output/f.rs:1: `clap` stands only in cli and main"
    );
    assert_eq!(
        violations("src/main/f.rs", "main", "use clap::Parser; use amnesty::study;"),
        Vec::<String>::new()
    );
}

#[test]
fn a_module_without_a_layer_is_an_error() {
    assert_eq!(violations("src/helpers.rs", "helpers", "").len(), 1);
}
