//! `[observed]`: outputs by name beside the filing curve.

use super::{Field, FilingCurvePart, ObservedValuePart};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What happened: named values, and the filing curve.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct ObservedPart {
    pub values: Vec<(String, Field<ObservedValuePart>)>,
    pub filing_curve: Field<FilingCurvePart>,
}

impl<'de> Deserialize<'de> for ObservedPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObservedVisitor;
        impl<'de> Visitor<'de> for ObservedVisitor {
            type Value = ObservedPart;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of observed outputs")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ObservedPart, A::Error> {
                let mut part = ObservedPart::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "filing_curve" => part.filing_curve = map.next_value()?,
                        _ => part.values.push((name, map.next_value()?)),
                    }
                }
                Ok(part)
            }
        }
        deserializer.deserialize_map(ObservedVisitor)
    }
}

impl JsonSchema for ObservedPart {
    fn schema_name() -> Cow<'static, str> {
        "ObservedPart".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let curve = generator.subschema_for::<FilingCurvePart>();
        let value = generator.subschema_for::<ObservedValuePart>();
        json_schema!({
            "description": "What happened: outputs by name, and the filing curve.",
            "type": "object",
            "properties": { "filing_curve": curve },
            "additionalProperties": value
        })
    }
}
