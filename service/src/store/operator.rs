//! What an operator's own programs may do: run the jobs of any workspace.
//!
//! The worker and the backfill need every workspace. They get access with an [`Operator`], which only `main` makes; a request
//! cannot get one. Even so, no method takes a workspace: who owns a job follows from what is stored.
//! Invariant: a job is changed only where its hash names the workspace that the work names.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::record::time_text;
use super::{Advance, Advanced, Backend, Field, JobKey, StoreError, Ticket};
use crate::identity::Workspace;
use crate::jobs::{Job, JobId, Status};
use crate::migration::{Operation, Phase, Schema, Write, plan};

/// The right to work on the jobs of every workspace. Made in `main`, never from a request.
#[derive(Debug)]
pub struct Operator(());

impl Operator {
    /// The operator of this process. Only `main` may call this.
    #[must_use]
    pub const fn of_this_process() -> Self {
        Self(())
    }
}

/// All jobs, as an operator's program sees them.
#[derive(Clone)]
pub struct OperatorJobs {
    backend: Arc<dyn Backend>,
    phase: Phase,
}

/// A job that was taken from the queue, under a lease.
#[derive(Debug, Clone)]
pub struct Work {
    ticket: Ticket,
    job: JobKey,
    /// How many times it was taken, including this time.
    pub attempts: u64,
}

/// What a queue entry led to.
#[derive(Debug)]
pub enum Finding {
    /// A job that waits, or that a worker started and did not finish.
    Job(Work, Box<Job>),
    /// A job that has ended already. Its entry was removed.
    Ended,
    /// No job of the workspace that the entry names. The entry was removed.
    Orphan,
}

/// A queue entry in the form that this service writes.
#[derive(Deserialize)]
struct Entry {
    workspace_id: String,
    job_id: String,
}

impl OperatorJobs {
    pub(super) fn new(backend: Arc<dyn Backend>, phase: Phase) -> Self {
        Self { backend, phase }
    }

    /// Takes the next entry from the queue, or one whose lease has expired.
    ///
    /// # Errors
    /// When the store cannot tell. If an entry was taken nevertheless, it comes back when its lease expires.
    pub async fn take(&self, lease: Duration) -> Result<Option<Finding>, StoreError> {
        let Some(taken) = self.backend.take(lease).await? else {
            return Ok(None);
        };
        let found = self.find(taken.ticket.entry()).await?;
        Ok(Some(match found {
            None => {
                self.backend.settle(&taken.ticket).await?;
                Finding::Orphan
            }
            Some((_, job)) if job.status.is_final() => {
                self.backend.settle(&taken.ticket).await?;
                Finding::Ended
            }
            Some((key, job)) => Finding::Job(
                Work {
                    ticket: taken.ticket,
                    job: key,
                    attempts: taken.attempts,
                },
                Box::new(job),
            ),
        }))
    }

    /// Marks the work as started. `Late` means that it was started before.
    ///
    /// # Errors
    /// When the store cannot say that it was done.
    pub async fn begin(&self, work: &Work) -> Result<Advanced, StoreError> {
        let now = time_text(Timestamp::now());
        self.advance(work, Status::Running, vec![(Field::StartedAt, now)], None)
            .await
    }

    /// Extends the lease. `false` if the lease no longer exists, so that another worker may have the work.
    ///
    /// # Errors
    /// When the store cannot tell.
    pub async fn hold(&self, work: &Work, lease: Duration) -> Result<bool, StoreError> {
        self.backend.hold(&work.ticket, lease).await
    }

    /// Writes the outcome. Only the first outcome counts; a second one is `Late`.
    ///
    /// # Errors
    /// When the store cannot say that it was done; repeating it is safe.
    pub async fn finish(&self, work: &Work, to: Status, result: &Value) -> Result<Advanced, StoreError> {
        let fields = vec![
            (Field::Result, result.to_string()),
            (Field::FinishedAt, time_text(Timestamp::now())),
        ];
        self.advance(work, to, fields, Some(work.ticket.clone())).await
    }

    async fn advance(
        &self,
        work: &Work,
        to: Status,
        fields: Vec<(Field, String)>,
        settles: Option<Ticket>,
    ) -> Result<Advanced, StoreError> {
        let writes = plan(self.phase, Operation::Update).writes.iter();
        let keys = writes.filter_map(|write| match write {
            Write::Change(schema) => Some(work.job.in_schema(*schema, work.job.workspace())),
            _ => None,
        });
        let advance = Advance {
            keys: keys.collect(),
            to,
            fields,
            settles,
        };
        self.backend.advance(&advance).await
    }

    // An entry of older code is only an id. The owner is then known only from the old hash.
    async fn find(&self, entry: &str) -> Result<Option<(JobKey, Job)>, StoreError> {
        let named: Option<Entry> = serde_json::from_str(entry).ok();
        let (owner, id) = match &named {
            Some(entry) => (Some(entry.workspace_id.as_str()), entry.job_id.as_str()),
            None => (None, entry),
        };
        let Some(id) = JobId::of_text(id) else {
            return Ok(None);
        };
        let mut keys: Vec<JobKey> = Vec::new();
        for schema in plan(self.phase, Operation::Get).reads {
            match (owner, schema) {
                (Some(owner), _) if Workspace::could_be(owner) => {
                    keys.push(JobKey::found(*schema, owner, &id));
                }
                (None, Schema::Old) => keys.push(JobKey::found(*schema, "", &id)),
                _ => {}
            }
        }
        let records = self.backend.read(&keys).await?;
        let found = keys.into_iter().zip(records).find_map(|(key, record)| {
            let record = record?;
            let owner = match owner {
                Some(_) => key.workspace().to_owned(),
                None => record.get(Field::WorkspaceId).to_owned(),
            };
            let key = key.in_schema(key.schema(), &owner);
            let usable = Workspace::could_be(&owner) && record.belongs_under(&key);
            usable
                .then(|| record.into_job(&key))
                .flatten()
                .map(|job| (key, job))
        });
        Ok(found)
    }
}
