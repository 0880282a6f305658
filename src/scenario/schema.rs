//! The JSON Schema of a scenario file: mirrors by schemars, quantities from the catalogue, families from `dist`.
//!
//! Editors complete and check by it. It is built from the same tables as the reader, so that the two cannot differ
//! in a key; what goes beyond keys, kinds and ranges (sums, supports, formulas) only the reader checks.

use super::beliefs::families;
use super::raw::{DirichletPart, EstimatePart, File, GroupPart, QuantityPart};
use crate::catalogue::{GROUPS, Group, QUANTITIES, Quantity, Scope};
use crate::dist::{self, Form};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Keys that a file has once and a policy can't replace.
const ONCE: [&str; 6] = ["format", "title", "extends", "policy", "sweep", "as_of"];

/// The schema of scenario files, TOML or JSON alike (JSON Schema 2020-12).
pub fn schema() -> Value {
    let mut root = mirror::<File>();
    for quantity in QUANTITIES {
        place(&mut root, quantity.path, of_quantity(quantity));
        let scope = match quantity.scope {
            Scope::National => continue,
            Scope::Segment => "segment.*",
            Scope::Office => "office.*",
        };
        place(&mut root, &format!("{scope}.{}", quantity.path), of_quantity(quantity));
    }
    for group in GROUPS {
        place(&mut root, group.path, of_group(group));
    }
    let input = json!({ "anyOf": [{ "type": "number" }, { "$ref": "#/$defs/belief" }] });
    place(&mut root, "inputs.*", described(input, "inputs of the scenario's own, by name"));
    policies(&mut root);
    let mut definitions = Map::new();
    definitions.insert("belief".to_owned(), belief());
    definitions.insert("estimate".to_owned(), estimate());
    definitions.extend(families().map(|family| (family.to_owned(), of_family(family))));
    root["$defs"] = Value::Object(definitions);
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("amnesty scenario, format 1");
    root["anyOf"] = json!([{ "required": ["extends"] }, { "required": ["format", "title"] }]);
    root
}

/// A mirror's own schema with everything inside it written out, so that tables can be filled at their paths.
fn mirror<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    strip(&mut schema);
    schema
}

