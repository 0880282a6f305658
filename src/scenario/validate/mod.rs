//! From the tree to a [`Scenario`]: everything that can be wrong is found here, and all of it at once.

mod correlations;
mod failures;
mod features;
mod formulas;
mod groups;
mod outputs;
mod policies;
mod programme;
mod replaced;
mod settings;
mod together;

use super::beliefs::{Beliefs, evidence_of};
use super::document::{Document, Entry, Node, Value};
use super::feed::{Feed, Found, Reader};
use super::grammar::{self, Place};
use super::numbers::Legal;
use super::raw::{Field, File};
use super::{
    Belief, Diagnostic, Diagnostics, Level, Money, Observed, Origin, Quantity, Scenario, ShareGroup,
    resolved, words,
};
use crate::catalogue::{self, Scope};
use crate::units::Unit;
use serde::Deserialize;
use std::collections::BTreeMap;

impl Scenario {
    /// Validates a document.
    ///
    /// # Errors
    /// Every problem at once, in file order, errors and warnings; a scenario with warnings only is returned with
    /// them.
    pub fn from_document(document: &Document) -> Result<Self, Diagnostics> {
        let (scenario, mut problems) = check(document);
        policies::check(document, &mut problems);
        Self::without_errors(document, scenario, problems)
    }

    /// As [`from_document`](Self::from_document), for a variant of a scenario that was checked: its policies are not
    /// checked again.
    ///
    /// # Errors
    /// Every problem at once, in file order.
    pub fn variant(document: &Document) -> Result<Self, Diagnostics> {
        let (scenario, problems) = check(document);
        Self::without_errors(document, scenario, problems)
    }

    fn without_errors(
        document: &Document,
        scenario: Self,
        mut problems: Vec<Diagnostic>,
    ) -> Result<Self, Diagnostics> {
        sort(&mut problems);
        if problems.iter().any(|problem| problem.level == Level::Error) {
            return Err(Diagnostics { sources: document.sources.clone(), problems });
        }
        Ok(Self { warnings: problems, ..scenario })
    }
}

/// A scenario as far as it can be read, with all its problems. Where any of them is an error, the scenario is good
/// for nothing but further checks.
fn check(document: &Document) -> (Scenario, Vec<Diagnostic>) {
    let root = Node { origin: document.start(), value: Value::Table(document.root.clone()) };
    let feed = Feed::default();
    let file = File::deserialize(Reader { node: &root, path: "", feed: &feed }).unwrap_or_default();
    let (problems, found) = feed.into_parts();
    let mut check = Check::new(document, file, found, problems);
    let scenario = check.scenario();
    (scenario, check.problems)
}

/// File order: by source, then by place; problems without a place come first.
fn sort(problems: &mut [Diagnostic]) {
    problems.sort_by_key(|problem| match problem.labels.first().map(|label| &label.origin) {
        Some(Origin::Text { source, range }) => (1 + *source, range.start),
        Some(Origin::Default) | None => (0, 0),
    });
}

