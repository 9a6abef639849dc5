//! What is written together, and the result.
//!
//! Values only; how a store keeps a batch whole is its own matter.
//! Invariant: all keys were made by `keyspace`, and times are absolute.

use std::time::Duration;

use super::{Field, IdempotencyKey, IndexKey, JobKey, Record};
use crate::jobs::{Position, Status};

/// A hash to create. It must not exist yet.
#[derive(Debug, Clone)]
pub struct Put {
    /// Its key.
    pub key: JobKey,
    /// Its contents.
    pub record: Record,
    /// When it expires, in milliseconds since 1970, if it does.
    pub expires_at: Option<i64>,
}

/// An entry to add to an index.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    /// Which index.
    pub index: IndexKey,
    /// The entry.
    pub position: Position,
}

/// An entry for the queue of pending jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// The workspace that owns the job.
    pub workspace_id: String,
    /// The job.
    pub job_id: String,
}

impl QueueEntry {
    /// The entry as a queue holds it. A worker needs both parts: it must not have to guess the owner.
    pub(super) fn text(&self) -> String {
        serde_json::json!({"workspace_id": self.workspace_id, "job_id": self.job_id}).to_string()
    }
}

/// A client's id for a request, to be taken only if it is free.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The id, within its workspace.
    pub key: IdempotencyKey,
    /// A digest of what was asked for.
    pub fingerprint: String,
    /// The job that answers it.
    pub job_id: String,
    /// How long the id stays taken.
    pub ttl: Duration,
}

/// An index entry to remove, but only if its job is gone in every schema when the batch is applied.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// Which index.
    pub index: IndexKey,
    /// The entry's job, under one of its keys.
    pub key: JobKey,
}

/// Writes that belong together.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Taken first. If it is taken already, nothing is written.
    pub claim: Option<Claim>,
    /// Hashes to create.
    pub puts: Vec<Put>,
    /// Index entries to add.
    pub index: Vec<IndexEntry>,
    /// Entries to append to the queue.
    pub queue: Vec<QueueEntry>,
    /// Index entries to remove.
    pub sweeps: Vec<Sweep>,
}

/// The result of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// All of it was written.
    Done,
    /// Nothing was written, because the request id was taken before.
    Duplicate {
        /// The job that answers it.
        job_id: String,
        /// Whether that request asked for the same thing.
        fingerprint_matches: bool,
    },
}

/// A job's next status, for every copy that exists, is whole and belongs to its key's workspace.
#[derive(Debug, Clone)]
pub struct Advance {
    /// The keys under which there may be copies, all of one workspace and job.
    pub keys: Vec<JobKey>,
    /// The new status.
    pub to: Status,
    /// The other fields that change with it.
    pub fields: Vec<(Field, String)>,
    /// A lease that ends with this, whatever the result.
    pub settles: Option<Ticket>,
}

/// The result of an advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advanced {
    /// Every copy has the new status.
    Done,
    /// Nothing was written, because the job already had this status or a later one.
    Late,
    /// Nothing was written, because this workspace has no such job.
    Absent,
}

/// A lease on a queue entry, named by the text of the entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ticket(pub(super) String);

impl Ticket {
    /// The entry itself.
    #[must_use]
    pub fn entry(&self) -> &str {
        &self.0
    }
}

/// A queue entry that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The lease.
    pub ticket: Ticket,
    /// How many times it was taken, including this time.
    pub attempts: u64,
}
