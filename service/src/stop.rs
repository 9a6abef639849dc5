//! The signal that a running program should stop.
//!
//! Invariant: once it is given, it is never taken back.

/// Cancelled to stop everything that holds a clone of it, each at the end of its current step.
pub type Stop = tokio_util::sync::CancellationToken;
