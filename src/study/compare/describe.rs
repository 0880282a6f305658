//! From the tally of a comparison to its document.

use super::{
    Compared, Comparison, ConditionDifference, Difference, FORMAT, Pair, PairedRun, PolicyRegret,
    PolicySummary, Regret, Satisficing, SatisficingCondition, Variant, direction,
};
use crate::model::Plan;
use crate::random::STREAM_VERSION;
use crate::scenario::Diagnostic;
use crate::study::diff::changes;
use crate::summary::{self, Described, Document, JudgedIn, Named, Warning, batch_error, chance, design_name};
use crate::tally::PairedTally;
use crate::tally::paired::{Both, Verdicts};

/// Describes what a tally holds.
pub(super) fn comparison(compared: &Compared, tally: &PairedTally) -> Comparison {
    let first = compared.variants()[0].plan.scenario();
    let requested = compared.replicates();
    let uncertain = compared.variants().iter().any(|variant| variant.plan.enactment_is_uncertain());
    let documents: Vec<Document> = compared
        .variants()
        .iter()
        .zip(&tally.policies)
        .map(|(variant, tally)| summary::summarise(&variant.plan, tally, requested))
        .collect();
    let context = Context { compared, tally, documents: &documents, uncertain };
    let replicates = tally.replicates(false).iter().sum();
    Comparison {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        run: PairedRun {
            replicates,
            requested,
            seed: first.run.seed,
            seed_is_default: !first.run.seed_given,
            design: design_name(first.run.design).to_owned(),
            complete: replicates >= requested,
        },
        timing: None,
        judged_in: if uncertain { JudgedIn::Enacted } else { JudgedIn::All },
        enactment: uncertain.then(|| {
            let [judged, all] = [true, false].map(|judged| tally.replicates(judged));
            chance(&judged.into_iter().zip(all).collect::<Vec<_>>())
        }),
        policies: context.policies(),
        pairs: (1..compared.variants().len()).map(|policy| context.pair(policy)).collect(),
        regret: context.regret(),
        satisficing: context.satisficing(),
        break_even: Vec::new(),
        warnings: context.warnings(),
    }
}

struct Context<'a> {
    compared: &'a Compared,
    tally: &'a PairedTally,
    /// What a run of each policy would say.
    documents: &'a [Document],
    /// Whether the law may fail under some policy, so that answers are given twice.
    uncertain: bool,
}

