//! What a store must be able to do.
//!
//! Operations on keys. A backend neither decides who may see what nor makes keys; it keeps bytes, and it keeps batches
//! whole.
//! Invariant: a [`Batch`] or an [`Advance`] is applied entirely or not at all, and everything is checked before anything
//! is written.

use std::time::Duration;

use async_trait::async_trait;

pub use super::batch::{
    Advance, Advanced, Applied, Batch, Claim, IndexEntry, Put, QueueEntry, Sweep, Taken, Ticket,
};
use super::{IndexKey, JobKey, Record};
use crate::jobs::Position;
use crate::migration::Schema;

/// The store could not do it. This tells nothing about the data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Away, slow, or refusing. For the log only; never for an answer.
    #[error("the store is unavailable: {reason}")]
    Unavailable {
        /// The store's own message, without credentials.
        reason: String,
    },
    /// A key that the batch needs holds something unexpected. Nothing was written.
    #[error("the store holds something unexpected: {what}")]
    Occupied {
        /// What kind of key.
        what: &'static str,
    },
}

/// One step of a scan.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// Keys of jobs. A key may come twice in one scan. Keys of the old schema name no owner.
    pub keys: Vec<JobKey>,
    /// The cursor of the next step; `None` at the end.
    pub next: Option<u64>,
}

/// A store of jobs.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// The records under these keys, in this order. `None` where there is nothing, or something that is not a record.
    async fn read(&self, keys: &[JobKey]) -> Result<Vec<Option<Record>>, StoreError>;

    /// Up to `count` entries of an index, newest first, strictly after a position. Fewer than `count` means the end.
    async fn page(
        &self,
        index: &IndexKey,
        after: Option<&Position>,
        count: usize,
    ) -> Result<Vec<Position>, StoreError>;

    /// Applies the whole batch or nothing.
    async fn apply(&self, batch: &Batch) -> Result<Applied, StoreError>;

    /// Sets a job's status in every copy that exists, or in none.
    async fn advance(&self, advance: &Advance) -> Result<Advanced, StoreError>;

    /// A small step through all keys of a schema, from the cursor of the step before, or from 0. A key that exists from the
    /// first step to the last is among the results.
    async fn scan(&self, schema: Schema, cursor: u64) -> Result<Scanned, StoreError>;

    /// Whether it was verified that every job is in the new schema.
    async fn is_complete(&self) -> Result<bool, StoreError>;

    /// Records that, or withdraws it.
    async fn set_complete(&self, complete: bool) -> Result<(), StoreError>;

    /// Moves one entry from the queue to the leases. An entry whose lease has expired goes first.
    async fn take(&self, lease: Duration) -> Result<Option<Taken>, StoreError>;

    /// Extends a lease. `false` if the lease no longer exists.
    async fn hold(&self, ticket: &Ticket, lease: Duration) -> Result<bool, StoreError>;

    /// Ends a lease, because its entry needs no more work.
    async fn settle(&self, ticket: &Ticket) -> Result<(), StoreError>;

    /// Whether the store answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
