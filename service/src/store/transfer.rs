//! Carrying jobs from one schema to the other: what the operator's tools may ask of the store.
//!
//! Each operation is about one job at a time and safe to repeat; whether a job is to be carried at all, and in what order,
//! is not decided here. Keys are bytes until they are known to be a job's.
//! Invariant: nothing here overwrites a newer copy, makes a job that is gone, or touches the source, but [`Transfer::remove`],
//! which takes the source away where an equal copy exists at that moment.

mod answers;
mod eligible;
mod found;
mod redis;
mod script;

use std::time::Duration;

use async_trait::async_trait;

use super::{JobKey, StoreError};
use crate::migration::{Direction, Schema};
pub use eligible::Unfit;
pub use found::{Found, Reconciled, Said, State};
pub use redis::RedisTransfer;

/// A job, where it is and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Move {
    /// Where it is.
    pub from: JobKey,
    /// Where it goes.
    pub to: JobKey,
    /// Its place in the index of its workspace, in microseconds since 1970; `None` where it is to have none.
    pub instant: Option<i64>,
}

/// Part of a walk through a schema.
#[derive(Debug, Clone, Default)]
pub struct Walked {
    /// Keys under the schema's prefix; some of them perhaps twice in one walk.
    pub keys: Vec<Vec<u8>>,
    /// Where the walk goes on; `None` at its end.
    pub next: Option<u64>,
}

/// What copying one job came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is there now, whole.
    Done,
    /// It was not copied: something is there already, or the source is gone.
    Not,
    /// The store refused.
    Refused,
}

/// What may be done when a job and its copy are looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    Look,
    /// Fields and an end that the copy lacks are filled in; a state that fell behind is brought up.
    Complete,
    /// The same; and a copy that is missing is made, and an end and an index entry that differ are put right.
    Repair,
    /// The source is taken away if the copy is its equal.
    Remove,
}

/// A place to carry jobs within.
#[async_trait]
pub trait Transfer: Send + Sync + 'static {
    /// Which server process this is: another one walks its keys in another order.
    async fn identity(&self) -> Result<String, StoreError>;

    /// A step through all keys under a schema's prefix; about `count` keys of the keyspace are looked at.
    async fn walk(&self, schema: Schema, place: u64, count: usize) -> Result<Walked, StoreError>;

    /// What these keys hold; `timed` if it is asked when a job was accepted, too, which only the index needs.
    async fn look(&self, keys: &[Vec<u8>], timed: bool) -> Result<Vec<Found>, StoreError>;

    /// Copies each job that has no copy, its bytes and its end included, and enters it in the index.
    async fn copy(&self, moves: &[Move]) -> Result<Vec<Copied>, StoreError>;

    /// Looks at each job and its copy in one instant, and does what the mode lets it.
    async fn reconcile(&self, moves: &[Move], mode: Mode) -> Result<Vec<Reconciled>, StoreError>;

    /// The place that was kept under this name.
    async fn place(&self, direction: Direction) -> Result<Option<String>, StoreError>;

    /// Keeps a place, or forgets it.
    async fn keep_place(&self, direction: Direction, place: Option<&str>) -> Result<(), StoreError>;

    /// Whether it was verified that no job is left in the old schema alone.
    async fn is_complete(&self) -> Result<bool, StoreError>;

    /// Says so, or takes it back.
    async fn set_complete(&self, complete: bool) -> Result<(), StoreError>;

    /// How long another client waits for its answer just now. Not to be called twice at once.
    async fn latency(&self) -> Result<Duration, StoreError>;
}
