//! Where an answer reaches a value as a lever moves: the fee at which the net benefit is zero.
//!
//! The mean is a plain function of the lever, because every value of it is tried on the same futures. The range is
//! scanned with a part of the futures for changes of sign, so that none, one or several crossings are found as they
//! are; each is then closed in on with all futures by the Illinois form of false position (Dowell and Jarratt 1971).
//! The error of a crossing is that of the mean there over the slope (delta method): more futures shrink it.

use super::variant::plan;
use super::{BreakEven, Crossing, Error, ScanPoint, Variant};
use crate::catalogue::{self, Kind};
use crate::engine::{self, Options, Progress};
use crate::model::Plan;
use crate::scenario::{Belief, is_whole, words};
use crate::summary::{Chance, Described, ENACTED, chance};
use crate::tally::{Part, Tally};
use std::sync::atomic::Ordering;

/// Intervals of the scan.
const INTERVALS: usize = 16;

/// Futures of the scan: enough to see where the sign changes.
const SCAN_REPLICATES: u64 = 16_384;

/// Steps of closing in, at most; a mean without jumps takes some five.
const STEPS: usize = 24;

/// A crossing is found where the mean is this near to the value, in standard errors.
const NEAR: f64 = 0.01;

/// … or the lever is known to this part of its range.
const NARROW: f64 = 1e-9;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEvenQuestion {
    /// As the command line gives it: `money.fee_per_application=0..20_000`.
    pub words: String,
    /// Path of the lever.
    pub lever: String,
    /// Range to search.
    pub range: [f64; 2],
    /// The output whose mean, or the condition (`failure.backlog`) whose chance, should reach a value.
    pub of: String,
    /// The value.
    pub at: f64,
}

impl BreakEvenQuestion {
    /// Reads `PATH=lo..hi`.
    ///
    /// # Errors
    /// What is wrong with the words.
    pub fn parse(text: &str, of: &str, at: f64) -> Result<Self, Error> {
        let wrong = |lever: &str, why: &str| Error::Lever { lever: lever.to_owned(), why: why.to_owned() };
        let form = "expected a path and a range, such as `money.fee_per_application=0..20_000`";
        let (lever, range) = text.split_once('=').ok_or_else(|| wrong(text, form))?;
        let (lever, range) = (lever.trim(), range.trim());
        let number = |text: &str| text.trim().replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite());
        let ends = range.split_once("..").and_then(|(low, high)| Some([number(low)?, number(high)?]));
        let range = ends.ok_or_else(|| wrong(lever, form))?;
        if range[0] >= range[1] {
            return Err(wrong(lever, "the range must begin below its end"));
        }
        Ok(Self { words: text.to_owned(), lever: lever.to_owned(), range, of: of.to_owned(), at })
    }
}

/// Searches for the values of a lever at which a mean reaches a value, under one policy.
///
/// # Errors
/// A lever that is no quantity of the scenario or that cannot take a value of the range, and an output that is not
/// there; as [`engine::run`].
pub fn break_even(
    variant: &Variant,
    question: &BreakEvenQuestion,
    options: &Options<'_>,
) -> Result<BreakEven, Error> {
    let target = Target::of(&variant.plan, question)?;
    check_lever(&variant.plan, question)?;
    let whole =
        catalogue::quantity(&question.lever).is_some_and(|quantity| quantity.kind == Kind::WholeMonths);
    let replicates = variant.plan.replicates();
    let mut search =
        Search { variant, question, target: &target, options, done: 0, values: Vec::new(), replicates };
    let (crossings, complete) = match search.run(whole) {
        Ok(crossings) => (crossings, true),
        Err(Stopped::Cancelled(crossings)) => (crossings, false),
        Err(Stopped::Failed(error)) => return Err(error),
    };
    let mut scan = search.values;
    scan.sort_by(|a, b| a.lever.total_cmp(&b.lever).then(a.replicates.cmp(&b.replicates)));
    let scenario = variant.plan.scenario();
    let quantity = scenario.quantities.get(&question.lever);
    let unit = quantity.map(|quantity| quantity.unit.to_string()).or_else(|| {
        let declared = catalogue::quantity(&question.lever)?;
        Some(declared.unit.unit(&scenario.money.currency).to_string())
    });
    Ok(BreakEven {
        policy: variant.name.clone(),
        lever: question.lever.clone(),
        lever_unit: unit.unwrap_or_default(),
        range: question.range,
        of: question.of.clone(),
        label: target.label,
        unit: target.unit,
        at: question.at,
        crossings,
        scan,
        uncertainty_removed: quantity.is_some_and(|quantity| !matches!(quantity.belief, Belief::Fixed(_))),
        complete,
    })
}

