//! Policies on the same futures: laws, closed forms, and what pairing is worth.

use amnesty::catalogue::Better;
use amnesty::engine::{self, Options};
use amnesty::model::Plan;
use amnesty::output::comparison;
use amnesty::output::look::{Footer, Look};
use amnesty::scenario::{Document, Format, read, read_text};
use amnesty::study::compare::{
    BreakEven, BreakEvenQuestion, Compared, Comparison, Difference, Error, Question, Variant, break_even,
    direction,
};
use amnesty::tally::PairedTally;
use std::path::Path;

/// Five standard errors: a false alarm in 1.7 million.
const Z: f64 = 5.0;

/// A static estimate: what is shared, what a policy changes, and a lever.
const FILE: &str = r#"
format   = 1
title    = "Static"
headline = ["net"]

[run]
replicates = 8_192
seed       = 20

[inputs]
shared.normal = { mean = 100, sd = 40 }
one.normal    = { mean = 10, sd = 3 }
two.normal    = { mean = 12, sd = 4 }
lever         = 2.5
people        = { uniform = { min = 1_000, max = 3_000 }, unit = "people" }

[outputs]
value.formula    = "shared + one"
net.formula      = "lever * shared - 30 * one"
parabola.formula = "(lever - 1) * (lever - 3) + 0 * one"
nowhere.formula  = "lever * lever + 1 + 0 * one"
step.formula     = "if(lever < 2, -1, 1) + 0 * one"

[success.pays]
words     = "It pays"
condition = "net >= 0"

[policy.other]
label = "The other input"
outputs.value.formula = "shared + two"

[policy.wider]
inputs.one.normal = { mean = 11, sd = 5 }

[policy.more]
inputs.lever = 3
"#;

fn document(sets: &[&str]) -> Document {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    read_text("static.toml", FILE, Format::Toml, &sets).unwrap()
}

/// The file as it stands, then some of its policies.
fn variants(document: &Document, policies: &[&str]) -> Vec<Variant> {
    let base = Variant::file(document.clone()).unwrap();
    let others = policies.iter().map(|name| Variant::policy(document, name).unwrap());
    std::iter::once(base).chain(others).collect()
}

fn compared(sets: &[&str], policies: &[&str]) -> Compared {
    Compared::new(variants(&document(sets), policies), &Question::default()).unwrap()
}

fn run(compared: &Compared) -> (PairedTally, Comparison) {
    let tally = compared.run(&Options::default()).unwrap();
    let document = compared.describe(&tally);
    (tally, document)
}

fn of<'a>(comparison: &'a Comparison, pair: usize, output: &str) -> &'a Difference {
    comparison.pairs[pair].judged_outputs().get(output).unwrap()
}

fn close(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{value} is not {expected} to {tolerance}");
}

/// A small programme from the starter, with a queue that some futures clear within the horizon and some do not.
fn programme(name: &str, sets: &[&str]) -> Document {
    let starter = include_str!("../src/cli/starter.toml");
    let few = ["run.replicates=1_024", "time.horizon_months=36"];
    let sets: Vec<String> = few.iter().chain(sets).map(|&set| set.to_owned()).collect();
    read_text(name, starter, Format::Toml, &sets).unwrap()
}

fn programmes(sets: &[&[&str]]) -> Compared {
    let variants = sets.iter().map(|sets| Variant::file(programme("p.toml", sets)).unwrap()).collect();
    Compared::new(variants, &Question::default()).unwrap()
}

#[test]
fn a_policy_compared_with_itself_differs_in_nothing() {
    let (_, comparison) = run(&programmes(&[&[], &[]]));
    assert_eq!(comparison.policies.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["p", "p_2"]);
    for (name, difference) in comparison.pairs[0].outputs.iter() {
        assert_eq!(difference.same.futures, difference.n, "{name}");
        if difference.n > 1 && difference.both_beyond_horizon < 1.0 {
            let mean = difference.mean.or(difference.mean_if_both_reached);
            assert_eq!((mean, difference.mean_mcse), (Some(0.0), Some(0.0)), "{name}");
            assert!(difference.quantiles.iter().all(|(_, value)| *value == Some(0.0)), "{name}");
        }
    }
    assert!(comparison.policies.iter().all(|(_, policy)| policy.differs.is_empty()));
    for (name, condition) in comparison.pairs[0].conditions.iter() {
        assert_eq!((condition.only_with.futures, condition.only_against.futures), (0, 0), "{name}");
    }
}

