//! What a store must be able to do.
//!
//! Operations over keys. A backend neither decides who may see what nor invents keys; it keeps bytes and keeps batches
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

/// Part of a scan.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// Keys of jobs, some of them perhaps twice in one scan. Those of the old schema name no owner.
    pub keys: Vec<JobKey>,
    /// Where the scan goes on; `None` at its end.
    pub next: Option<u64>,
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

    /// Moves a job to another status in every copy that is there, or in none.
    async fn advance(&self, advance: &Advance) -> Result<Advanced, StoreError>;

    /// A small step through all keys of a schema, from a place that the step before gave, or from the beginning. Every key
    /// that is there from the first step to the last is among the answers.
    async fn scan(&self, schema: Schema, place: u64) -> Result<Scanned, StoreError>;

    /// Whether it was verified that no job is left in the old schema alone.
    async fn is_complete(&self) -> Result<bool, StoreError>;

    /// Says so, or takes it back.
    async fn set_complete(&self, complete: bool) -> Result<(), StoreError>;

    /// Moves one entry from the queue to the leases; one whose lease has ended goes first.
    async fn take(&self, lease: Duration) -> Result<Option<Taken>, StoreError>;

    /// Makes a lease longer. `false` if it was lost.
    async fn hold(&self, ticket: &Ticket, lease: Duration) -> Result<bool, StoreError>;

    /// Ends a lease whose entry needs no more work.
    async fn settle(&self, ticket: &Ticket) -> Result<(), StoreError>;

    /// Whether the store answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