/// What should reach the value.
struct Target {
    label: String,
    unit: String,
    kind: TargetKind,
}

enum TargetKind {
    Output,
    Condition,
}

impl Target {
    fn of(plan: &Plan, question: &BreakEvenQuestion) -> Result<Self, Error> {
        if let Some(output) = plan.outputs().iter().find(|output| output.name == question.of) {
            let (label, unit) = (output.label.clone(), output.unit.to_string());
            return Ok(Self { label, unit, kind: TargetKind::Output });
        }
        let condition = plan.conditions().iter().find(|planned| plan.condition_name(planned) == question.of);
        if let Some(planned) = condition {
            let label = format!("Chance of “{}”", plan.condition(planned).words);
            return Ok(Self { label, unit: "share".to_owned(), kind: TargetKind::Condition });
        }
        let conditions: Vec<String> =
            plan.conditions().iter().map(|planned| plan.condition_name(planned)).collect();
        let outputs = plan.outputs().iter().map(|output| output.name.as_str());
        let known: Vec<&str> = outputs.chain(conditions.iter().map(String::as_str)).collect();
        Err(Error::no_output("--of", &question.of, &known))
    }

    /// The mean or the chance over the judged futures, with its error; `None` where there is none.
    fn value(&self, plan: &Plan, tally: &Tally, name: &str) -> Option<(f64, f64)> {
        match self.kind {
            TargetKind::Output => {
                let index = plan.outputs().iter().position(|output| output.name == name)?;
                let column = tally.column(&[ENACTED], Part::Output(index))?;
                let described = Described::new(&column);
                // Where the horizon cuts some futures off there is no mean.
                let whole = described.counts().censored() == 0;
                described.mean().filter(|_| whole).zip(described.mean_error())
            }
            TargetKind::Condition => {
                let place =
                    plan.conditions().iter().position(|planned| plan.condition_name(planned) == name)?;
                let Chance { probability, mcse, .. } = chance(&tally.condition(&[ENACTED], place));
                probability.zip(mcse)
            }
        }
    }
}

fn check_lever(plan: &Plan, question: &BreakEvenQuestion) -> Result<(), Error> {
    let scenario = plan.scenario();
    // A built-in quantity has a default; an own input that the file does not have would be one that nothing uses.
    let own = question.lever.starts_with("inputs.");
    let is_there = !own || scenario.quantities.contains_key(&question.lever);
    if is_whole(&question.lever) && is_there && !scenario.groups.contains_key(&question.lever) {
        return Ok(());
    }
    let known: Vec<&str> = scenario.quantities.keys().map(String::as_str).collect();
    let help = words::nearest(&question.lever, known.iter().copied())
        .map_or_else(|| "`amnesty show` lists them".to_owned(), |name| format!("did you mean `{name}`?"));
    let why = format!("no quantity that takes one number has that path; {help}");
    Err(Error::Lever { lever: question.lever.clone(), why })
}

/// Why a search ended early.
enum Stopped {
    /// Somebody asked to stop; the crossings found so far.
    Cancelled(Vec<Crossing>),
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The mean above the value, at one value of the lever.
#[derive(Clone, Copy, Debug)]
struct Point {
    lever: f64,
    /// Mean minus the value asked for.
    gap: f64,
    error: f64,
}

struct Search<'a> {
    variant: &'a Variant,
    question: &'a BreakEvenQuestion,
    target: &'a Target,
    options: &'a Options<'a>,
    /// Futures played so far.
    done: u64,
    /// What was computed.
    values: Vec<ScanPoint>,
    replicates: u64,
}