#[test]
fn the_difference_the_other_way_round_has_the_other_sign() {
    let slow: &[&str] = &["processing.capacity_per_month=2_000"];
    let (_, there) = run(&programmes(&[&[], slow]));
    let (_, back) = run(&programmes(&[slow, &[]]));
    for (name, difference) in there.pairs[0].outputs.iter() {
        let other = back.pairs[0].outputs.get(name).unwrap();
        let mean = |d: &Difference| d.mean.or(d.mean_if_both_reached);
        assert_eq!(mean(difference), mean(other).map(|mean| -mean), "{name}");
        assert_eq!(difference.mean_mcse, other.mean_mcse, "{name}");
        assert_eq!((difference.more, difference.less), (other.less, other.more), "{name}");
        assert_eq!(difference.min, other.max.map(|max| -max), "{name}");
        assert_eq!(difference.later_beyond_horizon, other.earlier_beyond_horizon, "{name}");
    }
    let clearance = of(&there, 0, "clearance_months_after_close");
    assert!(clearance.later_beyond_horizon > 0.0, "a slower office fails to clear its queue in some futures");
    assert_eq!(clearance.mean, None, "no mean where the horizon cuts futures off");
}

#[test]
fn what_lies_beyond_the_horizon_is_decided_against_what_does_not() {
    let (_, comparison) = run(&programmes(&[&[], &["processing.capacity_per_month=2_000"]]));
    let censored = |policy: usize| {
        let (_, policy) = comparison.policies.iter().nth(policy).unwrap();
        policy.judged_outputs().get("clearance_months_after_close").unwrap().censored
    };
    let clearance = of(&comparison, 0, "clearance_months_after_close");
    let n = clearance.n as f64;
    close(clearance.later_beyond_horizon + clearance.both_beyond_horizon, censored(1), 0.5 / n);
    close(clearance.earlier_beyond_horizon + clearance.both_beyond_horizon, censored(0), 0.5 / n);
    let verdicts = clearance.more.futures + clearance.less.futures + clearance.same.futures;
    assert_eq!(verdicts, clearance.n);
    assert!(clearance.same.futures as f64 >= n * clearance.both_beyond_horizon, "two of them are a tie");
    assert_eq!(clearance.better, Some(Better::Less));
    assert_eq!(clearance.wins(), Some(&clearance.less));
}

#[test]
fn the_mean_of_the_differences_is_the_difference_of_the_means() {
    let (_, comparison) = run(&programmes(&[&[], &["processing.capacity_per_month=2_000"]]));
    for (name, difference) in comparison.pairs[0].outputs.iter() {
        let mean = |policy: usize| comparison.policies.iter().nth(policy).unwrap().1.outputs.get(name)?.mean;
        if let (Some(a), Some(b), Some(found), 1.0) = (mean(0), mean(1), difference.mean, difference.defined)
        {
            // Sums of a thousand values round some 10⁻¹⁶ each.
            close(found, b - a, 1e-12 * (a.abs() + b.abs()));
        }
    }
}

#[test]
fn a_shared_input_drops_out_of_the_difference_of_two_normals() {
    let (_, comparison) = run(&compared(&[], &["other"]));
    let value = of(&comparison, 0, "value");
    // two − one is normal with mean 2 and sd 5, whatever `shared` (sd 40) is.
    let root = (value.n as f64).sqrt();
    close(value.mean.unwrap(), 2.0, Z * 5.0 / root);
    close(value.sd.unwrap(), 5.0, Z * 5.0 / root / 2_f64.sqrt());
    close(value.mean_mcse.unwrap(), 5.0 / root, 0.05 * 5.0 / root);
    // Φ(2/5).
    let chance = 0.655_421_741_610_324_2_f64;
    close(value.more.probability.unwrap(), chance, Z * (chance * (1.0 - chance)).sqrt() / root);
    // Unrelated runs: √(40² + 3² + 40² + 4²).
    close(value.unpaired_mcse.unwrap(), 56.789 / root, 0.05 * 56.789 / root);
}

