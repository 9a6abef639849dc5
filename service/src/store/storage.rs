//! What every handle to stored jobs needs: the backend, the phase, and how long new jobs are kept.
//!
//! Who may use it for what is decided by the handles.
//! Invariant: the phase does not change while the process runs.

use std::sync::Arc;
use std::time::Duration;

use super::adoption::Adoption;
use super::backend::{Backend, StoreError};
use crate::migration::{Operation, Phase, plan};

/// The store of one process, as it is laid out in one phase.
#[derive(Clone)]
pub(super) struct Storage {
    pub(super) backend: Arc<dyn Backend>,
    pub(super) phase: Phase,
    /// How long a new job is kept; for ever without it.
    pub(super) lifetime: Option<Duration>,
    pub(super) adoption: Arc<Adoption>,
}

impl Storage {
    /// Waits until the jobs of older code are in their index, in the phases that need it.
    pub(super) async fn adopt(&self) -> Result<(), StoreError> {
        if plan(self.phase, Operation::List).adopts {
            self.adoption.wait().await?;
        }
        Ok(())
    }
}
