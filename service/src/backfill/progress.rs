//! How far a pass is: a bar on a terminal, lines elsewhere, and the metrics.
//!
//! Redis counts its walk in reversed bits, so the place itself says how much of the keyspace lies behind, whatever its size.
//! Invariant: nothing of a job is shown but that it was counted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::tally::Tally;
use crate::telemetry::{CarryOutcome, Telemetry};

/// Lines are this far apart.
const EVERY: Duration = Duration::from_secs(5);
const PARTS: u64 = 10_000;

/// Shows a pass.
pub struct Progress {
    bar: Option<ProgressBar>,
    telemetry: Arc<Telemetry>,
    saved: Box<dyn Fn() + Send>,
    what: &'static str,
    begun: Instant,
    told: Instant,
    from: f64,
    counted: bool,
}

impl Progress {
    /// Shows a bar if standard error is a terminal. `saved` is called now and then, for a page of metrics in a file.
    #[must_use]
    pub fn new(telemetry: Arc<Telemetry>, terminal: bool, saved: impl Fn() + Send + 'static) -> Self {
        let style = ProgressStyle::with_template("{msg:9} {wide_bar} {percent:>3} %  {prefix}");
        let bar = terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(PARTS), ProgressDrawTarget::stderr());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let now = Instant::now();
        Self {
            bar,
            telemetry,
            saved: Box::new(saved),
            what: "",
            begun: now,
            told: now,
            from: 0.0,
            counted: false,
        }
    }

    /// A pass begins here; its jobs are counted in the metrics if they are carried, rather than compared.
    pub(super) fn begin(&mut self, what: &'static str, place: u64, counted: bool) {
        self.what = what;
        self.begun = Instant::now();
        self.told = self.begun;
        self.from = behind(place);
        self.counted = counted;
        if let Some(bar) = &self.bar {
            bar.set_message(what);
            bar.set_position(0);
        }
    }

    pub(super) fn carried(&self, tally: &Tally) {
        if self.counted {
            for outcome in CarryOutcome::ALL {
                match tally.of(outcome) {
                    0 => {}
                    jobs => self.telemetry.carried(outcome, jobs),
                }
            }
        }
    }

    pub(super) fn reached(&mut self, place: Option<u64>, tally: &Tally) {
        let done = place.map_or(1.0, behind);
        let spent = self.begun.elapsed();
        let looked_at = tally.scanned() + tally.compared + tally.removed;
        let rate = looked_at as f64 / spent.as_secs_f64().max(0.001);
        let share = (done - self.from) / (1.0 - self.from).max(f64::EPSILON);
        let left = HumanDuration(spent.mul_f64(((1.0 - share) / share.max(0.000_1)).clamp(0.0, 1e6)));
        if let Some(bar) = &self.bar {
            bar.set_position((done * PARTS as f64) as u64);
            bar.set_prefix(format!("{rate:.0}/s, {left} left"));
        }
        if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            (self.saved)();
            if self.bar.is_none() {
                let what = self.what;
                let percent = done * 100.0;
                say(&format!(
                    "{what}: {percent:.0} %, {looked_at} jobs, {rate:.0}/s, {left} left"
                ));
            }
        }
    }

    /// A line that is no part of the bar.
    pub(super) fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(text)),
            None => say(text),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        (self.saved)();
    }
}

#[expect(
    clippy::print_stderr,
    reason = "for whoever started the program, beside its report"
)]
fn say(text: &str) {
    eprintln!("{text}");
}

// The part of the keyspace that lies behind a place.
fn behind(place: u64) -> f64 {
    place.reverse_bits() as f64 / 2_f64.powi(64)
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn a_walk_goes_from_nothing_to_nearly_all() {
        // The places of a walk through eight slots.
        let walk = [0, 4, 2, 6, 1, 5, 3, 7].map(behind);
        assert!(walk.is_sorted());
        assert_eq!((walk[0], walk[4], walk[7]), (0.0, 0.5, 0.875));
    }
}