#[test]
fn a_belief_that_changes_keeps_its_uniform() {
    let (_, comparison) = run(&compared(&[], &["wider"]));
    let value = of(&comparison, 0, "value");
    // 1 + 2 z for the same standard normal z: mean 1, sd 2, more where z > −½.
    let root = (value.n as f64).sqrt();
    close(value.mean.unwrap(), 1.0, Z * 2.0 / root);
    close(value.sd.unwrap(), 2.0, Z * 2.0 / root / 2_f64.sqrt());
    let chance = 0.691_462_461_274_013_f64;
    close(value.more.probability.unwrap(), chance, Z * (chance * (1.0 - chance)).sqrt() / root);
}

#[test]
fn structured_designs_take_their_errors_from_batches() {
    for design in ["latin-hypercube", "sobol"] {
        let (tally, comparison) = run(&compared(&[&format!("run.design={design:?}")], &["other"]));
        let value = of(&comparison, 0, "value");
        let mcse = value.mean_mcse.unwrap();
        assert!(
            mcse > 0.0 && mcse < 5.0 / (value.n as f64).sqrt() / 3.0,
            "{design}: {mcse} is no better than random"
        );
        // Six standard errors of 15 degrees of freedom: a false alarm in 40,000.
        close(value.mean.unwrap(), 2.0, 6.0 * mcse);
        assert_eq!(tally.replicates(false).len(), 16);
        assert_eq!(tally.replicates(false).iter().sum::<u64>(), value.n);
    }
}

#[test]
fn sobol_points_of_other_inputs_are_named() {
    let design = "run.design=\"sobol\"";
    let other = "[policy.fixed]\ninputs.one = 10\n";
    let document =
        read_text("a.toml", &format!("{FILE}\n{other}"), Format::Toml, &[design.to_owned()]).unwrap();
    let pair = Compared::new(variants(&document, &["fixed"]), &Question::default()).unwrap();
    assert!(pair.doubts().iter().any(|doubt| doubt.code == "W085"), "{:?}", pair.doubts());
}

#[test]
fn in_each_future_some_policy_has_nothing_to_regret() {
    let pair = compared(&[], &["other", "wider", "more"]);
    let (_, comparison) = run(&pair);
    let regret = comparison.regret.as_ref().unwrap();
    assert_eq!((regret.objective.as_str(), regret.better), ("net", Some(Better::More)));
    assert_eq!(regret.because, "success.pays");
    let best: u64 = regret.policies.iter().map(|(_, policy)| policy.best.futures).sum();
    let alone: u64 = regret.policies.iter().map(|(_, policy)| policy.best_alone.futures).sum();
    assert!(alone <= regret.n && regret.n <= best, "{alone} ≤ {} ≤ {best}", regret.n);
    for (name, policy) in regret.policies.iter() {
        assert!(policy.mean.unwrap() >= 0.0, "{name}");
        assert!(policy.quantiles.iter().all(|(_, value)| value.unwrap() >= 0.0), "{name}");
    }
    // `other` changes nothing about `net`: it never beats the base, nor is it beaten.
    let base = regret.policies.get("static").unwrap();
    assert_eq!((base.beats.get("other").unwrap().futures, base.best_alone.futures), (0, 0));
    // Regrets differ by what the policies differ.
    let mean = |name: &str| regret.policies.get(name).unwrap().mean.unwrap();
    close(mean("static") - mean("more"), of(&comparison, 2, "net").mean.unwrap(), 1e-9);
    let least =
        regret.policies.iter().min_by(|a, b| a.1.mean.unwrap().total_cmp(&b.1.mean.unwrap())).unwrap().0;
    assert_eq!(regret.least_expected.as_deref(), Some(least));
}

#[test]
fn satisficing_counts_the_futures_in_which_a_policy_is_good_enough() {
    let (_, comparison) = run(&compared(&[], &["more"]));
    let satisficing = comparison.satisficing.as_ref().unwrap();
    let chance = |policy: &str| satisficing.policies.get(policy).unwrap();
    let alone = |policy: &str| comparison.policies.get(policy).unwrap().success.get("pays").unwrap().chance;
    for policy in ["static", "more"] {
        assert_eq!(chance(policy).futures, alone(policy).futures, "one condition, so that of the run");
    }
    // A higher lever pays wherever the lower one does: `shared` is above 0 in nearly every future.
    let condition = comparison.pairs[0].conditions.get("success.pays").unwrap();
    assert_eq!(satisficing.any.futures, chance("static").futures + condition.only_with.futures);
    assert_eq!(satisficing.every.futures, chance("static").futures - condition.only_against.futures);
    close(
        condition.difference.unwrap(),
        condition.with.probability.unwrap() - condition.against.probability.unwrap(),
        1e-15,
    );
}

