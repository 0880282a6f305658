//! The points of a sweep as columns: a few bytes for each figure, however many points there are.

use super::{AxisInfo, AxisValue, Digest, HeadlineInfo, PointAnswer, PointStatus, PointSummary, RecordName};
use crate::summary::Named;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// Different values of an axis up to which an equal one is looked for before a new one is kept.
const LOOKED_THROUGH: usize = 64;

/// Every point with its headline, in order; read through [`Point`], written in JSON as a list of [`PointSummary`].
#[derive(Clone, Debug, Default)]
pub struct PointTable {
    status: Vec<PointStatus>,
    scenarios: Vec<Option<Digest>>,
    /// Digits of the records' names; 0 where there is none.
    records: Vec<u8>,
    problems: BTreeMap<usize, String>,
    axes: Vec<Axis>,
    headline: Vec<Entry>,
}

/// The swept values of one path.
#[derive(Clone, Debug)]
struct Axis {
    path: String,
    values: Vec<AxisValue>,
    /// For each point its value's place, from 1; 0 where it has none.
    places: Vec<u32>,
}

/// One entry of the headline.
#[derive(Clone, Debug)]
struct Entry {
    name: String,
    is_there: Vec<bool>,
    /// The figures of [`PointAnswer`] in its order; not a number where there is none, no column where there never was.
    figures: [Vec<f64>; FIGURES],
    /// Empty where there never were any; `of` is the largest number where there are none.
    futures: Vec<[u64; 2]>,
}

const FIGURES: usize = 7;
const NO_FUTURES: [u64; 2] = [0, u64::MAX];

impl PointTable {
    /// So many points, none reached and nothing known of them.
    pub fn new(points: usize) -> Self {
        let mut table = Self::default();
        table.grow(points);
        table
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// The points in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Point<'_>> + Clone {
        (0..self.len()).map(|index| Point { table: self, index })
    }

    /// The point at a place, from 0; `None` beyond the last.
    pub fn get(&self, index: usize) -> Option<Point<'_>> {
        (index < self.len()).then_some(Point { table: self, index })
    }

    /// Enters a point after the last.
    pub fn push(&mut self, point: &PointSummary) {
        self.set(self.len(), point);
    }

    /// Enters a point at a place, from 0; its number is the place's.
    pub fn set(&mut self, index: usize, point: &PointSummary) {
        self.grow(index + 1);
        self.status[index] = point.status;
        self.scenarios[index] = point.scenario_hash;
        self.records[index] = point.record.map_or(0, RecordName::digits);
        match &point.problem {
            Some(problem) => drop(self.problems.insert(index, problem.clone())),
            None => drop(self.problems.remove(&index)),
        }
        for (path, value) in point.values.iter() {
            self.axis(path).set(index, value);
        }
        for (name, answer) in point.headline.iter() {
            self.entry(name).set(index, answer);
        }
    }

    /// Puts the columns into the order of the axes and of the headline: points are entered in any order, and not every
    /// scenario has every entry.
    pub fn arrange(&mut self, axes: &[AxisInfo], headline: &Named<HeadlineInfo>) {
        let of_axis = |axis: &Axis| axes.iter().position(|known| known.path == axis.path);
        self.axes.sort_by_key(|axis| of_axis(axis).unwrap_or(usize::MAX));
        let of_entry = |entry: &Entry| headline.iter().position(|(known, _)| known == entry.name);
        self.headline.sort_by_key(|entry| of_entry(entry).unwrap_or(usize::MAX));
    }

    fn grow(&mut self, points: usize) {
        if points > self.len() {
            self.status.resize(points, PointStatus::Open);
            self.scenarios.resize(points, None);
            self.records.resize(points, 0);
        }
    }

    fn axis(&mut self, path: &str) -> &mut Axis {
        let place = self.axes.iter().position(|axis| axis.path == path).unwrap_or_else(|| {
            self.axes.push(Axis { path: path.to_owned(), values: Vec::new(), places: Vec::new() });
            self.axes.len() - 1
        });
        &mut self.axes[place]
    }

    fn entry(&mut self, name: &str) -> &mut Entry {
        let place = self.headline.iter().position(|entry| entry.name == name).unwrap_or_else(|| {
            let (is_there, figures, futures) = Default::default();
            self.headline.push(Entry { name: name.to_owned(), is_there, figures, futures });
            self.headline.len() - 1
        });
        &mut self.headline[place]
    }
}

