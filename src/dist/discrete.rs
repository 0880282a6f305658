//! Discrete: a few possible values, each with its probability. Empirical: values as they were seen.

use super::error::{finite, weights};
use super::{ParameterError, Univariate};

/// Isolated values with probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrete {
    /// Increasing, all different.
    values: Vec<f64>,
    probabilities: Vec<f64>,
    /// P(X ≤ value), the last exactly 1.
    cumulative: Vec<f64>,
    /// P(X > value), summed from above, so that small upper tails keep their digits.
    survival: Vec<f64>,
}

impl Discrete {
    /// From `values` in the quantity's unit and their probabilities `weights`, of the same length, in any order.
    ///
    /// # Errors
    /// No values, lengths that differ, values that are not finite, weights that are negative or do not sum to 1
    /// within 1e-9.
    pub fn new(values: &[f64], weights_given: &[f64]) -> Result<Self, ParameterError> {
        if values.len() != weights_given.len() {
            let expected = format!("as many weights as values ({})", values.len());
            return Err(ParameterError::new("weights", weights_given.len() as f64, expected));
        }
        check_values(values)?;
        weights("weights", weights_given)?;
        Ok(Self::from_weights(values, weights_given))
    }

    /// From checked values and weights of any positive sum.
    fn from_weights(values: &[f64], weights: &[f64]) -> Self {
        let mut points: Vec<(f64, f64)> =
            values.iter().copied().zip(weights.iter().copied()).filter(|point| point.1 > 0.0).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let sum: f64 = points.iter().map(|point| point.1).sum();
        let probabilities: Vec<f64> = points.iter().map(|point| point.1 / sum).collect();
        let mut running = 0.0;
        let mut cumulative: Vec<f64> = probabilities
            .iter()
            .map(|p| {
                running += p;
                f64::min(running, 1.0)
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        running = 0.0;
        let mut survival = vec![0.0; probabilities.len()];
        for index in (1..probabilities.len()).rev() {
            running += probabilities[index];
            survival[index - 1] = f64::min(running, 1.0);
        }
        Self { values: points.iter().map(|point| point.0).collect(), probabilities, cumulative, survival }
    }

    /// The values with their probabilities, increasing.
    pub(super) fn atoms(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.values.iter().copied().zip(self.probabilities.iter().copied())
    }

    /// Conditioned on [lo, hi] with the mass left, where any is.
    pub(super) fn within(&self, lo: f64, hi: f64) -> Option<(Self, f64)> {
        let (values, weights): (Vec<f64>, Vec<f64>) =
            self.atoms().filter(|(value, _)| (lo..=hi).contains(value)).unzip();
        let mass = weights.iter().sum();
        (mass > 0.0).then(|| (Self::from_weights(&values, &weights), mass))
    }

    /// How many values are at most x.
    fn count_up_to(&self, x: f64) -> usize {
        self.values.partition_point(|value| *value <= x)
    }
}

fn check_values(values: &[f64]) -> Result<(), ParameterError> {
    if values.is_empty() {
        return Err(ParameterError::new("values", 0.0, "at least one value"));
    }
    for (index, &value) in values.iter().enumerate() {
        finite(&format!("values[{index}]"), value)?;
    }
    Ok(())
}

impl Univariate for Discrete {
    fn quantile(&self, u: f64) -> f64 {
        let index = self.cumulative.partition_point(|cumulative| *cumulative < u);
        self.values[index.min(self.values.len() - 1)]
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        // The least value whose survival is at most q.
        let index = self.survival.partition_point(|survival| *survival > q);
        self.values[index.min(self.values.len() - 1)]
    }
    fn cdf(&self, x: f64) -> f64 {
        match self.count_up_to(x) {
            0 => 0.0,
            count => self.cumulative[count - 1],
        }
    }
    fn survival(&self, x: f64) -> f64 {
        match self.count_up_to(x) {
            0 => 1.0,
            count => self.survival[count - 1],
        }
    }
    fn density(&self, x: f64) -> f64 {
        match self.values.binary_search_by(|value| value.total_cmp(&x)) {
            Ok(index) => self.probabilities[index],
            Err(_) => 0.0,
        }
    }
    fn mean(&self) -> Option<f64> {
        // Deviations from the first value, so that a large common offset costs no digits.
        let origin = self.values[0];
        Some(origin + self.atoms().map(|(value, p)| p * (value - origin)).sum::<f64>())
    }
    fn sd(&self) -> Option<f64> {
        let mean = self.mean()?;
        Some(self.atoms().map(|(value, p)| p * (value - mean) * (value - mean)).sum::<f64>().sqrt())
    }
    fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }
    fn is_discrete(&self) -> bool {
        true
    }
}

/// A table of observations that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EmpiricalError {
    /// The column is not there.
    #[error("there is no column `{column}`; the columns are {found}")]
    NoColumn {
        /// As asked for.
        column: String,
        /// The header.
        found: String,
    },
    /// A field is not a number.
    #[error("line {line}, column `{column}`: `{given}` is not a number")]
    NotANumber {
        /// Line of the file, the header being 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// The field.
        given: String,
    },
    /// The table cannot be read as CSV.
    #[error("not a CSV table: {0}")]
    Malformed(String),
    /// The numbers are no sample.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
}

