//! A programme for tests: numbers by path, and the results of a block by name.

use amnesty::catalogue::{OUTPUTS, SERIES};
use amnesty::model::programme::{ProgrammePlan, Slots, Structure, Workspace, realise_calendar, simulate};
use amnesty::model::{Block, Inputs, MonthObserver, Outcome, SeriesColumns, Slot};
use amnesty::random::PAGE;
use amnesty::scenario::{Chance, Diagnostic, ProcessingOrder};
use std::collections::BTreeMap;

/// Numbers and structure of a programme.
#[derive(Clone, Debug)]
pub struct Setting {
    pub structure: Structure,
    pub numbers: BTreeMap<String, Number>,
    pub seed: u64,
    pub pages: usize,
    pub block: Block,
}

/// The same in every replicate, or one value a replicate.
#[derive(Clone, Debug)]
pub enum Number {
    Fixed(f64),
    Drawn(Vec<f64>),
}

impl Setting {
    /// One segment, one office, everything off but a window of `length` months.
    pub fn new(population: f64, horizon: usize, length: f64) -> Self {
        let structure = Structure {
            segments: vec![String::new()],
            offices: vec![String::new()],
            criteria: Vec::new(),
            effects: Vec::new(),
            first_calendar_month: 5,
            horizon,
            chance: Chance::Individual,
            cut_off: vec![None],
            capacity_calendar: vec![[1.0; 12]],
            order: vec![ProcessingOrder::OldestFirst],
        };
        let block = Block { first_page: 0, pages: 1, noise_repeat: 0, chance_repeat: 0 };
        Self { structure, numbers: BTreeMap::new(), seed: 20120503, pages: 1, block }
            .set("population", population)
            .set("window.length_months", length)
            .set("take_up.eligible", 0.0)
    }

    pub fn set(mut self, path: &str, value: f64) -> Self {
        self.numbers.insert(path.to_owned(), Number::Fixed(value));
        self
    }

    pub fn draw(mut self, path: &str, value: impl Fn(usize) -> f64) -> Self {
        let values = (0..self.pages * PAGE).map(value).collect();
        self.numbers.insert(path.to_owned(), Number::Drawn(values));
        self
    }

    pub fn pages(mut self, pages: usize) -> Self {
        self.pages = pages;
        self.block.pages = pages;
        self
    }

    pub fn expected(mut self) -> Self {
        self.structure.chance = Chance::Expected;
        self
    }

    /// Segments with their shares.
    pub fn segments(mut self, segments: &[(&str, f64)]) -> Self {
        self.structure.segments = segments.iter().map(|(name, _)| (*name).to_owned()).collect();
        self.structure.cut_off = vec![self.structure.cut_off[0]; segments.len()];
        for (name, share) in segments {
            self = self.set(&format!("segment_shares.{name}"), *share);
        }
        self
    }

    /// Offices with their shares of files.
    pub fn offices(mut self, offices: &[(&str, f64)]) -> Self {
        self.structure.offices = offices.iter().map(|(name, _)| (*name).to_owned()).collect();
        self.structure.capacity_calendar = vec![[1.0; 12]; offices.len()];
        self.structure.order = vec![ProcessingOrder::OldestFirst; offices.len()];
        for (name, share) in offices {
            self = self.set(&format!("office.{name}.share"), *share);
        }
        self
    }

    pub fn criterion(mut self, name: &str, share: f64) -> Self {
        self.structure.criteria.push(name.to_owned());
        self.set(&format!("eligibility.criterion.{name}.pass_share"), share)
    }

    /// Inputs and plan: what the kernel is called with.
    pub fn compile(&self) -> (ProgrammePlan, Inputs) {
        let mut layout = Layout { setting: self, columns: Vec::new() };
        let plan =
            ProgrammePlan::compile(self.structure.clone(), self.seed, &mut layout).expect("a whole setting");
        let mut inputs = Inputs::new(layout.columns.len(), self.pages * PAGE);
        for (index, column) in layout.columns.iter().enumerate() {
            if let Some(values) = column {
                inputs.column_mut(index).copy_from_slice(values);
            }
        }
        realise_calendar(&plan, &self.block, &mut inputs);
        (plan, inputs)
    }

