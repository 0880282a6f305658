//! How far a run is: a bar on a terminal, a line every few seconds elsewhere, or JSON lines.

use super::Terminal;
use super::arguments::ProgressStyle;
use crate::engine;
use crate::output::numbers::count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A run shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
/// Seconds between lines in a log file.
const PLAIN_EVERY: Duration = Duration::from_secs(5);
/// Seconds between JSON lines.
const JSON_EVERY: Duration = Duration::from_millis(500);

/// Shows how far a run is on standard error.
pub struct Progress {
    kind: Kind,
    started: Instant,
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
        Self { kind, started }
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

fn bar() -> ProgressBar {
    let template = "{bar:32} {percent:>3} %  {human_pos} of {human_len} futures  {eta} left";
    // The template is a constant: where it were wrong, the plain bar stands in.
    let style = BarStyle::with_template(template).unwrap_or_else(|_| BarStyle::default_bar());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style)
}
