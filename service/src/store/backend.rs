//! What a store must be able to do.
//!
//! Four operations over keys. A backend neither checks owners nor invents keys; it keeps bytes and keeps batches whole.
//! Invariant: a [`Batch`] is applied entirely or not at all, and everything is checked before anything is written.

use std::time::Duration;

use async_trait::async_trait;

use super::{IdempotencyKey, IndexKey, JobKey, Record};

/// A job's place in the index of its workspace. Orders by time, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Microseconds since 1970. Below 2^53 for the next 250 years, so a sorted set's score holds it exactly.
    pub enqueued_at: i64,
    /// The id, which also separates jobs of one microsecond.
    pub job_id: String,
}

/// A hash to create. It must not exist yet.
#[derive(Debug, Clone)]
pub struct Put {
    /// Where.
    pub key: JobKey,
    /// What.
    pub record: Record,
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

/// A name that a client gave to a request, to be taken only if it is free.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The name, within its workspace.
    pub key: IdempotencyKey,
    /// What was asked for.
    pub fingerprint: String,
    /// The job that answers it.
    pub job_id: String,
    /// How long the name stays taken.
    pub ttl: Duration,
}

/// An index entry to drop, provided that its job is really gone when the batch is applied.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// Which index.
    pub index: IndexKey,
    /// The entry's job.
    pub key: JobKey,
}

/// Writes that belong together.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Taken first; if it is taken already, nothing is written.
    pub claim: Option<Claim>,
    /// Hashes to create.
    pub puts: Vec<Put>,
    /// Index entries to add.
    pub index: Vec<IndexEntry>,
    /// Entries to append to the queue.
    pub queue: Vec<QueueEntry>,
    /// Index entries to drop.
    pub sweeps: Vec<Sweep>,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// All of it was written.
    Done,
    /// Nothing was written: the claim was taken before.
    Duplicate {
        /// The job that took it.
        job_id: String,
        /// Whether that request asked for the same.
        fingerprint_matches: bool,
    },
}

/// The store could not do it. Nobody may conclude anything about the data from this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Away, slow, or refusing. For the log only; never for an answer.
    #[error("the store is unavailable: {reason}")]
    Unavailable {
        /// In the store's own words, without credentials.
        reason: String,
    },
    /// A key that the batch needs holds something else. Nothing was written.
    #[error("the store holds something unexpected: {what}")]
    Occupied {
        /// What kind of key.
        what: &'static str,
    },
}

/// A place to keep jobs.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// The records under these keys, in this order. `None` where there is none, or something that is not a record.
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError>;

    /// Up to `count` entries of an index, newest first, strictly after a place. Fewer than `count` means the end.
    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError>;

    /// All or nothing.
    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError>;

    /// Whether the store answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