impl Context<'_> {
    fn variant(&self, policy: usize) -> &Variant {
        &self.compared.variants()[policy]
    }

    /// The first policy's plan: names, labels and directions are its.
    fn plan(&self) -> &Plan {
        &self.variant(0).plan
    }

    fn policies(&self) -> Named<PolicySummary> {
        let first = self.plan().scenario();
        let summary = |(variant, document): (&Variant, &Document)| {
            let summary = PolicySummary {
                label: variant.label.clone(),
                policy: variant.policy.clone(),
                scenario: document.scenario.clone(),
                outputs: document.outputs.clone(),
                outputs_if_enacted: document.outputs_if_enacted.clone(),
                success: document.success.clone(),
                failure: document.failure.clone(),
                differs: changes(first, variant.plan.scenario()),
            };
            (variant.name.clone(), summary)
        };
        self.compared.variants().iter().zip(self.documents).map(summary).collect()
    }

    fn pair(&self, policy: usize) -> Pair {
        Pair {
            policy: self.variant(policy).name.clone(),
            against: self.variant(0).name.clone(),
            outputs: self.differences(policy, false),
            outputs_if_enacted: self.uncertain.then(|| self.differences(policy, true)),
            conditions: self.conditions(policy),
        }
    }

    fn differences(&self, policy: usize, judged_only: bool) -> Named<Difference> {
        let named = |output: usize| {
            let planned = &self.plan().outputs()[self.compared.pairing().outputs[output][0]];
            let (column, verdicts) = self.tally.difference(policy - 1, output, judged_only);
            let told = Difference {
                label: planned.label.clone(),
                unit: planned.unit.to_string(),
                better: direction(self.plan(), &planned.name).map(|(better, _)| better),
                unpaired_mcse: self.unpaired_error(policy, &planned.name, judged_only),
                ..difference(&Described::new(&column), &verdicts)
            };
            (planned.name.clone(), told)
        };
        (0..self.compared.pairing().outputs.len()).map(named).collect()
    }

    /// The error that the difference of two unrelated runs would have.
    fn unpaired_error(&self, policy: usize, output: &str, judged_only: bool) -> Option<f64> {
        let error = |document: &Document| {
            let outputs = if judged_only { document.judged_outputs() } else { &document.outputs };
            outputs.get(output)?.mean_mcse
        };
        let (with, against) = (error(&self.documents[policy])?, error(&self.documents[0])?);
        Some((with * with + against * against).sqrt())
    }

    fn conditions(&self, policy: usize) -> Named<ConditionDifference> {
        let places = self.compared.pairing().conditions.iter().enumerate();
        let describe = |(index, places): (usize, &Vec<usize>)| {
            let planned = &self.plan().conditions()[places[0]];
            let condition = self.plan().condition(planned);
            let counts = self.tally.condition(policy - 1, index, !condition.in_all);
            (self.plan().condition_name(planned), condition_difference(&condition.words, &counts))
        };
        places.map(describe).collect()
    }

    fn regret(&self) -> Option<Regret> {
        let (objective, place) = (self.compared.objective()?, self.compared.pairing().objective?);
        let planned = &self.plan().outputs()[self.compared.pairing().outputs[place.output][0]];
        let policies: Named<PolicyRegret> = (0..self.compared.variants().len())
            .filter_map(|policy| Some((self.variant(policy).name.clone(), self.policy_regret(policy)?)))
            .collect();
        let n = policies.iter().next().map_or(0, |(_, regret)| regret.best.of);
        let judged: u64 = self.tally.replicates(true).iter().sum();
        let least = |of: &dyn Fn(&PolicyRegret) -> Option<f64>| {
            let known = policies.iter().filter(|(_, regret)| regret.beyond_horizon == 0.0);
            let known = known.filter_map(|(name, regret)| Some((of(regret)?, name)));
            known.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name.to_owned())
        };
        Some(Regret {
            objective: objective.output.clone(),
            label: planned.label.clone(),
            unit: planned.unit.to_string(),
            better: Some(objective.better),
            because: objective.because.clone(),
            n,
            defined: if judged == 0 { 0.0 } else { n as f64 / judged as f64 },
            least_expected: least(&|regret| regret.mean),
            least_largest: least(&|regret| regret.max),
            policies,
        })
    }

    fn policy_regret(&self, policy: usize) -> Option<PolicyRegret> {
        let column = self.tally.regret(policy)?;
        let described = Described::new(&column.regret).output("", String::new(), &[]);
        let of: Vec<u64> = column.regret.batches.iter().map(|batch| batch.counts.defined()).collect();
        let share =
            |counts: &[u64]| chance(&counts.iter().copied().zip(of.iter().copied()).collect::<Vec<_>>());
        let others = column.beats.iter().enumerate().filter(|(other, _)| *other != policy);
        Some(PolicyRegret {
            mean: described.mean.or(described.mean_if_reached),
            mean_mcse: described.mean_mcse,
            quantiles: described.quantiles,
            quantiles_mcse: described.quantiles_mcse,
            max: described.max,
            beyond_horizon: described.censored,
            best: share(&column.best),
            best_alone: share(&column.best_alone),
            beats: others.map(|(other, counts)| (self.variant(other).name.clone(), share(counts))).collect(),
        })
    }

    fn satisficing(&self) -> Option<Satisficing> {
        let pairing = self.compared.pairing();
        if pairing.satisficing.is_empty() {
            return None;
        }
        let condition = |&place: &usize| {
            let planned = &self.plan().conditions()[pairing.conditions[place][0]];
            let words = self.plan().condition(planned).words.clone();
            SatisficingCondition { name: self.plan().condition_name(planned), words }
        };
        let mut shares: Vec<_> = self.tally.satisficing().iter().map(|counts| chance(counts)).collect();
        let every = shares.pop()?;
        let any = shares.pop()?;
        let judged: u64 = self.tally.replicates(true).iter().sum();
        let names = self.compared.variants().iter().map(|variant| variant.name.clone());
        Some(Satisficing {
            conditions: pairing.satisficing.iter().map(condition).collect(),
            n: any.of,
            defined: if judged == 0 { 0.0 } else { any.of as f64 / judged as f64 },
            policies: names.zip(shares).collect(),
            any,
            every,
        })
    }

    /// Doubts about the comparison, then those of each policy, each once.
    fn warnings(&self) -> Vec<Warning> {
        let mut warnings: Vec<Warning> = self.compared.doubts().iter().map(warning).collect();
        for (variant, document) in self.compared.variants().iter().zip(self.documents) {
            for found in &document.warnings {
                let alike = |known: &&Warning| known.code == found.code && known.path == found.path;
                if !warnings.iter().any(|known| alike(&known)) {
                    let message = match self.is_of_first(found) {
                        true => found.message.clone(),
                        false => format!("{} (in `{}`)", found.message, variant.name),
                    };
                    warnings.push(Warning { message, ..found.clone() });
                }
            }
        }
        warnings
    }

    fn is_of_first(&self, warning: &Warning) -> bool {
        self.documents[0].warnings.contains(warning)
    }
}

