//! What the page is about: the record, its scenario read again, and the numbers that answer.

use crate::output::answer::{beyond_horizon, percentile};
use crate::output::numbers::{count, number, range};
use crate::output::plain;
use crate::scenario::{self, Format, Scenario};
use crate::summary::{Document, Named, OutputSummary, Record, SeriesSummary};

/// A record, ready to be told.
pub struct Subject<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its scenario; `None` where this program does not understand it any more.
    pub scenario: Option<Scenario>,
}

impl<'a> Subject<'a> {
    /// Reads the scenario of a record again.
    pub fn new(record: &'a Record) -> Self {
        let text = record.scenario.to_string();
        let scenario = scenario::load_text("record.json", &text, Format::Json, &[]).ok();
        Self { record, scenario }
    }

    /// What the run found.
    pub fn document(&self) -> &'a Document {
        &self.record.document
    }

    /// Outputs: given enactment where enactment can fail.
    pub fn outputs(&self) -> &'a Named<OutputSummary> {
        self.document().judged_outputs()
    }

    /// Monthly series, as [`outputs`](Self::outputs).
    pub fn series(&self) -> &'a Named<SeriesSummary> {
        let document = self.document();
        document.series_if_enacted.as_ref().unwrap_or(&document.series)
    }

    /// Values at (i + ½) / 256 of an output, as [`outputs`](Self::outputs); +∞ is beyond the horizon.
    pub fn grid(&self, output: &str) -> &'a [f64] {
        self.record.judged_grid(output)
    }

    /// The outputs that answer the question, then those that claims are about; the first output where none is named.
    pub fn headline(&self) -> Vec<&'a str> {
        let document = self.document();
        let named = document.scenario.headline.iter().map(String::as_str);
        let claimed = document.claims.iter().map(|(_, claim)| claim.output.as_str());
        let mut names: Vec<&str> = Vec::new();
        for name in named.chain(claimed) {
            let answers = self.outputs().get(name).is_some() && beyond_horizon(name, document).is_none();
            if answers && !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            names.extend(self.outputs().iter().next().map(|(name, _)| name));
        }
        names
    }

    /// Label of an output.
    pub fn label(&self, output: &str) -> String {
        let label = self.outputs().get(output).map_or("", |summary| summary.label.as_str());
        if label.is_empty() { words(output) } else { words(label) }
    }

    /// "in 3,080 simulated futures in which the law passes": of what every number on the page is.
    pub fn futures(&self) -> String {
        match &self.document().enactment {
            Some(law) => format!("{} simulated futures in which the law passes", count(law.futures)),
            None => format!("{} simulated futures", count(self.document().run.replicates)),
        }
    }

    /// A percentile in words.
    pub fn at(&self, output: &OutputSummary, key: &str) -> String {
        percentile(output, key, self.document().scenario.horizon_months)
    }

    /// The 90 % range in words.
    pub fn range(&self, output: &OutputSummary) -> String {
        let (low, high) = (self.at(output, "p05"), self.at(output, "p95"));
        if low == high { low } else { range(&low, &high) }
    }

    /// "460,000 (193,000 to 940,000)".
    pub fn median_and_range(&self, output: &OutputSummary) -> String {
        if output.defined == 0.0 {
            return "no cases".to_owned();
        }
        format!("{} ({})", self.at(output, "p50"), self.range(output))
    }
}

/// A number of an output to the digits that its simulation error supports.
pub fn rounded(value: f64, output: &OutputSummary) -> String {
    number(value, output.quantiles_mcse.get("p50").copied().flatten(), &output.unit)
}

/// What people say for a unit after a number; nothing for people and shares, which their labels name.
pub fn unit_after(unit: &str) -> String {
    match unit {
        "" | "share" | "people" => String::new(),
        unit => format!(" {}", plain(unit)),
    }
}

/// The five percentiles of an output.
pub fn five(output: &OutputSummary) -> [Option<f64>; 5] {
    ["p05", "p25", "p50", "p75", "p95"].map(|key| output.quantiles.get(key).copied().flatten())
}

/// A name or label as text: underscores are spaces, and it starts with a capital letter.
pub fn words(name: &str) -> String {
    let text = plain(name).replace('_', " ");
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
