//! The JSON Schema accepts every shipped scenario and refuses broken ones.

use amnesty::scenario::schema;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).expect("a valid schema")
}

fn configs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let mut files = Vec::new();
    for directory in [root.clone(), root.join("sweeps")] {
        let entries =
            fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
        files.extend(entries.filter(|path| path.is_file()));
    }
    files.sort();
    files
}

fn as_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file");
    if path.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).expect("JSON")
    } else {
        toml::from_str(&text).expect("TOML")
    }
}

#[test]
fn every_file_in_configs_validates() {
    let validator = validator();
    for path in configs() {
        let errors: Vec<String> = validator
            .iter_errors(&as_json(&path))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

#[test]
fn broken_files_do_not_validate() {
    let validator = validator();
    let good = as_json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/russia-2012.toml"));
    let broken: [(&str, Value); 12] = [
        ("/window/lenght_months", json!(3)),
        ("/take_up/eligible", json!(1.5)),
        ("/take_up/eligible", json!({ "beta": { "mean": 0.4 } })),
        (
            "/take_up/eligible",
            json!({ "beta": { "mean": 0.4, "sd": 0.1 }, "uniform": { "min": 0, "max": 1 } }),
        ),
        ("/take_up/eligible", json!({ "unit": "share" })),
        ("/run/design", json!("sobel")),
        ("/run/replicates", json!("many")),
        ("/segment/other_breach/population", json!(3)),
        ("/policy/no_fee/money/fee_per_aplication", json!(0)),
        ("/population/estimate/service", json!({ "lognormal": { "p05": 1, "p95": 2 } })),
        ("/claim/five_million_citizens/at_most", json!(3)),
        ("/timing/shares", json!({ "front": 0.5, "steady": 0.2, "late": 0.3 })),
    ];
    for (pointer, value) in broken {
        let mut file = good.clone();
        let (table, key) = pointer.rsplit_once('/').expect("a pointer");
        file.pointer_mut(table).expect("a table")[key] = value.clone();
        assert!(!validator.is_valid(&file), "{pointer} = {value} should not validate");
    }
}

#[test]
fn every_built_in_quantity_has_its_meaning_in_the_schema() {
    let text = schema().to_string();
    for quantity in amnesty::catalogue::QUANTITIES {
        let meaning = serde_json::to_string(quantity.meaning).expect("text");
        assert!(text.contains(&meaning), "{}", quantity.path);
    }
}
