//! How far a pass is: a bar on a terminal, lines elsewhere, and the metrics.
//!
//! Redis counts a scan cursor in reversed bits, so the cursor itself tells which part of the keyspace is done, whatever its
//! size.
//! Invariant: of a job, nothing is shown but that it was counted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::tally::Tally;
use crate::telemetry::{BackfillOutcome, Telemetry};

/// The time between two lines.
const INTERVAL: Duration = Duration::from_secs(5);
const PARTS: u64 = 10_000;

/// Shows a pass.
pub struct Progress {
    bar: Option<ProgressBar>,
    telemetry: Arc<Telemetry>,
    save: Box<dyn Fn() + Send>,
    what: &'static str,
    started: Instant,
    reported: Instant,
    from: f64,
    counted: bool,
}

impl Progress {
    /// Shows a bar if standard error is a terminal. `save` is called now and then, to write the metrics to a file.
    #[must_use]
    pub fn new(telemetry: Arc<Telemetry>, terminal: bool, save: impl Fn() + Send + 'static) -> Self {
        let style = ProgressStyle::with_template("{msg:9} {wide_bar} {percent:>3} %  {prefix}");
        let bar = terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(PARTS), ProgressDrawTarget::stderr());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let now = Instant::now();
        Self {
            bar,
            telemetry,
            save: Box::new(save),
            what: "",
            started: now,
            reported: now,
            from: 0.0,
            counted: false,
        }
    }

    /// Starts a pass. Its jobs are `counted` in the metrics if they are copied, and not if they are only compared.
    pub(super) fn begin(&mut self, what: &'static str, cursor: u64, counted: bool) {
        self.what = what;
        self.started = Instant::now();
        self.reported = self.started;
        self.from = done_before(cursor);
        self.counted = counted;
        if let Some(bar) = &self.bar {
            bar.set_message(what);
            bar.set_position(0);
        }
    }

    /// Counts a step in the metrics.
    pub(super) fn count(&self, tally: &Tally) {
        if self.counted {
            for outcome in BackfillOutcome::ALL {
                match tally.of(outcome) {
                    0 => {}
                    jobs => self.telemetry.backfill_jobs(outcome, jobs),
                }
            }
        }
    }

    /// Shows that everything before this cursor is done.
    pub(super) fn reached(&mut self, cursor: Option<u64>, tally: &Tally) {
        let done = cursor.map_or(1.0, done_before);
        let spent = self.started.elapsed();
        let looked_at = tally.scanned() + tally.compared + tally.removed;
        let rate = looked_at as f64 / spent.as_secs_f64().max(0.001);
        let share = (done - self.from) / (1.0 - self.from).max(f64::EPSILON);
        let left = HumanDuration(spent.mul_f64(((1.0 - share) / share.max(0.000_1)).clamp(0.0, 1e6)));
        if let Some(bar) = &self.bar {
            bar.set_position((done * PARTS as f64) as u64);
            bar.set_prefix(format!("{rate:.0}/s, {left} left"));
        }
        if self.reported.elapsed() >= INTERVAL {
            self.reported = Instant::now();
            (self.save)();
            if self.bar.is_none() {
                let what = self.what;
                let percent = done * 100.0;
                print_line(&format!(
                    "{what}: {percent:.0} %, {looked_at} jobs, {rate:.0}/s, {left} left"
                ));
            }
        }
    }

    /// Prints a line beside the bar.
    pub(super) fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| print_line(text)),
            None => print_line(text),
        }
    }

    /// Removes the bar, and saves the metrics a last time.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        (self.save)();
    }
}

#[expect(
    clippy::print_stderr,
    reason = "progress for the operator; the report goes to standard output"
)]
fn print_line(text: &str) {
    eprintln!("{text}");
}

// The part of the keyspace that lies before a cursor.
fn done_before(cursor: u64) -> f64 {
    cursor.reverse_bits() as f64 / 2_f64.powi(64)
}

#[cfg(test)]
mod tests {
    use super::done_before;

    #[test]
    fn a_scan_goes_from_nothing_to_nearly_all() {
        // The cursors of a scan through eight slots.
        let scan = [0, 4, 2, 6, 1, 5, 3, 7].map(done_before);
        assert!(scan.is_sorted());
        assert_eq!((scan[0], scan[4], scan[7]), (0.0, 0.5, 0.875));
    }
}
