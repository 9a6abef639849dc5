//! Entering a phase: checked before the first request or, if the store is away, as soon as it answers.
//!
//! What makes a phase unsafe is decided in `store`. A service may start before its store, and answers 503 until the store
//! is there.
//! Invariant: a service whose phase is refused stops, and its program ends with the reason.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::error::StartError;
use crate::migration::Phase;
use crate::stop::Stop;
use crate::store::{Backend, Refused, admit};

const PAUSE: Duration = Duration::from_millis(100);

/// The result of entering a phase.
pub(super) struct Entry {
    refused: Arc<OnceLock<Refused>>,
}

impl Entry {
    /// The result so far: an error if the phase was refused after the start.
    pub(super) fn outcome(&self) -> Result<(), StartError> {
        match self.refused.get() {
            Some(refused) => Err(refused.clone().into()),
            None => Ok(()),
        }
    }
}

/// Enters the phase.
///
/// # Errors
/// When jobs would be hidden.
pub(super) async fn enter(backend: Arc<dyn Backend>, phase: Phase, stop: Stop) -> Result<Entry, StartError> {
    let refused = Arc::new(OnceLock::new());
    match admit(&backend, phase).await {
        Ok(()) => {}
        Err(refusal @ Refused::Hides { .. }) => return Err(refusal.into()),
        Err(Refused::Store(error)) => {
            tracing::warn!(%error, %phase, "the phase will be entered when the store answers");
            let late = Arc::clone(&refused);
            tokio::spawn(async move {
                if let Some(refusal) = later(&backend, phase).await {
                    tracing::error!(error = %refusal, "stopping");
                    let _ = late.set(refusal);
                    stop.cancel();
                }
            });
        }
    }
    Ok(Entry { refused })
}

async fn later(backend: &Arc<dyn Backend>, phase: Phase) -> Option<Refused> {
    loop {
        match admit(backend, phase).await {
            Ok(()) => return None,
            Err(refusal @ Refused::Hides { .. }) => return Some(refusal),
            Err(Refused::Store(_)) => tokio::time::sleep(PAUSE).await,
        }
    }
}