impl Axis {
    fn set(&mut self, point: usize, value: &AxisValue) {
        let known = self.values.iter().take(LOOKED_THROUGH).position(|known| known == value);
        let place = known.unwrap_or_else(|| {
            self.values.push(value.clone());
            self.values.len() - 1
        });
        at(&mut self.places, point, 0, place as u32 + 1);
    }

    fn get(&self, point: usize) -> Option<&AxisValue> {
        self.values.get((*self.places.get(point)? as usize).checked_sub(1)?)
    }
}

impl Entry {
    fn set(&mut self, point: usize, answer: &PointAnswer) {
        let PointAnswer { value, mcse, p05, p95, mean, mean_mcse, censored, futures } = *answer;
        let figures: [_; FIGURES] = [value, mcse, p05, p95, mean, mean_mcse, censored];
        at(&mut self.is_there, point, false, true);
        for (column, figure) in self.figures.iter_mut().zip(figures) {
            match figure {
                None if column.is_empty() => {}
                figure => at(column, point, f64::NAN, figure.unwrap_or(f64::NAN)),
            }
        }
        match futures {
            None if self.futures.is_empty() => {}
            futures => at(&mut self.futures, point, NO_FUTURES, futures.unwrap_or(NO_FUTURES)),
        }
    }

    fn get(&self, point: usize) -> Option<PointAnswer> {
        if !*self.is_there.get(point)? {
            return None;
        }
        let figure = |column: &Vec<f64>| column.get(point).copied().filter(|figure| !figure.is_nan());
        let [value, mcse, p05, p95, mean, mean_mcse, censored] = self.figures.each_ref().map(figure);
        let futures = self.futures.get(point).copied().filter(|futures| *futures != NO_FUTURES);
        Some(PointAnswer { value, mcse, p05, p95, mean, mean_mcse, censored, futures })
    }
}

/// Enters a value in a column, which ends at the last point that had one.
fn at<T: Clone>(column: &mut Vec<T>, point: usize, none: T, value: T) {
    if column.len() <= point {
        column.resize(point + 1, none);
    }
    column[point] = value;
}

/// A point in its table.
#[derive(Clone, Copy, Debug)]
pub struct Point<'t> {
    table: &'t PointTable,
    index: usize,
}

impl<'t> Point<'t> {
    /// Its number, from 1.
    pub fn number(self) -> usize {
        self.index + 1
    }

    /// What became of it.
    pub fn status(self) -> PointStatus {
        self.table.status[self.index]
    }

    /// Why it could not be run.
    pub fn problem(self) -> Option<&'t str> {
        self.table.problems.get(&self.index).map(String::as_str)
    }

    /// BLAKE3 of its resolved scenario.
    pub fn scenario_hash(self) -> Option<Digest> {
        self.table.scenarios[self.index]
    }

    /// Its record, below the sweep's directory.
    pub fn record(self) -> Option<RecordName> {
        let digits = self.table.records[self.index];
        (digits > 0).then(|| RecordName::with_digits(self.number(), digits))
    }

    /// Its swept values by path, in the order of the axes.
    pub fn values(self) -> impl Iterator<Item = (&'t str, &'t AxisValue)> {
        self.table.axes.iter().filter_map(move |axis| Some((axis.path.as_str(), axis.get(self.index)?)))
    }

    /// The value of a swept path.
    pub fn value(self, path: &str) -> Option<&'t AxisValue> {
        self.table.axes.iter().find(|axis| axis.path == path)?.get(self.index)
    }

    /// Its headline by name.
    pub fn headline(self) -> impl Iterator<Item = (&'t str, PointAnswer)> {
        self.table
            .headline
            .iter()
            .filter_map(move |entry| Some((entry.name.as_str(), entry.get(self.index)?)))
    }

    /// An entry of its headline.
    pub fn answer(self, name: &str) -> Option<PointAnswer> {
        self.table.headline.iter().find(|entry| entry.name == name)?.get(self.index)
    }

    /// All of it.
    pub fn summary(self) -> PointSummary {
        PointSummary {
            point: self.number(),
            values: self.values().map(|(path, value)| (path, value.clone())).collect(),
            status: self.status(),
            problem: self.problem().map(str::to_owned),
            scenario_hash: self.scenario_hash(),
            record: self.record(),
            headline: self.headline().collect::<Named<_>>(),
        }
    }
}

