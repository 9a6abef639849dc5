//! Where jobs are kept.
//!
//! Handlers see [`Jobs`] and, through it, [`WorkspaceJobs`]. A [`Backend`] sees keys and batches and knows no rules. HTTP
//! does not belong here, nor does any decision about who may do what.
//! Invariant: every key that reaches a backend was made from a [`crate::identity::Workspace`], or found by an [`Operator`].

mod admission;
mod adoption;
mod backend;
mod backfill;
mod batch;
mod copies;
mod jobs;
pub mod keyspace;
mod memory;
mod operator;
mod record;
mod redis;
mod storage;
mod workspace_jobs;

pub use self::redis::{RedisBackend, RedisUrlFault};
pub use admission::{Refused, admit};
pub use adoption::Adopted;
pub use backend::{
    Advance, Advanced, Applied, Backend, Batch, Claim, IndexEntry, Put, QueueEntry, Scanned, StoreError,
    Sweep, Taken, Ticket,
};
pub use backfill::{
    BackfillStore, Comparison, CopyOutcome, CopyPair, CopyState, Ineligible, JobFields, KeyContents,
    ReconcileMode, RedisBackfillStore, ScanStep,
};
pub use jobs::Jobs;
pub use keyspace::{IdempotencyKey, IndexKey, JobKey};
pub use memory::MemoryBackend;
pub use operator::{Finding, Operator, OperatorJobs, Work};
pub use record::{Field, Record};
pub use workspace_jobs::{Enqueued, Lookup, WorkspaceJobs};

#[cfg(test)]
mod tests;
