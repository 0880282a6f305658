//! Appeals in waiting: people kept by the month they entered, until a delay that may differ by lane is over.

use super::columns::{Column, add, any, take, zeros};

/// People by month of entry, as a ring, and their total.
#[derive(Debug)]
pub(super) struct Pending {
    lanes: usize,
    slots: usize,
    people: Column,
    total: Column,
}

impl Pending {
    /// Room for delays of up to `span` months.
    pub fn new(span: usize, lanes: usize) -> Self {
        Self { lanes, slots: span + 1, people: zeros((span + 1) * lanes), total: zeros(lanes) }
    }

    /// Nobody waits.
    pub fn clear(&mut self) {
        if any(&self.total) {
            self.people.fill(0.0);
            self.total.fill(0.0);
        }
    }

    /// All who wait.
    #[inline(always)]
    pub fn total(&self) -> &[f64] {
        &self.total
    }

    /// People who begin to wait in this month.
    pub fn enter(&mut self, month: usize, people: &[f64]) {
        let start = month % self.slots * self.lanes;
        add(&mut self.people[start..start + self.lanes], people);
        add(&mut self.total, people);
    }

    /// Takes out those whose delay is over in this month.
    pub fn due(&mut self, month: usize, delay: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        if !any(&self.total) {
            return;
        }
        for (lane, (out, &delay)) in out.iter_mut().zip(delay).enumerate() {
            // A delay beyond the ring is one beyond the run: nobody waiting falls due.
            if delay <= month as f64 && (delay as usize) < self.slots {
                let entered = month - delay as usize;
                *out = std::mem::take(&mut self.people[entered % self.slots * self.lanes + lane]);
            }
        }
        take(&mut self.total, out);
    }
}
