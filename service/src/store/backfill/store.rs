//! What the backfill and the cleanup may ask of a store.
//!
//! Each operation is about single jobs and safe to repeat. Keys are bytes until they are known to be a job's.
//! Invariant: the source of a copy is never written. It is removed only by [`ReconcileMode::Remove`], and only where the
//! copy is equal at that moment.

use std::time::Duration;

use async_trait::async_trait;

use super::comparison::Comparison;
use super::contents::KeyContents;
use super::pair::CopyPair;
use crate::migration::{Direction, Schema};
use crate::store::StoreError;

/// One step of a scan through a schema.
#[derive(Debug, Clone, Default)]
pub struct ScanStep {
    /// Keys under the schema's prefix. A key may come twice in one scan.
    pub keys: Vec<Vec<u8>>,
    /// The cursor of the next step; `None` at the end.
    pub next: Option<u64>,
}

/// The result of copying one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyOutcome {
    /// The copy was made, whole.
    Done,
    /// Nothing was copied: something is in the copy's place already, or the job is gone.
    Not,
    /// The store refused.
    Refused,
}

/// What may be written when a job and its copy are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReconcileMode {
    /// Nothing.
    Look,
    /// Missing fields and a missing expiry are added to the copy, and a status that is behind is brought up to date.
    Complete,
    /// As `Complete`; also a missing copy is made, and a wrong expiry or index entry is corrected.
    Repair,
    /// The job is removed if the copy is equal.
    Remove,
}

/// A store that jobs are copied within.
#[async_trait]
pub trait BackfillStore: Send + Sync + 'static {
    /// Which server process this is. A scan cursor means nothing to another one.
    async fn server_id(&self) -> Result<String, StoreError>;

    /// One step through all keys under a schema's prefix. The server looks at about `count` keys of the keyspace.
    async fn scan(&self, schema: Schema, cursor: u64, count: usize) -> Result<ScanStep, StoreError>;

    /// What these keys hold. `timed` also reads when a job was accepted, which only the index needs.
    async fn inspect(&self, keys: &[Vec<u8>], timed: bool) -> Result<Vec<KeyContents>, StoreError>;

    /// Copies each job that has no copy yet, with its bytes and its expiry, and enters it in the index.
    async fn copy(&self, pairs: &[CopyPair]) -> Result<Vec<CopyOutcome>, StoreError>;

    /// Compares each job with its copy in one instant, and writes what the mode permits.
    async fn reconcile(&self, pairs: &[CopyPair], mode: ReconcileMode)
    -> Result<Vec<Comparison>, StoreError>;

    /// The checkpoint that an earlier run saved for this direction.
    async fn checkpoint(&self, direction: Direction) -> Result<Option<String>, StoreError>;

    /// Saves a checkpoint, or removes it.
    async fn save_checkpoint(&self, direction: Direction, text: Option<&str>) -> Result<(), StoreError>;

    /// Whether it was verified that every job is in the new schema.
    async fn is_complete(&self) -> Result<bool, StoreError>;

    /// Records that, or withdraws it.
    async fn set_complete(&self, complete: bool) -> Result<(), StoreError>;

    /// How long another client waits for an answer at the moment. Not to be called twice at once.
    async fn latency(&self) -> Result<Duration, StoreError>;
}
