//! Every example of docs/formulas.md compiles and has the stated value.

use crate::world::{assert_values, program};

const PAGE: &str = include_str!("../../docs/formulas.md");

/// The lines of fenced blocks marked `formula`, each `formula` or `formula   # value`.
fn examples() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let blocks = PAGE.split("```formula\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(""));
    let lines = blocks.flat_map(str::lines).filter(|line| !line.trim().is_empty());
    lines.map(|line| match line.split_once('#') {
        Some((formula, note)) => (formula.trim(), note.trim().strip_prefix("= ")),
        None => (line.trim(), None),
    })
}

#[test]
fn examples_compile_and_constants_have_the_stated_value() {
    let mut compiled = 0;
    for (formula, stated) in examples() {
        match stated {
            Some("undefined") => assert_values(formula, [f64::NAN; 4]),
            Some("true") => assert_values(formula, [1.0; 4]),
            Some("false") => assert_values(formula, [0.0; 4]),
            Some(value) => assert_values(formula, [value.parse().expect("a number behind `# =`"); 4]),
            None => drop(program(formula)),
        }
        compiled += 1;
    }
    assert!(compiled >= 30, "only {compiled} examples found: is the page still read?");
}

#[test]
fn every_function_and_code_is_on_the_page() {
    for name in [
        "if",
        "min",
        "max",
        "abs",
        "sqrt",
        "exp",
        "ln",
        "round",
        "floor",
        "ceil",
        "at",
        "sum",
        "mean",
        "first_month",
    ] {
        assert!(PAGE.contains(&format!("`{name}(")), "`{name}` is not on the page");
    }
    for code in amnesty::formula::codes::CODES {
        assert!(PAGE.contains(code.code), "{} is not on the page", code.code);
    }
}