#[test]
fn a_threshold_of_the_moment_is_checked_like_the_file() {
    let mut document = document(&[]);
    document.add_success("--satisfice", "satisfice", "net >= 50");
    let question = Question { satisfice: vec!["satisfice".to_owned()], ..Question::default() };
    let pair = Compared::new(variants(&document, &["more"]), &question).unwrap();
    let (_, comparison) = run(&pair);
    let satisficing = comparison.satisficing.unwrap();
    assert_eq!(satisficing.conditions.len(), 1);
    assert_eq!(satisficing.conditions[0].words, "net >= 50");

    let mut wrong = self::document(&[]);
    wrong.add_success("--satisfice", "satisfice", "nett >= 50");
    let problems = Variant::file(wrong).unwrap_err();
    let text = amnesty::cli::diagnostics::render(&problems, false);
    assert!(text.contains("--satisfice") && text.contains("did you mean `net`?"), "{text}");
}

#[test]
fn any_number_of_threads_and_any_split_of_pages_gives_the_same_bytes() {
    for design in ["random", "latin-hypercube"] {
        let pair =
            compared(&[&format!("run.design={design:?}"), "run.replicates=16_384"], &["other", "more"]);
        let plans: Vec<&Plan> = pair.variants().iter().map(|variant| &variant.plan).collect();
        let text = |tally: &PairedTally| serde_json::to_string(&pair.describe(tally)).unwrap();
        let threads = |threads| Options { threads: Some(threads), ..Options::default() };
        let one = text(&pair.run(&threads(1)).unwrap());
        assert!(one.contains("\"complete\":true"));
        for n in [2, 3] {
            assert!(one == text(&pair.run(&threads(n)).unwrap()), "{design} on {n} threads");
        }
        for cut in [1, 7, 40] {
            let part = |pages| {
                let options = Options { block_pages: Some(3), ..threads(2) };
                engine::run_paired_pages(&plans, pair.pairing(), pages, 16_384, &options).unwrap()
            };
            let merged = part(cut..64).merge(part(0..cut)).unwrap();
            assert!(one == text(&merged), "{design} cut at page {cut}");
        }
    }
}

#[test]
fn a_policy_in_a_comparison_is_the_run_of_its_own() {
    let pair = compared(&[], &["more"]);
    let (_, comparison) = run(&pair);
    let plan = &pair.variants()[1].plan;
    let alone = engine::run(plan, plan.replicates(), &Options::default()).unwrap();
    let alone = amnesty::summary::summarise(plan, &alone, plan.replicates());
    assert_eq!(alone.outputs, comparison.policies.get("more").unwrap().outputs);
}

#[test]
fn scenarios_with_other_futures_are_refused_where_it_is_written() {
    let second = |sets: &[&str]| {
        let pair = vec![Variant::file(document(&[])).unwrap(), Variant::file(document(sets)).unwrap()];
        match Compared::new(pair, &Question::default()) {
            Err(Error::Scenario(problems)) => problems,
            other => panic!("{other:?}"),
        }
    };
    let problems = second(&["run.seed=7"]);
    assert_eq!(problems.problems[0].code, "E085");
    let text = amnesty::cli::diagnostics::render(&problems, false);
    assert!(text.contains("`run.seed` is 7") && text.contains("run.seed=7"), "{text}");
    for set in ["run.replicates=100", "run.design=\"sobol\""] {
        assert_eq!(second(&[set]).problems[0].code, "E085", "{set}");
    }
    let pair = [&[] as &[&str], &["time.horizon_months=40"]];
    let pair = pair.map(|sets| Variant::file(programme("p.toml", sets)).unwrap()).into_iter().collect();
    let refused = Compared::new(pair, &Question::default()).unwrap_err().to_string();
    assert!(refused.contains("`time.horizon_months` is 40"), "{refused}");
}

#[test]
fn a_policy_or_an_output_that_is_not_there_is_refused_with_the_nearest_name() {
    let problems = Variant::policy(&document(&[]), "othr").unwrap_err();
    assert_eq!(problems.problems[0].help.as_deref(), Some("did you mean `other`?"));
    let ask = |objective: &str| {
        let question = Question { objective: Some(objective.to_owned()), ..Question::default() };
        Compared::new(variants(&document(&[]), &["more"]), &question).unwrap_err().to_string()
    };
    assert!(ask("nett").contains("did you mean `net`?"), "{}", ask("nett"));
    assert!(ask("value").contains("--maximize"), "nobody says which way `value` is better");
}

