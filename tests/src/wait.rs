//! Waiting for a condition with a deadline, the only way a test here may wait.
//!
//! The invariant: a wait ends soon after its condition holds, and one that fails says what it waited for.

use std::time::{Duration, Instant};

/// How long anything on this machine may take before it counts as not happening.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Polls until `look` finds something.
///
/// # Panics
/// When [`PATIENCE`] is over.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, look).unwrap_or_else(|| panic!("waited {PATIENCE:?} for {what}"))
}

/// Polls until `look` finds something or the time is over.
pub fn within<T>(time: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + time;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() >= deadline {
            return None;
        }
        pause();
    }
}

/// Polls without a pause until `look` finds something, for what is over sooner than a pause would be.
///
/// # Panics
/// When [`PATIENCE`] is over.
pub fn closely<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} for {what}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pause between two looks, not a wait for an event"
)]
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
