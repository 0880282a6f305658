//! What a table of points says: how a headline moves along each axis, where a chance passes one half, which points
//! are best and worst.
//!
//! All points play the same futures, so the error of a mean over points is not smaller than theirs by the root of
//! their number; the mean of their errors is its upper bound, and stands beside it.

use super::{AxisInfo, AxisKind, AxisValue, HeadlineKind, Point, PointStatus, SweepDocument};

/// Bins of an axis with more values than fit a table.
const BINS: usize = 4;
/// Values of an axis that stand in a table one by one.
const SHOWN: usize = 12;

/// More points are not compared one by one.
const MOST_COMPARED: usize = 2_000;

/// A headline at one value, or over one range of values, of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// First and last value of the range; equal for one value.
    pub values: [AxisValue; 2],
    /// Points that enter.
    pub points: usize,
    /// Mean over these points of the headline's value; `None` where one of them has none.
    pub mean: Option<f64>,
    /// Mean of their simulation errors: no less than the error of the mean.
    pub mcse: Option<f64>,
}

/// Where a chance passes one half between two neighbouring values of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Break {
    /// The values of all other axes.
    pub beside: Vec<(String, AxisValue)>,
    /// The neighbouring values, in the order of the axis.
    pub between: [f64; 2],
    /// The chances there.
    pub chances: [f64; 2],
}

/// A point with a headline's value and its simulation error.
type Answer<'d> = (Point<'d>, Option<f64>, Option<f64>);

/// The answers of the finished points, for one headline entry.
fn answers<'d>(document: &'d SweepDocument, name: &'d str) -> impl Iterator<Item = Answer<'d>> {
    let done = document.points.iter().filter(|point| point.status() == PointStatus::Done);
    done.filter_map(move |point| {
        let answer = point.answer(name)?;
        Some((point, answer.value, answer.mcse))
    })
}

/// How a headline moves along an axis, over all values of the others.
pub fn along(document: &SweepDocument, name: &str, axis: &AxisInfo) -> Vec<Level> {
    let numbers: Option<Vec<f64>> = axis.values.iter().map(number).collect();
    match numbers {
        Some(mut numbers) if axis.values.len() > SHOWN || axis.kind == AxisKind::LatinHypercube => {
            numbers.sort_by(f64::total_cmp);
            let bins = BINS.min(numbers.len());
            let edge = |bin: usize| numbers[(bin * numbers.len() / bins).min(numbers.len() - 1)];
            let last = |bin: usize| numbers[((bin + 1) * numbers.len() / bins).max(1) - 1];
            let range = |bin: usize| [edge(bin), last(bin)];
            (0..bins).map(|bin| over(document, name, &axis.path, range(bin).map(AxisValue::Number))).collect()
        }
        _ => axis
            .values
            .iter()
            .map(|value| over(document, name, &axis.path, [value.clone(), value.clone()]))
            .collect(),
    }
}

fn over(document: &SweepDocument, name: &str, path: &str, values: [AxisValue; 2]) -> Level {
    let inside = |point: Point<'_>| match (point.value(path), &values) {
        (Some(AxisValue::Number(value)), [AxisValue::Number(low), AxisValue::Number(high)]) => {
            (low..=high).contains(&value)
        }
        (Some(value), [only, _]) => value == only,
        (None, _) => false,
    };
    let found: Vec<_> = answers(document, name).filter(|(point, ..)| inside(*point)).collect();
    let mean = |part: &dyn Fn(&Answer<'_>) -> Option<f64>| {
        let all: Option<Vec<f64>> = found.iter().map(part).collect();
        all.filter(|all| !all.is_empty()).map(|all| all.iter().sum::<f64>() / all.len() as f64)
    };
    Level {
        points: found.len(),
        mean: mean(&|(_, value, _)| *value),
        mcse: mean(&|(.., mcse)| *mcse),
        values,
    }
}

/// The points with the least and the largest value: for a failure the best and the worst, for a success the worst and
/// the best. `None` where fewer than two points have a value.
pub fn extremes<'d>(document: &'d SweepDocument, name: &'d str) -> Option<[Point<'d>; 2]> {
    let valued: Vec<_> =
        answers(document, name).filter_map(|(point, value, _)| Some((point, value?))).collect();
    // The first of equals, in the order of the points.
    let least = valued.iter().reduce(|a, b| if b.1 < a.1 { b } else { a })?;
    let largest = valued.iter().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    (valued.len() > 1).then_some([least.0, largest.0])
}

/// Points that cannot be told from one by their simulation errors: their values differ by less than twice the larger
/// error. That is more than a pair on the same futures would need.
pub fn not_told_from(document: &SweepDocument, name: &str, point: Point<'_>) -> usize {
    let Some(here) = point.answer(name) else { return 0 };
    let (Some(value), Some(error)) = (here.value, here.mcse) else { return 0 };
    let near = |other: &Answer<'_>| {
        let (Some(its), Some(its_error)) = (other.1, other.2) else { return false };
        other.0.number() != point.number() && (its - value).abs() <= 2.0 * error.max(its_error)
    };
    answers(document, name).filter(near).count()
}

