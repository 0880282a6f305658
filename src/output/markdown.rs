//! The result as Markdown, for pasting into a note or an issue: the answer, a table, what to know, how to repeat it.

use super::answer::{answer, beyond_horizon, claim, percentile};
use super::drivers::drivers;
use super::look::Footer;
use super::numbers::{self, chance, count, number, range};
use super::table::{money_words, partial, shown};
use super::text::plain;
use super::together;
use crate::summary::{Chance, ConditionSummary, Document, Named, OutputSummary};

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
    movers(&mut out, document);
    conditions(&mut out, "Success", &document.success, together::all_success(document));
    conditions(&mut out, "Failure", &document.failure, together::any_failure(document));
    claims(&mut out, document);
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
    out.push_str("| | median | its simulation error | 90 % range | mean | its simulation error |\n");
    out.push_str("|---|---:|---:|---:|---:|---:|\n");
    for name in shown(document, false) {
        let Some(output) = outputs.get(name) else { continue };
        let cells = match beyond_horizon(name, document) {
            Some(_) => beyond(output, document),
            None => row(output, document.scenario.horizon_months),
        };
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push_str(
        "\nSimulation error: standard error that more futures would shrink. The range would stay.\n\n",
    );
    if let Some(words) = money_words(shown(document, false), document, outputs) {
        out.push_str(&format!("{}\n\n", escaped(&words)));
    }
}

/// A row whose zeros would say only that the run ends too early.
fn beyond(output: &OutputSummary, document: &Document) -> [String; 6] {
    let horizon = document.scenario.horizon_months.unwrap_or(0);
    let dash = || "–".to_owned();
    [escaped(&output.label), format!("after month {horizon}"), dash(), dash(), dash(), dash()]
}

/// What moves the first headline output most.
fn movers(out: &mut String, document: &Document) {
    let Some((heading, rows)) = drivers(document) else { return };
    out.push_str(&format!("{}:\n\n", escaped(&heading)));
    for [rank, input] in rows {
        out.push_str(&format!("- {rank} {}\n", escaped(&input)));
    }
    out.push('\n');
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
        format!("{}{}{unit}", escaped(&output.label), partial(output)),
        percentile(output, "p50", horizon),
        error(median, output.quantiles_mcse.get("p50").copied().flatten()),
        ends,
        output.mean.map_or_else(|| "–".to_owned(), |mean| number(mean, output.mean_mcse, &output.unit)),
        error(output.mean, output.mean_mcse),
    ]
}

fn conditions(
    out: &mut String,
    heading: &str,
    conditions: &Named<ConditionSummary>,
    together: Option<(Chance, String)>,
) {
    let each = conditions.iter().map(|(_, condition)| (condition.chance, condition.words.clone()));
    frequencies(out, heading, each.chain(together));
}

/// What was said in public, by the futures in which it comes true.
fn claims(out: &mut String, document: &Document) {
    let each = document.claims.iter().map(|(_, claim)| (claim.chance, claim.words.clone()));
    frequencies(out, "Said in public", each);
}

fn frequencies(out: &mut String, heading: &str, rows: impl Iterator<Item = (Chance, String)>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    out.push_str(&format!("## {heading}\n\n| how often | its simulation error | what |\n|---|---:|---|\n"));
    for (often, words) in rows {
        let error = numbers::error(often.mcse, "share");
        out.push_str(&format!("| {} | {error} | {} |\n", chance(&often), escaped(&words)));
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
