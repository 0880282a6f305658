//! The result as Markdown, for pasting into a note or an issue: the answer, a table, what to know, how to repeat it.

use super::answer::{answer, claim, percentile};
use super::look::Footer;
use super::numbers::{self, chance, count, number, range};
use super::table::shown;
use super::text::plain;
use crate::summary::{ConditionSummary, Document, Named, OutputSummary};

/// The document as Markdown; every text of the scenario is shown as it was written, whatever signs it holds.
pub fn page(document: &Document, footer: &Footer) -> String {
    let mut out = format!("# {}\n\n", escaped(&document.scenario.title));
    if let Some(question) = &document.scenario.question {
        out.push_str(&format!("*{}*\n\n", escaped(question)));
    }
    if !document.run.complete {
        let (done, asked) = (count(document.run.replicates), count(document.run.requested));
        out.push_str(&format!("**Incomplete: interrupted after {done} of {asked} futures.**\n\n"));
    }
    let said = document.claims.iter().map(|(_, said)| claim(document, said));
    for sentence in std::iter::once(answer(document)).chain(said).filter(|text| !text.is_empty()) {
        out.push_str(&format!("{}\n\n", escaped(&sentence)));
    }
    table(&mut out, document);
    conditions(&mut out, "Success", &document.success);
    conditions(&mut out, "Failure", &document.failure);
    warnings(&mut out, document);
    let run = &document.run;
    out.push_str("## How to repeat it\n\n");
    out.push_str(&format!("```sh\n{}\n```\n\n", footer.command.replace('\n', " ")));
    out.push_str(&format!(
        "amnesty {}, random streams {}, {} futures, seed {}, design {}, scenario `{}`.\n",
        document.version,
        document.stream_version,
        count(run.replicates),
        run.seed,
        run.design,
        document.scenario.hash.get(..16).unwrap_or(&document.scenario.hash),
    ));
    out
}

fn table(out: &mut String, document: &Document) {
    let outputs = document.judged_outputs();
    let heading = match &document.enactment {
        Some(law) => {
            format!("If the law passes ({} of {} simulated futures)", count(law.futures), count(law.of))
        }
        None => format!("In {} simulated futures", count(document.run.replicates)),
    };
    out.push_str(&format!("## {heading}\n\n"));
    out.push_str("| | median | simulation error | 90 % range | mean | simulation error |\n");
    out.push_str("|---|---:|---:|---:|---:|---:|\n");
    for output in shown(document, false).filter_map(|name| outputs.get(name)) {
        let cells = row(output, document.scenario.horizon_months);
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push_str(
        "\nSimulation error: standard error that more futures would shrink. The range would stay.\n\n",
    );
}

fn row(output: &OutputSummary, horizon: Option<usize>) -> [String; 6] {
    let unit = match output.unit.as_str() {
        "people" | "share" | "" => String::new(),
        unit if output.label.contains(unit) => String::new(),
        unit => format!(", {}", escaped(unit)),
    };
    let error = |value: Option<f64>, mcse: Option<f64>| match value {
        Some(_) => numbers::error(mcse, &output.unit),
        None => "–".to_owned(),
    };
    let median = output.quantiles.get("p50").copied().flatten();
    let ends = range(&percentile(output, "p05", horizon), &percentile(output, "p95", horizon));
    [
        format!("{}{unit}", escaped(&output.label)),
        percentile(output, "p50", horizon),
        error(median, output.quantiles_mcse.get("p50").copied().flatten()),
        ends,
        output.mean.map_or_else(|| "–".to_owned(), |mean| number(mean, output.mean_mcse, &output.unit)),
        error(output.mean, output.mean_mcse),
    ]
}

fn conditions(out: &mut String, heading: &str, conditions: &Named<ConditionSummary>) {
    if conditions.is_empty() {
        return;
    }
    out.push_str(&format!("## {heading}\n\n| how often | simulation error | what |\n|---|---:|---|\n"));
    for (_, condition) in conditions.iter() {
        let error = numbers::error(condition.chance.mcse, "share");
        let (often, words) = (chance(&condition.chance), escaped(&condition.words));
        out.push_str(&format!("| {often} | {error} | {words} |\n"));
    }
    out.push('\n');
}

fn warnings(out: &mut String, document: &Document) {
    if document.warnings.is_empty() && document.parts_off.is_empty() && document.defaults.is_empty() {
        return;
    }
    out.push_str("## Know before you use it\n\n");
    for warning in &document.warnings {
        let path = warning.path.as_ref().map(|path| format!("{}: ", escaped(path))).unwrap_or_default();
        out.push_str(&format!("- {}: {path}{}\n", warning.code, escaped(&warning.message)));
    }
    if !document.parts_off.is_empty() {
        out.push_str(&format!("- Not in this scenario: {}.\n", escaped(&document.parts_off.join(", "))));
    }
    if !document.defaults.is_empty() {
        out.push_str(&format!("- Documented defaults stand for {} numbers.\n", document.defaults.len()));
    }
    out.push('\n');
}

/// Text in which no sign means anything to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in plain(text).chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => out.extend(['\\', sign]),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_a_title_means_anything() {
        let title = "<script>|*a* [x](y)\n# `b`_c_ \\ 1 < 2";
        assert_eq!(escaped(title), "&lt;script&gt;\\|\\*a\\* \\[x\\](y) \\# \\`b\\`\\_c\\_ \\\\ 1 &lt; 2");
    }
}
