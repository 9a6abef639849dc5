//! How keys are composed.
//!
//! The only place that knows a prefix. Keys are made from a [`Workspace`], inside this crate; elsewhere they can be
//! looked at and copied.
//! Invariant: composition is injective. A workspace holds no colon, so the first colon behind the prefix ends it.

use std::fmt;

use crate::identity::Workspace;
use crate::jobs::JobId;
use crate::migration::Schema;

/// The list of jobs that wait for a worker.
pub(super) const QUEUE: &str = "ai:queue:pending";

/// The key of one job's hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    schema: Schema,
    workspace: String,
    job_id: String,
}

impl JobKey {
    pub(super) fn of(schema: Schema, workspace: &Workspace, job_id: &JobId) -> Self {
        Self {
            schema,
            workspace: workspace.as_str().to_owned(),
            job_id: job_id.as_str().to_owned(),
        }
    }

    /// The workspace whose job it is.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The job.
    #[must_use]
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// How the key is composed.
    #[must_use]
    pub fn schema(&self) -> Schema {
        self.schema
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.schema {
            Schema::New => write!(formatter, "ai:job:{}:{}", self.workspace, self.job_id),
        }
    }
}

/// The key of a workspace's index: its jobs by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexKey {
    workspace: String,
}

impl IndexKey {
    pub(super) fn of(workspace: &Workspace) -> Self {
        Self {
            workspace: workspace.as_str().to_owned(),
        }
    }

    /// The workspace that it lists.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }
}

impl fmt::Display for IndexKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ai:idx:{}", self.workspace)
    }
}

/// The key under which a client's name for a request is remembered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey {
    workspace: String,
    client_request_id: String,
}

impl IdempotencyKey {
    pub(super) fn of(workspace: &Workspace, client_request_id: &str) -> Self {
        Self {
            workspace: workspace.as_str().to_owned(),
            client_request_id: client_request_id.to_owned(),
        }
    }

    /// The workspace within which the name counts.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The client's name for the request.
    #[must_use]
    pub fn client_request_id(&self) -> &str {
        &self.client_request_id
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "ai:idempotency:{}:{}",
            self.workspace, self.client_request_id
        )
    }
}