/// The other axes at their values, and along the axis in question each value with the chance there.
type Line = (Vec<(String, AxisValue)>, Vec<(f64, f64)>);

/// Where the chance of a condition passes one half along an axis, for each combination of the other axes in which it
/// does; the first time in the order of the axis.
pub fn breaks(document: &SweepDocument, name: &str, axis: &AxisInfo) -> Vec<Break> {
    let found = |(beside, line): Line| {
        let pair = line.windows(2).find(|pair| (pair[0].1 >= 0.5) != (pair[1].1 >= 0.5))?;
        Some(Break { beside, between: [pair[0].0, pair[1].0], chances: [pair[0].1, pair[1].1] })
    };
    lines(document, name, axis).into_iter().filter_map(found).collect()
}

/// A failure is kept rare where its chance is at most this, a success near certain where that of the opposite is.
pub const RARE: f64 = 0.1;

/// Where along an axis a failure is kept rare, or a success near certain, for one combination of the other axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The values of all other axes.
    pub beside: Vec<(String, AxisValue)>,
    /// Where.
    pub place: KeptAt,
}

/// A part of an axis at one of its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeptAt {
    /// At every value.
    Everywhere,
    /// From this value up.
    From(f64),
    /// Up to this value.
    UpTo(f64),
    /// At neither end.
    Nowhere,
}

/// Where a condition goes as one would wish in at least nine of ten futures, for each combination of the other axes.
/// Only what holds up to an end of the axis counts: a value in the middle is no rule to plan by.
pub fn kept(document: &SweepDocument, name: &str, axis: &AxisInfo) -> Vec<Kept> {
    let is_failure = document.headline.get(name).is_some_and(|info| info.kind == HeadlineKind::Failure);
    let is_kept = |&(_, chance): &(f64, f64)| if is_failure { chance <= RARE } else { chance >= 1.0 - RARE };
    let found = |(beside, line): Line| {
        let from_the_end = line.iter().rev().take_while(|point| is_kept(point)).count();
        let from_the_start = line.iter().take_while(|point| is_kept(point)).count();
        let place = match (from_the_start, from_the_end) {
            (_, n) if n == line.len() => KeptAt::Everywhere,
            (0, 0) => KeptAt::Nowhere,
            (_, n) if n > 0 => KeptAt::From(line[line.len() - n].0),
            (n, _) => KeptAt::UpTo(line[n - 1].0),
        };
        Kept { beside, place }
    };
    lines(document, name, axis).into_iter().map(found).collect()
}

/// The chances of a condition along a crossed axis of numbers, in its order, for each combination of the other axes.
fn lines(document: &SweepDocument, name: &str, axis: &AxisInfo) -> Vec<Line> {
    let is_chance = document.headline.get(name).is_some_and(|info| info.kind != HeadlineKind::Output);
    let crossed = matches!(axis.kind, AxisKind::Grid);
    let numbers = axis.values.iter().all(|value| number(value).is_some());
    if !is_chance || !crossed || !numbers || document.points.len() > MOST_COMPARED {
        return Vec::new();
    }
    let mut lines: Vec<Line> = Vec::new();
    for (point, chance, _) in answers(document, name) {
        let (Some(chance), Some(AxisValue::Number(at))) = (chance, point.value(&axis.path)) else {
            continue;
        };
        let beside: Vec<(String, AxisValue)> = point
            .values()
            .filter(|(path, _)| *path != axis.path)
            .map(|(path, value)| (path.to_owned(), value.clone()))
            .collect();
        match lines.iter_mut().find(|(known, _)| *known == beside) {
            Some((_, line)) => line.push((*at, chance)),
            None => lines.push((beside, vec![(*at, chance)])),
        }
    }
    lines.iter_mut().for_each(|(_, line)| line.sort_by(|a, b| a.0.total_cmp(&b.0)));
    lines
}

/// How far a headline moves: least and largest value over all finished points.
pub fn range(document: &SweepDocument, name: &str) -> Option<[f64; 2]> {
    let values = answers(document, name).filter_map(|(_, value, _)| value);
    values.fold(None, |range: Option<[f64; 2]>, value| {
        Some(range.map_or([value, value], |[low, high]| [low.min(value), high.max(value)]))
    })
}

/// Axes along which no headline moves at all: on the same futures not one person decided or fared differently.
pub fn idle_axes(document: &SweepDocument) -> Vec<&AxisInfo> {
    let moves = |axis: &AxisInfo| {
        document.headline.iter().any(|(name, _)| {
            let mut known: Vec<(Vec<&AxisValue>, Option<f64>, Option<f64>)> = Vec::new();
            answers(document, name).any(|(point, value, _)| {
                let others: Vec<&AxisValue> =
                    point.values().filter(|(path, _)| *path != axis.path).map(|(_, v)| v).collect();
                let mean = point.answer(name).and_then(|answer| answer.mean);
                match known.iter().find(|(seen, ..)| *seen == others) {
                    Some((_, seen, seen_mean)) => *seen != value || *seen_mean != mean,
                    None => {
                        known.push((others, value, mean));
                        false
                    }
                }
            })
        })
    };
    let several = document.points.iter().filter(|point| point.status() == PointStatus::Done).count() > 1;
    // Only a grid keeps everything else the same.
    let apart = |axis: &&AxisInfo| axis.kind == AxisKind::Grid && axis.values.len() > 1;
    let few = document.points.len() <= MOST_COMPARED;
    document
        .axes
        .iter()
        .filter(|axis| several && few && document.run.same_futures && apart(axis) && !moves(axis))
        .collect()
}

