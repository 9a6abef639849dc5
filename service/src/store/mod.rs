//! Keeping jobs.
//!
//! Handlers see [`Jobs`] and, through it, [`WorkspaceJobs`]; a [`Backend`] sees keys and batches and knows no rules.
//! No HTTP here, and no decision about who may do what.
//! Invariant: every key that reaches a backend was made from a [`crate::identity::Workspace`].

mod backend;
pub mod keyspace;
mod memory;
mod record;
mod redis;
mod redis_script;
mod workspace_jobs;

pub use self::redis::{RedisBackend, RedisUrlFault};
pub use backend::{Applied, Backend, Batch, Claim, IndexEntry, Position, Put, QueueEntry, StoreError, Sweep};
pub use keyspace::{IdempotencyKey, IndexKey, JobKey};
pub use memory::MemoryBackend;
pub use record::Record;
pub use workspace_jobs::{Enqueued, Jobs, Lookup, WorkspaceJobs};

#[cfg(test)]
mod tests;
