//! From a belief to the numbers that describe it.

use super::histogram::histogram;
use super::marginal::marginal;
use super::{
    BELIEF_PERCENTILES, BeliefSummary, BeliefWarning, CorrelationNote, EstimateBelief, Grounds, Shape,
    Standing,
};
use crate::catalogue;
use crate::dist::{Dist, Sampler, Univariate};
use crate::scenario::{Belief, Estimate, Evidence, EvidenceNote, Pool, Quantity, Scenario, ShareGroup};

/// A quantity of the scenario.
pub(super) fn quantity(scenario: &Scenario, quantity: &Quantity) -> BeliefSummary {
    let (dist, approximate) = marginal(&quantity.belief);
    let estimates = match &quantity.belief {
        Belief::Pooled { estimates, .. } => estimates.as_slice(),
        _ => &[],
    };
    BeliefSummary {
        path: quantity.path.clone(),
        family: family(&quantity.belief).to_owned(),
        unit: quantity.unit.to_string(),
        meaning: meaning(&quantity.path),
        approximate,
        rank_error: if approximate { None } else { Sampler::new(&dist).rank_error() },
        bounds: quantity.bounds.map(|(low, high)| [low, high]),
        mass_within_bounds: quantity.mass_left,
        evidence: grounds(scenario, &quantity.evidence, &dist),
        estimates: estimates.iter().map(|one| (one.name.clone(), estimate(scenario, one, &dist))).collect(),
        correlations: correlations(scenario, &quantity.path),
        warnings: warnings(scenario, quantity, &dist),
        ..described(&dist)
    }
}

/// One of the rival estimates by itself.
pub(super) fn lone_estimate(scenario: &Scenario, quantity: &Quantity, estimate: &Estimate) -> BeliefSummary {
    BeliefSummary {
        path: format!("{}.estimate.{}", quantity.path, estimate.name),
        family: estimate.dist.family().to_owned(),
        unit: quantity.unit.to_string(),
        meaning: Some(estimate.label.clone()),
        evidence: grounds(scenario, &estimate.evidence, &estimate.dist),
        ..described(&estimate.dist)
    }
}

/// A member of a group of shares: by itself, a Dirichlet share is a beta.
pub(super) fn member(scenario: &Scenario, path: &str, group: &ShareGroup, index: usize) -> BeliefSummary {
    let mean = group.mean[index];
    let beta = |size: f64| crate::dist::Beta::new(mean * size, (1.0 - mean) * size).ok();
    // Shares that are set, and those of 0 or 1, are one value.
    let drawn = group.sample_size.and_then(beta).map(Dist::Beta);
    let family = if drawn.is_some() { "dirichlet" } else { "constant" };
    let dist = drawn.unwrap_or(Dist::Constant(mean));
    BeliefSummary {
        path: format!("{path}.{}", group.members[index]),
        family: family.to_owned(),
        unit: "share".to_owned(),
        meaning: catalogue::GROUPS.iter().find(|one| one.path == path).map(|one| one.meaning.to_owned()),
        evidence: grounds(scenario, &group.evidence, &dist),
        ..described(&dist)
    }
}

/// The documented default of a quantity that the scenario leaves out.
pub(super) fn default(scenario: &Scenario, path: &str, value: f64) -> BeliefSummary {
    let unit = |declared: &catalogue::Quantity| declared.unit.unit(&scenario.money.currency).to_string();
    BeliefSummary {
        path: path.to_owned(),
        family: "constant".to_owned(),
        unit: catalogue::quantity(path).map(unit).unwrap_or_default(),
        meaning: meaning(path),
        standing: Standing::Default,
        ..described(&Dist::Constant(value))
    }
}

/// What follows from the distribution alone.
fn described(dist: &Dist) -> BeliefSummary {
    let is_set = matches!(dist, Dist::Constant(_));
    BeliefSummary {
        standing: if is_set { Standing::Set } else { Standing::Uncertain },
        shape: shape(dist),
        mass_within_bounds: 1.0,
        histogram: if is_set { Vec::new() } else { histogram(dist) },
        ..BeliefSummary::default()
    }
}

