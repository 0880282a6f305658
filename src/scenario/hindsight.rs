//! What a hindcast owes to knowledge that came after its date.

use super::{Belief, EvidenceNote, Quantity, Scenario, YearMonth};

/// Beliefs of a hindcast by what is known of the age of their sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hindsight {
    /// Rest on a source that could be read only after `as_of`: path, name of the source, its month.
    pub later: Vec<(String, String, YearMonth)>,
    /// Rest on a source that has no `known` month.
    pub undated: Vec<String>,
    /// Uncertain, and without any source: judgement, made when the file was written.
    pub judged: Vec<String>,
}

impl Hindsight {
    /// Whether every source cited was there to be read by then. Judgement cannot be dated and is not counted.
    pub fn is_blind(&self) -> bool {
        self.later.is_empty() && self.undated.is_empty()
    }
}

impl Scenario {
    /// What the beliefs owe to later knowledge; `None` without `as_of`.
    ///
    /// Plain numbers are decisions or definitions and count only where they cite a source.
    pub fn hindsight(&self) -> Option<Hindsight> {
        let as_of = self.as_of?;
        let mut found = Hindsight::default();
        let quantities = self.quantities.iter().map(|(path, quantity)| {
            let uncertain = !matches!(quantity.belief, Belief::Fixed(_)) || !quantity.bare;
            (path, notes(quantity), uncertain)
        });
        let groups = self
            .groups
            .iter()
            .map(|(path, group)| (path, vec![&group.evidence], group.sample_size.is_some()));
        for (path, notes, uncertain) in quantities.chain(groups) {
            found.add(path, &notes, uncertain, as_of, self);
        }
        Some(found)
    }
}

impl Hindsight {
    fn add(
        &mut self,
        path: &str,
        notes: &[&EvidenceNote],
        uncertain: bool,
        as_of: YearMonth,
        file: &Scenario,
    ) {
        let mut sources: Vec<&String> = notes.iter().flat_map(|note| &note.source).collect();
        sources.sort();
        sources.dedup();
        if sources.is_empty() && uncertain {
            self.judged.push(path.to_owned());
        }
        let known = |source: &String| file.sources_known.get(source);
        if sources.iter().any(|source| known(source).is_none()) {
            self.undated.push(path.to_owned());
        }
        let later = |source: &&String| {
            let month = known(source).copied().filter(|month| *month > as_of)?;
            Some((path.to_owned(), (*source).clone(), month))
        };
        self.later.extend(sources.iter().filter_map(later));
    }
}

/// The notes of a number and of its rival estimates.
fn notes(quantity: &Quantity) -> Vec<&EvidenceNote> {
    let mut notes = vec![&quantity.evidence];
    if let Belief::Pooled { estimates, .. } = &quantity.belief {
        notes.extend(estimates.iter().map(|estimate| &estimate.evidence));
    }
    notes
}
