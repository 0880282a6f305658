//! One simulated future in full, month by month, exactly as it was inside a run.

use crate::catalogue::SERIES;
use crate::model::{Block, Judgement, MonthObserver, Plan, SeriesColumns};
use crate::random::{PAGE, STREAM_VERSION};
use crate::scenario::{Office, YearMonth};
use crate::summary::{Cell, Column, Named};
use crate::tally::{Layout, Part};
use serde::Serialize;

/// Version of the shape of [`Future`].
const FORMAT: u32 = 1;

/// One simulated future. Values are numbers; `"later"` is "not within the horizon" and `null` "undefined".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Future {
    /// Version of this shape.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Version of the random streams.
    pub stream_version: u32,
    /// Title of the scenario.
    pub title: String,
    /// BLAKE3 of the resolved scenario.
    pub scenario_hash: String,
    /// Seed of the run.
    pub seed: u64,
    /// Number of the future in its run, from 0.
    pub replicate: u64,
    /// Whether the law passes; `null` where it is certain to.
    pub enacted: Option<bool>,
    /// Uncertain inputs by path, as drawn.
    pub inputs: Named<Scalar>,
    /// Scalar outputs by name.
    pub outputs: Named<Scalar>,
    /// Success and failure conditions: `success.NAME`, `failure.NAME`.
    pub conditions: Named<Judged>,
    /// Months 0 … horizon; empty for a static estimate.
    pub months: Vec<Month>,
    /// Monthly series of the country by name.
    pub series: Named<Path>,
    /// Monthly series of each segment; empty where the scenario names none.
    pub segments: Named<Named<Path>>,
    /// Files waiting in each office at the end of each month; empty where the scenario names none.
    pub offices: Named<Path>,
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scalar {
    /// Label for people; empty for inputs.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// The number.
    pub value: Cell,
}

/// Whether a condition holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// In words.
    pub words: String,
    /// `null` where it is undefined.
    pub holds: Option<bool>,
}

/// A month of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Months from the start.
    pub month: u32,
    /// `2012-05`.
    pub date: String,
}

/// A series over the months.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// Label for people.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Whether it is a month's flow rather than a stock at its end.
    pub flow: bool,
    /// One value a month.
    pub values: Column,
}

/// Plays one replicate of a plan as a run of any length plays it.
pub fn replay(plan: &Plan, replicate: u64) -> Future {
    let (page, lane) = (replicate / PAGE as u64, (replicate % PAGE as u64) as usize);
    let block = Block { first_page: page, pages: 1, noise_repeat: 0, chance_repeat: 0 };
    let mut space = plan.workspace(1);
    let offices = &plan.scenario().offices;
    let mut months = Months { lane, groups: Vec::new(), waiting: vec![Vec::new(); offices.len()] };
    plan.draw(&block, &mut space);
    plan.play(&block, &mut space, &mut months);

    let scenario = plan.scenario();
    let (mut inputs, mut outputs) = (Named::new(), Named::new());
    for part in &Layout::new(plan).parts[1] {
        let value = Cell::of(plan.column(&space, *part)[lane]);
        match *part {
            Part::Input(index) => {
                let path = &plan.inputs().columns()[index].path;
                let unit = plan.input_unit(path).to_string();
                inputs.insert(path.replace('/', "."), Scalar { label: String::new(), unit, value });
            }
            Part::Output(index) => {
                let output = &plan.outputs()[index];
                let (label, unit) = (output.label.clone(), output.unit.to_string());
                outputs.insert(output.name.clone(), Scalar { label, unit, value });
            }
        }
    }
    let judged = |condition: &crate::model::PlannedCondition| {
        let (kind, written) = match condition.judgement {
            Judgement::Success => ("success", &scenario.success[condition.index]),
            Judgement::Failure => ("failure", &scenario.failure[condition.index]),
        };
        let truth = plan.formula_column(&space, condition.formula)[lane];
        let holds = (!truth.is_nan()).then_some(truth > 0.0);
        (format!("{kind}.{}", written.name), Judged { words: written.words.clone(), holds })
    };
    let offices = offices.iter().zip(months.waiting);
    let mut groups = months.groups.into_iter().map(|group| paths(plan, group));
    Future {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        title: scenario.title.clone(),
        scenario_hash: scenario.hash(),
        seed: scenario.run.seed,
        replicate,
        enacted: plan.enactment_is_uncertain().then(|| plan.enacted(&space)[lane] > 0.0),
        inputs,
        outputs,
        conditions: plan.conditions().iter().map(judged).collect(),
        months: calendar(plan),
        series: groups.next().unwrap_or_default(),
        segments: scenario.segments.iter().map(|segment| segment.name.clone()).zip(groups).collect(),
        // The one office of a scenario that names none has the country's backlog.
        offices: offices.filter(|(office, _)| !office.name.is_empty()).map(waiting).collect(),
    }
}

/// What waits in an office, by its name.
fn waiting((office, values): (&Office, Vec<f64>)) -> (String, Path) {
    let (label, unit) = (office.label.clone(), "people".to_owned());
    (office.name.clone(), Path { label, unit, flow: false, values: Column(values) })
}

fn calendar(plan: &Plan) -> Vec<Month> {
    let Some(time) = &plan.scenario().time else { return Vec::new() };
    let YearMonth { year, month } = time.start;
    let first = i64::from(year) * 12 + i64::from(month) - 1;
    let month = |month: usize| {
        let at = first + month as i64;
        let date = format!("{:04}-{:02}", at.div_euclid(12), at.rem_euclid(12) + 1);
        Month { month: month as u32, date }
    };
    (0..=time.horizon_months).map(month).collect()
}

fn paths(plan: &Plan, series: Vec<Vec<f64>>) -> Named<Path> {
    let currency = &plan.scenario().money.currency;
    let path = |(declared, values): (&crate::catalogue::Series, Vec<f64>)| {
        let path = Path {
            label: declared.label.to_owned(),
            unit: declared.unit.unit(currency).to_string(),
            flow: declared.flow,
            values: Column(values),
        };
        (declared.name, path)
    };
    SERIES.iter().zip(series).map(path).collect()
}

/// Keeps one lane of every series: by group, series and month; and of the files waiting, by office and month.
struct Months {
    lane: usize,
    groups: Vec<Vec<Vec<f64>>>,
    waiting: Vec<Vec<f64>>,
}

impl MonthObserver for Months {
    fn looks_at_offices(&self) -> bool {
        true
    }

    fn offices(&mut self, _month: usize, waiting: &dyn Fn(usize, usize) -> f64) {
        for (office, kept) in self.waiting.iter_mut().enumerate() {
            kept.push(waiting(office, self.lane));
        }
    }

    fn month(&mut self, _month: usize, columns: &SeriesColumns<'_>) {
        self.groups.resize_with(columns.groups(), || vec![Vec::new(); SERIES.len()]);
        for (group, kept) in self.groups.iter_mut().enumerate() {
            for (series, values) in kept.iter_mut().enumerate() {
                values.push(columns.column(group, series)[self.lane]);
            }
        }
    }
}
