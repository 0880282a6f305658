//! The fixed parts of a scenario file as serde sees them; quantities are read apart, by the catalogue.
//!
//! Every field is optional here: what must be there depends on what else is there, and `validate` knows that.

use super::Origin;
use super::feed::FIELD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A field that may be missing or wrong; a wrong one has been reported by the reader.
#[derive(Clone, Debug)]
pub(super) struct Field<T> {
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
    pub(super) fn origin_or(&self, other: &Origin) -> Origin {
        self.origin.clone().unwrap_or_else(|| other.clone())
    }

    /// Whether somebody wrote it, rightly or wrongly.
    pub(super) fn is_written(&self) -> bool {
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

/// Named tables in file order.
#[derive(Clone, Debug)]
pub(super) struct Named<T>(pub Vec<(String, Field<T>)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Named<T> {
    /// Names and readable values, in file order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T, &Origin)> {
        self.0
            .iter()
            .filter_map(|(name, field)| Some((name.as_str(), field.value.as_ref()?, field.origin.as_ref()?)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
            type Value = Named<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of named tables")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Named(entries))
            }
        }
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

/// Any value: its reader is elsewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Anything;

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// One text or a list of them.
#[derive(Clone, Debug)]
pub(super) struct Texts(pub Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextsVisitor;
        impl<'de> Visitor<'de> for TextsVisitor {
            type Value = Texts;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(Texts(texts))
            }
        }
        deserializer.deserialize_any(TextsVisitor)
    }
}

/// A citation, and perhaps the month in which it could first be read.
#[derive(Clone, Debug, Default)]
pub(super) struct SourcePart {
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

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <std::collections::BTreeMap<String, T>>::json_schema(generator)
    }
}

impl JsonSchema for Anything {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

impl JsonSchema for Texts {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "array"], "items": { "type": "string" } })
    }
}

macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, serde::Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $name {
            /// The keys of the table.
            #[allow(dead_code, reason = "not every mirror is read beside other keys")]
            pub(super) const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];
        }
    };
}

mirror! {
    /// A scenario file.
    File {
        /// Version of the file format: 1.
        format: Field<u64>,
        /// What the scenario is called.
        title: Field<String>,
        /// The question that the first screen answers.
        question: Field<String>,
        /// Outputs or conditions that the first screen answers, in order.
        headline: Field<Vec<Field<String>>>,
        /// Hindcast date, such as "2005-02": what was learnt later stands in [observed] only.
        as_of: Field<String>,
        /// Grade of every input that states none.
        evidence: Field<Grade>,
        /// Another scenario file that this one builds on.
        extends: Field<Anything>,
        /// How to run it.
        run: Field<RunPart>,
        /// The calendar; without it the scenario is a static estimate.
        time: Field<TimePart>,
        /// Numbers said in public.
        claim: Field<Named<ClaimPart>>,
        /// Segments of the population: a label, then overrides by path.
        segment: Field<Named<SegmentPart>>,
        /// Offices with queues of their own: a label and share, then overrides of processing.
        office: Field<Named<OfficePart>>,
        /// The application window.
        window: Field<WindowPart>,
        /// Criteria that must all be met, and drift.
        eligibility: Field<EligibilityPart>,
        /// Shares who apply, and what moves them.
        take_up: Field<TakeUpPart>,
        /// What offices do with a file.
        processing: Field<ProcessingPart>,
        /// Fees, costs, taxes and benefits.
        money: Field<MoneyPart>,
        /// Rank correlations of named pairs.
        correlation: Field<Vec<Field<CorrelationPart>>>,
        /// Own outputs, and thresholds or labels of built-in ones.
        outputs: Field<Named<OutputPart>>,
        /// Good outcomes.
        success: Field<Named<ConditionPart>>,
        /// Bad outcomes.
        failure: Field<Named<ConditionPart>>,
        /// Variants: a label, then replacements by path.
        policy: Field<Named<PolicyPart>>,
        /// What happened.
        observed: Field<ObservedPart>,
        /// Citations by name.
        sources: Field<Named<SourcePart>>,
        /// Points of a sweep.
        sweep: Field<SweepPart>,
    }
}

