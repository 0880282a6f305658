//! The policies of a comparison, and what they must share to be played on the same futures.

use crate::model::Plan;
use crate::random::Design;
use crate::scenario::document::Value;
use crate::scenario::{Diagnostic, Diagnostics, Document, Scenario, words};
use crate::summary::{design_name, month};

/// A policy, ready to be played.
#[derive(Debug)]
pub struct Variant {
    /// Name in results; unique in a comparison.
    pub name: String,
    /// Label for people.
    pub label: String,
    /// The `[policy.NAME]` that it is, where it is one.
    pub policy: Option<String>,
    /// The scenario as a tree: where each value was written.
    pub document: Document,
    /// The scenario compiled.
    pub plan: Plan,
    /// Whether the scenario has a stopping rule: it was taken out, because every policy plays every future.
    pub stop_left_out: bool,
}

impl Variant {
    /// A scenario as it stands.
    ///
    /// # Errors
    /// Every problem of the scenario.
    pub fn file(document: Document) -> Result<Self, Diagnostics> {
        let (document, plan, stop_left_out) = compiled(document)?;
        let label = plan.scenario().title.clone();
        Ok(Self { name: stem(&document), label, policy: None, document, plan, stop_left_out })
    }

    /// The variant `[policy.NAME]` of a scenario.
    ///
    /// # Errors
    /// A policy that is not there, or every problem of the scenario.
    pub fn policy(document: &Document, name: &str) -> Result<Self, Diagnostics> {
        let variant = policy(document, name)?;
        let label = policy_label(document, name);
        let (document, plan, stop_left_out) = compiled(variant)?;
        let name = name.to_owned();
        Ok(Self { name: name.clone(), label, policy: Some(name), document, plan, stop_left_out })
    }

    /// Every `[policy.NAME]` of a scenario, in file order.
    ///
    /// # Errors
    /// Every problem of the scenario.
    pub fn policies(document: &Document) -> Result<Vec<Self>, Diagnostics> {
        policy_names(document).into_iter().map(|name| Self::policy(document, name)).collect()
    }
}

/// The variant `[policy.NAME]` of a scenario.
///
/// # Errors
/// A policy that is not there, with the nearest name.
pub fn policy(document: &Document, name: &str) -> Result<Document, Diagnostics> {
    document.policy(name).ok_or_else(|| no_policy(document, name))
}

/// What people call `[policy.NAME]`: its label, else its name.
pub fn policy_label(document: &Document, name: &str) -> String {
    let written = document.get(&format!("policy.{name}.label"));
    written.and_then(|node| node.as_text()).map_or_else(|| name.replace('_', " "), str::to_owned)
}

/// A document compiled, without the stopping rule that it may have.
fn compiled(mut document: Document) -> Result<(Document, Plan, bool), Diagnostics> {
    let stop = match document.root.get_mut("run").map(|node| &mut node.value) {
        Some(Value::Table(run)) => run.remove("stop"),
        _ => None,
    };
    let plan = plan(&document)?;
    Ok((document, plan, stop.is_some()))
}

/// Compiles a document.
///
/// # Errors
/// Every problem of the scenario.
pub(super) fn plan(document: &Document) -> Result<Plan, Diagnostics> {
    let scenario = Scenario::from_document(document)?;
    Plan::new(scenario).map_err(|problems| Diagnostics { sources: document.sources.clone(), problems })
}

/// Gives a second variant of the same name another one: `a`, `a_2`, `a_3`.
pub(super) fn tell_apart(variants: &mut [Variant]) {
    for index in 1..variants.len() {
        let (earlier, rest) = variants.split_at_mut(index);
        let taken = |name: &str| earlier.iter().any(|variant| variant.name == name);
        let own = rest[0].name.clone();
        if let Some(free) = (2..).map(|n| format!("{own}_{n}")).find(|name| !taken(name))
            && taken(&own)
        {
            rest[0].name = free;
        }
    }
}

/// Makes sure that replicate *i* is the same future under every policy.
///
/// # Errors
/// The first setting in which a policy differs from the first one, where it was written.
pub(super) fn check_pairing(variants: &[Variant]) -> Result<(), Diagnostics> {
    let Some((first, others)) = variants.split_first() else { return Ok(()) };
    others.iter().try_for_each(|other| match differing_setting(first, other) {
        None => Ok(()),
        Some(problem) => {
            Err(Diagnostics { sources: other.document.sources.clone(), problems: vec![problem] })
        }
    })
}