/// What is known while a document is validated.
struct Check<'a> {
    document: &'a Document,
    file: File,
    found: Vec<Found<'a>>,
    citations: BTreeMap<String, String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    fn new(document: &'a Document, file: File, found: Vec<Found<'a>>, mut problems: Vec<Diagnostic>) -> Self {
        problems.extend(document.problems.iter().cloned());
        let sources = file.sources.value.as_ref();
        let citations = sources
            .map(|named| named.iter().map(|(name, part, _)| (name.to_owned(), part.text.clone())).collect())
            .unwrap_or_default();
        Self { document, file, found, citations, problems }
    }

    fn scenario(&mut self) -> Scenario {
        self.format();
        let money = self.money();
        let mut scenario = self.bare_scenario(money);
        self.quantities(&mut scenario);
        if self.is_programme() {
            self.programme(&mut scenario);
        }
        self.outputs(&mut scenario);
        self.correlations(&mut scenario);
        self.formulas(&scenario);
        self.replaced(&scenario);
        self.sweep();
        scenario
    }

    /// A scenario with its settings, before any quantity.
    fn bare_scenario(&mut self, money: Money) -> Scenario {
        let run = self.run();
        let time = self.time();
        let title = self.title();
        Scenario {
            title,
            question: self.file.question.value.clone(),
            headline: Vec::new(),
            as_of: self.as_of(),
            run,
            time,
            segments: Vec::new(),
            offices: Vec::new(),
            criteria: Vec::new(),
            effects: Vec::new(),
            quantities: BTreeMap::new(),
            groups: BTreeMap::new(),
            present_before: BTreeMap::new(),
            capacity_calendar: BTreeMap::new(),
            processing_order: BTreeMap::new(),
            correlations: Vec::new(),
            outputs: Vec::new(),
            success: Vec::new(),
            failure: Vec::new(),
            claims: Vec::new(),
            policies: policies::names(&self.file),
            observed: Observed::default(),
            money,
            sources: self.citations.clone(),
            sources_known: self.sources_known(),
            defaults: Vec::new(),
            parts_off: Vec::new(),
            features_off: Vec::new(),
            overrides: self.document.overrides.clone(),
            warnings: Vec::new(),
            texts: self.document.sources.clone(),
            resolved: resolved::canonical(&self.document.root),
        }
    }

    /// Whether anything of the programme is mentioned; else the file is a static estimate.
    fn is_programme(&self) -> bool {
        let file = &self.file;
        let built_in = |found: &Found<'_>| !found.place.is_own_input();
        file.time.is_written()
            || file.segment.is_written()
            || file.office.is_written()
            || file.window.is_written()
            || self.found.iter().any(built_in)
    }

    /// Reads every quantity and group; those that can't be read keep their place, so that nothing else stumbles.
    fn quantities(&mut self, scenario: &mut Scenario) {
        let grade = self.file.evidence.value.map(evidence_of);
        let citations = self.citations.clone();
        let mut beliefs = Beliefs { grade, citations: &citations, problems: Vec::new() };
        for found in &self.found {
            match found.place {
                Place::Quantity(Some(declared)) => {
                    if !grammar::scope_allows(&found.path, declared) {
                        beliefs.problems.push(wrong_scope(found, declared));
                        continue;
                    }
                    let unit = declared.unit.unit(&scenario.money.currency);
                    let read =
                        beliefs.quantity(&found.path, found.entry, Some(unit.clone()), Legal::of(declared));
                    let quantity = read.unwrap_or_else(|| unread(found, unit));
                    scenario.quantities.insert(found.path.clone(), quantity);
                }
                Place::Quantity(None) => {
                    let read = beliefs.quantity(&found.path, found.entry, None, Legal::ANY);
                    let quantity = read.unwrap_or_else(|| unread(found, written_unit(found.entry)));
                    scenario.quantities.insert(found.path.clone(), quantity);
                }
                Place::Group(group) => {
                    if let Some(shares) = groups::read(&mut beliefs, &found.path, found.entry, group) {
                        scenario.groups.insert(found.path.clone(), shares);
                    }
                }
                Place::Above | Place::Unknown => {}
            }
        }
        self.problems.append(&mut beliefs.problems);
        self.names(self.found.iter().filter_map(own_name).collect());
    }

    /// Names of the scenario's own become parts of paths and formulas: letters, digits and underscores.
    fn names(&mut self, names: Vec<(String, Origin)>) {
        for (name, origin) in names {
            let letters = name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
            if letters && name.starts_with(|first: char| first.is_ascii_alphabetic()) {
                continue;
            }
            let message = format!("{} can't be a name", words::quoted(&name));
            let problem = Diagnostic::error("E030", message).label(origin, "not a name");
            self.problems.push(problem.help(
                "names have letters a–z, digits and _, beginning with a letter; `label` takes any text",
            ));
        }
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// The value of a field that must be there; a wrong one has been reported.
    fn required<T: Clone>(&mut self, path: &str, field: &Field<T>, place: &Origin, help: &str) -> Option<T> {
        if !field.is_written() {
            self.missing(path, place, help);
        }
        field.value.clone()
    }

    /// Reports a key that must be there, unless a key that was probably meant to be it has been reported.
    fn missing(&mut self, path: &str, place: &Origin, help: &str) {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        let meant = format!("did you mean `{key}`?");
        let misspelt = |problem: &Diagnostic| {
            let parent = problem
                .path
                .as_deref()
                .and_then(|path| path.rsplit_once('.'))
                .map_or("", |(parent, _)| parent);
            parent == table && problem.help.as_ref() == Some(&meant)
        };
        if !self.problems.iter().any(misspelt) {
            let problem =
                Diagnostic::error("E014", format!("{} has no `{key}`", words::table(table))).at(path);
            self.report(problem.label(place.clone(), format!("needs `{key}`")).help(help));
        }
    }
}

fn wrong_scope(found: &Found<'_>, declared: &catalogue::Quantity) -> Diagnostic {
    let (scope, local) = catalogue::split_scope(&found.path);
    let kind = scope.and_then(|scope| scope.split('.').next()).unwrap_or_default();
    let message = format!("`{local}` can't differ by {kind}");
    let allowed = match declared.scope {
        Scope::National => format!("write it once for the country: `{local}`"),
        Scope::Segment => format!("it may differ by segment: `segment.NAME.{local}`"),
        Scope::Office => format!("it may differ by office: `office.NAME.{local}`"),
    };
    Diagnostic::error("E028", message)
        .at(found.path.clone())
        .label(found.entry.key_origin.clone(), format!("not possible for one {kind}"))
        .help(allowed)
}

/// Stands in for a quantity that was reported.
fn unread(found: &Found<'_>, unit: Unit) -> Quantity {
    Quantity {
        path: found.path.clone(),
        unit,
        belief: Belief::Fixed(0.0),
        bare: true,
        bounds: None,
        mass_left: 1.0,
        evidence: super::EvidenceNote::default(),
        origin: found.entry.key_origin.clone(),
    }
}

fn written_unit(entry: &Entry) -> Unit {
    let text = entry.node.as_table().and_then(|table| table.get("unit")).and_then(Node::as_text);
    text.and_then(|text| Unit::parse(text).ok()).unwrap_or_else(Unit::number)
}

/// The own name in an input's path.
fn own_name(found: &Found<'_>) -> Option<(String, Origin)> {
    found.place.is_own_input().then(|| (found.entry.key.clone(), found.entry.key_origin.clone()))
}

/// A group that was reported, so that its members are known all the same.
impl ShareGroup {
    fn place(&self) -> Origin {
        self.origin.clone()
    }
}