impl Search<'_> {
    fn run(&mut self, whole: bool) -> Result<Vec<Crossing>, Stopped> {
        let few = self.replicates.min(SCAN_REPLICATES);
        let levers = self.levers(whole)?;
        let mut scanned = Vec::new();
        for &lever in &levers {
            scanned.push(self.point(lever, few, levers.len() as u64)?);
        }
        let mut crossings = Vec::new();
        for (place, pair) in scanned.windows(2).enumerate() {
            let [Some(left), Some(right)] = pair else { continue };
            if (left.gap < 0.0) == (right.gap < 0.0) {
                continue;
            }
            let found = match self.bracket(&levers, place) {
                Ok(None) => continue,
                Ok(Some(bracket)) if whole => self.close_in_whole(bracket),
                Ok(Some(bracket)) => self.close_in(bracket, few),
                Err(stopped) => Err(stopped),
            };
            match found {
                Ok(crossing) => crossings.push(crossing),
                Err(Stopped::Cancelled(_)) => return Err(Stopped::Cancelled(crossings)),
                Err(failed) => return Err(failed),
            }
        }
        Ok(crossings)
    }

    /// Values of the lever to scan: whole ones for whole months.
    fn levers(&self, whole: bool) -> Result<Vec<f64>, Error> {
        let [low, high] = self.question.range;
        let spread = |low: f64, high: f64, n: usize| -> Vec<f64> {
            let at = |place: usize| match place {
                place if place == n => high,
                place => low + (high - low) * place as f64 / n as f64,
            };
            (0..=n).map(at).collect()
        };
        if !whole {
            return Ok(spread(low, high, INTERVALS));
        }
        let (low, high) = (low.ceil(), high.floor());
        if low >= high {
            let why = "it counts whole months, and the range holds fewer than two".to_owned();
            return Err(Error::Lever { lever: self.question.lever.clone(), why });
        }
        let mut levers = spread(low, high, INTERVALS.min((high - low) as usize));
        levers.iter_mut().for_each(|lever| *lever = lever.round());
        Ok(levers)
    }

    /// Two neighbours of the scan between which the sign changes with all futures as well; one step wider where the
    /// scan, on fewer futures, was a little off.
    fn bracket(&mut self, levers: &[f64], place: usize) -> Result<Option<[Point; 2]>, Stopped> {
        let last = levers.len() - 1;
        let wider = (place.saturating_sub(1), (place + 2).min(last));
        for (left, right) in [(place, place + 1), wider] {
            let ends = (self.full(levers[left])?, self.full(levers[right])?);
            if let (Some(left), Some(right)) = ends
                && (left.gap < 0.0) != (right.gap < 0.0)
            {
                return Ok(Some([left, right]));
            }
        }
        Ok(None)
    }

    /// False position with the weight of an end that stays halved (Illinois).
    fn close_in(&mut self, [mut left, mut right]: [Point; 2], few: u64) -> Result<Crossing, Stopped> {
        let rising = left.gap < 0.0;
        let range = self.question.range[1] - self.question.range[0];
        let tiny = 1e-12 * left.gap.abs().max(right.gap.abs());
        let is_there = |point: &Point| point.gap.abs() <= (NEAR * point.error).max(tiny);
        let mut found = if left.gap.abs() < right.gap.abs() { left } else { right };
        let (mut weight_left, mut weight_right) = (left.gap, right.gap);
        let mut moved_left = None;
        for _ in 0..STEPS {
            if is_there(&found) || right.lever - left.lever <= NARROW * range {
                break;
            }
            let lever =
                (left.lever * weight_right - right.lever * weight_left) / (weight_right - weight_left);
            let Some(point) = self.full(lever.clamp(left.lever, right.lever))? else { break };
            found = point;
            let moves_left = (point.gap < 0.0) == rising;
            let again = moved_left == Some(moves_left);
            moved_left = Some(moves_left);
            if moves_left {
                (left, weight_left) = (point, point.gap);
                weight_right = if again { weight_right / 2.0 } else { weight_right };
            } else {
                (right, weight_right) = (point, point.gap);
                weight_left = if again { weight_left / 2.0 } else { weight_left };
            }
        }
        // Where it cannot be got nearer, the mean jumps over the value.
        let slope = if is_there(&found) { self.slope(found.lever, few)? } else { None };
        Ok(Crossing {
            lever: found.lever,
            mcse: slope.map(|slope| found.error / slope.abs()).filter(|error| error.is_finite()),
            slope,
            mean: Some(found.gap + self.question.at),
            mean_mcse: Some(found.error),
            rising,
            whole: false,
        })
    }

    /// Bisection down to two neighbouring whole values.
    fn close_in_whole(&mut self, [mut left, mut right]: [Point; 2]) -> Result<Crossing, Stopped> {
        let rising = left.gap < 0.0;
        while right.lever - left.lever > 1.0 {
            let middle = ((left.lever + right.lever) / 2.0).floor();
            let Some(point) = self.full(middle)? else { break };
            if (point.gap < 0.0) == rising {
                left = point;
            } else {
                right = point;
            }
        }
        Ok(Crossing {
            lever: right.lever,
            mcse: None,
            slope: Some((right.gap - left.gap) / (right.lever - left.lever)),
            mean: Some(right.gap + self.question.at),
            mean_mcse: Some(right.error),
            rising,
            whole: true,
        })
    }

    /// Central difference over a hundredth of the range on either side, from the futures of the scan: they are the
    /// same at both ends, so that their error drops out.
    fn slope(&mut self, lever: f64, few: u64) -> Result<Option<f64>, Stopped> {
        let [low, high] = self.question.range;
        let step = (high - low) / 100.0;
        let ends = [(lever - step).max(low), (lever + step).min(high)];
        let [left, right] = [self.point(ends[0], few, 0)?, self.point(ends[1], few, 0)?];
        let rise = left.zip(right).map(|(left, right)| (right.gap - left.gap) / (right.lever - left.lever));
        Ok(rise.filter(|slope| *slope != 0.0))
    }

    /// The mean at a lever with all futures.
    fn full(&mut self, lever: f64) -> Result<Option<Point>, Stopped> {
        self.point(lever, self.replicates, 0)
    }

    /// The mean at a lever; `None` where there is none. `planned` runs of as many futures are told as the whole.
    fn point(&mut self, lever: f64, replicates: u64, planned: u64) -> Result<Option<Point>, Stopped> {
        let known = self.values.iter().find(|value| value.lever == lever && value.replicates == replicates);
        let value = match known {
            Some(known) => known.mean.zip(known.mean_mcse),
            None => {
                let value = self.play(lever, replicates, planned)?;
                let (mean, mean_mcse) = value.unzip();
                self.values.push(ScanPoint { lever, replicates, mean, mean_mcse });
                value
            }
        };
        Ok(value.map(|(mean, error)| Point { lever, gap: mean - self.question.at, error }))
    }

    fn play(&mut self, lever: f64, replicates: u64, planned: u64) -> Result<Option<(f64, f64)>, Stopped> {
        let question = self.question;
        let document =
            self.variant.document.with_lever("--break-even", &question.words, &question.lever, lever);
        let plan = plan(&document).map_err(Error::Scenario)?;
        let total = (planned * replicates).max(self.done + replicates);
        let progress = Offset { inner: self.options.progress, done: self.done, total };
        let options = Options { progress: &progress, ..*self.options };
        let tally = engine::run(&plan, replicates, &options).map_err(Error::Engine)?;
        self.done += replicates;
        if self.options.cancel.load(Ordering::Relaxed) {
            return Err(Stopped::Cancelled(Vec::new()));
        }
        Ok(self.target.value(&plan, &tally, &question.of))
    }
}

/// Progress of one of several runs.
struct Offset<'a> {
    inner: &'a dyn Progress,
    done: u64,
    total: u64,
}

impl Progress for Offset<'_> {
    fn advanced(&self, done: u64, _total: u64) {
        self.inner.advanced(self.done + done, self.total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_people_write_it() {
        let read = |text| BreakEvenQuestion::parse(text, "revenue", 0.0);
        let question = read("money.fee_per_application = 0..20_000").unwrap();
        assert_eq!((question.lever.as_str(), question.range), ("money.fee_per_application", [0.0, 20_000.0]));
        assert_eq!(read("inputs.x=-1.5..1e3").unwrap().range, [-1.5, 1_000.0]);
        for wrong in ["fee", "fee=3", "fee=5..2", "fee=a..b", "fee=0..inf"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