mirror! {
    /// How to run a scenario.
    RunPart {
        /// Number of simulated futures.
        replicates: Field<f64>,
        /// Seed of all random streams; 1 where absent.
        seed: Field<u64>,
        /// How the uncertain inputs are placed.
        design: Field<DesignWord>,
        /// Whole people, or their means.
        chance: Field<ChanceWord>,
        /// Precision at which the run may stop.
        stop: Field<StopPart>,
    }
}

mirror! {
    /// Precision at which a run may stop.
    StopPart {
        /// Half the 95 % Monte Carlo interval, relative to the value.
        relative: Field<f64>,
        /// Half the 95 % Monte Carlo interval, in the output's unit.
        absolute: Field<f64>,
        /// The output that is judged; the first headline where absent.
        output: Field<String>,
    }
}

mirror! {
    /// The calendar.
    TimePart {
        /// Month 0, when the population is counted, such as "2012-05".
        start: Field<String>,
        /// Length of the run.
        horizon_months: Field<f64>,
    }
}

mirror! {
    /// A number said in public.
    ClaimPart {
        /// The claim in words.
        words: Field<String>,
        /// The output it is about.
        output: Field<String>,
        /// The number said.
        at_least: Field<f64>,
        /// Who said it.
        source: Field<Texts>,
    }
}

mirror! {
    /// A segment of the population.
    SegmentPart {
        /// Label for people.
        label: Field<String>,
        /// The application window.
        window: Field<WindowPart>,
    }
}

mirror! {
    /// An office with a queue of its own.
    OfficePart {
        /// Label for people.
        label: Field<String>,
        /// What offices do with a file.
        processing: Field<ProcessingPart>,
    }
}

mirror! {
    /// The application window.
    WindowPart {
        /// Month of the latest arrival that can be eligible, such as "2012-05".
        present_before: Field<String>,
    }
}

mirror! {
    /// Criteria that must all be met.
    EligibilityPart {
        /// The criteria by name.
        criterion: Field<Named<CriterionPart>>,
    }
}

mirror! {
    /// A criterion of eligibility.
    CriterionPart {
        /// The rule in words.
        rule: Field<String>,
    }
}

mirror! {
    /// Shares who apply.
    TakeUpPart {
        /// What moves the odds of applying.
        effect: Field<Named<EffectPart>>,
    }
}

mirror! {
    /// An effect on the odds of applying.
    EffectPart {
        /// Formula of the driver.
        driver: Field<String>,
    }
}

mirror! {
    /// What offices do with a file.
    ProcessingPart {
        /// In which order files are decided.
        order: Field<OrderWord>,
        /// Twelve factors on capacity, January first.
        calendar: Field<Vec<Field<f64>>>,
    }
}

mirror! {
    /// Money apart from its quantities.
    MoneyPart {
        /// Currency code, such as "RUB".
        currency: Field<String>,
        /// Year of the prices.
        price_year: Field<i32>,
        /// Whose budget.
        viewpoint: Field<String>,
    }
}

mirror! {
    /// A rank correlation of two quantities.
    CorrelationPart {
        /// Paths of the two; `segment.*.` stands for every segment.
        between: Field<Vec<Field<String>>>,
        /// Spearman rank correlation, -1 to 1.
        rank: Field<f64>,
        /// The reason.
        why: Field<String>,
    }
}

mirror! {
    /// An own output, or additions to a built-in one.
    OutputPart {
        /// Label for people.
        label: Field<String>,
        /// Formula of an own output.
        formula: Field<String>,
        /// Unit of the formula's value.
        unit: Field<String>,
        /// Values whose exceedance is counted.
        thresholds: Field<Vec<Field<f64>>>,
    }
}

mirror! {
    /// A condition that counts as success or failure.
    ConditionPart {
        /// The condition in words.
        words: Field<String>,
        /// Its formula.
        condition: Field<String>,
        /// Futures in which it is judged.
        judged_in: Field<JudgedWord>,
    }
}

mirror! {
    /// A policy variant.
    PolicyPart {
        /// Label for people.
        label: Field<String>,
    }
}

