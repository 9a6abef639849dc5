//! How long other clients of the store wait, and how much of it a pass may take for itself.
//!
//! A client of its own asks for a sign of life again and again. When it waits too long, the pass takes smaller steps and
//! rests between them; when it does not, the pass slowly takes more.
//! Invariant: the pass never rests for ever: some progress is made at the smallest share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::stop::Stop;
use crate::store::Transfer;

/// Signs of life are asked for so far apart.
const EVERY: Duration = Duration::from_millis(1);
/// So many of them are judged together, but for the latest of them: one in a hundred may be late for reasons that are not ours.
const WINDOW: usize = 100;
/// The whole, in parts.
const WHOLE: u64 = 1_000;
const LEAST: u64 = 20;
const MORE: u64 = 30;
/// Steps under a limit are no larger than this, so that one alone stays well below a millisecond.
const LARGEST_STEP: usize = 100;
const LONGEST_REST: Duration = Duration::from_millis(25);

/// The share of the store that a pass may take.
pub(super) struct Share {
    parts: AtomicU64,
}

impl Share {
    /// Measures until told to stop.
    pub(super) fn measured(transfer: Arc<dyn Transfer>, limit: Duration, stop: Stop) -> Arc<Self> {
        let share = Arc::new(Self {
            parts: AtomicU64::new(WHOLE / 5),
        });
        let own = Arc::clone(&share);
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = own.measure(&*transfer, limit) => {}
            }
        });
        share
    }

    async fn measure(&self, transfer: &dyn Transfer, limit: Duration) {
        let mut window = Vec::with_capacity(WINDOW);
        loop {
            // A store that does not answer is the pass's own trouble.
            window.push(transfer.latency().await.unwrap_or(limit * 2));
            if window.len() == WINDOW {
                window.sort_unstable();
                self.judge(window[WINDOW - 2], limit);
                window.clear();
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    fn judge(&self, late: Duration, limit: Duration) {
        let parts = self.parts.load(Ordering::Relaxed);
        let next = if late > limit * 4 / 5 {
            (parts * 7 / 10).max(LEAST)
        } else {
            (parts + MORE).min(WHOLE)
        };
        self.parts.store(next, Ordering::Relaxed);
    }

    /// Keys for a step, of the many that there could be.
    pub(super) fn batch(&self, most: usize) -> usize {
        let parts = usize::try_from(self.parts.load(Ordering::Relaxed)).unwrap_or(usize::MAX);
        (most.min(LARGEST_STEP) * parts / WHOLE as usize).max(5)
    }

    /// Rests between two steps.
    pub(super) async fn rest(&self) {
        let parts = self.parts.load(Ordering::Relaxed);
        let rest = LONGEST_REST.mul_f64(1.0 - parts as f64 / WHOLE as f64);
        if rest >= Duration::from_millis(1) {
            tokio::time::sleep(rest).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_less_at_once_and_more_by_and_by() {
        let share = Share {
            parts: AtomicU64::new(WHOLE),
        };
        let limit = Duration::from_millis(2);
        assert_eq!(share.batch(500), LARGEST_STEP);
        share.judge(Duration::from_millis(9), limit);
        let less = share.batch(500);
        assert!(less < LARGEST_STEP);
        share.judge(Duration::from_millis(1), limit);
        assert!(share.batch(500) > less);
        for _ in 0..100 {
            share.judge(Duration::from_millis(9), limit);
        }
        assert_eq!(share.batch(500), 5);
    }
}
