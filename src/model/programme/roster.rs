//! A roster: people under one common attrition, kept by label, in which nobody asks who left until it matters.
//!
//! People with a permit are kept by month of grant or of next renewal, people waiting for citizenship by month
//! of permanent status. Every month some of *all* of them leave at one rate; only one label a month falls due. Drawing
//! the leavers of each label would cost a draw a label. Instead the leavers are drawn once, from the total; which
//! labels they came from is drawn when a label is read. As all people of a group are exposed alike, the
//! composition of those who stay is hypergeometric, so this is exact, not an approximation.
//!
//! The counts form a binary tree: a node holds the people of its labels. A total is taken off at the root; on
//! the way to a label each node on the path deals its people out between its two halves.

use super::chance::Chance;
use super::columns::{Column, any, equal, positive_part, sum, take, zeros};
use crate::random::Stream;

/// No label in this lane.
pub(super) const NONE: u32 = u32::MAX;

/// People by label, one tree a lane.
#[derive(Debug)]
pub(super) struct Roster {
    lanes: usize,
    levels: u32,
    /// Node by node: the root is node 1, the halves of node i are 2i and 2i + 1, the labels are the last level.
    people: Column,
    occupied: bool,
    scratch: Scratch,
}

#[derive(Debug)]
struct Scratch {
    node: Vec<u32>,
    all: Column,
    left: Column,
    here: Column,
    kept: Column,
}

impl Roster {
    /// Room for labels that span at most `span` months: a label's slot is used again after that.
    pub fn new(span: usize, lanes: usize) -> Self {
        let levels = (span + 1).next_power_of_two().trailing_zeros();
        let scratch = Scratch {
            node: vec![0; lanes],
            all: zeros(lanes),
            left: zeros(lanes),
            here: zeros(lanes),
            kept: zeros(lanes),
        };
        Self { lanes, levels, people: zeros((2 << levels) * lanes), occupied: false, scratch }
    }

    /// Nobody is on it.
    pub fn clear(&mut self) {
        if self.occupied {
            self.people.fill(0.0);
        }
        self.occupied = false;
    }

    /// Number of levels of the tree: the number of streams that reading a label takes.
    pub fn levels(span: usize) -> usize {
        (span + 1).next_power_of_two().trailing_zeros() as usize
    }

    /// All people, one count a lane.
    #[inline(always)]
    pub fn total(&self) -> &[f64] {
        &self.people[self.lanes..2 * self.lanes]
    }

    /// Whether anybody is on it in the first `lanes` lanes.
    pub fn is_occupied(&self, lanes: usize) -> bool {
        self.occupied && any(&self.total()[..lanes])
    }

    /// Takes people off, whoever they are: everyone is as likely as everyone else.
    pub fn attrition(&mut self, leavers: &[f64]) {
        let lanes = self.lanes;
        take(&mut self.people[lanes..2 * lanes], leavers);
    }

    /// Adds people under the label of each lane.
    ///
    /// A lane in which nobody enters is left alone: what happens in one must not depend on the others of its block.
    pub fn enter(&mut self, labels: &[u32], people: &[f64], chance: &mut Chance, streams: &[Stream]) {
        if !any(people) {
            return;
        }
        self.resolve(labels, Some(people), chance, streams);
        self.occupied = true;
        self.along_paths(labels, people, |held, people| held + people);
    }

    /// Reads how many people bear the label of each lane; 0 where there is none.
    pub fn read(&mut self, labels: &[u32], chance: &mut Chance, streams: &[Stream], out: &mut [f64]) {
        out.fill(0.0);
        if !self.is_occupied(labels.len()) {
            return;
        }
        self.resolve(labels, None, chance, streams);
        if let Some(label) = common(labels) {
            let start = leaf(label, self.levels) * self.lanes;
            out.copy_from_slice(&self.people[start..start + out.len()]);
            return;
        }
        for (lane, (out, &label)) in out.iter_mut().zip(labels).enumerate() {
            if label != NONE {
                *out = self.people[leaf(label, self.levels) * self.lanes + lane];
            }
        }
    }

    /// Takes people off who bear the label of each lane, which must have been read this month.
    pub fn remove(&mut self, labels: &[u32], people: &[f64]) {
        if any(people) {
            self.along_paths(labels, people, |held, people| positive_part(held - people));
        }
    }

    fn along_paths(&mut self, labels: &[u32], people: &[f64], change: impl Fn(f64, f64) -> f64) {
        if let Some(label) = common(labels) {
            let mut node = leaf(label, self.levels);
            while node > 0 {
                let held = &mut self.people[node * self.lanes..][..people.len()];
                for (held, &people) in held.iter_mut().zip(people) {
                    *held = change(*held, people);
                }
                node >>= 1;
            }
            return;
        }
        for (lane, (&label, &people)) in labels.iter().zip(people).enumerate() {
            if label != NONE {
                let mut node = leaf(label, self.levels);
                while node > 0 {
                    let held = &mut self.people[node * self.lanes + lane];
                    *held = change(*held, people);
                    node >>= 1;
                }
            }
        }
    }

