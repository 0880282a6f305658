//! How far a run is: a bar on a terminal, a line every few seconds elsewhere, or JSON lines.

use super::arguments::ProgressStyle;
use super::{Terminal, room};
use crate::engine;
use crate::output::numbers::count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A run shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
/// Seconds between lines in a log file.
const PLAIN_EVERY: Duration = Duration::from_secs(5);
/// Seconds between JSON lines.
const JSON_EVERY: Duration = Duration::from_millis(500);

/// After this much the first blocks say how long the rest will take.
const CALIBRATION: Duration = Duration::from_millis(500);
/// A run that will be over sooner is not worth a word.
const LONG: f64 = 5.0;

/// Shows how far a run is on standard error.
pub struct Progress {
    kind: Kind,
    started: Instant,
    /// Bytes that the run takes, where that is known.
    memory: Option<u64>,
    /// Whether people have been told how long it takes before it began.
    announced: bool,
    /// Whether the estimate has been made.
    estimated: AtomicBool,
}

enum Kind {
    Bar(ProgressBar),
    Lines { every: Duration, json: bool, last: Mutex<Instant> },
    Nothing,
}

impl Progress {
    /// Progress in the style asked for; none where `-q` is given.
    pub fn new(style: ProgressStyle, terminal: &Terminal) -> Self {
        let started = Instant::now();
        let style = match style {
            _ if terminal.is_quiet() => ProgressStyle::None,
            ProgressStyle::Auto if io::stderr().is_terminal() => ProgressStyle::Bar,
            ProgressStyle::Auto => ProgressStyle::Plain,
            asked => asked,
        };
        let lines = |every, json| Kind::Lines { every, json, last: Mutex::new(started) };
        let kind = match style {
            ProgressStyle::Bar => Kind::Bar(bar()),
            ProgressStyle::Plain => lines(PLAIN_EVERY, false),
            ProgressStyle::Json => lines(JSON_EVERY, true),
            ProgressStyle::Auto | ProgressStyle::None => Kind::Nothing,
        };
        Self { kind, started, memory: None, announced: false, estimated: AtomicBool::new(false) }
    }

    /// Names the memory of the run beside its time.
    pub fn with_memory(self, bytes: u64) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// Leaves the estimate in words out, as it has been given; tools still get theirs.
    pub fn announced(self) -> Self {
        Self { announced: true, ..self }
    }

    /// Says once, when the first blocks are done, what a long run will take.
    fn estimate(&self, done: u64, total: u64) {
        let elapsed = self.started.elapsed();
        if done == 0 || elapsed < CALIBRATION || self.estimated.swap(true, Ordering::Relaxed) {
            return;
        }
        let pace = done as f64 / elapsed.as_secs_f64();
        let seconds = total as f64 / pace;
        if seconds < LONG {
            return;
        }
        let text = match &self.kind {
            Kind::Bar(_) | Kind::Lines { json: false, .. } if self.announced => return,
            Kind::Lines { json: true, .. } => {
                let memory = self.memory.map_or("null".to_owned(), |bytes| bytes.to_string());
                format!(
                    r#"{{"estimate":{{"total":{total},"seconds":{seconds:.1},"memory_bytes":{memory}}}}}"#
                )
            }
            _ => {
                let memory = self.memory.map(|bytes| format!(" and {} of memory", room::bytes(bytes)));
                let (total, pace) = (count(total), count(pace as u64));
                let memory = memory.unwrap_or_default();
                format!("This takes about {}{memory}: {total} futures at {pace} a second.", lasting(seconds))
            }
        };
        match &self.kind {
            Kind::Bar(bar) => bar.println(text),
            Kind::Lines { .. } => drop(writeln!(io::stderr().lock(), "{text}")),
            Kind::Nothing => {}
        }
    }

    /// Takes the bar away, so that the result stands alone.
    pub fn finish(&self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }

    fn line(&self, json: bool, done: u64, total: u64) {
        let elapsed = self.started.elapsed().as_secs_f64();
        let left = elapsed * (total.saturating_sub(done)) as f64 / done.max(1) as f64;
        let text = if json {
            format!(r#"{{"done":{done},"total":{total},"seconds":{elapsed:.1},"seconds_left":{left:.1}}}"#)
        } else {
            let percent = 100 * u128::from(done) / u128::from(total.max(1));
            let (done, total) = (count(done), count(total));
            format!("{percent} % ({done} of {total} futures), about {left:.0} s left")
        };
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

impl engine::Progress for Progress {
    fn advanced(&self, done: u64, total: u64) {
        self.estimate(done, total);
        match &self.kind {
            Kind::Nothing => {}
            Kind::Bar(bar) => {
                if self.started.elapsed() > PATIENCE {
                    if bar.is_hidden() {
                        bar.set_draw_target(ProgressDrawTarget::stderr());
                    }
                    bar.set_length(total);
                    // Threads may report out of order; a bar that goes back looks broken.
                    bar.set_position(done.max(bar.position()));
                }
            }
            Kind::Lines { every, json, last } => {
                // Whoever finds the lock taken leaves the line to its holder.
                if let Ok(mut last) = last.try_lock()
                    && (last.elapsed() >= *every || (*json && done == total))
                {
                    *last = Instant::now();
                    self.line(*json, done, total);
                }
            }
        }
    }
}

/// A time in words: `40 seconds`, `12 minutes`, `3 hours`, `11 days`.
fn lasting(seconds: f64) -> String {
    match seconds {
        s if s < 100.0 => format!("{s:.0} seconds"),
        s if s < 6_000.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} hours", s / 3_600.0),
        s => format!("{} days", count((s / 86_400.0) as u64)),
    }
}

fn bar() -> ProgressBar {
    let template = "{bar:32} {percent:>3} %  {human_pos} of {human_len} futures  {eta} left";
    // The template is a constant: where it were wrong, the plain bar stands in.
    let style = BarStyle::with_template(template).unwrap_or_else(|_| BarStyle::default_bar());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style)
}

#[cfg(test)]
mod tests {
    use super::lasting;

    #[test]
    fn times_are_said_in_the_unit_that_people_would_use() {
        let said = [7.4, 99.0, 720.0, 10_800.0, 1e6, 3.2e11].map(lasting);
        assert_eq!(said, ["7 seconds", "99 seconds", "12 minutes", "3 hours", "11 days", "3,703,703 days"]);
    }
}
