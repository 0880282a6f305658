//! Points on many threads: the bits of a run of their own, and no failure that spreads.

use super::*;
use crate::engine::run;
use crate::model::Plan;
use crate::scenario::{Format, load_text};
use crate::tally::Tally;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A static estimate that differs by point; some points cannot be run.
struct Estimates {
    replicates: u64,
    open_now: AtomicUsize,
    most_open: AtomicUsize,
}

fn plan(point: usize, replicates: u64) -> Plan {
    let text = format!(
        "format = 1\ntitle = \"t\"\nrun.replicates = {replicates}\n\
         inputs.a.normal = {{ mean = {point}, sd = 1 }}\noutputs.b = {{ formula = \"a + 1\" }}\n"
    );
    Plan::new(load_text("t.toml", &text, Format::Toml, &[]).unwrap()).unwrap()
}

impl Points for Estimates {
    type Kept = Result<String, String>;

    fn open(&self, point: usize) -> Result<Plan, Self::Kept> {
        match point {
            3 => Err(Err("is no scenario".into())),
            5 => panic!("a belief that is wrong"),
            _ => {
                let now = self.open_now.fetch_add(1, Ordering::SeqCst) + 1;
                self.most_open.fetch_max(now, Ordering::SeqCst);
                Ok(plan(point, self.replicates))
            }
        }
    }

    fn close(&self, _: usize, _: &Plan, tally: &Tally) -> Self::Kept {
        self.open_now.fetch_sub(1, Ordering::SeqCst);
        Ok(moments(tally))
    }

    fn broken(&self, _: usize, error: Error) -> Self::Kept {
        Err(error.to_string())
    }
}

fn moments(tally: &Tally) -> String {
    format!("{:?}", tally.column(&[0, 1], crate::tally::Part::Output(0)).unwrap().batches[0].moments)
}

/// Keeps everything, in the order of finishing.
struct All(Vec<(usize, Result<String, String>)>);

impl Keeper<Result<String, String>> for All {
    fn keep(&mut self, point: usize, kept: Result<String, String>) -> bool {
        self.0.push((point, kept));
        true
    }
    fn wait(&mut self) -> bool {
        true
    }
}

#[test]
fn every_point_has_the_bits_of_a_run_of_its_own_and_bad_points_stop_no_other() {
    for threads in [1, 2, 3] {
        let (points, mut kept) = (8, All(Vec::new()));
        let estimates =
            Estimates { replicates: 5_000, open_now: AtomicUsize::new(0), most_open: AtomicUsize::new(0) };
        let options = Options { threads: Some(threads), ..Options::default() };
        let expected = Expected { points, done: 0, replicates: 5_000 };
        let ledger = run_many(&estimates, 0..points, expected, &options, &mut kept).unwrap();
        assert_eq!(ledger.replicates, 6 * 5_000);
        assert!((0.0..=1.0).contains(&ledger.idle_share()));
        kept.0.sort_by_key(|(point, _)| *point);
        for (point, result) in &kept.0 {
            match point {
                3 => assert_eq!(*result, Err("is no scenario".to_owned())),
                5 => assert!(result.as_ref().unwrap_err().contains("at point 6: a belief"), "{result:?}"),
                _ => {
                    let alone = run(&plan(*point, 5_000), 5_000, &Options::default()).unwrap();
                    assert_eq!(*result, Ok(moments(&alone)), "point {point}, {threads} threads");
                }
            }
        }
        assert_eq!(kept.0.len(), points);
        assert!(estimates.most_open.into_inner() <= threads, "more plans than threads");
    }
}

#[test]
fn a_keeper_that_refuses_stops_the_sweep() {
    struct Once(usize);
    impl Keeper<Result<String, String>> for Once {
        fn keep(&mut self, _: usize, _: Result<String, String>) -> bool {
            self.0 += 1;
            false
        }
        fn wait(&mut self) -> bool {
            true
        }
    }
    let estimates =
        Estimates { replicates: 20_000, open_now: AtomicUsize::new(0), most_open: AtomicUsize::new(0) };
    let (mut once, options) = (Once(0), Options { threads: Some(2), ..Options::default() });
    let expected = Expected { points: 1_000, done: 0, replicates: 20_000 };
    run_many(&estimates, (0..1_000).map(|p| 10 + p), expected, &options, &mut once).unwrap();
    assert!((1..500).contains(&once.0), "{} points were finished after the refusal", once.0);
}
