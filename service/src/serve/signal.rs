//! Signals that stop a program.
//!
//! The first SIGTERM or SIGINT asks for a clean stop; how long that may take is limited elsewhere.
//! Invariant: a signal that arrives after [`on_stop`] has returned is never lost.

use tokio::signal::unix::{SignalKind, signal};

use super::error::StartError;
use crate::stop::Stop;

/// A token that is cancelled by the first signal.
pub(super) fn on_stop() -> Result<Stop, StartError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Signals)?;
    let stop = Stop::new();
    let cancel = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        cancel.cancel();
    });
    Ok(stop)
}