/// What happened: named values, and the filing curve.
#[derive(Clone, Debug, Default)]
pub(super) struct ObservedPart {
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

mirror! {
    /// What may stand in a quantity beside its distribution.
    QuantityPart {
        /// Unit; checked, never converted.
        unit: Field<String>,
        /// Names of [sources] entries, or text.
        source: Field<Texts>,
        /// Grade of the evidence.
        evidence: Field<Grade>,
        /// Free words.
        note: Field<String>,
        /// The figure as published, apart from the belief built on it.
        quoted: Field<f64>,
        /// Least and largest value that remain possible.
        bounds: Field<Vec<Field<f64>>>,
        /// How rival estimates are combined.
        pool: Field<PoolWord>,
    }
}

mirror! {
    /// What may stand in a rival estimate beside its distribution.
    EstimatePart {
        /// Label for people.
        label: Field<String>,
        /// Weight; the weights sum to 1.
        weight: Field<f64>,
        /// Names of [sources] entries, or text.
        source: Field<Texts>,
        /// Grade of the evidence.
        evidence: Field<Grade>,
        /// Free words.
        note: Field<String>,
        /// The figure as published, apart from the belief built on it.
        quoted: Field<f64>,
    }
}

mirror! {
    /// What may stand in a group of shares beside its members.
    GroupPart {
        /// Names of [sources] entries, or text.
        source: Field<Texts>,
        /// Grade of the evidence.
        evidence: Field<Grade>,
        /// Free words.
        note: Field<String>,
    }
}

mirror! {
    /// Shares drawn together.
    DirichletPart {
        /// Means by member; they sum to 1.
        mean: Field<Named<f64>>,
        /// Sum of the Dirichlet parameters: as sure as a survey of so many people.
        sample_size: Field<f64>,
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

mirror! {
    /// An observed value of an output.
    ObservedValuePart {
        /// What happened.
        value: Field<f64>,
        /// Who says so.
        source: Field<Texts>,
        /// Free words.
        note: Field<String>,
    }
}

mirror! {
    /// How files came in over the window.
    FilingCurvePart {
        /// Cumulative shares of the window gone by.
        window_elapsed: Field<Vec<Field<f64>>>,
        /// Cumulative shares of all applications filed by then.
        applications_filed: Field<Vec<Field<f64>>>,
        /// Who says so.
        source: Field<Texts>,
        /// Free words.
        note: Field<String>,
    }
}

mirror! {
    /// Points of a sweep; read by the study.
    SweepPart {
        /// The scenario that is swept, relative to this file.
        base: Field<String>,
        /// Simulated futures at each point.
        replicates: Field<f64>,
        /// Every combination of these values.
        grid: Field<Anything>,
        /// Lists walked in step.
        zip: Field<Anything>,
        /// Points given one by one.
        list: Field<Anything>,
        /// Points of a Latin hypercube over ranges.
        latin_hypercube: Field<Anything>,
        /// Values that are the same at every point.
        fixed: Field<Anything>,
    }
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
        pub(super) enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }
    };
}

word! {
    /// Grade of evidence.
    Grade {
        /// Measured for this case.
        Strong = "strong",
        /// Measured elsewhere, or fitted.
        Moderate = "moderate",
        /// Indirect.
        Weak = "weak",
        /// Judgement.
        Assumption = "assumption",
    }
}

word! {
    /// How the uncertain inputs are placed.
    DesignWord {
        /// Independent draws.
        Random = "random",
        /// Independent Latin hypercubes.
        LatinHypercube = "latin-hypercube",
        /// Scrambled Sobol' sequences.
        Sobol = "sobol",
    }
}

word! {
    /// Whole people, or their means.
    ChanceWord {
        /// Draws of whole people.
        Individual = "individual",
        /// Their means, in real numbers.
        Expected = "expected",
    }
}

word! {
    /// Order of decisions.
    OrderWord {
        /// First in, first out.
        OldestFirst = "oldest_first",
        /// Eligible people's files first.
        EasyFirst = "easy_first",
    }
}

word! {
    /// Futures in which a condition is judged.
    JudgedWord {
        /// Those in which the law is enacted.
        Enacted = "enacted",
        /// All.
        All = "all",
    }
}

word! {
    /// How rival estimates are combined.
    PoolWord {
        /// Each future follows one estimate.
        Linear = "linear",
        /// Weighted geometric mean of the densities.
        Log = "log",
    }
}
