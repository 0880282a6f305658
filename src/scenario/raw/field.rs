//! A field of which a wrong value is reported without stopping the reading.

use super::super::Origin;
use super::super::feed::FIELD;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A field that may be missing or wrong; a wrong one has been reported by the reader.
#[derive(Clone, Debug)]
pub(in super::super) struct Field<T> {
    pub value: Option<T>,
    /// Where the value stands; `None` where the field is missing.
    pub origin: Option<Origin>,
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self { value: None, origin: None }
    }
}

impl<T> Field<T> {
    /// The place, or a given one where the field is missing.
    pub(in super::super) fn origin_or(&self, other: &Origin) -> Origin {
        self.origin.clone().unwrap_or_else(|| other.clone())
    }

    /// Whether somebody wrote it, rightly or wrongly.
    pub(in super::super) fn is_written(&self) -> bool {
        self.origin.is_some()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(FIELD, FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let mut place = || parts.next_element::<u64>().map(|part| part.unwrap_or_default() as usize);
        let (source, start, end) = (place()?, place()?, place()?);
        // The reader has reported the error; the field stays empty and the reading goes on.
        let value = parts.next_element::<T>().unwrap_or_default();
        Ok(Field { value, origin: Some(Origin::Text { source, range: start..end }) })
    }
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