/// A setting that pairs must share: path, value in each, and how to give both the same.
type Setting = (&'static str, String, String, &'static str);

fn differing_setting(first: &Variant, other: &Variant) -> Option<Diagnostic> {
    let [a, b] = [first, other].map(|variant| variant.plan.scenario());
    let time = |scenario: &Scenario, of: fn(&crate::scenario::Time) -> String| {
        scenario.time.as_ref().map_or_else(|| "absent".to_owned(), of)
    };
    let start = |scenario| time(scenario, |time| month(time.start));
    let horizon = |scenario| time(scenario, |time| time.horizon_months.to_string());
    let design = |scenario: &Scenario| design_name(scenario.run.design).to_owned();
    let settings: [Setting; 5] = [
        ("run.seed", a.run.seed.to_string(), b.run.seed.to_string(), "`--seed` gives all the same"),
        ("run.design", design(a), design(b), "`--design` gives all the same"),
        (
            "run.replicates",
            a.run.replicates.to_string(),
            b.run.replicates.to_string(),
            "`-n` gives all the same",
        ),
        ("time.start", start(a), start(b), "`--set` gives all the same: `--set 'time.start=\"2012-05\"'`"),
        ("time.horizon_months", horizon(a), horizon(b), "`--set time.horizon_months=60` gives all the same"),
    ];
    let (path, of_first, of_other, help) = settings.into_iter().find(|(_, a, b, _)| a != b)?;
    let message = format!(
        "`{path}` is {of_other} in `{}` and {of_first} in `{}`: their futures would not be the same",
        other.name, first.name
    );
    let origin = other.document.get(path).map_or_else(|| other.document.start(), |node| node.origin.clone());
    let problem = Diagnostic::error("E085", message).at(path);
    Some(problem.label(origin, format!("here it is {of_other}")).help(help))
}

/// Doubts about a comparison as a whole.
pub(super) fn doubts(variants: &[Variant]) -> Vec<Diagnostic> {
    let Some((first, others)) = variants.split_first() else { return Vec::new() };
    let mut doubts = Vec::new();
    let sobol = first.plan.inputs().design() == Design::Sobol;
    for other in others {
        let dimensions =
            [first, other].map(|variant| variant.plan.inputs().point_names().collect::<Vec<_>>());
        if sobol && dimensions[0] != dimensions[1] {
            let message = format!(
                "`{}` draws other inputs than `{}`, and Sobol' points go by their number: the futures are not the same, \
                 so differences are unbiased but noisy; use random or latin-hypercube",
                other.name, first.name
            );
            doubts.push(Diagnostic::warning("W085", message).at("run.design"));
        }
        let law = |variant: &Variant| {
            let scenario = variant.plan.scenario();
            scenario.quantities.get("enactment.probability").map(|quantity| quantity.belief.clone())
        };
        if law(first) != law(other) {
            let message = format!(
                "the law is not as likely to pass under `{}` as under `{}`: policies are judged in the futures in \
                 which it passes under all",
                other.name, first.name
            );
            doubts.push(Diagnostic::warning("W086", message).at("enactment.probability"));
        }
    }
    if variants.iter().any(|variant| variant.stop_left_out) {
        let message = "a comparison plays every future asked for: `stop` is not used".to_owned();
        doubts.push(Diagnostic::warning("W087", message).at("run.stop"));
    }
    doubts
}

fn policy_names(document: &Document) -> Vec<&str> {
    let policies = document.get("policy").and_then(|node| node.as_table());
    policies.into_iter().flat_map(|table| table.entries()).map(|entry| entry.key.as_str()).collect()
}

fn no_policy(document: &Document, name: &str) -> Diagnostics {
    let file = document.sources.files.first().map_or("", |file| file.name.as_str());
    let message = format!("`{file}` has no policy {}", words::quoted(name));
    let problem = Diagnostic::error("E086", message).at(format!("policy.{name}"));
    let known = policy_names(document);
    let help = words::suggestion(name, known.iter().copied())
        .unwrap_or_else(|| "write what it changes under `[policy.NAME]`".to_owned());
    Diagnostics { sources: document.sources.clone(), problems: vec![problem.help(help)] }
}

/// The bare name of a document's file without its ending, fit to be that of a directory.
fn stem(document: &Document) -> String {
    let name = document.sources.files.first().map_or("", |file| file.name.as_str());
    let stem = std::path::Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let fit = |sign: char| if sign.is_alphanumeric() || "-_".contains(sign) { sign } else { '_' };
    stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "base".to_owned()).chars().map(fit).collect()
}