impl PartialEq for PointTable {
    /// Whether the points say the same, whatever the order of the columns.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other.iter()).all(|(a, b)| a.summary() == b.summary())
    }
}

impl FromIterator<PointSummary> for PointTable {
    fn from_iter<I: IntoIterator<Item = PointSummary>>(points: I) -> Self {
        let mut table = Self::default();
        points.into_iter().for_each(|point| table.push(&point));
        table
    }
}

impl Serialize for PointTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Point::summary))
    }
}

impl<'de> Deserialize<'de> for PointTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(OneByOne)
    }
}

struct OneByOne;

impl<'de> Visitor<'de> for OneByOne {
    type Value = PointTable;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of points")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut points: A) -> Result<PointTable, A::Error> {
        let mut table = PointTable::default();
        while let Some(point) = points.next_element::<PointSummary>()? {
            table.push(&point);
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> [PointSummary; 3] {
        let answer = |value, futures| PointAnswer { value, futures, ..PointAnswer::default() };
        let hash = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        let first = PointSummary {
            point: 1,
            values: [("a", AxisValue::Number(0.1)), ("b", AxisValue::Text("x".to_owned()))]
                .into_iter()
                .collect(),
            status: PointStatus::Done,
            problem: None,
            scenario_hash: hash.parse().ok(),
            record: Some(RecordName::new(1, 3)),
            headline: [("granted", answer(Some(3.0), None)), ("failure.x", answer(None, Some([0, 7])))]
                .into_iter()
                .collect(),
        };
        let failed = PointSummary {
            point: 2,
            values: [("a", AxisValue::Number(0.2))].into_iter().collect(),
            status: PointStatus::Failed,
            problem: Some("no".to_owned()),
            ..PointSummary::default()
        };
        let last = PointSummary {
            point: 3,
            status: PointStatus::Done,
            headline: [("granted", PointAnswer { p95: Some(4.0), ..PointAnswer::default() })]
                .into_iter()
                .collect(),
            ..first.clone()
        };
        [first, failed, PointSummary { record: None, ..last }]
    }

    #[test]
    fn points_are_given_back_as_they_were_entered_in_any_order() {
        let all = points();
        let mut table = PointTable::new(3);
        for index in [2, 0, 1] {
            table.set(index, &all[index]);
        }
        assert_eq!(table.iter().map(Point::summary).collect::<Vec<_>>(), all);
        assert_eq!(table, all.iter().cloned().collect());
        assert_eq!(table.get(3).map(Point::number), None);
        // A point that was not reached has nothing.
        assert_eq!(
            PointTable::new(1).get(0).unwrap().summary(),
            PointSummary { point: 1, ..Default::default() }
        );
    }

    #[test]
    fn the_table_in_json_is_the_list_of_its_points() {
        let all = points();
        let table: PointTable = all.iter().cloned().collect();
        let text = serde_json::to_string_pretty(&table).unwrap();
        assert_eq!(text, serde_json::to_string_pretty(&all).unwrap());
        assert_eq!(serde_json::from_str::<PointTable>(&text).unwrap(), table);
    }

    #[test]
    fn values_of_a_long_axis_stay_apart() {
        let value = |point: usize| AxisValue::Number((point % 200) as f64);
        let point = |point| PointSummary {
            point: point + 1,
            values: [("a", value(point))].into_iter().collect(),
            ..PointSummary::default()
        };
        let table: PointTable = (0..1_000).map(point).collect();
        for (index, point) in table.iter().enumerate() {
            assert_eq!(point.value("a"), Some(&value(index)));
        }
    }
}
