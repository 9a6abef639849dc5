//! How fast a pass goes: never above its rate, and slower while others have to wait.
//!
//! The rate counts every key that is looked at, whatever becomes of it. Measuring how long others wait belongs to `latency`.
//! Invariant: over any time, no more keys are let through than the rate allows for that time and one step.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::latency::Share;

/// Steps under way at once when nothing holds them back.
const IN_FLIGHT: usize = 4;
/// A rate is kept over periods of this many to the second.
const STEPS_A_SECOND: u64 = 10;

/// The limits of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// Keys of the keyspace that one step looks at, and about the jobs that it carries.
    pub batch: usize,
    /// Keys of jobs a second.
    pub rate: Option<u64>,
    /// How long another client may have to wait.
    pub max_latency: Option<Duration>,
}

/// Lets steps through.
pub(super) struct Gate {
    pace: Pace,
    next: Option<Instant>,
    share: Option<Arc<Share>>,
}

impl Gate {
    pub(super) fn new(pace: Pace, share: Option<Arc<Share>>) -> Self {
        Self {
            pace,
            next: None,
            share,
        }
    }

    /// Keys for the next step to look at.
    pub(super) fn batch(&self) -> usize {
        let by_rate = self.pace.rate.map_or(usize::MAX, |rate| {
            usize::try_from(rate / STEPS_A_SECOND).unwrap_or(usize::MAX)
        });
        let by_share = self
            .share
            .as_ref()
            .map_or(usize::MAX, |share| share.batch(self.pace.batch));
        self.pace.batch.min(by_rate).min(by_share).max(1)
    }

    /// Steps that may be under way at once.
    pub(super) fn width(&self) -> usize {
        if self.share.is_some() || self.pace.rate.is_some() {
            1
        } else {
            IN_FLIGHT
        }
    }

    /// Waits until this many keys may be looked at.
    pub(super) async fn admit(&mut self, keys: usize) {
        if let Some(share) = &self.share {
            share.rest().await;
        }
        if let Some(due) = self.due(keys, Instant::now()) {
            tokio::time::sleep_until(due).await;
        }
    }

    // When they may be, counting from what was let through before.
    fn due(&mut self, keys: usize, now: Instant) -> Option<Instant> {
        let rate = self.pace.rate?;
        let due = self.next.map_or(now, |next| next.max(now));
        let takes = Duration::from_secs_f64(keys as f64 / rate.max(1) as f64);
        self.next = Some(due + takes);
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_holds_from_the_first_step_on() {
        let pace = Pace {
            batch: 500,
            rate: Some(1_000),
            max_latency: None,
        };
        let mut gate = Gate::new(pace, None);
        assert_eq!((gate.batch(), gate.width()), (100, 1));
        let now = Instant::now();
        for _ in 0..10 {
            gate.due(100, now);
        }
        assert_eq!(gate.due(100, now), Some(now + Duration::from_secs(1)));
        // Time that was not used does not come back as a burst.
        let later = now + Duration::from_secs(60);
        assert_eq!(gate.due(100, later), Some(later));
    }
}
