//! Feeding the tree to serde: a deserializer that reports every problem with its place and goes on.
//!
//! serde stops at the first error of a structure. Here each optional field is a [`Field`], which swallows the error
//! after the tree's reader has reported it, so that all problems of a file come at once. Keys that are quantities are
//! gathered on the way; keys that are nothing are reported with the nearest name.

use super::document::{Entry, Node, Table, Value};
use super::grammar::{self, Place};
use super::{Diagnostic, Origin, words};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::RefCell;
use std::fmt;

/// The name by which a [`super::raw::Field`] asks for the place of its value.
pub(super) const FIELD: &str = "$field";

/// What a reading yields beside the mirror: problems, and the quantities and groups on the way.
#[derive(Debug, Default)]
pub(super) struct Feed<'a> {
    problems: RefCell<Vec<Diagnostic>>,
    found: RefCell<Vec<Found<'a>>>,
}

/// A quantity or group of shares in the tree.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    /// Its dotted path.
    pub path: String,
    /// Its key and value.
    pub entry: &'a Entry,
    /// What the catalogue says of it.
    pub place: Place,
}

impl<'a> Feed<'a> {
    pub(super) fn report(&self, problem: Diagnostic) {
        self.problems.borrow_mut().push(problem);
    }

    pub(super) fn into_parts(self) -> (Vec<Diagnostic>, Vec<Found<'a>>) {
        (self.problems.into_inner(), self.found.into_inner())
    }

    /// Walks the part of the tree that holds quantities only.
    fn gather(&self, path: &str, entry: &'a Entry, siblings: &[&str]) {
        let place = grammar::place(path);
        match place {
            Place::Quantity(_) | Place::Group(_) => {
                self.found.borrow_mut().push(Found { path: path.to_owned(), entry, place });
            }
            Place::Above => match &entry.node.value {
                Value::Table(table) => {
                    let keys = grammar::keys_below(path);
                    for inner in table.entries() {
                        self.gather(&grammar::join(path, &inner.key), inner, &keys);
                    }
                }
                _ => self.report(wrong_type(path, &entry.node, "a table")),
            },
            Place::Unknown => self.report(unknown_key(path, entry, siblings)),
        }
    }
}

fn wrong_type(path: &str, node: &Node, expected: &str) -> Diagnostic {
    Diagnostic::error("E013", format!("`{path}` is {}, expected {expected}", node.described()))
        .at(path)
        .label(node.origin.clone(), format!("expected {expected}"))
}

/// The problem of a key that means nothing where it stands.
pub(super) fn unknown_key(path: &str, entry: &Entry, siblings: &[&str]) -> Diagnostic {
    let table = words::table(path.rsplit_once('.').map_or("", |(table, _)| table));
    let problem = Diagnostic::error("E012", format!("unknown key `{}` in {table}", entry.key))
        .at(path)
        .label(entry.key_origin.clone(), "no such key here");
    let elsewhere = || grammar::elsewhere(path).map(|known| format!("did you mean `{known}`?"));
    match elsewhere().or_else(|| words::suggestion(&entry.key, siblings.iter().copied())) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// An error that the feed has already reported, or one that still needs a place.
#[derive(Debug)]
pub(super) enum Stop {
    Reported,
    Words(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reported => formatter.write_str("reported"),
            Self::Words(words) => formatter.write_str(words),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Words(message.to_string())
    }

    fn invalid_type(_given: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Words(format!("expected {expected}"))
    }

    fn invalid_value(given: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Words(format!("{given} does not fit, expected {expected}"))
    }
}

/// A node on its way into serde.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a, 'f> {
    pub node: &'a Node,
    pub path: &'f str,
    pub feed: &'f Feed<'a>,
}

impl<'a, 'f> Reader<'a, 'f> {
    /// Reports an error that has no place yet: this node is the innermost that knows one.
    fn located<T>(&self, result: Result<T, Stop>) -> Result<T, Stop> {
        result.map_err(|stop| {
            if let Stop::Words(words) = stop {
                let expected = words.strip_prefix("expected ").map(str::to_owned);
                self.feed.report(match expected {
                    Some(expected) => wrong_type(self.path, self.node, &expected),
                    None => Diagnostic::error("E013", format!("`{}`: {words}", self.path))
                        .at(self.path)
                        .label(self.node.origin.clone(), "here"),
                });
            }
            Stop::Reported
        })
    }

    fn refuse<T>(&self, expected: &str) -> Result<T, Stop> {
        if !self.node.is_invalid() {
            self.feed.report(wrong_type(self.path, self.node, expected));
        }
        Err(Stop::Reported)
    }

