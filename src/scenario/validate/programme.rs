//! The parts of a programme: segments, offices, criteria, effects; what is required, what is off, what is default.

use super::super::raw::{OfficePart, OrderWord, ProcessingPart, SegmentPart, WindowPart};
use super::super::{Criterion, Effect, Office, ProcessingOrder, Segment, Text};
use super::*;
use crate::catalogue::{Fallback, QUANTITIES};

/// The parts that may be off, by the table that switches them on.
const PARTS: [&str; 9] = [
    "enactment",
    "eligibility",
    "timing",
    "processing",
    "status",
    "status.permanent",
    "status.citizenship",
    "flows",
    "money",
];

/// How far from 1 the mean shares of the offices may sum where some of them are drawn.
const DRAWN_SUM_TOLERANCE: f64 = 0.05;

impl Check<'_> {
    pub(super) fn programme(&mut self, scenario: &mut Scenario) {
        self.segments(scenario);
        self.offices(scenario);
        self.criteria(scenario);
        self.effects(scenario);
        self.window("", self.file.window.clone().value.unwrap_or_default(), scenario);
        self.processing("", self.file.processing.clone().value.unwrap_or_default(), scenario);
        self.whole_required(scenario);
        self.pairs(scenario);
        self.defaults(scenario);
    }

    fn segments(&mut self, scenario: &mut Scenario) {
        let named = self.file.segment.value.clone().unwrap_or_default();
        self.names(named.iter().map(|(name, _, origin)| (name.to_owned(), origin.clone())).collect());
        for (name, part, _) in named.iter() {
            let SegmentPart { label, window } = part.clone();
            let label = label.value.unwrap_or_else(|| name.replace('_', " "));
            scenario.segments.push(Segment { name: name.to_owned(), label });
            self.window(&format!("segment.{name}"), window.value.unwrap_or_default(), scenario);
        }
        self.segment_shares(scenario);
        if scenario.segments.is_empty() {
            scenario.segments.push(Segment { name: String::new(), label: String::new() });
        }
    }

    /// The shares name exactly the segments there are.
    fn segment_shares(&mut self, scenario: &Scenario) {
        let written = self.found.iter().any(|found| found.path == "segment_shares");
        let Some(shares) = scenario.groups.get("segment_shares") else {
            if let (Some(segment), false) = (scenario.segments.first(), written) {
                let origin = self.file.segment.origin_or(&self.document.start());
                let problem = Diagnostic::error(
                    "E024",
                    format!("the segment `{}` has no share of the population", segment.name),
                );
                self.report(
                    problem
                        .at("segment_shares")
                        .label(origin, "segments without shares")
                        .help("add `[segment_shares]` with one share for each segment"),
                );
            }
            return;
        };
        let names: Vec<&str> = scenario.segments.iter().map(|segment| segment.name.as_str()).collect();
        let origin = shares.place();
        for member in shares.members.iter().filter(|member| !names.contains(&member.as_str())) {
            let problem =
                Diagnostic::error("E024", format!("`segment_shares` names `{member}`, which is no segment"));
            let help = words::nearest(member, names.iter().copied()).map_or_else(
                || format!("add `[segment.{member}]` with a `label`"),
                |name| format!("did you mean `{name}`?"),
            );
            self.problems
                .push(problem.at("segment_shares").label(origin.clone(), "no such segment").help(help));
        }
        for name in names.into_iter().filter(|name| !shares.members.iter().any(|member| member == name)) {
            let problem =
                Diagnostic::error("E024", format!("the segment `{name}` has no share of the population"));
            self.problems
                .push(problem.at("segment_shares").label(origin.clone(), format!("`{name}` is missing")));
        }
    }

    fn offices(&mut self, scenario: &mut Scenario) {
        let named = self.file.office.value.clone().unwrap_or_default();
        self.names(named.iter().map(|(name, _, origin)| (name.to_owned(), origin.clone())).collect());
        for (name, part, origin) in named.iter() {
            let OfficePart { label, processing } = part.clone();
            let label = label.value.unwrap_or_else(|| name.replace('_', " "));
            scenario.offices.push(Office { name: name.to_owned(), label });
            self.processing(&format!("office.{name}"), processing.value.unwrap_or_default(), scenario);
            self.must_have(
                &format!("office.{name}.share"),
                origin,
                "the share of files that go to this office; shares sum to 1",
            );
        }
        if scenario.offices.is_empty() {
            scenario.offices.push(Office { name: String::new(), label: String::new() });
            return;
        }
        self.office_shares(scenario);
    }

    /// Shares that are set sum to 1 as written. Drawn ones are divided by their sum in each future, which is said, and
    /// must sum to about 1 on average: a sum far from it is a slip.
    fn office_shares(&mut self, scenario: &Scenario) {
        let shares = scenario.offices.iter();
        let shares = shares.map(|office| scenario.quantities.get(&format!("office.{}.share", office.name)));
        let Some(shares) = shares.collect::<Option<Vec<&Quantity>>>() else { return };
        let means: Option<Vec<f64>> = shares.iter().map(|share| share.belief.mean()).collect();
        let set = shares.iter().all(|share| matches!(share.belief, Belief::Fixed(_)));
        let tolerance = if set { super::super::beliefs::SUM_TOLERANCE } else { DRAWN_SUM_TOLERANCE };
        let origin = self.file.office.origin_or(&self.document.start());
        let problem = match means.map(|means| means.iter().sum::<f64>()) {
            Some(sum) if (sum - 1.0).abs() > tolerance => {
                let average = if set { "" } else { " on average" };
                let sum = words::number((sum * 1e9).round() / 1e9);
                let message = format!("the shares of the offices sum to {sum}{average}, expected 1");
                Diagnostic::error("E023", message).label(origin, "these offices")
            }
            _ if set => return,
            _ => {
                let message =
                    "the shares of the offices are drawn: in each future they are divided by their sum";
                Diagnostic::warning("W007", message)
                    .label(origin, "these offices")
                    .help("each office's share is then less certain, or more, than its belief says; look at `amnesty run -v`")
            }
        };
        self.report(problem.at("office"));
    }

    fn criteria(&mut self, scenario: &mut Scenario) {
        let eligibility = self.file.eligibility.value.clone().unwrap_or_default();
        let named = eligibility.criterion.value.unwrap_or_default();
        self.names(named.iter().map(|(name, _, origin)| (name.to_owned(), origin.clone())).collect());
        for (name, part, origin) in named.iter() {
            scenario.criteria.push(Criterion { name: name.to_owned(), rule: part.rule.value.clone() });
            let path = format!("eligibility.criterion.{name}.pass_share");
            self.must_have_somewhere(
                &path,
                origin,
                "the share that passes among those who meet the criteria above",
                scenario,
            );
        }
    }

    fn effects(&mut self, scenario: &mut Scenario) {
        let take_up = self.file.take_up.value.clone().unwrap_or_default();
        let named = take_up.effect.value.unwrap_or_default();
        self.names(named.iter().map(|(name, _, origin)| (name.to_owned(), origin.clone())).collect());
        for (name, part, origin) in named.iter() {
            let path = format!("take_up.effect.{name}");
            let driver = self.required(
                &format!("{path}.driver"),
                &part.driver,
                origin,
                "a formula, such as \"status.permit_months / 12\"",
            );
            self.must_have(
                &format!("{path}.reference"),
                origin,
                "the value of the driver at which the base share holds",
            );
            self.must_have_somewhere(
                &format!("{path}.odds_ratio"),
                origin,
                "the factor on the odds of applying, per unit of the driver",
                scenario,
            );
            if let Some(text) = driver {
                let origin = self.text_origin(&format!("{path}.driver"), &part.driver);
                scenario.effects.push(Effect { name: name.to_owned(), driver: Text { text, origin } });
            }
        }
    }

    fn window(&mut self, scope: &str, part: WindowPart, scenario: &mut Scenario) {
        let path = grammar::join(scope, "window.present_before");
        let month =
            part.present_before.value.as_ref().and_then(|text| self.month(&path, text, &part.present_before));
        let Some(month) = month else { return };
        if let Some(time) = &scenario.time
            && month.months_since(time.start) < 0
        {
            let message =
                format!("`{path}` lies before the start: nobody who arrives in the run can be eligible");
            let problem = Diagnostic::warning("W003", message).at(path);
            let origin = part.present_before.origin_or(&self.document.start());
            self.report(
                problem
                    .label(origin, "earlier than time.start")
                    .help("this may be meant; the population at the start counts as present"),
            );
        }
        scenario.present_before.insert(scope.to_owned(), month);
    }

    fn processing(&mut self, scope: &str, part: ProcessingPart, scenario: &mut Scenario) {
        if let Some(order) = part.order.value {
            let order = match order {
                OrderWord::OldestFirst => ProcessingOrder::OldestFirst,
                OrderWord::EasyFirst => ProcessingOrder::EasyFirst,
            };
            scenario.processing_order.insert(scope.to_owned(), order);
        }
        let Some(list) = &part.calendar.value else { return };
        let factors: Vec<f64> = list.iter().filter_map(|field| field.value).collect();
        let path = grammar::join(scope, "processing.calendar");
        let good = factors.iter().all(|factor| (0.0..=1e6).contains(factor));
        match <[f64; 12]>::try_from(factors) {
            Ok(factors) if good => {
                scenario.capacity_calendar.insert(scope.to_owned(), factors);
            }
            // A factor that is no number has been reported.
            _ if list.iter().any(|field| field.value.is_none()) => {}
            _ => {
                let message = format!("`{path}` needs twelve factors that are not negative, January first");
                let origin = part.calendar.origin_or(&self.document.start());
                self.report(
                    Diagnostic::error("E017", message)
                        .at(path)
                        .label(origin, format!("{} given", list.len())),
                );
            }
        }
    }

    pub(super) fn is_written(&self, path: &str) -> bool {
        self.found.iter().any(|found| found.path == path)
    }

    fn must_have(&mut self, path: &str, place: &Origin, meaning: &str) {
        if !self.is_written(path) {
            self.missing(path, place, meaning);
        }
    }

    /// For the country, or else in every segment.
    fn must_have_somewhere(&mut self, path: &str, place: &Origin, meaning: &str, scenario: &Scenario) {
        let in_segment = |segment: &Segment| self.is_written(&format!("segment.{}.{path}", segment.name));
        if !scenario.segments.iter().all(in_segment) {
            self.must_have(path, place, meaning);
        }
    }

    /// Required quantities without a name of their own: population, length of the window, take-up.
    fn whole_required(&mut self, scenario: &Scenario) {
        for quantity in QUANTITIES.iter().filter(|quantity| quantity.default == Fallback::Required) {
            if !quantity.path.contains('*') {
                let table = quantity.path.split('.').next().unwrap_or_default();
                let origin = self
                    .document
                    .root
                    .entry(table)
                    .map_or(self.document.start(), |entry| entry.key_origin.clone());
                // Rules are named for the documentation; a person at a terminal needs the words.
                let meaning = quantity.meaning.split(" (D").next().unwrap_or_default();
                self.must_have_somewhere(quantity.path, &origin, meaning, scenario);
            }
        }
    }

    /// Parts that are off, and every default taken (rule D45).
    fn defaults(&mut self, scenario: &mut Scenario) {
        let mentioned = |part: &str| self.document.get(part).is_some();
        scenario.parts_off =
            PARTS.iter().filter(|part| !mentioned(part)).map(|part| (*part).to_owned()).collect();
        let off = |path: &str| scenario.parts_off.iter().any(|part| path.starts_with(&format!("{part}.")));
        // In these parts a value does nothing while the part is off.
        let idle = |path: &str| {
            ["timing.", "money.", "status.permanent.", "status.citizenship."]
                .iter()
                .any(|part| path.starts_with(part))
        };
        let mut defaults = Vec::new();
        for quantity in QUANTITIES.iter().filter(|quantity| !quantity.path.contains('*')) {
            let Fallback::Value(value) = quantity.default else { continue };
            let in_segment =
                |segment: &Segment| self.is_written(&format!("segment.{}.{}", segment.name, quantity.path));
            let in_office =
                |office: &Office| self.is_written(&format!("office.{}.{}", office.name, quantity.path));
            let written = self.is_written(quantity.path)
                || scenario.segments.iter().all(in_segment)
                || scenario.offices.iter().all(in_office);
            if !written && !(off(quantity.path) && (value == 0.0 || idle(quantity.path))) {
                defaults.push((quantity.path.to_owned(), value));
            }
        }
        scenario.defaults = defaults;
        scenario.features_off = self.features_off(scenario);
    }

    /// The place of a text inside its quotes.
    pub(super) fn text_origin(&self, path: &str, field: &Field<String>) -> Origin {
        match self.document.get(path) {
            Some(node) => node.inner_origin(&self.document.sources),
            None => field.origin_or(&self.document.start()),
        }
    }
}
