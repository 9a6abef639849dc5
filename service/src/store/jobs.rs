//! All jobs, none of them within reach: the way to those of one workspace, and to what an operator's programs may do.
//!
//! What is read and written belongs to the handles that this gives out.
//! Invariant: without a [`Workspace`] or an [`Operator`] there is no handle.

use std::sync::Arc;
use std::time::Duration;

use super::adoption::{Adopted, Adoption};
use super::operator::{Operator, OperatorJobs};
use super::storage::Storage;
use super::workspace_jobs::WorkspaceJobs;
use super::{Backend, StoreError};
use crate::identity::Workspace;
use crate::migration::{Operation, Phase, Write, plan};

/// Every workspace's jobs, none of them within reach.
#[derive(Clone)]
pub struct Jobs {
    storage: Storage,
}

impl Jobs {
    /// Jobs in this store, laid out as in this phase.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>, phase: Phase) -> Self {
        Self {
            storage: Storage {
                adoption: Arc::new(Adoption::new(Arc::clone(&backend), Arc::new(|_| {}))),
                backend,
                phase,
                lifetime: None,
            },
        }
    }

    /// The same, with an end to every new job after this time.
    #[must_use]
    pub fn ending_after(mut self, lifetime: Option<Duration>) -> Self {
        self.storage.lifetime = lifetime;
        self
    }

    /// The same, telling somebody what each round of adoption came to.
    #[must_use]
    pub fn telling(mut self, told: impl Fn(Adopted) + Send + Sync + 'static) -> Self {
        let backend = Arc::clone(&self.storage.backend);
        self.storage.adoption = Arc::new(Adoption::new(backend, Arc::new(told)));
        self
    }

    /// The jobs of one workspace.
    #[must_use]
    pub fn for_workspace(&self, workspace: &Workspace) -> WorkspaceJobs {
        WorkspaceJobs::new(self.storage.clone(), workspace.clone())
    }

    /// What an operator's own tools work on.
    #[must_use]
    pub fn for_operator(&self, _: &Operator) -> OperatorJobs {
        OperatorJobs::new(Arc::clone(&self.storage.backend), self.storage.phase)
    }

    /// Whether jobs are written under both schemas.
    #[must_use]
    pub fn writes_both(&self) -> bool {
        let created = |write: &&Write| matches!(write, Write::Create(_));
        let writes = plan(self.storage.phase, Operation::Enqueue).writes;
        writes.iter().filter(created).count() > 1
    }

    /// Whether requests can be answered: the store does, and what it held before is listed.
    ///
    /// # Errors
    /// The store's reason not to.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.storage.backend.ping().await?;
        // Once is enough: a probe every second must not walk the keyspace every second.
        if self.storage.adoption.has_ended() {
            return Ok(());
        }
        self.storage.adopt().await
    }
}
