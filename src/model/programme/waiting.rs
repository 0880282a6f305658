//! Waiting times: first in, first out on the cumulative curves of filing and decision.

use super::columns::{Column, any, zeros};

/// Files by month of filing that are not decided yet, and decided files by months waited.
#[derive(Debug)]
pub(super) struct WaitingTimes {
    lanes: usize,
    /// Months 1 … `last_filed` hold files, waits 0 … `longest` − 1 hold decisions; the rest is known to be 0.
    last_filed: usize,
    longest: usize,
    /// Undecided files, by month of filing.
    filed: Column,
    /// Month of filing of the oldest undecided file.
    oldest: Vec<u32>,
    /// Decided files, by whole months from filing to decision.
    waited: Column,
}

impl WaitingTimes {
    pub fn new(horizon: usize, lanes: usize) -> Self {
        let rows = || zeros((horizon + 1) * lanes);
        Self { lanes, last_filed: 0, longest: 0, filed: rows(), oldest: vec![1; lanes], waited: rows() }
    }

    pub fn clear(&mut self) {
        self.filed[..(self.last_filed + 1) * self.lanes].fill(0.0);
        self.oldest.fill(1);
        self.waited[..self.longest * self.lanes].fill(0.0);
        (self.last_filed, self.longest) = (0, 0);
    }

    /// A month's files and decisions; the oldest files are decided first.
    pub fn month(&mut self, month: usize, files: &[f64], decided: &[f64]) {
        if any(files) {
            let now = month * self.lanes;
            self.filed[now..now + files.len()].copy_from_slice(files);
            self.last_filed = month;
        }
        if !any(decided) {
            return;
        }
        for (lane, &decided) in decided.iter().enumerate() {
            let mut left = decided;
            let mut filed = self.oldest[lane] as usize;
            while left > 0.0 && filed <= self.last_filed {
                let files = &mut self.filed[filed * self.lanes + lane];
                let served = left.min(*files);
                *files -= served;
                left -= served;
                self.waited[(month - filed) * self.lanes + lane] += served;
                self.longest = self.longest.max(month - filed + 1);
                if *files > 0.0 {
                    break;
                }
                filed += 1;
            }
            self.oldest[lane] = filed as u32;
        }
    }

    /// The least number of whole months within which `share` of the decided files were decided (Hyndman–Fan type 1);
    /// NaN where none was decided.
    pub fn quantile(&self, share: f64, out: &mut [f64]) {
        for (lane, out) in out.iter_mut().enumerate() {
            let waited = |months: usize| self.waited[months * self.lanes + lane];
            let decided: f64 = (0..self.longest).map(waited).sum();
            // share × decided may round up past a whole number of files; a share of 10^-12 of a file is no file.
            let enough = share * decided * (1.0 - 1e-12);
            let mut within = 0.0;
            *out = f64::NAN;
            for months in 0..self.longest {
                within += waited(months);
                if within > 0.0 && within >= enough {
                    *out = months as f64;
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_file_is_decided_first() {
        let mut times = WaitingTimes::new(6, 1);
        for (month, (files, decided)) in
            [(10.0, 0.0), (0.0, 4.0), (2.0, 8.0), (0.0, 0.0)].into_iter().enumerate()
        {
            times.month(month + 1, &[files], &[decided]);
        }
        // Four files waited 1 month, six 2 months, two 0 months.
        let quantile = |share| {
            let mut out = [0.0];
            times.quantile(share, &mut out);
            out[0]
        };
        assert_eq!([quantile(1.0 / 6.0), quantile(0.5), quantile(0.51), quantile(1.0)], [0.0, 1.0, 2.0, 2.0]);
    }

    #[test]
    fn without_a_decision_there_is_no_waiting_time() {
        let mut times = WaitingTimes::new(3, 1);
        times.month(1, &[5.0], &[0.0]);
        let mut out = [0.0];
        times.quantile(0.5, &mut out);
        assert!(out[0].is_nan());
    }
}