fn number(value: &AxisValue) -> Option<f64> {
    match value {
        AxisValue::Number(number) => Some(*number),
        AxisValue::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HeadlineInfo, PointAnswer, PointSummary};
    use super::*;
    use crate::summary::{Chance, Named};

    const NAME: &str = "failure.backlog";

    fn axis(path: &str, values: &[f64]) -> AxisInfo {
        let values = values.iter().map(|value| AxisValue::Number(*value)).collect();
        AxisInfo { path: path.to_owned(), kind: AxisKind::Grid, unit: String::new(), values }
    }

    /// Windows of 3 and 12 months × capacities of 1, 2 and 3, with the chances (in a hundred futures) of a failure.
    fn document(chances: [[u64; 3]; 2]) -> SweepDocument {
        let axes = vec![axis("window", &[3.0, 12.0]), axis("capacity", &[1.0, 2.0, 3.0])];
        let mut document = SweepDocument { axes, ..SweepDocument::default() };
        document.run.same_futures = true;
        let label = "It breaks".to_owned();
        let info =
            HeadlineInfo { label, unit: "share".to_owned(), kind: HeadlineKind::Failure, added: false };
        document.headline.insert(NAME, info);
        for (row, window) in [3.0, 12.0].into_iter().enumerate() {
            for (column, capacity) in [1.0, 2.0, 3.0].into_iter().enumerate() {
                let chance = Chance::of_counts(chances[row][column], 100);
                let answer =
                    PointAnswer { value: chance.probability, mcse: chance.mcse, ..PointAnswer::default() };
                let values = [("window", window), ("capacity", capacity)];
                document.points.push(&PointSummary {
                    point: document.points.len() + 1,
                    values: values
                        .map(|(path, value)| (path, AxisValue::Number(value)))
                        .into_iter()
                        .collect(),
                    status: PointStatus::Done,
                    headline: Named::from_iter([(NAME, answer)]),
                    ..PointSummary::default()
                });
            }
        }
        document
    }

    #[test]
    fn a_chance_that_passes_one_half_is_found_on_each_line_where_it_does() {
        let document = document([[90, 60, 20], [40, 30, 10]]);
        let found = breaks(&document, NAME, &document.axes[1]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].between, [2.0, 3.0]);
        assert_eq!(found[0].chances, [0.6, 0.2]);
        assert_eq!(found[0].beside, [("window".to_owned(), AxisValue::Number(3.0))]);
        let along_windows = breaks(&document, NAME, &document.axes[0]);
        assert_eq!(along_windows.iter().map(|found| found.between).collect::<Vec<_>>(), [[3.0, 12.0]; 2]);
    }

    #[test]
    fn where_a_failure_is_kept_rare_reaches_to_an_end_of_the_axis() {
        let places = |chances| -> Vec<KeptAt> {
            let document = document(chances);
            kept(&document, NAME, &document.axes[1]).iter().map(|kept| kept.place).collect()
        };
        assert_eq!(places([[90, 10, 5], [40, 30, 10]]), [KeptAt::From(2.0), KeptAt::From(3.0)]);
        assert_eq!(places([[10, 0, 10], [0, 10, 11]]), [KeptAt::Everywhere, KeptAt::UpTo(2.0)]);
        assert_eq!(places([[90, 5, 11], [5, 90, 5]]), [KeptAt::Nowhere, KeptAt::From(3.0)]);
    }

    #[test]
    fn levels_are_means_over_the_other_axes_and_extremes_the_first_of_equals() {
        let document = document([[90, 60, 20], [40, 20, 20]]);
        let levels = along(&document, NAME, &document.axes[1]);
        let means: Vec<f64> = levels.iter().map(|level| (100.0 * level.mean.unwrap()).round()).collect();
        assert_eq!(means, [65.0, 40.0, 20.0]);
        assert!(levels.iter().all(|level| level.points == 2));
        let [best, worst] = extremes(&document, NAME).unwrap();
        assert_eq!((best.number(), worst.number()), (3, 1));
        // √(0.2 × 0.8 / 100) = 0.04: the two others at 20 are within 0.08, nothing else is.
        assert_eq!(not_told_from(&document, NAME, best), 2);
        assert_eq!(range(&document, NAME), Some([0.2, 0.9]));
    }

    #[test]
    fn an_axis_that_changes_nothing_is_found() {
        let document = document([[90, 60, 20], [90, 60, 20]]);
        let idle: Vec<&str> = idle_axes(&document).iter().map(|axis| axis.path.as_str()).collect();
        assert_eq!(idle, ["window"]);
    }
}