/// Observed values, equally likely or weighted; nothing between them is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    discrete: Discrete,
}

impl Empirical {
    /// From observed `values` in the quantity's unit and, optionally, sampling weights of any positive sum.
    ///
    /// # Errors
    /// No values, values that are not finite, as many weights as values not given, weights that are negative, not
    /// finite or all 0.
    pub fn new(values: &[f64], weights: Option<&[f64]>) -> Result<Self, ParameterError> {
        check_values(values)?;
        let equal = vec![1.0; values.len()];
        let weights = weights.unwrap_or(&equal);
        if values.len() != weights.len() {
            let expected = format!("as many weights as values ({})", values.len());
            return Err(ParameterError::new("weights", weights.len() as f64, expected));
        }
        if let Some(index) = weights.iter().position(|weight| !(*weight >= 0.0 && weight.is_finite())) {
            let expected = "a finite weight that is not negative";
            return Err(ParameterError::new(format!("weights[{index}]"), weights[index], expected));
        }
        let sum: f64 = weights.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(ParameterError::new("weights", sum, "weights with a positive finite sum"));
        }
        Ok(Self { discrete: Discrete::from_weights(values, weights) })
    }

    /// From a column of a CSV text with a header line, and optionally a column of weights.
    ///
    /// # Errors
    /// A text that is not CSV, a column that is not there, a field that is not a number, and those of
    /// [`Empirical::new`].
    pub fn from_csv(text: &str, column: &str, weights: Option<&str>) -> Result<Self, EmpiricalError> {
        let values = read_column(text, column)?;
        let weights = weights.map(|name| read_column(text, name)).transpose()?;
        Ok(Self::new(&values, weights.as_deref())?)
    }

    /// The atoms.
    pub(super) fn discrete(&self) -> &Discrete {
        &self.discrete
    }
}

fn read_column(text: &str, column: &str) -> Result<Vec<f64>, EmpiricalError> {
    let malformed = |error: csv::Error| EmpiricalError::Malformed(error.to_string());
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(malformed)?.clone();
    let index = header.iter().position(|name| name == column).ok_or_else(|| EmpiricalError::NoColumn {
        column: column.to_owned(),
        found: header.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    })?;
    let mut values = Vec::new();
    for record in reader.records() {
        let record = record.map_err(malformed)?;
        let field = record.get(index).unwrap_or("");
        let value = field.parse().map_err(|_| EmpiricalError::NotANumber {
            line: record.position().map_or(0, csv::Position::line),
            column: column.to_owned(),
            given: field.to_owned(),
        })?;
        values.push(value);
    }
    Ok(values)
}

impl Univariate for Empirical {
    fn quantile(&self, u: f64) -> f64 {
        self.discrete.quantile(u)
    }
    fn quantile_upper(&self, q: f64) -> f64 {
        self.discrete.quantile_upper(q)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.discrete.cdf(x)
    }
    fn survival(&self, x: f64) -> f64 {
        self.discrete.survival(x)
    }
    fn density(&self, x: f64) -> f64 {
        self.discrete.density(x)
    }
    fn mean(&self) -> Option<f64> {
        self.discrete.mean()
    }
    fn sd(&self) -> Option<f64> {
        self.discrete.sd()
    }
    fn support(&self) -> (f64, f64) {
        self.discrete.support()
    }
    fn is_discrete(&self) -> bool {
        true
    }
}
