//! How keys are composed.
//!
//! The only place that knows a prefix. Keys are made from a [`Workspace`] inside this crate; other programs can only read
//! and copy them.
//! Invariant: two different jobs never have the same key. A workspace holds no colon, so the first colon after the prefix
//! ends it.

use std::fmt;

use crate::identity::Workspace;
use crate::jobs::JobId;
use crate::migration::{Direction, Schema};

/// The list of jobs that wait for a worker.
pub(super) const QUEUE: &str = "ai:queue:pending";
/// Queue entries that a worker has taken, by the time at which their lease expires.
pub(super) const LEASES: &str = "ai:queue:leased";
/// How many times each queue entry was taken.
pub(super) const ATTEMPTS: &str = "ai:queue:attempts";
/// Exists once it was verified that every job is in the new schema.
pub(super) const COMPLETE: &str = "ai:migration:complete";
const OLD_PREFIX: &str = "ai:jobs:";
const NEW_PREFIX: &str = "ai:job:";

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

    /// The key of a job that an operator found by a scan or in the queue. The workspace may be unknown, and is then empty; no
    /// record belongs under such a key.
    pub(super) fn found(schema: Schema, workspace: &str, job_id: &JobId) -> Self {
        Self {
            schema,
            workspace: workspace.to_owned(),
            job_id: job_id.as_str().to_owned(),
        }
    }

    /// The key that this text is in a schema, if it is one.
    pub(super) fn parse(schema: Schema, text: &str) -> Option<Self> {
        let (workspace, job_id) = match schema {
            Schema::Old => ("", text.strip_prefix(OLD_PREFIX)?),
            Schema::New => text.strip_prefix(NEW_PREFIX)?.split_once(':')?,
        };
        Some(Self::found(schema, workspace, &JobId::of_text(job_id)?))
    }

    /// The same job's key in another schema, with an owner that is known now.
    pub(super) fn in_schema(&self, schema: Schema, workspace: &str) -> Self {
        Self {
            schema,
            workspace: workspace.to_owned(),
            job_id: self.job_id.clone(),
        }
    }

    /// The workspace that owns the job; empty if it is not known.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The job.
    #[must_use]
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// The schema of the key.
    #[must_use]
    pub fn schema(&self) -> Schema {
        self.schema
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.schema {
            Schema::Old => write!(formatter, "{OLD_PREFIX}{}", self.job_id),
            Schema::New => write!(formatter, "{NEW_PREFIX}{}:{}", self.workspace, self.job_id),
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

    /// The index of a workspace that an operator found in a job.
    pub(super) fn found(workspace: &str) -> Self {
        Self {
            workspace: workspace.to_owned(),
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

/// The key of the checkpoint of a backfill.
pub(super) fn checkpoint_key(direction: Direction) -> String {
    format!("ai:backfill:place:{}", direction.as_str())
}

/// The pattern for a scan of one schema. It holds no workspace, so no text of a request can become part of it.
pub(super) const fn pattern(schema: Schema) -> &'static str {
    match schema {
        Schema::Old => "ai:jobs:*",
        Schema::New => "ai:job:*",
    }
}

/// The key under which a client's id for a request is remembered.
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

    /// The workspace within which the id counts.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The client's id for the request.
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
