//! Which output policies are judged by, and which way it is better.

use super::{Better, Error};
use crate::catalogue;
use crate::formula;
use crate::model::Plan;
use crate::scenario::words;

/// An output that policies are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    /// Name.
    pub output: String,
    /// Which way it is better.
    pub better: Better,
    /// Why that way: `asked`, a condition such as `success.pays_for_itself`, or `catalogue`.
    pub because: String,
}

/// Which way an output is better, and who says so: the scenario's own success and failure conditions, then the
/// catalogue. `None` where nobody does, or the conditions contradict one another.
pub fn direction(plan: &Plan, output: &str) -> Option<(Better, String)> {
    let scenario = plan.scenario();
    let success = scenario.success.iter().map(|condition| ("success", true, condition));
    let failure = scenario.failure.iter().map(|condition| ("failure", false, condition));
    let mut found: Option<(Better, String)> = None;
    for (kind, good, condition) in success.chain(failure) {
        for (_, more) in
            formula::leanings(&condition.formula.text).into_iter().filter(|(name, _)| name == output)
        {
            let better = if more == good { Better::More } else { Better::Less };
            match &found {
                None => found = Some((better, format!("{kind}.{}", condition.name))),
                Some((known, _)) if *known != better => return None,
                Some(_) => {}
            }
        }
    }
    found.or_else(|| catalogue::better(output).map(|better| (better, "catalogue".to_owned())))
}

/// The objective asked for, or the first headline output whose better direction is known; then the net present value
/// where the scenario has money, then any output of the scenario's own conditions. `None` where there is none of these.
///
/// # Errors
/// An output that is not compared, or one of which nobody says which way is better.
pub(super) fn choose(
    plan: &Plan,
    compared: &[&str],
    asked: Option<&str>,
    better: Option<Better>,
) -> Result<Option<Objective>, Error> {
    let known = |output: &str| {
        let (better, because) = direction(plan, output)?;
        Some(Objective { output: output.to_owned(), better, because })
    };
    if let Some(output) = asked {
        if !compared.contains(&output) {
            return Err(Error::no_output("--objective", output, compared));
        }
        let asked = |better| Objective { output: output.to_owned(), better, because: "asked".to_owned() };
        let found = better.map(asked).or_else(|| known(output));
        return found.map(Some).ok_or_else(|| Error::NoDirection { output: output.to_owned() });
    }
    let scenario = plan.scenario();
    let headline = scenario.headline.iter().map(String::as_str);
    let has_money = scenario.money.price_year.is_some();
    let money = has_money.then_some("net_present_value");
    let from_file = |output: &&str| known(output).is_some_and(|objective| objective.because != "catalogue");
    let conditions = compared.iter().copied().filter(from_file);
    let mut candidates = headline.chain(money).chain(conditions).filter(|output| compared.contains(output));
    match better {
        // A direction without an output is for the first headline.
        Some(better) => Ok(candidates.next().map(|output| Objective {
            output: output.to_owned(),
            better,
            because: "asked".to_owned(),
        })),
        None => Ok(candidates.find_map(known)),
    }
}

impl Error {
    /// A name that is no output of every policy.
    pub(super) fn no_output(option: &'static str, output: &str, compared: &[&str]) -> Self {
        let help = words::suggestion(output, compared.iter().copied()).unwrap_or_default();
        Self::NoOutput { option, output: output.to_owned(), help }
    }
}