fn warning(problem: &Diagnostic) -> Warning {
    Warning { code: problem.code.to_owned(), message: problem.message.clone(), path: problem.path.clone() }
}

/// A difference from its column and from the verdicts on each future, by batch.
fn difference(column: &Described<'_>, verdicts: &[Verdicts]) -> Difference {
    let mut all = Verdicts::default();
    verdicts.iter().for_each(|batch| all.absorb(batch));
    let of = |verdicts: &Verdicts| verdicts.more + verdicts.less + verdicts.same;
    let n = of(&all);
    let chance = |part: fn(&Verdicts) -> u64| {
        chance(&verdicts.iter().map(|batch| (part(batch), of(batch))).collect::<Vec<_>>())
    };
    let share = |part: u64| if n == 0 { 0.0 } else { part as f64 / n as f64 };
    let counts = column.counts();
    let cut_off = counts.censored() + counts.censored_below() + all.both_beyond > 0;
    let described = column.output("", String::new(), &[]);
    let mean = column.mean();
    Difference {
        n,
        defined: described.defined,
        mean: mean.filter(|_| !cut_off),
        mean_if_both_reached: mean.filter(|_| cut_off),
        mean_mcse: described.mean_mcse,
        sd: described.sd.filter(|_| !cut_off),
        min: described.min,
        max: described.max,
        quantiles: described.quantiles,
        quantiles_mcse: described.quantiles_mcse,
        later_beyond_horizon: share(counts.censored()),
        earlier_beyond_horizon: share(counts.censored_below()),
        both_beyond_horizon: share(all.both_beyond),
        more: chance(|verdicts| verdicts.more),
        less: chance(|verdicts| verdicts.less),
        same: chance(|verdicts| verdicts.same),
        ..Difference::default()
    }
}

fn condition_difference(words: &str, batches: &[Both]) -> ConditionDifference {
    let share = |part: fn(&Both) -> u64| {
        chance(&batches.iter().map(|batch| (part(batch), batch.of())).collect::<Vec<_>>())
    };
    let mut all = Both::default();
    batches.iter().for_each(|batch| all.absorb(batch));
    let n = all.of();
    let difference = |both: &Both| {
        (both.of() > 0).then(|| (both.only_with as f64 - both.only_against as f64) / both.of() as f64)
    };
    ConditionDifference {
        words: words.to_owned(),
        n,
        with: share(|both| both.both + both.only_with),
        against: share(|both| both.both + both.only_against),
        difference: difference(&all),
        difference_mcse: match batches {
            [_] => paired_error(&all),
            batches => batch_error(batches.iter().map(difference)),
        },
        only_with: share(|both| both.only_with),
        only_against: share(|both| both.only_against),
    }
}

/// Standard error of a difference of two shares of the same futures: only those in which they differ count.
fn paired_error(both: &Both) -> Option<f64> {
    let n = both.of() as f64;
    let differ = (both.only_with + both.only_against) as f64;
    let mean = (both.only_with as f64 - both.only_against as f64) / n;
    (both.of() > 1).then(|| ((differ / n - mean * mean).max(0.0) / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;

    #[test]
    fn the_error_of_paired_shares_is_that_of_their_differences() {
        let both = Both { both: 3, only_with: 2, only_against: 1, neither: 4 };
        let values = [0.0, 0.0, 0.0, 1.0, 1.0, -1.0, 0.0, 0.0, 0.0, 0.0];
        let moments = Moments::of_finite(&values);
        let told = condition_difference("", &[both]);
        assert_eq!(told.difference, moments.mean());
        assert!((told.difference_mcse.unwrap() - moments.standard_error().unwrap()).abs() < 1e-15);
    }
}
