//! The order of formulas that use one another.

use amnesty::formula::{Cycle, Defined, Names, Program, Symbol, SymbolKind, compile, order};
use amnesty::units::Unit;

struct Letters;

impl Names for Letters {
    fn scalar(&self, name: &str) -> Option<Symbol> {
        let letter = name.bytes().next().filter(|_| name.len() == 1)?;
        Some(Symbol { column: letter as usize, unit: Unit::number(), kind: SymbolKind::Scalar })
    }

    fn series(&self, _name: &str) -> Option<Symbol> {
        None
    }

    fn all(&self) -> Vec<String> {
        Vec::new()
    }
}

fn ordered(formulas: &[(&str, &str)]) -> Result<Vec<usize>, Cycle> {
    let programs: Vec<Program> =
        formulas.iter().map(|(_, text)| compile(text, &Letters).expect("compiles")).collect();
    let defined: Vec<_> = formulas
        .iter()
        .zip(&programs)
        .map(|((name, _), program)| Defined { name, column: name.as_bytes()[0] as usize, program })
        .collect();
    order(&defined)
}

#[test]
fn each_formula_comes_after_those_it_uses_and_otherwise_as_given() {
    assert_eq!(ordered(&[("a", "x + 1"), ("b", "2"), ("c", "y")]), Ok(vec![0, 1, 2]));
    assert_eq!(ordered(&[("a", "b + c"), ("b", "c"), ("c", "1"), ("d", "a")]), Ok(vec![2, 1, 0, 3]));
}

#[test]
fn a_circle_is_named_around() {
    let circle = ordered(&[("a", "1"), ("b", "c + a"), ("c", "d"), ("d", "b * 2")]).expect_err("a circle");
    assert_eq!(circle.to_string(), "`b` uses `c`, `c` uses `d`, `d` uses `b`");
    let own = ordered(&[("a", "a + 1")]).expect_err("a circle");
    assert_eq!(own.to_string(), "`a` uses itself");
    assert_eq!(Cycle::CODE, "E121");
}

#[test]
fn a_circle_is_named_without_those_who_only_lead_to_it() {
    let circle = ordered(&[("a", "b"), ("b", "c"), ("c", "b")]).expect_err("a circle");
    assert_eq!(circle.names, ["b", "c"]);
}
