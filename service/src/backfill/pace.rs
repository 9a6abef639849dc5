//! How fast a pass goes: never above its rate, and slower while other clients have to wait.
//!
//! The rate counts every key that is looked at, whatever the result. Measuring how long others wait belongs to `throttle`.
//! Invariant: in any period, no more keys are admitted than the rate allows for that period and one step.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::throttle::Throttle;

/// How many steps run at once when nothing limits them.
const IN_FLIGHT: usize = 4;
/// A rate is spread over this many steps a second.
const STEPS_A_SECOND: u64 = 10;

/// The limits of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// Keys of the keyspace that one step looks at; it copies about as many jobs.
    pub batch: usize,
    /// Keys of jobs a second.
    pub rate: Option<u64>,
    /// How long another client may have to wait.
    pub max_latency: Option<Duration>,
}

/// Admits steps at the pace of a run.
pub(super) struct Gate {
    pace: Pace,
    next: Option<Instant>,
    throttle: Option<Arc<Throttle>>,
}

impl Gate {
    pub(super) fn new(pace: Pace, throttle: Option<Arc<Throttle>>) -> Self {
        Self {
            pace,
            next: None,
            throttle,
        }
    }

    /// How many keys the next step may look at.
    pub(super) fn batch(&self) -> usize {
        let by_rate = self.pace.rate.map_or(usize::MAX, |rate| {
            usize::try_from(rate / STEPS_A_SECOND).unwrap_or(usize::MAX)
        });
        let by_throttle = self
            .throttle
            .as_ref()
            .map_or(usize::MAX, |throttle| throttle.batch(self.pace.batch));
        self.pace.batch.min(by_rate).min(by_throttle).max(1)
    }

    /// How many steps may run at once.
    pub(super) fn width(&self) -> usize {
        if self.throttle.is_some() || self.pace.rate.is_some() {
            1
        } else {
            IN_FLIGHT
        }
    }

    /// Waits until this many keys may be looked at.
    pub(super) async fn admit(&mut self, keys: usize) {
        if let Some(throttle) = &self.throttle {
            throttle.pause().await;
        }
        if let Some(due) = self.due(keys, Instant::now()) {
            tokio::time::sleep_until(due).await;
        }
    }

    // When these keys may be looked at, given what was admitted before.
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
