//! All jobs, and the handles to them: one for a workspace, one for an operator's programs.
//!
//! What is read and written is decided by the handles.
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

/// The jobs of all workspaces. Single jobs are reached only through a handle.
#[derive(Clone)]
pub struct Jobs {
    storage: Storage,
}

impl Jobs {
    /// The jobs in this store, in this phase.
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

    /// The same, with new jobs that expire after this time.
    #[must_use]
    pub fn ending_after(mut self, lifetime: Option<Duration>) -> Self {
        self.storage.lifetime = lifetime;
        self
    }

    /// The same, calling `on_round` with the result of each round of adoption.
    #[must_use]
    pub fn telling(mut self, on_round: impl Fn(Adopted) + Send + Sync + 'static) -> Self {
        let backend = Arc::clone(&self.storage.backend);
        self.storage.adoption = Arc::new(Adoption::new(backend, Arc::new(on_round)));
        self
    }

    /// The jobs of one workspace.
    #[must_use]
    pub fn for_workspace(&self, workspace: &Workspace) -> WorkspaceJobs {
        WorkspaceJobs::new(self.storage.clone(), workspace.clone())
    }

    /// The jobs that an operator's programs work on.
    #[must_use]
    pub fn for_operator(&self, _: &Operator) -> OperatorJobs {
        OperatorJobs::new(Arc::clone(&self.storage.backend), self.storage.phase)
    }

    /// Whether new jobs are written in both schemas.
    #[must_use]
    pub fn writes_both(&self) -> bool {
        let created = |write: &&Write| matches!(write, Write::Create(_));
        let writes = plan(self.storage.phase, Operation::Enqueue).writes;
        writes.iter().filter(created).count() > 1
    }

    /// Whether requests can be answered: the store answers, and the jobs of older code are in the index.
    ///
    /// # Errors
    /// The store's reason if not.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.storage.backend.ping().await?;
        // Once is enough: a probe every second must not scan the keyspace every second.
        if self.storage.adoption.has_ended() {
            return Ok(());
        }
        self.storage.adopt().await
    }
}