fn shape(dist: &Dist) -> Shape {
    let finite = |value: f64| value.is_finite().then_some(value);
    let (min, max) = dist.support();
    let quantiles = BELIEF_PERCENTILES.iter().map(|(key, level)| (*key, dist.quantile(*level)));
    Shape {
        mean: dist.mean().and_then(finite),
        sd: dist.sd().and_then(finite),
        min: finite(min),
        max: finite(max),
        quantiles: quantiles.collect(),
    }
}

fn meaning(path: &str) -> Option<String> {
    catalogue::quantity(path).map(|declared| declared.meaning.to_owned())
}

fn family(belief: &Belief) -> &'static str {
    match belief {
        Belief::Fixed(_) => "constant",
        Belief::Drawn(dist) => dist.family(),
        Belief::Pooled { pool: Pool::Linear, .. } => "linear_pool",
        Belief::Pooled { pool: Pool::Log, .. } => "log_pool",
        Belief::Hierarchical { form, .. } => form.family,
    }
}

fn estimate(scenario: &Scenario, estimate: &Estimate, pooled: &Dist) -> EstimateBelief {
    EstimateBelief {
        label: estimate.label.clone(),
        weight: estimate.weight,
        family: estimate.dist.family().to_owned(),
        shape: shape(&estimate.dist),
        evidence: grounds(scenario, &estimate.evidence, pooled),
    }
}

fn grounds(scenario: &Scenario, note: &EvidenceNote, dist: &Dist) -> Grounds {
    let grade = note.grade.map(|grade| match grade {
        Evidence::Strong => "strong",
        Evidence::Moderate => "moderate",
        Evidence::Weak => "weak",
        Evidence::Assumption => "assumption",
    });
    let cited = |name: &String| scenario.sources.get(name).unwrap_or(name).clone();
    Grounds {
        grade: grade.map(str::to_owned),
        source: note.source.iter().map(cited).collect(),
        note: note.note.clone(),
        quoted: note.quoted,
        quoted_level: note.quoted.map(|quoted| dist.cdf(quoted)),
    }
}

fn correlations(scenario: &Scenario, path: &str) -> Vec<CorrelationNote> {
    let seen_from = |pair: &crate::scenario::Correlation| {
        let place = pair.between.iter().position(|end| end == path)?;
        let with = pair.between[1 - place].clone();
        Some(CorrelationNote { with, rank: pair.rank, why: pair.why.clone() })
    };
    scenario.correlations.iter().filter_map(seen_from).collect()
}

fn warnings(scenario: &Scenario, quantity: &Quantity, dist: &Dist) -> Vec<BeliefWarning> {
    let own = format!("{}.", quantity.path);
    let concerns = |path: &Option<String>| {
        path.as_ref().is_some_and(|path| *path == quantity.path || path.starts_with(&own))
    };
    let known = scenario.warnings.iter().filter(|warning| concerns(&warning.path));
    let mut found: Vec<_> = known
        .map(|warning| BeliefWarning {
            code: Some(warning.code.to_owned()),
            message: warning.message.clone(),
        })
        .collect();
    let mut say = |message: String| found.push(BeliefWarning { code: None, message });
    if dist.mean().is_none() {
        say("its tail is so heavy that it has no mean: results that add it up have none either".to_owned());
    } else if dist.sd().is_none() {
        say("its tail is so heavy that it has no standard deviation: means settle slowly".to_owned());
    }
    if let Some(declared) = catalogue::quantity(&quantity.path) {
        let beyond = dist.survival(declared.max);
        if beyond > 0.0 {
            say(format!("a chance of {beyond:.1e} lies above {}, the most that is possible", declared.max));
        }
    }
    found
}
