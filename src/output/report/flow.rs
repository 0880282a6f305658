//! The flow of people through the statuses, with ranges.

use super::figure::{Figure, Table};
use super::subject::Subject;
use crate::output::numbers::number;
use crate::output::svg::{Bar, Caption, Chart, Flow, Node, Size, bars, sankey};
use crate::summary::OutputSummary;

/// Steps of the funnel: each is part of the one before, outsiders' files aside.
const STEPS: [(&str, &str); 7] = [
    ("irregular_at_opening", "Without papers when the window opens"),
    ("eligible_at_opening", "Eligible"),
    ("applications", "Applications"),
    ("granted", "Permits granted"),
    ("collected", "Permits collected"),
    ("legal_at_horizon", "Legal at the horizon"),
    ("citizens_at_horizon", "Citizens at the horizon"),
];

/// The flow of a programme, or the steps of a static estimate; `None` where nothing counts people.
pub fn flow(subject: &Subject<'_>) -> Option<Figure> {
    let steps = steps(subject);
    if steps.len() < 2 {
        return None;
    }
    let title = "How many are left at each step";
    let description = "Bars from nothing to the median of each step, with lines for the 90 % range.";
    let drawn: Vec<Bar> = steps
        .iter()
        .map(|(label, words, quantiles)| Bar {
            label: label.clone(),
            words: words.clone(),
            quantiles: *quantiles,
        })
        .collect();
    let funnel = bars(Caption { id: "flow", title, description }, "people", &drawn)?;
    let wide = programme(subject).and_then(|(nodes, flows, _)| {
        let description = "Bands from left to right, as wide as the number of people: from who applies, over the decisions, \
                           to their status at the horizon.";
        let caption = Caption { id: "flow", title: "The flow of people", description };
        Some(sankey(&nodes, &flows)?.finish(caption, Size::Wide))
    });
    let note = if wide.is_some() {
        "Widths are means over the futures, so that they add up; ranges hold nine futures in ten. “Not in it now”: \
         lapsed, left or died. On a narrow screen: bars to the median of each step."
    } else {
        "Bar: the median; line: nine futures in ten."
    };
    let chart = Chart { wide: wide.unwrap_or(funnel.wide), narrow: funnel.narrow };
    let rows = steps.iter().map(|(label, words, _)| [label.clone(), words.clone()]);
    let more = programme(subject).into_iter().flat_map(|(nodes, _, full)| nodes.into_iter().zip(full));
    let known: Vec<String> = steps.iter().map(|(label, ..)| label.clone()).collect();
    let others = more.filter(|(node, _)| !known.contains(&node.label)).map(|(node, full)| [node.label, full]);
    let table = Table::new(["", "Median, or mean where it says so (90 % range)"], rows.chain(others));
    Some(Figure::new("flow", title, &format!("{note} n = {}.", subject.futures()), chart, table))
}

type Step = (String, String, [f64; 3]);

fn steps(subject: &Subject<'_>) -> Vec<Step> {
    let of_output = |name: &str, label: &str| {
        let output = subject.outputs().get(name)?;
        let at = |key: &str| output.quantiles.get(key).copied().flatten();
        let quantiles = [at("p05")?, at("p50")?, at("p95")?];
        (quantiles[2] > 0.0).then(|| (label.to_owned(), subject.median_and_range(output), quantiles))
    };
    if subject.document().scenario.horizon_months.is_some() {
        return STEPS.iter().filter_map(|(name, label)| of_output(name, label)).collect();
    }
    let document = subject.document();
    let inputs =
        document.inputs.iter().filter(|(_, input)| input.unit == "people").filter_map(|(path, input)| {
            let at = |key: &str| input.quantiles.get(key).copied().flatten();
            let quantiles = [at("p05")?, at("p50")?, at("p95")?];
            let [low, middle, high] = quantiles.map(|value| number(value, None, "people"));
            let label = super::names::input(path, subject.scenario.as_ref());
            Some((label, format!("{middle} ({})", crate::output::numbers::range(&low, &high)), quantiles))
        });
    // A static estimate lists its outputs in any order; people who are left become fewer.
    let outputs = subject.outputs().iter().filter(|(_, output)| output.unit == "people");
    let mut steps: Vec<Step> =
        inputs.chain(outputs.filter_map(|(name, _)| of_output(name, &subject.label(name)))).collect();
    steps.sort_by(|a, b| b.2[1].total_cmp(&a.2[1]));
    steps
}