    /// Deals people out along the path to each lane's label; where people `enter`, only in their lanes.
    fn resolve(&mut self, labels: &[u32], enter: Option<&[f64]>, chance: &mut Chance, streams: &[Stream]) {
        if !self.occupied || labels.iter().all(|&label| label == NONE) {
            return;
        }
        if let Some(label) = common(labels) {
            self.resolve_common(label, labels.len(), enter, chance, streams);
            return;
        }
        let in_lane = |lane: usize| enter.is_none_or(|people| people[lane] > 0.0);
        for (level, stream) in (0..self.levels).zip(streams) {
            self.gather(labels, &in_lane, level);
            let n = labels.len();
            let Scratch { all, left, here, kept, .. } = &mut self.scratch;
            chance.hypergeometric(stream, &all[..n], &left[..n], &here[..n], &mut kept[..n]);
            self.scatter(labels);
        }
    }

    /// The same where all lanes have one label, as they have where permits last equally long in all futures: nodes are
    /// whole columns then, and nobody needs to be looked up.
    ///
    /// Only lanes in which people `enter` are dealt out; all where none are given.
    fn resolve_common(
        &mut self,
        label: u32,
        n: usize,
        enter: Option<&[f64]>,
        chance: &mut Chance,
        streams: &[Stream],
    ) {
        let leaf = leaf(label, self.levels);
        for (level, stream) in (0..self.levels).zip(streams) {
            let node = leaf >> (self.levels - level);
            // A node stands before its halves.
            let (before, halves) = self.people.split_at_mut(2 * node * self.lanes);
            let held = &before[node * self.lanes..][..n];
            let (left, right) = halves.split_at_mut(self.lanes);
            let (left, right) = (&mut left[..n], &mut right[..n]);
            let Scratch { all, left: left_before, here, kept, .. } = &mut self.scratch;
            let (all, left_before) = (&mut all[..n], &mut left_before[..n]);
            let (here, kept) = (&mut here[..n], &mut kept[..n]);
            sum([left, right], all);
            here.copy_from_slice(held);
            left_before.copy_from_slice(left);
            if let Some(people) = enter {
                // Lanes that are left alone have nothing at stake.
                for column in [&mut *all, &mut *here, &mut *left_before] {
                    keep_where(people, column);
                }
            }
            if chance.is_individual() && equal(all, here) {
                // Nobody has left since people were dealt out last. (With real numbers the difference below rounds.)
                continue;
            }
            chance.hypergeometric(stream, all, left_before, here, kept);
            match enter {
                None => {
                    left.copy_from_slice(kept);
                    right.copy_from_slice(here);
                    take(right, kept);
                }
                Some(people) => {
                    replace_where(people, left, kept);
                    take(here, kept);
                    replace_where(people, right, here);
                }
            }
        }
    }

    /// The nodes on the paths at a level: their people, and what their halves held when last dealt out.
    fn gather(&mut self, labels: &[u32], in_lane: &impl Fn(usize) -> bool, level: u32) {
        let shift = self.levels - level;
        for (lane, &label) in labels.iter().enumerate() {
            let s = &mut self.scratch;
            let node = if label == NONE || !in_lane(lane) { 0 } else { leaf(label, self.levels) >> shift };
            s.node[lane] = node as u32;
            // Node 0 does not exist and always holds 0, so lanes without a label have nothing at stake.
            let at = |node: usize| self.people[node * self.lanes + lane];
            (s.here[lane], s.left[lane], s.all[lane]) = if node == 0 {
                (0.0, 0.0, 0.0)
            } else {
                (at(node), at(2 * node), at(2 * node) + at(2 * node + 1))
            };
        }
    }

    fn scatter(&mut self, labels: &[u32]) {
        for lane in 0..labels.len() {
            let node = self.scratch.node[lane] as usize;
            if node > 0 {
                let kept = self.scratch.kept[lane];
                self.people[2 * node * self.lanes + lane] = kept;
                self.people[(2 * node + 1) * self.lanes + lane] =
                    positive_part(self.scratch.here[lane] - kept);
            }
        }
    }
}

/// Clears the lanes in which nobody enters.
fn keep_where(people: &[f64], column: &mut [f64]) {
    for (value, &people) in column.iter_mut().zip(people) {
        *value = if people > 0.0 { *value } else { 0.0 };
    }
}

/// Writes the lanes in which somebody enters.
fn replace_where(people: &[f64], column: &mut [f64], values: &[f64]) {
    for ((old, &new), &people) in column.iter_mut().zip(values).zip(people) {
        *old = if people > 0.0 { new } else { *old };
    }
}

/// The label that all lanes have, if it is one.
fn common(labels: &[u32]) -> Option<u32> {
    let &first = labels.first()?;
    let differing = labels.iter().fold(0, |differing, label| differing | (label ^ first));
    (differing == 0 && first != NONE).then_some(first)
}

/// The node of a label in a tree of so many levels.
fn leaf(label: u32, levels: u32) -> usize {
    let slots = 1usize << levels;
    slots | (label as usize & (slots - 1))
}