#[test]
fn the_scenario_says_which_way_is_better_before_the_catalogue_does() {
    let better = |plan: &Plan, output| direction(plan, output);
    let plan = Variant::file(document(&[])).unwrap().plan;
    assert_eq!(better(&plan, "net"), Some((Better::More, "success.pays".to_owned())));
    assert_eq!(better(&plan, "value"), None);
    let flagship = Variant::file(read(Path::new("configs/russia-2012.toml"), &[]).unwrap()).unwrap().plan;
    assert_eq!(better(&flagship, "take_up_share"), Some((Better::More, "failure.low_turnout".to_owned())));
    assert_eq!(better(&flagship, "waiting_median_months"), Some((Better::Less, "catalogue".to_owned())));
    assert_eq!(better(&flagship, "granted"), None, "people argue about it");
}

fn search(of: &str, range: &str, at: f64) -> (BreakEven, Vec<Variant>) {
    let variants = variants(&document(&[]), &[]);
    let question = BreakEvenQuestion::parse(&format!("inputs.lever={range}"), of, at).unwrap();
    (break_even(&variants[0], &question, &Options::default()).unwrap(), variants)
}

#[test]
fn the_break_even_of_a_line_is_exact_and_has_the_error_of_theory() {
    let (found, variants) = search("net", "0..10", 0.0);
    let [crossing] = found.crossings.as_slice() else { panic!("{found:?}") };
    assert!(crossing.rising && found.complete && !found.uncertainty_removed);
    // Mean net = lever · mean(shared) − 30 · mean(one), in the same futures.
    let plan = &variants[0].plan;
    let tally = engine::run(plan, plan.replicates(), &Options::default()).unwrap();
    let summary = amnesty::summary::summarise(plan, &tally, plan.replicates());
    let mean = |input: &str| summary.inputs.get(input).unwrap().mean.unwrap();
    let root = 30.0 * mean("inputs.one") / mean("inputs.shared");
    // The search stops within a hundredth of the error.
    close(crossing.lever, root, 0.011 * crossing.mcse.unwrap());
    // sd of (lever · shared − 30 · one) at lever 3, over the slope of 100.
    let theory = (3.0_f64 * 40.0).hypot(30.0 * 3.0) / 100.0 / (plan.replicates() as f64).sqrt();
    close(crossing.mcse.unwrap(), theory, 0.05 * theory);
    close(crossing.lever, 3.0, Z * theory);
}

#[test]
fn every_policy_has_a_break_even_of_its_own() {
    let pair = compared(&[], &["wider", "more"]);
    let (_, mut comparison) = run(&pair);
    let question = BreakEvenQuestion::parse("inputs.lever=0..10", "net", 0.0).unwrap();
    pair.break_even(&question, &Options::default(), &mut comparison).unwrap();
    let [own, wider, more] = comparison.break_even.as_slice() else { panic!("{:?}", comparison.break_even) };
    assert_eq!([&own.policy, &wider.policy, &more.policy], ["static", "wider", "more"]);
    // The search puts the lever where it likes, so that a policy which moves nothing else has the same answer.
    assert_eq!(more.crossings, own.crossings);
    // Mean net = lever · mean(shared) − 30 · mean(one) under each policy; the search stops within a hundredth of the
    // error.
    for (found, variant) in [own, wider].into_iter().zip(pair.variants()) {
        let [crossing] = found.crossings.as_slice() else { panic!("{found:?}") };
        let plan = &variant.plan;
        let tally = engine::run(plan, plan.replicates(), &Options::default()).unwrap();
        let summary = amnesty::summary::summarise(plan, &tally, plan.replicates());
        let mean = |input: &str| summary.inputs.get(input).unwrap().mean.unwrap();
        let root = 30.0 * mean("inputs.one") / mean("inputs.shared");
        close(crossing.lever, root, 0.011 * crossing.mcse.unwrap());
    }
    assert!(wider.crossings[0].lever > own.crossings[0].lever + 0.2, "30 · (11 − 10) / 100 = 0.3 later");
}

