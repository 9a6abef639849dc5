//! All jobs, none of them within reach: the way to those of one workspace, and to what an operator's programs may do.
//!
//! What is read and written belongs to the handles that this gives out.
//! Invariant: without a [`Workspace`] or an [`Operator`] there is no handle.

use std::sync::Arc;
use std::time::Duration;

use super::adoption::{Adopted, Adoption};
use super::operator::{Operator, OperatorJobs};
use super::{Backend, StoreError, WorkspaceJobs};
use crate::identity::Workspace;
use crate::migration::{Operation, Phase, Write, plan};

/// Every workspace's jobs, none of them within reach.
#[derive(Clone)]
pub struct Jobs {
    pub(super) backend: Arc<dyn Backend>,
    pub(super) phase: Phase,
    pub(super) lifetime: Option<Duration>,
    adoption: Arc<Adoption>,
}

impl Jobs {
    /// Jobs in this store, laid out as in this phase.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>, phase: Phase) -> Self {
        Self {
            adoption: Arc::new(Adoption::new(Arc::clone(&backend), Arc::new(|_| {}))),
            backend,
            phase,
            lifetime: None,
        }
    }

    /// The same, with an end to every new job after this time.
    #[must_use]
    pub fn ending_after(mut self, lifetime: Option<Duration>) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// The same, telling somebody what each round of adoption came to.
    #[must_use]
    pub fn telling(mut self, told: impl Fn(Adopted) + Send + Sync + 'static) -> Self {
        self.adoption = Arc::new(Adoption::new(Arc::clone(&self.backend), Arc::new(told)));
        self
    }

    /// The jobs of one workspace.
    #[must_use]
    pub fn for_workspace(&self, workspace: &Workspace) -> WorkspaceJobs {
        WorkspaceJobs {
            jobs: self.clone(),
            workspace: workspace.clone(),
        }
    }

    /// What an operator's own tools work on.
    #[must_use]
    pub fn for_operator(&self, _: &Operator) -> OperatorJobs {
        OperatorJobs::new(Arc::clone(&self.backend), self.phase)
    }

    /// Whether jobs are written under both schemas.
    #[must_use]
    pub fn writes_both(&self) -> bool {
        let created = |write: &&Write| matches!(write, Write::Create(_));
        let writes = plan(self.phase, Operation::Enqueue).writes;
        writes.iter().filter(created).count() > 1
    }

    /// Whether requests can be answered: the store does, and what it held before is listed.
    ///
    /// # Errors
    /// The store's reason not to.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.backend.ping().await?;
        // Once is enough: a probe every second must not walk the keyspace every second.
        if self.adoption.has_ended() {
            return Ok(());
        }
        self.adopt().await
    }

    /// Waits until older code's jobs are in their index, where the phase has such.
    pub(super) async fn adopt(&self) -> Result<(), StoreError> {
        if plan(self.phase, Operation::List).adopts {
            self.adoption.wait().await?;
        }
        Ok(())
    }
}
