//! The backfill's view of the store: copying jobs from one schema to the other within it.
//!
//! Here belongs what is done with one job at a time: which keys hold a job, copying it, comparing it with its copy. In
//! which order, how fast and how often does not; that is the backfill's own matter.
//! Invariant: no operation overwrites a newer copy or brings back a job that is gone, and each may be repeated.

mod comparison;
mod contents;
mod decode;
mod pair;
mod redis;
mod script;
mod store;

pub use comparison::{Comparison, CopyState};
pub use contents::{JobFields, KeyContents};
pub use pair::{CopyPair, Ineligible};
pub use redis::RedisBackfillStore;
pub use store::{BackfillStore, CopyOutcome, ReconcileMode, ScanStep};
