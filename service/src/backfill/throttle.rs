//! How long other clients of the store wait, and how much of the store a pass may use because of it.
//!
//! A connection of its own measures again and again how long an answer takes. If it takes too long, the pass makes smaller
//! steps and pauses between them; if not, the pass slowly uses more.
//! Invariant: a pass never pauses for ever; even the smallest share makes progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::stop::Stop;
use crate::store::BackfillStore;

/// The time between two measurements.
const INTERVAL: Duration = Duration::from_millis(1);
/// Measurements that are judged together. The slowest is left out, because one in a hundred may be slow for other reasons.
const WINDOW: usize = 100;
/// The whole store, in parts.
const WHOLE: u64 = 1_000;
const LEAST: u64 = 20;
const INCREASE: u64 = 30;
/// No step under a limit is larger than this, so that a single step stays well below a millisecond.
const LARGEST_STEP: usize = 100;
const LONGEST_PAUSE: Duration = Duration::from_millis(25);

/// How much of the store a pass may use.
pub(super) struct Throttle {
    parts: AtomicU64,
}

impl Throttle {
    /// Measures until it is told to stop.
    pub(super) fn start(store: Arc<dyn BackfillStore>, limit: Duration, stop: Stop) -> Arc<Self> {
        let throttle = Arc::new(Self {
            parts: AtomicU64::new(WHOLE / 5),
        });
        let own = Arc::clone(&throttle);
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = own.measure(&*store, limit) => {}
            }
        });
        throttle
    }

    async fn measure(&self, store: &dyn BackfillStore, limit: Duration) {
        let mut window = Vec::with_capacity(WINDOW);
        loop {
            // A store that does not answer counts as slow; the pass itself notices that it is away.
            window.push(store.latency().await.unwrap_or(limit * 2));
            if window.len() == WINDOW {
                window.sort_unstable();
                self.judge(window[WINDOW - 2], limit);
                window.clear();
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    fn judge(&self, slow: Duration, limit: Duration) {
        let parts = self.parts.load(Ordering::Relaxed);
        let next = if slow > limit * 4 / 5 {
            (parts * 7 / 10).max(LEAST)
        } else {
            (parts + INCREASE).min(WHOLE)
        };
        self.parts.store(next, Ordering::Relaxed);
    }

    /// How many keys the next step may look at, of `most`.
    pub(super) fn batch(&self, most: usize) -> usize {
        let parts = usize::try_from(self.parts.load(Ordering::Relaxed)).unwrap_or(usize::MAX);
        (most.min(LARGEST_STEP) * parts / WHOLE as usize).max(5)
    }

    /// Pauses between two steps.
    pub(super) async fn pause(&self) {
        let parts = self.parts.load(Ordering::Relaxed);
        let pause = LONGEST_PAUSE.mul_f64(1.0 - parts as f64 / WHOLE as f64);
        if pause >= Duration::from_millis(1) {
            tokio::time::sleep(pause).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_answers_cut_the_share_at_once_and_fast_ones_restore_it_slowly() {
        let throttle = Throttle {
            parts: AtomicU64::new(WHOLE),
        };
        let limit = Duration::from_millis(2);
        assert_eq!(throttle.batch(500), LARGEST_STEP);
        throttle.judge(Duration::from_millis(9), limit);
        let less = throttle.batch(500);
        assert!(less < LARGEST_STEP);
        throttle.judge(Duration::from_millis(1), limit);
        assert!(throttle.batch(500) > less);
        for _ in 0..100 {
            throttle.judge(Duration::from_millis(9), limit);
        }
        assert_eq!(throttle.batch(500), 5);
    }
}