    fn integer(&self) -> Result<i128, Stop> {
        self.node.as_integer().map_or_else(|| self.refuse("a whole number"), Ok)
    }

    fn table(&self) -> Result<&'a Table, Stop> {
        self.node.as_table().map_or_else(|| self.refuse("a table"), Ok)
    }
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let result = match &self.node.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => visitor.visit_u64(value),
                (_, Ok(value)) => visitor.visit_i64(value),
                _ => visitor.visit_f64(*value as f64),
            },
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => return self.deserialize_seq(visitor),
            Value::Table(_) => return self.deserialize_map(visitor),
            Value::Invalid => Err(Stop::Reported),
        };
        self.located(result)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match u64::try_from(self.integer()?) {
            Ok(value) => self.located(visitor.visit_u64(value)),
            Err(_) => self.refuse("a whole number from 0 to 18446744073709551615"),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match i32::try_from(self.integer()?) {
            Ok(value) => self.located(visitor.visit_i32(value)),
            Err(_) => self.refuse("a whole number of ordinary size"),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.node.as_number() {
            Some(value) => self.located(visitor.visit_f64(value)),
            None => self.refuse("a number"),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.node.as_text() {
            Some(text) => self.located(visitor.visit_borrowed_str(text)),
            None => self.refuse("a text in quotes"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if name == FIELD {
            visitor.visit_seq(FieldParts { reader: self, next: 0 })
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let Some(elements) = self.node.as_array() else { return self.refuse("a list") };
        self.located(visitor.visit_seq(Elements { reader: self, elements: elements.iter(), index: 0 }))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let table = self.table()?;
        self.located(visitor.visit_map(Entries::new(self, table.entries().iter().collect())))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let table = self.table()?;
        let mut siblings = grammar::keys_below(self.path);
        siblings.extend(fields);
        let (known, others): (Vec<_>, Vec<_>) =
            table.entries().iter().partition(|entry| fields.contains(&entry.key.as_str()));
        let policy = self.path.starts_with("policy.");
        for entry in others.into_iter().filter(|_| !policy) {
            self.feed.gather(&grammar::join(self.path, &entry.key), entry, &siblings);
        }
        self.located(visitor.visit_map(Entries::new(self, known)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let expected = words::either(variants);
        let Some(text) = self.node.as_text() else { return self.refuse(&expected) };
        if !variants.contains(&text) {
            let problem = wrong_type(self.path, self.node, &expected);
            self.feed.report(match words::nearest(text, variants.iter().copied()) {
                Some(name) => problem.help(format!("did you mean `{name}`?")),
                None => problem,
            });
            return Err(Stop::Reported);
        }
        let text: StrDeserializer<'_, Stop> = text.into_deserializer();
        visitor.visit_enum(text)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i64 i128 u8 u16 u32 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
        ignored_any
    }
}

/// The parts of a field: source, start and end of its place, then its value.
struct FieldParts<'a, 'f> {
    reader: Reader<'a, 'f>,
    next: usize,
}

impl<'de> SeqAccess<'de> for FieldParts<'de, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let (source, range) = match &self.reader.node.origin {
            Origin::Text { source, range } => (*source, range.clone()),
            Origin::Default => (usize::MAX, 0..0),
        };
        self.next += 1;
        match self.next {
            1 => seed.deserialize((source as u64).into_deserializer()).map(Some),
            2 => seed.deserialize((range.start as u64).into_deserializer()).map(Some),
            3 => seed.deserialize((range.end as u64).into_deserializer()).map(Some),
            _ => seed.deserialize(self.reader).map(Some),
        }
    }
}

struct Elements<'a, 'f> {
    reader: Reader<'a, 'f>,
    elements: std::slice::Iter<'a, Node>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let Some(node) = self.elements.next() else { return Ok(None) };
        let path = format!("{}[{}]", self.reader.path, self.index);
        self.index += 1;
        seed.deserialize(Reader { node, path: &path, feed: self.reader.feed }).map(Some)
    }
}

struct Entries<'a, 'f> {
    reader: Reader<'a, 'f>,
    entries: std::vec::IntoIter<&'a Entry>,
    value: Option<&'a Entry>,
}

impl<'a, 'f> Entries<'a, 'f> {
    fn new(reader: Reader<'a, 'f>, entries: Vec<&'a Entry>) -> Self {
        Self { reader, entries: entries.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(entry);
        let key: StrDeserializer<'_, Stop> = entry.key.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        let Some(entry) = self.value.take() else { return Err(Stop::Words("a value before its key".into())) };
        let path = grammar::join(self.reader.path, &entry.key);
        seed.deserialize(Reader { node: &entry.node, path: &path, feed: self.reader.feed })
    }
}