#[test]
fn two_crossings_are_both_told_and_none_is_told_as_none() {
    let (found, _) = search("parabola", "0..4.1", 0.0);
    let levers: Vec<f64> = found.crossings.iter().map(|crossing| crossing.lever).collect();
    assert_eq!(levers.len(), 2, "{levers:?}");
    close(levers[0], 1.0, 1e-8);
    close(levers[1], 3.0, 1e-8);
    assert!(!found.crossings[0].rising && found.crossings[1].rising);
    let (none, _) = search("nowhere", "-5..5", 0.0);
    assert!(none.crossings.is_empty() && none.complete);
    assert_eq!(none.scan.first().map(|point| point.lever), Some(-5.0));
    let (jump, _) = search("step", "0..5", 0.0);
    let [crossing] = jump.crossings.as_slice() else { panic!("{jump:?}") };
    assert_eq!((crossing.mcse, crossing.slope), (None, None), "a jump has no slope");
    close(crossing.lever, 2.0, 1e-6);
}

#[test]
fn the_chance_of_a_condition_may_break_even_too() {
    let (found, _) = search("success.pays", "0..10", 0.5);
    let [crossing] = found.crossings.as_slice() else { panic!("{found:?}") };
    // net is near enough to normal that its chance of being above 0 is ½ where its mean is 0; the chance is known to
    // ±0.0055 and rises by φ(0)/sd · 100 = 0.27 a unit there.
    close(crossing.lever, 3.0, Z * 0.0055 / 0.26);
}

#[test]
fn a_lever_that_is_none_is_refused_with_the_nearest_path() {
    let question = BreakEvenQuestion::parse("inputs.levr=0..1", "net", 0.0).unwrap();
    let base = &variants(&document(&[]), &[])[0];
    let refused = break_even(base, &question, &Options::default()).unwrap_err().to_string();
    assert!(refused.contains("did you mean `inputs.lever`?"), "{refused}");
    let question = BreakEvenQuestion::parse("inputs.lever=0..1", "nett", 0.0).unwrap();
    let refused = break_even(base, &question, &Options::default()).unwrap_err().to_string();
    assert!(refused.contains("did you mean `net`?"), "{refused}");
}

/// The figure: two fees whose take-up differs by less than two points.
#[test]
fn pairing_takes_the_variance_of_a_difference_down_more_than_a_hundredfold() {
    let variant = |fee: &str, seed: &str| {
        let words = [
            format!("money.fee_per_application={fee}"),
            format!("run.seed={seed}"),
            "run.replicates=1_024".to_owned(),
            "enactment.probability=1".to_owned(),
        ];
        Variant::file(read(Path::new("configs/russia-2012.toml"), &words).unwrap()).unwrap()
    };
    let pair = vec![variant("5_000", "1"), variant("4_000", "1")];
    let (_, paired) = run(&Compared::new(pair, &Question::default()).unwrap());
    let take_up = of(&paired, 0, "take_up_share").mean.unwrap();
    assert!(take_up > 0.0 && take_up < 0.02, "take-up differs by {take_up}");

    // The same two fees in runs of different seeds: their variances add.
    let other = variant("4_000", "2").plan;
    let other_tally = engine::run(&other, 1_024, &Options::default()).unwrap();
    let unrelated = amnesty::summary::summarise(&other, &other_tally, 1_024);
    for output in ["granted", "applications"] {
        let sd = |value: Option<f64>| value.unwrap();
        let first = sd(paired.policies.iter().next().unwrap().1.judged_outputs().get(output).unwrap().sd);
        let second = sd(unrelated.judged_outputs().get(output).unwrap().sd);
        let paired = sd(of(&paired, 0, output).sd);
        let ratio = (first * first + second * second) / (paired * paired);
        println!("{output}: variance {ratio:.0} times smaller");
        assert!(ratio >= 100.0, "{output}: {ratio}");
    }
}

#[test]
fn the_screen_of_a_comparison_fits_eighty_columns() {
    let (_, comparison) = run(&compared(&[], &["other", "wider", "more"]));
    let screen = |width| {
        comparison::screen(&comparison, Look { width, colour: false, all: false }, &Footer::default())
    };
    for width in [80, 100, 120] {
        let screen = screen(width);
        let longest = screen.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width, "{longest} characters in a line of {width}:\n{screen}");
    }
    insta::assert_snapshot!(screen(80));
}
