//! The signal that a running program should stop.
//!
//! Invariant: once it is given, it is never taken back.

/// Stops what holds it when cancelled, at the end of the step at hand. Cloned by everything that has to stop.
pub type Stop = tokio_util::sync::CancellationToken;