/// Titles of Rust types, their sizes and empty defaults say nothing to a person. A property of one of these names is
/// a table and stays.
fn strip(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            for key in ["title", "format"] {
                if map.get(key).is_some_and(Value::is_string) {
                    map.remove(key);
                }
            }
            map.remove("default");
            map.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Puts a schema at a dotted path, opening tables on the way; `*` stands for any name.
fn place(table: &mut Value, path: &str, schema: Value) {
    let (word, rest) = path.split_once('.').map_or((path, None), |(word, rest)| (word, Some(rest)));
    let slot = match word {
        "*" => &mut table["additionalProperties"],
        word => &mut table["properties"][word],
    };
    match rest {
        None => *slot = schema,
        Some(rest) => {
            if !slot.is_object() {
                *slot = json!({ "type": "object", "additionalProperties": false });
            }
            place(slot, rest, schema);
        }
    }
}

fn described(mut schema: Value, words: &str) -> Value {
    schema["description"] = json!(words);
    schema
}

fn of_quantity(quantity: &Quantity) -> Value {
    let mut number = json!({ "type": "number" });
    for (key, end) in [("minimum", quantity.min), ("maximum", quantity.max)] {
        if end.is_finite() {
            number[key] = json!(end);
        }
    }
    described(json!({ "anyOf": [number, { "$ref": "#/$defs/belief" }] }), quantity.meaning)
}

/// Members with shares, set or drawn together.
fn of_group(group: &Group) -> Value {
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let shares = if group.members.is_empty() {
        json!({ "type": "object", "additionalProperties": share })
    } else {
        let members: Map<String, Value> =
            group.members.iter().map(|name| ((*name).to_owned(), share.clone())).collect();
        json!({ "type": "object", "properties": members, "required": group.members, "additionalProperties": false })
    };
    let mut dirichlet = mirror::<DirichletPart>();
    dirichlet["properties"]["mean"] = shares.clone();
    dirichlet["required"] = json!(["mean", "sample_size"]);
    let mut schema = mirror::<GroupPart>();
    schema["properties"]["dirichlet"] = dirichlet;
    schema["properties"]["constant"] = shares;
    match group.members {
        [] => schema["additionalProperties"] = share,
        members => members.iter().for_each(|name| schema["properties"][*name] = share.clone()),
    }
    described(schema, group.meaning)
}

/// A policy may replace whatever the file itself may say.
fn policies(root: &mut Value) {
    let keys: Vec<String> =
        root["properties"].as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
    for key in keys.iter().filter(|key| !ONCE.contains(&key.as_str())) {
        let reference = json!({ "$ref": format!("#/properties/{key}") });
        root["properties"]["policy"]["additionalProperties"]["properties"][key] = reference;
    }
}

/// A quantity as a table: one distribution or rival estimates, and what stands beside it.
fn belief() -> Value {
    let mut schema = mirror::<QuantityPart>();
    let estimates = json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/estimate" } });
    schema["properties"]["estimate"] =
        described(estimates, "rival estimates by name, pooled by their weights");
    with_families(schema, &["estimate"])
}

fn estimate() -> Value {
    let mut schema = with_families(mirror::<EstimatePart>(), &[]);
    schema["required"] = json!(["weight"]);
    schema
}

/// Adds every family to a table, of which exactly one key must be there.
fn with_families(mut schema: Value, others: &[&str]) -> Value {
    let mut keys: Vec<&str> = families().collect();
    keys.extend_from_slice(others);
    for family in families() {
        schema["properties"][family] = json!({ "$ref": format!("#/$defs/{family}") });
    }
    schema["oneOf"] = keys.iter().map(|key| json!({ "required": [key] })).collect();
    schema
}

fn of_family(family: &str) -> Value {
    let numbers = json!({ "type": "array", "items": { "type": "number" }, "minItems": 1 });
    match family {
        "constant" => described(json!({ "type": "number" }), "a judged plain number"),
        "discrete" => table(json!({ "values": numbers, "weights": numbers }), &["values", "weights"]),
        "empirical" => json!({ "anyOf": [
            table(json!({ "values": numbers, "weights": numbers }), &["values"]),
            table(json!({ "file": { "type": "string" }, "column": { "type": "string" }, "weights": { "type": "string" } }), &["file", "column"]),
        ] }),
        "quantiles" => {
            percentiles(json!({ "min": { "type": "number" }, "max": { "type": "number" } }), 2, 16)
        }
        "mixture" => {
            let weight = json!({ "type": "number", "minimum": 0, "maximum": 1 });
            let part = with_families(table(json!({ "weight": weight }), &["weight"]), &[]);
            json!({ "type": "array", "items": part, "minItems": 1 })
        }
        _ => of_forms(family),
    }
}

fn of_forms(family: &str) -> Value {
    let mut forms: Vec<Value> = dist::forms_of(family).map(of_form).collect();
    if dist::PERCENTILE_PAIR_FAMILIES.contains(&family) {
        forms.push(percentiles(json!({}), 2, 2));
    }
    json!({ "anyOf": forms })
}

/// Named parameters, each a number or a belief of its own.
fn of_form(form: &Form) -> Value {
    let parameter = |parameter: &dist::Parameter| {
        let schema = json!({ "anyOf": [{ "type": "number" }, { "$ref": "#/$defs/belief" }] });
        (parameter.name.to_owned(), described(schema, parameter.meaning))
    };
    let properties: Map<String, Value> = form.parameters.iter().map(parameter).collect();
    let required: Vec<&str> =
        form.parameters.iter().filter(|p| p.default.is_none()).map(|p| p.name).collect();
    table(Value::Object(properties), &required)
}

fn percentiles(others: Value, least: usize, most: usize) -> Value {
    let mut schema = table(others, &[]);
    schema["patternProperties"] = json!({ "^p[0-9]{2,}$": { "type": "number" } });
    schema["minProperties"] = json!(least);
    schema["maxProperties"] = json!(most);
    schema
}

fn table(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