/// Nodes and flows of a programme, from the means, which add up; and what the table says of each node.
fn programme(subject: &Subject<'_>) -> Option<(Vec<Node>, Vec<Flow>, Vec<String>)> {
    let outputs = subject.outputs();
    subject.document().scenario.horizon_months?;
    let mean = |name: &str| outputs.get(name).and_then(|output| output.mean).unwrap_or(0.0);
    let applications = mean("applications");
    let (granted, refused, withdrawn) = (mean("granted"), mean("refused"), mean("withdrawn"));
    let (collected, uncollected) = (mean("collected"), mean("uncollected"));
    let statuses = ["citizens_at_horizon", "permanent_at_horizon", "temporary_at_horizon"].map(mean);
    let open = (applications - granted - refused - withdrawn).max(0.0);
    let gone = (collected - statuses.iter().sum::<f64>()).max(0.0);
    let mut graph = Graph { subject, nodes: Vec::new(), flows: Vec::new(), full: Vec::new() };
    let files = graph.node(1, "Applications", Some("applications"), applications);
    for (label, name) in [
        ("Eligible files", "applications_eligible"),
        ("Ineligible files", "applications_ineligible"),
        ("Outsiders' files", "applications_outsiders"),
    ] {
        graph.from(0, label, Some(name), mean(name), files);
    }
    let grants = graph.out_of(files, 2, "Permits granted", Some("granted"), granted)?;
    graph.out_of(files, 2, "Refused for good", Some("refused"), refused);
    graph.out_of(files, 2, "Withdrawn", Some("withdrawn"), withdrawn);
    graph.out_of(files, 2, "Still open", None, open);
    let hands = graph.out_of(grants, 3, "Collected", Some("collected"), collected)?;
    graph.out_of(grants, 3, "Not collected", Some("uncollected"), uncollected);
    let labels = [
        ("Citizens", "citizens_at_horizon"),
        ("Permanent", "permanent_at_horizon"),
        ("Temporary", "temporary_at_horizon"),
    ];
    for ((label, name), people) in labels.into_iter().zip(statuses) {
        graph.out_of(hands, 4, label, Some(name), people);
    }
    graph.out_of(hands, 4, "Not in it now", None, gone);
    Some((graph.nodes, graph.flows, graph.full))
}

struct Graph<'a> {
    subject: &'a Subject<'a>,
    nodes: Vec<Node>,
    flows: Vec<Flow>,
    /// Median and range of each node, without abbreviations.
    full: Vec<String>,
}

impl Graph<'_> {
    fn node(&mut self, column: usize, label: &str, output: Option<&str>, people: f64) -> usize {
        let (words, full) = match output.and_then(|name| self.subject.outputs().get(name)) {
            Some(output) => (self.words(output), self.subject.median_and_range(output)),
            None => {
                let mean = format!("mean {}", number(people, Some(0.02 * people), "people"));
                (mean.clone(), mean)
            }
        };
        self.full.push(full);
        self.nodes.push(Node { column, label: label.to_owned(), words, people });
        self.nodes.len() - 1
    }

    fn words(&self, output: &OutputSummary) -> String {
        self.subject.range(output).replace(" million", "m").replace(" billion", "bn").replace(" to ", "–")
    }

    fn from(&mut self, column: usize, label: &str, output: Option<&str>, people: f64, to: usize) {
        if people > 0.0 {
            let from = self.node(column, label, output, people);
            self.flows.push(Flow { from, to, people });
        }
    }

    /// A node that people reach from another; `None`, and no node, where nobody does.
    fn out_of(
        &mut self,
        from: usize,
        column: usize,
        label: &str,
        output: Option<&str>,
        people: f64,
    ) -> Option<usize> {
        // Means of whole people: less than one in a thousand futures is nobody.
        if people < 1e-3 {
            return None;
        }
        let to = self.node(column, label, output, people);
        self.flows.push(Flow { from, to, people });
        Some(to)
    }
}
