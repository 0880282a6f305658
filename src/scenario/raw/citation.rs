//! An entry of `[sources]`: a text, or a table with the month in which it was first known.

use super::Field;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A citation, and perhaps the month in which it could first be read.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct SourcePart {
    pub text: String,
    pub known: Field<String>,
}

impl<'de> Deserialize<'de> for SourcePart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SourceVisitor;
        impl<'de> Visitor<'de> for SourceVisitor {
            type Value = SourcePart;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a citation in quotes, or { text = \"…\", known = \"2012-05\" }")
            }

            fn visit_str<E>(self, text: &str) -> Result<SourcePart, E> {
                Ok(SourcePart { text: text.to_owned(), known: Field::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SourcePart, A::Error> {
                let (mut text, mut known) = (Field::<String>::default(), Field::default());
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "text" => text = map.next_value()?,
                        "known" => known = map.next_value()?,
                        _ => return Err(A::Error::invalid_type(Unexpected::Other(&key), &self)),
                    }
                }
                match text.value {
                    Some(text) => Ok(SourcePart { text, known }),
                    None => Err(A::Error::invalid_type(Unexpected::Map, &self)),
                }
            }
        }
        deserializer.deserialize_any(SourceVisitor)
    }
}

impl JsonSchema for SourcePart {
    fn schema_name() -> Cow<'static, str> {
        "SourcePart".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A citation, or one with the month in which it could first be read.",
            "type": ["string", "object"],
            "properties": {
                "text": { "type": "string", "description": "The citation." },
                "known": {
                    "type": "string",
                    "description": "Month in which it could first be read, such as \"2012-05\": a hindcast whose beliefs cite a source known after `as_of` is no blind test."
                }
            },
            "required": ["text"],
            "additionalProperties": false
        })
    }
}
