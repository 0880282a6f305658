//! `docs/model.md` names every parameter, output and rule.

use amnesty::catalogue::{FEATURES, QUANTITIES};

#[test]
fn the_model_page_names_every_quantity_and_every_rule() {
    let page = include_str!("../../docs/model.md");
    for quantity in QUANTITIES {
        assert!(page.contains(&format!("| `{}` |", quantity.path)), "{} is missing", quantity.path);
    }
    for feature in FEATURES {
        let row = format!("| {} | `{}` | {} |", feature.name, feature.switch, feature.when_off);
        assert!(page.contains(&row), "{row} is missing");
    }
    for rule in 1..=46 {
        assert!(page.contains(&format!("- **D{rule}** ")), "rule D{rule} is missing");
    }
}