    /// What keeps the setting from being compiled.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut layout = Layout { setting: self, columns: Vec::new() };
        ProgrammePlan::compile(self.structure.clone(), self.seed, &mut layout)
            .expect_err("numbers are missing")
    }

    /// Plays the block.
    pub fn run(&self) -> Played {
        let (plan, inputs) = self.compile();
        let lanes = self.pages * PAGE;
        let mut workspace = Workspace::new(&plan, lanes);
        let mut outcome = Outcome::new(lanes, plan.groups(), plan.horizon(), &[true; 11]);
        let mut months = Months(Vec::new());
        simulate(&plan, &self.block, &inputs, &mut workspace, &mut outcome, &mut months);
        Played { outcome, months: months.0, lanes }
    }

    /// A number in a replicate: the segment's or office's own, else the country's, else the fallback.
    pub fn number(&self, scope: &str, path: &str, replicate: usize, fallback: f64) -> f64 {
        let scoped = self.numbers.get(&format!("{scope}.{path}"));
        match scoped.or_else(|| self.numbers.get(path)) {
            Some(Number::Fixed(value)) => *value,
            Some(Number::Drawn(values)) => values[replicate],
            None => fallback,
        }
    }
}

struct Layout<'a> {
    setting: &'a Setting,
    columns: Vec<Option<Vec<f64>>>,
}

impl Layout<'_> {
    fn column(&mut self, values: Option<Vec<f64>>) -> usize {
        self.columns.push(values);
        self.columns.len() - 1
    }

    fn find(&mut self, path: &str) -> Option<Slot> {
        match self.setting.numbers.get(path)? {
            Number::Fixed(value) => Some(Slot::Fixed(*value)),
            Number::Drawn(values) => Some(Slot::Column(self.column(Some(values.clone())))),
        }
    }
}

impl Slots for Layout<'_> {
    fn slot(&mut self, scope: &str, path: &str) -> Option<Slot> {
        self.find(&if scope.is_empty() { path.to_owned() } else { format!("{scope}.{path}") })
    }

    fn shares(&mut self, scope: &str, group: &str) -> Option<Vec<Slot>> {
        let prefix = if scope.is_empty() { String::new() } else { format!("{scope}.") };
        let members = match group {
            "segment_shares" => self.setting.structure.segments.clone(),
            _ => ["front", "steady", "surge"].map(str::to_owned).to_vec(),
        };
        members.iter().map(|member| self.find(&format!("{prefix}{group}.{member}"))).collect()
    }

    fn driver(&mut self, _scope: &str, effect: &str) -> Slot {
        self.find(&format!("driver.{effect}")).expect("a driver for each effect")
    }

    fn derived(&mut self, _scope: &str, _path: &str) -> usize {
        self.column(None)
    }
}

/// `months[month][(group × series + s) × lanes + lane]`.
struct Months(Vec<Vec<f64>>);

impl MonthObserver for Months {
    fn month(&mut self, month: usize, columns: &SeriesColumns<'_>) {
        assert_eq!(month, self.0.len());
        let all =
            (0..columns.groups()).flat_map(|group| (0..SERIES.len()).map(move |series| (group, series)));
        self.0.push(all.flat_map(|(group, series)| columns.column(group, series).iter().copied()).collect());
    }
}

/// What came of a block.
pub struct Played {
    pub outcome: Outcome,
    months: Vec<Vec<f64>>,
    lanes: usize,
}

impl Played {
    /// A scalar of a group in every replicate.
    pub fn scalar(&self, group: usize, name: &str) -> &[f64] {
        let index = OUTPUTS.iter().position(|output| output.name == name).expect("a declared output");
        self.outcome.scalar(group, index)
    }

    /// A series of a group at a month, in every replicate.
    pub fn series(&self, group: usize, name: &str, month: usize) -> &[f64] {
        let index = SERIES.iter().position(|series| series.name == name).expect("a declared series");
        &self.months[month][(group * SERIES.len() + index) * self.lanes..][..self.lanes]
    }

    /// Mean and standard deviation of a scalar of the country.
    pub fn moments(&self, name: &str) -> (f64, f64) {
        moments(self.scalar(0, name))
    }
}

/// Mean and standard deviation.
pub fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}
